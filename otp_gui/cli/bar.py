"""A bar below what is said on a terminal: as much of it as the terminal is wide."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from otp_gui.cli.output import standing, standing_room

_LENGTHS: Final = (30, 20, 10)
"""Few, so that it does not change its length with every figure behind it."""
_FRAME: Final = len("[]  ")
_GAP: Final = "  "
_MORE: Final = f"{_GAP}…"

Draw = Callable[[float | None, Sequence[str]], None]
"""Takes what share is done, None where that is not known, and facts, the most important first."""


def is_drawn() -> bool:
    """Tell whether stderr is a terminal, which a bar is for."""
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def drawing() -> Iterator[Draw]:
    """Give what draws a bar, each time in the place of the last; only where :func:`is_drawn`.

    Never raises: what a bar is of is worth more than the bar, also where its terminal has gone.
    """
    with standing() as show:

        def draw(share: float | None, facts: Sequence[str]) -> None:
            show(drawn(share, facts, standing_room()))

        yield draw


def drawn(share: float | None, facts: Sequence[str], room: int) -> str:
    """Return a bar of at most ``room`` characters.

    The bar itself goes first where all has no room, then facts from the last on: … stands for them.
    """
    told = _told(facts, room)
    left = room - len(told) - _FRAME
    length = next((length for length in _LENGTHS if length <= left), 0)
    if share is None or not length:
        return told
    done = int(min(max(share, 0.0), 1.0) * length)
    return f"[{'#' * done:{length}}]{_GAP}{told}"


def _told(facts: Sequence[str], room: int) -> str:
    for count in range(len(facts), 0, -1):
        told = _GAP.join(facts[:count]) + (_MORE if count < len(facts) else "")
        if len(told) <= room:
            return told
    return "".join(facts[:1])[: max(room, 0)]
