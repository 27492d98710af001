"""What every history store can be asked beyond its newest pages: orders, filters, counts, notes."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest

from otp_gui.domain.history_query import Choices, HistoryQuery, PageKey, SortColumn
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.picture import MOST_TYPES, OTHER_TYPES, Bar, Bucket
from otp_gui.domain.ports import History, StoreError
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.stacks import asked_of, narrowed, span_of, stacked
from otp_gui.i18n import render
from otp_gui.store import reading, sorting
from otp_gui.store.history import SqliteHistory
from tests.contract.test_history import INDEX_AT_ONCE
from tests.fakes import FakeClock
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, TIMED_OUT, ended, record

HOUR = START.replace(minute=0, second=0, microsecond=0)
ANOTHER = Outcome(Verdict.ERROR, error_type="AttemptsExpiredException", http_status=409)


async def ids(history: History, query: HistoryQuery, limit: int = 50) -> list[str]:
    """Return the request IDs that match, read in pages, and hold the count to their number."""
    found: list[CheckRecord] = []
    after: PageKey | None = None
    while True:
        page = await history.page(query, after, limit)
        found += page.records
        after = page.next
        if after is None:
            break
        assert len(page.records) == limit
    assert await history.count(query) == len(found)
    return [each.request_id for each in found]


class QuestionsContract:
    """Needs a fixture ``make`` whose calls open the same rows again, each as another process."""

    @pytest.fixture
    async def history(self, make: Callable[[], History]) -> AsyncIterator[History]:
        history = make()
        assert await history.open() == ()
        yield history
        await history.close()

    @pytest.fixture
    async def four(self, history: History) -> History:
        """Give a history with four calls, a minute apart, that differ in everything."""
        calls = [
            ended(NOT_FOUND, request_id="a", operator="anna", recipient="+79990000004"),
            ended(SUCCESS, request_id="b", source=Source.CLI, recipient="8 (999) 000-00-03"),
            ended(TIMED_OUT, request_id="c", operation=Operation.STATUS, environment="online"),
            ended(ANOTHER, request_id="d", operator="boris", note="a note", recipient="002"),
        ]
        for number, call in enumerate(calls):
            at = START + timedelta(minutes=number)
            await history.finish(
                replace(
                    call,
                    started_at=at,
                    finished_at=at + timedelta(hours=-number),
                    duration_ms=[30.0, 4.5, 200.0, 4.0][number],
                )
            )
        return history

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            (HistoryQuery(error_type="SessionNotFoundException"), "a"),
            (HistoryQuery(error_type="SessionNotFound"), ""),
            (HistoryQuery(error_type="sessionnotfoundexception"), ""),
            (HistoryQuery(error_type="\ud800"), ""),
            (HistoryQuery(operation=Operation.STATUS), "c"),
            (HistoryQuery(source=Source.CLI), "b"),
            (HistoryQuery(source=Source.WATCH), ""),
            (HistoryQuery(operator="agent"), "cb"),
            (HistoryQuery(operator="agent", source=Source.GUI), "c"),
            (HistoryQuery(since=START + timedelta(minutes=1)), "dcb"),
            (HistoryQuery(until=START + timedelta(minutes=1)), "a"),
            (
                HistoryQuery(
                    since=(START + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=3))),
                    until=START + timedelta(minutes=3),
                ),
                "cb",
            ),
            (HistoryQuery("exception", error_type="AttemptsExpiredException"), "d"),
            (HistoryQuery("no", error_type="AttemptsExpiredException", operator="boris"), "d"),
            (HistoryQuery("note", verdict=Verdict.ERROR, until=START), ""),
            (HistoryQuery("0003"), "b"),
            (HistoryQuery(verdicts=frozenset({Verdict.ERROR, Verdict.SUCCESS})), "dba"),
            (HistoryQuery("exception", verdicts=frozenset(Verdict)), "da"),
            (HistoryQuery(verdicts=frozenset({Verdict.RUNNING, Verdict.NOT_SENT})), ""),
            (HistoryQuery("a note"), "d"),
            (HistoryQuery(environment="online", ascending=True), "c"),
        ],
    )
    @pytest.mark.parametrize("sort", [SortColumn.STARTED_AT, SortColumn.DURATION_MS])
    async def test_filters_combine_in_any_order(
        self, four: History, query: HistoryQuery, sort: SortColumn, expected: str
    ) -> None:
        found = await ids(four, replace(query, sort=sort))

        assert sorted(found) == sorted(expected)
        if sort is SortColumn.STARTED_AT and not query.ascending:
            assert "".join(found) == expected

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            (SortColumn.STARTED_AT, "abcd"),
            (SortColumn.FINISHED_AT, "dcba"),
            (SortColumn.ENVIRONMENT, "cabd"),
            (SortColumn.OPERATION, "abdc"),
            (SortColumn.REQUEST_ID, "abcd"),
            (SortColumn.RECIPIENT, "bacd"),
            (SortColumn.MESSAGE, "bcda"),
            (SortColumn.VERDICT, "adbc"),
            (SortColumn.TYPE, "bdac"),
            (SortColumn.HTTP_STATUS, "cbad"),
            (SortColumn.DURATION_MS, "dbac"),
            (SortColumn.NOTE, "abcd"),
            (SortColumn.OPERATOR, "bcad"),
            (SortColumn.SOURCE, "bacd"),
        ],
    )
    @pytest.mark.parametrize("limit", [1, 2, 3, 50])
    async def test_rows_come_in_the_order_that_is_asked_for(
        self, four: History, sort: SortColumn, expected: str, limit: int
    ) -> None:
        upwards = await ids(four, HistoryQuery(sort=sort, ascending=True), limit)
        downwards = await ids(four, HistoryQuery(sort=sort), limit)

        assert downwards == upwards[::-1]
        assert "".join(upwards) == expected

    async def test_row_that_goes_while_a_sorted_list_is_read_costs_no_other(
        self, four: History
    ) -> None:
        query = HistoryQuery(sort=SortColumn.DURATION_MS, ascending=True)
        first = await four.page(query, limit=1)
        await four.finish(ended(SUCCESS, request_id="new"))

        rest = await four.page(query, first.next)

        assert [row.request_id for row in rest.records][:3] == ["b", "a", "c"]

    async def test_total_follows_every_row(
        self, four: History, make: Callable[[], History]
    ) -> None:
        assert await four.total() == 4
        await four.begin(record())
        assert await four.total() == 5
        other = make()
        await other.finish(ended())
        await other.close()
        assert await four.total() == 6

    async def test_choices_are_what_there_is(self, four: History) -> None:
        assert await four.choices() == Choices(
            operators=("agent", "anna", "boris"),
            error_types=("AttemptsExpiredException", "SessionNotFoundException"),
            sources=(Source.CLI, Source.GUI),
        )

    async def test_empty_history_answers_everything(self, history: History) -> None:
        assert await history.total() == 0
        assert await history.choices() == Choices()
        assert await history.histogram(HistoryQuery(), Bucket.DAY) == ()
        assert await ids(history, HistoryQuery(sort=SortColumn.NOTE)) == []
        assert await history.running_elsewhere() == frozenset()
        assert await history.recover() == 0

    async def test_histogram_counts_by_hour_verdict_and_type(self, history: History) -> None:
        for minutes, outcome in [(0, NOT_FOUND), (5, NOT_FOUND), (10, SUCCESS), (60, NOT_FOUND)]:
            await history.finish(ended(outcome, started_at=HOUR + timedelta(minutes=minutes)))
        await history.begin(record(started_at=HOUR + timedelta(minutes=59)))

        bars = await history.histogram(HistoryQuery(), Bucket.HOUR)

        assert list(bars) == [
            Bar(HOUR, Verdict.ERROR, "SessionNotFoundException", 2),
            Bar(HOUR, Verdict.RUNNING, None, 1),
            Bar(HOUR, Verdict.SUCCESS, None, 1),
            Bar(HOUR + timedelta(hours=1), Verdict.ERROR, "SessionNotFoundException", 1),
        ]

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            (HistoryQuery(verdict=Verdict.ERROR), 2),
            (HistoryQuery("SessionNotFound"), 1),
            (HistoryQuery("no"), 2),
            (HistoryQuery(operator="agent"), 2),
            (HistoryQuery(since=START + timedelta(minutes=2)), 2),
            (HistoryQuery(sort=SortColumn.NOTE, ascending=True), 4),
        ],
    )
    async def test_histogram_counts_what_matches(
        self, four: History, query: HistoryQuery, count: int
    ) -> None:
        bars = await four.histogram(query, Bucket.DAY)

        assert sum(bar.count for bar in bars) == count == await four.count(query)

    @pytest.mark.parametrize(
        ("bucket", "offset", "starts"),
        [
            (Bucket.HOUR, timedelta(0), [20, 21]),
            (Bucket.HOUR, timedelta(hours=5, minutes=30), [20.5, 21.5]),
            (Bucket.DAY, timedelta(0), [0]),
            (Bucket.DAY, timedelta(hours=3), [-3, 21]),
            (Bucket.DAY, timedelta(hours=-9, minutes=-30), [9.5]),
        ],
    )
    async def test_bars_begin_with_the_local_hour_or_day(
        self, history: History, bucket: Bucket, offset: timedelta, starts: list[float]
    ) -> None:
        midnight = START.replace(hour=0, minute=0, second=0, microsecond=0)
        for minutes in (20 * 60 + 45, 21 * 60 + 35):
            await history.finish(ended(started_at=midnight + timedelta(minutes=minutes)))

        bars = await history.histogram(HistoryQuery(), bucket, timezone(offset))

        assert [bar.start for bar in bars] == [midnight + timedelta(hours=hour) for hour in starts]
        assert all(bar.start.tzinfo is UTC for bar in bars)

    async def test_types_without_end_are_counted_together(self, history: History) -> None:
        for number in range(MOST_TYPES + 3):
            await history.finish(ended(replace(NOT_FOUND, error_type=f"T{number:03}")))

        bars = await history.histogram(HistoryQuery(), Bucket.DAY)

        assert len(bars) == MOST_TYPES + 1
        assert {bar.error_type: bar.count for bar in bars}[OTHER_TYPES] == 3

    async def test_each_part_of_the_picture_is_asked_for_alone(self, history: History) -> None:
        typed = [f"T{number:03}" for number in range(MOST_TYPES + 3)]
        for word in (*typed, None, None):
            await history.finish(ended(replace(NOT_FOUND, error_type=word)))
        await history.finish(ended())
        day = timedelta(days=1)
        query = HistoryQuery(since=START - 4 * day, until=START + day)

        span = span_of(query, START + day, UTC)
        picture = stacked(await history.histogram(asked_of(query, span), span.bucket), span, UTC)

        parts = [(stack, part) for stack in picture.stacks for part in stack.parts]
        assert len(parts) == MOST_TYPES + 3
        for stack, part in parts:
            wanted = narrowed(query, picture, stack, part.kind)
            page = await history.page(wanted, limit=100)
            assert len(page.records) == part.count == await history.count(wanted)

    async def test_note_changes_the_note_and_nothing_else(self, history: History) -> None:
        made = await history.finish(ended(NOT_FOUND))

        noted = await history.set_note(made.uid, "  OTP-123: перезвонить\n")

        assert noted == replace(made, note="OTP-123: перезвонить")
        assert (await history.page(HistoryQuery())).records == (noted,)
        for text in ("OTP-123", "ПЕРЕЗВОНИТЬ", "3:"):
            assert await ids(history, HistoryQuery(text)) == [made.request_id]
        assert await history.set_note(made.uid, "") == made
        assert await ids(history, HistoryQuery("OTP-123")) == []

    async def test_calls_are_found_by_their_uids(self, history: History) -> None:
        made = await history.finish(ended())
        begun = await history.begin(record())
        strange = ["", made.uid.upper() + "x", "\ud800", "'"]
        assert set(await history.held([begun.uid, *strange, made.uid])) == {made, begun}
        assert list(await history.held([made.uid])) == [made]
        assert list(await history.held(strange)) == []

    async def test_calls_that_are_still_held_are_told_as_they_are_now(
        self, history: History
    ) -> None:
        kept = [await history.finish(ended(NOT_FOUND)) for _ in range(3)]
        noted = await history.set_note(kept[1].uid, "OTP-123")
        running = await history.begin(record())

        uids = [*(call.uid for call in kept[1:]), running.uid]
        held = await history.held([*uids, "gone", *(f"never-{n}" for n in range(1_200))])

        assert {call.uid: call for call in held} == {
            call.uid: call for call in (noted, kept[2], running)
        }
        assert list(await history.held([])) == []

    async def test_note_that_is_written_while_the_call_runs_stays(self, history: History) -> None:
        begun = await history.begin(record())
        noted = await history.set_note(begun.uid, "asked")
        assert noted.outcome.verdict is Verdict.RUNNING

        finished = await history.finish(begun.finished(SUCCESS, START, 1.0))

        assert (finished.note, finished.outcome) == ("asked", SUCCESS)
        assert (await history.page(HistoryQuery())).records == (finished,)

    async def test_note_of_2000_characters_fits_and_a_longer_one_is_refused_in_words(
        self, history: History
    ) -> None:
        made = await history.finish(ended())
        assert (await history.set_note(made.uid, "ы" * 2_000)).note == "ы" * 2_000

        with pytest.raises(StoreError) as refused:
            await history.set_note(made.uid, "ы" * 2_001)

        words = "2001 characters are too many for a note: 2000 at most."
        assert render(refused.value.explanation) == words
        assert (await history.page(HistoryQuery())).records[0].note == "ы" * 2_000

    async def test_note_of_a_call_that_is_not_there_is_refused_in_words(
        self, history: History
    ) -> None:
        with pytest.raises(StoreError) as refused:
            await history.set_note("nobody", "note")

        assert render(refused.value.explanation) == "This call is no longer in the history."

    @pytest.mark.parametrize("note", ["\0", "\ud800", "a\0b", "'; DROP TABLE checks", "🙂" * 2_000])
    async def test_any_note_is_kept_as_it_can_be(self, history: History, note: str) -> None:
        made = await history.finish(ended())

        noted = await history.set_note(made.uid, note)

        assert noted.note == note.replace("\0", "").replace("\ud800", "?")
        assert (await history.page(HistoryQuery())).records == (noted,)

    async def test_revision_tells_whose_change_it_was(
        self, history: History, make: Callable[[], History]
    ) -> None:
        other = make()
        await other.open()
        before = await history.revision()
        assert await history.revision() == before

        made = await history.finish(ended())
        mine = await history.revision()
        await other.set_note(made.uid, "of another window")
        theirs = await history.revision()

        assert (mine.ours > before.ours, mine.others) == (True, before.others)
        assert (theirs.ours, theirs.others > mine.others) == (mine.ours, True)
        assert (await history.page(HistoryQuery())).records[0].note == "of another window"
        await other.close()

    async def test_call_of_a_process_that_ends_becomes_unknown_while_we_run(
        self, history: History, make: Callable[[], History]
    ) -> None:
        other = make()
        await other.open()
        theirs = await other.begin(record(operator="anna", source=Source.CLI))
        mine = await history.begin(record())

        assert await history.running_elsewhere() == {theirs.uid}
        assert await history.recover() == 0
        await other.close()

        assert await history.recover() == 1
        assert await history.recover() == 0
        found = {row.uid: row for row in (await history.page(HistoryQuery())).records}
        assert found[theirs.uid].outcome == Outcome(Verdict.UNKNOWN)
        assert (found[theirs.uid].operator, found[theirs.uid].source) == ("anna", Source.CLI)
        assert found[mine.uid].outcome.verdict is Verdict.RUNNING
        assert await history.running_elsewhere() == frozenset()


class TestSqliteHistory(QuestionsContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], History]:
        return lambda: SqliteHistory(tmp_path / "history.sqlite3", FakeClock())

    async def test_rows_that_another_program_spoilt_have_a_place_in_every_order(
        self, four: History, tmp_path: Path
    ) -> None:
        with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as other, other:
            other.execute(
                "UPDATE checks SET http_status = 'high', duration_ms = x'00ff', note = 5,"
                " finished_at = x'ff', message = x'ff', started_at = 'once' WHERE request_id = 'b'"
            )
        for sort in SortColumn:
            for ascending in (True, False):
                query = HistoryQuery(sort=sort, ascending=ascending)
                assert sorted(await ids(four, query, limit=1)) == ["a", "b", "c", "d"], sort
        bars = await four.histogram(HistoryQuery(), Bucket.DAY)
        assert sum(bar.count for bar in bars) == 3

    async def test_type_and_failure_share_a_column(self, history: History) -> None:
        for outcome in (TIMED_OUT, NOT_FOUND, Outcome(Verdict.UNKNOWN, failure=Failure.RESET)):
            await history.finish(ended(outcome, request_id=outcome.error_type or outcome.failure))

        found = await ids(history, HistoryQuery(sort=SortColumn.TYPE, ascending=True))

        assert found == ["SessionNotFoundException", "reset", "timeout"]


class TestSqliteHistoryFullyIndexed(TestSqliteHistory):
    """Has every row in the search index from the start, where otherwise the newest are not."""

    @pytest.fixture
    async def history(self, make: Callable[[], History], tmp_path: Path) -> AsyncIterator[History]:
        history = make()
        assert await history.open() == ()
        with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
            other.execute(INDEX_AT_ONCE)
        yield history
        await history.close()


class TestSqliteHistoryInManySteps(TestSqliteHistory):
    """Reads as if there were a million rows: no search is rare, and each takes many steps."""

    @pytest.fixture(autouse=True)
    def _small_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "RARE", 0)
        monkeypatch.setattr(reading, "WINDOW", 2)
        monkeypatch.setattr(sorting, "AHEAD", 2)
