"""A run of the console: Ctrl+C ends it in order, and once more at once; so do other signals."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from otp_gui.bootstrap import Parts
from otp_gui.cli.output import say
from otp_gui.domain.batch import BatchRow
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import tr
from otp_gui.services.batch import RunResult

Begin = Callable[[], Coroutine[Any, Any, RunResult]]

_HANG_UP: Final[int | None] = getattr(signal, "SIGHUP", None)
"""Says that the terminal has gone, and comes from its shell and from the system; not on Windows."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM, *([] if _HANG_UP is None else [_HANG_UP]))


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over, with all of its rows."""

    result: RunResult
    rows: Sequence[BatchRow]
    unread: Phrase | None = None
    """Why ``rows`` could not be read."""


async def made(parts: Parts, begin: Begin) -> Ended:
    """Make a run to its end, whatever interrupts it, and read what came of its rows."""
    task = asyncio.ensure_future(begin())
    end = _End(task)
    with _interrupts(end):
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError:
                _uncancel()
                end.ask()
    result = task.result()
    if result.run is None:
        return Ended(result, ())
    try:
        return Ended(result, await parts.batch.service.rows(result.run.uid))
    except StoreError as error:
        return Ended(result, (), error.explanation)


def _uncancel() -> None:
    current = asyncio.current_task()
    if current is not None:
        current.uncancel()


class _End:
    """How a run is asked to end before its last row."""

    def __init__(self, task: asyncio.Task[RunResult]) -> None:
        self._task: Final = task
        self._is_asked = False
        self.has_hung_up = False

    def ask(self) -> None:
        """End the run in order; asked once more, give up the calls in flight, too."""
        if self._is_asked:
            say(tr("Giving up the calls in flight: they may have been sent."))
        else:
            say(tr("Stopping: calls in flight are finished. Once more gives them up."))
        self._is_asked = True
        self._task.cancel()

    def hang_up(self) -> None:
        """End the run in order; nobody asks for more than that by a terminal that has gone."""
        self.has_hung_up = True
        if not self._is_asked:
            self.ask()


@contextmanager
def _interrupts(end: _End) -> Iterator[None]:
    """Have Ctrl+C, and a polite end of the process, end the run and not what comes after it.

    What is ignored stays so: whoever began the run (nohup, a shell's &) means it to go on.
    """
    loop = asyncio.get_running_loop()
    before = {
        number: handler
        for number in _ENDING
        if (handler := signal.getsignal(number)) is not signal.SIG_IGN
    }
    try:
        for number in before:
            loop.add_signal_handler(number, end.hang_up if number == _HANG_UP else end.ask)
    except NotImplementedError:
        # On Windows there are no such handlers; the runner then cancels the task that waits here.
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            # Its second signal is no reason to lose the results that are to be written now.
            is_over = number == _HANG_UP and end.has_hung_up
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN if is_over else handler)
