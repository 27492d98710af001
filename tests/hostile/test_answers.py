"""Every answer that a server can give: one request, one outcome, no exception."""

import asyncio
import gzip
import json
import sys
from collections.abc import Callable

import pytest

from otp_gui.domain.outcome import Failure, Phase, Remark, Verdict
from tests.hostile.calls import READING_TOO, WITH_SUCCESS, Caller, Port, environment
from tests.hostile.server import (
    HostileServer,
    Play,
    answer,
    drip,
    endless,
    json_answer,
    raw,
    raw_then_close,
    raw_then_reset,
    silent,
)

DEADLINE_SECONDS = 0.3
# What FAULTS promises: the verdict comes within a second of the deadline.
GRACE_SECONDS = 1.0
OK = b'{"success": true}'
HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
MISMATCH = json.dumps(
    {"type": "PhoneNumberMismatchException", "message": "Номер не совпадает.", "httpStatus": 409}
).encode()
GATEWAY_PAGE = b"<html><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"

CLEAR = {
    "true": (json_answer("201 Created", OK), Verdict.SUCCESS, None),
    "false": (json_answer("201 Created", b'{"success": false}'), Verdict.NOT_COMPLETED, None),
    "200 in place of 201": (json_answer("200 OK", OK), Verdict.SUCCESS, None),
    "extra fields": (
        json_answer("201 Created", b'{"success": true, "more": [1]}'),
        Verdict.SUCCESS,
        None,
    ),
    "chunked": (
        raw(
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n8\r\n"
            + OK[:8]
            + b"\r\n9\r\n"
            + OK[8:]
            + b"\r\n0\r\n\r\n"
        ),
        Verdict.SUCCESS,
        None,
    ),
    "ended by closing": (raw_then_close(HEAD + b"\r\n" + OK), Verdict.SUCCESS, None),
    "after an interim answer": (
        raw(b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 17\r\n\r\n" + OK),
        Verdict.SUCCESS,
        None,
    ),
    "typed 409": (json_answer("409 Conflict", MISMATCH), Verdict.ERROR, None),
    "unknown type": (
        json_answer(
            "400 Bad Request", b'{"type": "NewException", "message": "?", "httpStatus": 400}'
        ),
        Verdict.ERROR,
        None,
    ),
    "disagreeing statuses": (json_answer("400 Bad Request", MISMATCH), Verdict.ERROR, None),
    "401 without a body": (answer("401 Unauthorized"), Verdict.ERROR, None),
    "typed 403": (
        json_answer(
            "403 Forbidden",
            b'{"type": "ForbiddenException", "message": "No", "httpStatus": 403}',
        ),
        Verdict.ERROR,
        None,
    ),
    "404 of a web server": (answer("404 Not Found", b"<html>"), Verdict.ERROR, None),
    "429": (answer("429 Too Many Requests", b"", "Retry-After: 30"), Verdict.ERROR, None),
    "429 with a nonsense wait": (
        answer("429 Too Many Requests", b"", "Retry-After: soon"),
        Verdict.ERROR,
        None,
    ),
    "3xx": (answer("302 Found", b"", "Location: /elsewhere"), Verdict.ERROR, Failure.REDIRECT),
}

UNCLEAR = {
    "204": (raw(b"HTTP/1.1 204 No Content\r\n\r\n"), Failure.BAD_BODY),
    "201 without a body": (json_answer("201 Created", b""), Failure.BAD_BODY),
    "truncated JSON": (json_answer("201 Created", OK[:-1]), Failure.BAD_BODY),
    "two documents": (json_answer("201 Created", OK + OK), Failure.BAD_BODY),
    "invalid UTF-8": (
        json_answer("201 Created", b'{"success": true, "a": "\xff"}'),
        Failure.BAD_BODY,
    ),
    "UTF-16": (json_answer("201 Created", OK.decode().encode("utf-16")), Failure.BAD_BODY),
    "deep nesting": (
        json_answer(
            "201 Created", b'{"success": true, "a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"
        ),
        Failure.BAD_BODY,
    ),
    "deep nesting in an error": (json_answer("500 Oops", b"[" * 60_000), Failure.UNEXPECTED_STATUS),
    "a number of 5,000 digits": (
        json_answer("201 Created", b'{"success": true, "a": ' + b"9" * 5000 + b"}"),
        Failure.BAD_BODY,
    ),
    "NaN": (json_answer("201 Created", b'{"success": true, "a": NaN}'), Failure.BAD_BODY),
    "duplicate keys": (
        json_answer("201 Created", b'{"success": false, "success": true}'),
        Failure.BAD_BODY,
    ),
    "an array": (json_answer("201 Created", b"[" + OK + b"]"), Failure.BAD_BODY),
    "a bare string": (json_answer("201 Created", b'"success"'), Failure.BAD_BODY),
    "bare true": (json_answer("201 Created", b"true"), Failure.BAD_BODY),
    "success missing": (json_answer("201 Created", b"{}"), Failure.BAD_BODY),
    "success a string": (json_answer("201 Created", b'{"success": "true"}'), Failure.BAD_BODY),
    "success a number": (json_answer("201 Created", b'{"success": 1}'), Failure.BAD_BODY),
    "success null": (json_answer("201 Created", b'{"success": null}'), Failure.BAD_BODY),
    "a web page with 200": (answer("200 OK", GATEWAY_PAGE), Failure.BAD_BODY),
    "a gateway's page with 502": (
        answer("502 Bad Gateway", GATEWAY_PAGE),
        Failure.UNEXPECTED_STATUS,
    ),
    "a gateway's page with 503": (answer("503 Busy", GATEWAY_PAGE), Failure.UNEXPECTED_STATUS),
    "a gateway's page with 504": (answer("504 Late", GATEWAY_PAGE), Failure.UNEXPECTED_STATUS),
    "typed 500": (
        json_answer(
            "500 Oops",
            b'{"type": "InternalServerErrorException", "message": "Oops", "httpStatus": 500}',
        ),
        Failure.UNEXPECTED_STATUS,
    ),
    "success true with 500": (json_answer("500 Oops", OK), Failure.UNEXPECTED_STATUS),
    "success true with 999": (json_answer("999 Odd", OK), Failure.UNEXPECTED_STATUS),
    "101, which nobody asked for": (
        raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + OK),
        Failure.PROTOCOL,
    ),
    "gzip": (
        json_answer("201 Created", gzip.compress(OK, mtime=0), "Content-Encoding: gzip"),
        Failure.BAD_BODY,
    ),
    "a gzip bomb": (
        json_answer(
            "201 Created", gzip.compress(bytes(100_000_000), 1, mtime=0), "Content-Encoding: gzip"
        ),
        Failure.TOO_LARGE,
    ),
    "64 KiB and a byte": (
        json_answer("201 Created", OK + b" " * (64 * 1024 + 1 - len(OK))),
        Failure.TOO_LARGE,
    ),
    "an endless body": (endless(HEAD + b"\r\n", b" " * 65536), Failure.TOO_LARGE),
    "an endless chunked body": (
        endless(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b" " * 0x8000 + b"\r\n"
        ),
        Failure.TOO_LARGE,
    ),
    "a header bomb": (
        raw(b"HTTP/1.1 201 Created\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n"),
        Failure.TOO_LARGE,
    ),
    "endless headers": (
        endless(b"HTTP/1.1 201 Created\r\n", b"X: y\r\n" * 1000),
        Failure.TOO_LARGE,
    ),
    "a garbage status line": (raw(b"\x16\x03\x01 nonsense\r\n\r\n"), Failure.PROTOCOL),
    "a status of letters": (raw(b"HTTP/1.1 OK 201\r\n\r\n"), Failure.PROTOCOL),
    "another protocol": (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Failure.PROTOCOL),
    "a header without a colon": (
        raw(b"HTTP/1.1 201 Created\r\nnonsense\r\n\r\n"),
        Failure.PROTOCOL,
    ),
    "two lengths": (
        raw(HEAD + b"Content-Length: 17\r\nContent-Length: 5\r\n\r\n" + OK),
        Failure.PROTOCOL,
    ),
    "a length of letters": (raw(HEAD + b"Content-Length: many\r\n\r\n" + OK), Failure.PROTOCOL),
    "a broken chunk": (
        raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n" + OK),
        Failure.PROTOCOL,
    ),
    "a length that promises more": (
        raw_then_close(HEAD + b"Content-Length: 100\r\n\r\n" + OK),
        Failure.RESET,
    ),
    "a chunked body that breaks off": (
        raw_then_close(HEAD + b"Transfer-Encoding: chunked\r\n\r\n11\r\n" + OK + b"\r\n"),
        Failure.RESET,
    ),
    "dropped before an answer": (raw_then_close(), Failure.RESET),
    "dropped amid the headers": (raw_then_close(HEAD), Failure.RESET),
    "dropped after an interim answer": (
        raw_then_close(b"HTTP/1.1 100 Continue\r\n\r\n"),
        Failure.RESET,
    ),
    "reset before an answer": (raw_then_reset(), Failure.RESET),
    "reset amid the body": (raw_then_reset(HEAD + b"Content-Length: 17\r\n\r\n{"), Failure.RESET),
}

LATE = {
    "no answer": silent,
    "slow headers": drip(HEAD + b"Content-Length: 17\r\n\r\n" + OK, every=0.05),
    "endless interim answers": drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, every=0.005),
    "a body that never ends": raw(HEAD + b"Content-Length: 17\r\n\r\n" + OK[:-1]),
    "a slow body": drip(b"HTTP/1.1 201 Created\r\n\r\n" + b" " * 1000, every=0.01),
}


@pytest.mark.parametrize("port", WITH_SUCCESS)
@pytest.mark.parametrize(("play", "verdict", "failure"), CLEAR.values(), ids=CLEAR)
async def test_a_clear_answer_is_taken(
    play: Play, verdict: Verdict, failure: Failure | None, port: Port
) -> None:
    caller = Caller()
    async with HostileServer(play) as server:
        outcome = await caller.ask(port, environment(server.base_url))
        await server.abandoned()
    assert (outcome.verdict, outcome.failure) == (verdict, failure)
    assert len(server.requests) == server.connections == 1
    assert caller.phases == [Phase.CONNECTING, Phase.SENDING, Phase.WAITING, Phase.READING]


@pytest.mark.parametrize("port", READING_TOO)
@pytest.mark.parametrize(("play", "failure"), UNCLEAR.values(), ids=UNCLEAR)
async def test_anything_else_is_unknown(play: Play, failure: Failure, port: Port) -> None:
    async with HostileServer(play) as server:
        outcome = await Caller().ask(port, environment(server.base_url))
        await server.abandoned()
    assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, failure)
    assert len(server.requests) == server.connections == 1
    assert len(outcome.response or "") <= 64 * 1024


@pytest.mark.parametrize("port", [Port.COMPLETE, Port.RESEND, Port.STATUS, Port.CHANNEL])
@pytest.mark.parametrize("play", LATE.values(), ids=LATE)
async def test_one_deadline_bounds_the_whole_call(play: Play, port: Port) -> None:
    async with HostileServer(play) as server:
        async with asyncio.timeout(DEADLINE_SECONDS + GRACE_SECONDS):
            outcome = await Caller().ask(
                port, environment(server.base_url, timeout_seconds=DEADLINE_SECONDS)
            )
        await server.abandoned()
    assert (outcome.verdict, outcome.failure) == (Verdict.UNKNOWN, Failure.TIMEOUT)
    assert len(server.requests) == server.connections == 1


async def test_a_channel_is_taken_and_never_a_success() -> None:
    body = b'{"type": "sms", "status": "confirmed", "success": true}'
    async with HostileServer(json_answer("200 OK", body)) as server:
        outcome = await Caller().ask(Port.CHANNEL, environment(server.base_url))
    assert (outcome.verdict, outcome.failure) == (Verdict.NOT_COMPLETED, None)
    assert outcome.remarks == (Remark.EXTRA_FIELDS,)


@pytest.mark.parametrize("port", Port)
async def test_a_redirect_is_shown_and_its_target_never_visited(port: Port) -> None:
    async with (
        HostileServer(json_answer("201 Created", OK)) as target,
        HostileServer(
            answer("307 Temporary Redirect", b"", f"Location: {target.base_url}/x")
        ) as server,
    ):
        outcome = await Caller().ask(port, environment(server.base_url))
    assert (outcome.verdict, outcome.failure) == (Verdict.ERROR, Failure.REDIRECT)
    assert ("Location", f"{target.base_url}/x") in outcome.headers
    assert len(server.requests) == 1
    assert target.connections == 0


async def test_an_answer_that_breaks_off_keeps_what_came() -> None:
    play = raw_then_close(HEAD + b"Content-Length: 100\r\n\r\n" + OK)
    async with HostileServer(play) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert (outcome.http_status, outcome.response) == (201, OK.decode())
    assert ("Content-Type", "application/json") in outcome.headers
    assert outcome.remarks == ()


@pytest.mark.parametrize("status", [401, 404, 409])
@pytest.mark.parametrize("end", [raw_then_close, raw], ids=["closed", "silent"])
async def test_a_refusal_by_status_stands_though_its_body_breaks_off(
    end: Callable[[bytes], Play], status: int
) -> None:
    head = f"HTTP/1.1 {status} Refused\r\nContent-Length: 100\r\n\r\n".encode()
    async with HostileServer(end(head + MISMATCH[:20])) as server:
        outcome = await Caller().complete(environment(server.base_url, timeout_seconds=0.3))
    assert (outcome.verdict, outcome.failure) == (Verdict.ERROR, None)
    assert (outcome.http_status, outcome.response) == (status, MISMATCH[:20].decode())
    assert outcome.remarks == ()


@pytest.mark.parametrize(
    ("body", "header", "remark"),
    [
        (gzip.compress(MISMATCH, mtime=0), "Content-Encoding: gzip", Remark.CONTENT_ENCODING),
        (b" " * (64 * 1024 + 1), "Content-Type: text/html", Remark.TRUNCATED),
    ],
)
async def test_a_refusal_by_status_stands_though_its_body_is_not_looked_into(
    body: bytes, header: str, remark: Remark
) -> None:
    async with HostileServer(answer("409 Conflict", body, header)) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert (outcome.verdict, outcome.failure, outcome.http_status) == (Verdict.ERROR, None, 409)
    assert outcome.error_type is None
    assert outcome.remarks == (remark,)


async def test_an_oversized_body_is_kept_up_to_the_cap_and_named() -> None:
    async with HostileServer(endless(HEAD + b"\r\n", b"x" * 65536)) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.response == "x" * 64 * 1024
    assert Remark.TRUNCATED in outcome.remarks


async def test_leaving_an_oversized_body_strands_no_generator() -> None:
    stranded: list[object] = []
    before = sys.get_asyncgen_hooks()
    async with HostileServer(endless(HEAD + b"\r\n", b"x" * 65536)) as server:
        try:
            sys.set_asyncgen_hooks(finalizer=stranded.append)
            outcome = await Caller().complete(environment(server.base_url))
        finally:
            sys.set_asyncgen_hooks(*before)
        assert outcome.failure is Failure.TOO_LARGE
    assert stranded == []


async def test_a_body_of_exactly_the_cap_is_whole() -> None:
    body = OK + b" " * (64 * 1024 - len(OK))
    async with HostileServer(json_answer("201 Created", body)) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.verdict is Verdict.SUCCESS


async def test_headers_are_kept_in_order_and_verbatim() -> None:
    headers = ("X-b: 1", "Set-Cookie: a=b; Path=/", "x-B:  \xe9", "Retry-After: 30")
    async with HostileServer(answer("429 Too Many Requests", b"", *headers)) as server:
        outcome = await Caller().complete(environment(server.base_url))
    assert outcome.headers == (
        ("X-b", "1"),
        ("Set-Cookie", "a=b; Path=/"),
        ("x-B", "\xe9"),
        ("Retry-After", "30"),
        ("Content-Length", "0"),
    )
