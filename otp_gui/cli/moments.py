"""Times and spans as people write them on a command line."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import click

from otp_gui.i18n import tr

_UNITS: Final = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_SPAN: Final = r"([0-9]{1,6})([mhdw])"
_DAY: Final = timedelta(days=1)
_DAYS: Final = {"today": timedelta(), "yesterday": _DAY}
# As this program writes them where it speaks Russian.
_RUSSIAN_DAY: Final = "%d.%m.%Y"
_RUSSIAN_MOMENTS: Final = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M")


def read_moment(text: str, now: datetime, *, is_end: bool) -> datetime | None:
    """Return the moment that ``text`` names, UTC; None where it names none.

    It is a day or a time in ISO 8601 or as Russians write it, ``today``, ``yesterday``, or a span
    before ``now``, which is UTC, such as ``7d``. What has no zone is in that of this computer. A
    day is its beginning, or its end with ``is_end``.
    """
    text = text.strip()
    try:
        day = _day(text.lower(), now)
        if day is not None:
            midnight = datetime.combine(day + _DAY if is_end else day, time())
            return midnight.astimezone(UTC)
        span = read_span(text)
        return now - span if span is not None else _time(text).astimezone(UTC)
    # What no clock tells is none of them.
    except (ValueError, OverflowError, OSError):
        return None


def read_span(text: str) -> timedelta | None:
    """Return so many minutes, hours, days or weeks, as in ``24h``; None for anything else."""
    found = re.fullmatch(_SPAN, text.strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else None


def _day(text: str, now: datetime) -> date | None:
    if text in _DAYS:
        return now.astimezone().date() - _DAYS[text]
    for read in (date.fromisoformat, _russian_day):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _russian_day(text: str) -> date:
    return datetime.strptime(text, _RUSSIAN_DAY).date()  # noqa: DTZ007 - a day has no zone


def _time(text: str) -> datetime:
    for pattern in _RUSSIAN_MOMENTS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - in the zone of this computer
        except ValueError:
            continue
    return datetime.fromisoformat(text)


class MomentType(click.ParamType[Any]):
    """A time on the command line, UTC; ``is_end`` takes the end of a day, not its beginning."""

    name = "time"

    def __init__(self, *, is_end: bool) -> None:
        self._is_end = is_end

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read what was typed."""
        if isinstance(value, datetime):
            return value
        at = read_moment(str(value), datetime.now(UTC), is_end=self._is_end)
        if at is None:
            self.fail(
                tr(
                    "“{text}” is no time: give a day (2026-11-23), a time (2026-11-23T14:30),"
                    " today, yesterday, or how long ago (30m, 24h, 7d, 2w).",
                    text=value,
                ),
                param,
                ctx,
            )
        return at


class SpanType(click.ParamType[Any]):
    """A span on the command line that is longer than none."""

    name = "span"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read what was typed."""
        if isinstance(value, timedelta):
            return value
        span = read_span(str(value))
        if not span:
            self.fail(
                tr("“{text}” is no span: give a number and a unit (12h, 30d, 8w).", text=value),
                param,
                ctx,
            )
        return span
