"""otp-handler over HTTP: routes, the token, and what becomes of an answer on its way out.

Importing this module loads Starlette and uvicorn (180 ms): only the sandbox's own thread does.
"""

import asyncio
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from otp_gui.sandbox import answers
from otp_gui.sandbox.answers import Answer
from otp_gui.sandbox.login import Login
from otp_gui.sandbox.scenarios import BASE_PATH, SANDBOX_TOKEN, Scenario


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that arrived; ``path`` is as it stood on the wire, without the query."""

    method: str
    path: str
    recipient: str | None


class OtpHandler:
    """The ASGI application: one set of logins, moved by the requests that arrive.

    ``pace`` multiplies every delay; ``cut`` breaks the connection of a client address;
    ``on_request`` hears of every request, whatever it asks for.
    """

    def __init__(
        self,
        scenarios: Iterable[Scenario],
        *,
        pace: float,
        cut: Callable[[tuple[str, int]], None],
        on_request: Callable[[SeenRequest], None],
    ) -> None:
        self._scenarios = {scenario.request_id: scenario for scenario in scenarios}
        self._logins = {id_: scenario.open() for id_, scenario in self._scenarios.items()}
        self._pace = pace
        self._cut = cut
        self._on_request = on_request
        self._stopping = asyncio.Event()
        # ``:path`` keeps a request ID with a slash in it (%2F on the wire) one request ID.
        complete = f"{BASE_PATH}/{{request_id:path}}/checkStatusAndComplete"
        self._router = Router(
            [Route(complete, self._complete, methods=["POST"])],
            redirect_slashes=False,
            default=JSONResponse({"message": "Not Found", "httpStatus": 404}, 404),
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
        return await self._answer(request, Login.complete)

    async def _answer(
        self, request: Request, operation: Callable[[Login, str], Answer]
    ) -> Response:
        if request.headers.get("authorization") != f"Bearer {SANDBOX_TOKEN}":
            return _response(answers.UNAUTHORISED)
        recipient = request.query_params.get("recipient")
        if recipient is None:
            return _response(answers.refusal(answers.BAD_REQUEST))
        scenario = self._scenarios.get(request.path_params["request_id"])
        if scenario is None:
            return _response(answers.refusal(answers.SESSION_NOT_FOUND))
        answer = scenario.fixed or operation(self._logins[scenario.request_id], recipient)
        # The session has moved by now: what the client misses is lost to it, as in real life.
        in_time = await self._hold_back(scenario.delay_seconds * self._pace)
        if scenario.breaks or not in_time:
            await self._break(request)
        return _response(answer)

    async def _hold_back(self, seconds: float) -> bool:
        """Wait; return whether the server still runs then."""
        if seconds <= 0:
            return True
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return True
        return False

    async def _break(self, request: Request) -> None:
        """Cut the connection; what is sent after that goes nowhere."""
        if request.client is not None:
            self._cut(request.client)
        while (await request.receive())["type"] != "http.disconnect":
            pass


class LoopbackServer(uvicorn.Server):
    """uvicorn on a socket that listens already, until :meth:`stop`; logs no request."""

    def __init__(
        self,
        scenarios: Iterable[Scenario],
        *,
        pace: float,
        on_request: Callable[[SeenRequest], None],
        on_ready: Callable[[], None],
    ) -> None:
        self._handler = OtpHandler(scenarios, pace=pace, cut=self._cut, on_request=on_request)
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
        await self._settle_newcomers()
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        self._handler.stop()
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


def _response(answer: Answer) -> Response:
    media_type = answer.content_type if answer.body else None
    return Response(answer.body, answer.status, dict(answer.headers), media_type)
