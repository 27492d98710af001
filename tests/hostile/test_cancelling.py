"""Cancelling at any moment: the connection is closed, no task is left, and the facts are told."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui.api import tls
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Outcome, Phase
from otp_gui.domain.ports import Progress
from tests.fakes import REQUEST, TOKEN
from tests.hostile.calls import Caller, Port, environment
from tests.hostile.server import (
    PATIENCE_SECONDS,
    HostileServer,
    Peer,
    Play,
    json_answer,
    raw,
    silent,
    tunnel,
)

OK = json_answer("201 Created", b'{"success": true}')
HALF = raw(b"HTTP/1.1 201 Created\r\nContent-Length: 17\r\n\r\n{")


async def cancelled(call: asyncio.Task[Outcome]) -> None:
    """Cancel a call and see that it ends as cancelled, leaving no task of its own."""
    call.cancel()
    async with asyncio.timeout(PATIENCE_SECONDS):
        with pytest.raises(asyncio.CancelledError):
            await call
    assert call.cancelled()


def start(
    target: Environment, progress: Progress, port: Port = Port.COMPLETE
) -> asyncio.Task[Outcome]:
    call = Caller().port(port)
    return asyncio.ensure_future(call(target, REQUEST, TOKEN, progress))


def others() -> set[asyncio.Task[object]]:
    """Return the tasks that run beside the test."""
    return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}


async def reached(phase: Phase, target: Environment) -> tuple[asyncio.Task[Outcome], Progress]:
    """Start a call and wait until it enters ``phase``."""
    entered = asyncio.Event()
    progress = Progress(listener=lambda now: entered.set() if now is phase else None)
    call = start(target, progress)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await entered.wait()
    return call, progress


@pytest.mark.parametrize(
    "phase", [Phase.CONNECTING, Phase.SENDING, Phase.WAITING, Phase.READING], ids=str
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_call_ends_at_once_in_every_phase(
    phase: Phase, scheme: str, server_tls: ssl.SSLContext, bundle: str
) -> None:
    async with HostileServer(HALF, tls=server_tls if scheme == "https" else None) as server:
        call, progress = await reached(phase, environment(server.base_url, ca_bundle=bundle))
        await cancelled(call)
        await server.abandoned()
        assert others() == set()
    assert progress.phase is phase
    assert progress.may_have_been_sent is (phase is not Phase.CONNECTING)
    assert len(server.requests) <= 1


@pytest.mark.parametrize("phase", [Phase.SENDING, Phase.WAITING, Phase.READING], ids=str)
async def test_a_call_ends_in_the_very_moment_of_each_phase(phase: Phase) -> None:
    def listen(now: Phase) -> None:
        if now is phase:
            call.cancel()

    progress = Progress(listener=listen)
    async with HostileServer(OK) as server:
        call = start(environment(server.base_url), progress)
        async with asyncio.timeout(PATIENCE_SECONDS):
            with pytest.raises(asyncio.CancelledError):
                await call
        await server.abandoned()
        assert others() == set()
    assert progress.may_have_been_sent


@pytest.mark.parametrize("port", Port)
async def test_a_call_that_waits_for_its_answer_ends(port: Port) -> None:
    async with HostileServer(silent) as server:
        progress = Progress()
        call = start(environment(server.base_url), progress, port)
        await server.asked.wait()
        await cancelled(call)
        await server.abandoned()
        assert others() == set()
    assert progress.phase is Phase.WAITING
    assert len(server.requests) == 1


def hearing(heard: asyncio.Event) -> Play:
    """Listen to the first byte of a handshake, and say nothing."""

    async def play(peer: Peer) -> None:
        await peer.reader.readexactly(1)
        heard.set()
        await peer.gone()

    return play


async def test_a_call_amid_the_handshake_ends(bundle: str) -> None:
    heard = asyncio.Event()
    async with HostileServer(hearing(heard), at_once=True) as server:
        target = environment(server.base_url.replace("http:", "https:"), ca_bundle=bundle)
        progress = Progress()
        call = start(target, progress)
        await heard.wait()
        await cancelled(call)
        await server.abandoned()
        assert others() == set()
    assert not progress.may_have_been_sent


async def test_a_call_that_waits_for_a_tunnel_ends() -> None:
    async with HostileServer(silent) as proxy:
        target = environment(
            "https://otp.invalid/api", proxy=f"http://127.0.0.1:{proxy.port}", verify_tls=False
        )
        progress = Progress()
        call = start(target, progress)
        await proxy.asked.wait()
        await cancelled(call)
        await proxy.abandoned()
        assert others() == set()
    assert not progress.may_have_been_sent


async def test_a_call_amid_the_handshake_through_a_tunnel_ends() -> None:
    heard = asyncio.Event()
    async with (
        HostileServer(hearing(heard), at_once=True) as server,
        HostileServer(tunnel) as proxy,
    ):
        target = environment(
            server.base_url.replace("http:", "https:"),
            proxy=f"http://127.0.0.1:{proxy.port}",
            verify_tls=False,
        )
        progress = Progress()
        call = start(target, progress)
        await heard.wait()
        await cancelled(call)
        await proxy.abandoned()
        await server.abandoned()
        assert others() == set()
    assert not progress.may_have_been_sent


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Hold a worker thread until the test is over."""
    event = threading.Event()
    yield event
    event.set()


async def test_a_call_that_waits_for_a_name_ends(
    monkeypatch: pytest.MonkeyPatch, gate: threading.Event
) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def resolve(*_args: object, **_options: object) -> list[object]:
        loop.call_soon_threadsafe(asked.set)
        gate.wait(PATIENCE_SECONDS)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    progress = Progress()
    call = start(environment("http://otp.invalid/api"), progress)
    await asked.wait()
    await cancelled(call)
    assert others() == set()
    assert progress.phase is Phase.CONNECTING
    gate.set()


async def test_a_call_that_waits_for_the_disk_ends(
    monkeypatch: pytest.MonkeyPatch, gate: threading.Event, tmp_path: Path
) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stamp(_path: str) -> None:
        loop.call_soon_threadsafe(asked.set)
        gate.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(tls, "_stamp", stamp)
    progress = Progress()
    call = start(environment("https://127.0.0.1:9", ca_bundle=str(tmp_path / "x")), progress)
    await asked.wait()
    await cancelled(call)
    assert others() == set()
    assert progress.phase is Phase.PREPARING
    gate.set()
