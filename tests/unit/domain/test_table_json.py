"""Lists in JSON are read value by value, or told in words."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.draft import draft, guess_columns
from otp_gui.domain.table import TableError
from otp_gui.domain.table_text import read_table
from tests.unit.domain.lists import a_number, an_id, drafted, refusal, told


def test_json_lines_are_a_list_too() -> None:
    text = (
        f'{{"request_id": "{an_id(1)}", "recipient": "{a_number(1)}", "http_status": 200}}\n\n'
        f'{{"recipient": "{a_number(2)}", "request_id": "{an_id(2)}", "x": null}}\n[1]\n'
    )
    made = drafted(text)
    assert told(made) == [
        (1, "ready", ""),
        (3, "ready", ""),
        (4, "wrong", "It is no JSON object, as the other lines are."),
    ]
    assert made.rows[1].request_id == an_id(2)


NO_NUMBER = "This is no number that can be read."
NO_TEXT = "This is neither a text nor a number."


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("NaN", NO_NUMBER),
        ("-Infinity", NO_NUMBER),
        ("1e999", NO_NUMBER),
        ("true", NO_TEXT),
        (f'["{a_number(1)}"]', NO_TEXT),
        ('{"a": 1.5}', NO_TEXT),
    ],
)
def test_a_value_of_json_that_says_nothing_sure_is_told_with_its_line(
    value: str, problem: str
) -> None:
    good = f'{{"request_id": "{an_id(1)}", "recipient": "{a_number(1)}", "x": {value}}}\n'
    made = drafted(
        f'{{"request_id": {value}, "recipient": "{a_number(2)}"}}\n{good}'
        f'{{"request_id": "{an_id(3)}", "recipient": {value}}}\n'
    )
    assert told(made) == [(1, "wrong", problem), (2, "ready", ""), (3, "wrong", problem)]
    assert made.mended(0, request_id=an_id(2)).counts.ready == 2


def test_a_number_of_json_is_taken_as_it_is_written() -> None:
    made = drafted(
        f'{{"request_id": "{an_id(1)}", "recipient": 79990000001}}\n'
        f'{{"request_id": 12345678901.12345678901, "recipient": 7.9990000001E10}}\n'
        f'{{"request_id": "{an_id(3)}", "recipient": 79990000001.0000000001}}\n'
    )
    assert [row.request_id for row in made.rows][1] == "12345678901.12345678901"
    assert [item.request.recipient.value for item in made.items()] == ["+79990000001"] * 2
    assert made.rows[2].state.value == "wrong"


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_a_list_too(indent: int | None) -> None:
    objects = [{"request_id": an_id(n), "recipient": a_number(n)} for n in (1, 2)]
    made = drafted(json.dumps([*objects, 7], indent=indent))
    lines = (1, 2, 3) if indent is None else (2, 6, 10)
    problems = ("", "", "It is no JSON object, as the other lines are.")
    states = ("ready", "ready", "wrong")
    assert told(made) == list(zip(lines, states, problems, strict=True))
    assert made.items()[1].request.recipient.value == a_number(2)


def test_an_array_of_too_many_is_refused_by_number() -> None:
    assert "at line 3" in refusal(json.dumps([{"request_id": "x"}] * 3), most_rows=2)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"items": [\n  {"request_id": "x"}\n]}', "This is JSON, but no list"),
        ('["a", "b"]', "This is JSON, but no list"),
        ("[[1, 2]]", "This is JSON, but no list"),
        ("{}", "This is JSON, but no list"),
        ("[]", "There are no rows in it."),
        ('[{"request_id": "x"},\n{"request_id": "y"', "This JSON is broken at line 2"),
        ('[{"request_id": "x"}\n{"request_id": "y"}]', "This JSON is broken at line 1"),
        ('[{"request_id": "x"}] and more', "This JSON is broken at line 1"),
        ("[" * 100_000, "This JSON is broken at line 1"),
    ],
)
def test_json_that_is_no_list_is_told_as_that(text: str, what: str) -> None:
    assert refusal(text).startswith(what)


def test_a_broken_first_line_of_json_lines_is_one_wrong_row() -> None:
    made = drafted(
        f'{{"request_id": "x",}}\n{{"request_id": "{an_id(1)}", "recipient": "{a_number(1)}"}}\n'
    )
    assert [row.state.value for row in made.rows] == ["wrong", "ready"]


def test_a_uuid_in_braces_begins_no_json() -> None:
    assert told(drafted(f"{{{an_id(1)}}},{a_number(1)}\n")) == [(1, "ready", "")]


VALUES = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["request_id", "recipient", "x"]), VALUES), max_size=5
    ),
    st.sampled_from([None, 0, 3]),
    st.sampled_from(["", "]", "}", ",", " 1"]),
)
def test_any_array_is_a_list_or_refused_as_none(
    objects: list[dict[str, object]], indent: int | None, rest: str
) -> None:
    with suppress(TableError):
        table = read_table(json.dumps(objects, indent=indent) + rest)
        assert not rest
        assert len(table.rows) == len(objects)
        assert [row.line for row in table.rows] == sorted({row.line for row in table.rows})
        sent = draft(table, guess_columns(table)).items()
        assert not [item for item in sent if item.request.request_id.value in ("NaN", "Infinity")]
