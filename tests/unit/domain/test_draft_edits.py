"""What a user has made of a list is there again when the list is read otherwise."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.draft import Columns, Counts, Draft, RowState, draft
from otp_gui.domain.phrase import phrase
from otp_gui.domain.table import Table, TableRow
from tests.unit.domain.lists import a_number, an_id

BOTH: Final = Columns(0, 1)
OTHER_NUMBERS: Final = Columns(0, 2)
OTHER_IDS: Final = Columns(2, 1)
BROKEN: Final = phrase("Its quotes are broken.")


def a_table(count: int = 3, first: int = 1) -> Table:
    """Return rows of an ID, a number, and something that may be either."""
    lines = range(first, count + 1)
    return Table([TableRow(n, (an_id(n), a_number(n), a_number(n + 50))) for n in lines], 3)


def texts(made: Draft) -> list[tuple[str, str]]:
    return [(row.request_id, row.recipient) for row in made.rows]


def test_a_row_that_was_taken_out_is_out_with_other_columns_too() -> None:
    before = draft(a_table(), BOTH).switched([1], on=False)
    after = draft(a_table(), OTHER_NUMBERS).like(before)
    assert [item.line for item in after.items()] == [1, 3]
    assert after.counts == Counts(ready=2, off=1)
    assert draft(a_table(), BOTH).like(after.switched([1], on=True)).counts == Counts(ready=3)


@pytest.mark.parametrize(
    ("columns", "is_kept"), [(OTHER_NUMBERS, (True, False)), (OTHER_IDS, (False, True))]
)
def test_a_text_stays_where_its_column_is_what_it_was(
    columns: Columns, is_kept: tuple[bool, bool]
) -> None:
    before = draft(a_table(), BOTH).mended(0, request_id="mine", recipient=a_number(9))
    after = draft(a_table(), columns).like(before)
    found = draft(a_table(), columns).rows[0]
    row = after.rows[0]
    assert (row.request_id == "mine", row.recipient == a_number(9)) == is_kept
    assert (row.request_id == found.request_id, row.recipient == found.recipient) == (
        not is_kept[0],
        not is_kept[1],
    )
    # Back at the old columns, all of it is there.
    again = draft(a_table(), BOTH).like(after)
    assert texts(again) == texts(before)
    assert again.items() == before.items()


def test_lines_count_where_the_heading_is_read_otherwise() -> None:
    before = draft(a_table(), BOTH).mended(2, recipient=a_number(9)).switched([0, 1], on=False)
    after = draft(a_table(first=2), BOTH).like(before)
    assert [(row.line, row.state.value, row.recipient) for row in after.rows] == [
        (2, "off", a_number(2)),
        (3, "ready", a_number(9)),
    ]
    assert draft(a_table(), BOTH).like(after).rows[0].state is RowState.OFF


def test_a_number_is_not_put_beside_another_login() -> None:
    before = draft(a_table(), BOTH).mended(1, recipient=a_number(9))
    moved = Table([TableRow(2, (an_id(7), a_number(2)))], 2)
    after = draft(moved, BOTH).like(before)
    assert texts(after) == [(an_id(7), a_number(2))]
    assert after.rows == draft(moved, BOTH).rows


def test_another_login_is_not_left_out_in_the_place_of_one_that_was() -> None:
    before = draft(a_table(), BOTH).switched([0], on=False)
    more = [TableRow(1, (an_id(9), a_number(9), ""))]
    more += [TableRow(row.line + 1, row.cells) for row in a_table().rows]
    after = draft(Table(more, 3), BOTH).like(before)
    assert after.counts == Counts(ready=4)
    # Where cells end is another matter.
    uncut = Table([TableRow(n, (f"{an_id(n)};{a_number(n)}", a_number(n))) for n in (1, 2)], 2)
    assert [row.state.value for row in draft(uncut, BOTH).like(before).rows] == ["off", "ready"]


def test_only_what_the_user_has_looked_at_is_settled() -> None:
    table = a_table(2)
    broken = [replace(row, problem=BROKEN) for row in table.rows]
    before = draft(replace(table, rows=broken), BOTH).mended(0, recipient=a_number(9))
    same = draft(replace(table, rows=broken), OTHER_IDS).like(before)
    assert [row.problem for row in same.rows] == [None, BROKEN]
    # Without the text of the user nobody has looked at it.
    other = draft(replace(table, rows=broken), OTHER_NUMBERS).like(before)
    assert [row.problem for row in other.rows] == [BROKEN, BROKEN]
    worse = [replace(row, problem=phrase("Characters were lost.")) for row in table.rows]
    assert draft(replace(table, rows=worse), BOTH).like(before).counts.wrong == 2


def test_both_texts_of_a_row_stay_mended_one_after_the_other() -> None:
    problems = {0: BROKEN, 1: BROKEN}
    table = Table([TableRow(1, ("=A1", "=B1"), None, problems)], 2)
    made = draft(table, BOTH).mended(0, request_id=an_id(1)).mended(0, recipient=a_number(1))
    assert made.counts == Counts(ready=1)
    assert draft(table, BOTH).like(made).items() == made.items()


CHANGES: Final = st.tuples(
    st.sampled_from(["id", "number", "on", "off", "columns"]),
    st.integers(0, 3),
    st.sampled_from([an_id(1), an_id(9), a_number(9), "", "mine"]),
)
COLUMNS: Final = (BOTH, OTHER_NUMBERS, OTHER_IDS, Columns(1, 0))


@given(st.lists(CHANGES, max_size=10))
def test_columns_that_come_back_find_everything_as_if_they_had_never_gone(
    changes: list[tuple[str, int, str]],
) -> None:
    table = a_table(4)
    made, alone = draft(table, BOTH), draft(table, BOTH)
    for what, place, text in changes:
        if what == "columns":
            made = draft(table, COLUMNS[place]).like(made)
        elif what in ("on", "off"):
            made = made.switched([place], on=what == "on")
            alone = alone.switched([place], on=what == "on")
        else:
            name = "request_id" if what == "id" else "recipient"
            made = made.mended(place, **{name: text})
            if getattr(made.columns, name) == getattr(BOTH, name):
                alone = alone.mended(place, **{name: text})
    again = draft(table, BOTH).like(made)
    assert again.rows == alone.rows
    assert again.counts == alone.counts


def test_ten_thousand_rows_keep_what_was_made_of_them() -> None:
    table = a_table(10_000)
    before = draft(table, BOTH).switched(range(0, 10_000, 2), on=False)
    for place in range(50):
        before = before.mended(place, request_id=f"mine-{place}")
    after = draft(table, OTHER_NUMBERS).like(before)
    assert after.counts.off == 5_000
    assert [row.request_id for row in after.rows[:50]] == [f"mine-{n}" for n in range(50)]
