"""A long poll is patient with its answer, and with nothing else."""

import asyncio
import ssl
from dataclasses import replace

import pytest

from otp_gui.api import reader
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from tests.hostile.calls import Caller, Port, environment
from tests.hostile.server import HostileServer, Peer, json_answer, silent

LIMIT_SECONDS = 0.1
"""The environment's limit of a call."""
PATIENCE_SECONDS = 0.4
GRACE_SECONDS = 1.0
OK = json_answer("200 OK", b'{"success": true}')


@pytest.fixture
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(reader.LONG_POLL, patience_seconds=PATIENCE_SECONDS)
    monkeypatch.setattr(reader, "LONG_POLL", short)


async def test_it_outlives_the_environments_limit() -> None:
    async def late(peer: Peer) -> None:
        # Longer than the limit by the very clock that measures it.
        await asyncio.sleep(2 * LIMIT_SECONDS)
        await OK(peer)

    async with HostileServer(late) as server:
        target = environment(server.base_url, timeout_seconds=LIMIT_SECONDS)
        outcome = await Caller().ask(Port.AWAIT_STATUS, target)
        await server.abandoned()
    assert outcome.verdict is Verdict.SUCCESS


@pytest.mark.usefixtures("_short_patience")
async def test_it_has_a_deadline_all_the_same() -> None:
    loop = asyncio.get_running_loop()
    async with HostileServer(silent) as server:
        began = loop.time()
        target = environment(server.base_url, timeout_seconds=LIMIT_SECONDS)
        outcome = await Caller().ask(Port.AWAIT_STATUS, target)
        took = loop.time() - began
        await server.abandoned()
    assert outcome == Outcome(Verdict.UNKNOWN, Failure.TIMEOUT)
    assert PATIENCE_SECONDS <= took < PATIENCE_SECONDS + GRACE_SECONDS


@pytest.mark.usefixtures("_short_patience")
async def test_it_is_never_less_patient_than_another_call() -> None:
    async def late(peer: Peer) -> None:
        await asyncio.sleep(1.5 * PATIENCE_SECONDS)
        await OK(peer)

    async with HostileServer(late) as server:
        outcome = await Caller().ask(Port.AWAIT_STATUS, environment(server.base_url))
    assert outcome.verdict is Verdict.SUCCESS


async def test_connecting_is_bounded_by_the_environments_limit(bundle: str) -> None:
    async with HostileServer(silent, at_once=True) as server:
        url = server.base_url.replace("http:", "https:")
        target = environment(url, ca_bundle=bundle, timeout_seconds=LIMIT_SECONDS)
        async with asyncio.timeout(LIMIT_SECONDS + GRACE_SECONDS):
            outcome = await Caller().ask(Port.AWAIT_STATUS, target)
        await server.abandoned()
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.CONNECT_TIMEOUT)


async def test_a_reader_shares_the_trust_of_a_gateway(
    server_tls: ssl.SSLContext, bundle: str
) -> None:
    caller = Caller()
    async with HostileServer(OK, tls=server_tls) as server:
        target = environment(server.base_url, ca_bundle=bundle)
        outcomes = [await caller.ask(port, target) for port in (Port.COMPLETE, Port.STATUS)]
        await server.abandoned()
    assert [outcome.verdict for outcome in outcomes] == [Verdict.SUCCESS, Verdict.SUCCESS]
    assert len(caller.trust._kept) == 1
