"""Taking calls out of the history into a file, and bringing them in from one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from otp_gui.domain.history_query import HistoryQuery

SCHEMA: Final = 1
"""Of the JSON Lines export."""
MOST_BAD_LINES: Final = 100
"""So many numbers of bad lines are kept."""

Told = Callable[[int, int | None], None]
"""Hears how much is done, of how much where that is known: rows of an export, bytes of a file."""


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is written where.

    ``what`` is a query or the uids of the calls; they come by time, newest first unless the query
    asks for the oldest. ``masked`` hides phone numbers in every column. ``bom`` and ``response``
    (a column more) are for CSV; JSON Lines always hold everything. A file that exists is replaced
    only with ``overwrite``.
    """

    target: str
    format: Format
    what: HistoryQuery | Sequence[str] = field(default_factory=HistoryQuery)
    masked: bool = True
    bom: bool = False
    response: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows there are in ``target``."""

    rows: int
    target: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import; ``bad_lines`` are the numbers of the first bad ones, from 1.

    ``masked`` of those added have no number that could be read; ``completed`` are calls that had
    come so before, and that have theirs now.
    """

    added: int = 0
    duplicates: int = 0
    bad: int = 0
    bad_lines: tuple[int, ...] = ()
    masked: int = 0
    completed: int = 0


class Transfer(Protocol):
    """Both ways wait off the caller's thread, next to calls that are being made meanwhile.

    ``told`` is called on the loop's thread.
    """

    async def write(self, plan: ExportPlan, told: Told) -> Exported:
        """Write a file for its owner only: beside its place, and renamed once it is whole.

        Cancelling leaves nothing behind.

        :raises StoreError: where the file is there already, or cannot be written or read.
        """
        ...

    async def read(self, source: str, told: Told) -> Imported:
        """Add the calls of a JSON Lines export that the history does not have, told by ``uid``.

        What is there already is left alone, but for a call that came from a masked export: a full
        one puts its facts there; its note stays where it was written meanwhile. A call that was in
        flight is added as ``unknown``.
        Cancelling keeps what was added by then.

        :raises StoreError: where the file cannot be read, or the history not be written.
        """
        ...
