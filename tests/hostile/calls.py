"""How the tests of this folder call: one made-up request, and a record of the phases."""

from dataclasses import dataclass, field

from otp_gui.api.gateway import HttpGateway
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


@dataclass(slots=True)
class Caller:
    """Calls through a gateway and keeps the phases that were told."""

    gateway: HttpGateway = field(default_factory=HttpGateway)
    phases: list[Phase] = field(default_factory=list)
    progress: Progress = field(init=False)

    def __post_init__(self) -> None:
        self.progress = Progress(listener=self.phases.append)

    async def complete(
        self, environment: Environment, request: CheckRequest = REQUEST, token: Secret = TOKEN
    ) -> Outcome:
        """Complete ``request``; the outcome never holds the token."""
        outcome = await self.gateway.complete(environment, request, token, self.progress)
        assert token.reveal() not in repr(outcome)
        return outcome
