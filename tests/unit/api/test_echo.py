import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.api import echo
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.domain.redact import HIDDEN, Secret

TOKEN = "made/up+token=9f3c"
SECRET = Secret(TOKEN)
tokens = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=40)


@pytest.mark.parametrize(
    "spelled",
    [
        TOKEN,
        TOKEN.replace("/", "\\/"),
        "".join(f"\\u{ord(char):04x}" for char in TOKEN),
        "".join(f"\\u{ord(char):04X}" for char in TOKEN),
        "m\\u0061" + TOKEN[2:],
        quote(TOKEN, safe=""),
        quote(TOKEN, safe="").lower(),
        "".join(f"%{ord(char):02x}" for char in TOKEN),
        TOKEN.encode("utf-16-le").decode(),
    ],
)
def test_a_token_is_hidden_however_it_is_spelled(spelled: str) -> None:
    assert echo.hide(SECRET, f"<{spelled}> and <{spelled}>.") == "<***> and <***>."


def test_the_rest_of_a_text_stays_as_it_is() -> None:
    text = '\x00{"a": "\\u0041 \\\\ %41 \\n", "b": "'
    assert echo.hide(SECRET, f'{text}{TOKEN}" %zz \\u12') == f'{text}***" %zz \\u12'
    assert echo.hide(SECRET, text) == text


def test_a_token_that_looks_like_an_escape_is_hidden() -> None:
    assert echo.hide(Secret("a%41\\u0042"), "x a%41\\u0042 y") == "x *** y"


def test_an_escaped_backslash_begins_no_escape() -> None:
    assert echo.hide(Secret("A" * 9), '"\\\\u0041AAAAAAAA"') == '"\\\\u0041AAAAAAAA"'


@pytest.mark.parametrize("size", range(5, len(TOKEN)))
def test_a_token_cut_off_at_the_end_is_hidden(size: int) -> None:
    assert echo.hide(SECRET, f"x {TOKEN} {TOKEN[:size]}", cut_off=True) == "x *** ***"


def test_the_end_of_a_whole_text_is_left_alone() -> None:
    assert echo.hide(SECRET, f"x {TOKEN[:8]}") == f"x {TOKEN[:8]}"
    assert echo.hide(SECRET, "x m", cut_off=True) == "x m"


def test_every_text_of_an_outcome_is_searched() -> None:
    outcome = Outcome(
        Verdict.ERROR,
        error_type=TOKEN,
        http_status=400,
        message=TOKEN,
        response=TOKEN,
        headers=((TOKEN, TOKEN), ("Set-Cookie", f"a={TOKEN}; Path=/")),
    )
    assert echo.without(SECRET, outcome, cut_off=False) == Outcome(
        Verdict.ERROR,
        error_type="***",
        http_status=400,
        message="***",
        response="***",
        headers=(("***", "***"), ("Set-Cookie", "a=***; Path=/")),
    )


@given(tokens, st.text(), st.text())
def test_no_token_survives_in_json(token: str, before: str, after: str) -> None:
    hidden = echo.hide(Secret(token), json.dumps(before + token + after))
    assert HIDDEN in hidden
    assert not any(token in piece for piece in hidden.split(HIDDEN))


@given(tokens, st.text())
def test_a_text_without_the_token_is_returned_unchanged(token: str, text: str) -> None:
    plain = text.replace("\x00", "")
    if "\\" not in plain and "%" not in plain and token not in plain:
        assert echo.hide(Secret(token), text) == text
