import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.request import (
    MAX_RECIPIENT,
    MAX_REQUEST_ID,
    Hint,
    read_recipient,
    read_request_id,
    spellings,
)
from otp_gui.i18n import render

UUID = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"


class TestRequestId:
    @pytest.mark.parametrize("typed", [UUID, UUID.upper()])
    def test_a_uuid_is_sent_as_it_is(self, typed: str) -> None:
        reading = read_request_id(typed)
        assert reading.value is not None
        assert (reading.value.value, reading.hints, reading.problem) == (typed, (), None)

    @pytest.mark.parametrize(
        "typed",
        [
            f"  {UUID}\t",
            f"{UUID}\r\n",
            f"\ufeff{UUID}",
            f"{UUID[:8]}\u200b{UUID[8:]}",
            f"\u202a{UUID}\u202c",
            f"\u00a0{UUID}\u2003",
            f'"{UUID}"',
            f"«{UUID}»",
            f"“{UUID}”",
            f"„{UUID}“",
            f"`{UUID}`",
            f"<{UUID}>",
            f"({UUID})",
            f'" «{UUID}» "',
        ],
    )
    def test_what_comes_along_from_a_chat_is_cleaned_off_and_told(self, typed: str) -> None:
        reading = read_request_id(typed)
        assert reading.value is not None
        assert (reading.value.value, reading.hints) == (UUID, (Hint.CLEANED,))

    @pytest.mark.parametrize(
        "typed",
        ["abc", "...", "a/b?c#d%2Fe", "№ 5 «б»", f"{UUID}.", "(a)-(b)", '"', "'a", "x" * 256, "🙂"],
    )
    def test_any_other_string_is_sent_with_a_hint(self, typed: str) -> None:
        reading = read_request_id(typed)
        assert reading.value is not None
        assert (reading.value.value, reading.hints) == (typed, (Hint.NOT_A_UUID,))

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ("", "Enter the request ID."),
            (" \n\u200b", "Enter the request ID."),
            ('""', "Enter the request ID."),
            (".", "A request ID of only dots would change the address of the call."),
            ("..", "A request ID of only dots would change the address of the call."),
            (" '..' ", "A request ID of only dots would change the address of the call."),
            (".\u200b.", "A request ID of only dots would change the address of the call."),
            ("a\nb", "Character 2 is a control character (U+000A): remove it."),
            ("a\x00", "Character 2 is a control character (U+0000): remove it."),
            ("a\x7fb", "Character 2 is a control character (U+007F): remove it."),
            ("a\x85b", "Character 2 is a control character (U+0085): remove it."),
            ("ab\u2028c", "Character 3 is a control character (U+2028): remove it."),
            ("\ud800", "Character 1 is a control character (U+D800): remove it."),
            ("x" * 257, "257 characters are too many for a request ID: 256 at most."),
        ],
    )
    def test_what_cannot_be_one_is_refused_with_the_reason(self, typed: str, problem: str) -> None:
        reading = read_request_id(typed)
        assert reading.value is None
        assert reading.problem is not None
        assert render(reading.problem) == problem

    @given(st.text() | st.text("'\"«»<>()[]. \n\u200b"))
    def test_what_is_sent_is_a_part_of_what_was_typed(self, typed: str) -> None:
        reading = read_request_id(typed)
        assert (reading.value is None) is (reading.problem is not None)
        if reading.value is not None:
            value = reading.value.value
            seen = "".join(c for c in typed if unicodedata.category(c) != "Cf")
            assert value in seen
            assert value not in ("", ".", "..")
            assert len(value) <= MAX_REQUEST_ID
            assert not [c for c in value if unicodedata.category(c) in ("Cc", "Cs")]
            assert (Hint.CLEANED in reading.hints) is (value != typed)


class TestRecipient:
    @pytest.mark.parametrize(
        "typed",
        [
            "8 (999) 000-11-22",
            "+7 999 000-11-22",
            "+7 (999) 000\u201111\u201122",
            "+7\u00a0999\u00a0000\u00a011\u00a022",
            "8.999.000.11.22",
            "79990001122",
            "89990001122",
            "８ （999） 000 11 22".replace("（", "(").replace("）", ")"),
            "＋７９９９０００１１２２",
            "٨٩٩٩٠٠٠١١٢٢",
            "«+79990001122»",
            " +79990001122\n",
            "\u202a+79990001122\u202c",
            "+7\u200b9990001122",
        ],
    )
    def test_a_spelling_of_a_russian_number_is_normalised_and_told(self, typed: str) -> None:
        reading = read_recipient(typed)
        assert reading.value is not None
        assert (reading.value.value, reading.hints) == ("+79990001122", (Hint.SENT_AS,))

    @pytest.mark.parametrize("as_typed", [False, True])
    def test_a_masked_number_is_not_sent(self, *, as_typed: bool) -> None:
        reading = read_recipient("+79*******22", as_typed=as_typed)
        assert reading.value is None
        assert reading.problem is not None

    @pytest.mark.parametrize("typed", ["+79990001122", "+380501234567", "+390612345678"])
    def test_an_international_number_is_sent_as_it_is_without_hints(self, typed: str) -> None:
        reading = read_recipient(typed)
        assert reading.value is not None
        assert (reading.value.value, reading.hints) == (typed, ())

    @pytest.mark.parametrize(
        ("typed", "sent", "hints"),
        [
            ("9990001122", "+79990001122", {Hint.SENT_AS, Hint.COUNTRY_ASSUMED}),
            ("84912345678", "+74912345678", {Hint.SENT_AS, Hint.COUNTRY_ASSUMED}),
            ("81312345678", "+81312345678", {Hint.SENT_AS, Hint.COUNTRY_ASSUMED}),
            ("380501234567", "+380501234567", {Hint.SENT_AS}),
            ("12025550123", "+12025550123", {Hint.SENT_AS}),
            ("8 (100) 000-00-00", "+71000000000", {Hint.SENT_AS, Hint.IMPLAUSIBLE_PHONE}),
            ("7 100 000 00 00", "+71000000000", {Hint.SENT_AS, Hint.IMPLAUSIBLE_PHONE}),
            ("+7 8 999 000 11 22", "+789990001122", {Hint.SENT_AS, Hint.IMPLAUSIBLE_PHONE}),
            ("+89990001122", "+89990001122", {Hint.IMPLAUSIBLE_PHONE}),
            ("2025550123", "2025550123", {Hint.IMPLAUSIBLE_PHONE}),
            ("12-345", "12345", {Hint.SENT_AS, Hint.IMPLAUSIBLE_PHONE}),
            ("1" * 256, "1" * 256, {Hint.IMPLAUSIBLE_PHONE}),
            ("+", "+", {Hint.NOT_A_PHONE}),
            ("anna", "anna", {Hint.NOT_A_PHONE}),
            ("+7 999 000-11-22 доб. 5", "+7 999 000-11-22 доб. 5", {Hint.NOT_A_PHONE}),
            ("+7²", "+7²", {Hint.NOT_A_PHONE}),
            ("++79990001122", "++79990001122", {Hint.NOT_A_PHONE}),
            (" anna ", "anna", {Hint.SENT_AS, Hint.NOT_A_PHONE}),
        ],
    )
    def test_what_is_doubtful_is_sent_with_a_hint(
        self, typed: str, sent: str, hints: set[Hint]
    ) -> None:
        reading = read_recipient(typed)
        assert reading.value is not None
        assert (reading.value.value, set(reading.hints)) == (sent, hints)
        assert Hint.SENT_AS not in reading.hints or reading.hints[0] is Hint.SENT_AS

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ("", "Enter the recipient's phone number."),
            (" \n ", "Enter the recipient's phone number."),
            ("+7\x00999", "Character 3 is a control character (U+0000): remove it."),
            ("1" * 257, "257 characters are too many for a recipient: 256 at most."),
        ],
    )
    @pytest.mark.parametrize("as_typed", [False, True])
    def test_what_cannot_be_one_is_refused_with_the_reason(
        self, typed: str, problem: str, *, as_typed: bool
    ) -> None:
        reading = read_recipient(typed, as_typed=as_typed)
        assert reading.value is None
        assert reading.problem is not None
        assert render(reading.problem) == problem

    @pytest.mark.parametrize(
        ("typed", "hints"),
        [
            ("8 (999) 000-11-22", ()),
            ("+7 8 999 000 11 22", (Hint.IMPLAUSIBLE_PHONE,)),
            ("12345", (Hint.IMPLAUSIBLE_PHONE,)),
            ("anna", (Hint.NOT_A_PHONE,)),
        ],
    )
    def test_exactly_as_typed_means_exactly(self, typed: str, hints: tuple[Hint, ...]) -> None:
        reading = read_recipient(typed, as_typed=True)
        assert reading.value is not None
        assert (reading.value.value, reading.hints) == (typed, hints)

    @given(st.text())
    def test_as_typed_changes_nothing_ever(self, typed: str) -> None:
        reading = read_recipient(typed, as_typed=True)
        assert reading.value is None or reading.value.value == typed

    @given(
        st.text("0123456789+-() .")
        | st.from_regex(r"(\+|8|7|00)?[ (]?\d{2,4}[) -]{0,2}(\d[ -]?){5,9}", fullmatch=True)
    )
    def test_a_number_is_never_changed_into_another_one(self, typed: str) -> None:
        """The digits stay; only a country code may come before them or in place of a first 8."""
        reading = read_recipient(typed)
        if reading.value is None:
            return
        sent = reading.value.value
        before = "".join(str(unicodedata.digit(c)) for c in typed if c.isdigit())
        after = "".join(c for c in sent if c.isdigit())
        if after != before:
            assert after in (f"7{before}", f"7{before[1:]}")
            assert len(after) == 11
            assert not typed.lstrip("( -.").startswith("+")
            assert len(before) == 10 or before.startswith("8")
        assert (sent != typed) is (Hint.SENT_AS in reading.hints)

    @given(st.text())
    def test_reading_is_total_and_what_is_sent_reads_as_itself(self, typed: str) -> None:
        reading = read_recipient(typed)
        assert (reading.value is None) is (reading.problem is not None)
        if reading.value is not None:
            assert 1 <= len(reading.value.value) <= MAX_RECIPIENT
            again = read_recipient(reading.value.value)
            assert again.value == reading.value


@pytest.mark.parametrize("read", [read_request_id, read_recipient])
@pytest.mark.parametrize("part", ["(", "«", " ", "x", "\u200b", "('"])
def test_a_huge_paste_is_refused_at_once(read: object, part: str) -> None:
    assert callable(read)
    assert read(part * 100_000).value is None


def test_the_metadata_of_numbers_is_loaded_on_use_only() -> None:
    code = "import sys, otp_gui.domain.request; print('phonenumbers' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


# Spellings of one number


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("+79990001122", ("+79990001122", "79990001122", "89990001122")),
        ("79990001122", ("+79990001122", "79990001122", "89990001122")),
        (" 89990001122\n", ("+79990001122", "79990001122", "89990001122")),
        (
            "8 (999) 000-11-22",
            ("+79990001122", "79990001122", "89990001122", "8 (999) 000-11-22"),
        ),
        ("+44 20 7946 0958", ("+442079460958", "442079460958", "+44 20 7946 0958")),
        ("442079460958", ("+442079460958", "442079460958")),
        # No such number, yet it is clear which one is meant.
        ("+70000000000", ("+70000000000", "70000000000", "80000000000")),
        # A country code is missing, or could be two.
        ("9990001122", ("9990001122",)),
        ("12345", ("12345",)),
        ("not a number", ("not a number",)),
        ("", ()),
        ("  ", ()),
        ("+7999\x00", ()),
        ("9" * 300, ()),
    ],
)
def test_the_spellings_of_a_number(typed: str, expected: tuple[str, ...]) -> None:
    assert spellings(typed).ways == expected


@pytest.mark.parametrize(
    ("sent", "typed", "expected"),
    [
        (
            "+79990001122",
            "999 000 11 22",
            ("+79990001122", "79990001122", "89990001122", "999 000 11 22"),
        ),
        ("+79990001122", "«89990001122»", ("+79990001122", "79990001122", "89990001122")),
        # Another number stands in the field by now.
        ("+79990001122", "999 000 33 44", ("+79990001122", "79990001122", "89990001122")),
        ("+79990001122", "+7999\x00", ("+79990001122", "79990001122", "89990001122")),
        ("9990001122", "9990001122", ("9990001122",)),
    ],
)
def test_what_was_typed_is_a_spelling_where_it_was_read_as_what_was_sent(
    sent: str, typed: str, expected: tuple[str, ...]
) -> None:
    assert spellings(sent, typed).ways == expected


@pytest.mark.parametrize(
    ("sent", "are_all"),
    [
        ("+79990001122", True),
        ("8 (999) 000-11-22", True),
        ("+442079460958", True),
        ("+70000000000", True),
        ("9990001122", False),
        ("12345", False),
        ("not a number", False),
    ],
)
def test_whether_these_are_all_spellings_is_known(sent: str, *, are_all: bool) -> None:
    assert spellings(sent).are_all is are_all


def _national(number: str) -> str:
    """Return the digits but for what spells the country: ``+7``, ``7`` and ``8`` are one."""
    digits = "".join(str(unicodedata.digit(c)) for c in number if unicodedata.category(c) == "Nd")
    return digits[1:] if len(digits) == 11 and digits[0] in "78" else digits


@given(
    st.one_of(
        st.text(max_size=40),
        st.text("+0123456789 -()", max_size=20),
        st.from_regex(r"(\+7|7|8) ?\(?9[0-9]{2}\)? ?[0-9]{3}-?[0-9]{2}-?[0-9]{2}", fullmatch=True),
        st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True),
    )
)
def test_all_spellings_are_of_the_one_number(typed: str) -> None:
    read = read_recipient(typed).value
    found = spellings(typed).ways
    from_sent = spellings(read.value, typed).ways if read is not None else ()
    assert not found or typed.strip() in found
    assert read is None or read.value in from_sent
    for ways in (found, from_sent):
        assert len(ways) <= 5
        assert len(set(ways)) == len(ways)
    for spelling in (*found, *from_sent):
        assert _national(spelling) == _national(typed)
        assert read_recipient(spelling, as_typed=True).problem is None
