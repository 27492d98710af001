"""Lines of a list parted into cells: delimiters, quotes, and what to make of broken ones."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.request import MAX_RECIPIENT, MAX_REQUEST_ID
from otp_gui.domain.table import TableRow
from otp_gui.domain.table_columns import Columns, is_number, named_columns
from otp_gui.domain.table_marks import literal_end

SPACES: Final = " "
"""The delimiter of rows that are an ID and a number with white space between; the ID is then put
first, wherever it stands."""

_QUOTE: Final = '"'
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DIGITS: Final = re.compile(r"\d{10}")
# It may be marked as text, as in '… and ="…".
_NUMBER: Final = r"""["'=]{0,2}[+\uff0b(]{0,2}\d[\d \u00a0().\-\u2010-\u2015]{7,30}"""
_MARK: Final = """["']?"""
_PAIRS: Final = (
    re.compile(rf"(?P<id>\S+?)[\s,;|]+(?P<number>{_NUMBER}{_MARK})"),
    re.compile(rf"(?P<number>{_NUMBER}?{_MARK})[\s,;|]+(?P<id>\S+)"),
)
_PAIR: Final = 2
# More than both may have; the patterns are not made for long texts.
_LONGEST_PAIR: Final = MAX_REQUEST_ID + MAX_RECIPIENT
# A cell of a spreadsheet has at most 32,767 characters.
_MOST_LINES: Final = 500
# As an export puts it before what a spreadsheet would take for a formula.
_NEUTRALISED: Final = re.compile("'[=+@\\t\\r\\n＝＋－＠-]")
BROKEN: Final = phrase("Its quotes are broken.")
_STRAY: Final = phrase("There is a quote in the middle of it.")


class _BrokenError(Exception):
    """The quotes of a row do not go together."""


def rows_of(
    lines: Sequence[str], delimiter: str, *, first: int = 1, width: int | None = None
) -> Iterator[TableRow]:
    """Part lines, each with its end, into rows; blank ones are passed by.

    ``first`` is the number of the first line. A row of several lines is taken for one only where it
    has ``width`` cells, if that is known: a quote that was never closed takes nothing else along.
    """
    place = 0
    while place < len(lines):
        line = lines[place]
        if _QUOTE in line and delimiter != SPACES:
            row, place = _quoted(lines, place, delimiter, first, width)
        else:
            row = TableRow(first + place, _parted(line.rstrip("\r\n"), delimiter))
            place += 1
        if any(cell and not cell.isspace() for cell in row.cells):
            yield row


def pair(line: str) -> tuple[str, str] | None:
    """Return the ID and the number of a row that somebody typed, in this order; None if it is none.

    They may stand in either order, and white space within the number.
    """
    text = line.strip()
    if len(text) > _LONGEST_PAIR:
        return None
    for pattern in _PAIRS:
        if match := pattern.fullmatch(text):
            return match["id"], match["number"].strip()
    return None


def plain(cell: str) -> str:
    """Return what a cell says that an export made harmless."""
    if _NEUTRALISED.match(cell) is None:
        return cell
    # A quote at both ends is no mark.
    return cell if cell.endswith("'") and is_number(cell) else cell[1:]


def _parted(line: str, delimiter: str) -> tuple[str, ...]:
    if delimiter != SPACES:
        cells = line.split(delimiter)
        return tuple(map(plain, cells)) if "'" in line else tuple(cells)
    found = pair(line)
    if found is not None:
        return found
    words = tuple(line.split())
    if len(words) != _PAIR:
        return (line.strip(),)
    return words[::-1] if named_columns(words) == Columns(1, 0) else words


def _quoted(
    lines: Sequence[str], place: int, delimiter: str, first: int, width: int | None
) -> tuple[TableRow, int]:
    """Read the row that begins at ``place``, and tell where the next one does."""
    try:
        cells, problems, behind = _Row(lines, place, delimiter, width).read()
    except _BrokenError:
        cells = [cell.strip().strip(_QUOTE) for cell in lines[place].split(delimiter)]
        return TableRow(first + place, tuple(cells), BROKEN), place + 1
    return TableRow(first + place, tuple(map(plain, cells)), None, problems), behind


class _Row:
    """One row with quotes, of as many lines as it takes."""

    def __init__(self, lines: Sequence[str], place: int, delimiter: str, width: int | None) -> None:
        self._lines: Final = lines
        self._first: Final = place
        self._delimiter: Final = delimiter
        self._width: Final = width
        self._line = lines[place].rstrip("\r\n")
        self._place = place
        self._at = 0

    def read(self) -> tuple[list[str], dict[int, Phrase], int]:
        """Return the cells, what is wrong with single ones, and the place of the next row.

        :raises _BrokenError: where a quote is not closed, or not where a cell ends.
        """
        cells: list[str] = []
        problems: dict[int, Phrase] = {}
        while True:
            cell, has_stray = self._cell()
            if has_stray:
                problems[len(cells)] = _STRAY
            cells.append(cell)
            is_several = self._place > self._first
            if is_several and self._width is not None and len(cells) > self._width:
                raise _BrokenError
            if self._at >= len(self._line):
                break
            self._at += len(self._delimiter)
        if is_several and self._width is not None and len(cells) != self._width:
            raise _BrokenError
        return cells, problems, self._place + 1

    def _cell(self) -> tuple[str, bool]:
        """Read one cell up to its delimiter, and tell whether a quote stands where none may."""
        start = self._at
        while self._line[start : start + 1] == " ":
            start += 1
        if self._line[start : start + 1] == _QUOTE:
            self._at = start + 1
            return self._within_quotes(), False
        if (end := self._literal(start)) is not None:
            self._at = end
            return self._line[start:end].rstrip(" "), False
        end = self._line.find(self._delimiter, self._at)
        cell = self._line[self._at : end if end >= 0 else len(self._line)]
        self._at += len(cell)
        return cell, _QUOTE in cell

    def _literal(self, start: int) -> int | None:
        """Return where a cell ends that a spreadsheet keeps as text, ``="…"``; None for another."""
        end = literal_end(self._line, start)
        while end is not None and self._line[end : end + 1] == " ":
            end += 1
        is_whole = end is not None and self._line[end:].startswith(self._delimiter)
        return end if is_whole or end == len(self._line) else None

    def _within_quotes(self) -> str:
        pieces: list[str] = []
        while (end := self._closing()) is None:
            self._next_line(pieces)
        pieces.append(self._line[self._at : end])
        self._at = end + 1
        while self._line[self._at : self._at + 1] == " " and self._delimiter != " ":
            self._at += 1
        rest = self._line[self._at :]
        if rest and not rest.startswith(self._delimiter):
            raise _BrokenError
        return "".join(pieces).replace(_QUOTE * 2, _QUOTE)

    def _closing(self) -> int | None:
        """Return where the quote stands that closes the cell: the first that is not doubled."""
        at = self._at
        while (at := self._line.find(_QUOTE, at)) >= 0:
            if self._line[at + 1 : at + 2] != _QUOTE:
                return at
            at += 2
        return None

    def _next_line(self, pieces: list[str]) -> None:
        whole = self._lines[self._place]
        self._place += 1
        if self._place == len(self._lines) or self._place - self._first > _MOST_LINES:
            raise _BrokenError
        line = self._lines[self._place]
        if _is_row_itself(line, self._delimiter):
            raise _BrokenError
        pieces.append(self._line[self._at :] + whole[len(whole.rstrip("\r\n")) :])
        self._line, self._at = line.rstrip("\r\n"), 0


def _is_row_itself(line: str, delimiter: str) -> bool:
    """Tell whether a line has an ID and a number of its own, parted by the delimiter."""
    return delimiter in line and bool(_UUID.search(line)) and bool(_DIGITS.search(line))
