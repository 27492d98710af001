"""What every store of runs does; a new one joins by a subclass that says how to make it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from otp_gui.domain.batch import (
    Batches,
    BatchItem,
    BatchPlan,
    BatchRun,
    NotBegun,
    RunSettings,
    RunState,
    Step,
    StopReason,
)
from otp_gui.domain.batch_rules import was_turned_away
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import History
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.i18n import render
from otp_gui.store.batches import SqliteBatches
from otp_gui.store.history import SqliteHistory
from tests.fakes import FakeClock
from tests.unit.domain.situations import OUTCOMES
from tests.unit.store.records import BASE_URL, NOT_FOUND, START, SUCCESS, TIMED_OUT, record

STAGE = Environment("stage", "Stage", BASE_URL, Kind.STAGE, confirm_complete=False)
SETTINGS = RunSettings(7, 1.5, 3)
LATER = START + timedelta(minutes=1)

Made = tuple[Batches, History]


def plan(count: int = 5, operation: Operation = Operation.COMPLETE) -> BatchPlan:
    items = [
        BatchItem(
            number + 1,
            CheckRequest(RequestId(f"login-{number}"), Recipient(f"+7999000112{number}")),
        )
        for number in range(count)
    ]
    return BatchPlan(STAGE, operation, items, "список.csv", SETTINGS)


def call(plan: BatchPlan, number: int, uid: str | None = None) -> CheckRecord:
    """Return the intent row of a run's row."""
    request = plan.items[number - 1].request
    return record(
        **({} if uid is None else {"uid": uid}),
        request_id=request.request_id.value,
        recipient=request.recipient.value,
        operation=plan.operation,
        source=Source.BATCH,
    )


def ended(begun: object, outcome: Outcome = SUCCESS) -> CheckRecord:
    assert isinstance(begun, CheckRecord)
    return begun.finished(outcome, begun.started_at + timedelta(milliseconds=250), 250.5)


class BatchesContract:
    """Needs a fixture ``make`` whose calls open the same runs again, each as another process."""

    @pytest.fixture
    async def made(self, make: Callable[[], Made]) -> AsyncIterator[Made]:
        batches, history = make()
        await history.open()
        yield batches, history
        await history.close()

    @pytest.fixture
    async def other(self, made: Made, make: Callable[[], Made]) -> AsyncIterator[Made]:
        batches, history = make()
        await history.open()
        yield batches, history
        await history.close()

    async def test_run_is_kept_as_it_was_confirmed(self, made: Made) -> None:
        batches, _history = made
        asked = plan()

        created = await batches.create(asked, "run", START)

        assert created == BatchRun(
            "run", START, "stage", BASE_URL, Operation.COMPLETE, "список.csv", SETTINGS, 5
        )
        assert list(await batches.runs()) == [created]
        rows = await batches.rows("run")
        assert [(row.number, row.line, row.request) for row in rows] == [
            (number, item.line, item.request) for number, item in enumerate(asked.items, 1)
        ]
        assert {(row.check_uid, row.record, row.later, row.verdict) for row in rows} == {
            (None, None, None, Verdict.NOT_SENT)
        }

    async def test_names_that_are_no_valid_unicode_are_no_reason_to_refuse_a_run(
        self, made: Made
    ) -> None:
        batches, _history = made
        odd = CheckRequest(RequestId("\udcff"), Recipient("\ud800"))
        asked = replace(plan(), title="\udcff.csv", items=[BatchItem(1, odd)])

        await batches.create(asked, "run", START)

        [row] = await batches.rows("run")
        assert (row.request.request_id.value, row.request.recipient.value) == ("?", "?")

    async def test_calls_are_begun_and_ended_together(self, made: Made) -> None:
        batches, history = made
        asked = plan()
        await batches.create(asked, "run", START)

        first = await batches.step("run", Step([(n, call(asked, n)) for n in (1, 2)]))
        assert all(isinstance(each, CheckRecord) and each.saved for each in first)
        second = await batches.step(
            "run", Step([(3, call(asked, 3))], [ended(first[0]), ended(first[1], NOT_FOUND)])
        )

        rows = await batches.rows("run")
        assert [row.verdict for row in rows] == [
            Verdict.SUCCESS,
            Verdict.ERROR,
            Verdict.RUNNING,
            Verdict.NOT_SENT,
            Verdict.NOT_SENT,
        ]
        assert [row.record for row in rows[:2]] == [
            replace(ended(first[0]), saved=True),
            replace(ended(first[1], NOT_FOUND), saved=True),
        ]
        assert rows[2].record == second[0]
        [run] = await batches.runs()
        assert (run.called, run.count) == (3, 5)
        assert await history.total() == 3

    async def test_row_that_has_a_call_is_not_called_again(self, made: Made) -> None:
        batches, history = made
        asked = plan()
        await batches.create(asked, "run", START)
        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))
        await batches.step("run", Step(ends=[ended(begun)]))

        answers = await batches.step("run", Step([(1, call(asked, 1)), (2, call(asked, 2))]))
        beyond = await batches.step("run", Step([(77, call(asked, 2, "uid-77"))]))

        assert [answers[0], *beyond] == [NotBegun.RUNNING] * 2
        assert isinstance(answers[1], CheckRecord)
        assert await history.total() == 2

    async def test_session_that_is_being_completed_is_refused_and_its_row_stays_free(
        self, made: Made, other: Made
    ) -> None:
        batches, history = made
        asked = plan()
        await batches.create(asked, "run", START)
        elsewhere = await other[1].begin(call(asked, 2))

        answers = await batches.step("run", Step([(1, call(asked, 1)), (2, call(asked, 2))]))

        assert isinstance(answers[0], CheckRecord)
        assert answers[1] is NotBegun.RUNNING
        assert [row.check_uid is None for row in await batches.rows("run")][:2] == [False, True]
        await other[1].finish(ended(elsewhere, Outcome(Verdict.NOT_SENT, Failure.DNS)))
        [again] = await batches.step("run", Step([(2, call(asked, 2))]))
        assert isinstance(again, CheckRecord)
        assert await history.total() == 3

    async def test_of_twins_in_one_step_one_is_called(self, made: Made) -> None:
        batches, _history = made
        asked = replace(plan(1), items=[*plan(1).items] * 2)
        await batches.create(asked, "run", START)

        [first, twin] = await batches.step("run", Step([(n, call(asked, n)) for n in (1, 2)]))
        assert twin is NotBegun.RUNNING
        [again] = await batches.step("run", Step([(2, call(asked, 2))], [ended(first)]))

        assert again is NotBegun.OVERTAKEN

    async def test_session_that_was_completed_since_the_run_began_is_not_called(
        self, made: Made
    ) -> None:
        batches, history = made
        asked = plan(3)
        await batches.create(asked, "run", START)
        later = START + timedelta(seconds=1)
        for number, outcome in ((1, TIMED_OUT), (2, Outcome(Verdict.NOT_SENT, Failure.DNS))):
            elsewhere = replace(call(asked, number, f"elsewhere-{number}"), started_at=later)
            await history.finish(ended(elsewhere, outcome))

        answers = await batches.step("run", Step([(n, call(asked, n)) for n in (1, 2, 3)]))

        assert answers[0] is NotBegun.OVERTAKEN
        assert [type(each) for each in answers[1:]] == [CheckRecord] * 2
        rows = await batches.rows("run")
        assert [row.check_uid is None for row in rows] == [True, False, False]

    async def test_uuid_in_the_other_case_is_the_same_session(
        self, made: Made, other: Made
    ) -> None:
        batches, history = made
        uuids = [f"ab000000-0000-4000-8000-00000000000{n}" for n in range(3)]
        first = plan(1).items[0]
        items = [
            replace(first, request=replace(first.request, request_id=RequestId(each)))
            for each in uuids
        ]
        asked = replace(plan(1), items=items)
        await batches.create(asked, "run", START)
        await other[1].begin(replace(call(asked, 1, "in-flight"), request_id=uuids[0].upper()))
        done = replace(
            call(asked, 2, "done"),
            request_id=uuids[1].upper(),
            started_at=START + timedelta(seconds=1),
        )
        await history.finish(ended(done, SUCCESS))

        answers = await batches.step("run", Step([(n, call(asked, n)) for n in (1, 2, 3)]))

        assert answers[:2] == [NotBegun.RUNNING, NotBegun.OVERTAKEN]
        assert isinstance(answers[2], CheckRecord)
        assert [row.is_overtaken for row in await batches.rows("run")] == [True, True, False]

    @pytest.mark.parametrize("name", OUTCOMES)
    async def test_only_what_a_server_looked_at_overtakes(self, made: Made, name: str) -> None:
        batches, history = made
        asked, outcome = plan(2), OUTCOMES[name]
        await batches.create(asked, "run", START)
        [first] = await batches.step("run", Step([(1, call(asked, 1))]))
        assert isinstance(first, CheckRecord)
        await batches.step("run", Step(ends=[ended(first, TIMED_OUT)]))
        for number in (1, 2):
            later = replace(call(asked, number, f"by hand {number}"), source=Source.GUI)
            await history.finish(ended(replace(later, started_at=LATER), outcome))

        heard = outcome.verdict is not Verdict.NOT_SENT and not was_turned_away(outcome)
        assert [row.is_overtaken for row in await batches.rows("run")] == [heard, heard]
        [begun] = await batches.step("run", Step([(2, call(asked, 2))]))
        assert (begun is NotBegun.OVERTAKEN) is heard

    async def test_completing_calls_of_each_session_are_found(self, made: Made) -> None:
        batches, history = made
        uuid = "ab000000-0000-4000-8000-00000000000c"

        async def put(request_id: str, minutes: int, outcome: Outcome, **changes: str) -> None:
            at = START + timedelta(minutes=minutes)
            base = record(request_id=request_id, started_at=at, **changes)
            await history.finish(ended(base, outcome))

        await put("twice", 1, TIMED_OUT)
        await put("twice", 2, SUCCESS)
        await put(uuid.upper(), 1, TIMED_OUT)
        await put("unsent", 1, Outcome(Verdict.NOT_SENT, Failure.DNS))
        await put("read", 1, SUCCESS, operation=Operation.STATUS)
        await put("elsewhere", 1, SUCCESS, base_url="https://other.example/api")
        await history.begin(record(request_id="in flight"))
        # Neither what came of it later nor who was turned away unheard undoes it.
        await put("done", 1, SUCCESS)
        await put("done", 2, Outcome(Verdict.NOT_COMPLETED, http_status=201))
        await put("refused later", 1, TIMED_OUT)
        for status in (401, 403, 429):
            await put("refused later", status, Outcome(Verdict.ERROR, http_status=status))
            await put("refused", status, Outcome(Verdict.ERROR, http_status=status))
        known = ("done", "refused later", "refused")
        ids = ["unsent", "read", "elsewhere", "never", *["twice"] * 600, uuid, "in flight", *known]

        found = await batches.completed_before(BASE_URL, ids)

        assert list(found) == [
            *[Verdict.SUCCESS] * 600,
            *(Verdict.UNKNOWN, Verdict.RUNNING),
            *(Verdict.SUCCESS, Verdict.UNKNOWN),
        ]
        assert await batches.completed_before(BASE_URL, []) == []

    async def test_calls_of_runs_that_were_asked_to_wait_are_found(self, made: Made) -> None:
        batches, history = made
        too_many = Outcome(Verdict.ERROR, http_status=429)

        async def put(minutes: int, outcome: Outcome, **changes: Any) -> None:  # noqa: ANN401 - any field
            at = START + timedelta(minutes=minutes)
            base = record(started_at=at, **{"source": Source.BATCH, **changes})
            await history.finish(ended(base, outcome))

        retry = (("Retry-After", "120"),)
        await put(0, too_many, request_id="before")
        await put(1, too_many, request_id="first")
        await put(2, Outcome(Verdict.ERROR, None, "RateLimitException", 400), request_id="typed")
        await put(3, Outcome(Verdict.UNKNOWN, http_status=503, headers=retry), request_id="gateway")
        # However many calls left after those.
        for minutes in range(10, 60):
            await put(minutes, TIMED_OUT)
        await put(70, too_many, source=Source.GUI)
        # Another environment at the same address is the same service.
        await put(4, too_many, environment="another", request_id="another")
        await put(70, too_many, base_url="https://other.example/api")
        await put(70, Outcome(Verdict.SUCCESS, http_status=200, headers=retry))
        since = START + timedelta(minutes=1)

        found = await batches.asked_to_wait(BASE_URL, since)

        assert [each.request_id for each in found] == ["another", "gateway", "typed", "first"]
        assert found[1].outcome.headers == retry

    async def test_other_ids_in_the_other_case_are_other_sessions(
        self, made: Made, other: Made
    ) -> None:
        batches, _history = made
        asked = plan(1)
        await batches.create(asked, "run", START)
        id_ = asked.items[0].request.request_id.value
        await other[1].begin(replace(call(asked, 1, "another"), request_id=id_.upper()))

        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))

        assert isinstance(begun, CheckRecord)

    async def test_freed_row_can_be_called_and_its_record_stays(self, made: Made) -> None:
        batches, history = made
        asked = plan()
        await batches.create(asked, "run", START)
        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))
        unsent = ended(begun, Outcome(Verdict.NOT_SENT, Failure.CANCELLED))

        await batches.step("run", Step(frees=[(1, unsent)]))

        assert (await batches.rows("run"))[0].check_uid is None
        [kept] = await history.earlier("login-0", BASE_URL)
        assert kept.outcome == unsent.outcome
        [again] = await batches.step("run", Step([(1, call(asked, 1))]))
        assert isinstance(again, CheckRecord)

    async def test_end_is_told_with_its_reason(self, made: Made) -> None:
        batches, _history = made
        await batches.create(plan(), "run", START)

        stopped = await batches.stop("run", RunState.STOPPED, StopReason.ACCESS)

        assert (stopped.state, stopped.reason) == (RunState.STOPPED, StopReason.ACCESS)
        assert list(await batches.runs()) == [stopped]

    async def test_run_with_nothing_left_to_call_is_finished_whatever_ended_it(
        self, made: Made
    ) -> None:
        batches, _history = made
        asked = plan(1)
        await batches.create(asked, "run", START)
        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))
        await batches.step("run", Step(ends=[ended(begun)]))

        stopped = await batches.stop("run", RunState.STOPPED, StopReason.CANCELLED)

        assert (stopped.state, stopped.reason) == (RunState.FINISHED, None)

    async def test_run_that_a_living_process_is_at_cannot_be_taken_or_removed(
        self, made: Made, other: Made
    ) -> None:
        batches, _history = made
        await batches.create(plan(), "run", START)
        [seen] = await other[0].runs()
        assert (seen.state, seen.reason) == (RunState.RUNNING, None)

        for use in (
            other[0].take("run"),
            other[0].remove("run"),
            batches.take("run"),
            batches.remove("run"),
        ):
            with pytest.raises(StoreError):
                await use
        with pytest.raises(StoreError):
            await other[0].step("run", Step([(1, call(plan(), 1))]))
        assert await other[1].total() == 0

        await batches.stop("run", RunState.STOPPED, StopReason.CANCELLED)
        taken = await other[0].take("run")
        assert (taken.state, taken.reason) == (RunState.RUNNING, None)
        with pytest.raises(StoreError):
            await batches.take("run")

    async def test_of_two_that_take_a_run_one_gets_it(self, made: Made, other: Made) -> None:
        await made[0].create(plan(), "run", START)
        await made[0].stop("run", RunState.STOPPED, StopReason.CANCELLED)

        taken = await asyncio.gather(
            made[0].take("run"), other[0].take("run"), return_exceptions=True
        )

        assert sorted(type(each).__name__ for each in taken) == ["BatchRun", "StoreError"]

    async def test_run_whose_process_is_gone_is_interrupted_and_can_be_taken(
        self, made: Made, make: Callable[[], Made]
    ) -> None:
        dying, its_history = make()
        await its_history.open()
        asked = plan()
        await dying.create(asked, "run", START)
        begins = [(number, call(asked, number)) for number in (1, 2)]
        [begun, _running] = await dying.step("run", Step(begins))
        await dying.step("run", Step(ends=[ended(begun)]))
        await its_history.close()

        batches, history = made
        await history.recover()
        [run] = await batches.runs()

        assert (run.state, run.reason, run.called) == (
            RunState.STOPPED,
            StopReason.INTERRUPTED,
            2,
        )
        assert [row.verdict for row in await batches.rows("run")][:3] == [
            Verdict.SUCCESS,
            Verdict.UNKNOWN,
            Verdict.NOT_SENT,
        ]
        assert (await batches.take("run")).state is RunState.RUNNING

    async def test_run_is_found_by_its_uid(self, made: Made) -> None:
        batches, _history = made
        created = await batches.create(plan(), "run", START)

        assert await batches.run("run") == created
        assert await batches.run("ru") is None

    async def test_newest_runs_come_first(self, made: Made) -> None:
        batches, _history = made
        for number in range(4):
            await batches.create(plan(1), f"run-{number}", START + timedelta(minutes=number))

        assert [run.uid for run in await batches.runs(3)] == ["run-3", "run-2", "run-1"]

    async def test_removed_run_leaves_its_calls(self, made: Made) -> None:
        batches, history = made
        asked = plan(1)
        await batches.create(asked, "run", START)
        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))
        await batches.step("run", Step(ends=[ended(begun)]))
        await batches.stop("run", RunState.FINISHED, None)

        await batches.remove("run")

        assert list(await batches.runs()) == []
        assert list(await batches.rows("run")) == []
        assert await history.total() == 1

    async def test_run_that_is_not_there_is_told(self, made: Made) -> None:
        batches, _history = made
        for use in (
            batches.take("none"),
            batches.remove("none"),
            batches.stop("none", RunState.STOPPED, None),
        ):
            with pytest.raises(StoreError) as refused:
                await use
            assert render(refused.value.explanation) == (
                "This batch run is no longer in the history."
            )

    async def test_later_is_the_newest_status_of_the_same_login_there(self, made: Made) -> None:
        batches, history = made
        asked = plan(2)
        await batches.create(asked, "run", START)
        begun = await batches.step("run", Step([(n, call(asked, n)) for n in (1, 2)]))
        await batches.step("run", Step(ends=[ended(each, TIMED_OUT) for each in begun]))
        [first, _second] = begun
        assert isinstance(first, CheckRecord)

        async def look(minutes: int, outcome: Outcome = SUCCESS, **changes: object) -> CheckRecord:
            at = START + timedelta(minutes=minutes)
            status = record(
                **{
                    "started_at": at,
                    "operation": Operation.STATUS,
                    "request_id": first.request_id,
                    "recipient": first.recipient,
                    **changes,
                }
            )
            return await history.finish(ended(status, outcome))

        await look(-5)
        await look(9, operation=Operation.CHANNEL)
        await look(9, recipient="+79990009999")
        await look(9, environment="another")
        await look(9, base_url="https://another.example")
        await history.begin(
            record(
                started_at=START + timedelta(minutes=9),
                operation=Operation.STATUS,
                request_id=first.request_id,
                recipient=first.recipient,
            )
        )
        assert [row.later for row in await batches.rows("run")] == [None, None]
        await look(1)
        newest = await look(3, NOT_FOUND)
        await look(2)

        assert [row.later for row in await batches.rows("run")] == [newest, None]

    async def test_status_that_left_while_a_call_was_in_flight_tells_nothing_of_it(
        self, made: Made
    ) -> None:
        batches, history = made
        asked = plan(3)
        await batches.create(asked, "run", START)
        begun = await batches.step("run", Step([(n, call(asked, n)) for n in (1, 2, 3)]))
        [timed_out, died, answered] = [each for each in begun if isinstance(each, CheckRecord)]
        at, gateway = START + timedelta(seconds=10), Outcome(Verdict.UNKNOWN, http_status=502)
        over = [timed_out.finished(TIMED_OUT, at, 10_000.0), answered.finished(gateway, at, 1.0)]
        await batches.step("run", Step(ends=over))

        async def look(call: CheckRecord, seconds: int) -> CheckRecord:
            status = record(
                started_at=START + timedelta(seconds=seconds),
                operation=Operation.STATUS,
                request_id=call.request_id,
                recipient=call.recipient,
            )
            return await history.finish(ended(status))

        # Where nobody has waited for an answer the server may be at it for half a minute.
        await look(timed_out, 39)
        await look(died, 29)
        await look(answered, 9)
        assert [row.later for row in await batches.rows("run")] == [None, None, None]
        known = [await look(timed_out, 40), await look(died, 31), await look(answered, 10)]
        assert [row.later for row in await batches.rows("run")] == known

    async def test_row_is_overtaken_by_a_newer_completing_call_of_its_session(
        self, made: Made
    ) -> None:
        batches, history = made
        asked = plan(3)
        await batches.create(asked, "run", START)
        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))
        await batches.step("run", Step(ends=[ended(begun, TIMED_OUT)]))

        async def complete(number: int, minutes: int, outcome: Outcome, **changes: object) -> None:
            made = record(
                **{
                    "started_at": START + timedelta(minutes=minutes),
                    "operation": Operation.COMPLETE,
                    "request_id": asked.items[number - 1].request.request_id.value,
                    "recipient": "+79990009999",
                    **changes,
                }
            )
            await history.finish(ended(made, outcome))

        await complete(1, -1, SUCCESS)
        await complete(2, -1, SUCCESS)
        await complete(2, 1, SUCCESS, base_url="https://another.example")
        await complete(2, 1, SUCCESS, operation=Operation.STATUS)
        await complete(2, 1, Outcome(Verdict.NOT_SENT, Failure.DNS))
        assert [row.is_overtaken for row in await batches.rows("run")] == [False] * 3
        await complete(1, 2, SUCCESS)
        await complete(2, 2, TIMED_OUT)
        assert [row.is_overtaken for row in await batches.rows("run")] == [True, True, False]

    async def test_long_run_is_read_whole(self, made: Made) -> None:
        batches, _history = made
        asked = replace(plan(1), items=[*plan(1).items] * 1_234)
        await batches.create(asked, "run", START)

        rows = await batches.rows("run")

        assert [row.number for row in rows] == list(range(1, 1_235))


class TestSqliteBatches(BatchesContract):
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "history.sqlite3"

    @pytest.fixture
    def make(self, path: Path) -> Callable[[], Made]:
        def made() -> Made:
            history = SqliteHistory(path, FakeClock())
            return SqliteBatches(history), history

        return made

    async def test_row_and_call_are_committed_together_or_not_at_all(
        self, made: Made, path: Path
    ) -> None:
        batches, history = made
        asked = plan()
        await batches.create(asked, "run", START)
        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON checks WHEN new.request_id = 'login-2'"
                " BEGIN SELECT raise(ABORT, 'no'); END"
            )
            step = Step([(2, call(asked, 2)), (3, call(asked, 3))], [ended(begun)])
            with pytest.raises(sqlite3.IntegrityError):
                await batches.step("run", step)
            connection.execute("DROP TRIGGER refuse")

        rows = await batches.rows("run")
        assert [row.check_uid is not None for row in rows] == [True, False, False, False, False]
        assert await history.total() == 1

    async def test_end_that_could_not_be_written_is_written_with_the_next_row(
        self, made: Made, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batches, history = made
        asked = plan()
        await batches.create(asked, "run", START)
        [begun] = await batches.step("run", Step([(1, call(asked, 1))]))
        assert isinstance(history, SqliteHistory)
        database = history.database
        with monkeypatch.context() as patched:
            patched.setattr(database, "_busy_seconds", 0)
            await history.run(database._disconnect)
            with closing(sqlite3.connect(path, isolation_level=None)) as holder:
                await history.revision()
                holder.execute("BEGIN IMMEDIATE")
                with pytest.raises(StoreError):
                    await batches.step("run", Step([(2, call(asked, 2))], [ended(begun)]))
                holder.execute("ROLLBACK")

        assert (await batches.rows("run"))[0].verdict is Verdict.RUNNING
        await batches.step("run", Step([(3, call(asked, 3))]))
        assert [row.verdict for row in await batches.rows("run")][:3] == [
            Verdict.SUCCESS,
            Verdict.NOT_SENT,
            Verdict.RUNNING,
        ]

    async def test_run_whose_end_could_not_be_written_is_nobodys(
        self, made: Made, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batches, history = made
        await batches.create(plan(), "run", START)

        async def refuse(_job: object) -> None:
            raise StoreError(phrase("The disk is full."))

        with monkeypatch.context() as patched:
            patched.setattr(history, "write", refuse)
            with pytest.raises(StoreError):
                await batches.stop("run", RunState.STOPPED, StopReason.HISTORY)

        [run] = await batches.runs()
        assert (run.state, run.reason) == (RunState.STOPPED, StopReason.INTERRUPTED)
        assert (await batches.take("run")).state is RunState.RUNNING

    async def test_words_that_another_version_left_claim_nothing(
        self, made: Made, path: Path
    ) -> None:
        batches, _history = made
        await batches.create(plan(), "run", START)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(
                "UPDATE runs SET state = 'resting', reason = 'odd', operation = 'odd',"
                " started_at = 'odd', at_once = 'odd'"
            )

        [run] = await batches.runs()

        assert (run.state, run.reason, run.operation) == (
            RunState.STOPPED,
            None,
            Operation.COMPLETE,
        )
