import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.environment import Kind, presets
from otp_gui.domain.redact import Secret
from otp_gui.domain.token_expiry import (
    describe_expiry,
    describe_shared,
    expiry,
    is_expired,
    shared_with,
)
from otp_gui.i18n import render

NOW = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)
STAGE, PRODUCTION, SANDBOX = presets()


def jwt(payload: str | bytes) -> Secret:
    data = payload.encode() if isinstance(payload, str) else payload
    return Secret(f"eyJhbGciOiJIUzI1NiJ9.{urlsafe_b64encode(data).decode().rstrip('=')}.c2ln")


class TestExpiry:
    @given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)))  # noqa: DTZ001
    def test_it_is_read_whatever_the_length_of_the_payload(self, at: datetime) -> None:
        moment = at.replace(microsecond=0, tzinfo=UTC)
        seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
        for filler in ("", "a", "ab", "ключ?>"):
            claims = json.dumps({"sub": filler, "exp": seconds}, ensure_ascii=False)
            assert expiry(jwt(claims)) == moment

    def test_fractions_of_a_second_count(self) -> None:
        assert expiry(jwt('{"exp": 1.5}')) == datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)

    @pytest.mark.parametrize(
        "claims",
        [
            "{}",
            '{"exp": null}',
            '{"exp": true}',
            '{"exp": "1700000000"}',
            '{"exp": [1700000000]}',
            '{"exp": {"exp": 1700000000}}',
            '{"nested": {"exp": 1700000000}}',
            '{"exp": -1}',
            '{"exp": NaN}',
            '{"exp": Infinity}',
            '{"exp": -Infinity}',
            '{"exp": 1e400}',
            '{"exp": 1700000000000}',
            f'{{"exp": {"9" * 400}}}',
            f'{{"exp": {"9" * 5000}}}',
            "[1700000000]",
            "1700000000",
            '"exp"',
            "",
            "not json",
            "[" * 5000,
            b"\xff\xfe\x00",
        ],
    )
    def test_what_tells_no_moment_tells_nothing(self, claims: str | bytes) -> None:
        assert expiry(jwt(claims)) is None

    @pytest.mark.parametrize(
        "token",
        [
            "",
            "opaque-token-of-the-vendor",
            "a.b",
            "a.b.c.d",
            "..",
            "eyJh.!!!!.c",
            "eyJh.a.c",
            "eyJh.eyJleHAiOjE3MDAwMDAwMDB9.c\n",
            "eyJh.ключ.c",
        ],
    )
    def test_other_tokens_tell_nothing(self, token: str) -> None:
        assert expiry(Secret(token)) is None

    def test_a_long_token_is_read_and_an_endless_one_is_not(self) -> None:
        fits = jwt(json.dumps({"exp": 0, "filler": "x" * 12_000}))
        assert expiry(fits) == datetime(1970, 1, 1, tzinfo=UTC)
        assert expiry(jwt(json.dumps({"exp": 0, "filler": "x" * 20_000}))) is None

    @given(st.text() | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*"))
    def test_reading_is_total(self, token: str) -> None:
        expiry(Secret(token))

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.just("exp"), inner),
        )
    )
    def test_any_payload_is_survived(self, payload: object) -> None:
        found = expiry(jwt(json.dumps(payload)))
        assert found is None or found.tzinfo is UTC


class TestWords:
    @pytest.mark.parametrize(
        ("seconds", "english", "russian"),
        [
            (1, "expires in less than a minute", "истекает меньше чем через минуту"),
            (60, "expires in 1 minute", "истекает через 1 минуту"),
            (2 * 3600 - 1, "expires in 119 minutes", "истекает через 119 минут"),
            (2 * 3600, "expires in 2 hours", "истекает через 2 часа"),
            (21 * 3600, "expires in 21 hours", "истекает через 21 час"),
            (2 * 86400, "expires in 2 days", "истекает через 2 дня"),
            (25 * 86400, "expires in 25 days", "истекает через 25 дней"),
            (800 * 86400, "expires in 2 years", "истекает через 2 года"),
            (0, "has just expired", "только что истёк"),
            (-59, "has just expired", "только что истёк"),
            (-60, "expired 1 minute ago", "истёк 1 минуту назад"),
            (-3 * 3600, "expired 3 hours ago", "истёк 3 часа назад"),
            (-3 * 86400, "expired 3 days ago", "истёк 3 дня назад"),
            (-31 * 86400, "expired 31 days ago", "истёк 31 день назад"),
            (-2000 * 86400, "expired 5 years ago", "истёк 5 лет назад"),
        ],
    )
    def test_the_time_is_told_in_one_unit(self, seconds: int, english: str, russian: str) -> None:
        told = describe_expiry(NOW + timedelta(seconds=seconds), NOW)
        assert told is not None
        assert render(told) == english
        assert i18n.speaker("ru")(told) == russian

    def test_nothing_is_told_of_a_token_that_says_nothing(self) -> None:
        assert describe_expiry(None, NOW) is None
        assert not is_expired(None, NOW)

    @given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
    def test_any_two_moments_can_be_compared(self, at: datetime, now: datetime) -> None:
        told = describe_expiry(at, now)
        assert told is not None
        assert is_expired(at, now) == ("expired" in render(told))


class TestSharing:
    def test_an_environment_of_another_kind_with_the_same_token_is_found(self) -> None:
        others = [(STAGE, Secret("a")), (SANDBOX, Secret("b")), (PRODUCTION, Secret("a"))]
        assert shared_with(PRODUCTION, Secret("a"), others) == (STAGE,)
        assert shared_with(STAGE, Secret("a"), others) == (PRODUCTION,)
        assert shared_with(SANDBOX, Secret("b"), others) == ()

    def test_all_are_found_production_first(self) -> None:
        others = [(STAGE, Secret("a")), (PRODUCTION, Secret("a"))]
        assert shared_with(SANDBOX, Secret("a"), others) == (PRODUCTION, STAGE)

    def test_one_of_the_same_kind_may_share_it(self) -> None:
        assert STAGE.kind is Kind.STAGE
        assert shared_with(STAGE, Secret("a"), [(STAGE, Secret("a"))]) == ()

    def test_they_are_told_by_their_names(self) -> None:
        assert "also stored for Production, an" in render(describe_shared([PRODUCTION]))
        both = render(describe_shared([PRODUCTION, STAGE]))
        assert "also stored for Production, Stage, environments of another kind" in both
