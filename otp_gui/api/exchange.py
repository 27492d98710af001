"""One exchange with a server: how far it got, and what of the answer has arrived."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final, Protocol

import httpx

from otp_gui.domain.classify import MAX_BODY
from otp_gui.domain.outcome import Operation, Phase
from otp_gui.domain.ports import Progress

_OPENS_TUNNEL: Final = b"CONNECT"


class Stage(Enum):
    """What a call that has not been sent yet is waiting for."""

    PREPARING = auto()
    PROXY = auto()
    """The proxy: its connection, and the tunnel through it."""
    TCP = auto()
    """The server's name and connection."""
    TLS = auto()
    """The handshake with the server."""


class _Closable(Protocol):
    async def aclose(self) -> None: ...


@dataclass(slots=True)
class Exchange:
    """The state of one call, which the HTTP library's trace events drive (:meth:`trace`).

    ``on_sending`` is called as the request begins to leave.
    ``status`` is 0 until the answer's headers are complete; ``body`` is as received, never more
    than :data:`MAX_BODY` bytes, and ``truncated`` tells that there was more. ``is_over`` tells of a
    connection that may be kept that the answer was read to its end.
    """

    operation: Operation
    progress: Progress
    proxied: bool
    stage: Stage = Stage.PREPARING
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    is_over: bool = False
    on_sending: Callable[[], None] = lambda: None
    _connections: list[_Closable] = field(default_factory=list)

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of an event (names and contents: httpcore's ``trace`` extension).

        The request that opens a tunnel goes to the proxy and holds neither token nor number, so
        the call has not been sent by it.
        """
        request = info.get("request")
        if request is not None and request.method == _OPENS_TUNNEL:
            return
        match event:
            case "connection.connect_tcp.started":
                self.stage = Stage.PROXY if self.proxied else Stage.TCP
            case "connection.connect_tcp.complete":
                self._connections.append(info["return_value"])
            case "connection.start_tls.started" if not self.proxied:
                self.stage = Stage.TLS
            case "proxy.start_tls.started":
                self.stage = Stage.TLS
            case "http11.send_request_headers.started":
                self.on_sending()
                self.progress.advance(Phase.SENDING)
            case "http11.receive_response_headers.started":
                self.progress.advance(Phase.WAITING)

    def begin_answer(self, status: int, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """Take note of the head of an answer."""
        self.progress.advance(Phase.READING)
        self.status = status
        self.headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in headers
        )

    def take(self, chunk: bytes) -> bool:
        """Add a piece of the body, and tell whether there was room for all of it."""
        room = MAX_BODY - len(self.body)
        self.body += chunk[:room]
        self.truncated = self.truncated or len(chunk) > room
        return len(chunk) <= room

    async def read(self, response: httpx.Response) -> None:
        """Read an answer, up to the cap.

        :raises httpx.HTTPError: where it breaks off; ``body`` keeps what came until then.
        """
        self.begin_answer(response.status_code, response.headers.raw)
        try:
            async for chunk in response.aiter_raw():
                if not self.take(chunk):
                    # Leaving the loop would strand the library's nested generators; on a closed
                    # connection they fail, and so end in order.
                    await self.close()
        except httpx.HTTPError:
            if not self.truncated:
                raise

    async def close(self) -> None:
        """Close the connection, also one that a cancelled TLS handshake left to nobody."""
        for connection in self._connections:
            await connection.aclose()
