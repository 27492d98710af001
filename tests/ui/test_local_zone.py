"""The computer's own zone with its changes."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otp_gui.ui.local_zone import LocalZone

NAME = "Europe/Berlin"


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this system cannot be set for a test")
    with monkeypatch.context() as patched:
        patched.setenv("TZ", NAME)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]
)
def test_every_hour_of_a_day_on_which_the_clock_is_set_is_told_as_it_was(day: datetime) -> None:
    for hour in range(-3, 27):
        at = day + timedelta(hours=hour)
        here, there = at.astimezone(LocalZone()), at.astimezone(ZoneInfo(NAME))
        assert here.replace(tzinfo=None) == there.replace(tzinfo=None)
        assert here.fold == there.fold
        assert here.utcoffset() == there.utcoffset()
        assert here.astimezone(UTC) == at
