"""Times and spans as they are typed."""

import string
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.cli.moments import MomentType, SpanType, read_moment, read_span

NOW = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moscow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Moscow")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-11-22", "2026-11-21T21:00+00:00", "2026-11-22T21:00+00:00"),
        ("22.11.2026", "2026-11-21T21:00+00:00", "2026-11-22T21:00+00:00"),
        ("today", "2026-11-22T21:00+00:00", "2026-11-23T21:00+00:00"),
        (" Yesterday ", "2026-11-21T21:00+00:00", "2026-11-22T21:00+00:00"),
        ("2026-11-22T14:30", "2026-11-22T11:30+00:00", None),
        ("2026-11-22 14:30:15", "2026-11-22T11:30:15+00:00", None),
        ("22.11.2026 14:30", "2026-11-22T11:30+00:00", None),
        ("22.11.2026 14:30:15", "2026-11-22T11:30:15+00:00", None),
        ("2026-11-22T14:30Z", "2026-11-22T14:30+00:00", None),
        ("2026-11-22T14:30+05:00", "2026-11-22T09:30+00:00", None),
        ("30m", "2026-11-23T09:50:30+00:00", None),
        ("24h", "2026-11-22T10:20:30+00:00", None),
        ("7d", "2026-11-16T10:20:30+00:00", None),
        ("2W", "2026-11-09T10:20:30+00:00", None),
        ("0d", "2026-11-23T10:20:30+00:00", None),
    ],
)
def test_a_time_is_read_in_the_zone_of_the_computer(
    text: str, since: str, until: str | None
) -> None:
    assert read_moment(text, NOW, is_end=False) == datetime.fromisoformat(since)
    assert read_moment(text, NOW, is_end=True) == datetime.fromisoformat(until or since)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "7", "7 days", "-7d", "999999w", "2026-13-01", "32.01.2026", "0001-01-01"),
        *("9999-12-31T23:59:59-12:00", "٧d", "1e3d", "tomorrow"),
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_moment(text, NOW, is_end=False) is None


def test_the_end_of_the_last_day_of_all_is_none() -> None:
    assert read_moment("9999-12-31", NOW, is_end=True) is None


@given(st.text() | st.text(string.digits + "-:.TZ+dhmw ", max_size=24), st.booleans())
def test_anything_is_read_or_is_none(text: str, is_end: bool) -> None:  # noqa: FBT001 - drawn
    at = read_moment(text, NOW, is_end=is_end)
    assert at is None or at.utcoffset() == timedelta()
    span = read_span(text)
    assert span is None or span >= timedelta()


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_iso_time_comes_back_as_it_was(at: datetime) -> None:
    assert read_moment(at.isoformat(), NOW, is_end=False) == at


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (MomentType(is_end=False), "soon", "“soon” is no time"),
        (SpanType(), "30", "“30” is no span"),
        (SpanType(), "0d", "“0d” is no span"),
    ],
)
def test_what_cannot_be_read_is_told(kind: click.ParamType[object], text: str, told: str) -> None:
    with pytest.raises(click.BadParameter, match=told):
        kind.convert(text, None, None)


def test_a_span_is_longer_than_none() -> None:
    assert SpanType().convert("30d", None, None) == timedelta(days=30)
