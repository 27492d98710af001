"""Lists in, results out: what a batch reads and writes on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from otp_gui.domain.batch import BatchRow, BatchRun
from otp_gui.domain.table import Table, TableChoice
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
    """Both wait off the caller's thread."""

    @property
    def reads_workbooks(self) -> bool:
        """Whether XLSX can be read and written here."""
        ...

    async def read(self, source: str, choice: TableChoice) -> Table:
        """Read a list: CSV or TSV in any usual encoding, or a workbook.

        :raises TableError: where it is no list, is too large, or cannot be read.
        """
        ...

    async def save(
        self, plan: ResultPlan, run: BatchRun, rows: Sequence[BatchRow], told: Told
    ) -> int:
        """Write results for their owner only, beside the place and renamed; return how many.

        :raises StoreError: where the file is there already, or cannot be written.
        """
        ...
