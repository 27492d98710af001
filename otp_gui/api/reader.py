"""The calls of otp-handler that only read: this module knows no other way to send than GET."""

from typing import Final

from otp_gui.api.call import Call, Endpoint, get, silence_libraries
from otp_gui.api.tls import Trust
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.domain.ports import Progress
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest

LONG_POLL_SECONDS: Final = 60.0
"""How long a long poll is waited for; when the server itself gives up (408) is not documented."""

STATUS: Final = Endpoint(Operation.STATUS, "/{request_id}/status?recipient={recipient}")
CHANNEL: Final = Endpoint(Operation.CHANNEL, "/{request_id}/channel")
LONG_POLL: Final = Endpoint(
    Operation.STATUS,
    "/longPolling/{request_id}/status?recipient={recipient}",
    patience_seconds=LONG_POLL_SECONDS,
)


class HttpReader:
    """Looks at sessions by httpx; implements :class:`otp_gui.domain.ports.Reader`.

    ``trust`` may be shared with a gateway, which then warms it up and lets go of it.
    """

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        silence_libraries()

    async def status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the status: whether the user has confirmed."""
        return await get(self._trust, STATUS, Call(environment, request, token, progress))

    async def channel(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the current channel; the recipient is not sent."""
        return await get(self._trust, CHANNEL, Call(environment, request, token, progress))

    async def await_status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the status once it changes: waits up to :data:`LONG_POLL_SECONDS`.

        Connecting is bounded by the environment's own limit, as in every call.
        """
        return await get(self._trust, LONG_POLL, Call(environment, request, token, progress))
