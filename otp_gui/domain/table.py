"""A list that somebody was sent: lines of cells, as they were found, and what was found out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from otp_gui.domain.phrase import Phrase


@dataclass(frozen=True, slots=True)
class TableChoice:
    """What the user says of a list; None is found out.

    ``encoding`` is a name that Python knows, ``delimiter`` one character, ``header`` whether the
    first line names the columns, ``sheet`` the name of a workbook's sheet.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; ``line`` is where it begins in the file, from 1.

    ``problem`` tells why none of its cells can be relied on: broken quoting, bytes that are no
    text, more or fewer cells than there are columns. ``cell_problems`` tell it of single cells, by
    column from 0: a formula, merged cells, a number that was rounded.
    """

    line: int
    cells: tuple[str, ...]
    problem: Phrase | None = None
    cell_problems: Mapping[int, Phrase] = field(default_factory=dict)

    def cell(self, column: int | None) -> str:
        """Return a cell, empty where the row does not reach as far or no column is named."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under the heading, and how they were read; without any it is only a try.

    ``header`` names the columns, None where there is no such line; ``width`` is the number of
    columns. ``encoding`` and ``delimiter`` are empty for a workbook, ``sheets`` for a text.
    """

    rows: Sequence[TableRow]
    width: int
    header: tuple[str, ...] | None = None
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


class TableError(Exception):
    """No table could be made of it; ``explanation`` is for the user and names no personal data.

    ``tried`` is how it was read, without rows, where the user may say otherwise and be right: in
    another encoding, with another delimiter, from another sheet. None where there is no choice.
    """

    def __init__(self, explanation: Phrase, tried: Table | None = None) -> None:
        super().__init__(explanation.template)
        self.explanation = explanation
        self.tried = tried


class NoRowsError(TableError):
    """It was read, and has no rows of a list: another sheet of a workbook may."""
