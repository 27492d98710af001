"""Whom to trust: an environment's SSL context, whatever the process's variables say.

``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` act through ``set_default_verify_paths``, which truststore
calls on Linux for each connection; ``SSLKEYLOGFILE`` acts through ``create_default_context``, which
httpx calls where it is given no context. Neither is used here, so none of the variables acts.
What cannot be undone from here: ``OPENSSL_CONF`` configures OpenSSL as the process loads it, and
an OpenSSL from 3.5 on that was built with ``enable-sslkeylog``, which is not the default, heeds
``SSLKEYLOGFILE`` by itself.
"""

import asyncio
import contextlib
import importlib
import platform
import re
import ssl
from pathlib import Path
from typing import Final, TypeAlias

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Remark
from otp_gui.domain.phrase import Phrase, phrase

_VERIFYING_SYSTEMS: Final = ("Windows", "Darwin")
_HASHED: Final = re.compile(r"[0-9a-f]{8}\.[0-9]+")
# Where distributions keep their bundle, for a frozen build whose OpenSSL was compiled for another
# one. Sources: update-ca-certificates(8) of Debian, update-ca-trust(8) of Fedora and RHEL, and the
# ca-certificates packages of SUSE and Alpine.
_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
# The codes of OpenSSL (x509_vfy.h), Windows (winerror.h) and macOS (SecBase.h) do not overlap.
_REMARKS: Final = {
    10: Remark.CERTIFICATE_EXPIRED,
    0x800B0101: Remark.CERTIFICATE_EXPIRED,
    -67818: Remark.CERTIFICATE_EXPIRED,
    62: Remark.CERTIFICATE_WRONG_HOST,
    64: Remark.CERTIFICATE_WRONG_HOST,
    0x800B010F: Remark.CERTIFICATE_WRONG_HOST,
    -67602: Remark.CERTIFICATE_WRONG_HOST,
}

_Stamp: TypeAlias = tuple[int, int, int]


class TrustError(Exception):
    """There is nothing to check a certificate against; ``remark`` tells what is missing."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.value)
        self.remark = remark


class Trust:
    """Builds the SSL context of an environment off the event loop, and keeps it.

    A CA bundle stands in for the system's store, as with ``curl --cacert``; it is read again when
    the file changes.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[bool, str | None], tuple[_Stamp | None, ssl.SSLContext]] = {}
        self._unused: ssl.SSLContext | None = None

    async def context(self, environment: Environment) -> ssl.SSLContext:
        """Return the context for calls to ``environment``.

        :raises TrustError: where the CA bundle cannot be read or the system's store is empty.
        """
        urls = (environment.base_url, environment.proxy or "")
        if not any(url.lower().startswith("https:") for url in urls):
            # httpx would build one of its own, from certifi and for 23 ms, were it given none.
            self._unused = self._unused or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            return self._unused
        bundle = environment.ca_bundle if environment.verify_tls else None
        return await asyncio.to_thread(self._current, bundle, verify=environment.verify_tls)

    async def warm_up(self) -> None:
        """Do what a first call would wait for: the system's store, the libraries' late imports."""
        await asyncio.to_thread(self._warm)

    def forget(self) -> None:
        """Drop every context that was kept."""
        self._kept.clear()

    def _warm(self) -> None:
        for module in ("httpcore", "anyio._backends._asyncio"):
            # 55 ms together, which the first call would else spend on the event loop.
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
        # The call that needs the store tells what is wrong with it.
        with contextlib.suppress(TrustError):
            self._current(None, verify=True)

    def _current(self, bundle: str | None, *, verify: bool) -> ssl.SSLContext:
        stamp = _stamp(bundle) if bundle is not None else None
        kept = self._kept.get((verify, bundle))
        if kept is not None and kept[0] == stamp:
            return kept[1]
        context = _build(bundle, verify=verify)
        self._kept[verify, bundle] = (stamp, context)
        return context


def store_problem() -> Phrase | None:
    """Say where no certificate of a server could be checked; each call would tell the same."""
    try:
        _build(None, verify=True)
    except TrustError:
        return phrase(
            "The system's store of CA certificates cannot be found: calls by https are refused"
            " until it is there (on Debian and Ubuntu, the package ca-certificates)."
        )
    except ImportError as error:
        return phrase(
            "This installation cannot use the system's store of CA certificates: {part} is missing."
            " Install the tool again.",
            part=error.name or "truststore",
        )
    return None


def certificate_remark(error: ssl.SSLCertVerificationError) -> Remark:
    """Say what is wrong with a certificate, by the code of whoever verified it."""
    return _REMARKS.get(getattr(error, "verify_code", 0), Remark.CERTIFICATE_UNTRUSTED)


def _build(bundle: str | None, *, verify: bool) -> ssl.SSLContext:
    if verify and bundle is None and platform.system() in _VERIFYING_SYSTEMS:
        # Not needed elsewhere: on Linux it reads the same files, but heeds the variables.
        import truststore  # noqa: PLC0415

        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if not verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif bundle is None:
            _trust_system(context)
        else:
            _trust_bundle(context, bundle)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _trust_bundle(context: ssl.SSLContext, bundle: str) -> None:
    try:
        context.load_verify_locations(cafile=bundle)
    except (OSError, ValueError):
        raise TrustError(Remark.CA_BUNDLE_UNREADABLE) from None


def _trust_system(context: ssl.SSLContext) -> None:
    """Load the store that this OpenSSL was compiled for, or else the distribution's bundle."""
    compiled = ssl.get_default_verify_paths()
    _load(context, compiled.openssl_cafile)
    if _holds_certificates(Path(compiled.openssl_capath)):
        # Found by their hash when they are asked for, so nothing is counted yet.
        context.load_verify_locations(capath=compiled.openssl_capath)
        return
    for bundle in _BUNDLES:
        if not _is_empty(context):
            return
        _load(context, bundle)
    if _is_empty(context):
        raise TrustError(Remark.NO_CA_CERTIFICATES)


def _load(context: ssl.SSLContext, bundle: str) -> None:
    with contextlib.suppress(OSError):
        context.load_verify_locations(cafile=bundle)


def _is_empty(context: ssl.SSLContext) -> bool:
    return context.cert_store_stats()["x509_ca"] == 0


def _holds_certificates(directory: Path) -> bool:
    try:
        return any(_HASHED.fullmatch(entry.name) for entry in directory.iterdir())
    except OSError:
        return False


def _stamp(path: str) -> _Stamp:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        raise TrustError(Remark.CA_BUNDLE_UNREADABLE) from None
    return status.st_mtime_ns, status.st_size, status.st_ino
