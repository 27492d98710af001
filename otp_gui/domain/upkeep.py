"""Keeping the history in order: what is old or to be forgotten goes, copies are made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from otp_gui.domain.phrase import Phrase

Told = Callable[[int, int | None], None]
"""Hears how much is done, of how much where that is known."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge deletes, or has deleted.

    ``rows`` are calls, ``mentions`` other calls in whose texts the number is made unreadable;
    ``files`` copies and damaged files beside the history; ``running`` calls in flight, which are
    left alone. ``notices`` tell the user what else is to be known. ``uncalled`` are rows of lists
    that batch runs never called, ``runs`` those of the runs that cannot be resumed without them.
    """

    rows: int = 0
    mentions: int = 0
    files: int = 0
    running: int = 0
    notices: tuple[Phrase, ...] = ()
    uncalled: int = 0
    runs: int = 0

    @property
    def finds_nothing(self) -> bool:
        """Whether there is nothing to delete and nothing to hide."""
        return not (self.has_rows or self.mentions or self.files)

    @property
    def has_rows(self) -> bool:
        """Whether calls go, or rows of lists."""
        return bool(self.rows or self.uncalled)


@dataclass(frozen=True, slots=True)
class Due:
    """What a start does about calls that are older than they are to be kept.

    ``since`` is the day from which on they are deleted, to be remembered; None while there is
    nobody to be told anything. ``announced`` is what will be deleted then, where that is to be told
    now. ``deletes`` tells whether they go at this start.
    """

    since: date | None = None
    announced: Purge | None = None
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the history; ``problems`` are what SQLite's check of it found, if any."""

    target: str
    rows: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """The history now holds ``rows``; what it held before is in the file ``before``."""

    rows: int
    before: str


def day_told(text: str | None) -> date | None:
    """Read the day of the preferences; what is none is as if nobody had been told."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


class Upkeep(Protocol):
    """All methods wait off the caller's thread and raise ``StoreError``; calls go in between.

    Cancelling one leaves the history sound: half purged, as it was before a restoration.
    """

    async def preview(self, before: datetime) -> Purge:
        """Tell what :meth:`purge` would delete."""
        ...

    async def purge(self, before: datetime, told: Told) -> Purge:
        """Delete the calls from before ``before`` (UTC), and files beside the history as old."""
        ...

    async def preview_recipient(self, number: str, told: Told) -> Purge:
        """Tell what :meth:`purge_recipient` would delete."""
        ...

    async def purge_recipient(self, number: str, told: Told) -> Purge:
        """Delete the calls for a number, in any spelling, and every other trace of it.

        Where other calls hold it in a text, it is made unreadable there. A copy or damaged file
        beside the history that holds it, or that cannot be read, is deleted.
        """
        ...

    async def back_up(self, target: str, told: Told, *, overwrite: bool = False) -> Backup:
        """Copy the history into one file for its owner only, and check the copy."""
        ...

    async def restore(self, source: str, told: Told) -> Restored:
        """Put a backup in the place of everything that the history holds.

        :raises StoreError: where the file is no sound history, or one of a newer version; where a
            call is in flight. Nothing is changed then.
        """
        ...
