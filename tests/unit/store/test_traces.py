from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.store.traces import Traces, normal

NUMBER = "+79990001122"
SPELLINGS = [
    "+79990001122",
    "79990001122",
    "89990001122",
    "8 (999) 000-11-22",
    "+7 999 000 11 22",
    "8\u00a0999\u00a0000\u201111\u201122",
    "%2B79990001122",
    "%252B7%20999%20000%2D11%2D22",
    "9990001122",
    "tel:+7.999.000.11.22",
    "＋７９９９０００１１２２",
]
OTHERS = ["+79990001123", "+7999000112", "79991001122", "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6", ""]


@pytest.mark.parametrize(
    "asked", ["+79990001122", "8 (999) 000-11-22", "9990001122", "７ 999 0001122"]
)
@pytest.mark.parametrize("written", SPELLINGS)
def test_number_is_found_and_hidden_in_any_spelling(asked: str, written: str) -> None:
    traces = Traces(asked)
    text = f'{{"message": "call {written}, please"}}'

    assert traces.are_in(text)
    hidden = traces.hidden_in(text)
    assert not traces.are_in(hidden)
    assert hidden.startswith('{"message": "call ')
    assert hidden.endswith('***, please"}')


@pytest.mark.parametrize("written", OTHERS)
def test_other_numbers_are_left_alone(written: str) -> None:
    traces = Traces(NUMBER)

    assert not traces.is_for(written)
    assert traces.hidden_in(f"call {written}!") == f"call {written}!"


@pytest.mark.parametrize(
    "recipient",
    [
        "+79990001122",
        "8 (999) 000-11-22",
        "７９９９０００１１２２",
        "9990001122",
        " 7-999-000-1122 ",
    ],
)
def test_call_is_for_a_number_in_any_spelling(recipient: str) -> None:
    assert Traces(NUMBER).is_for(recipient)


@pytest.mark.parametrize(
    ("recipient", "same"),
    [
        ("+380990001122", "380 99 000-11-22"),
        ("Agent@Example.com", "agent@example.com"),
        ("112", "1-1-2"),
        ("+9990001122", "+9990001122"),
    ],
)
def test_what_is_no_russian_number_is_compared_by_its_digits_or_as_text(
    recipient: str, same: str
) -> None:
    assert normal(recipient) == normal(same)


def test_number_of_another_country_is_not_taken_for_a_russian_one() -> None:
    assert normal("+9990001122") != normal("+79990001122")
    assert normal("+380990001122") != normal("+79990001122")


@pytest.mark.parametrize("short", ["112", "12345", "abc"])
def test_short_ones_are_not_looked_for_in_texts(short: str) -> None:
    assert Traces(short).is_for(short)
    assert not Traces(short).are_in(f"the code 1{short}3 of {short}")


def test_text_in_the_place_of_a_number_is_hidden_too() -> None:
    assert Traces("agent@example").hidden_in("to AGENT@example: no") == "to ***: no"


@given(st.text(), st.sampled_from(SPELLINGS), st.text())
def test_number_is_hidden_whatever_stands_around_it(before: str, number: str, after: str) -> None:
    traces = Traces(NUMBER)

    assert not traces.are_in(traces.hidden_in(before + number + after))


@given(st.text())
def test_any_text_has_a_normal_form_that_is_its_own(text: str) -> None:
    assert Traces(text).is_for(text)
    assert normal(normal(text)) == normal(text) or text.startswith("+")


def test_number_is_found_in_bytes_across_the_pieces_in_which_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3.damaged-20261123T102030Z"
    for start in (0, 1024 * 1024 - 5, 3 * 1024 * 1024 - 11):
        file.write_bytes(b"\xff" * start + b"89990001122" + b"\0" * 100)
        assert Traces(NUMBER).are_in_file(file)


def test_file_that_is_no_database_may_hold_anything(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3.damaged-20261123T102030Z"
    file.write_bytes(b"nothing of it here")

    assert Traces(NUMBER).are_in_file(file)
