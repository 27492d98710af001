"""Of a list, what would be called; and of the rest, why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.draft import Columns, Counts, Draft, RowState, columns_problem, draft
from otp_gui.domain.phrase import phrase
from otp_gui.domain.request import Hint
from otp_gui.domain.spreadsheet_number import spelled_out
from otp_gui.domain.table import Table, TableRow
from otp_gui.domain.table_columns import guess_columns
from otp_gui.domain.table_marks import unmarked
from otp_gui.i18n import render
from tests.unit.domain.lists import a_list, a_number, an_id, drafted, told

BOTH = Columns(0, 1)


def of_pairs(*pairs: tuple[str, str]) -> Draft:
    rows = [TableRow(line, pair) for line, pair in enumerate(pairs, 1)]
    return draft(Table(rows, 2), BOTH)


def test_each_row_is_read_as_the_form_reads_it() -> None:
    made = of_pairs((f" {an_id(1)} ", "8 999 000-00-01"), ("x", "+7999"), ("", "+79**"))
    assert told(made) == [
        (1, "ready", ""),
        (2, "ready", ""),
        (3, "wrong", "Enter the request ID."),
    ]
    assert made.rows[0].request_id_hints == (Hint.CLEANED,)
    assert made.rows[1].recipient_hints == (Hint.IMPLAUSIBLE_PHONE,)
    assert made.rows[2].recipient_problem is not None
    assert made.counts == Counts(ready=2, wrong=1, doubtful=1)
    assert [(item.line, item.request.recipient.value) for item in made.items()] == [
        (1, "+79990000001"),
        (2, "+7999"),
    ]


def test_numbers_go_as_typed_where_that_is_asked_for() -> None:
    table = Table([TableRow(1, (an_id(1), "79990000001.0"))], 2)
    (item,) = draft(table, BOTH, as_typed=True).items()
    assert item.request.recipient.value == "79990000001.0"


def test_the_same_again_is_left_out_and_names_the_first() -> None:
    made = of_pairs(
        (an_id(1), a_number(1)),
        (an_id(2), a_number(1)),
        (an_id(1).upper(), "8 999 000-00-01"),
        (an_id(1), a_number(2)),
        ("x", "1"),
        ("X", "1"),
    )
    assert told(made) == [
        (1, "ready", ""),
        (2, "ready", ""),
        (3, "duplicate", "Line 1 is called instead: it asks the same."),
        (4, "conflict", "Line 1 is called instead, with another number."),
        (5, "ready", ""),
        (6, "ready", ""),
    ]
    assert made.counts == Counts(ready=4, duplicates=2, doubtful=2)
    assert made.rows[3].first == 1


def test_of_one_id_the_first_number_without_doubts_is_called() -> None:
    made = of_pairs(
        (an_id(1), "12"),
        (an_id(1), a_number(1)),
        (an_id(1), a_number(2)),
        (an_id(2), "hello"),
        (an_id(2), "12"),
    )
    assert told(made) == [
        (1, "conflict", "Line 2 is called instead, with another number."),
        (2, "ready", ""),
        (3, "conflict", "Line 2 is called instead, with another number."),
        (4, "ready", ""),
        (5, "conflict", "Line 4 is called instead, with another number."),
    ]
    assert made.counts == Counts(ready=2, duplicates=3, doubtful=1)
    assert [row.is_doubtful for row in made.rows] == [False, False, False, True, False]
    # What the user leaves on his own is called, and one that he mends is judged anew.
    assert [item.line for item in made.switched([1, 2], on=False).items()] == [1, 4]
    assert [item.line for item in made.mended(0, recipient=a_number(3)).items()] == [1, 4]
    assert [item.line for item in made.mended(1, recipient="12").items()] == [3, 4]


def test_another_of_them_is_called_where_the_first_is_taken_out() -> None:
    made = of_pairs((an_id(1), a_number(1)), (an_id(1), a_number(2)), (an_id(1), a_number(1)))
    off = made.switched([0], on=False)
    assert told(off) == [
        (1, "off", ""),
        (2, "ready", ""),
        (3, "conflict", "Line 2 is called instead, with another number."),
    ]
    assert off.switched([0], on=True).rows == made.rows
    both = made.switched([1, 2], on=False)
    assert (both.counts, len(both.items())) == (Counts(ready=1, off=2), 1)
    assert both.switched([2, 1], on=True).rows == made.rows


def test_the_user_decides_only_of_what_could_be_called() -> None:
    made = of_pairs((an_id(1), a_number(1)), ("", "1"), (an_id(1), a_number(1)), (an_id(2), "12"))
    assert [row.is_optional for row in made.rows] == [True, False, False, True]
    # A row that repeats another goes with it, else it would be called in its place.
    assert [row.may_be_switched(on=False) for row in made.rows] == [True, False, True, True]
    off = made.switched([0, 2, 3], on=False)
    assert [row.is_optional for row in off.rows] == [True, False, True, True]
    assert [row.may_be_switched(on=True) for row in off.rows] == [True, False, True, True]
    assert not off.mended(0, recipient="").rows[0].is_optional


def test_a_wrong_row_that_was_off_is_wrong_again() -> None:
    made = of_pairs(("", "1")).switched([0], on=False)
    assert told(made) == [(1, "off", "Enter the request ID.")]
    assert told(made.switched([0], on=True)) == [(1, "wrong", "Enter the request ID.")]


def test_a_row_is_mended_in_place_and_duplicates_are_worked_out_anew() -> None:
    made = of_pairs((an_id(1), a_number(1)), ("", a_number(1)), (an_id(2), a_number(2)))
    mended = made.mended(1, request_id=an_id(1))
    assert told(mended)[1] == (2, "duplicate", "Line 1 is called instead: it asks the same.")
    assert (mended.edits.has_texts, made.edits.has_texts) == (True, False)
    again = mended.mended(0, request_id=an_id(3))
    assert again.counts == Counts(ready=3)
    assert again.mended(2, recipient="").rows[2].problem == phrase(
        "Enter the recipient's phone number."
    )
    assert again.switched([0], on=False).mended(0, recipient="").rows[0].state is RowState.OFF


def test_what_the_list_says_of_a_row_holds_until_somebody_has_looked() -> None:
    formula = phrase("There is a formula: put its value in its place.")
    rows = [
        TableRow(1, (an_id(1), a_number(1)), phrase("Its quotes are broken.")),
        TableRow(2, (an_id(2), a_number(2), "="), None, {2: formula}),
        TableRow(3, (an_id(3), a_number(3)), None, {1: formula}),
    ]
    made = draft(Table(rows, 3), BOTH)
    assert [row.state.value for row in made.rows] == ["wrong", "ready", "wrong"]
    assert made.mended(0).counts.ready == 2
    assert made.mended(2, request_id=an_id(4)).rows[2].recipient_problem == formula
    assert made.mended(2, recipient=a_number(4)).rows[2].state is RowState.READY


FORMULA = "There is a formula: put its value in its place."


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ('="+79990000002"', "+79990000002"),
        (' ="+79990000002" ', "+79990000002"),
        ("'+79990000002", "+79990000002"),
        ("'79990000002", "+79990000002"),
        ("'+79990000002'", "+79990000002"),
        ('\'="+79990000002"', "+79990000002"),
        ("+79990000002", "+79990000002"),
        ("-79990000002", "+79990000002"),
        ("+7 (999) 000-00-02", "+79990000002"),
        ("=A2", None),
        ("'=A2", None),
        ("(=A2)", None),
        ("\u200b=A2", None),
        ("＝A2", None),
        ('="+7"&A1', None),
        ("=+79990000002", None),
        ("=cmd|x!A1", None),
        ("@SUM(A1)", None),
        ("+A2", None),
        ("-cmd|' /C calc'!A0", None),
    ],
)
def test_a_number_kept_as_text_is_read_and_a_formula_is_told(
    text: str, recipient: str | None
) -> None:
    made = of_pairs((an_id(1), text))
    if recipient is None:
        assert told(made) == [(1, "wrong", FORMULA)]
        assert made.rows[0].recipient_problem is not None
        assert made.mended(0, recipient="=B7").items() == ()
        assert made.mended(0, recipient='="+79990000003"').rows[0].recipient == "+79990000003"
    else:
        assert told(made) == [(1, "ready", "")]
        assert made.items()[0].request.recipient.value == recipient


@pytest.mark.parametrize(
    ("text", "request_id"),
    [
        (f"'{an_id(1)}", an_id(1)),
        (f"''{an_id(1)}", an_id(1)),
        (f'="{an_id(1)}"', an_id(1)),
        (f"{{{an_id(1)}}}", an_id(1)),
        ("{abc-1}", "{abc-1}"),
        ("@anna", "@anna"),
        ("-Ab1_x9", "-Ab1_x9"),
    ],
)
def test_an_id_goes_without_its_marks_and_is_shown_as_it_goes(text: str, request_id: str) -> None:
    made = of_pairs((text, a_number(1)))
    assert made.rows[0].request_id == request_id
    assert made.items()[0].request.request_id.value == request_id
    is_known = request_id == an_id(1)
    assert (Hint.NOT_A_UUID in made.rows[0].request_id_hints) is not is_known


@pytest.mark.parametrize("text", ["'", "''", "-", " - ", "–", "@", '=""'])
def test_a_mark_with_nothing_behind_it_is_nothing(text: str) -> None:
    assert told(of_pairs((text, a_number(1)))) == [(1, "wrong", "Enter the request ID.")]
    assert told(of_pairs((an_id(1), text))) == [(1, "wrong", "Enter the recipient's phone number.")]


def test_a_formula_is_no_id_either_and_in_another_column_matters_to_nobody() -> None:
    rows = [TableRow(1, ("=A2", a_number(1), "x")), TableRow(2, (an_id(2), a_number(2), "=1+1"))]
    made = draft(Table(rows, 3), BOTH)
    assert told(made) == [(1, "wrong", FORMULA), (2, "ready", "")]
    assert made.mended(0, request_id=an_id(1)).counts == Counts(ready=2)


def test_braces_and_marks_make_no_other_login() -> None:
    pairs = [(text, a_number(1)) for text in (an_id(1), f"{{{an_id(1)}}}", f"'{an_id(1)}")]
    assert [row.state.value for row in of_pairs(*pairs).rows] == ["ready", "duplicate", "duplicate"]


def test_marks_go_where_a_number_is_sent_as_typed_too() -> None:
    table = Table([TableRow(1, (an_id(1), '="8 999"')), TableRow(2, (an_id(2), "=A2"))], 2)
    made = draft(table, BOTH, as_typed=True)
    assert [item.request.recipient.value for item in made.items()] == ["8 999"]
    assert made.rows[1].state is RowState.WRONG


MARKED = st.lists(st.sampled_from(["'", '="', '"', "=", "{", "}", "-", " ", "a1", an_id(1)]))


@given(MARKED.map("".join) | st.text())
def test_a_mark_is_taken_off_once_and_for_all(text: str) -> None:
    once = unmarked(text)
    assert unmarked(once) == once
    assert len(once) <= len(text)
    sent = [item.request for item in of_pairs((text, a_number(1)), (an_id(9), text)).items()]
    values = [each.request_id.value for each in sent] + [each.recipient.value for each in sent]
    assert not [value for value in values if value.startswith(("=", "＝"))]


def test_very_many_marks_cost_no_more_than_one() -> None:
    for mark in ("' ", "'", '="', "{", "-", '""'):
        unmarked(f"{mark * 300_000}x")


@given(st.text(min_size=1))
def test_a_text_kept_as_text_says_what_it_said(text: str) -> None:
    assert unmarked('="' + text.replace('"', '""') + '"') == unmarked(text)


def test_a_uuid_is_no_phone_number() -> None:
    made = of_pairs((a_number(1), an_id(1)))
    assert told(made) == [(1, "wrong", "This is a UUID, not a phone number.")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("79990001122.0", "79990001122"),
        ("79990001122,00", "79990001122"),
        ("+79990001122.0", "+79990001122"),
        ("+7.9990001122E10", "+79990001122"),
        ("7.9990001122E10", "79990001122"),
        ("7,9990001122E+10", "79990001122"),
        ("79990001122E0", "79990001122"),
        ("79990001122", "79990001122"),
        ("8.999.000.11.22", "8.999.000.11.22"),
        ("8.9990001122", "8.9990001122"),
        ("7.999E+10", None),
        ("7.999000112E10", None),
        ("8E+10", None),
        ("79990001122.5", None),
        ("7.99900011225E10", None),
        ("7.9990001122000000E16", None),
        ("7999000112233445.0", None),
        ("1e999", None),
    ],
)
def test_a_number_of_a_spreadsheet_is_exact_or_a_problem(text: str, number: str | None) -> None:
    found, problem = spelled_out(text)
    if number is None:
        assert (found, problem is not None) == (text, True)
        assert of_pairs((an_id(1), text)).items() == ()
    else:
        assert (found, problem) == (number, None)


@given(st.integers(10**10, 10**11 - 1))
def test_a_float_is_read_as_its_number(number: int) -> None:
    for text in (str(float(number)), f"{number:.10E}", repr(number)):
        assert spelled_out(text) == (str(number), None)
    assert spelled_out(f"{number:.9E}")[1] is not None


def test_an_id_that_was_rounded_is_told() -> None:
    made = of_pairs(("1.23E+15", a_number(1)), ("1E10", a_number(1)))
    assert [row.state.value for row in made.rows] == ["wrong", "ready"]


@pytest.mark.parametrize(
    ("header", "rows", "columns"),
    [
        (("uid", "request_id", "recipient"), [], Columns(1, 2)),
        (("Телефон клиента", "ID запроса"), [], Columns(1, 0)),
        (("msisdn", "Session ID"), [], Columns(1, 0)),
        (("phone", "requestId"), [(an_id(1), a_number(1))], Columns(1, 0)),
        (("a", "b"), [(a_number(1), an_id(1))], Columns(1, 0)),
        (None, [("x", a_number(1), an_id(1))], Columns(2, 1)),
        (None, [("code-7", a_number(1))], Columns(0, 1)),
        (("заказ", "телефон"), [("code-7", a_number(1))], Columns(None, 1)),
        (None, [(an_id(1), an_id(2), a_number(1))], Columns(None, 2)),
        (None, [(an_id(1), a_number(1), a_number(2))], Columns(0, None)),
        (("id", "comment"), [(an_id(1), "x")], Columns(0, None)),
        (None, [(an_id(1), "7.9990001122E+10")], Columns(0, 1)),
    ],
)
def test_columns_are_guessed_by_name_and_then_by_content(
    header: tuple[str, ...] | None, rows: list[tuple[str, ...]], columns: Columns
) -> None:
    width = len(header or rows[0])
    table = Table([TableRow(line, cells) for line, cells in enumerate(rows, 2)], width, header)
    assert guess_columns(table) == columns
    assert (columns_problem(table, columns) is None) is columns.are_known


def test_what_is_to_be_chosen_is_asked_with_the_names_of_the_columns() -> None:
    table = Table([], 2, ("заказ", "телефон"))
    problem = columns_problem(table, Columns(None, 1))
    assert problem is not None
    assert render(problem) == (
        "Which column holds the request ID? The columns are: заказ, телефон."
    )
    same = columns_problem(table, Columns(1, 1))
    assert same is not None
    assert "same column" in render(same)


ROWS = st.tuples(
    st.sampled_from(["a", "b", an_id(1), an_id(1).upper(), ""]),
    st.sampled_from([a_number(1), "89990000001", a_number(2), "12", ""]),
)
CHANGES = st.tuples(st.sampled_from(["mend", "on", "off"]), st.integers(0, 5), ROWS)


@given(st.lists(ROWS, min_size=6, max_size=6), st.lists(CHANGES, max_size=8))
def test_no_id_is_called_twice_and_a_change_leads_where_a_new_list_would(
    pairs: list[tuple[str, str]], changes: list[tuple[str, int, tuple[str, str]]]
) -> None:
    made = of_pairs(*pairs)
    texts, off = list(pairs), set[int]()
    for what, index, pair in changes:
        if what == "mend":
            made = made.mended(index, request_id=pair[0], recipient=pair[1])
            texts[index] = pair
        else:
            made = made.switched([index], on=what == "on")
            off = off - {index} if what == "on" else off | {index}
    anew = of_pairs(*texts).switched(off, on=False)
    assert made.items() == anew.items()
    assert made.counts == anew.counts
    assert told(made) == told(anew)
    called = [item.request.request_id.value.lower() for item in made.items()]
    assert len(called) == len(set(called))
    sound = {row.key for row in made.rows if row.request and row.state != "off" and not row.doubts}
    assert not [row for row in made.rows if row.is_doubtful and row.key in sound]


def test_ten_thousand_rows_are_drafted() -> None:
    made = drafted(a_list(9_999))
    assert made.counts == Counts(ready=9_999)
    assert made.mended(5_000, recipient="").counts == Counts(ready=9_998, wrong=1)
