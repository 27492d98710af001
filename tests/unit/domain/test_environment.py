from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.environment import (
    Environment,
    Kind,
    asks_by_default,
    is_loopback,
    normalise_base_url,
    presets,
    problems,
)
from otp_gui.i18n import render

CUSTOM = Environment("own", "Own", "https://own.example/api", Kind.CUSTOM, confirm_complete=False)


def problem(environment: Environment, field: str) -> str | None:
    found = problems(environment)
    assert set(found) <= {field}
    return render(found[field]) if field in found else None


class TestPresets:
    def test_they_are_the_documented_ones(self) -> None:
        assert [(each.id, each.kind, each.base_url) for each in presets()] == [
            ("stage", Kind.STAGE, "http://stage-online.sigmasms.ru/api/n/otp-handler"),
            ("production", Kind.PRODUCTION, "https://online.sigmasms.ru/api/n/otp-handler"),
            ("sandbox", Kind.SANDBOX, "http://127.0.0.1:0/api/n/otp-handler"),
        ]

    def test_they_are_sound_and_only_production_asks(self) -> None:
        for each in presets():
            assert problems(each) == {}
            assert each.confirm_complete is (each.kind is Kind.PRODUCTION)
            assert each.confirm_complete is asks_by_default(each.kind)

    def test_only_stage_is_plain_and_only_the_sandbox_is_ours(self) -> None:
        assert [each.id for each in presets() if each.is_plain] == ["stage"]
        assert [each.id for each in presets() if each.is_embedded_sandbox] == ["sandbox"]
        assert not any(each.refuses_transport for each in presets())


class TestTransport:
    @pytest.mark.parametrize(
        ("url", "plain"),
        [
            ("http://stage.example/api", True),
            ("HTTP://stage.example/api", True),
            ("http://127.0.0.1.example/api", True),
            ("http://2130706433/", True),
            ("http://192.168.0.1:8080", True),
            ("https://stage.example/api", False),
            ("http://localhost:8080", False),
            ("http://LOCALHOST.:8080", False),
            ("http://127.8.9.10", False),
            ("http://[::1]:8080", False),
        ],
    )
    def test_plain_http_beyond_loopback_is_seen_and_refused_for_a_production(
        self, url: str, *, plain: bool
    ) -> None:
        assert replace(CUSTOM, base_url=url).is_plain is plain
        production = replace(CUSTOM, base_url=url, kind=Kind.PRODUCTION)
        assert production.refuses_transport is plain
        assert ("base_url" in problems(production)) is plain
        assert problems(replace(CUSTOM, base_url=url)) == {}

    @pytest.mark.parametrize(
        ("url", "proxy", "plain"),
        [
            ("http://127.0.0.1:8080", "http://proxy.example:3128", True),
            ("http://127.0.0.1:8080", "https://proxy.example:3128", True),
            ("http://localhost:8080", "no proxy at all", True),
            ("http://localhost:8080", "http://127.0.0.1:3128", False),
            ("http://localhost:8080", "", False),
            ("http://stage.example", "http://127.0.0.1:3128", True),
            ("https://stage.example", "http://proxy.example:3128", False),
        ],
    )
    def test_a_proxy_elsewhere_takes_what_is_meant_for_loopback_off_this_machine(
        self, url: str, proxy: str, *, plain: bool
    ) -> None:
        environment = replace(CUSTOM, base_url=url, proxy=proxy)
        assert environment.is_plain is plain
        assert replace(environment, kind=Kind.PRODUCTION).refuses_transport is plain

    @given(st.text() | st.from_regex(r"https?://.*"))
    def test_looking_at_any_url_is_safe(self, url: str) -> None:
        environment = replace(CUSTOM, base_url=url, proxy=url, kind=Kind.SANDBOX)
        assert environment.is_plain in (True, False)
        assert environment.is_embedded_sandbox in (True, False)
        for found in problems(environment).values():
            assert render(found)

    @pytest.mark.parametrize("host", ["", "example", "127.1", "::ffff:127.0.0.1x", "10.0.0.1"])
    def test_what_is_not_clearly_this_machine_is_another(self, host: str) -> None:
        assert not is_loopback(host)


class TestProblems:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("", "Enter the base URL."),
            ("https://own.example/a b", "The URL holds a space or an invisible character."),
            ("https://own.example\n", "The URL holds a space or an invisible character."),
            ("https://own.exam\u200bple", "The URL holds a space or an invisible character."),
            ("https://own.example:abc", "This is not a URL."),
            ("https://own.example:99999", "This is not a URL."),
            ("https://[own.example", "This is not a URL."),
            ("https://own.example\\@other.example", "This is not a URL."),
            ("own.example/api", "The URL begins with https:// or http:// and a host."),
            ("ftp://own.example", "The URL begins with https:// or http:// and a host."),
            ("https:///api", "The URL begins with https:// or http:// and a host."),
            ("https://me:pw@own.example", "Keep user names and passwords out of the URL."),
            ("https://@own.example", "Keep user names and passwords out of the URL."),
            (
                "https://own.example/?",
                "The URL holds no ? and no #: the path of the call is appended to it.",
            ),
            (
                "https://own.example/#a",
                "The URL holds no ? and no #: the path of the call is appended to it.",
            ),
            ("http://127.0.0.1:0", "Port 0 is for the embedded sandbox only."),
            ("https://own.example:8443/api", None),
            ("https://пример.example/api", None),
        ],
    )
    def test_of_the_base_url(self, url: str, expected: str | None) -> None:
        assert problem(replace(CUSTOM, base_url=url), "base_url") == expected

    def test_a_production_by_plain_http_is_one(self) -> None:
        production = replace(CUSTOM, base_url="http://own.example", kind=Kind.PRODUCTION)
        assert problem(production, "base_url") == (
            "A production is called by https only: with http the token travels unencrypted."
        )

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            (None, None),
            ("", None),
            ("http://proxy.example:3128", None),
            ("https://proxy.example", None),
            ("proxy.example:3128", "The proxy is a URL such as http://proxy.example:3128."),
            ("socks5://proxy.example", "The proxy is a URL such as http://proxy.example:3128."),
            ("http://proxy.example:0", "The proxy is a URL such as http://proxy.example:3128."),
            ("http://pro xy", "The proxy is a URL such as http://proxy.example:3128."),
            ("http://me:pw@proxy.example", "Keep user names and passwords out of the URL."),
        ],
    )
    def test_of_the_proxy(self, url: str | None, expected: str | None) -> None:
        assert problem(replace(CUSTOM, proxy=url), "proxy") == expected

    @pytest.mark.parametrize("seconds", [0.0, 0.999, 300.1, -1.0, float("nan"), float("inf")])
    def test_of_the_time_limit(self, seconds: float) -> None:
        found = problem(replace(CUSTOM, timeout_seconds=seconds), "timeout_seconds")
        assert found == "The time limit is 1 to 300 seconds."

    @pytest.mark.parametrize("seconds", [1.0, 15.0, 300.0])
    def test_of_the_time_limit_there_is_none_within_its_range(self, seconds: float) -> None:
        assert problems(replace(CUSTOM, timeout_seconds=seconds)) == {}

    @pytest.mark.parametrize("id_", ["", "Own", "own id", "-own", "окно", "x" * 65, "a\n"])
    def test_of_the_id(self, id_: str) -> None:
        assert problem(replace(CUSTOM, id=id_), "id") is not None

    @pytest.mark.parametrize("id_", ["o", "own-2", "own.example_3", "x" * 64, "0"])
    def test_of_the_id_there_is_none_for_a_plain_word(self, id_: str) -> None:
        assert problems(replace(CUSTOM, id=id_)) == {}

    def test_of_the_name(self) -> None:
        assert problem(replace(CUSTOM, name=" "), "name") == "Give it a name."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://own.example/api", "https://own.example/api"),
        (" https://own.example/api/\n", "https://own.example/api"),
        ("https://own.example//", "https://own.example"),
        ("", ""),
    ],
)
def test_a_base_url_loses_trailing_slashes(typed: str, expected: str) -> None:
    assert normalise_base_url(typed) == expected
