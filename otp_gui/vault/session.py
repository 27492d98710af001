"""Tokens in the memory of this process only, for where no keyring will have them."""

from collections.abc import Callable
from datetime import UTC, datetime

from otp_gui.domain.ports import Keeping, StoredToken
from otp_gui.domain.redact import Secret


class SessionVault:
    """A ``domain.ports.Vault`` that ends with the process; it never fails."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._tokens: dict[str, StoredToken] = {}

    async def read(self, environment_id: str) -> StoredToken | None:
        """Return the token of an environment, or None where there is none."""
        return self._tokens.get(environment_id)

    async def write(self, environment_id: str, secret: Secret) -> None:
        """Keep a token until the process ends."""
        self._tokens[environment_id] = StoredToken(secret, Keeping.SESSION, self._now())

    async def delete(self, environment_id: str) -> None:
        """Forget a token; forgetting one that is not there is no error."""
        self._tokens.pop(environment_id, None)
