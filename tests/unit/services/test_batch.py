"""Runs on fakes: each row once, none without its row, none after what ends a run."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from otp_gui.domain.batch import (
    BatchItem,
    BatchNews,
    BatchPlan,
    BatchRow,
    BatchRun,
    NotBegun,
    RunSettings,
    RunState,
    Step,
    StopReason,
)
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Verdict
from otp_gui.domain.ports import Progress, StoreError
from otp_gui.domain.record import Caller, CheckRecord, Source
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.services.batch import BatchService, Foresight, RunControl, RunResult
from otp_gui.services.calls import Calls
from otp_gui.services.tokens import TokenService
from otp_gui.vault.session import SessionVault
from tests.fakes import (
    STAGE,
    SUCCESS,
    TOKEN,
    FakeBatches,
    FakeClock,
    FakeHistory,
    FakeSandbox,
    RefusingVault,
)
from tests.unit.services.reading import UNAUTHORIZED, UNREACHABLE, WAITING, turns, typed

Answer = Callable[[int], Outcome]
WAIT = "Retry-After"
RATE_LIMIT = Outcome(Verdict.ERROR, http_status=429)


def asked_to_wait(seconds: str, status: int = 429) -> Outcome:
    verdict = Verdict.UNKNOWN if status >= 500 else Verdict.ERROR
    return Outcome(verdict, http_status=status, headers=((WAIT, seconds),))


@dataclass(slots=True)
class Line:
    """Reader and gateway in one: answers the n-th call, from 0, and keeps what was asked.

    ``gate`` holds every answer; ``left`` are the moments at which the calls left.
    """

    clock: FakeClock
    answer: Answer = lambda _number: WAITING
    gate: asyncio.Event | None = None
    asked: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    left: list[float] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    closed: int = 0
    before: Callable[[str], None] = lambda _request_id: None

    async def status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        return await self._call(self.asked, request, progress)

    async def complete(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        return await self._call(self.completed, request, progress)

    async def resend(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        raise AssertionError("a run never has anything sent again")

    async def _call(self, calls: list[str], request: CheckRequest, progress: Progress) -> Outcome:
        self.before(request.request_id.value)
        number = len(calls)
        calls.append(request.request_id.value)
        self.left.append(self.clock.seconds)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            progress.advance(Phase.SENDING)
            await asyncio.sleep(0)
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.in_flight -= 1
        return self.answer(number)

    async def aclose(self) -> None:
        assert self.in_flight == 0
        self.closed += 1


class Bench:
    """The service on fakes, with a token stored for the stage."""

    def __init__(self, keyring: SessionVault | RefusingVault | None = None) -> None:
        self.clock = FakeClock()
        self.line = Line(self.clock)
        self.history = FakeHistory()
        self.batches = FakeBatches(self.history)
        self.control = RunControl()
        self.news: list[BatchNews] = []
        self.vault = SessionVault()
        self.uids = count(1)
        calls = Calls(
            history=self.history,
            tokens=TokenService(
                keyring=keyring or SessionVault(),
                session=self.vault,
                sandbox_token=Secret("sandbox-own-token"),
            ),
            sandbox=FakeSandbox(),
            clock=self.clock,
            caller=Caller("agent", Source.GUI),
            new_uid=lambda: f"uid-{next(self.uids)}",
        )
        self.service = BatchService(
            new_reader=lambda: self.line,
            gateway=self.line,
            batches=self.batches,
            calls=calls,
            new_uid=lambda: f"run-{next(self.uids)}",
        )

    async def start(self, plan: BatchPlan) -> RunResult:
        return await self.service.start(plan, self.control, self.news.append)

    async def resume(self, run: BatchRun, environment: Environment = STAGE) -> RunResult:
        return await self.service.resume(run, environment, self.control, self.news.append)

    def soon(self, plan: BatchPlan) -> asyncio.Task[RunResult]:
        return asyncio.ensure_future(self.start(plan))

    async def rows(self) -> list[BatchRow]:
        [run] = await self.service.runs()
        return list(await self.service.rows(run.uid))

    @property
    def holds(self) -> list[bool]:
        """Whether the run was held, at each news that changed it."""
        told = [news.held_until is not None for news in self.news]
        return [now for before, now in zip([False, *told], told, strict=False) if now != before]


@pytest.fixture
async def bench() -> Bench:
    made = Bench()
    await made.vault.write(STAGE.id, TOKEN)
    return made


def plan(
    rows: int = 20,
    operation: Operation = Operation.STATUS,
    environment: Environment = STAGE,
    **settings: Any,  # noqa: ANN401 - any field
) -> BatchPlan:
    items = [
        BatchItem(number + 2, CheckRequest(RequestId(f"r-{number}"), Recipient("+79990001122")))
        for number in range(rows)
    ]
    chosen = replace(RunSettings(at_once=4), **settings)
    return BatchPlan(environment, operation, items, "list.csv", chosen)


def run_of(result: RunResult) -> BatchRun:
    assert result.run is not None
    return result.run


async def until(done: Callable[[], bool]) -> None:
    for _turn in range(1_000):
        if done():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


@pytest.mark.parametrize("operation", [Operation.STATUS, Operation.COMPLETE])
async def test_every_row_is_called_once_and_kept_with_its_call(
    bench: Bench, operation: Operation
) -> None:
    result = await bench.start(plan(20, operation))

    called = bench.line.completed if operation is Operation.COMPLETE else bench.line.asked
    assert called == [f"r-{number}" for number in range(20)]
    assert len(bench.line.asked) + len(bench.line.completed) == 20
    run = run_of(result)
    assert (run.state, run.reason, run.called, run.count) == (RunState.FINISHED, None, 20, 20)
    assert result.unsaved_reason is None
    for row in await bench.rows():
        assert row.record is not None
        assert row.record.uid == row.check_uid
        assert (row.record.source, row.record.operation) == (Source.BATCH, operation)
        assert (row.record.request_id, row.verdict) == (
            row.request.request_id.value,
            Verdict.NOT_COMPLETED,
        )
        assert row.record.saved
    assert bench.line.closed == 1


async def test_no_call_leaves_before_its_row_is_committed(bench: Bench) -> None:
    begun: set[str] = set()

    def look(request_id: str) -> None:
        rows = {row.request_id: row.outcome.verdict for row in bench.history.rows}
        assert rows[request_id] is Verdict.RUNNING
        [run] = bench.batches.listed
        assert any(
            row.request.request_id.value == request_id and row.check_uid
            for row in bench.batches.listed[run]
        )
        begun.add(request_id)

    bench.line.before = look
    await bench.start(plan(30, Operation.COMPLETE))

    assert len(begun) == 30


async def test_as_many_calls_are_in_flight_as_were_asked_for(bench: Bench) -> None:
    await bench.start(plan(30, at_once=5))
    assert bench.line.most_in_flight == 5

    await bench.start(plan(60, at_once=500))
    assert bench.line.most_in_flight == 20


async def test_what_waits_at_the_same_time_is_committed_at_once(bench: Bench) -> None:
    await bench.start(plan(80, at_once=8))

    begins = [len(step.begins) for step in bench.batches.steps]
    assert sum(begins) == sum(len(step.ends) for step in bench.batches.steps) == 80
    assert max(begins) == 8
    assert len(begins) <= 30


async def test_news_tell_each_begin_and_each_end(bench: Bench) -> None:
    await bench.start(plan(6))

    told = [(news.row.number, news.row.verdict) for news in bench.news if news.row]
    for number in range(1, 7):
        mine = [verdict for row, verdict in told if row == number]
        assert mine == [Verdict.RUNNING, Verdict.NOT_COMPLETED]
    assert all(news.row.record.saved for news in bench.news if news.row and news.row.record)


async def test_token_is_read_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    read = bench.vault.read

    async def counted(environment_id: str) -> object:
        reads.append(environment_id)
        return await read(environment_id)

    monkeypatch.setattr(bench.vault, "read", counted)
    await bench.start(plan(20))

    assert reads == [STAGE.id]


@pytest.mark.parametrize(
    ("environment", "failure"),
    [
        (replace(STAGE, id="other"), Failure.NO_TOKEN),
        (
            Environment("p", "P", "http://p.example/api", Kind.PRODUCTION, confirm_complete=True),
            Failure.INSECURE_TRANSPORT,
        ),
    ],
)
async def test_run_that_is_refused_leaves_nothing(
    bench: Bench, environment: Environment, failure: Failure
) -> None:
    result = await bench.start(plan(5, Operation.COMPLETE, environment))

    assert result.run is None
    assert result.refusal is not None
    assert result.refusal.failure is failure
    assert (bench.batches.kept, bench.history.rows, bench.line.completed) == ({}, [], [])


async def test_run_that_history_cannot_keep_sends_nothing(bench: Bench) -> None:
    bench.batches.broken = {"create"}

    with pytest.raises(StoreError):
        await bench.start(plan(5))

    assert bench.line.asked == []


async def test_empty_run_is_finished(bench: Bench) -> None:
    assert run_of(await bench.start(plan(0))).state is RunState.FINISHED


@pytest.mark.parametrize("at_once", [1, 4])
async def test_refused_token_ends_the_run_at_once(bench: Bench, at_once: int) -> None:
    bench.line.answer = lambda number: UNAUTHORIZED if number == 2 else WAITING

    run = run_of(await bench.start(plan(50, at_once=at_once, access_errors=20)))

    assert (run.state, run.reason) == (RunState.STOPPED, StopReason.ACCESS)
    # Those that had left by then are answered.
    assert 3 <= len(bench.line.asked) <= 2 + at_once
    assert run.called == len(bench.line.asked)
    assert [row.check_uid for row in await bench.rows()][run.called :] == [None] * (50 - run.called)


async def test_forbidden_sessions_end_the_run_after_as_many_as_were_allowed(bench: Bench) -> None:
    bench.line.answer = lambda number: typed("ForbiddenException", 403) if number % 2 else WAITING

    run = run_of(await bench.start(plan(50, at_once=1, access_errors=3)))

    assert (run.reason, run.called) == (StopReason.ACCESS, 6)


async def test_ten_calls_in_a_row_that_did_not_leave_end_the_run(bench: Bench) -> None:
    bench.line.answer = lambda number: UNREACHABLE if number != 9 else WAITING

    run = run_of(await bench.start(plan(50, at_once=1)))

    assert (run.reason, run.called) == (StopReason.UNREACHABLE, 20)


async def test_history_that_takes_no_more_rows_ends_the_run(bench: Bench) -> None:
    def answer(number: int) -> Outcome:
        if number == 4:
            bench.batches.broken = {"step"}
        return WAITING

    bench.line.answer = answer
    result = await bench.start(plan(50, Operation.COMPLETE, at_once=1))

    run = run_of(result)
    assert (run.state, run.reason) == (RunState.STOPPED, StopReason.HISTORY)
    assert len(bench.line.completed) == 5
    assert result.unsaved_reason is not None
    ended = [news.row for news in bench.news if news.row and news.row.number == 5][-1]
    assert ended.record is not None
    assert (ended.verdict, ended.record.saved) == (Verdict.NOT_COMPLETED, False)


async def test_run_whose_end_cannot_be_written_is_told_all_the_same(bench: Bench) -> None:
    bench.batches.broken = {"stop"}

    result = await bench.start(plan(3))

    assert (run_of(result).state, run_of(result).called) == (RunState.FINISHED, 3)
    assert result.unsaved_reason is not None


async def test_session_that_another_call_is_made_for_is_left_uncalled(bench: Bench) -> None:
    running = bench.service._calls.intent(plan().items[3].request, STAGE, Operation.COMPLETE)
    await bench.history.begin(running)

    run = run_of(await bench.start(plan(8, Operation.COMPLETE)))

    assert (run.state, run.reason, run.called) == (RunState.STOPPED, StopReason.BUSY, 7)
    assert "r-3" not in bench.line.completed
    told = [news.row for news in bench.news if news.row and news.row.number == 4]
    assert [row.check_uid for row in told] == [None]
    await bench.history.finish(replace(running, id=1, outcome=SUCCESS))
    bench.control = RunControl()
    assert run_of(await bench.resume(run)).state is RunState.FINISHED
    assert bench.line.completed[7:] == ["r-3"]


@pytest.mark.parametrize(
    "refusal",
    [asked_to_wait("30"), asked_to_wait("30", 503), asked_to_wait("Mon, 23 Nov 2026 10:21:30 GMT")],
)
async def test_server_that_asks_for_a_pause_holds_all_workers(
    bench: Bench, refusal: Outcome
) -> None:
    bench.line.answer = lambda number: refusal if number == 4 else WAITING

    run = run_of(await bench.start(plan(40, at_once=4)))

    gaps = [after - before for before, after in zip(bench.line.left, bench.line.left[1:])]  # noqa: B905
    assert sum(gap >= 25 for gap in gaps) == 1
    assert max(gaps) < 70
    assert next(place for place, gap in enumerate(gaps) if gap >= 25) <= 8
    assert bench.holds == [True, False]
    assert (run.state, len(bench.line.asked)) == (RunState.FINISHED, 40)
    assert bench.line.asked.count("r-4") == 1


async def test_pauses_grow_where_the_server_does_not_say_how_long(bench: Bench) -> None:
    bench.line.answer = lambda number: RATE_LIMIT if number < 6 or number == 8 else WAITING

    await bench.start(plan(12, at_once=1))

    gaps = [after - before for before, after in zip(bench.line.left, bench.line.left[1:])]  # noqa: B905
    assert [round(gap / 5) * 5 for gap in gaps] == [5, 10, 20, 40, 60, 60, 0, 0, 5, 0, 0]


async def test_calls_that_are_refused_together_are_one_refusal(bench: Bench) -> None:
    bench.line.answer = lambda number: RATE_LIMIT if number < 4 else WAITING

    await bench.start(plan(12, at_once=4))

    assert bench.clock.seconds - 1000 < 12
    assert bench.holds == [True, False]


async def test_nonsense_for_a_pause_is_a_pause_of_seconds(bench: Bench) -> None:
    bench.line.answer = lambda number: asked_to_wait("soon", 503) if number == 0 else WAITING

    await bench.start(plan(3, at_once=1))

    assert 4 < bench.line.left[1] - bench.line.left[0] < 7


async def test_no_pause_is_longer_than_a_day(bench: Bench) -> None:
    bench.line.answer = lambda number: asked_to_wait("99999999") if number == 0 else WAITING

    await bench.start(plan(3, at_once=1))

    assert 23.9 < (bench.line.left[1] - bench.line.left[0]) / 3600 < 24.1


async def test_cancel_is_heard_while_the_server_wants_a_pause(bench: Bench) -> None:
    bench.line.answer = lambda _number: asked_to_wait("600")
    running = bench.soon(plan(30, at_once=3))
    await until(lambda: any(news.held_until for news in bench.news))
    bench.control.cancel()

    run = run_of(await running)

    assert run.reason is StopReason.CANCELLED
    assert bench.clock.seconds < 1100
    assert len(bench.line.asked) <= 6


async def test_pause_lets_nothing_leave_and_resume_goes_on(bench: Bench) -> None:
    def answer(number: int) -> Outcome:
        if number == 5:
            bench.control.pause()
        return WAITING

    bench.line.answer = answer
    running = bench.soon(plan(30, at_once=3))
    await turns(200)

    assert bench.control.is_paused
    left = len(bench.line.asked)
    assert 6 <= left <= 9
    await turns(200)
    assert len(bench.line.asked) == left
    bench.control.resume()
    assert run_of(await running).state is RunState.FINISHED
    assert len(bench.line.asked) == 30


async def test_of_those_that_wait_while_paused_each_finds_a_row_or_ends(bench: Bench) -> None:
    def answer(number: int) -> Outcome:
        if number == 0:
            bench.control.pause()
        return WAITING

    bench.line.answer = answer
    running = bench.soon(plan(6, at_once=4))
    await turns(200)

    bench.control.resume()
    run = run_of(await running)

    assert (run.state, run.called) == (RunState.FINISHED, 6)
    assert len(bench.line.asked) == 6


async def test_cancel_is_heard_while_paused(bench: Bench) -> None:
    bench.control.pause()
    running = bench.soon(plan(30))
    await turns(50)
    bench.control.cancel()

    run = run_of(await running)

    assert (run.reason, run.called, bench.line.asked) == (StopReason.CANCELLED, 0, [])


async def test_cancel_finishes_and_records_what_is_in_flight(bench: Bench) -> None:
    bench.line.gate = asyncio.Event()
    running = bench.soon(plan(30, Operation.COMPLETE, at_once=3))
    await until(lambda: bench.line.in_flight == 3)
    bench.control.cancel()
    await turns()
    assert not running.done()
    bench.line.gate.set()

    run = run_of(await running)

    assert (run.state, run.reason, run.called) == (RunState.STOPPED, StopReason.CANCELLED, 3)
    verdicts = [row.verdict for row in await bench.rows()]
    assert verdicts == [Verdict.NOT_COMPLETED] * 3 + [Verdict.NOT_SENT] * 27


async def test_cancelling_the_task_ends_the_run_and_once_more_the_calls_in_flight(
    bench: Bench,
) -> None:
    bench.line.gate = asyncio.Event()
    running = bench.soon(plan(30, Operation.COMPLETE, at_once=3))
    await until(lambda: bench.line.in_flight == 3)
    running.cancel()
    await turns()
    assert (bench.line.in_flight, running.done()) == (3, False)
    running.cancel()

    run = run_of(await running)

    assert (run.reason, run.called) == (StopReason.CANCELLED, 3)
    outcomes = [row.record.outcome for row in await bench.rows() if row.record]
    assert outcomes == [Outcome(Verdict.UNKNOWN, Failure.CANCELLED)] * 3


async def test_record_of_a_call_is_not_lost_however_often_the_task_is_cancelled(
    bench: Bench,
) -> None:
    bench.batches.gate_of_ends = asyncio.Event()
    running = bench.soon(plan(1, Operation.COMPLETE))
    await until(lambda: any(step.ends for step in bench.batches.steps))
    for _ in range(3):
        running.cancel()
        await turns()
    assert not running.done()
    bench.batches.gate_of_ends.set()

    run = run_of(await running)

    assert (run.state, run.called) == (RunState.FINISHED, 1)
    assert [row.verdict for row in await bench.rows()] == [Verdict.NOT_COMPLETED]


async def test_call_that_was_begun_and_is_not_to_leave_any_more_leaves_its_row_free(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = FakeHistory.begin

    async def begin_and_cancel(history: FakeHistory, record: CheckRecord) -> CheckRecord:
        begun = await begin(history, record)
        bench.control.cancel()
        return begun

    with monkeypatch.context() as patched:
        patched.setattr(FakeHistory, "begin", begin_and_cancel)
        run = run_of(await bench.start(plan(10, Operation.COMPLETE, at_once=2)))

    assert (run.reason, run.called, bench.line.completed) == (StopReason.CANCELLED, 0, [])
    assert {row.outcome for row in bench.history.rows} == {
        Outcome(Verdict.NOT_SENT, Failure.CANCELLED)
    }
    bench.control = RunControl()
    assert run_of(await bench.resume(run)).state is RunState.FINISHED
    assert sorted(bench.line.completed) == sorted(f"r-{number}" for number in range(10))


async def test_resumed_run_calls_what_was_never_called(bench: Bench) -> None:
    bench.line.answer = lambda number: UNAUTHORIZED if number == 5 else WAITING
    run = run_of(await bench.start(plan(20, Operation.COMPLETE, at_once=1)))
    assert run.called == 6
    bench.line.answer = lambda _number: WAITING
    bench.news.clear()

    again = run_of(await bench.resume(run))

    assert (again.uid, again.state, again.called) == (run.uid, RunState.FINISHED, 20)
    assert bench.line.completed == [f"r-{number}" for number in range(20)]
    assert {news.row.number for news in bench.news if news.row} == set(range(7, 21))


async def test_row_that_another_call_was_made_for_since_is_not_resumed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.line.answer = lambda number: UNAUTHORIZED if number == 0 else WAITING
    run = run_of(await bench.start(plan(5, Operation.COMPLETE, at_once=1)))
    bench.control = RunControl()
    read = FakeBatches.rows

    async def overtaken(batches: FakeBatches, uid: str) -> Sequence[BatchRow]:
        rows = await read(batches, uid)
        return [replace(row, is_overtaken=row.number == 3) for row in rows]

    monkeypatch.setattr(FakeBatches, "rows", overtaken)
    again = run_of(await bench.resume(run))

    assert bench.line.completed == ["r-0", "r-1", "r-3", "r-4"]
    assert (again.state, again.reason, again.called) == (
        RunState.STOPPED,
        StopReason.OVERTAKEN,
        4,
    )


async def test_session_that_is_completed_elsewhere_meanwhile_is_left_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = FakeBatches._begin

    async def overtaken(
        batches: FakeBatches, uid: str, number: int, record: CheckRecord
    ) -> CheckRecord | NotBegun:
        return NotBegun.OVERTAKEN if number == 3 else await begin(batches, uid, number, record)

    monkeypatch.setattr(FakeBatches, "_begin", overtaken)
    run = run_of(await bench.start(plan(5, Operation.COMPLETE, at_once=1)))

    assert bench.line.completed == ["r-0", "r-1", "r-3", "r-4"]
    assert (run.state, run.reason, run.called) == (RunState.STOPPED, StopReason.OVERTAKEN, 4)
    assert [news.row.number for news in bench.news if news.row and news.row.is_overtaken] == [3]


async def test_run_counts_from_when_its_rows_were_chosen(bench: Bench) -> None:
    at = bench.clock.now()
    chosen, later = at - timedelta(minutes=3), at + timedelta(minutes=3)

    run = run_of(await bench.start(replace(plan(1), chosen_at=chosen)))
    beyond = run_of(await bench.start(replace(plan(1), chosen_at=later)))

    assert (run.started_at, beyond.started_at) == (chosen, at)


async def test_nothing_left_to_call_is_nothing_to_wait_for(bench: Bench) -> None:
    bench.line.answer = lambda _number: asked_to_wait("3600")

    run = run_of(await bench.start(plan(1)))

    assert run.state is RunState.FINISHED
    assert bench.clock.seconds < 1100


async def test_paused_run_ends_with_its_last_answer(bench: Bench) -> None:
    def answer(_number: int) -> Outcome:
        bench.control.pause()
        return WAITING

    bench.line.answer = answer
    async with asyncio.timeout(5):
        run = run_of(await bench.start(plan(1)))
    assert run.state is RunState.FINISHED


async def test_what_is_to_be_known_before_a_run_is_foreseen_without_a_call(bench: Bench) -> None:
    await bench.start(plan(2, Operation.COMPLETE))
    ids = [item.request.request_id.value for item in plan(4).items]

    foreseen = await bench.service.foresee(STAGE, ids)

    assert foreseen == Foresight(of_token=[], before=[WAITING.verdict] * 2)
    assert len(bench.line.completed) == 2
    # Of those that are known to be unknown only what certainly was is told.
    assert (await bench.service.foresee(STAGE, (), ids)).before == []
    bench.line.answer = lambda _number: Outcome(Verdict.SUCCESS, http_status=201)
    await bench.start(plan(1, Operation.COMPLETE))
    assert (await bench.service.foresee(STAGE, (), ids)).before == [Verdict.SUCCESS]
    refused = await bench.service.foresee(replace(STAGE, id="without-token"), ids)
    assert refused.refusal is not None
    assert refused.refusal.failure is Failure.NO_TOKEN


@pytest.mark.parametrize("is_resumed", [True, False])
async def test_pause_that_the_server_asked_for_is_kept_by_whoever_calls_next(
    bench: Bench, *, is_resumed: bool
) -> None:
    bench.line.answer = lambda _number: asked_to_wait("120")
    running = bench.soon(plan(5, at_once=1))
    await until(lambda: any(news.held_until for news in bench.news))
    bench.control.cancel()
    run = run_of(await running)
    asked_at = bench.line.left[-1]
    bench.control, bench.line.answer = RunControl(), lambda _number: WAITING
    bench.clock.pass_(20)

    await (bench.resume(run) if is_resumed else bench.start(plan(2)))

    # Each look at this clock takes a moment.
    assert 119 < bench.line.left[1] - asked_at < 124


async def test_settings_may_be_others_where_a_run_is_resumed(bench: Bench) -> None:
    bench.line.answer = lambda number: UNAUTHORIZED if number == 0 else WAITING
    run = run_of(await bench.start(plan(20, at_once=1)))
    bench.control, bench.line.most_in_flight = RunControl(), 0

    await bench.resume(replace(run, settings=RunSettings(at_once=5)))

    assert bench.line.most_in_flight == 5


async def test_fault_while_rows_are_written_keeps_nobody_waiting(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = FakeBatches.step

    async def fail(batches: FakeBatches, uid: str, what: Step) -> object:
        if batches.steps:
            await turns()
            raise RuntimeError("a fault of ours")
        return await step(batches, uid, what)

    monkeypatch.setattr(FakeBatches, "step", fail)
    with pytest.raises(RuntimeError):
        async with asyncio.timeout(5):
            await bench.start(plan(20, Operation.COMPLETE, at_once=4))

    [run] = await bench.service.runs()
    assert run.state is RunState.STOPPED


async def test_run_is_not_resumed_at_another_address(bench: Bench) -> None:
    bench.line.answer = lambda _number: UNAUTHORIZED
    run = run_of(await bench.start(plan(5, at_once=1)))

    with pytest.raises(StoreError):
        await bench.resume(run, replace(STAGE, base_url="https://elsewhere.example/api"))

    assert len(bench.line.asked) == 1


async def test_run_that_somebody_is_at_is_not_resumed(bench: Bench) -> None:
    bench.line.gate = asyncio.Event()
    running = bench.soon(plan(5))
    await until(lambda: bench.line.in_flight == 4)

    with pytest.raises(StoreError):
        await bench.resume(next(iter(bench.batches.kept.values())))

    bench.line.gate.set()
    await running
    assert len(bench.line.asked) == 5


async def test_each_worker_rests_between_its_calls(bench: Bench) -> None:
    await bench.start(plan(4, at_once=1, pause_seconds=7.0))

    gaps = [after - before for before, after in zip(bench.line.left, bench.line.left[1:])]  # noqa: B905
    assert bench.clock.slept == [7.0, 7.0, 7.0]
    assert all(gap >= 7 for gap in gaps)


async def test_cancel_is_heard_between_two_calls(bench: Bench) -> None:
    running = bench.soon(plan(4, at_once=1, pause_seconds=300.0))
    await until(lambda: bool(bench.clock.slept))
    bench.control.cancel()

    assert run_of(await running).called == 1
    assert bench.clock.seconds < 1200


async def test_fault_in_whoever_hears_ends_the_run_in_order(bench: Bench) -> None:
    def fail(news: BatchNews) -> None:
        if news.row and news.row.number == 5 and news.row.verdict is Verdict.RUNNING:
            raise RuntimeError("a fault of ours")

    with pytest.raises(RuntimeError):
        await bench.service.start(plan(50), bench.control, fail)

    [run] = await bench.service.runs()
    assert (run.state, run.reason) == (RunState.STOPPED, StopReason.INTERRUPTED)
    assert len(bench.line.asked) < 20
