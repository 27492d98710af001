"""A number is found as people write it, in a list as in the history."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.sought import Sought
from otp_gui.store.search import _spellings

NUMBER: Final = "+79990000003"


@pytest.mark.parametrize(
    ("typed", "number", "is_found"),
    [
        ("8 (999) 000-00-03", NUMBER, True),
        ("+7 999 000 00 03", NUMBER, True),
        ("9990000003", NUMBER, True),
        ("8 (999) 0", NUMBER, True),
        ("000-00-03", NUMBER, True),
        (" +7 999", NUMBER, True),
        ("+7 (999) 000-00-03", "8 999 000 00 03", True),
        ("8 (999) 000-00-04", NUMBER, False),
        # An end of a number has no country's code.
        ("80-00", "+79990007000", False),
        ("8", "+79990000003", False),
        ("a3", NUMBER, False),
        ("Номер", "мой НОМЕР", True),
        ("-", "+7-999", True),
        ("", NUMBER, True),
    ],
)
def test_a_number_is_found_as_people_write_it(
    typed: str,
    number: str,
    is_found: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert Sought(typed).is_in_number(number) is is_found


def test_a_text_is_found_in_either_case() -> None:
    assert Sought(" ABC ").is_in("xabcx")
    assert not Sought("8 (999) 000-00-03").is_in(NUMBER)
    assert not Sought("  ")


PIECES: Final = st.tuples(st.integers(0, 10), st.integers(1, 11)).map(
    lambda at: NUMBER.removeprefix("+")[at[0] : at[0] + at[1]]
)


@given(PIECES, st.sampled_from(["", " ", "-", " (", ") ", "."]), st.integers(1, 11))
def test_whatever_the_history_finds_by_a_number_is_found(piece: str, gap: str, at: int) -> None:
    for spelled in (piece, f"8{piece[1:]}", f"+{piece}"):
        typed = spelled[:at] + gap + spelled[at:]
        if any(way in NUMBER for way in _spellings(typed.strip())):
            assert Sought(typed).is_in_number(NUMBER)
