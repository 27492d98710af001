"""otp-handler over HTTP: routes, the token, and what becomes of an answer on its way out.

Importing this module loads Starlette and uvicorn (180 ms): only the sandbox's own thread does.
"""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from otp_gui.sandbox import answers
from otp_gui.sandbox.answers import Answer
from otp_gui.sandbox.login import Login
from otp_gui.sandbox.place import BASE_PATH, SANDBOX_TOKEN
from otp_gui.sandbox.scenarios import Scenario
from otp_gui.sandbox.timing import Timing

LONG_POLL_SECONDS: Final = 25
"""After so long without a change a long poll is answered 408; how long really is not documented."""

_NOTHING_NEW: Final = answers.success(200, confirmed=False)
_NOT_FOUND: Final = JSONResponse({"message": "Not Found", "httpStatus": 404}, 404)


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that arrived; ``path`` is as it stood on the wire, without the query."""

    method: str
    path: str
    recipient: str | None


class OtpHandler:
    """The ASGI application: one set of logins, moved by the requests that arrive and by time.

    ``cut`` breaks the connection of a client address; ``on_request`` hears of every request,
    whatever it asks for. Without ``long_polling`` that call is as unknown as any other path.
    """

    def __init__(
        self,
        scenarios: Iterable[Scenario],
        *,
        timing: Timing,
        long_polling: bool,
        cut: Callable[[tuple[str, int]], None],
        on_request: Callable[[SeenRequest], None],
    ) -> None:
        self._scenarios = {scenario.request_id: scenario for scenario in scenarios}
        self._logins = {id_: scenario.open(timing) for id_, scenario in self._scenarios.items()}
        self._timing = timing
        self._cut = cut
        self._on_request = on_request
        self._stopping = asyncio.Event()
        self._moved = asyncio.Event()
        # ``:path`` keeps a request ID with a slash in it (%2F on the wire) one request ID.
        session = f"{BASE_PATH}/{{request_id:path}}"
        polled = f"{BASE_PATH}/longPolling/{{request_id:path}}/status"
        self._router = Router(
            [
                Route(polled, self._long_poll if long_polling else _not_found, methods=["GET"]),
                Route(f"{session}/checkStatusAndComplete", self._complete, methods=["POST"]),
                Route(f"{session}/resend", self._resend, methods=["POST"]),
                Route(f"{session}/status", self._status, methods=["GET"]),
                Route(f"{session}/channel", self._channel, methods=["GET"]),
            ],
            redirect_slashes=False,
            default=_NOT_FOUND,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope)
        self._on_request(
            SeenRequest(
                request.method,
                scope["raw_path"].decode("ascii", "replace"),
                request.query_params.get("recipient"),
            )
        )
        await self._router(scope, receive, send)

    def stop(self) -> None:
        """Break off the answers that are still held back."""
        self._stopping.set()

    async def _complete(self, request: Request) -> Response:
        return await self._about_recipient(request, Login.complete)

    async def _status(self, request: Request) -> Response:
        return await self._about_recipient(request, Login.status)

    async def _long_poll(self, request: Request) -> Response:
        return await self._about_recipient(request, Login.status, patient=True)

    async def _channel(self, request: Request) -> Response:
        return await self._answer(request, Login.channel)

    async def _resend(self, request: Request) -> Response:
        return await self._answer(request, Login.resend)

    async def _about_recipient(
        self, request: Request, ask: Callable[[Login, str], Answer], *, patient: bool = False
    ) -> Response:
        recipient = request.query_params.get("recipient")
        if recipient is None and _is_authorised(request):
            return _response(answers.refusal(answers.BAD_REQUEST))
        return await self._answer(
            request, lambda login: ask(login, recipient or ""), patient=patient
        )

    async def _answer(
        self, request: Request, ask: Callable[[Login], Answer], *, patient: bool = False
    ) -> Response:
        if not _is_authorised(request):
            return _response(answers.UNAUTHORISED)
        scenario = self._scenarios.get(request.path_params["request_id"])
        if scenario is None:
            return _response(answers.refusal(answers.SESSION_NOT_FOUND))
        login = self._logins[scenario.request_id]
        answer = _fixed(scenario, request) or ask(login)
        if request.method == "POST":
            self._wake()
        if patient and answer == _NOTHING_NEW:
            changed = await self._change(login, request)
            answer = ask(login) if changed else answers.refusal(answers.LONG_POLLING_TIMEOUT)
        # The session has moved by now: what the client misses is lost to it, as in real life.
        await self._hold_back(scenario.delay_seconds)
        if scenario.breaks or self._stopping.is_set():
            await self._break(request)
        return _response(answer)

    def _wake(self) -> None:
        """Let those who wait for a change look at their session."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def _change(self, login: Login, request: Request) -> bool:
        """Wait for a change of the session; return whether there was one in the server's time."""
        passed = self._timing.stopwatch()
        before = login.standing()
        gone = asyncio.ensure_future(_gone(request))
        try:
            while login.standing() == before:
                left = LONG_POLL_SECONDS - passed()
                if left <= 0 or gone.done() or self._stopping.is_set():
                    return False
                await self._first(
                    self._timing.sleep(min(left, login.until_next())),
                    self._moved.wait(),
                    asyncio.wait({gone}),
                )
        finally:
            gone.cancel()
            await asyncio.wait({gone})
        return True

    async def _hold_back(self, seconds: float) -> None:
        """Wait for so many seconds, or until the server ends."""
        if seconds > 0:
            await self._first(self._timing.sleep(seconds))

    async def _first(self, *waits: Coroutine[Any, Any, object]) -> None:
        """Wait until one of ``waits`` is over, or until the server ends, and end the others."""
        tasks = {asyncio.ensure_future(wait) for wait in (*waits, self._stopping.wait())}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _break(self, request: Request) -> None:
        """Cut the connection; what is sent after that goes nowhere."""
        if request.client is not None:
            self._cut(request.client)
        await _gone(request)


class LoopbackServer(uvicorn.Server):
    """uvicorn on a socket that listens already, until :meth:`stop`; logs no request."""

    def __init__(
        self,
        scenarios: Iterable[Scenario],
        *,
        timing: Timing,
        long_polling: bool,
        on_request: Callable[[SeenRequest], None],
        on_ready: Callable[[], None],
    ) -> None:
        self._handler = OtpHandler(
            scenarios,
            timing=timing,
            long_polling=long_polling,
            cut=self._cut,
            on_request=on_request,
        )
        self._on_ready = on_ready
        self._stopping = asyncio.Event()
        super().__init__(
            uvicorn.Config(
                self._handler,
                http=H11Protocol,
                ws="none",
                lifespan="off",
                # The program's own logging stays as it is; access logs print phone numbers.
                log_config=None,
                access_log=False,
                proxy_headers=False,
            )
        )

    async def run_on(self, listener: socket.socket) -> None:
        """Serve until :meth:`stop`, then close ``listener`` and every connection."""
        await self.serve([listener])

    def stop(self) -> None:
        """Ask the server to end; on its own loop only."""
        self._stopping.set()

    async def main_loop(self) -> None:
        """Wait for :meth:`stop`, in place of uvicorn's ten looks a second."""
        self._on_ready()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End at once: whoever still waits for an answer is cut off.

        uvicorn's own way is to wait for them, and a tenth of a second in any case.
        """
        for listener in sockets or ():
            asyncio.get_running_loop().remove_reader(listener)
        self._handler.stop()
        await self._settle_newcomers()
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks)
        # One turn of the loop, in which the connections learn that they are lost.
        await asyncio.sleep(0)

    async def _settle_newcomers(self) -> None:
        """Let connections that are just being accepted become ones that can be cut off.

        asyncio would leave their sockets open where its server closes in between.
        """
        newcomers = asyncio.all_tasks() - self.server_state.tasks - {asyncio.current_task()}
        if newcomers:
            await asyncio.wait(newcomers)

    def _cut(self, client: tuple[str, int]) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and connection.client == client:
                connection.transport.abort()


def _is_authorised(request: Request) -> bool:
    return request.headers.get("authorization") == f"Bearer {SANDBOX_TOKEN}"


def _fixed(scenario: Scenario, request: Request) -> Answer | None:
    """Return the answer that a scenario always gives; what is well comes as 200 to a GET."""
    fixed = scenario.fixed
    if fixed is not None and (request.method, fixed.status) == ("GET", 201):
        return replace(fixed, status=200)
    return fixed


async def _gone(request: Request) -> None:
    """Wait until the client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _not_found(_request: Request) -> Response:
    return _NOT_FOUND


def _response(answer: Answer) -> Response:
    media_type = answer.content_type if answer.body else None
    return Response(answer.body, answer.status, dict(answer.headers), media_type)
