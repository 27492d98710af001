"""Times as people of the current language read them, in the zone of this computer."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale, QTime

from otp_gui.i18n import ntr, tr

_MONTH_LETTERS: Final = 3
_MINUTE: Final = 60
_DAY: Final = 24 * 60 * _MINUTE


def moment(at: datetime) -> str:
    """Say day and time to the second, as in ``23 Nov 2026 14:52:07``."""
    local = at.astimezone()
    return f"{_day(local)} {local.year} {_time(local, 'HH:mm:ss')}"


def brief(at: datetime, now: datetime) -> str:
    """Say the time alone if it is today, else the day too, and the year if it is another one."""
    local, today = at.astimezone(), now.astimezone()
    time = _time(local, "HH:mm")
    if local.date() == today.date():
        return time
    if local.year == today.year:
        return f"{_day(local)} {time}"
    return f"{_day(local)} {local.year} {time}"


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago it was, within a day; the day and the time beyond, and of the future."""
    seconds = (now - at).total_seconds()
    if not -_MINUTE < seconds < _DAY:
        return brief(at, now)
    if seconds < _MINUTE:
        return tr("just now")
    minutes = int(seconds // _MINUTE)
    if minutes < _MINUTE:
        return ntr("{count} min ago", "{count} min ago", minutes)
    return ntr("{count} h ago", "{count} h ago", minutes // _MINUTE)


def day(at: datetime, now: datetime) -> str:
    """Say the day, and the year if it is another one."""
    local = at.astimezone()
    same_year = local.year == now.astimezone().year
    return _day(local) if same_year else f"{_day(local)} {local.year}"


def exact(at: datetime, now: datetime) -> str:
    """Say the time to the second if it is today, else day, year and time."""
    is_today = at.astimezone().date() == now.astimezone().date()
    return clock(at, seconds=True) if is_today else moment(at)


def clock(at: datetime, *, seconds: bool = False) -> str:
    """Say the time alone, to the minute or to the second."""
    return _time(at.astimezone(), "HH:mm:ss" if seconds else "HH:mm")


def _day(local: datetime) -> str:
    """Say day and month in three letters: a Russian locale would take up to five and a dot."""
    text = QLocale().toString(QDate(local.year, local.month, local.day), "d MMM")
    day, _space, month = text.partition(" ")
    return f"{day} {month[:_MONTH_LETTERS]}"


def _time(local: datetime, pattern: str) -> str:
    return QLocale().toString(QTime(local.hour, local.minute, local.second), pattern)
