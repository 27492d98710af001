"""Lets a logout, a shutdown or ``kill`` end the program as closing its window does."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)


@contextmanager
def ended_by_signals(end: Callable[[int], None]) -> Iterator[None]:
    """Call ``end`` with the number of a signal that asks the process to end.

    Python gets round to it with the next timer at the latest, that of the ``Collector``: within a
    second. Without it the process would be gone in the midst of a call.
    """

    def on_signal(number: int, _frame: FrameType | None) -> None:
        end(number)

    before = {number: signal.signal(number, on_signal) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
