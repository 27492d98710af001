"""One call of otp-handler, whichever it is: sent once, bounded, and turned into an outcome.

Each call has a transport, and so a connection, of its own. A kept-alive connection may be closed by
the server at the very moment of the next call, which would then be ``unknown`` for no reason, and
nothing else of a call could be kept for the next one either; only a run of calls that read keeps
its connections, as there the next one follows at once. There is no httpx *client* on purpose: that
is the layer of redirects, cookies, proxies from the process's variables and the log line with the
phone number.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from typing import Final, Protocol
from urllib.parse import quote

import httpx

from otp_gui import __version__
from otp_gui.api import echo
from otp_gui.api.errors import outcome_of
from otp_gui.api.exchange import Exchange
from otp_gui.api.tls import Trust
from otp_gui.domain.classify import classify
from otp_gui.domain.environment import Environment, normalise_base_url, problems
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Verdict
from otp_gui.domain.ports import Progress
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest

_USER_AGENT: Final = f"otp-gui/{__version__}"
# RFC 3986, 5.2.4: such a segment is removed from the path, and quoting does not protect it.
_NO_SEGMENT: Final = ("", ".", "..")
_NEVER: Final = logging.CRITICAL + 1


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is called: ``path`` follows the base URL, with ``{request_id}`` and ``{recipient}``.

    The answer may be waited for longer than the environment allows a call: ``patience_seconds``
    from its start; connecting is bounded by the environment's limit all the same.
    """

    operation: Operation
    path: str
    patience_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """Of whom it is asked about what, and who listens."""

    environment: Environment
    request: CheckRequest
    token: Secret
    progress: Progress


_Send = Callable[[Endpoint, Call, Exchange], Awaitable[None]]


class _Method(Enum):
    GET = "GET"
    POST = "POST"


class Keeper(Protocol):
    """Keeps connections for the next call."""

    async def get(
        self, environment: Environment, path: str, headers: Mapping[str, str], exchange: Exchange
    ) -> None:
        """Send one GET to what follows the base URL, and read the answer into ``exchange``."""
        ...


async def get(trust: Trust, endpoint: Endpoint, call: Call) -> Outcome:
    """Send one GET and classify what came of it; see :class:`otp_gui.domain.ports.Reader`."""
    send = partial(_send, trust, _Method.GET)
    return await _outcome(send, endpoint, call)


async def get_kept(keeper: Keeper, endpoint: Endpoint, call: Call) -> Outcome:
    """Do so over a connection that is kept where it can be."""
    send = partial(_send_kept, keeper)
    return await _outcome(send, endpoint, call)


async def post(trust: Trust, endpoint: Endpoint, call: Call) -> Outcome:
    """Send one POST and classify what came of it; see :class:`otp_gui.domain.ports.Gateway`."""
    send = partial(_send, trust, _Method.POST)
    return await _outcome(send, endpoint, call)


def silence_libraries() -> None:
    """Keep the libraries from logging: they name URLs and headers."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(_NEVER)


def url_of(endpoint: Endpoint, environment: Environment, request: CheckRequest) -> str:
    """Return the URL of a call: whatever the request holds, it is one segment and one value."""
    return f"{normalise_base_url(environment.base_url)}{_path_of(endpoint, request)}"


def _path_of(endpoint: Endpoint, request: CheckRequest) -> str:
    return endpoint.path.format(
        request_id=quote(request.request_id.value, safe=""),
        recipient=quote(request.recipient.value, safe=""),
    )


async def _outcome(send: _Send, endpoint: Endpoint, call: Call) -> Outcome:
    exchange = Exchange(endpoint.operation, call.progress, proxied=bool(call.environment.proxy))
    try:
        if (failure := _refusal(call)) is not None:
            return Outcome(Verdict.NOT_SENT, failure)
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(call.environment.timeout_seconds) as limit:
            if endpoint.patience_seconds > call.environment.timeout_seconds:
                until = began + endpoint.patience_seconds
                exchange.on_sending = lambda: limit.reschedule(until)
            await send(endpoint, call, exchange)
    except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the token
        return echo.without(call.token, outcome_of(error, exchange), cut_off=True)
    finally:
        if not exchange.is_over:
            await exchange.close()
    return echo.without(call.token, _answer(exchange), cut_off=exchange.truncated)


async def _send(
    trust: Trust, method: _Method, endpoint: Endpoint, call: Call, exchange: Exchange
) -> None:
    context = await trust.context(call.environment)
    transport = httpx.AsyncHTTPTransport(
        verify=context,
        trust_env=False,
        retries=0,
        proxy=_proxy(call.environment.proxy, context),
    )
    async with transport:
        exchange.progress.advance(Phase.CONNECTING)
        request = httpx.Request(
            method.value,
            url_of(endpoint, call.environment, call.request),
            headers={**_headers(call), "Connection": "close"},
            extensions={"trace": exchange.trace},
        )
        await exchange.read(await transport.handle_async_request(request))


async def _send_kept(keeper: Keeper, endpoint: Endpoint, call: Call, exchange: Exchange) -> None:
    exchange.progress.advance(Phase.CONNECTING)
    path = _path_of(endpoint, call.request)
    await keeper.get(call.environment, path, _headers(call), exchange)


def _headers(call: Call) -> Mapping[str, str]:
    return {
        "Authorization": f"Bearer {call.token.reveal()}",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": _USER_AGENT,
    }


def _refusal(call: Call) -> Failure | None:
    """Return why nothing may be sent, or None."""
    refusal, is_wrong = _refusal_of(call.environment)
    if refusal is not None:
        return refusal
    token = call.token.reveal()
    if not token or not all("!" <= char <= "~" for char in token):
        return Failure.TOKEN_REJECTED_LOCALLY
    if call.request.request_id.value in _NO_SEGMENT:
        return Failure.PROTOCOL
    return Failure.PROTOCOL if is_wrong else None


@lru_cache(maxsize=16)
def _refusal_of(environment: Environment) -> tuple[Failure | None, bool]:
    """Return why nothing may be sent there, and whether its URLs are none; asked at every call."""
    if environment.refuses_transport:
        return Failure.INSECURE_TRANSPORT, False
    return None, bool(problems(environment).keys() & {"base_url", "proxy"})


def _proxy(url: str | None, context: ssl.SSLContext) -> httpx.Proxy | None:
    if not url:
        return None
    encrypted = url.lower().startswith("https:")
    return httpx.Proxy(url, ssl_context=context if encrypted else None)


def _answer(exchange: Exchange) -> Outcome:
    return classify(
        exchange.operation,
        exchange.status,
        exchange.headers,
        exchange.body,
        truncated=exchange.truncated,
    )
