"""A run's connections that are kept: never an answer that was meant for another login."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from otp_gui.api.reader import HttpReader
from otp_gui.api.run_reader import HttpRunReader
from otp_gui.api.tls import Trust
from otp_gui.domain.classify import MAX_BODY
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure, Outcome, Phase, Remark, Verdict
from otp_gui.domain.ports import Progress
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from tests.fakes import REQUEST, TOKEN
from tests.hostile.calls import environment
from tests.hostile.server import HostileServer, Peer, Play, endless, silent, tunnel

YES = b'{"success": true}'
NO = b'{"success": false}'


def whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def say(*answers: bytes) -> Play:
    """Send the answers one after the other, the last one again and again, and stay."""
    waiting = list(answers)

    async def play(peer: Peer) -> None:
        await peer.send(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    return play


@pytest.fixture
async def reader() -> AsyncIterator[HttpRunReader]:
    reader = HttpRunReader(Trust())
    yield reader
    await reader.aclose()


async def ask(reader: HttpRunReader, here: Environment, request: CheckRequest = REQUEST) -> Outcome:
    outcome = await reader.status(here, request, TOKEN, Progress())
    assert TOKEN.reveal() not in repr(outcome)
    return outcome


async def test_connection_serves_one_call_after_another(reader: HttpRunReader) -> None:
    async with HostileServer(say(whole(YES), whole(NO))) as server:
        here = environment(server.base_url)
        verdicts = [(await ask(reader, here)).verdict for _ in range(5)]

        assert verdicts == [Verdict.SUCCESS, *[Verdict.NOT_COMPLETED] * 4]
        assert (server.connections, len(server.requests)) == (1, 5)
        await reader.aclose()
        await server.abandoned()


async def test_calls_at_once_have_connections_of_their_own(reader: HttpRunReader) -> None:
    async with HostileServer(say(whole(NO))) as server:
        here = environment(server.base_url)
        for _ in range(3):
            await asyncio.gather(*(ask(reader, here) for _ in range(8)))

        assert (server.connections, len(server.requests)) == (8, 24)


@pytest.mark.parametrize(
    "request_",
    [
        REQUEST,
        CheckRequest(RequestId("a/b?c#d %2F ы"), Recipient("8 (999) 000-11-22")),
        CheckRequest(RequestId("=&+;"), Recipient("&recipient=+7")),
    ],
)
async def test_it_asks_what_any_other_reader_asks(
    reader: HttpRunReader, request_: CheckRequest
) -> None:
    async with HostileServer(say(whole(NO))) as server:
        here = environment(f"{server.base_url}/")
        await ask(reader, here, request_)
        await HttpReader(Trust()).status(here, request_, TOKEN, Progress())

        kept, single = (set(request.split(b"\r\n")) for request in server.requests)
        assert single - kept == {b"Connection: close"}
        assert not kept - single
        assert server.requests[0].split(b"\r\n")[0] == server.requests[1].split(b"\r\n")[0]


@pytest.mark.parametrize(
    "answer",
    [
        whole(NO) + whole(YES),
        whole(NO) + b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + whole(NO),
        whole(NO, "Connection: close"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 18\r\n\r\n" + NO,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n" + NO + b"\r\n0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n" + whole(YES),
    ],
    ids=["two answers", "more", "1xx", "close", "HTTP/1.0", "chunked", "204"],
)
async def test_only_what_is_plainly_over_leads_to_another_call(
    reader: HttpRunReader, answer: bytes
) -> None:
    async with HostileServer(say(answer)) as server:
        here = environment(server.base_url)
        verdicts = {(await ask(reader, here)).verdict for _ in range(3)}

        assert verdicts in ({Verdict.NOT_COMPLETED}, {Verdict.UNKNOWN})
        assert server.connections == 3


async def test_late_second_answer_is_not_taken_for_that_to_the_next_call(
    reader: HttpRunReader,
) -> None:
    sent = asyncio.Event()

    async def play(peer: Peer) -> None:
        await peer.send(whole(NO))
        await peer.send(whole(YES))
        sent.set()

    async with HostileServer(play) as server:
        here = environment(server.base_url)
        first = await ask(reader, here)
        await sent.wait()
        await asyncio.sleep(0)
        second = await ask(reader, here)

        assert (first.verdict, second.verdict) == (Verdict.NOT_COMPLETED, Verdict.NOT_COMPLETED)
        assert server.connections == 2


async def test_connection_that_the_server_has_closed_serves_no_call(
    reader: HttpRunReader,
) -> None:
    async def play(peer: Peer) -> None:
        await peer.send(whole(NO))
        await peer.close()

    async with HostileServer(play) as server:
        here = environment(server.base_url)
        for _ in range(3):
            assert (await ask(reader, here)).verdict is Verdict.NOT_COMPLETED
            await server.abandoned()

        assert server.connections == 3


async def test_answer_that_breaks_off_is_unknown_and_not_asked_for_again(
    reader: HttpRunReader,
) -> None:
    async def play(peer: Peer) -> None:
        await peer.send(whole(YES)[:-3])
        peer.reset()

    async with HostileServer(play) as server:
        outcome = await ask(reader, environment(server.base_url))

        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.RESET)
        assert len(server.requests) == 1
        await server.abandoned()


async def test_connection_that_dies_under_a_call_makes_it_unknown_and_is_not_asked_again(
    reader: HttpRunReader,
) -> None:
    plays: list[Callable[[Peer], Awaitable[None]]] = [say(whole(NO))]

    async def play(peer: Peer) -> None:
        if plays:
            await plays.pop()(peer)
        else:
            peer.reset()

    async with HostileServer(play) as server:
        here = environment(server.base_url)
        await ask(reader, here)
        outcome = await ask(reader, here)

        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.RESET)
        assert (server.connections, len(server.requests)) == (1, 2)


async def test_endless_answer_is_cut_and_its_connection_closed(reader: HttpRunReader) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"
    async with HostileServer(endless(head, b"x" * 65_536)) as server:
        outcome = await ask(reader, environment(server.base_url))

        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.TOO_LARGE)
        assert outcome.remarks == (Remark.TRUNCATED,)
        assert len(outcome.response or "") == MAX_BODY
        await server.abandoned()


async def test_silence_ends_with_the_deadline_and_leaves_no_connection(
    reader: HttpRunReader,
) -> None:
    async with HostileServer(silent) as server:
        outcome = await ask(reader, environment(server.base_url, timeout_seconds=1.0))

        assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.TIMEOUT)
        await server.abandoned()


async def test_cancelled_call_tells_how_far_it_got_and_leaves_no_connection(
    reader: HttpRunReader,
) -> None:
    async with HostileServer(silent) as server:
        progress = Progress()
        call = asyncio.ensure_future(
            reader.status(environment(server.base_url), REQUEST, TOKEN, progress)
        )
        await server.asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

        assert progress.phase in (Phase.SENDING, Phase.WAITING)
        await server.abandoned()


async def test_nobody_there_is_not_sent(reader: HttpRunReader) -> None:
    async with HostileServer(silent) as server:
        here = environment(server.base_url)
    outcome = await ask(reader, here)

    assert (outcome.verdict, outcome.failure) == (Verdict.NOT_SENT, Failure.REFUSED)


async def test_certificates_are_checked_and_tls_connections_kept(
    reader: HttpRunReader, server_tls: ssl.SSLContext, bundle: str, other_bundle: str
) -> None:
    async with HostileServer(say(whole(NO)), tls=server_tls) as server:
        untrusted = await ask(reader, environment(server.base_url, ca_bundle=other_bundle))
        here = environment(server.base_url, ca_bundle=bundle)
        trusted = [(await ask(reader, here)).verdict for _ in range(3)]

        assert (untrusted.verdict, untrusted.failure) == (Verdict.NOT_SENT, Failure.TLS)
        assert trusted == [Verdict.NOT_COMPLETED] * 3
        assert (server.connections, len(server.requests)) == (1, 3)
        await reader.aclose()
        await server.abandoned()


@pytest.mark.parametrize("encrypted", [False, True])
async def test_proxy_is_gone_through_and_nothing_else_is_sent_to_it(
    reader: HttpRunReader, server_tls: ssl.SSLContext, bundle: str, *, encrypted: bool
) -> None:
    tls = server_tls if encrypted else None
    async with (
        HostileServer(say(whole(NO)), tls=tls) as server,
        HostileServer(tunnel if encrypted else say(whole(NO))) as proxy,
    ):
        here = environment(
            server.base_url, ca_bundle=bundle, proxy=f"http://127.0.0.1:{proxy.port}"
        )
        verdicts = [(await ask(reader, here)).verdict for _ in range(3)]

        assert verdicts == [Verdict.NOT_COMPLETED] * 3
        if encrypted:
            assert (len(proxy.requests), len(server.requests)) == (1, 3)
            assert TOKEN.reveal().encode() not in proxy.requests[0]
        else:
            assert (len(proxy.requests), server.connections) == (3, 0)
        await reader.aclose()
