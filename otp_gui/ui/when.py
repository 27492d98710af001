"""Times as people of the current language read them, in the zone of this computer."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale, QTime

_MONTH_LETTERS: Final = 3


def moment(at: datetime) -> str:
    """Say day and time to the second, as in ``23 Nov 2026 14:52:07``."""
    local = at.astimezone()
    return f"{_day(local)} {local.year} {_time(local, 'HH:mm:ss')}"


def brief(at: datetime, now: datetime, *, seconds: bool = False) -> str:
    """Say the time alone if it is today, else the day too, and the year if it is another one."""
    local, today = at.astimezone(), now.astimezone()
    time = _time(local, "HH:mm:ss" if seconds else "HH:mm")
    if local.date() == today.date():
        return time
    if local.year == today.year:
        return f"{_day(local)} {time}"
    return f"{_day(local)} {local.year} {time}"


def day(at: datetime, now: datetime) -> str:
    """Say the day, and the year if it is another one."""
    local = at.astimezone()
    same_year = local.year == now.astimezone().year
    return _day(local) if same_year else f"{_day(local)} {local.year}"


def _day(local: datetime) -> str:
    """Say day and month in three letters: a Russian locale would take up to five and a dot."""
    text = QLocale().toString(QDate(local.year, local.month, local.day), "d MMM")
    day, _space, month = text.partition(" ")
    return f"{day} {month[:_MONTH_LETTERS]}"


def _time(local: datetime, pattern: str) -> str:
    return QLocale().toString(QTime(local.hour, local.minute, local.second), pattern)
