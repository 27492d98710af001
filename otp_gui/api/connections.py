"""Connections that stay open between the calls of one run.

They are httpcore's own: what httpx adds to a call costs a fifth of its time, a thousand times over.
"""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeAlias

import httpcore
import httpx

from otp_gui.api.exchange import Exchange
from otp_gui.api.tls import Trust
from otp_gui.domain.environment import Environment, normalise_base_url

IDLE_SECONDS: Final = 2.0
"""So long a connection waits for its next call: less than servers do, so that they close none."""

_END_OF_HEAD: Final = b"\r\n\r\n"
_LARGEST_HEAD: Final = 64 * 1024
_NO_BODY: Final = (204, 304)

_SocketOption: TypeAlias = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


@dataclass(frozen=True, slots=True)
class _Line:
    """What leads to one environment; ``prefix`` is the path of its base URL.

    The library's pool only makes the connections: it looks at all of them, three times a call.
    """

    pool: httpcore.AsyncConnectionPool
    scheme: bytes
    host: bytes
    port: int | None
    prefix: bytes
    authority: bytes
    idle: list[httpcore.AsyncConnectionInterface] = field(default_factory=list)


class Connections:
    """Keeps those to each environment apart."""

    def __init__(self, trust: Trust) -> None:
        self._trust: Final = trust
        self._lines: Final[dict[Environment, _Line]] = {}

    async def get(
        self, environment: Environment, path: str, headers: Mapping[str, str], exchange: Exchange
    ) -> None:
        """Send one GET to what follows the base URL, and read the answer into ``exchange``.

        :raises httpx.HTTPError: as the library's own transport does.
        :raises TrustError: as :meth:`Trust.context`.
        """
        line = self._lines.get(environment)
        if line is None:
            context = await self._trust.context(environment)
            # Another call may have been as quick; what was not used yet holds nothing.
            line = self._lines.setdefault(environment, _line(environment, context))
        request = httpcore.Request(
            b"GET",
            httpcore.URL(
                scheme=line.scheme,
                host=line.host,
                port=line.port,
                target=line.prefix + path.encode("ascii"),
            ),
            headers=[
                (b"Host", line.authority),
                *((name.encode(), value.encode()) for name, value in headers.items()),
            ],
            extensions={"trace": exchange.trace},
        )
        connection = await _take(line, request.url.origin)
        keeps = False
        try:
            keeps = await _read(await connection.handle_async_request(request), exchange)
        except Exception as error:  # noqa: BLE001 - the library's have no class in common
            _raise_as_httpx(error)
        finally:
            # It is not where the server has announced that it closes it.
            if keeps and connection.is_idle():
                line.idle.append(connection)
            else:
                await connection.aclose()

    async def aclose(self) -> None:
        """Close what is open; no call may be in flight."""
        lines = list(self._lines.values())
        self._lines.clear()
        for line in lines:
            for connection in line.idle:
                await connection.aclose()


class _Watched(httpcore.AsyncNetworkStream):
    """A connection that knows whether a server has sent more than the answer it was asked for.

    The library would take that for the answer to the next call.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream: Final = stream
        self._head = b""
        self._head_size = 0
        self._received = 0

    def has_ended_with(self, body_size: int) -> bool:
        """Tell whether exactly one answer has come since the last request."""
        return bool(self._head_size) and self._received == self._head_size + body_size

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        data = await self._stream.read(max_bytes, timeout)
        self._received += len(data)
        if not self._head_size and len(self._head) < _LARGEST_HEAD:
            self._head += data
            self._head_size = self._head.find(_END_OF_HEAD) + len(_END_OF_HEAD)
            if self._head_size < len(_END_OF_HEAD):
                self._head_size = 0
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if buffer:
            self._head, self._head_size, self._received = b"", 0, 0
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own
    ) -> httpcore.AsyncNetworkStream:
        return _Watched(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own
        return self._stream.get_extra_info(info)


class _Backend(httpcore.AsyncNetworkBackend):
    """Opens connections that are watched."""

    def __init__(self) -> None:
        self._backend: Final = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Watched(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def _line(environment: Environment, context: ssl.SSLContext) -> _Line:
    base = httpx.URL(normalise_base_url(environment.base_url))
    return _Line(
        _pool(environment, context),
        base.raw_scheme,
        base.raw_host,
        base.port,
        base.raw_path.rstrip(b"/"),
        base.netloc,
    )


def _pool(environment: Environment, context: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
    common: Mapping[str, Any] = {
        "ssl_context": context,
        "keepalive_expiry": IDLE_SECONDS,
        "retries": 0,
        "network_backend": _Backend(),
    }
    if not environment.proxy:
        return httpcore.AsyncConnectionPool(**common)
    encrypted = environment.proxy.lower().startswith("https:")
    proxy = httpx.Proxy(environment.proxy)
    return httpcore.AsyncHTTPProxy(
        proxy_url=httpcore.URL(
            scheme=proxy.url.raw_scheme,
            host=proxy.url.raw_host,
            port=proxy.url.port,
            target=proxy.url.raw_path,
        ),
        proxy_auth=proxy.raw_auth,
        proxy_headers=proxy.headers.raw,
        proxy_ssl_context=context if encrypted else None,
        **common,
    )


async def _take(line: _Line, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
    """Return the connection that waited least, of those that the server has not closed."""
    while line.idle:
        connection = line.idle.pop()
        if not connection.has_expired():
            return connection
        await connection.aclose()
    return line.pool.create_connection(origin)


async def _read(response: httpcore.Response, exchange: Exchange) -> bool:
    """Read an answer, and tell whether its connection can serve another call.

    It can after a plain answer of a length that was told, and that nothing has followed.
    """
    stream = response.extensions["network_stream"]
    exchange.begin_answer(response.status, response.headers)
    try:
        async for chunk in response.aiter_stream():
            if not exchange.take(chunk):
                # As :meth:`Exchange.read` does, and for the same reason.
                await stream.aclose()
    except Exception:
        if not exchange.truncated:
            raise
    finally:
        await response.aclose()
    size = len(exchange.body)
    sizes = [value for name, value in exchange.headers if name.lower() == "content-length"]
    exchange.is_over = (
        not exchange.truncated
        and exchange.status not in _NO_BODY
        and sizes == [str(size)]
        and isinstance(stream, _Watched)
        and stream.has_ended_with(size)
    )
    return exchange.is_over


def _raise_as_httpx(error: Exception) -> NoReturn:
    """Raise the exception of httpx by the same name; what is no library's own as it is."""
    if type(error).__module__.partition(".")[0] == "httpcore":
        kind = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise kind(str(error)) from error
    raise error
