"""Which build of the tool this is: for About, for the log, and for whoever reads a report."""

import sys
from pathlib import Path
from typing import Final, NamedTuple

from otp_gui import __version__

COMMIT_FILE: Final = "commit.txt"
"""Lies in the package; the recipe of the frozen builds puts it there."""
_SHORT: Final = 12
_PACKAGE: Final = Path(__file__).resolve().parent


class Build(NamedTuple):
    """``commit`` is the source's, None where nobody noted it; ``place`` is what one would delete.

    ``is_frozen`` tells a program that brings its own Python from one that runs in an installed one.
    """

    version: str
    commit: str | None
    is_frozen: bool
    place: Path

    def __str__(self) -> str:
        kind = "frozen" if self.is_frozen else "from source"
        commit = f"commit {self.commit}" if self.commit is not None else "no commit noted"
        return f"{self.version}, {commit}, {kind}, in {self.place}"


def this_build() -> Build:
    """Return the build that runs."""
    is_frozen = bool(getattr(sys, "frozen", False))
    place = Path(sys.executable).parent if is_frozen else _PACKAGE
    return Build(__version__, _commit(), is_frozen, place)


def _commit() -> str | None:
    try:
        text = (_PACKAGE / COMMIT_FILE).read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    return text[:_SHORT] or None
