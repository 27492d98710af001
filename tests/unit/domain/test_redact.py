import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.redact import HIDDEN, Secret, mask_numbers, mask_phone, redact, without_tokens

TOKEN = "made-up-token-0123456789abcdef"
JWT = "eyJhbGciOiJub25lIn0.eyJtYWRlIjoidXAifQ.c2lnbmF0dXJl"
NUMBER_SPELLINGS = [
    "+79990001122",
    "79990001122",
    "89990001122",
    "9990001122",
    "%2B79990001122",
    "%2b79990001122",
    "%252B79990001122",
    "recipient%3D%2B79990001122",
    "+7%20999%20000%2011%2022",
    "+7+999+000+11+22",
    "8 (999) 000-11-22",
    "+7 (999) 000-11-22",
    "+7 999 000 11 22",
    "+7\u00a0999\u00a0000\u00a011\u00a022",
    "+7 (999) 000\u201111\u201122",
    "8-999-000-11-22",
    "8.999.000.11.22",
    "8/999/000-11-22",
    "８９９９０００１１２２",
    "x79990001122y",
    "recipient='+79990001122')",
]


class TestSecret:
    def test_no_way_of_printing_shows_the_text(self) -> None:
        secret = Secret(TOKEN)
        shown = [str(secret), repr(secret), f"{secret}", f"{secret!r}", str([secret])]
        assert not any(TOKEN in text for text in shown)
        assert not hasattr(secret, "__dict__")

    @pytest.mark.parametrize("copier", [pickle.dumps, copy.copy, copy.deepcopy])
    def test_it_does_not_leave_the_process(self, copier: object) -> None:
        assert callable(copier)
        with pytest.raises(TypeError, match="not pickled") as raised:
            copier(Secret(TOKEN))
        assert TOKEN not in str(raised.value)

    def test_reveal_gives_the_text(self) -> None:
        assert Secret(TOKEN).reveal() == TOKEN

    def test_equal_texts_are_equal_secrets(self) -> None:
        assert Secret(TOKEN) == Secret(TOKEN)
        assert hash(Secret(TOKEN)) == hash(Secret(TOKEN))
        assert Secret(TOKEN) != Secret("other")
        assert Secret(TOKEN) != TOKEN

    @pytest.mark.parametrize(
        ("text", "tail"), [("made-up-9f3c", "9f3c"), ("short-token", ""), ("", "")]
    )
    def test_the_tail_shows_four_characters_of_a_long_token_only(
        self, text: str, tail: str
    ) -> None:
        assert Secret(text).tail == tail

    def test_it_hides_itself_in_a_text(self) -> None:
        assert Secret(TOKEN).hide_in(f"a {TOKEN} b {TOKEN}") == "a *** b ***"
        assert Secret("").hide_in("abc") == "abc"


class TestMaskPhone:
    @pytest.mark.parametrize(
        ("number", "masked"),
        [
            ("+79990001122", "+79*******22"),
            ("8 (999) 000-11-22", "8 (9**) ***-**-22"),
            ("123456", "12**56"),
            ("12345", "*****"),
            ("made.up@example.com", "****.**@*******.***"),
            ("", ""),
        ],
    )
    def test_only_the_ends_of_a_number_stay(self, number: str, masked: str) -> None:
        assert mask_phone(number) == masked

    @given(st.text())
    def test_at_most_four_characters_of_a_word_stay(self, text: str) -> None:
        masked = mask_phone(text)
        assert len(masked) == len(text)
        assert sum(char.isalnum() for char in masked) <= 4


class TestRedact:
    @pytest.mark.parametrize("spelling", NUMBER_SPELLINGS)
    @pytest.mark.parametrize("around", ["{}", "GET /x?recipient={} 201", "({}),", "\n{}\n"])
    def test_a_phone_number_goes_in_every_spelling(self, spelling: str, around: str) -> None:
        redacted = redact(around.format(spelling))
        assert HIDDEN in redacted
        assert sum(char.isdigit() for char in redacted.replace(" 201", "")) <= 1

    @pytest.mark.parametrize(
        "text",
        [
            "2025-11-23 12:52:03,123 INFO otp_gui.services.check: done",
            "2025-11-23T12:52:03.123456Z",
            "2025-11-23T12:52:03.123+03:00 2025-11-23T12:52:04.123+03:00",
            "port 8 2025-11-23 12:52:03",
            "history.sqlite3.corrupt-20251123-125203",
            "request d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6 finished",
            "request 12345678-1234-1234-1234-123456789012 finished",
            "took 184.123456789 ms, 0.184123456789 s",
            "HTTP 404 in 184.25 ms, 1 row of 1284, 127.0.0.1:45678",
            "The token expired. no_token keyring_locked",
        ],
    )
    def test_timestamps_uuids_and_durations_stay(self, text: str) -> None:
        assert redact(text) == text

    def test_what_stands_beside_a_number_stays(self) -> None:
        assert (
            redact("8 (999) 000-11-22 2025-11-23 12:52:03 took 1.5 s, id d385ab22 HTTP 201")
            == "*** 2025-11-23 12:52:03 took 1.5 s, id d385ab22 HTTP 201"
        )

    @pytest.mark.parametrize("token", [TOKEN, JWT, "x", "a.b-c_d~e+f/g=="])
    @pytest.mark.parametrize(
        "around",
        [
            "Authorization: Bearer {}",
            "authorization:bearer {}",
            "AUTHORIZATION = {}",
            "Authorization: Basic {}",
            "Bearer {}",
            "bearer%20{}",
            '{{"Authorization": "Bearer {}"}}',
            "{{'authorization': b'Bearer {}'}}",
            "(b'Authorization', b'Bearer {}')",
            "?access_token={}&x=1",
            "token: {}",
            "OTP_GUI_TOKEN={}",
        ],
    )
    def test_a_token_goes_wherever_it_is_named(self, around: str, token: str) -> None:
        redacted = redact(around.format(token))
        assert HIDDEN in redacted
        assert redacted == redact(around.format(HIDDEN))

    def test_a_jwt_goes_unnamed(self) -> None:
        assert redact(f"sent {JWT} away") == "sent *** away"

    @given(st.from_regex(r"[^\W\d_]?(\+7|8|%2B7)9990{3}\d{4}[^\w]?", fullmatch=True), st.text())
    def test_no_number_survives_any_surroundings(self, number: str, around: str) -> None:
        digits = "".join(char for char in number if char.isascii() and char.isdigit())[-10:]
        assert digits not in redact(f"{around}\n{number}\n{around}")

    @pytest.mark.parametrize(
        "part", ["x", "1", "1 ", "9.", "token", "token ", "eyJ", "eyJa.", "Bearer ", "2025-", "%2B"]
    )
    def test_a_huge_text_is_redacted_in_time(self, part: str) -> None:
        redacted = redact(part * (200_000 // len(part)) + f" {NUMBER_SPELLINGS[0]}")
        assert NUMBER_SPELLINGS[0] not in redacted

    def test_tokens_alone_go_where_numbers_are_to_stay(self) -> None:
        assert without_tokens(f"+7 999 000-11-22, Bearer {TOKEN}, {JWT}") == (
            "+7 999 000-11-22, Bearer ***, ***"
        )

    @given(st.text())
    def test_redacting_is_total(self, text: str) -> None:
        redact(text)


class TestMaskNumbers:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ('{"recipient":"+79990001122"}', '{"recipient":"+79*******22"}'),
            ("звонил 8 (999) 000-11-22", "звонил 8 (9**) ***-**-22"),
            ("%2B79990001122", "%2B79*******22"),
            ("23.11.2026 14:52:07 и +7 999 000-11-22", "23.11.2026 14:52:07 и +7 9** ***-**-22"),
            ("2026-11-23 14:52:07, 12.345 s", "2026-11-23 14:52:07, 12.345 s"),
            ("d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6", "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"),
            ("nothing in here", "nothing in here"),
        ],
    )
    def test_numbers_alone_are_masked(self, text: str, masked: str) -> None:
        assert mask_numbers(text) == masked

    @given(st.from_regex(r"[^\W\d_]?(\+7|8|%2B7)9990{3}\d{4}[^\w]?", fullmatch=True), st.text())
    def test_no_number_survives_any_surroundings(self, number: str, around: str) -> None:
        digits = "".join(char for char in number if char.isascii() and char.isdigit())[-10:]
        assert digits not in mask_numbers(f"{around}\n{number}\n{around}")
