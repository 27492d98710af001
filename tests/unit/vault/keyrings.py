"""Keyrings in memory, at the edge of the process: what lies behind ``keyring``'s backends."""

from dataclasses import dataclass, field


class KeyringDiedError(Exception):
    """The process was killed, or the keyring broke off, in the middle of the work."""


class WindowsError(Exception):
    """Looks like ``pywintypes.error``: what Windows raises for an entry of over 2,560 bytes."""


@dataclass
class MemoryKeyring:
    """Holds entries of up to ``limit`` characters; call number ``dies_at`` and later ones fail.

    ``before`` says whether the fatal call fails before or after it took effect.
    """

    entries: dict[str, str] = field(default_factory=dict)
    limit: int = 1_000_000
    dies_at: int | None = None
    before: bool = True
    calls: int = 0

    def get_password(self, service: str, username: str) -> str | None:
        self._count()
        text = self.entries.get(f"{service}/{username}")
        self._die_after()
        return text

    def set_password(self, service: str, username: str, password: str) -> None:
        self._count()
        if len(password) > self.limit:
            raise WindowsError(1783, "CredWrite", "The stub received bad data")
        self.entries[f"{service}/{username}"] = password
        self._die_after()

    def delete_password(self, service: str, username: str) -> None:
        self._count()
        del self.entries[f"{service}/{username}"]
        self._die_after()

    def _count(self) -> None:
        self.calls += 1
        if self.dies_at is not None and self.calls >= self.dies_at + (not self.before):
            raise KeyringDiedError

    def _die_after(self) -> None:
        if self.dies_at == self.calls and not self.before:
            raise KeyringDiedError
