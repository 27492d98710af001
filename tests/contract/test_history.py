"""What every history store does; a new store joins by a subclass that says how to make one."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Operation, Outcome, Remark, Verdict
from otp_gui.domain.ports import AlreadyRunningError, History
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.store import reading
from otp_gui.store.history import SqliteHistory
from tests.fakes import FakeClock
from tests.unit.store.records import BASE_URL, NOT_FOUND, START, SUCCESS, TIMED_OUT, ended, record

INDEX_AT_ONCE = """
    CREATE TRIGGER at_once AFTER UPDATE OF message ON checks
    BEGIN
        UPDATE search_mark SET last = max(last, coalesce(
            (SELECT id - 1 FROM checks WHERE id > last AND verdict = 'running' ORDER BY id LIMIT 1),
            (SELECT max(id) FROM checks)));
    END;
"""
MIDNIGHT = START.replace(hour=0, minute=0, second=0, microsecond=0)
SPELLINGS = ["+79990001122", "79990001122", "89990001122"]
SPECIAL = ["%", "_", "*", "?", '"', "'", "-", "[", "]", "[a]", "^", "\\", "(", "NEAR(", "a OR b"]


async def found(history: History, text: str) -> list[str]:
    """Return the request IDs that a search finds, and hold its count to the same number."""
    query = HistoryQuery(text)
    records = (await history.page(query)).records
    assert await history.count(query) == len(records)
    return [found.request_id for found in records]


async def everything(history: History) -> list[CheckRecord]:
    return list((await history.page(HistoryQuery())).records)


class HistoryContract:
    """Needs a fixture ``make`` whose calls open the same rows again, each as another process."""

    @pytest.fixture
    async def history(self, make: Callable[[], History]) -> AsyncIterator[History]:
        history = make()
        assert await history.open() == ()
        yield history
        await history.close()

    async def test_names_that_are_no_valid_unicode_are_no_reason_to_refuse_a_record(
        self, history: History
    ) -> None:
        odd = record(
            operator="\udcff", environment="\udcff", base_url="\ud800", request_id="\udcff"
        )

        begun = await history.begin(odd)
        finished = await history.finish(replace(odd, outcome=SUCCESS))

        assert (begun.operator, begun.base_url) == ("?", "?")
        assert await history.earlier(odd.request_id, odd.base_url) == (finished,)

    async def test_begun_record_is_there_and_running(self, history: History) -> None:
        begun = await history.begin(record())

        assert begun.saved
        assert begun.id is not None
        assert await everything(history) == [begun]
        assert begun.outcome == Outcome(Verdict.RUNNING)

    @pytest.mark.parametrize("outcome", [SUCCESS, NOT_FOUND, TIMED_OUT])
    async def test_finished_record_is_kept_whole(self, history: History, outcome: Outcome) -> None:
        begun = await history.begin(record(source=Source.CLI, operation=Operation.STATUS))
        finished = await history.finish(
            replace(
                begun.finished(outcome, START + timedelta(seconds=2), 1999.5), note="asked twice"
            )
        )

        assert finished.saved
        assert finished.outcome == outcome
        assert finished.id == begun.id
        assert await everything(history) == [finished]

    async def test_rows_survive_reopening(
        self, history: History, make: Callable[[], History]
    ) -> None:
        finished = await history.finish(ended())
        await history.close()

        again = make()
        await again.open()
        assert await everything(again) == [finished]
        await again.close()

    async def test_record_that_was_never_begun_is_added_whole(self, history: History) -> None:
        finished = await history.finish(ended(NOT_FOUND))

        assert finished.id is not None
        assert await everything(history) == [finished]

    async def test_finishing_again_replaces_the_outcome(self, history: History) -> None:
        first = await history.finish(ended(NOT_FOUND))
        second = await history.finish(first.finished(SUCCESS, START, 1.0))

        assert await everything(history) == [second]
        assert second.outcome == SUCCESS

    @pytest.mark.parametrize("operation", [Operation.COMPLETE, Operation.RESEND])
    async def test_second_changing_call_for_a_session_is_refused(
        self, history: History, operation: Operation
    ) -> None:
        begun = await history.begin(record(request_id="same", operation=operation))

        with pytest.raises(AlreadyRunningError) as refused:
            await history.begin(record(request_id="same"))

        assert refused.value.record == begun
        assert await everything(history) == [begun]

    async def test_uuid_in_the_other_case_is_the_same_session(self, history: History) -> None:
        uuid = "ab000000-0000-4000-8000-00000000000c"
        begun = await history.begin(record(request_id=uuid))

        with pytest.raises(AlreadyRunningError):
            await history.begin(record(request_id=uuid.upper()))

        [done] = await history.earlier(uuid.upper(), BASE_URL)
        assert done == begun
        past = await history.past(record(request_id=uuid.title()), START)
        assert list(past.session) == [begun]

    async def test_next_call_may_begin_once_the_first_is_finished(self, history: History) -> None:
        begun = await history.begin(record(request_id="same"))
        await history.finish(begun.finished(SUCCESS, START, 1.0))

        assert (await history.begin(record(request_id="same"))).saved

    @pytest.mark.parametrize(
        "other",
        [
            {"request_id": "other"},
            {"base_url": "https://online.example/api"},
            {"operation": Operation.STATUS},
            {"operation": Operation.CHANNEL},
        ],
    )
    async def test_other_sessions_and_calls_that_only_read_are_never_refused(
        self, history: History, other: dict[str, object]
    ) -> None:
        await history.begin(record(request_id="same"))

        assert (await history.begin(record(**{"request_id": "same", **other}))).saved

    async def test_call_that_only_reads_does_not_refuse_a_changing_one(
        self, history: History
    ) -> None:
        await history.begin(record(request_id="same", operation=Operation.STATUS))

        assert (await history.begin(record(request_id="same"))).saved

    async def test_times_are_kept_in_utc_to_the_millisecond(self, history: History) -> None:
        moscow = timezone(timedelta(hours=3))
        started = START.astimezone(moscow).replace(microsecond=123987)

        finished = await history.finish(ended(started_at=started))

        assert finished.started_at == START
        assert finished.started_at.tzinfo is UTC
        assert await everything(history) == [finished]

    async def test_long_response_is_cut_at_64_kib_and_says_so(self, history: History) -> None:
        outcome = replace(NOT_FOUND, response="ы" * 40_000)

        finished = await history.finish(ended(outcome))

        assert finished.outcome.response == "ы" * 32_768
        assert finished.outcome.remarks == (*NOT_FOUND.remarks, Remark.TRUNCATED)
        assert await everything(history) == [finished]

    async def test_pages_are_newest_first_without_gap_or_double(self, history: History) -> None:
        minutes = [5, 1, 3, 3, 3, 3, 9, 0, 7, 3, 2]
        rows = [
            await history.finish(ended(started_at=START + timedelta(minutes=minute)))
            for minute in minutes
        ]
        newest_first = sorted(rows, key=lambda row: (row.started_at, row.id or 0), reverse=True)

        read: list[CheckRecord] = []
        page = await history.page(HistoryQuery(), limit=3)
        read.extend(page.records)
        while page.next is not None:
            assert len(page.records) == 3
            # What comes in meanwhile is newer, and belongs to no page below.
            await history.finish(ended(started_at=START + timedelta(hours=1)))
            page = await history.page(HistoryQuery(), page.next, limit=3)
            read.extend(page.records)

        assert read == newest_first

    async def test_page_that_is_just_full_is_the_last(self, history: History) -> None:
        for _ in range(3):
            await history.finish(ended())

        assert (await history.page(HistoryQuery(), limit=3)).next is None
        assert (await history.page(HistoryQuery(), limit=2)).next is not None

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            (HistoryQuery(environment="stage"), ["d", "b", "a"]),
            (HistoryQuery(verdict=Verdict.ERROR), ["c", "b"]),
            (HistoryQuery(environment="stage", verdict=Verdict.ERROR), ["b"]),
            (HistoryQuery(verdict=Verdict.RUNNING), ["d"]),
            (HistoryQuery("сессия", environment="stage"), ["b"]),
            (HistoryQuery("b", verdict=Verdict.ERROR), ["b"]),
            (HistoryQuery("+7999", verdict=Verdict.SUCCESS), ["a"]),
            (HistoryQuery(environment="production", verdict=Verdict.UNKNOWN), []),
        ],
    )
    async def test_filters_combine(
        self, history: History, query: HistoryQuery, expected: list[str]
    ) -> None:
        await history.finish(ended(SUCCESS, request_id="a"))
        await history.finish(ended(NOT_FOUND, request_id="b"))
        await history.finish(ended(NOT_FOUND, request_id="c", environment="production"))
        await history.begin(record(request_id="d"))

        page = await history.page(query)

        assert [row.request_id for row in page.records] == expected
        assert await history.count(query) == len(expected)

    @pytest.mark.parametrize(
        "text",
        [
            "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6",
            "ab22-0f",
            "D385AB",
            "fcb6",
            "NotFound",
            "notfoundexception",
            "Сессия не",
            "сЕССИЯ",
            "айд",
            "позвонил",
            "ЗВО",
            " fcb6\n",
            "a",
            "Я",
            "b6",
        ],
    )
    async def test_any_part_of_what_is_shown_finds_the_row(
        self, history: History, text: str
    ) -> None:
        sought = ended(NOT_FOUND, request_id="d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6")
        await history.finish(replace(sought, note="клиент позвонил дважды"))
        await history.finish(ended(request_id="0000", recipient="+79990005555"))

        assert await found(history, text) == [sought.request_id]

    @pytest.mark.parametrize("sent", ["+79990001122", "79990001122", "8 (999) 000-11-22"])
    @pytest.mark.parametrize(
        "typed",
        [
            "+79990001122",
            "89990001122",
            "8999",
            "+7 999",
            "7999",
            "8 (999) 000-11-22",
            "(999) 000",
            "999 000-11",
            "1122",
            "+7(999)000.11.22",
            "８９９９",
            "8\u00a0999\u00a0000",
            "89",
            "22",
        ],
    )
    async def test_recipient_is_found_in_any_spelling(
        self, history: History, sent: str, typed: str
    ) -> None:
        await history.finish(ended(request_id="sought", recipient=sent))
        await history.finish(ended(request_id="other", recipient="+74950003344"))

        assert await found(history, typed) == ["sought"]

    async def test_trunk_prefix_does_not_stand_for_a_seven_inside_a_number(
        self, history: History
    ) -> None:
        await history.finish(ended(recipient="+79990007123"))

        assert await found(history, "8123") == []

    @pytest.mark.parametrize("special", SPECIAL)
    @pytest.mark.parametrize("around", ["{}", "xyz{}xyz"])
    async def test_special_characters_are_looked_for_as_they_are(
        self, history: History, special: str, around: str
    ) -> None:
        text = around.format(special)
        await history.finish(replace(ended(request_id="with"), note=f"note: {text}!"))
        await history.finish(replace(ended(request_id="none"), note="note: xyz!"))

        assert await found(history, text) == ["with"]

    async def test_running_rows_are_found_too(self, history: History) -> None:
        await history.begin(record(request_id="in-flight"))

        assert await found(history, "flight") == ["in-flight"]
        assert await found(history, "fl") == ["in-flight"]

    async def test_search_follows_a_change_of_the_row(self, history: History) -> None:
        first = await history.finish(ended(NOT_FOUND, request_id="changing"))
        assert await found(history, "SessionNotFound") == ["changing"]

        await history.finish(first.finished(SUCCESS, START, 1.0))

        assert await found(history, "SessionNotFound") == []
        assert await found(history, "changing") == ["changing"]

    async def test_search_is_paged_like_everything_else(self, history: History) -> None:
        rows = [await history.finish(ended(NOT_FOUND)) for _ in range(7)]
        await history.finish(ended(SUCCESS))

        for text in ("SessionNotFound", "ия"):
            first = await history.page(HistoryQuery(text), limit=4)
            second = await history.page(HistoryQuery(text), first.next, limit=4)
            assert [*first.records, *second.records] == rows[::-1]
            assert second.next is None

    @pytest.mark.parametrize("text", ["", "request", "re"])
    async def test_count_stops_at_its_limit(self, history: History, text: str) -> None:
        for _ in range(5):
            await history.finish(ended())

        assert await history.count(HistoryQuery(text), limit=3) == 3
        assert await history.count(HistoryQuery(text), limit=5) == 5
        assert await history.count(HistoryQuery(text), limit=6) == 5

    async def test_earlier_calls_of_a_session_come_newest_first(self, history: History) -> None:
        late = await history.finish(ended(request_id="same", started_at=START + timedelta(hours=1)))
        early = await history.finish(ended(request_id="same"))
        await history.finish(ended(request_id="other"))
        await history.finish(ended(request_id="same", base_url="https://online.example/api"))
        running = await history.begin(record(request_id="same"))

        assert list(await history.earlier("same", BASE_URL)) == [late, running, early]
        assert list(await history.earlier("same", BASE_URL, limit=1)) == [late]

    async def test_past_of_a_call_is_that_of_its_session_recipient_and_environment(
        self, history: History
    ) -> None:
        mine = await history.finish(ended(NOT_FOUND, request_id="same"))
        other = await history.finish(ended(request_id="other", recipient="+79990003344"))
        await history.finish(
            ended(request_id="same", base_url="https://online.example/api", environment="online")
        )
        sought = await history.begin(record(request_id="same", recipient="+79990005566"))

        past = await history.past(sought, MIDNIGHT)

        assert list(past.session) == [sought, mine]
        assert list(past.recipient) == [sought]
        assert list(past.recent) == [sought, other, mine]
        assert past.day_began == MIDNIGHT

    async def test_past_holds_nothing_later_than_the_call(self, history: History) -> None:
        later = START + timedelta(seconds=1)
        rows = [
            await history.finish(ended(request_id="same", started_at=started))
            for started in (later, START, START, START)
        ]

        for row, known in ((rows[2], [rows[2], rows[1]]), (rows[0], [*rows[:1], *rows[:0:-1]])):
            past = await history.past(row, MIDNIGHT)
            assert list(past.session) == list(past.recipient) == list(past.recent) == known

    async def test_past_of_a_call_that_is_not_saved_is_all_that_came_before(
        self, history: History
    ) -> None:
        before = await history.finish(ended(request_id="same"))
        await history.finish(ended(request_id="same", started_at=START + timedelta(seconds=1)))

        past = await history.past(ended(request_id="same"), MIDNIGHT)

        assert list(past.session) == list(past.recipient) == list(past.recent) == [before]

    @pytest.mark.parametrize("sent", SPELLINGS)
    @pytest.mark.parametrize("asked", [*SPELLINGS, "8 (999) 000-11-22"])
    async def test_past_of_a_russian_recipient_is_found_in_any_spelling(
        self, history: History, sent: str, asked: str
    ) -> None:
        found = await history.finish(ended(recipient=sent))
        await history.finish(ended(recipient="+79990001123"))

        past = await history.past(ended(recipient=asked), MIDNIGHT)

        assert list(past.recipient) == [found]

    @pytest.mark.parametrize(
        ("sent", "asked"),
        [
            ("+380990001122", "380990001122"),
            ("9990001122", "+79990001122"),
            ("+7999000112", "8999000112"),
            ("agent@example", "AGENT@example"),
        ],
    )
    async def test_past_of_any_other_recipient_is_found_as_it_is(
        self, history: History, sent: str, asked: str
    ) -> None:
        found = await history.finish(ended(recipient=sent))

        assert list((await history.past(ended(recipient=sent), MIDNIGHT)).recipient) == [found]
        assert list((await history.past(ended(recipient=asked), MIDNIGHT)).recipient) == []

    async def test_past_of_a_recipient_stays_at_its_base_url(self, history: History) -> None:
        here = await history.finish(ended())
        await history.finish(ended(base_url="https://online.example/api"))

        assert list((await history.past(ended(), MIDNIGHT)).recipient) == [here]

    async def test_past_of_an_environment_is_that_of_its_id_and_its_base_url(
        self, history: History
    ) -> None:
        here = await history.finish(ended())
        await history.finish(ended(base_url="https://moved.example/api"))
        await history.finish(ended(environment="twin"))

        assert list((await history.past(ended(), MIDNIGHT)).recent) == [here]

    async def test_past_is_bounded_and_keeps_the_newest(self, history: History) -> None:
        rows = [
            await history.finish(
                ended(
                    request_id="same",
                    recipient=SPELLINGS[number % 3],
                    started_at=START + timedelta(seconds=number),
                )
            )
            for number in range(203)
        ]

        past = await history.past(rows[-1], MIDNIGHT)

        newest = rows[::-1]
        assert list(past.session) == newest[:50]
        assert list(past.recipient) == newest[:200]
        assert list(past.recent) == newest[:100]

    async def test_closing_twice_does_nothing(self, history: History) -> None:
        await history.close()
        await history.close()


class TestSqliteHistory(HistoryContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], History]:
        return lambda: SqliteHistory(tmp_path / "history.sqlite3", FakeClock())


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
