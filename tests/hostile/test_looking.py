"""Inspecting and watching with the real parts: only GETs arrive, and nothing is left behind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from otp_gui import paths
from otp_gui.bootstrap import Parts, build
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.ports import HistoryQuery, Progress
from otp_gui.domain.record import Source
from otp_gui.domain.watching import Ending
from otp_gui.services.inspect import Presence
from otp_gui.services.watch import Look, WatchEvent
from tests.fakes import REQUEST, TOKEN
from tests.hostile.calls import environment
from tests.hostile.server import HostileServer, Peer, Play, json_answer, silent

FALSE = json_answer("200 OK", b'{"success": false}')
TRUE = json_answer("200 OK", b'{"success": true}')
SMS = json_answer("200 OK", b'{"type": "sms", "status": "sent", "codeType": "code"}')
MISMATCH = json_answer(
    "409 Conflict", b'{"type": "PhoneNumberMismatchException", "message": "-", "httpStatus": 409}'
)


@dataclass(slots=True)
class Service:
    """Answers by path; ``waited_for`` is set when a long poll has come in."""

    status: Play = FALSE
    channel: Play = SMS
    long_poll: Play = silent
    waited_for: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, peer: Peer) -> None:
        if "/longPolling/" in peer.request_line:
            self.waited_for.set()
            await self.long_poll(peer)
        elif "/channel" in peer.request_line:
            await self.channel(peer)
        else:
            await self.status(peer)


@pytest.fixture
async def parts() -> AsyncIterator[Parts]:
    built = build(paths.default(), Source.GUI, throw_away=True)
    await built.open()
    await built.tokens.keep_for_session("custom", TOKEN)
    yield built
    await built.close()


def methods(server: HostileServer) -> list[bytes]:
    return [request.partition(b" ")[0] for request in server.requests]


def ignore(_heard: WatchEvent | Look) -> None:
    """Hear nothing."""


async def test_inspecting_is_two_gets(parts: Parts) -> None:
    async with HostileServer(Service()) as server:
        result = await parts.inspect.inspect(REQUEST, environment(server.base_url), Progress())
        await server.abandoned()
    assert methods(server) == [b"GET", b"GET"]
    assert result.case.channel is not None
    assert result.case.record.outcome.verdict is Verdict.NOT_COMPLETED
    page = await parts.history.page(HistoryQuery())
    assert {row.operation for row in page.records} == {Operation.STATUS, Operation.CHANNEL}
    for row in page.records:
        case = await parts.recall.case(row)
        assert case.channel is not None
        assert case.record.operation is Operation.STATUS


async def test_looking_elsewhere_and_trying_formats_are_gets(parts: Parts) -> None:
    async with HostileServer(Service(status=MISMATCH)) as server:
        here = environment(server.base_url)
        there = replace(here, id="there")
        await parts.tokens.keep_for_session("there", TOKEN)
        sightings = await parts.inspect.look_elsewhere(REQUEST, [there, here], Progress())
        trial = await parts.inspect.try_formats(REQUEST, here, "+79990001122", Progress())
        await server.abandoned()
    assert [sighting.presence for sighting in sightings] == [Presence.FOUND, Presence.FOUND]
    assert trial.another_number
    assert methods(server) == [b"GET"] * 5
    numbers = [request.partition(b"recipient=")[2].split()[0] for request in server.requests[2:]]
    assert numbers == [b"%2B79990001122", b"79990001122", b"89990001122"]


async def test_stopping_a_watch_leaves_no_task_and_no_socket(parts: Parts) -> None:
    service = Service()
    async with HostileServer(service) as server:
        before = asyncio.all_tasks()
        task = asyncio.create_task(
            parts.watch.watch(REQUEST, environment(server.base_url), 1.0, ignore)
        )
        await service.waited_for.wait()
        task.cancel()
        watched = await task
        await server.abandoned()
        assert asyncio.all_tasks() == before
    assert watched.ending is Ending.STOPPED
    assert set(methods(server)) == {b"GET"}
    page = await parts.history.page(HistoryQuery())
    assert [row.source for row in page.records] == [Source.WATCH, Source.WATCH]


@pytest.mark.parametrize("offered", [True, False])
async def test_a_watch_sees_the_confirmation(parts: Parts, offered: bool) -> None:  # noqa: FBT001 - the case
    answers = iter([FALSE, TRUE])

    async def status(peer: Peer) -> None:
        await next(answers)(peer)

    service = Service(
        status=status, long_poll=TRUE if offered else json_answer("404 Not Found", b"")
    )
    async with HostileServer(service) as server:
        watched = await parts.watch.watch(REQUEST, environment(server.base_url), 1.0, ignore)
        await server.abandoned()
    assert watched.ending is Ending.CONFIRMED
    assert set(methods(server)) == {b"GET"}
    assert any(b"longPolling" in request for request in server.requests)
