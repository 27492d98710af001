"""The ``BatchFiles`` port: lists from disk, drafts of them, and results onto it."""

import os
import stat
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeVar

from otp_gui.domain.batch import BatchRow, BatchRun
from otp_gui.domain.batch_files import MOST_BYTES, ResultPlan
from otp_gui.domain.draft import Draft, draft
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.table import Table, TableChoice, TableError
from otp_gui.domain.table_bytes import ZIP
from otp_gui.domain.table_columns import Columns
from otp_gui.domain.table_text import read_table, too_large
from otp_gui.domain.upkeep import Told
from otp_gui.store import errand, faults
from otp_gui.store.errand import Errand

_T = TypeVar("_T")

# A pipe that nobody writes to would not even be opened; Windows has neither.
_OPENING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_LIBRARIES: Final = ("openpyxl", "defusedxml")


class ListFiles:
    """Each piece of work has a thread of its own; what reads workbooks is loaded for these only."""

    def __init__(self, speaker: Callable[[], Callable[[Phrase], str]]) -> None:
        """``speaker`` gives what says a phrase in the language of that moment."""
        self._speaker: Final = speaker

    @property
    def reads_workbooks(self) -> bool:
        """Whether XLSX can be read here; it can be written anywhere."""
        return all(find_spec(name) is not None for name in _LIBRARIES)

    async def read(self, source: str, choice: TableChoice) -> Table:
        """Read a list: CSV, TSV or JSON Lines in any usual encoding, or a workbook.

        :raises TableError: where it is no list, is too large, or cannot be read.
        """
        return await _off_the_thread("list", partial(self._read, Path(source), choice))

    async def read_bytes(self, raw: bytes, choice: TableChoice) -> Table:
        """Read the bytes of a list, which may be any that a file has.

        :raises TableError: where they are no list, or too many.
        """
        return await _off_the_thread("list", partial(self._read_bytes, raw, choice))

    async def read_pasted(self, text: str, choice: TableChoice) -> Table:
        """Read a list that was pasted.

        :raises TableError: where it is no list, or is too large.
        """
        return await _off_the_thread("list", partial(read_table, text, choice))

    async def draft(self, table: Table, columns: Columns, *, as_typed: bool = False) -> Draft:
        """Make a draft, as :func:`otp_gui.domain.draft.draft` does."""
        return await _off_the_thread("draft", partial(draft, table, columns, as_typed=as_typed))

    async def save(
        self, plan: ResultPlan, run: BatchRun, rows: Sequence[BatchRow], told: Told
    ) -> int:
        """Write results for their owner only, beside the place and renamed; return how many.

        :raises StoreError: where the file is there already, or cannot be written.
        """
        say = self._speaker()

        def job(of: Errand) -> int:
            # The catalogue of advice is slow to load.
            from otp_gui.store import results  # noqa: PLC0415

            return results.write(plan, run, rows, say, of)

        return await errand.run("results", job, told)

    def _read(self, path: Path, choice: TableChoice) -> Table:
        try:
            raw = _bytes_of(path)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        return self._read_bytes(raw, choice)

    def _read_bytes(self, raw: bytes, choice: TableChoice) -> Table:
        if len(raw) > MOST_BYTES:
            raise too_large(len(raw))
        if not raw.startswith(ZIP):
            return read_table(raw, choice)
        if not self.reads_workbooks:
            raise TableError(
                phrase(
                    "Workbooks (XLSX) cannot be read here: the optional part {name} is not"
                    " installed. Save the list as CSV and choose that file.",
                    name="otp-gui[xlsx]",
                )
            )
        # A quarter of a second to load.
        from otp_gui.store.workbooks import read_workbook  # noqa: PLC0415

        return read_workbook(raw, choice)


async def _off_the_thread(name: str, job: Callable[[], _T]) -> _T:
    return await errand.run(name, lambda _errand: job(), lambda _done, _total: None)


def _bytes_of(path: Path) -> bytes:
    """Return all of a file, of which the size is known to be bearable.

    :raises TableError: where it is too large, or no file that ends.
    :raises OSError: where it cannot be read.
    """
    if path.is_dir():
        raise TableError(phrase("{file} is a folder, not a list.", file=path.name))
    handle = os.open(path, _OPENING)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise TableError(phrase("{file} is no file with lines to read.", file=path.name))
        if found.st_size > MOST_BYTES:
            raise too_large(found.st_size)
        # It may be growing.
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise too_large(len(raw))
    return raw


def _unreadable(path: Path, error: OSError | ValueError) -> TableError:
    if isinstance(error, FileNotFoundError):
        return TableError(phrase("There is no file {file}.", file=path.name))
    if isinstance(error, PermissionError):
        return TableError(phrase("This user may not read {file}.", file=path.name))
    if isinstance(error, OSError):
        return TableError(faults.unusable(path.name, faults.reason(error)).explanation)
    # A name that no file can have.
    return TableError(phrase("There is no file {file}.", file=path.name))
