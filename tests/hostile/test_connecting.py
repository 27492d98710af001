"""What can go wrong before anything is sent: the name, the connection, the proxy."""

import errno
import socket
import ssl
from collections.abc import Iterator

import pytest

from otp_gui.domain.outcome import Failure, Outcome, Phase, Verdict
from tests.fakes import TOKEN
from tests.hostile.calls import Caller, environment
from tests.hostile.server import (
    HostileServer,
    Play,
    answer,
    json_answer,
    raw,
    raw_then_close,
    silent,
    tunnel,
)

OK = json_answer("201 Created", b'{"success": true}')
PROXY_VARIABLES = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Find a port of loopback that refuses: bound, so that nobody takes it, but not listening."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Find a port of loopback that neither accepts nor refuses: its queue is full."""
    with socket.socket() as server, socket.socket() as first, socket.socket() as second:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for client in (first, second):
            client.settimeout(0)
            client.connect_ex(server.getsockname())
        yield server.getsockname()[1]


async def test_a_name_that_does_not_resolve_is_told_as_dns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolve(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    caller = Caller()
    outcome = await caller.complete(environment("https://otp.invalid/api"))
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.DNS)
    assert caller.phases == [Phase.CONNECTING]


async def test_a_name_that_cannot_even_be_asked_for_is_told_as_dns() -> None:
    outcome = await Caller().complete(environment(f"http://{'a' * 64}.invalid/api"))
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.DNS)


async def test_a_refused_connection_is_told_as_refused(closed_port: int) -> None:
    caller = Caller()
    outcome = await caller.complete(environment(f"http://127.0.0.1:{closed_port}/api"))
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.REFUSED)
    assert caller.phases == [Phase.CONNECTING]


async def test_a_name_whose_every_address_refuses_is_told_as_refused(
    monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", closed_port))

    def resolve(*_args: object, **_options: object) -> list[object]:
        return [address, address]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    outcome = await Caller().complete(environment(f"http://otp.invalid:{closed_port}/api"))
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.REFUSED)


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (errno.ENETUNREACH, Failure.REFUSED),
        (errno.EHOSTUNREACH, Failure.REFUSED),
        (errno.EACCES, Failure.REFUSED),
        (errno.ETIMEDOUT, Failure.CONNECT_TIMEOUT),
    ],
)
async def test_what_the_system_says_of_the_network_is_told(
    monkeypatch: pytest.MonkeyPatch, code: int, failure: Failure
) -> None:
    async def connect(*_args: object, **_options: object) -> None:
        raise OSError(code, "said by the system")

    monkeypatch.setattr("asyncio.BaseEventLoop.create_connection", connect)
    outcome = await Caller().complete(environment("http://127.0.0.1:9/api"))
    assert outcome == Outcome(Verdict.NOT_SENT, failure)


async def test_a_server_that_takes_no_connection_is_told_as_a_connect_timeout(
    deaf_port: int,
) -> None:
    caller = Caller()
    target = environment(f"http://127.0.0.1:{deaf_port}/api", timeout_seconds=0.2)
    outcome = await caller.complete(target)
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.CONNECT_TIMEOUT)
    assert caller.phases == [Phase.CONNECTING]


async def test_proxies_of_the_process_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with HostileServer(OK) as proxy, HostileServer(OK) as server:
        for name in PROXY_VARIABLES:
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.verdict is Verdict.SUCCESS
    assert proxy.connections == 0
    assert len(server.requests) == 1


async def test_a_socks_proxy_of_the_process_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with HostileServer(OK) as proxy, HostileServer(OK) as server:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.verdict is Verdict.SUCCESS
    assert proxy.connections == 0


async def test_the_environments_proxy_gets_a_plain_call_whole() -> None:
    async with HostileServer(OK) as proxy:
        target = environment(
            "http://otp.invalid/api/n/otp-handler", proxy=f"http://127.0.0.1:{proxy.port}"
        )
        outcome = await Caller().complete(target)
    assert outcome.verdict is Verdict.SUCCESS
    (request,) = proxy.requests
    assert request.startswith(b"POST http://otp.invalid/api/n/otp-handler/d385ab22-")
    assert b"\r\nHost: otp.invalid\r\n" in request


async def test_the_environments_proxy_sees_nothing_of_an_encrypted_call(
    server_tls: ssl.SSLContext, bundle: str
) -> None:
    caller = Caller()
    async with HostileServer(tunnel) as proxy, HostileServer(OK, tls=server_tls) as server:
        target = environment(
            server.base_url, ca_bundle=bundle, proxy=f"http://127.0.0.1:{proxy.port}"
        )
        outcome = await caller.complete(target)
    assert outcome.verdict is Verdict.SUCCESS
    assert len(server.requests) == 1
    (request,) = proxy.requests
    assert request.startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n".encode())
    assert TOKEN.reveal().encode() not in request
    assert caller.phases == [Phase.CONNECTING, Phase.SENDING, Phase.WAITING, Phase.READING]


async def test_an_encrypted_proxy_is_checked_like_the_server(
    server_tls: ssl.SSLContext, bundle: str
) -> None:
    async with HostileServer(OK, tls=server_tls) as proxy:
        target = environment(
            "http://otp.invalid/api", ca_bundle=bundle, proxy=f"https://127.0.0.1:{proxy.port}"
        )
        assert (await Caller().complete(target)).verdict is Verdict.SUCCESS
    assert len(proxy.requests) == 1


async def test_an_encrypted_proxy_that_cannot_be_trusted_gets_nothing(
    server_tls: ssl.SSLContext, other_bundle: str
) -> None:
    async with HostileServer(OK, tls=server_tls) as proxy:
        target = environment(
            "http://otp.invalid/api",
            ca_bundle=other_bundle,
            proxy=f"https://127.0.0.1:{proxy.port}",
        )
        outcome = await Caller().complete(target)
        await proxy.abandoned()
    assert (outcome.verdict, outcome.failure) == (Verdict.NOT_SENT, Failure.PROXY)
    assert proxy.requests == []


async def test_a_proxy_that_refuses_the_connection_is_told(closed_port: int) -> None:
    target = environment("http://otp.invalid/api", proxy=f"http://127.0.0.1:{closed_port}")
    assert await Caller().complete(target) == Outcome(Verdict.NOT_SENT, Failure.PROXY)


@pytest.mark.parametrize(
    "play",
    [
        answer("403 Forbidden"),
        answer("407 Proxy Authentication Required", b"", "Proxy-Authenticate: Basic"),
        answer("502 Bad Gateway", b"<html>"),
        raw(b"nonsense\r\n\r\n"),
        raw_then_close(),
        silent,
    ],
    ids=["403", "407", "502", "garbage", "dropped", "silent"],
)
async def test_a_proxy_that_opens_no_tunnel_is_told(play: Play) -> None:
    caller = Caller()
    async with HostileServer(play) as proxy:
        target = environment(
            "https://otp.invalid/api",
            proxy=f"http://127.0.0.1:{proxy.port}",
            verify_tls=False,
            timeout_seconds=0.3,
        )
        outcome = await caller.complete(target)
        await proxy.abandoned()
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.PROXY)
    assert caller.phases == [Phase.CONNECTING]
    assert len(proxy.requests) == proxy.connections == 1


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "ftp://127.0.0.1:9", "nonsense"])
async def test_a_proxy_of_an_unknown_kind_is_not_tried(proxy: str) -> None:
    async with HostileServer(OK) as server:
        outcome = await Caller().complete(environment(server.base_url, proxy=proxy))
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.PROTOCOL)
    assert server.connections == 0
