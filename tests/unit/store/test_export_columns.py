from hypothesis import example, given
from hypothesis import strategies as st

from otp_gui.domain.redact import redact
from otp_gui.store.export_columns import harmless, redacted

PIECES = ["+", "7", "999", "000-11-22", "%2B", "%20", "(", ")", " ", "token", "=", "Bearer ", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text())
@example("+1234567")
@example("+1 2 3 4 5 6 7")
@example("%2B1%202%203%204%205%206%207")
@example("Authorization: abc")
@example("ToKeN=abc")
@example("eyJhbGciOi.abc.def")
def test_a_glance_never_misses_what_is_to_be_hidden(text: str) -> None:
    assert redacted(text) == redact(text)


@given(st.text())
def test_no_cell_is_a_formula_and_none_is_changed_but_by_an_apostrophe(text: str) -> None:
    cell = harmless(text)

    assert cell in (text, f"'{text}")
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
