"""Runs the sandbox's server on a thread and an event loop of its own.

So it works whatever the caller's loop is, and takes no turn of the user interface's.
"""

import asyncio
import functools
import socket
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from otp_gui.sandbox.place import BASE_PATH
from otp_gui.sandbox.timing import SandboxClock, Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from otp_gui.sandbox.scenarios import Scenario
    from otp_gui.sandbox.server import SeenRequest

LOOPBACK: Final = "127.0.0.1"

_Serve: TypeAlias = (
    "Callable[[socket.socket, Future[Callable[[], object]]], Coroutine[Any, Any, None]]"
)


class SandboxHost:
    """An embedded otp-handler on loopback, with fresh sessions at every start.

    ``pace`` multiplies every delay of the server, by ``clock``: with 0 a slow answer comes at once,
    and a session has lived its life as soon as it was touched. The clock is looked at, and waited
    by, on the server's thread. Without ``long_polling`` the server does not know that call.
    """

    def __init__(
        self,
        *,
        pace: float = 1.0,
        clock: SandboxClock | None = None,
        long_polling: bool = True,
    ) -> None:
        self._timing = Timing(pace=pace) if clock is None else Timing(clock, pace)
        self._long_polling = long_polling
        self._thread: _ServerThread | None = None
        self._requests: list[SeenRequest] = []

    @property
    def base_url(self) -> str | None:
        """Where the server answers, without a trailing slash; None while it does not run."""
        return self._thread.base_url if self._thread is not None else None

    @property
    def requests(self) -> "Sequence[SeenRequest]":
        """Every request since the last start, oldest first."""
        return tuple(self._requests)

    def sessions(self) -> "Sequence[Scenario]":
        """Return the sessions that the server knows."""
        # Only those who use the sandbox have to pay for them.
        from otp_gui.sandbox.scenarios import catalogue  # noqa: PLC0415

        return catalogue()

    async def start(self, port: int = 0) -> str:
        """Start the server, unless it runs, and return its base URL once it accepts calls.

        ``port`` 0 lets the system choose; while the server runs, ``port`` is not looked at.

        :raises OSError: if the port is taken or may not be used.
        """
        if self._thread is None:
            listener = socket.create_server((LOOPBACK, port))
            # asyncio sets it by a protocol number that create_server leaves open; without it an
            # answer on a kept-alive connection waits 40 ms for the client's delayed ACK.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._requests = []
            self._thread = _ServerThread(listener, self._serve)
            self._thread.start()
        thread = self._thread
        await asyncio.wrap_future(thread.ready)
        return thread.base_url

    async def stop(self) -> None:
        """End the server with every connection to it; no error where it does not run."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            await asyncio.wrap_future(thread.ended)
            thread.join()

    async def _serve(self, listener: socket.socket, ready: "Future[Callable[[], object]]") -> None:
        """Live one life of the server, on its own thread and loop."""
        # Loads Starlette and uvicorn, which only those who use the sandbox have to pay for.
        from otp_gui.sandbox.server import LoopbackServer  # noqa: PLC0415

        server = LoopbackServer(
            self.sessions(),
            timing=self._timing,
            long_polling=self._long_polling,
            on_request=self._requests.append,
            on_ready=lambda: ready.set_result(end),
        )
        end = functools.partial(asyncio.get_running_loop().call_soon_threadsafe, server.stop)
        await server.run_on(listener)


class _ServerThread(threading.Thread):
    """One life of the server, from listening to closed.

    ``ready`` holds the call that ends it, from whichever thread; ``ended`` comes after the last
    connection. Both carry the error, if it could not live.
    """

    def __init__(self, listener: socket.socket, serve: _Serve) -> None:
        # A daemon: a window that dies without a word does not leave the process behind.
        super().__init__(name="sandbox", daemon=True)
        self.base_url = f"http://{LOOPBACK}:{listener.getsockname()[1]}{BASE_PATH}"
        self.ready: Future[Callable[[], object]] = _promise()
        self.ended: Future[None] = _promise()
        self._listener = listener
        self._serve = serve

    def stop(self) -> None:
        """Ask the server to end, as soon as it runs."""
        self.ready.add_done_callback(_end)

    def run(self) -> None:
        try:
            # Not the policy's loop: a program that lives on qasync may have made that Qt's.
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve(self._listener, self.ready))
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            if not self.ready.done():
                self.ready.set_exception(error)
            self.ended.set_exception(error)
        else:
            self.ended.set_result(None)


def _promise() -> "Future[Any]":
    """Return a future that the cancelling of whoever awaits it leaves alone."""
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    return future


def _end(ready: "Future[Callable[[], object]]") -> None:
    if ready.exception() is None:
        ready.result()()
