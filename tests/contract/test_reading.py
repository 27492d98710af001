"""The real reader at the real sandbox: what it sends, what comes of it, what it leaves behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from otp_gui.api.gateway import HttpGateway
from otp_gui.api.reader import HttpReader
from otp_gui.api.tls import Trust
from otp_gui.domain.classify import read_channel
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Failure, Outcome, Phase, Remark, Verdict
from otp_gui.domain.ports import Progress
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from otp_gui.sandbox.scenarios import Scenario, catalogue
from otp_gui.sandbox.server import LONG_POLL_SECONDS
from tests.hand_clock import HandClock

TOKEN = Secret(SANDBOX_TOKEN)


def numbered(number: int) -> CheckRequest:
    """Return a request for the session of that number."""
    return asking(next(s for s in catalogue() if s.request_id.endswith(f"{number:012}")))


def asking(scenario: Scenario) -> CheckRequest:
    return CheckRequest(RequestId(scenario.request_id), Recipient(scenario.recipient))


class Desk:
    """A reader and a gateway, and the sandbox that they call."""

    def __init__(self, host: SandboxHost, base_url: str, clock: HandClock) -> None:
        self.host = host
        self.clock = clock
        self.environment = Environment(
            "sandbox", "Sandbox", base_url, Kind.SANDBOX, confirm_complete=False
        )
        trust = Trust()
        self.reader = HttpReader(trust)
        self.gateway = HttpGateway(trust)

    async def status(self, request: CheckRequest) -> Outcome:
        return await self.reader.status(self.environment, request, TOKEN, Progress())

    async def channel(self, request: CheckRequest) -> Outcome:
        return await self.reader.channel(self.environment, request, TOKEN, Progress())

    async def resend(self, request: CheckRequest) -> Outcome:
        return await self.gateway.resend(self.environment, request, TOKEN, Progress())

    def poll(
        self, request: CheckRequest, progress: Progress | None = None
    ) -> asyncio.Task[Outcome]:
        call = self.reader.await_status(self.environment, request, TOKEN, progress or Progress())
        return asyncio.ensure_future(call)

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.host.requests]


@asynccontextmanager
async def opened(*, long_polling: bool = True) -> AsyncIterator[Desk]:
    clock = HandClock()
    host = SandboxHost(clock=clock, long_polling=long_polling)
    try:
        yield Desk(host, await host.start(), clock)
    finally:
        await host.stop()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as desk:
        yield desk


async def test_looking_sends_get_only_whatever_the_session(desk: Desk) -> None:
    quick = [scenario for scenario in catalogue() if not scenario.delay_seconds]
    for scenario in quick:
        request = asking(scenario)
        outcomes = await asyncio.gather(desk.status(request), desk.channel(request))
        poll = desk.poll(request)
        while not poll.done():
            desk.clock.pass_(LONG_POLL_SECONDS)
            await asyncio.wait({poll}, timeout=0.002)
        assert not [o for o in (*outcomes, await poll) if o.verdict is Verdict.NOT_SENT]
    assert len(desk.methods) == 3 * len(quick)
    assert set(desk.methods) == {"GET"}
    assert [r.recipient for r in desk.host.requests if r.path.endswith("/channel")] == (
        [None] * len(quick)
    )


async def test_a_look_takes_nothing_from_the_completion(desk: Desk) -> None:
    confirmed = numbered(1)
    for _ in range(2):
        assert (await desk.status(confirmed)).verdict is Verdict.SUCCESS
        assert (await desk.channel(confirmed)).verdict is Verdict.NOT_COMPLETED
    completed = await desk.gateway.complete(desk.environment, confirmed, TOKEN, Progress())
    assert completed.verdict is Verdict.SUCCESS


async def test_a_channel_is_read_with_all_that_it_tells(desk: Desk) -> None:
    outcome = await desk.channel(numbered(2))
    channel = read_channel(outcome.response)
    assert channel is not None
    assert (channel.type, channel.status, channel.code_type) == ("sms", "sent", "code")
    assert (channel.lifetime, channel.tries, channel.restarts) == (300, 3, 2)
    assert (channel.code_length, channel.remaining, outcome.remarks) == (4, 3, ())


async def test_a_channel_that_no_reference_names_is_read_and_its_fields_noted(desk: Desk) -> None:
    outcome = await desk.channel(numbered(56))
    channel = read_channel(outcome.response)
    assert channel is not None
    assert (channel.type, outcome.verdict) == ("carrier_pigeon", Verdict.NOT_COMPLETED)
    assert outcome.remarks == (Remark.EXTRA_FIELDS,)


@pytest.mark.parametrize(
    ("number", "verdict", "failure"),
    [
        (31, Verdict.ERROR, None),
        (33, Verdict.ERROR, None),
        (42, Verdict.UNKNOWN, Failure.RESET),
        (43, Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS),
        (44, Verdict.ERROR, Failure.REDIRECT),
        (46, Verdict.UNKNOWN, Failure.BAD_BODY),
        (47, Verdict.UNKNOWN, Failure.TOO_LARGE),
    ],
)
async def test_trouble_on_the_way_is_told_of_a_look_too(
    desk: Desk, number: int, verdict: Verdict, failure: Failure | None
) -> None:
    request = numbered(number)
    for outcome in (await desk.status(request), await desk.channel(request)):
        assert (outcome.verdict, outcome.failure) == (verdict, failure)
        assert Remark.UNDOCUMENTED_STATUS not in outcome.remarks


async def test_resend_sends_no_recipient_and_brings_the_next_channel(desk: Desk) -> None:
    dead = numbered(54)
    before = read_channel((await desk.channel(dead)).response)
    resent = await desk.resend(dead)
    after = read_channel((await desk.channel(dead)).response)
    again = await desk.resend(dead)
    assert before is not None
    assert after is not None
    assert (before.is_dead, after.type, after.status) == (True, "sms", "wait")
    assert (resent.verdict, resent.http_status) == (Verdict.SUCCESS, 201)
    assert again.error_type == "RestartCooldownActiveException"
    assert [r.recipient for r in desk.host.requests if r.method == "POST"] == [None, None]


class TestLongPolling:
    async def test_each_change_ends_the_waiting(self, desk: Desk) -> None:
        request = numbered(52)
        assert (await desk.status(request)).verdict is Verdict.NOT_COMPLETED
        came = []
        for seconds in (3, 1, 1, 3):
            poll = desk.poll(request)
            await desk.clock.until_slept()
            assert not poll.done()
            desk.clock.pass_(seconds)
            outcome = await poll
            came.append(outcome.error_type or outcome.verdict)
        assert came == [
            "ChannelChangedException",
            Verdict.NOT_COMPLETED,
            Verdict.NOT_COMPLETED,
            Verdict.SUCCESS,
        ]

    async def test_what_is_known_is_said_at_once(self, desk: Desk) -> None:
        assert (await desk.poll(numbered(1))).verdict is Verdict.SUCCESS
        assert (await desk.poll(numbered(12))).error_type == "AttemptsExpiredException"
        assert (await desk.poll(numbered(18))).error_type == "PhoneNumberMismatchException"

    @pytest.mark.parametrize("number", [2, 3, 17])
    async def test_without_a_change_the_server_asks_to_ask_again(
        self, desk: Desk, number: int
    ) -> None:
        poll = desk.poll(numbered(number))
        await desk.clock.until_slept()
        desk.clock.pass_(LONG_POLL_SECONDS)
        outcome = await poll
        assert (outcome.verdict, outcome.http_status) == (Verdict.ERROR, 408)
        assert (outcome.error_type, outcome.remarks) == ("LongPollingTimeoutException", ())

    async def test_a_resend_of_somebody_else_is_a_change(self, desk: Desk) -> None:
        dead = numbered(54)
        poll = desk.poll(dead)
        await desk.clock.until_slept()
        await desk.resend(dead)
        assert (await poll).verdict is Verdict.NOT_COMPLETED

    async def test_a_change_of_another_session_is_none(self, desk: Desk) -> None:
        poll = desk.poll(numbered(2))
        await desk.clock.until_slept()
        await desk.resend(numbered(54))
        await desk.clock.until_slept()
        assert not poll.done()
        poll.cancel()

    async def test_cancelling_leaves_no_task_here_and_nobody_waiting_there(
        self, desk: Desk
    ) -> None:
        before = asyncio.all_tasks()
        waits = asyncio.Event()

        def hear(phase: Phase) -> None:
            if phase is Phase.WAITING:
                waits.set()

        progress = Progress(listener=hear)
        poll = desk.poll(numbered(2), progress)
        await desk.clock.until_slept()
        # The server may have read all of it before the client knows that it has sent all.
        await waits.wait()
        poll.cancel()
        with pytest.raises(asyncio.CancelledError):
            await poll
        await desk.clock.until_slept(0)
        assert asyncio.all_tasks() == before
        assert progress.phase is Phase.WAITING

    async def test_a_server_that_stops_breaks_it_off(self) -> None:
        async with opened() as desk:
            poll = desk.poll(numbered(2))
            await desk.clock.until_slept()
            await desk.host.stop()
            outcome = await poll
        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.RESET)
        assert desk.clock.sleepers == 0

    async def test_a_server_without_it_does_not_know_the_call(self) -> None:
        async with opened(long_polling=False) as desk:
            outcome = await desk.poll(numbered(2))
            assert (outcome.verdict, outcome.http_status) == (Verdict.ERROR, 404)
            assert outcome.error_type is None
            assert (await desk.status(numbered(2))).verdict is Verdict.NOT_COMPLETED
