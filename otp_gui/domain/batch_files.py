"""Lists in, results out: what a batch reads and writes on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from otp_gui.domain.batch import BatchRow, BatchRun
from otp_gui.domain.draft import Draft
from otp_gui.domain.table import Table, TableChoice
from otp_gui.domain.table_columns import Columns
from otp_gui.domain.upkeep import Told

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of a list; a larger file is refused before it is read."""
MOST_ROWS: Final = 10_000


class ResultFormat(StrEnum):
    """How results are written; the words are the usual suffixes."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ResultPlan:
    """Where the results go; ``masked`` hides phone numbers in every column, ``bom`` is for CSV."""

    target: str
    format: ResultFormat
    masked: bool = True
    bom: bool = True
    overwrite: bool = False


class BatchFiles(Protocol):
    """All methods wait off the caller's thread; cancelling one leaves nothing behind."""

    @property
    def reads_workbooks(self) -> bool:
        """Whether XLSX can be read here; it can be written anywhere."""
        ...

    async def read(self, source: str, choice: TableChoice) -> Table:
        """Read a list: CSV, TSV or JSON Lines in any usual encoding, or a workbook.

        :raises TableError: where it is no list, is too large, or cannot be read.
        """
        ...

    async def read_bytes(self, raw: bytes, choice: TableChoice) -> Table:
        """Read the bytes of a list, which may be any that a file has.

        :raises TableError: where they are no list, or too many.
        """
        ...

    async def read_pasted(self, text: str, choice: TableChoice) -> Table:
        """Read a list that was pasted, in one of these ways or as rows that somebody typed.

        :raises TableError: where it is no list, or is too large.
        """
        ...

    async def draft(self, table: Table, columns: Columns, *, as_typed: bool = False) -> Draft:
        """Make a draft, as :func:`otp_gui.domain.draft.draft` does."""
        ...

    async def save(
        self, plan: ResultPlan, run: BatchRun, rows: Sequence[BatchRow], told: Told
    ) -> int:
        """Write results for their owner only, beside the place and renamed; return how many.

        Sentences in them are in the language of the user at that moment.

        :raises StoreError: where the file is there already, or cannot be written.
        """
        ...
