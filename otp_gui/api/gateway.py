"""The calls of otp-handler that change a session: each is one POST, and one outcome."""

from typing import Final

from otp_gui.api.call import Call, Endpoint, post, silence_libraries
from otp_gui.api.tls import Trust
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.domain.ports import Progress
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest

COMPLETE: Final = Endpoint(
    Operation.COMPLETE, "/{request_id}/checkStatusAndComplete?recipient={recipient}"
)
RESEND: Final = Endpoint(Operation.RESEND, "/{request_id}/resend")


class HttpGateway:
    """Changes sessions by httpx; implements :class:`otp_gui.domain.ports.Gateway`.

    ``trust`` may be shared with a reader: what is warmed up for one is warm for both.
    """

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        silence_libraries()

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
        return await post(self._trust, COMPLETE, Call(environment, request, token, progress))

    async def resend(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """POST resend once; the recipient is not sent."""
        return await post(self._trust, RESEND, Call(environment, request, token, progress))
