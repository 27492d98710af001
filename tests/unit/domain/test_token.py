import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.token import MAX_TOKEN, read_token
from otp_gui.i18n import render

TOKEN = "made-up.token_9f3c-~+/="


@pytest.mark.parametrize(
    "typed",
    [
        TOKEN,
        f"  {TOKEN}\r\n",
        f'"{TOKEN}"',
        f"«{TOKEN}»",
        f"\ufeff\u200b {TOKEN}\u00a0",
        f"Bearer {TOKEN}",
        f"bearer   {TOKEN}\n",
        f"BEARER\t{TOKEN}",
        f'"Bearer {TOKEN}"',
        f'Bearer "{TOKEN}"',
        f"Bearer Bearer {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        f"'authorization : bearer {TOKEN}'",
    ],
)
def test_what_comes_along_with_a_token_is_taken_off(typed: str) -> None:
    reading = read_token(typed)
    assert reading.value is not None
    assert reading.value.reveal() == TOKEN
    assert reading.problem is None


@pytest.mark.parametrize("length", [1, 1280, 1281, 3000, MAX_TOKEN])
def test_long_tokens_are_taken(length: int) -> None:
    reading = read_token("t" * length)
    assert reading.value is not None
    assert len(reading.value.reveal()) == length


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Enter a token."),
        (" \n", "Enter a token."),
        ("Bearer", "Enter a token."),
        ("Bearer  ", "Enter a token."),
        ("Authorization: Bearer ", "Enter a token."),
        ('""', "Enter a token."),
        ("made\nup", "There is a line break at character 5: paste one token, whole."),
        ("made\r\nup", "There is a line break at character 5: paste one token, whole."),
        ("made up", "There is a space at character 5: paste one token only."),
        ("made\tup", "There is a space at character 5: paste one token only."),
        ("madeйup", "Character 5 is not a Latin letter, digit or sign: a token has no other."),
        ("made\u200bup", "Character 5 is not a Latin letter, digit or sign: a token has no other."),
        ("made\x00up", "Character 5 is a control character: remove it."),
        ("made\x7fup", "Character 5 is a control character: remove it."),
        ("t" * 16_385, "16385 characters are too many for a token: 16384 at most."),
    ],
)
def test_what_cannot_be_a_token_is_refused_with_the_reason(typed: str, problem: str) -> None:
    reading = read_token(typed)
    assert reading.value is None
    assert reading.problem is not None
    assert render(reading.problem) == problem


@pytest.mark.parametrize("part", ["bearer ", "authorization:", '"', " "])
def test_a_huge_paste_is_refused_at_once(part: str) -> None:
    assert read_token(part * 100_000 + "x y").value is None


@given(st.text() | st.text("Bearer: authorization\"' \n\r\u200bй\x00xyz"))
def test_a_token_is_header_safe_and_reads_as_itself_again(typed: str) -> None:
    reading = read_token(typed)
    assert (reading.value is None) is (reading.problem is not None)
    if reading.value is not None:
        text = reading.value.reveal()
        assert all("!" <= char <= "~" for char in text)
        assert text in typed
        assert read_token(text).value == reading.value
    if reading.problem is not None and len(typed) > 3:
        assert typed not in render(reading.problem)
