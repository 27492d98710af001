"""One POST between an intent row and its outcome, whatever fails around it."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Verdict
from otp_gui.domain.ports import AlreadyRunningError, Progress
from otp_gui.domain.record import Caller, CheckRecord, Source
from otp_gui.domain.redact import Secret
from otp_gui.services.calls import Calls
from otp_gui.services.check import CheckResult, CheckService
from otp_gui.services.tokens import TokenService
from otp_gui.vault.session import SessionVault
from tests.fakes import (
    REQUEST,
    STAGE,
    SUCCESS,
    TOKEN,
    FakeClock,
    FakeGateway,
    FakeHistory,
    FakeSandbox,
    RefusingVault,
)

PLAIN_PRODUCTION = Environment(
    "p", "P", "http://production.example/api", Kind.PRODUCTION, confirm_complete=True
)


class Bench:
    """A check service on fakes, with a token stored for the stage."""

    def __init__(self, keyring: SessionVault | RefusingVault | None = None) -> None:
        self.gateway = FakeGateway()
        self.history = FakeHistory()
        self.sandbox = FakeSandbox()
        self.vault = SessionVault()
        self.clock = FakeClock()
        self.progress = Progress()
        self.operation = Operation.COMPLETE
        uids = count(1)
        calls = Calls(
            history=self.history,
            tokens=TokenService(
                keyring=keyring or SessionVault(),
                session=self.vault,
                sandbox_token=Secret("sandbox-own-token"),
            ),
            sandbox=self.sandbox,
            clock=self.clock,
            caller=Caller("agent", Source.GUI),
            new_uid=lambda: f"uid-{next(uids)}",
        )
        self.service = CheckService(self.gateway, calls)
        self.action = self.service.complete

    async def complete(
        self, environment: Environment = STAGE, *, unsaved: bool = False
    ) -> CheckResult:
        return await self.action(REQUEST, environment, self.progress, unsaved=unsaved)

    async def cancelled_in(self, phase: Phase) -> CheckRecord:
        self.gateway.stops_in = phase
        task = asyncio.create_task(self.complete())
        await self.gateway.entered.wait()
        task.cancel()
        return (await task).record


@pytest.fixture(params=[Operation.COMPLETE, Operation.RESEND])
async def bench(request: pytest.FixtureRequest) -> Bench:
    """Both changing calls keep the same promises."""
    made = Bench()
    if request.param is Operation.RESEND:
        made.action = made.service.resend
    made.operation = request.param
    await made.vault.write("stage", TOKEN)
    return made


async def test_the_answer_comes_back_recorded(bench: Bench) -> None:
    result = await bench.complete()
    assert result.unsaved_reason is None
    assert result.record == bench.history.rows[0]
    assert result.record.outcome == SUCCESS
    assert result.record.saved
    assert result.record.duration_ms == 125.0
    assert result.record.finished_at == bench.clock.at
    assert (result.record.operator, result.record.source) == ("agent", Source.GUI)
    assert (result.record.environment, result.record.base_url) == (STAGE.id, STAGE.base_url)
    assert result.record.uid == "uid-1"
    assert result.record.operation is bench.operation
    assert bench.gateway.operations == [bench.operation]


async def test_the_intent_row_is_committed_before_the_call(bench: Bench) -> None:
    seen: list[Verdict] = []
    bench.gateway.before_answer = lambda: seen.extend(
        row.outcome.verdict for row in bench.history.rows
    )
    await bench.complete()
    assert seen == [Verdict.RUNNING]


async def test_without_a_token_nothing_is_sent_and_that_is_recorded() -> None:
    bench = Bench()
    result = await bench.complete()
    assert bench.gateway.calls == []
    assert result.record.outcome == Outcome(Verdict.NOT_SENT, failure=Failure.NO_TOKEN)
    assert bench.history.rows == [result.record]
    assert result.record.duration_ms is None


@pytest.mark.parametrize(
    "failure", [Failure.KEYRING_LOCKED, Failure.KEYRING_TIMEOUT, Failure.KEYRING_UNAVAILABLE]
)
async def test_a_refusing_keyring_is_named_and_nothing_is_sent(failure: Failure) -> None:
    bench = Bench(RefusingVault(failure))
    result = await bench.complete()
    assert bench.gateway.calls == []
    assert result.record.outcome == Outcome(Verdict.NOT_SENT, failure=failure)


@pytest.mark.parametrize("text", ["with space", "line\r\nbreak", "токен-токен-токен", "Bearer abc"])
async def test_a_token_that_cannot_travel_in_a_header_is_not_sent(text: str) -> None:
    bench = Bench()
    await bench.vault.write("stage", Secret(text))
    result = await bench.complete()
    assert bench.gateway.calls == []
    assert result.record.outcome.failure is Failure.TOKEN_REJECTED_LOCALLY


async def test_plain_http_to_a_production_is_refused_without_reading_the_token() -> None:
    bench = Bench(RefusingVault())
    result = await bench.complete(PLAIN_PRODUCTION)
    assert bench.gateway.calls == []
    assert result.record.outcome.failure is Failure.INSECURE_TRANSPORT


async def test_a_history_that_refuses_the_intent_row_stops_the_call(bench: Bench) -> None:
    bench.history.broken = {"begin"}
    result = await bench.complete()
    assert bench.gateway.calls == []
    assert result.record.outcome.failure is Failure.HISTORY_UNAVAILABLE
    assert result.unsaved_reason is not None
    assert not result.record.saved


async def test_the_user_may_insist_on_a_call_without_a_row(bench: Bench) -> None:
    bench.history.broken = {"begin", "finish"}
    result = await bench.complete(unsaved=True)
    assert len(bench.gateway.calls) == 1
    assert result.record.outcome == SUCCESS
    assert result.unsaved_reason is not None
    assert not result.record.saved


async def test_a_call_that_went_out_without_its_row_is_recorded_once_history_recovers(
    bench: Bench,
) -> None:
    bench.history.broken = {"begin"}
    result = await bench.complete(unsaved=True)
    assert result.record.saved
    assert result.unsaved_reason is None
    assert bench.history.rows == [result.record]


async def test_insisting_saves_the_row_all_the_same_where_history_has_recovered(
    bench: Bench,
) -> None:
    result = await bench.complete(unsaved=True)
    assert result.record.saved
    assert result.unsaved_reason is None


async def test_a_failed_write_of_the_outcome_does_not_lose_the_answer(bench: Bench) -> None:
    bench.history.broken = {"finish"}
    result = await bench.complete()
    assert result.record.outcome == SUCCESS
    assert not result.record.saved
    assert result.unsaved_reason is not None
    assert bench.history.rows[0].outcome.verdict is Verdict.RUNNING


async def test_a_second_call_for_a_session_in_flight_sends_nothing(bench: Bench) -> None:
    bench.gateway.stops_in = Phase.WAITING
    first = asyncio.create_task(bench.complete())
    await bench.gateway.entered.wait()
    with pytest.raises(AlreadyRunningError):
        await bench.complete()
    first.cancel()
    await first
    assert len(bench.gateway.calls) == 1


@pytest.mark.parametrize("phase", [Phase.SENDING, Phase.WAITING, Phase.READING])
async def test_cancelling_once_it_may_have_left_ends_unknown(bench: Bench, phase: Phase) -> None:
    record = await bench.cancelled_in(phase)
    assert record.outcome == Outcome(Verdict.UNKNOWN, failure=Failure.CANCELLED)
    assert bench.history.rows == [record]


async def test_cancelling_while_connecting_ends_not_sent(bench: Bench) -> None:
    record = await bench.cancelled_in(Phase.CONNECTING)
    assert record.outcome == Outcome(Verdict.NOT_SENT, failure=Failure.CANCELLED)
    assert bench.history.rows == [record]


async def test_cancelling_during_the_intent_write_finishes_the_row_and_sends_nothing(
    bench: Bench,
) -> None:
    bench.history.gate = asyncio.Event()
    task = asyncio.create_task(bench.complete())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    bench.history.gate.set()
    record = (await task).record
    assert bench.gateway.calls == []
    assert record.outcome == Outcome(Verdict.NOT_SENT, failure=Failure.CANCELLED)
    assert bench.history.rows == [record]


async def test_cancelling_holds_even_where_the_user_insisted_and_the_disk_refuses(
    bench: Bench,
) -> None:
    bench.history.gate = asyncio.Event()
    bench.history.broken = {"begin"}
    task = asyncio.create_task(bench.complete(unsaved=True))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    bench.history.gate.set()
    assert (await task).record.outcome.failure is Failure.CANCELLED
    assert bench.gateway.calls == []


async def test_the_embedded_sandbox_is_started_and_its_address_recorded() -> None:
    bench = Bench(RefusingVault())
    result = await bench.complete(presets()[2])
    assert bench.sandbox.started == 1
    (environment, _request, token) = bench.gateway.calls[0]
    assert environment.base_url == "http://127.0.0.1:4711/api/n/otp-handler"
    assert result.record.base_url == environment.base_url
    assert token == Secret("sandbox-own-token")


async def test_what_is_recorded_never_holds_the_token(bench: Bench) -> None:
    record = (await bench.complete()).record
    assert TOKEN.reveal() not in repr(replace(record, note="x"))
