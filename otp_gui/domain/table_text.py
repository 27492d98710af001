"""Reads a list out of text or out of the bytes of a file: CSV, TSV, and rows that were pasted."""

from otp_gui.domain.batch_files import MOST_ROWS
from otp_gui.domain.table import Table, TableChoice

_AS_FOUND = TableChoice()


def read_table(
    source: bytes | str, choice: TableChoice = _AS_FOUND, *, most_rows: int = MOST_ROWS
) -> Table:
    """Read a list; what ``choice`` leaves open is found out, and the table says what was found.

    :raises TableError: where it is no list, or holds more than ``most_rows`` rows.
    """
    raise NotImplementedError
