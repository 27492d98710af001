"""A server in a process of its own that answers at once: ``python -m tests.bench.answering``.

It prints its port and ends with its input.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_END = b"\r\n\r\n"
_BODY = b'{"success": false}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Date: Mon, 23 Nov 2026 10:20:30 GMT\r\nX-Trace: 4bf92f3577b34da6\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


@contextmanager
def answering() -> Iterator[str]:
    """Start the server and give its base URL."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.answering"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if server.stdout is None:
            raise RuntimeError("the server has no voice")
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/api/n/otp-handler"
    finally:
        server.communicate("")


class _Answering(asyncio.Protocol):
    """Answers every request of a connection the same; none of them has a body."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(_END)
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.write(_ANSWER * len(heads))


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
