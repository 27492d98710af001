"""Workbooks are read as they are shown, and what is not sure in them is told by row."""

from datetime import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from otp_gui.domain.draft import draft, guess_columns
from otp_gui.domain.table import Table, TableChoice, TableError
from otp_gui.i18n import render
from otp_gui.store.workbooks import read_workbook
from tests.unit.domain.lists import a_number, an_id, told
from tests.unit.store.workbooks import a_workbook, saved, strings_of, with_strings

HEAD = ("requestId", "phone")
ROWS = [HEAD, (an_id(1), a_number(1)), (an_id(2), a_number(2)), (an_id(3), a_number(3))]


def read(raw: bytes, **choice: Any) -> Table:  # noqa: ANN401 - any field
    return read_workbook(raw, TableChoice(**choice))


def problems(raw: bytes) -> list[tuple[int, str, str]]:
    table = read(raw)
    return told(draft(table, guess_columns(table)))


def test_a_sheet_is_a_list() -> None:
    table = read(a_workbook([*ROWS[:2], (), (None, None), ROWS[2]]))
    assert (table.header, table.width, table.sheet, table.sheets) == (
        HEAD,
        2,
        "Sheet",
        ("Sheet",),
    )
    assert [(row.line, row.cells) for row in table.rows] == [(2, ROWS[1]), (5, ROWS[2])]


def test_texts_in_a_part_of_their_own_are_read() -> None:
    raw = with_strings(a_workbook(ROWS), strings_of(*HEAD, an_id(7), a_number(7)))
    assert [row.cells for row in read(raw).rows] == [(an_id(7), a_number(7))]


def test_numbers_are_text_without_a_fraction_and_never_others() -> None:
    table = read(
        a_workbook(
            [
                HEAD,
                (an_id(1), 79990001122),
                (an_id(2), 79990001122.0),
                (7, "'+79990001122"),
                (1.5, True),
                (an_id(4), 7.9990001122334455e16),
            ]
        )
    )
    assert [row.cells for row in table.rows][:4] == [
        (an_id(1), "79990001122"),
        (an_id(2), "79990001122"),
        ("7", "+79990001122"),
        ("1.5", "TRUE"),
    ]
    assert [list(row.cell_problems) for row in table.rows] == [[], [], [], [], [1]]


def test_a_day_is_shown_and_is_no_number() -> None:
    raw = a_workbook([HEAD, (an_id(1), datetime(2026, 3, 1)), (an_id(2), a_number(2))])  # noqa: DTZ001 - a sheet has no zones
    assert read(raw).rows[0].cells == (an_id(1), "2026-03-01")
    assert problems(raw)[0][1:] == (
        "wrong",
        "The spreadsheet made a day or a time of it: format the column as text.",
    )


def test_a_formula_is_told_by_row_and_its_last_value_is_not_taken() -> None:
    raw = a_workbook([*ROWS[:2], (an_id(2), "=B2"), (an_id(3), a_number(3))])
    assert problems(raw) == [
        (2, "ready", ""),
        (3, "wrong", "There is a formula: put its value in its place."),
        (4, "ready", ""),
    ]


def test_a_number_that_a_formula_keeps_as_text_is_read() -> None:
    table = read(a_workbook([*ROWS[:2], (an_id(2), f'="{a_number(2)}"')]))
    assert table.rows[1].cells == (an_id(2), a_number(2))
    assert not table.rows[1].cell_problems


def test_a_formula_in_another_column_matters_to_nobody() -> None:
    raw = a_workbook([(*HEAD, "sum"), (*ROWS[1], "=1+1")])
    assert problems(raw) == [(2, "ready", "")]


def test_merged_cells_are_told_in_each_of_their_rows() -> None:
    raw = a_workbook(ROWS, lambda sheet: sheet.merge_cells("B3:B4"))
    merged = "It is merged with other cells: nobody can tell which rows it is for."
    assert problems(raw) == [(2, "ready", ""), (3, "wrong", merged), (4, "wrong", merged)]


def test_a_title_across_merged_cells_above_the_heading_is_no_row() -> None:
    raw = a_workbook([("March", None), *ROWS], lambda sheet: sheet.merge_cells("A1:B1"))
    assert [(line, state) for line, state, _problem in problems(raw)] == [
        (3, "ready"),
        (4, "ready"),
        (5, "ready"),
    ]


def test_an_error_is_no_number() -> None:
    raw = a_workbook([*ROWS[:2], (an_id(2), "#N/A")])
    assert problems(raw)[1] == (3, "wrong", "The spreadsheet says that there is an error.")


def test_a_hidden_row_is_told() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    assert problems(a_workbook(ROWS, hide))[1] == (3, "wrong", "It is hidden in the workbook.")


def test_the_first_sheet_that_is_shown_is_read_or_the_one_that_is_chosen() -> None:
    workbook = openpyxl.Workbook()
    hidden = workbook.active
    assert isinstance(hidden, Worksheet)
    hidden.sheet_state = "hidden"
    for name, number in (("Март", 1), ("Апрель", 2)):
        sheet = workbook.create_sheet(name)
        sheet.append([an_id(number), a_number(number)])
    raw = saved(workbook)
    table = read(raw)
    assert (table.sheet, table.sheets) == ("Март", ("Sheet", "Март", "Апрель"))
    assert read(raw, sheet="Апрель").rows[0].cells == (an_id(2), a_number(2))
    with pytest.raises(TableError) as raised:
        read(raw, sheet="Май")
    assert render(raised.value.explanation) == (
        "There is no sheet Май. There are: Sheet, Март, Апрель."
    )


def sheets(*named: tuple[str, list[tuple[object, ...]]], hidden: str = "") -> bytes:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for name, rows in named:
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    return saved(workbook)


COVER: list[tuple[object, ...]] = [("Report",)]


@pytest.mark.parametrize(
    "before",
    [COVER, [], [("Author", "Anna"), ("Day", "Monday")], [HEAD]],
    ids=["cover", "empty", "words", "heading"],
)
def test_the_first_sheet_that_is_a_list_is_read(before: list[tuple[object, ...]]) -> None:
    table = read(sheets(("Cover", before), ("List", [*ROWS]), ("More", [*ROWS])))
    assert (table.sheet, table.sheets) == ("List", ("Cover", "List", "More"))
    assert len(table.rows) == 3


def test_a_sheet_whose_columns_are_to_be_chosen_is_taken_where_there_is_no_other() -> None:
    words: list[tuple[object, ...]] = [("a", "b"), ("c", "d")]
    assert read(sheets(("Cover", COVER), ("Words", words), ("Names", words))).sheet == "Words"


def refusal(raw: bytes, **choice: Any) -> TableError:  # noqa: ANN401 - any field
    with pytest.raises(TableError) as raised:
        read(raw, **choice)
    return raised.value


def test_a_workbook_without_a_list_names_its_sheets_and_lets_one_be_chosen() -> None:
    raw = sheets(("Cover", COVER), ("Empty", []), ("List", [*ROWS]), hidden="List")
    refused = refusal(raw)
    assert render(refused.explanation).startswith("There is only one column at line 1")
    assert render(refused.explanation).endswith(
        "This is sheet “Cover”; the workbook has: Cover, Empty, List."
    )
    assert refused.tried is not None
    assert (refused.tried.sheet, refused.tried.sheets) == ("Cover", ("Cover", "Empty", "List"))
    assert not refused.tried.rows
    empty = refusal(raw, sheet="Empty")
    assert render(empty.explanation).startswith("There are no rows in it. This is sheet “Empty”")
    assert len(read(raw, sheet="List").rows) == 3


def test_a_sheet_that_is_too_long_is_not_passed_by() -> None:
    raw = sheets(("Long", [HEAD, *[("x", 1)] * 10_001]), ("List", [*ROWS]))
    refused = refusal(raw)
    assert "more than 10000 rows" in render(refused.explanation)
    assert refused.tried is not None
    assert refused.tried.sheets == ("Long", "List")


def test_very_many_sheets_are_not_all_named() -> None:
    told = render(refusal(sheets(*((f"S{n}", COVER) for n in range(30)))).explanation)
    assert told.endswith("S18, S19, ….")


def test_ten_thousand_rows_are_enough() -> None:
    rows = [(an_id(n), 79990000000 + n) for n in range(10_000)]
    assert len(read(a_workbook([HEAD, *rows])).rows) == 10_000
    with pytest.raises(TableError) as raised:
        read(a_workbook([HEAD, *rows, ("x", 1)]))
    assert "at line 10002" in render(raised.value.explanation)
