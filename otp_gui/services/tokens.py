"""Which token an environment is called with, and where it is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Keeping, StoredToken, Vault, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.domain.token_expiry import shared_with, warnings


class TokenService:
    """Joins the places where a token may live: this run's variable, this session, the keyring.

    ``variable`` is the token of this run, if there is one; ``sandbox_token`` is the embedded
    sandbox's own, known to everybody, used where the user stored none for it.
    """

    def __init__(
        self,
        *,
        keyring: Vault,
        session: Vault,
        sandbox_token: Secret,
        variable: Secret | None = None,
    ) -> None:
        self._keyring = keyring
        self._session = session
        self._sandbox_token = sandbox_token
        self._variable = variable

    async def read(self, environment: Environment) -> StoredToken | None:
        """Return the token to call ``environment`` with, or None where there is none.

        :raises VaultError: where the keyring refuses and nothing else holds a token.
        """
        if self._variable is not None:
            return StoredToken(self._variable, Keeping.VARIABLE)
        return await self.stored(environment)

    async def stored(self, environment: Environment) -> StoredToken | None:
        """Return the token that was stored for ``environment``, whatever this run's variable holds.

        :raises VaultError: as for :meth:`read`.
        """
        if kept := await self._session.read(environment.id):
            return kept
        built_in = (
            StoredToken(self._sandbox_token, Keeping.BUILT_IN)
            if environment.is_embedded_sandbox
            else None
        )
        try:
            return await self._keyring.read(environment.id) or built_in
        except VaultError:
            if built_in is None:
                raise
            return built_in

    async def keyring_refusal(self, environment: Environment) -> VaultError | None:
        """Return why the keyring cannot be used for ``environment`` now, None where it can."""
        try:
            await self._keyring.read(environment.id)
        except VaultError as error:
            return error
        return None

    async def also_stored_for(
        self, environment: Environment, environments: Iterable[Environment]
    ) -> Sequence[Environment]:
        """Return those of ``environments``, of another kind, that have ``environment``'s token.

        Only of tokens that a user stored: this run's variable and the sandbox's own are meant for
        wherever they are used. What a keyring does not tell counts as not stored.
        """
        if self._variable is not None:
            return ()
        own = await self._stored(environment)
        if own is None:
            return ()
        others = []
        for other in environments:
            if other.kind is not environment.kind:
                stored = await self._stored(other)
                if stored is not None:
                    others.append((other, stored))
        return shared_with(environment, own, others)

    async def warnings(
        self, environment: Environment, environments: Iterable[Environment], now: datetime
    ) -> Sequence[Phrase]:
        """Return what is wrong with the token of ``environment`` though it is there.

        Nothing where there is none, or where a keyring does not tell: the call will say so.
        """
        try:
            token = await self.read(environment)
        except VaultError:
            token = None
        if token is None:
            return ()
        shared = await self.also_stored_for(environment, environments)
        return warnings(environment, token.secret, shared, now)

    async def _stored(self, environment: Environment) -> Secret | None:
        try:
            found = await self._session.read(environment.id)
            found = found or await self._keyring.read(environment.id)
        except VaultError:
            return None
        return found.secret if found is not None else None

    async def store(self, environment_id: str, secret: Secret) -> None:
        """Put a token into the keyring; it replaces one kept for the session.

        :raises VaultError: where it could not be stored whole; nothing else has changed then.
        """
        await self._keyring.write(environment_id, secret)
        await self._session.delete(environment_id)

    async def keep_for_session(self, environment_id: str, secret: Secret) -> None:
        """Keep a token in memory until the tool ends; it goes before one in the keyring."""
        await self._session.write(environment_id, secret)

    async def forget(self, environment_id: str) -> None:
        """Forget an environment's token in the session and in the keyring.

        :raises VaultError: where the keyring refuses; the session's copy is gone all the same.
        """
        await self._session.delete(environment_id)
        await self._keyring.delete(environment_id)
