from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from otp_gui import i18n
from otp_gui.ui.when import ago, brief, clock, moment

_NOON = datetime(2026, 11, 23, 12, 5, 7).astimezone()


def test_today_needs_no_date() -> None:
    assert brief(_NOON, _NOON + timedelta(hours=3)) == "12:05"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "23 Nov 12:05"),
        (timedelta(hours=-3), "12:05"),
    ],
)
def test_it_was_so_long_ago(passed: timedelta, said: str) -> None:
    assert ago(_NOON, _NOON + passed) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(1, "1 мин назад"), (3, "3 мин назад"), (300, "5 ч назад")]
)
def test_in_russian_too(minutes: int, said: str) -> None:
    i18n.install("ru")
    try:
        assert ago(_NOON, _NOON + timedelta(minutes=minutes)) == said
    finally:
        i18n.install("en")


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


def test_the_time_alone_may_be_told_to_the_second() -> None:
    assert clock(_NOON) == "12:05"
    assert clock(_NOON, seconds=True) == "12:05:07"
