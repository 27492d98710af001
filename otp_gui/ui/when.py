"""Times as people of the current language read them, in the zone of this computer."""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime


def moment(at: datetime) -> str:
    """Say day and time to the second, as in ``23 Nov 2026 14:52:07``."""
    local = at.astimezone()
    return f"{_day(local, 'd MMM yyyy')} {_time(local, 'HH:mm:ss')}"


def brief(at: datetime, now: datetime) -> str:
    """Say the time alone if it is today, else the day too, and the year if it is another one."""
    local, today = at.astimezone(), now.astimezone()
    time = _time(local, "HH:mm")
    if local.date() == today.date():
        return time
    day = _day(local, "d MMM" if local.year == today.year else "d MMM yyyy")
    return f"{day} {time}"


def _day(local: datetime, pattern: str) -> str:
    return QLocale().toString(QDate(local.year, local.month, local.day), pattern)


def _time(local: datetime, pattern: str) -> str:
    return QLocale().toString(QTime(local.hour, local.minute, local.second), pattern)
