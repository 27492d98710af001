"""How the tests of this folder call: one made-up request, and a record of the phases."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

from otp_gui.api.gateway import HttpGateway
from otp_gui.api.reader import HttpReader
from otp_gui.api.tls import Trust
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Outcome, Phase
from otp_gui.domain.ports import Progress
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest
from tests.fakes import REQUEST, TOKEN


def environment(
    base_url: str,
    *,
    timeout_seconds: float = 5.0,
    ca_bundle: str | None = None,
    proxy: str | None = None,
    verify_tls: bool = True,
) -> Environment:
    """Return an environment that calls ``base_url``."""
    return Environment(
        "custom",
        "Custom",
        base_url,
        Kind.CUSTOM,
        confirm_complete=False,
        timeout_seconds=timeout_seconds,
        ca_bundle=ca_bundle,
        proxy=proxy,
        verify_tls=verify_tls,
    )


class Port(StrEnum):
    """Every call that there is, by its name in the ports."""

    COMPLETE = "complete"
    RESEND = "resend"
    STATUS = "status"
    CHANNEL = "channel"
    AWAIT_STATUS = "await_status"

    @property
    def method(self) -> str:
        """The only method that the call may use."""
        return "POST" if self in (Port.COMPLETE, Port.RESEND) else "GET"


WITH_SUCCESS = (Port.COMPLETE, Port.STATUS)
"""One call of each kind that is answered with ``success``."""
READING_TOO = (Port.COMPLETE, Port.STATUS, Port.CHANNEL, Port.AWAIT_STATUS)


@dataclass(slots=True)
class Caller:
    """Calls through a gateway or a reader and keeps the phases that were told."""

    trust: Trust = field(default_factory=Trust)
    phases: list[Phase] = field(default_factory=list)
    progress: Progress = field(init=False)
    gateway: HttpGateway = field(init=False)
    reader: HttpReader = field(init=False)

    def __post_init__(self) -> None:
        self.progress = Progress(listener=self.phases.append)
        self.gateway = HttpGateway(self.trust)
        self.reader = HttpReader(self.trust)

    def port(
        self, port: Port
    ) -> Callable[[Environment, CheckRequest, Secret, Progress], Awaitable[Outcome]]:
        """Return the call of that name."""
        return {
            Port.COMPLETE: self.gateway.complete,
            Port.RESEND: self.gateway.resend,
            Port.STATUS: self.reader.status,
            Port.CHANNEL: self.reader.channel,
            Port.AWAIT_STATUS: self.reader.await_status,
        }[port]

    async def complete(
        self, environment: Environment, request: CheckRequest = REQUEST, token: Secret = TOKEN
    ) -> Outcome:
        """Complete ``request``; the outcome never holds the token."""
        return await self.ask(Port.COMPLETE, environment, request, token)

    async def ask(
        self,
        port: Port,
        environment: Environment,
        request: CheckRequest = REQUEST,
        token: Secret = TOKEN,
    ) -> Outcome:
        """Make the call of that name; the outcome never holds the token."""
        outcome = await self.port(port)(environment, request, token, self.progress)
        assert token.reveal() not in repr(outcome)
        return outcome
