from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from otp_gui.ui.when import brief, moment

_NOON = datetime(2026, 11, 23, 12, 5, 7).astimezone()


@pytest.fixture(autouse=True)
def _english_locale() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


def test_today_needs_no_date() -> None:
    assert brief(_NOON, _NOON + timedelta(hours=3)) == "12:05"


def test_another_day_shows_its_date() -> None:
    assert brief(_NOON, _NOON + timedelta(days=1)) == "23 Nov 12:05"


def test_another_year_shows_it_too() -> None:
    assert brief(_NOON, _NOON + timedelta(days=60)) == "23 Nov 2026 12:05"


def test_times_are_those_of_this_computer() -> None:
    assert brief(_NOON.astimezone(UTC), _NOON) == "12:05"


def test_a_moment_is_told_to_the_second() -> None:
    assert moment(_NOON) == "23 Nov 2026 12:05:07"


@pytest.mark.parametrize("month", range(1, 13))
def test_russian_months_take_three_letters(month: int) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Russian))
    day = brief(_NOON.replace(month=month), _NOON + timedelta(days=1)).split()[1]
    assert len(day) == 3
    assert day.isalpha()


def test_a_brief_time_may_be_told_to_the_second() -> None:
    now = _NOON + timedelta(days=1)
    assert brief(_NOON, _NOON, seconds=True) == f"12:05:{_NOON:%S}"
    assert brief(_NOON, now, seconds=True) == f"23 Nov 12:05:{_NOON:%S}"
