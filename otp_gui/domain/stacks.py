"""How the day's picture is drawn: the period that it covers, and which part stands on which."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from otp_gui.domain.history_query import HistoryQuery, SortColumn
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.picture import OTHER_TYPES, Bar, Bucket, bucket_for

HOURS_UNASKED: Final = 24
"""So many hours are drawn where no period is chosen, the one that runs included."""
_LONGEST_EMPTY: Final = 400
"""A longer row of columns begins with the first call instead of the period."""
_MOST_STACKS: Final = 20_000
"""A clock that was wrong once must not make a picture without end."""
_ORDER: Final = (
    Verdict.SUCCESS,
    Verdict.NOT_COMPLETED,
    Verdict.ERROR,
    Verdict.UNKNOWN,
    Verdict.NOT_SENT,
    Verdict.RUNNING,
)
"""From the bottom of a stack to its top."""
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """Calls that ended alike; ``error_type`` is the server's, None where it gave none."""

    verdict: Verdict
    error_type: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """``count`` calls of a kind on top of ``below`` others."""

    kind: Kind
    count: int
    below: int


@dataclass(frozen=True, slots=True)
class Stack:
    """The calls from ``start`` until before ``end``, both UTC; lowest part first."""

    start: datetime
    end: datetime
    parts: Sequence[Part] = ()

    @property
    def total(self) -> int:
        """How many calls there were."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Span:
    """A period, UTC, and what one stack of it stands for.

    ``since`` is None where it begins with the first call; ``is_asked`` tells whether somebody chose
    it, or it is the one that is drawn where nobody did.
    """

    since: datetime | None
    until: datetime
    bucket: Bucket
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Every stack of ``span``, earliest first, and how many calls of each kind they hold."""

    span: Span
    stacks: Sequence[Stack]
    kinds: Sequence[tuple[Kind, int]]

    @property
    def total(self) -> int:
        """How many calls are drawn."""
        return sum(count for _kind, count in self.kinds)

    @property
    def highest(self) -> int:
        """How many calls the highest stack holds."""
        return max((stack.total for stack in self.stacks), default=0)


def span_of(query: HistoryQuery, now: datetime, zone: tzinfo) -> Span:
    """Return what to draw for ``query``: its period, or else the last 24 hours until ``now``."""
    if query.since is None and query.until is None:
        began = _begin(now, Bucket.HOUR, zone)
        return Span(began - (HOURS_UNASKED - 1) * _HOUR, now, Bucket.HOUR, is_asked=False)
    until = now if query.until is None else query.until
    return Span(query.since, until, bucket_for(query.since, until), is_asked=True)


def asked_of(query: HistoryQuery, span: Span) -> HistoryQuery:
    """Return the query whose calls are to be counted for ``span``."""
    # An open end stays open: a clock that was set back would hide what has just been recorded.
    return replace(
        query, since=span.since, sort=SortColumn.STARTED_AT, ascending=False, until=query.until
    )


def narrowed(query: HistoryQuery, picture: Picture, stack: Stack, kind: Kind) -> HistoryQuery:
    """Return the query for the calls of one part of the picture that was drawn for ``query``."""
    span = picture.span
    since, until = stack.start, stack.end
    if span.is_asked and query.since is not None:
        since = max(since, query.since)
    if query.until is not None:
        until = min(until, query.until)
    typed = _typed(query, picture, kind)
    return replace(typed, since=since, until=until, verdict=kind.verdict)


def narrowed_to_kind(query: HistoryQuery, picture: Picture, kind: Kind) -> HistoryQuery:
    """Return the query for all calls of a kind that were drawn for ``query``, as :func:`narrowed`.

    An open end stays open: what is drawn next is listed, too.
    """
    typed = _typed(query, picture, kind)
    return replace(typed, since=picture.span.since, verdict=kind.verdict)


def _typed(query: HistoryQuery, picture: Picture, kind: Kind) -> HistoryQuery:
    """Return the query for the type of ``kind``; none is asked for where its verdict has none."""
    named = {k.error_type for k, _ in picture.kinds if k.error_type not in (None, OTHER_TYPES)}
    if kind.error_type == OTHER_TYPES:
        left_out = {*query.types_left_out, *(word for word in named if word)}
        return replace(query, error_type=None, types_left_out=tuple(sorted(left_out)))
    if kind.error_type is not None:
        return replace(query, error_type=kind.error_type, types_left_out=())
    has_types = any(k.verdict is kind.verdict and k.error_type for k, _ in picture.kinds)
    return replace(query, untyped=query.untyped or has_types)


def stacked(bars: Sequence[Bar], span: Span, zone: tzinfo) -> Picture:
    """Pile up what was counted: by verdict and, within one, the most frequent type lowest."""
    totals: Counter[Kind] = Counter()
    columns: dict[datetime, list[Bar]] = {}
    for bar in bars:
        totals[Kind(bar.verdict, bar.error_type)] += bar.count
        columns.setdefault(bar.start, []).append(bar)
    kinds = sorted(totals, key=lambda kind: _place(kind, totals[kind]))
    places = {kind: place for place, kind in enumerate(kinds)}
    starts = _starts(span, columns, zone)
    stacks = (
        [
            Stack(start, end, _parts(columns.get(start, ()), places))
            for start, end in pairwise([*starts, _next(starts[-1], span.bucket, zone)])
        ]
        if starts
        else []
    )
    return Picture(span, stacks, [(kind, totals[kind]) for kind in kinds])


def _parts(bars: Iterable[Bar], places: dict[Kind, int]) -> Sequence[Part]:
    parts: list[Part] = []
    below = 0
    for bar in sorted(bars, key=lambda bar: places[Kind(bar.verdict, bar.error_type)]):
        parts.append(Part(Kind(bar.verdict, bar.error_type), bar.count, below))
        below += bar.count
    return parts


def _place(kind: Kind, count: int) -> tuple[int, int, str]:
    return _ORDER.index(kind.verdict), -count, kind.error_type or ""


def _starts(span: Span, drawn: Iterable[datetime], zone: tzinfo) -> Sequence[datetime]:
    """Return when each stack begins; empty ones are there, too, as a gap tells something."""
    found = sorted(drawn)
    first = found[0] if found else None
    if span.since is not None:
        began = _begin(span.since, span.bucket, zone)
        if first is None or (span.until - began) / _HOUR <= _longest(span.bucket):
            first = began
    if first is None:
        return found
    # In a zone whose clock was set by less than an hour, the hours on both sides do not meet.
    known = set(found)
    at = first
    while at < span.until and len(known) < _MOST_STACKS:
        known.add(at)
        at = _next(at, span.bucket, zone)
    return sorted(known)


def _longest(bucket: Bucket) -> int:
    """Return how many hours of a period may be drawn before its first call."""
    return _LONGEST_EMPTY * (24 if bucket is Bucket.DAY else 1)


def _begin(at: datetime, bucket: Bucket, zone: tzinfo) -> datetime:
    local = at.astimezone(zone)
    if bucket is Bucket.DAY:
        return _midnight(local.date(), zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (at - into).astimezone(UTC)


def _next(start: datetime, bucket: Bucket, zone: tzinfo) -> datetime:
    if bucket is Bucket.HOUR:
        return start + _HOUR
    return _midnight(start.astimezone(zone).date() + timedelta(days=1), zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
