"""What the picture says: its title, the times below its stacks, each of its parts in a line."""

from datetime import timedelta

from PySide6.QtCore import QLocale

from otp_gui.domain.picture import Bucket
from otp_gui.domain.stacks import HOURS_UNASKED, Span, Stack
from otp_gui.i18n import ntr, tr
from otp_gui.ui.when import clock, day

_BETWEEN_TICKS = 12
_INTERVALS = {Bucket.HOUR: (1, 2, 3, 6, 12, 24), Bucket.DAY: (1, 2, 7, 14, 28, 56, 112, 364)}
_JUST_BEFORE = timedelta(microseconds=1)


def title(span: Span) -> str:
    """Say what is drawn."""
    if not span.is_asked:
        return tr("Calls per hour, the last {count} hours", count=HOURS_UNASKED)
    unit = tr("Calls per hour") if span.bucket is Bucket.HOUR else tr("Calls per day")
    last = day(span.until - _JUST_BEFORE, span.until)
    if span.since is None:
        return tr("{unit}, until {day}", unit=unit, day=last)
    first = day(span.since, span.until)
    if first == last:
        return tr("{unit}, {day}", unit=unit, day=first)
    return tr("{unit}, {first} – {last}", unit=unit, first=first, last=last)


def interval(stack: Stack, span: Span) -> str:
    """Say of when a stack tells."""
    at = day(stack.start, span.until)
    if span.bucket is Bucket.DAY:
        return at
    return tr("{day} {start}–{end}", day=at, start=clock(stack.start), end=clock(stack.end))


def calls(count: int) -> str:
    """Say how many calls."""
    figure = QLocale().toString(count)
    return ntr("{figure} call", "{figure} calls", count, figure=figure)


def tick(stack: Stack, span: Span) -> str:
    """Say when a stack begins, in as few letters as there can be."""
    local = stack.start.astimezone()
    is_day = span.bucket is Bucket.DAY or (local.hour, local.minute) == (0, 0)
    return day(stack.start, span.until) if is_day else clock(stack.start)


def ticks_every(span: Span, widest: float, pitch: float) -> int:
    """Return how many stacks lie between two whose times are said, so that these do not touch."""
    intervals = _INTERVALS[span.bucket]
    fitting = (n for n in intervals if n * pitch >= widest + _BETWEEN_TICKS)
    return next(fitting, intervals[-1])


def has_tick(number: int, stack: Stack, span: Span, every: int) -> bool:
    """Tell whether the time of a stack is said: hours that people count in."""
    if span.bucket is Bucket.DAY:
        return number % every == 0
    return stack.start.astimezone().hour % every == 0
