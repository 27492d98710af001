import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.display import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Сессия не найдена", "Сессия не найдена"),
        ("<b>&amp; “quotes” 🙂 é", "<b>&amp; “quotes” 🙂 é"),
        ("a\x00b\x1b[31m\x7f", "a␀b␛[31m␡"),
        ("a\r\nb\tc", "a␍␊b␉c"),
        ("\x85", "⟨U+0085⟩"),
        ("a\u202eb\u2066c", "a⟨U+202E⟩b⟨U+2066⟩c"),
        ("\u200b\ufeff\u00ad", "⟨U+200B⟩⟨U+FEFF⟩⟨U+00AD⟩"),
        ("\u2028\u2029", "⟨U+2028⟩⟨U+2029⟩"),
        ("\ud800\U000e0041\uffff", "⟨U+D800⟩⟨U+E0041⟩⟨U+FFFF⟩"),
        ("\u3164\u2800", "⟨U+3164⟩⟨U+2800⟩"),
    ],
)
def test_what_hides_or_reorders_is_shown(text: str, shown: str) -> None:
    assert visible(text) == (shown, False)


def test_lines_and_tabs_stay_where_asked_for() -> None:
    assert visible("a\r\nb\n\tc\rd", newlines=True) == ("a\nb\n\tc␍d", False)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abc", 3, ("abc", False)),
        ("abcd", 3, ("abc", True)),
        ("ab\u202e", 3, ("ab", True)),
        ("\u202e", 8, ("⟨U+202E⟩", False)),
        ("", 0, ("", False)),
        ("a", 0, ("", True)),
    ],
)
def test_a_long_text_is_cut_and_that_is_told(
    text: str, limit: int, expected: tuple[str, bool]
) -> None:
    assert visible(text, limit) == expected


@pytest.mark.parametrize("newlines", [False, True])
@pytest.mark.parametrize("char", ["a", "\u202e", "\r\n"])
def test_a_megabyte_is_looked_at_no_further_than_needed(char: str, *, newlines: bool) -> None:
    shown, cut = visible(char * 1_000_000, newlines=newlines)
    assert len(shown) <= 4096
    assert cut


@given(text=st.text(), limit=st.integers(0, 50), lines=st.booleans())
def test_nothing_unseen_is_left_and_the_limit_holds(text: str, limit: int, *, lines: bool) -> None:
    shown, cut = visible(text, limit, newlines=lines)
    assert len(shown) <= limit
    layout = "\n\t" if lines else ""
    unseen = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    assert not [c for c in shown if unicodedata.category(c) in unseen and c not in layout]
    if not cut:
        assert visible(shown, limit, newlines=lines) == (shown, False)
