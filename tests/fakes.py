"""Small stand-ins for the ports, for tests of what lies between them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from otp_gui.domain.batch import (
    BatchPlan,
    BatchRow,
    BatchRun,
    Begun,
    NotBegun,
    RunState,
    Step,
    StopReason,
)
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.history_query import (
    Choices,
    HistoryPage,
    HistoryQuery,
    PageKey,
    Revision,
    SortColumn,
)
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.picture import Bar, Bucket
from otp_gui.domain.ports import (
    AlreadyRunningError,
    Progress,
    SandboxSession,
    StoreError,
    VaultError,
)
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest, Recipient, RequestId

TOKEN = Secret("made-up-token-9f3c")
REQUEST = CheckRequest(RequestId("d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"), Recipient("+79990001122"))
STAGE = Environment(
    "stage", "Stage", "https://stage.example/api", Kind.STAGE, confirm_complete=False
)
SUCCESS = Outcome(Verdict.SUCCESS, http_status=201, response='{"success": true}')

_TURNS_A_SECOND = 10


@dataclass(slots=True)
class FakeClock:
    """Moves only when told to; each look at the monotonic clock takes ``step`` seconds."""

    at: datetime = datetime(2026, 11, 23, 10, 20, 30, 123000, tzinfo=UTC)
    seconds: float = 1000.0
    step: float = 0.125
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        self.seconds += self.step
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, second by second; before each, other tasks get their turns.

        Two that sleep at once let it pass twice as fast.
        """
        self.slept.append(seconds)
        until = self.seconds + seconds
        while self.seconds < until:
            for _turn in range(_TURNS_A_SECOND):
                await asyncio.sleep(0)
            self.pass_(min(max(until - self.seconds, 0.0), 1.0))

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass(slots=True)
class FakeGateway:
    """Answers with ``outcome``, or waits in ``stops_in`` until cancelled; keeps the calls."""

    outcome: Outcome = SUCCESS
    stops_in: Phase | None = None
    calls: list[tuple[Environment, CheckRequest, Secret]] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    operations: list[Operation] = field(default_factory=list)

    async def complete(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        self.operations.append(Operation.COMPLETE)
        return await self._answer(environment, request, token, progress)

    async def resend(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        self.operations.append(Operation.RESEND)
        return await self._answer(environment, request, token, progress)

    async def _answer(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        self.calls.append((environment, request, token))
        self.before_answer()
        for phase in (Phase.CONNECTING, Phase.SENDING, Phase.WAITING, Phase.READING):
            progress.advance(phase)
            if phase is self.stops_in:
                self.entered.set()
                await asyncio.Event().wait()
        return self.outcome


@dataclass(slots=True)
class FakeReader:
    """Answers each operation from its script, the last answer of it again and again.

    ``lasts`` are the seconds of ``clock`` that an answer takes, by operation; ``stops_in`` waits
    there until cancelled. Long polling is the operation ``"await"``.
    """

    clock: FakeClock = field(default_factory=FakeClock)
    script: dict[str, list[Outcome]] = field(default_factory=dict)
    lasts: dict[str, float] = field(default_factory=dict)
    stops_in: dict[str, Phase] = field(default_factory=dict)
    calls: list[tuple[str, Environment, CheckRequest, Secret]] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    async def status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        return await self._answer("status", environment, request, token, progress)

    async def channel(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        return await self._answer("channel", environment, request, token, progress)

    async def await_status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        return await self._answer("await", environment, request, token, progress)

    def asked(self, operation: str) -> int:
        return sum(call[0] == operation for call in self.calls)

    async def _answer(
        self,
        operation: str,
        environment: Environment,
        request: CheckRequest,
        token: Secret,
        progress: Progress,
    ) -> Outcome:
        self.calls.append((operation, environment, request, token))
        self.times.append((operation, self.clock.seconds))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            for phase in (Phase.CONNECTING, Phase.SENDING, Phase.WAITING, Phase.READING):
                progress.advance(phase)
                await asyncio.sleep(0)
                if phase is self.stops_in.get(operation):
                    self.entered.set()
                    await asyncio.Event().wait()
            until = self.clock.seconds + self.lasts.get(operation, 0.0)
            while self.clock.seconds < until:  # noqa: ASYNC110 - the clock moves by hand
                await asyncio.sleep(0)
        finally:
            self.in_flight -= 1
        answers = self.script[operation]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@dataclass(slots=True)
class FakeHistory:
    """Keeps rows in a list, newest last; ``broken`` names the methods that the disk refuses."""

    rows: list[CheckRecord] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    gate: asyncio.Event | None = None
    told_revision: Revision = field(default_factory=Revision)

    def _touch(self, method: str) -> None:
        if method in self.broken:
            raise StoreError(phrase("The disk is full."))

    async def open(self) -> Sequence[Phrase]:
        self._touch("open")
        return ()

    async def begin(self, record: CheckRecord) -> CheckRecord:
        if self.gate is not None:
            await self.gate.wait()
        self._touch("begin")
        for row in self.rows:
            same = (row.base_url, row.request_id) == (record.base_url, record.request_id)
            if same and row.outcome.verdict is Verdict.RUNNING:
                raise AlreadyRunningError(row)
        saved = replace(record, id=len(self.rows) + 1, saved=True)
        self.rows.append(saved)
        return saved

    async def finish(self, record: CheckRecord) -> CheckRecord:
        self._touch("finish")
        saved = replace(record, id=record.id or len(self.rows) + 1, saved=True)
        self.rows[(saved.id or 0) - 1 :] = [saved, *self.rows[saved.id or 0 :]]
        return saved

    async def page(
        self, query: HistoryQuery, after: PageKey | None = None, limit: int = 50
    ) -> HistoryPage:
        self._touch("page")
        rows = [row for row in self.rows if self._matches(row, query)]
        rows.sort(key=lambda row: self._key(row, query), reverse=not query.ascending)
        if after is not None:
            ids = [row.id for row in rows]
            rows = rows[ids.index(after.id) + 1 :]
        shown = rows[:limit]
        last = shown[-1] if len(rows) > limit else None
        return HistoryPage(shown, PageKey(last.started_at, last.id or 0) if last else None)

    async def count(self, query: HistoryQuery, limit: int = 10_000) -> int:
        return min(limit, sum(self._matches(row, query) for row in self.rows))

    async def total(self) -> int:
        return len(self.rows)

    async def choices(self) -> Choices:
        return Choices(
            sorted({row.operator for row in self.rows}),
            sorted({row.outcome.error_type for row in self.rows if row.outcome.error_type}),
            sorted({row.source for row in self.rows}),
        )

    async def histogram(
        self, query: HistoryQuery, bucket: Bucket, zone: tzinfo = UTC
    ) -> Sequence[Bar]:
        """Count by the hour, whatever was asked for."""
        counts = Counter(
            (
                row.started_at.replace(minute=0, second=0, microsecond=0),
                row.outcome.verdict,
                row.outcome.error_type,
            )
            for row in self.rows
            if self._matches(row, query)
        )
        return [Bar(*part, count) for part, count in counts.items()]

    async def set_note(self, uid: str, note: str) -> CheckRecord:
        self._touch("set_note")
        for place, row in enumerate(self.rows):
            if row.uid == uid:
                self.rows[place] = replace(row, note=note)
                return self.rows[place]
        raise StoreError(phrase("This call is no longer in the history."))

    async def revision(self) -> Revision:
        return self.told_revision

    async def recover(self) -> int:
        return 0

    async def running_elsewhere(self) -> frozenset[str]:
        return frozenset()

    async def earlier(
        self, request_id: str, base_url: str, limit: int = 50
    ) -> Sequence[CheckRecord]:
        self._touch("earlier")
        same = [r for r in self.rows if (r.request_id, r.base_url) == (request_id, base_url)]
        return same[::-1][:limit]

    async def held(self, uids: Sequence[str]) -> Sequence[CheckRecord]:
        self._touch("held")
        return tuple(row for row in self.rows if row.uid in uids)

    async def past(self, record: CheckRecord, day_began: datetime) -> Past:
        self._touch("past")
        last = (record.started_at, record.id or len(self.rows) + 1)
        before = [r for r in reversed(self.rows) if (r.started_at, r.id or 0) <= last]
        here = [r for r in before if r.base_url == record.base_url]
        return Past(
            [r for r in here if r.request_id == record.request_id],
            [r for r in here if r.recipient == record.recipient],
            [r for r in here if r.environment == record.environment],
            day_began,
        )

    async def close(self) -> None:
        self._touch("close")

    @staticmethod
    def _matches(row: CheckRecord, query: HistoryQuery) -> bool:
        return (
            query.text in f"{row.request_id} {row.recipient} {row.outcome.error_type}"
            and query.environment in (None, row.environment)
            and query.verdict in (None, row.outcome.verdict)
            and (not query.verdicts or row.outcome.verdict in query.verdicts)
            and query.error_type in (None, row.outcome.error_type)
            and not (query.untyped and row.outcome.error_type)
            and (not query.types_left_out or row.outcome.error_type is not None)
            and row.outcome.error_type not in query.types_left_out
            and query.operation in (None, row.operation)
            and query.source in (None, row.source)
            and query.operator in (None, row.operator)
            and (query.since is None or row.started_at >= query.since)
            and (query.until is None or row.started_at < query.until)
        )

    @staticmethod
    def _key(row: CheckRecord, query: HistoryQuery) -> tuple[Any, int]:
        """Return what a row is ordered by, as text where it is not a time."""
        outcome = row.outcome
        value: Any = {
            SortColumn.STARTED_AT: row.started_at,
            SortColumn.TYPE: outcome.error_type or outcome.failure or "",
            SortColumn.HTTP_STATUS: outcome.http_status or -1,
            SortColumn.DURATION_MS: row.duration_ms or -1.0,
        }.get(query.sort)
        if value is None:
            value = getattr(row, query.sort.value, None) or getattr(outcome, query.sort.value, "")
        return (value if query.sort is SortColumn.STARTED_AT else value or ""), row.id or 0


@dataclass(slots=True)
class FakeBatches:
    """Keeps runs in memory, their calls in ``history``; ``broken`` names what the disk refuses."""

    history: FakeHistory = field(default_factory=FakeHistory)
    kept: dict[str, BatchRun] = field(default_factory=dict)
    listed: dict[str, list[BatchRow]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    gate_of_ends: asyncio.Event | None = None

    def _touch(self, method: str) -> None:
        if method in self.broken:
            raise StoreError(phrase("The disk is full."))

    async def create(self, plan: BatchPlan, uid: str, at: datetime) -> BatchRun:
        self._touch("create")
        environment = plan.environment
        self.kept[uid] = BatchRun(
            uid,
            at,
            environment.id,
            environment.base_url,
            plan.operation,
            plan.title,
            plan.settings,
            len(plan.items),
        )
        self.listed[uid] = [
            BatchRow(number, item.line, item.request) for number, item in enumerate(plan.items, 1)
        ]
        self.held.add(uid)
        return self.kept[uid]

    async def take(self, uid: str) -> BatchRun:
        self._touch("take")
        if uid in self.held or uid not in self.kept:
            raise StoreError(phrase("This batch run is no longer in the history."))
        self.held.add(uid)
        self.kept[uid] = replace(self.kept[uid], state=RunState.RUNNING, reason=None)
        return self.kept[uid]

    async def step(self, uid: str, step: Step) -> Sequence[Begun]:
        self.steps.append(step)
        # Others gather meanwhile, as while a disk is at it.
        await asyncio.sleep(0)
        if step.ends and self.gate_of_ends is not None:
            await self.gate_of_ends.wait()
        self._touch("step")
        for record in step.ends:
            await self.history.finish(record)
        for number, record in step.frees:
            await self.history.finish(record)
            self._name(uid, number, None)
        return [await self._begin(uid, number, record) for number, record in step.begins]

    async def _begin(self, uid: str, number: int, record: CheckRecord) -> Begun:
        if self.listed[uid][number - 1].check_uid is not None:
            return NotBegun.RUNNING
        try:
            begun = await self.history.begin(record)
        except AlreadyRunningError:
            return NotBegun.RUNNING
        self._name(uid, number, record.uid)
        return begun

    def _name(self, uid: str, number: int, check_uid: str | None) -> None:
        rows = self.listed[uid]
        rows[number - 1] = replace(rows[number - 1], check_uid=check_uid)

    async def stop(self, uid: str, state: RunState, reason: StopReason | None) -> BatchRun:
        self.held.discard(uid)
        self._touch("stop")
        called = sum(row.check_uid is not None for row in self.listed[uid])
        if called == self.kept[uid].count:
            state, reason = RunState.FINISHED, None
        self.kept[uid] = replace(self.kept[uid], called=called, state=state, reason=reason)
        return self.kept[uid]

    async def run(self, uid: str) -> BatchRun | None:
        self._touch("run")
        return self.kept.get(uid)

    async def runs(self, limit: int = 50) -> Sequence[BatchRun]:
        return list(self.kept.values())[::-1][:limit]

    async def rows(self, uid: str) -> Sequence[BatchRow]:
        self._touch("rows")
        calls = {record.uid: record for record in self.history.rows}
        return [replace(row, record=calls.get(row.check_uid or "")) for row in self.listed[uid]]

    async def completed_before(
        self, base_url: str, request_ids: Sequence[str]
    ) -> Sequence[Verdict]:
        self._touch("completed_before")
        calls = {
            record.request_id: record.outcome.verdict
            for record in self.history.rows
            if (record.operation, record.base_url) == (Operation.COMPLETE, base_url)
        }
        return [calls[each] for each in request_ids if each in calls]

    async def asked_to_wait(self, base_url: str, since: datetime) -> Sequence[CheckRecord]:
        return [
            record
            for record in self.history.rows[::-1]
            if record.base_url == base_url and record.started_at >= since
        ]

    async def remove(self, uid: str) -> None:
        del self.kept[uid], self.listed[uid]


class RefusingVault:
    """A keyring that refuses everything, in the same words."""

    def __init__(self, failure: Failure = Failure.KEYRING_UNAVAILABLE) -> None:
        self.error = VaultError(failure, phrase("The keyring does not answer."))

    async def read(self, environment_id: str) -> None:
        raise self.error

    async def write(self, environment_id: str, secret: Secret) -> None:
        raise self.error

    async def delete(self, environment_id: str) -> None:
        raise self.error


class FakeSandbox:
    """A sandbox that only has an address."""

    def __init__(self) -> None:
        self.started = 0

    async def start(self, port: int = 0) -> str:
        self.started += 1
        return f"http://127.0.0.1:{port or 4711}/api/n/otp-handler"

    async def stop(self) -> None:
        self.started = 0

    def sessions(self) -> Sequence[SandboxSession]:
        return ()
