"""Reads a list out of a workbook (XLSX); needs the extra ``xlsx``."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any, Final
from zipfile import ZipFile

# The order matters: openpyxl looks once, when it is imported, whether this one is there.
import defusedxml  # type: ignore[import-untyped]
import openpyxl
from openpyxl.worksheet._reader import WorkSheetParser

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.spreadsheet_number import ROUNDED
from otp_gui.domain.table import NoRowsError, Table, TableChoice, TableError, TableRow
from otp_gui.domain.table_cells import plain
from otp_gui.domain.table_columns import Columns, guess_columns
from otp_gui.domain.table_heading import MOST_COLUMNS, headed, limited, too_wide
from otp_gui.domain.table_marks import FORMULA, unmarked
from otp_gui.store.workbook_parts import DAMAGED, checked

_MERGED: Final = phrase("It is merged with other cells: nobody can tell which rows it is for.")
_ERROR: Final = phrase("The spreadsheet says that there is an error.")
_IS_ERROR: Final = "e"
_WORKED_OUT: Final = ("f", _IS_ERROR)
_DATE: Final = phrase("The spreadsheet made a day or a time of it: format the column as text.")
_HIDDEN: Final = phrase("It is hidden in the workbook.")
_MOST_LINES: Final = 100_000
"""So many rows are looked at, blank ones included."""
_MOST_MERGED: Final = 10_000
_MOST_NAMED: Final = 20
# A spreadsheet keeps fifteen digits.
_EXACT: Final = 10**15
_YES: Final = ("1", "true")


def read_workbook(raw: bytes, choice: TableChoice) -> Table:
    """Read a sheet: the one that is chosen, else the first on view that holds a list.

    :raises TableError: where it is no workbook, damaged or too large, has no such sheet, or no list
        in any.
    """
    file = checked(raw)
    try:
        with warnings.catch_warnings():
            # Of what is left out: styles, pictures, extensions.
            warnings.simplefilter("ignore")
            with ZipFile(file) as archive:
                return _read(file, archive, choice)
    except TableError:
        raise
    except defusedxml.DefusedXmlException as error:
        raise _hostile() from error
    except Exception as error:
        if isinstance(error.__cause__, defusedxml.DefusedXmlException):
            raise _hostile() from error
        # A damaged part makes the library raise whatever its own parts do.
        raise TableError(DAMAGED) from error


def _hostile() -> TableError:
    return TableError(phrase("This workbook holds declarations (entities) that no list needs."))


def _read(file: BytesIO, archive: ZipFile, choice: TableChoice) -> Table:
    workbook: Any = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        sheets = tuple(each.title for each in workbook.worksheets)
        tables, refusals = [], []
        for sheet in _wanted(workbook.worksheets, sheets, choice.sheet):
            tried = Table((), 0, sheet=sheet.title, sheets=sheets)
            try:
                table = _table(workbook, sheet, archive, tried, header=choice.header)
            except NoRowsError as error:
                refusals.append(_with_names(error, tried))
                continue
            except TableError as error:
                raise _with_names(error, tried) from error
            if choice.sheet is not None or guess_columns(table) != Columns():
                return table
            tables.append(table)
        if not tables:
            raise refusals[0]
        return tables[0]
    finally:
        workbook.close()


def _wanted(worksheets: Sequence[Any], sheets: Sequence[str], chosen: str | None) -> list[Any]:
    """Return the sheet that is chosen; else those on view, in which the list is looked for."""
    if not sheets:
        raise TableError(phrase("There is no sheet in this workbook."))
    if chosen is None:
        shown = [each for each in worksheets if each.sheet_state == "visible"]
        parts: dict[str, Any] = {}
        for each in shown or worksheets[:1]:
            # One part may stand for any number of sheets.
            parts.setdefault(each._worksheet_path, each)  # noqa: SLF001 - it has no other name
        return list(parts.values())
    if chosen in sheets:
        return [worksheets[sheets.index(chosen)]]
    raise TableError(
        phrase("There is no sheet {name}. There are: {names}.", name=chosen, names=_listed(sheets))
    )


def _table(
    workbook: Any,  # noqa: ANN401 - the library has no types
    sheet: Any,  # noqa: ANN401 - as above
    archive: ZipFile,
    tried: Table,
    *,
    header: bool | None,
) -> Table:
    # What the library does for itself, but for merged cells, hidden rows, and a bound.
    with archive.open(sheet._worksheet_path) as source:  # noqa: SLF001 - it has no other name
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,  # noqa: SLF001 - it has no other name
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,  # noqa: SLF001 - it has no other name
            timedelta_formats=workbook._timedelta_formats,  # noqa: SLF001 - it has no other name
        )
        found = list(islice(parser.parse(), _MOST_LINES + 1))
    names, rows, width = headed(_rows(found, parser), chosen=header)
    return replace(tried, rows=rows, width=width, header=names)


def _with_names(error: TableError, tried: Table) -> TableError:
    """Return a refusal of one sheet that names all there are."""
    if len(tried.sheets) == 1:
        return TableError(error.explanation, tried)
    return TableError(
        phrase(
            "{why} This is sheet “{name}”; the workbook has: {names}.",
            why=error.explanation,
            name=tried.sheet,
            names=_listed(tried.sheets),
        ),
        tried,
    )


def _listed(sheets: Sequence[str]) -> str:
    more = ", …" if len(sheets) > _MOST_NAMED else ""
    return ", ".join(sheets[:_MOST_NAMED]) + more


def _rows(
    found: Sequence[tuple[int, list[dict[str, Any]]]], parser: WorkSheetParser
) -> list[TableRow]:
    if len(found) > _MOST_LINES:
        raise TableError(
            phrase("The sheet has more than {most} rows, blank ones included.", most=_MOST_LINES)
        )
    merged = _Merged(parser.merged_cells.mergeCell if parser.merged_cells else ())
    hidden = {
        int(line)
        for line, attributes in parser.row_dimensions.items()
        if attributes.get("hidden") in _YES
    }
    rows = (_row(line, cells, merged, is_hidden=line in hidden) for line, cells in found)
    return _evened(limited(row for row in rows if row is not None))


def _row(
    line: int, cells: Sequence[Mapping[str, Any]], merged: "_Merged", *, is_hidden: bool
) -> TableRow | None:
    """Return a row, None for one without anything in it."""
    texts: dict[int, str] = {}
    problems: dict[int, Phrase] = {}
    for cell in cells:
        column = cell["column"] - 1
        text, problem = _said(cell["value"], cell["data_type"])
        if not text and problem is None:
            continue
        if column >= MOST_COLUMNS:
            raise too_wide()
        texts[column] = text
        if problem is not None:
            problems[column] = problem
    if not any(text.strip() for text in texts.values()) and not problems:
        return None
    problems.update(dict.fromkeys(merged.columns(line), _MERGED))
    width = 1 + max([*texts, *problems])
    values = tuple(texts.get(column, "") for column in range(width))
    return TableRow(line, values, _HIDDEN if is_hidden else None, problems)


def _evened(rows: list[TableRow]) -> list[TableRow]:
    """Fill rows up to the longest: a sheet has no cells where nothing stands."""
    width = max((len(row.cells) for row in rows), default=0)
    return [
        TableRow(
            row.line,
            row.cells + ("",) * (width - len(row.cells)),
            row.problem,
            row.cell_problems,
        )
        for row in rows
    ]


def _said(value: object, kind: str) -> tuple[str, Phrase | None]:
    """Return the text of a cell, and why it cannot be relied on."""
    if kind in _WORKED_OUT:
        return _worked_out(value, kind)
    match value:
        case None:
            return "", None
        case bool():
            return ("TRUE" if value else "FALSE"), None
        case int() | float():
            return _number(value)
        case datetime() | date() | time() | timedelta():
            return _moment(value), _DATE
        case _:
            return plain(str(value)), None


def _worked_out(value: object, kind: str) -> tuple[str, Phrase | None]:
    if kind == _IS_ERROR:
        return str(value), _ERROR
    text = unmarked(value) if isinstance(value, str) else ""
    # Where nothing is worked out, that is how a number is kept as text.
    return ("=", FORMULA) if not text or text == value else (text, None)


def _number(value: float) -> tuple[str, Phrase | None]:
    if abs(value) >= _EXACT:
        return str(value), ROUNDED
    return (str(int(value)) if value == int(value) else repr(value)), None


def _moment(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


@dataclass(frozen=True, slots=True)
class _Range:
    first_line: int
    last_line: int
    first: int
    last: int


class _Merged:
    """Where cells are merged."""

    def __init__(self, ranges: Sequence[Any]) -> None:
        if len(ranges) > _MOST_MERGED:
            raise TableError(
                phrase("The sheet has more than {most} merged cells.", most=_MOST_MERGED)
            )
        self._ranges: Final = sorted(
            (
                _Range(each.min_row, each.max_row, each.min_col - 1, each.max_col - 1)
                for each in ranges
            ),
            key=lambda each: each.first_line,
            reverse=True,
        )
        self._open: list[_Range] = []

    def columns(self, line: int) -> Iterator[int]:
        """Yield the merged columns of a line; lines are asked for in their order."""
        while self._ranges and self._ranges[-1].first_line <= line:
            self._open.append(self._ranges.pop())
        self._open = [each for each in self._open if each.last_line >= line]
        for each in self._open:
            yield from range(each.first, min(each.last, MOST_COLUMNS - 1) + 1)
