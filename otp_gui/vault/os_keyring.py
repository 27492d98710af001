"""Finds the operating system's own keyring, and refuses everything that only looks like one.

``keyring`` takes whatever backend is installed or named in its variable or file, and some of them
keep passwords in a plain file or nowhere. So a backend is used only if it is on this list.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import VaultError
from otp_gui.vault.entries import Keyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_VARIABLE: Final = "PYTHON_KEYRING_BACKEND"
_WINDOWS: Final = "keyring.backends.Windows.WinVaultKeyring"
_NOTHING: Final = "keyring.backends.fail.Keyring"
_REAL: Final = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "libsecret",
    "keyring.backends.kwallet.DBusKeyring": "KDE Wallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KDE Wallet",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    _WINDOWS: "Windows Credential Manager",
}
_PARTS: Final[Mapping[str, tuple[str, str | None]]] = {
    "linux": ("keyring.backends.SecretService", "secretstorage"),
    "win32": ("keyring.backends.Windows", "win32ctypes"),
    "darwin": ("keyring.backends.macOS", None),
}
"""By ``sys.platform``: the usual backend, and what it reaches the system by."""
NOT_RUNNING: Final = phrase(
    "No keyring is running on this computer, so there is no safe place for a token."
)


@dataclass(frozen=True, slots=True)
class OsKeyring:
    """A keyring that may be used; ``short_entries`` where one holds 1,280 characters at most."""

    keyring: Keyring
    name: str
    short_entries: bool = False


def open_os_keyring() -> OsKeyring:
    """Return the system's keyring. Blocks: the import and the search take about 150 ms.

    :raises VaultError: where there is none, or ``keyring`` would use something else.
    """
    backend = _chosen()
    members = _members(backend)
    unreal = [name for name in map(_class_name, members) if name not in _REAL]
    if not members or unreal == [_NOTHING]:
        raise VaultError(Failure.KEYRING_UNAVAILABLE, NOT_RUNNING)
    if unreal:
        raise VaultError(Failure.KEYRING_UNAVAILABLE, _why_refused(unreal))
    names = list(dict.fromkeys(_REAL[_class_name(member)] for member in members))
    short = any(_class_name(member) == _WINDOWS for member in members)
    return OsKeyring(backend, ", ".join(names), short)


def missing_parts() -> Phrase | None:
    """Say what a keyring cannot be opened for, where that is the installation's fault.

    Without its entry points ``keyring`` finds no backend; without its library a backend is none.
    """
    from importlib.metadata import entry_points  # noqa: PLC0415 - on the vault's own thread
    from importlib.util import find_spec  # noqa: PLC0415

    backend, library = _PARTS.get(sys.platform, _PARTS["linux"])
    known = {point.value for point in entry_points(group="keyring.backends")}
    part = backend if backend not in known or find_spec(backend) is None else library
    if part is None or (part == library and find_spec(part) is not None):
        return None
    return phrase(
        "This installation cannot use the system's keyring: {part} is missing. Tokens are kept for"
        " one session only. Install the tool again.",
        part=part,
    )


def _chosen() -> "KeyringBackend":
    # Half of what start-up may cost; so it is imported on the vault's own thread.
    import keyring.backend  # noqa: PLC0415
    import keyring.core  # noqa: PLC0415

    try:
        backend = keyring.core.get_keyring()
        if _class_name(backend) == _NOTHING:
            # The library searches once; a keyring may have been started since.
            with suppress(KeyError):
                keyring.backend.get_all_keyring.reset()
            keyring.core.init_backend()
            backend = keyring.core.get_keyring()
    except Exception as error:  # noqa: BLE001 - a backend that is named may raise anything
        named = type(error).__name__
    else:
        return backend
    raise VaultError(Failure.KEYRING_UNAVAILABLE, _why_not_opened(named))


def _members(backend: "KeyringBackend") -> Sequence["KeyringBackend"]:
    """Return the backends that would really be used: a chain's links, or the one itself."""
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415 - as above

    return backend.backends if type(backend) is ChainerBackend else (backend,)


def _class_name(backend: object) -> str:
    # The exact class: what derives from a real backend may still store elsewhere.
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _why_refused(unreal: Sequence[str]) -> Phrase:
    names = ", ".join(unreal)
    if os.environ.get(_VARIABLE):
        return phrase(
            "The variable {variable} selects {backend}. It is not used: it is not the system's own"
            " keyring and may not keep a token safe.",
            variable=_VARIABLE,
            backend=names,
        )
    return phrase(
        "The keyring found here is {backend}. It is not used: it is not the system's own keyring"
        " and may not keep a token safe.",
        backend=names,
    )


def _why_not_opened(error: str) -> Phrase:
    if os.environ.get(_VARIABLE):
        return phrase(
            "The variable {variable} names a keyring that cannot be opened ({error}).",
            variable=_VARIABLE,
            error=error,
        )
    return phrase("The keyring cannot be opened ({error}).", error=error)
