"""Tokens in the OS keyring: off the caller's thread, within a limit, in plain words."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import StoredToken, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.vault.entries import TokenEntries
from otp_gui.vault.os_keyring import NOT_RUNNING, OsKeyring, open_os_keyring
from otp_gui.vault.worker import Worker

_T = TypeVar("_T")

# By name: secretstorage exists on Linux only, and its exceptions come through keyring unconverted.
_LOCKED: Final = {"KeyringLocked", "LockedException", "PromptDismissedException"}
_ABSENT: Final = {"NoKeyringError", "SecretServiceNotAvailableException"}


class KeyringVault:
    """The OS keyring behind ``domain.ports.Vault``: service ``otp-gui``, username = environment ID.

    Every method answers within ``limit_seconds`` or raises :class:`VaultError`. A call that was
    given up may still take effect, once a prompt that it waits for has been answered.
    """

    def __init__(
        self,
        *,
        limit_seconds: float = 3.0,
        open_keyring: Callable[[], OsKeyring] = open_os_keyring,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._limit_seconds = limit_seconds
        self._open_keyring = open_keyring
        self._now = now
        self._worker = Worker("otp-gui keyring")
        self._opened: OsKeyring | None = None

    async def read(self, environment_id: str) -> StoredToken | None:
        """Return the token of an environment, or None where there is none."""
        return await self._run(lambda keyring: _entries(keyring).read(environment_id))

    async def write(self, environment_id: str, secret: Secret) -> None:
        """Store a token and read it back; it is stored whole or reported as not saved."""
        at = self._now()
        await self._run(lambda keyring: _entries(keyring).write(environment_id, secret, at))

    async def delete(self, environment_id: str) -> None:
        """Forget a token; forgetting one that is not there is no error."""
        await self._run(lambda keyring: _entries(keyring).delete(environment_id))

    async def backend_name(self) -> str:
        """Return the proper name of the keyring in use, such as ``Secret Service``.

        :raises VaultError: where there is none that may be used.
        """
        return await self._run(lambda keyring: keyring.name)

    async def _run(self, use: Callable[[OsKeyring], _T]) -> _T:
        try:
            return await self._worker.run(lambda: self._use(use), self._limit_seconds)
        except TimeoutError:
            raise VaultError(
                Failure.KEYRING_TIMEOUT,
                phrase(
                    "The keyring did not answer within {seconds:g} seconds. If it asks for its"
                    " password, enter it and try again.",
                    seconds=self._limit_seconds,
                ),
            ) from None

    def _use(self, use: Callable[[OsKeyring], _T]) -> _T:
        """Open the keyring if need be and use it; on the worker's thread."""
        try:
            if self._opened is None:
                self._opened = self._open_keyring()
            return use(self._opened)
        except Exception as error:  # noqa: BLE001 - backends raise anything, see _explained
            refusal = _explained(error)
        # Outside of the except block: the library's exception, which may hold the token, must not
        # travel on as the context of ours.
        raise refusal


def _entries(keyring: OsKeyring) -> TokenEntries:
    return TokenEntries(keyring.keyring, short_entries=keyring.short_entries)


def _explained(error: Exception) -> VaultError:
    """Convert whatever a keyring raised; its text is dropped, for it may hold a token."""
    if isinstance(error, VaultError):
        return error
    names = {cls.__name__ for e in (error, error.__cause__) for cls in type(e).__mro__}
    if names & _LOCKED:
        return VaultError(
            Failure.KEYRING_LOCKED, phrase("The keyring is locked. Unlock it and try again.")
        )
    if names & _ABSENT:
        return VaultError(Failure.KEYRING_UNAVAILABLE, NOT_RUNNING)
    return VaultError(
        Failure.KEYRING_UNAVAILABLE,
        phrase("The keyring reported an error ({error}).", error=type(error).__name__),
    )
