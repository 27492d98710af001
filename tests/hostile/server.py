"""A server that does what servers must not do: raw sockets on loopback, and a record of it all."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

PATIENCE_SECONDS = 5.0
"""After which a test that waits for the client has failed."""


@dataclass(slots=True)
class Peer:
    """A client's connection; ``request`` is the head of what it sent, byte for byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    request: bytes = b""

    @property
    def request_line(self) -> str:
        return self.request.partition(b"\r\n")[0].decode("ascii")

    async def send(self, data: bytes) -> None:
        await _send(self.writer, data)

    async def close(self) -> None:
        """End the connection in order."""
        self.writer.close()
        await self.writer.wait_closed()

    def reset(self) -> None:
        """End the connection with a RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def gone(self) -> None:
        """Wait until the client ends the connection, keeping silent."""
        while await self.reader.read(65536):
            pass


Play: TypeAlias = Callable[[Peer], Awaitable[None]]


class HostileServer:
    """Plays ``play`` to every request, or with ``at_once`` to every connection.

    Counts connections and requests; a request is counted when its head is complete.
    """

    def __init__(
        self, play: Play, *, tls: ssl.SSLContext | None = None, at_once: bool = False
    ) -> None:
        self._play = play
        self._tls = tls
        self._at_once = at_once
        self._serving: set[asyncio.Task[None]] = set()
        self.requests: list[bytes] = []
        self.connections = 0
        self.asked = asyncio.Event()
        self.port = 0

    @property
    def base_url(self) -> str:
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}/api/n/otp-handler"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def abandoned(self) -> None:
        """Wait until no client holds a connection.

        :raises TimeoutError: if one keeps it open.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self._serving:
                await asyncio.wait(self._serving)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._serve(Peer(reader, writer)))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, peer: Peer) -> None:
        # A client may leave at any moment; the tests look at what it left behind.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            try:
                if self._at_once:
                    await self._play(peer)
                while not peer.writer.is_closing():
                    peer.request = await peer.reader.readuntil(b"\r\n\r\n")
                    self.requests.append(peer.request)
                    self.asked.set()
                    await self._play(peer)
            finally:
                peer.writer.transport.abort()


def answer(status: str, body: bytes = b"", *headers: str) -> Play:
    """Answer in order: ``status`` is as in ``201 Created``; headers come before Content-Length."""
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *headers))
    return raw(f"{head}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body)


def json_answer(status: str, body: bytes, *headers: str) -> Play:
    """Answer in order with a body that calls itself JSON."""
    return answer(status, body, "Content-Type: application/json; charset=utf-8", *headers)


def raw(data: bytes) -> Play:
    """Send ``data``, and wait for the client to leave."""

    async def play(peer: Peer) -> None:
        await peer.send(data)
        await peer.gone()

    return play


def raw_then_close(data: bytes = b"") -> Play:
    """Send ``data``, and end the connection."""

    async def play(peer: Peer) -> None:
        await peer.send(data)
        await peer.close()

    return play


def raw_then_reset(data: bytes = b"") -> Play:
    """Send ``data``, and break the connection."""

    async def play(peer: Peer) -> None:
        await peer.send(data)
        peer.reset()

    return play


def endless(head: bytes, piece: bytes) -> Play:
    """Send ``piece`` again and again, as fast as the client takes it."""

    async def play(peer: Peer) -> None:
        await peer.send(head)
        while True:
            await peer.send(piece)

    return play


def drip(data: bytes, *, every: float) -> Play:
    """Send ``data`` byte by byte, one each ``every`` seconds: slowness is what it plays."""

    async def play(peer: Peer) -> None:
        for place in range(len(data)):
            await peer.send(data[place : place + 1])
            await asyncio.sleep(every)
        await peer.gone()

    return play


async def silent(peer: Peer) -> None:
    """Never answer."""
    await peer.gone()


async def tunnel(peer: Peer) -> None:
    """Be a proxy: connect to where CONNECT asks, and pass the bytes on."""
    host, _, port = peer.request_line.split()[1].rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        await peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pass_on(peer.reader, writer), _pass_on(reader, peer.writer))
    finally:
        writer.transport.abort()


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65536):
            await _send(target, data)
    target.close()


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
