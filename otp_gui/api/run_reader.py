"""The calls of a run that only read: over connections that are kept from one to the next."""

from otp_gui.api.call import Call, get_kept, silence_libraries
from otp_gui.api.connections import Connections
from otp_gui.api.reader import STATUS
from otp_gui.api.tls import Trust
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Outcome
from otp_gui.domain.ports import Progress
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest


class HttpRunReader:
    """Looks at sessions for one run; implements :class:`otp_gui.domain.batch.RunReader`."""

    def __init__(self, trust: Trust) -> None:
        self._connections = Connections(trust)
        silence_libraries()

    async def status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the status: whether the user has confirmed."""
        call = Call(environment, request, token, progress)
        return await get_kept(self._connections, STATUS, call)

    async def aclose(self) -> None:
        """Close the connections, once no call is in flight."""
        await self._connections.aclose()
