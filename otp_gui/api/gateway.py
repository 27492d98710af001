"""The HTTP client of otp-handler: one call in, one outcome out."""

import asyncio
import logging
import ssl
from typing import Final
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


class HttpGateway:
    """Calls otp-handler by httpx; implements :class:`otp_gui.domain.ports.Gateway`.

    Each call has a transport, and so a connection, of its own. A kept-alive connection may be
    closed by the server at the very moment of the next call, which would then be ``unknown`` for no
    reason, and nothing else of a call could be kept for the next one either. There is no httpx
    *client* on purpose: that is the layer of redirects, cookies, proxies from the process's
    variables and the log line with the phone number.
    """

    def __init__(self) -> None:
        self._trust = Trust()
        for name in ("httpx", "httpcore"):
            # They log URLs and headers.
            logging.getLogger(name).setLevel(_NEVER)

    async def warm_up(self) -> None:
        """Prepare what a first call would wait for, off the event loop; sends nothing."""
        await self._trust.warm_up()

    async def aclose(self) -> None:
        """Let go of what is kept between calls; calls close their own connections."""
        self._trust.forget()

    async def complete(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """POST checkStatusAndComplete once; see :meth:`otp_gui.domain.ports.Gateway.complete`."""
        exchange = Exchange(progress, proxied=bool(environment.proxy))
        try:
            if (failure := _refusal(environment, request, token)) is not None:
                return Outcome(Verdict.NOT_SENT, failure)
            async with asyncio.timeout(environment.timeout_seconds):
                await self._send(environment, request, token, exchange)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the token
            return echo.without(token, outcome_of(error, exchange), cut_off=True)
        finally:
            await exchange.close()
        return echo.without(token, _answer(exchange), cut_off=exchange.truncated)

    async def _send(
        self, environment: Environment, request: CheckRequest, token: Secret, exchange: Exchange
    ) -> None:
        context = await self._trust.context(environment)
        transport = httpx.AsyncHTTPTransport(
            verify=context,
            trust_env=False,
            retries=0,
            proxy=_proxy(environment.proxy, context),
        )
        async with transport:
            exchange.progress.advance(Phase.CONNECTING)
            post = httpx.Request(
                "POST",
                _url(environment, request),
                headers={
                    "Authorization": f"Bearer {token.reveal()}",
                    "Accept": "application/json",
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                    "User-Agent": _USER_AGENT,
                },
                extensions={"trace": exchange.trace},
            )
            await exchange.read(await transport.handle_async_request(post))


def _refusal(environment: Environment, request: CheckRequest, token: Secret) -> Failure | None:
    """Return why nothing may be sent, or None."""
    if environment.refuses_transport:
        return Failure.INSECURE_TRANSPORT
    if not token.reveal() or not all("!" <= char <= "~" for char in token.reveal()):
        return Failure.TOKEN_REJECTED_LOCALLY
    if request.request_id.value in _NO_SEGMENT:
        return Failure.PROTOCOL
    if problems(environment).keys() & {"base_url", "proxy"}:
        return Failure.PROTOCOL
    return None


def _url(environment: Environment, request: CheckRequest) -> str:
    base = normalise_base_url(environment.base_url)
    segment = quote(request.request_id.value, safe="")
    recipient = quote(request.recipient.value, safe="")
    return f"{base}/{segment}/checkStatusAndComplete?recipient={recipient}"


def _proxy(url: str | None, context: ssl.SSLContext) -> httpx.Proxy | None:
    if not url:
        return None
    encrypted = url.lower().startswith("https:")
    return httpx.Proxy(url, ssl_context=context if encrypted else None)


def _answer(exchange: Exchange) -> Outcome:
    return classify(
        Operation.COMPLETE,
        exchange.status,
        exchange.headers,
        exchange.body,
        truncated=exchange.truncated,
    )
