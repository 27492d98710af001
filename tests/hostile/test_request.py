"""What leaves this machine, byte for byte; and what never does."""

import asyncio
import json
from dataclasses import replace
from urllib.parse import unquote

import pytest

from otp_gui import __version__
from otp_gui.domain.environment import Kind
from otp_gui.domain.outcome import Failure, Outcome, Phase, Verdict
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from tests.fakes import REQUEST, TOKEN
from tests.hostile.calls import Caller, Port, environment
from tests.hostile.server import HostileServer, Peer, answer, json_answer, raw_then_close

OK = json_answer("201 Created", b'{"success": true}')
ODD_IDS = (
    "a/b",
    "a?b=c",
    "a#b",
    "a%2Fb",
    "%2e%2e",
    "...",
    "..a",
    "/",
    "//host/x",
    "http://127.0.0.1:1/x",
    "a b",
    "a+b&c=d;e",
    "\\",
    "@:!$'()*,~",
    '<">{}|^`',
    "идентификатор",
    "日本\u202e",
    "\U0001f600",
    "\x00\x1f\x7f",
    "x" * 256,
)


def asked(server: HostileServer) -> tuple[str, str, str]:
    """Return the method, path and query of the one request that a server got."""
    (request,) = server.requests
    method, target, version = request.partition(b"\r\n")[0].decode("ascii").split(" ")
    assert version == "HTTP/1.1"
    path, _, query = target.partition("?")
    return method, path, query


async def test_the_request_holds_what_the_contract_asks_and_nothing_more() -> None:
    async with HostileServer(OK) as server:
        await Caller().complete(environment(server.base_url))
    (request,) = server.requests
    line, *headers = request.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
    assert line == (
        "POST /api/n/otp-handler/d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6/checkStatusAndComplete"
        "?recipient=%2B79990001122 HTTP/1.1"
    )
    assert sorted(headers) == [
        "Accept-Encoding: identity",
        "Accept: application/json",
        f"Authorization: Bearer {TOKEN.reveal()}",
        "Connection: close",
        "Content-Length: 0",
        f"Host: 127.0.0.1:{server.port}",
        f"User-Agent: otp-gui/{__version__}",
    ]


SEGMENT = "/api/n/otp-handler/d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
POLLED = SEGMENT.replace("otp-handler/", "otp-handler/longPolling/")


@pytest.mark.parametrize(
    ("port", "target"),
    [
        (Port.RESEND, f"{SEGMENT}/resend"),
        (Port.STATUS, f"{SEGMENT}/status?recipient=%2B79990001122"),
        (Port.CHANNEL, f"{SEGMENT}/channel"),
        (Port.AWAIT_STATUS, f"{POLLED}/status?recipient=%2B79990001122"),
    ],
)
async def test_each_call_has_its_own_line_and_no_body(port: Port, target: str) -> None:
    async with HostileServer(OK) as server:
        await Caller().ask(port, environment(server.base_url))
    (request,) = server.requests
    line, *headers = request.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
    assert line == f"{port.method} {target} HTTP/1.1"
    assert f"Authorization: Bearer {TOKEN.reveal()}" in headers
    assert "Accept-Encoding: identity" in headers
    assert not [h for h in headers if h.startswith("Content-Length") and not h.endswith(" 0")]


@pytest.mark.parametrize("request_id", ODD_IDS)
async def test_a_request_id_is_one_segment_whatever_it_holds(request_id: str) -> None:
    request = CheckRequest(RequestId(request_id), REQUEST.recipient)
    async with HostileServer(OK) as server:
        outcome = await Caller().complete(environment(server.base_url), request)
    method, path, query = asked(server)
    assert outcome.verdict is Verdict.SUCCESS
    assert method == "POST"
    before, segment, after = path.rsplit("/", 2)
    assert before == "/api/n/otp-handler"
    assert unquote(segment, errors="strict") == request_id
    assert after == "checkStatusAndComplete"
    assert query == "recipient=%2B79990001122"


@pytest.mark.parametrize("recipient", ["+7 999 000-11-22", "a&b=c", "100%", "#", "тест", "a+b"])
async def test_a_recipient_arrives_as_it_was_given(recipient: str) -> None:
    request = CheckRequest(REQUEST.request_id, Recipient(recipient))
    async with HostileServer(OK) as server:
        await Caller().complete(environment(server.base_url), request)
    _, _, query = asked(server)
    name, _, value = query.partition("=")
    assert (name, unquote(value, errors="strict")) == ("recipient", recipient)
    assert "+" not in value


@pytest.mark.parametrize("slash", ["", "/", "//"])
async def test_a_base_url_works_with_and_without_a_slash_at_its_end(slash: str) -> None:
    async with HostileServer(OK) as server:
        await Caller().complete(environment(server.base_url + slash))
    assert asked(server)[1].startswith("/api/n/otp-handler/d385ab22-")


@pytest.mark.parametrize("port", Port)
@pytest.mark.parametrize("request_id", ["", ".", ".."])
async def test_a_request_id_that_would_change_the_address_is_not_sent(
    request_id: str, port: Port
) -> None:
    request = CheckRequest(RequestId(request_id), REQUEST.recipient)
    async with HostileServer(OK) as server:
        outcome = await Caller().ask(port, environment(server.base_url), request)
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.PROTOCOL)
    assert server.connections == 0


async def test_a_request_id_that_no_encoding_holds_is_not_sent() -> None:
    request = CheckRequest(RequestId("a\ud800"), REQUEST.recipient)
    async with HostileServer(OK) as server:
        outcome = await Caller().complete(environment(server.base_url), request)
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.PROTOCOL)
    assert server.connections == 0


@pytest.mark.parametrize(
    "token",
    ["", "a\r\nX: y", "a\nb", "a b", "a\tb", "tökén", "\u200btoken", "a\x00b", "a\x7f", "\udcff"],
)
async def test_a_token_that_no_header_holds_is_not_sent(token: str) -> None:
    caller = Caller()
    async with HostileServer(OK) as server:
        outcome = await caller.gateway.complete(
            environment(server.base_url), REQUEST, Secret(token), caller.progress
        )
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.TOKEN_REJECTED_LOCALLY)
    assert server.connections == 0
    assert caller.phases == []


async def test_a_token_of_every_sign_and_any_length_is_sent_whole() -> None:
    token = Secret("".join(map(chr, range(0x21, 0x7F))) * 100)
    async with HostileServer(OK) as server:
        outcome = await Caller().complete(environment(server.base_url), token=token)
    assert outcome.verdict is Verdict.SUCCESS
    assert f"Authorization: Bearer {token.reveal()}\r\n".encode() in server.requests[0]


async def test_plain_http_to_a_production_is_refused_before_any_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolve(*_args: object, **_options: object) -> None:
        pytest.fail("a name was looked up")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    production = replace(environment("http://otp.example/api"), kind=Kind.PRODUCTION)
    caller = Caller()
    outcome = await caller.complete(production)
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.INSECURE_TRANSPORT)
    assert caller.phases == []


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "ftp://127.0.0.1/x",
        "127.0.0.1/x",
        "http://",
        "http://[::1",
        "http://h/?a=",
        "http://h/#",
    ],
)
async def test_a_base_url_that_is_none_is_not_sent(base_url: str) -> None:
    outcome = await Caller().complete(environment(base_url))
    assert outcome == Outcome(Verdict.NOT_SENT, Failure.PROTOCOL)


async def test_an_answered_connection_is_not_used_again() -> None:
    async with HostileServer(OK) as server:
        caller = Caller()
        await caller.complete(environment(server.base_url))
        await server.abandoned()
        await caller.complete(environment(server.base_url))
    assert len(server.requests) == server.connections == 2


async def test_a_connection_that_the_server_ended_after_its_answer_harms_no_later_call() -> None:
    body = b'{"success": true}'
    head = f"HTTP/1.1 201 Created\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    async with HostileServer(raw_then_close(head + body)) as server:
        caller = Caller()
        first = await caller.complete(environment(server.base_url))
        await server.abandoned()
        second = await caller.complete(environment(server.base_url))
    assert first.verdict is second.verdict is Verdict.SUCCESS
    assert len(server.requests) == 2


async def test_no_cookie_is_kept_between_calls() -> None:
    play = answer("201 Created", b'{"success": true}', "Set-Cookie: session=abc; Path=/")
    async with HostileServer(play) as server:
        caller = Caller()
        await caller.complete(environment(server.base_url))
        await caller.complete(environment(server.base_url))
    assert not any(b"cookie" in request.lower() for request in server.requests)


async def test_calls_at_the_same_time_share_nothing() -> None:
    both = asyncio.Barrier(2)

    async def play(peer: Peer) -> None:
        await both.wait()
        await json_answer(
            "400 Bad Request",
            json.dumps(
                {
                    "type": peer.request_line.split("/")[4],
                    "message": "",
                    "httpStatus": 400,
                }
            ).encode(),
        )(peer)

    caller, other = Caller(), Caller()
    other.gateway = caller.gateway
    second = CheckRequest(RequestId("second"), Recipient("+79990003344"))
    async with HostileServer(play) as server:
        outcomes = await asyncio.gather(
            caller.complete(environment(server.base_url), token=Secret("first-token-123456")),
            other.complete(
                environment(server.base_url), second, token=Secret("second-token-654321")
            ),
        )
    assert [outcome.error_type for outcome in outcomes] == [
        REQUEST.request_id.value,
        "second",
    ]
    tokens = {
        request.split(b"/")[4]: request.partition(b"Bearer ")[2].partition(b"\r\n")[0]
        for request in server.requests
    }
    assert tokens == {
        REQUEST.request_id.value.encode(): b"first-token-123456",
        b"second": b"second-token-654321",
    }
    assert (
        caller.phases
        == other.phases
        == [
            Phase.CONNECTING,
            Phase.SENDING,
            Phase.WAITING,
            Phase.READING,
        ]
    )


async def test_a_token_that_the_server_repeats_is_hidden_everywhere() -> None:
    secret = TOKEN.reveal()
    spelled = "".join(f"\\u{ord(char):04x}" for char in secret)
    body = (
        f'{{"type": "{secret}", "message": "no {secret} here", "httpStatus": 400,'
        f' "payload": ["{spelled}", "{secret}"]}}'
    )
    play = json_answer(
        "400 Bad Request", body.encode(), f"X-Echo: Bearer {secret}", f"X-{secret}: 1"
    )
    async with HostileServer(play) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.verdict is Verdict.ERROR
    assert (outcome.error_type, outcome.message) == ("***", "no *** here")
    assert outcome.response is not None
    assert spelled not in outcome.response
    assert json.loads(outcome.response)["payload"] == ["***", "***"]
    assert ("X-Echo", "Bearer ***") in outcome.headers
    assert ("X-***", "1") in outcome.headers


async def test_a_token_cut_in_two_by_the_cap_is_hidden_too() -> None:
    secret = TOKEN.reveal()
    body = b"x" * (64 * 1024 - len(secret) + 1) + secret.encode() * 2
    async with HostileServer(answer("201 Created", body)) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.failure is Failure.TOO_LARGE
    assert (outcome.response or "").endswith("x***")


async def test_a_token_that_is_a_word_of_the_answer_does_not_change_the_verdict() -> None:
    async with HostileServer(OK) as server:
        outcome = await Caller().complete(environment(server.base_url), token=Secret("true"))
    assert outcome.verdict is Verdict.SUCCESS
    assert outcome.response == '{"success": ***}'
