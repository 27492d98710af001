"""Whether the first line of a list names its columns, and how wide the list is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from otp_gui.domain.batch_files import MOST_ROWS
from otp_gui.domain.phrase import phrase, phrases
from otp_gui.domain.table import NoRowsError, TableError, TableRow
from otp_gui.domain.table_columns import LOOKED_AT, is_number, is_uuid, named_columns
from otp_gui.domain.table_marks import is_formula, unmarked

MOST_COLUMNS: Final = 256
# A title or two may stand above the heading.
_HEADING_WITHIN: Final = 10
_FEWEST: Final = 2
_FEW_DIGITS: Final = 5


def limited(rows: Iterator[TableRow], most: int = MOST_ROWS) -> list[TableRow]:
    """Return no more of the rows than tell whether there are too many.

    :raises NoRowsError: where there is none.
    """
    found = list(islice(rows, most + _HEADING_WITHIN + 1))
    if not found:
        raise NoRowsError(phrase("There are no rows in it."))
    return found


def refuse_too_many(rows: Sequence[TableRow], most: int) -> None:
    """Raise ``TableError`` where there are more rows than ``most``."""
    if len(rows) > most:
        raise TableError(
            phrase(
                "The list has more than {most} rows: the first one too many is at line {line}."
                " Divide it into several lists.",
                most=most,
                line=rows[most].line,
            )
        )


def headed(
    rows: Sequence[TableRow], *, chosen: bool | None, most: int = MOST_ROWS
) -> tuple[tuple[str, ...] | None, list[TableRow], int]:
    """Part the rows from their heading; return its names, the rows under it and the width.

    ``chosen`` is whether the user says that there is one. What stands above a heading goes. Rows of
    another width than the rest, and a heading that comes again, are told.

    :raises NoRowsError: where there is no row under the heading, or only one column.
    :raises TableError: where there are too many rows or columns.
    """
    place = _heading_place(rows, chosen=chosen)
    header = None if place is None else rows[place].cells
    below = list(rows if place is None else rows[place + 1 :])
    if not below:
        raise NoRowsError(phrase("There is a heading and no row under it."))
    refuse_too_many(below, most)
    width = usual_width(below) if header is None else len(_trimmed(header, 1))
    if width < _FEWEST:
        raise NoRowsError(
            phrase(
                "There is only one column at line {line}: a list has one of request IDs and one"
                " of phone numbers, parted by a comma, a semicolon, a tab or a bar.",
                line=below[0].line if place is None else rows[place].line,
            )
        )
    if width > MOST_COLUMNS:
        raise too_wide()
    if header is not None:
        header = tuple(name.strip() for name in header[:width])
    return header, [_fitted(row, width, header) for row in below], width


def too_wide() -> TableError:
    """Return the error for more than :data:`MOST_COLUMNS`."""
    return TableError(
        phrases(
            "It has more than {count} column.", "It has more than {count} columns.", MOST_COLUMNS
        )
    )


def usual_width(rows: Sequence[TableRow]) -> int:
    """Return how many cells most rows have, the wider of two that are as frequent."""
    widths = Counter(len(row.cells) for row in islice(rows, LOOKED_AT) if row.problem is None)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _heading_place(rows: Sequence[TableRow], *, chosen: bool | None) -> int | None:
    if chosen is not None:
        return 0 if chosen else None
    for place, row in enumerate(rows[:_HEADING_WITHIN]):
        if named_columns(row.cells).are_known and not any(map(_is_value, row.cells)):
            return place
    first, *others = rows
    if any(map(_is_value, first.cells)):
        return None
    named = named_columns(first.cells)
    if named.request_id is not None or named.recipient is not None:
        return 0
    # A row of formulas would look like names that nobody here knows.
    if any(is_formula(unmarked(cell)) for cell in first.cells):
        return None
    has_values = any(any(map(_is_value, row.cells)) for row in others[:LOOKED_AT])
    return 0 if has_values and len(first.cells) > 1 else None


def _is_value(cell: str) -> bool:
    """Tell whether a cell holds something that no heading does."""
    many_digits = sum(char.isdigit() for char in cell) >= _FEW_DIGITS
    return many_digits or is_uuid(cell) or is_number(cell)


def _trimmed(cells: tuple[str, ...], fewest: int) -> tuple[str, ...]:
    """Take empty cells off the end."""
    end = len(cells)
    while end > fewest and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _fitted(row: TableRow, width: int, header: tuple[str, ...] | None) -> TableRow:
    cells = row.cells if len(row.cells) <= width else _trimmed(row.cells, width)
    if cells is not row.cells:
        row = replace(row, cells=cells)
    if row.problem is not None:
        return row
    if len(cells) != width:
        return replace(
            row,
            problem=phrases(
                "It has {count} cell where the list has {width}.",
                "It has {count} cells where the list has {width}.",
                len(cells),
                width=width,
            ),
        )
    if header is not None and tuple(cell.strip() for cell in cells) == header:
        return replace(row, problem=phrase("This is the heading once more."))
    return row
