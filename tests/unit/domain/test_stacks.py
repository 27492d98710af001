"""Which stacks the picture has, and what stands where in them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.history_query import HistoryQuery, SortColumn
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.picture import OTHER_TYPES, Bar, Bucket
from otp_gui.domain.stacks import Kind, Span, asked_of, narrowed, span_of, stacked

NOW = datetime(2026, 11, 23, 11, 52, 7, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
GONE = "SessionNotFoundException"


def hours_ago(hours: int) -> datetime:
    return NOW.replace(minute=0, second=0) - timedelta(hours=hours)


def bar(hours: int, verdict: Verdict, count: int, error_type: str | None = None) -> Bar:
    return Bar(hours_ago(hours), verdict, error_type, count)


def span(query: HistoryQuery | None = None) -> Span:
    return span_of(query or HistoryQuery(), NOW, MOSCOW)


class TestPeriod:
    def test_without_a_period_it_is_the_last_24_hours(self) -> None:
        told = span()
        assert (told.since, told.until) == (hours_ago(23), NOW)
        assert told.bucket is Bucket.HOUR
        assert not told.is_asked
        assert len(stacked((), told, MOSCOW).stacks) == 24

    def test_the_hour_that_runs_stays_open_for_rows_of_a_clock_that_is_ahead(self) -> None:
        query = HistoryQuery(text="7", sort=SortColumn.TYPE, ascending=True)
        assert asked_of(query, span()) == HistoryQuery(text="7", since=hours_ago(23))

    def test_a_long_period_is_told_by_days_of_the_zone(self) -> None:
        told = span(HistoryQuery(since=NOW - timedelta(days=6)))
        assert told.bucket is Bucket.DAY
        stacks = stacked((), told, MOSCOW).stacks
        assert len(stacks) == 7
        assert {s.start.astimezone(MOSCOW).hour for s in stacks} == {0}
        assert all(a.end == b.start for a, b in pairwise(stacks))

    def test_one_without_a_beginning_begins_with_the_first_call(self) -> None:
        told = span(HistoryQuery(until=NOW))
        first = datetime(2026, 11, 19, 21, tzinfo=UTC)
        picture = stacked([Bar(first, Verdict.SUCCESS, None, 1)], told, MOSCOW)
        assert picture.stacks[0].start == first
        assert len(picture.stacks) == 4
        assert stacked((), told, MOSCOW).stacks == []

    def test_decades_without_a_call_are_not_drawn(self) -> None:
        told = span(HistoryQuery(since=datetime(1980, 1, 1, tzinfo=UTC)))
        first = datetime(2026, 11, 19, 21, tzinfo=UTC)
        picture = stacked([Bar(first, Verdict.SUCCESS, None, 1)], told, MOSCOW)
        assert picture.stacks[0].start == first

    def test_a_day_of_25_hours_has_25_stacks(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        since = datetime(2026, 10, 25, tzinfo=berlin)
        query = HistoryQuery(since=since, until=datetime(2026, 10, 26, tzinfo=berlin))
        assert len(stacked((), span_of(query, NOW, berlin), berlin).stacks) == 25

    def test_a_period_that_ends_before_it_begins_is_empty(self) -> None:
        told = span(HistoryQuery(since=NOW, until=NOW - timedelta(hours=3)))
        assert stacked((), told, MOSCOW).stacks == []


class TestStacks:
    def test_verdicts_stand_in_one_order_and_the_most_frequent_type_lowest(self) -> None:
        bars = [
            bar(1, Verdict.UNKNOWN, 9),
            bar(1, Verdict.ERROR, 1, GONE),
            bar(1, Verdict.ERROR, 4, "ForbiddenException"),
            bar(2, Verdict.ERROR, 8, GONE),
            bar(1, Verdict.SUCCESS, 2),
        ]
        picture = stacked(bars, span(), MOSCOW)
        full = next(s for s in picture.stacks if s.start == hours_ago(1))
        assert [(p.kind.verdict, p.kind.error_type, p.count, p.below) for p in full.parts] == [
            (Verdict.SUCCESS, None, 2, 0),
            (Verdict.ERROR, GONE, 1, 2),
            (Verdict.ERROR, "ForbiddenException", 4, 3),
            (Verdict.UNKNOWN, None, 9, 7),
        ]
        assert (full.total, picture.highest, picture.total) == (16, 16, 24)
        assert dict(picture.kinds)[Kind(Verdict.ERROR, GONE)] == 9

    @given(
        st.lists(
            st.tuples(
                st.integers(-3, 40),
                st.sampled_from(Verdict),
                st.integers(1, 1000),
                st.sampled_from([None, GONE, OTHER_TYPES]),
            ),
            unique_by=lambda drawn: (drawn[0], drawn[1], drawn[3]),
        )
    )
    def test_nothing_that_was_counted_is_lost(
        self, drawn: list[tuple[int, Verdict, int, str | None]]
    ) -> None:
        bars = [bar(*each) for each in drawn]
        picture = stacked(bars, span(), MOSCOW)
        assert sum(stack.total for stack in picture.stacks) == sum(b.count for b in bars)
        assert picture.total == sum(b.count for b in bars)
        starts = [stack.start for stack in picture.stacks]
        assert starts == sorted(set(starts))


class TestNarrowing:
    @pytest.mark.parametrize(
        ("error_type", "asked"),
        [
            (GONE, {"error_type": GONE}),
            (None, {"untyped": True}),
            (OTHER_TYPES, {"types_left_out": ("Another", GONE)}),
        ],
    )
    def test_a_part_is_asked_for_by_hour_verdict_and_type(
        self, error_type: str | None, asked: dict[str, Any]
    ) -> None:
        query = HistoryQuery(text="7", environment="stage")
        bars = [
            bar(2, Verdict.ERROR, 3, error_type),
            bar(4, Verdict.ERROR, 3, GONE),
            bar(4, Verdict.UNKNOWN, 3, "Another"),
        ]
        picture = stacked(bars, span(query), MOSCOW)
        stack = next(s for s in picture.stacks if s.start == hours_ago(2))
        assert narrowed(query, picture, stack, stack.parts[0].kind) == HistoryQuery(
            text="7",
            environment="stage",
            verdict=Verdict.ERROR,
            since=hours_ago(2),
            until=hours_ago(1),
            **asked,
        )

    def test_no_type_is_asked_for_where_the_verdict_has_none(self) -> None:
        bars = [bar(2, Verdict.SUCCESS, 3), bar(2, Verdict.ERROR, 1, GONE)]
        picture = stacked(bars, span(), MOSCOW)
        stack = next(s for s in picture.stacks if s.parts)
        assert not narrowed(HistoryQuery(), picture, stack, stack.parts[0].kind).untyped

    def test_others_of_others_leave_out_both(self) -> None:
        query = HistoryQuery(types_left_out=("First",))
        bars = [bar(2, Verdict.ERROR, 3, "Second"), bar(2, Verdict.ERROR, 1, OTHER_TYPES)]
        picture = stacked(bars, span(query), MOSCOW)
        stack = next(s for s in picture.stacks if s.parts)
        second, others = (narrowed(query, picture, stack, part.kind) for part in stack.parts)
        assert (second.error_type, second.types_left_out) == ("Second", ())
        assert (others.error_type, others.types_left_out) == (None, ("First", "Second"))

    def test_it_never_leaves_the_period(self) -> None:
        query = HistoryQuery(since=NOW - timedelta(minutes=50), until=NOW - timedelta(minutes=10))
        told = span(query)
        picture = stacked([bar(0, Verdict.SUCCESS, 3)], told, MOSCOW)
        stack = next(s for s in picture.stacks if s.parts)
        part = narrowed(query, picture, stack, stack.parts[0].kind)
        assert (part.since, part.until) == (query.since, query.until)
