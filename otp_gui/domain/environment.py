"""An environment: where otp-handler answers, and how careful to be there."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from otp_gui.domain.phrase import Phrase, phrase

DEFAULT_TIMEOUT_SECONDS: Final = 15.0
TIMEOUT_RANGE_SECONDS: Final = (1.0, 300.0)
ID_SHAPE: Final = r"[a-z0-9][a-z0-9._-]{0,63}"
_SCHEMES: Final = ("http", "https")
_PROXY_SCHEMES: Final = ("http", "https")


class Kind(StrEnum):
    """What is at stake in an environment; tints the strip across the window."""

    PRODUCTION = "production"
    STAGE = "stage"
    SANDBOX = "sandbox"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Environment:
    """One otp-handler and the rules for calling it.

    ``base_url`` carries no trailing slash; port 0 on loopback stands for the embedded sandbox,
    whose port the system chooses at start. ``timeout_seconds`` bounds a whole call. ``proxy`` and
    ``ca_bundle`` are the only ones used: variables of the process environment are ignored.
    """

    id: str
    name: str
    base_url: str
    kind: Kind
    confirm_complete: bool
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    ca_bundle: str | None = None
    proxy: str | None = None
    verify_tls: bool = True

    @property
    def is_embedded_sandbox(self) -> bool:
        """Whether the tool itself runs this server, on a port that the system chooses."""
        parts = _split(self.base_url)
        return parts is not None and self.kind is Kind.SANDBOX and parts.port == 0

    @property
    def is_plain(self) -> bool:
        """Whether the token would leave this machine unencrypted: ``http``, by a proxy too."""
        parts = _split(self.base_url)
        if parts is None or parts.scheme != "http":
            return False
        proxy = _split(self.proxy) if self.proxy else parts
        return not (is_loopback(parts.host) and proxy is not None and is_loopback(proxy.host))

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        parts = _split(self.base_url)
        return parts is not None and is_loopback(parts.host)

    @property
    def refuses_transport(self) -> bool:
        """Whether no call may be made: plain ``http`` to a production."""
        return self.is_plain and self.kind is Kind.PRODUCTION


def asks_by_default(kind: Kind) -> bool:
    """Tell whether completing is confirmed where the file does not say: on production."""
    return kind is Kind.PRODUCTION


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine: ``localhost``, 127.0.0.0/8 or ``::1``."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def normalise_base_url(text: str) -> str:
    """Return ``text`` trimmed and without trailing slashes, as paths are appended to it."""
    return text.strip().rstrip("/")


def problems(environment: Environment) -> dict[str, Phrase]:
    """Return what is wrong with an environment, by the name of the field; empty if it is sound."""
    low, high = TIMEOUT_RANGE_SECONDS
    found: dict[str, Phrase | None] = {
        "id": None
        if re.fullmatch(ID_SHAPE, environment.id)
        else phrase("Use 1 to 64 lower-case Latin letters, digits, dots, dashes and underscores."),
        "name": None if environment.name.strip() else phrase("Give it a name."),
        "base_url": _url_problem(environment.base_url, environment.kind),
        "timeout_seconds": None
        if low <= environment.timeout_seconds <= high
        else phrase("The time limit is {low:g} to {high:g} seconds.", low=low, high=high),
        "proxy": _proxy_problem(environment.proxy) if environment.proxy else None,
    }
    if found["base_url"] is None and environment.refuses_transport:
        found["base_url"] = phrase(
            "A production is called by https only: with http the token travels unencrypted."
        )
    return {name: problem for name, problem in found.items() if problem is not None}


@dataclass(frozen=True, slots=True)
class _Url:
    """The parts of a URL that the rules look at; ``host`` is empty where there is none."""

    scheme: str
    host: str
    port: int | None
    has_credentials: bool
    has_query: bool


def _split(url: str) -> _Url | None:
    """Take a URL apart, or return None where it is not one."""
    if "\\" in url or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
        return _Url(
            parts.scheme,
            parts.hostname or "",
            parts.port,
            has_credentials="@" in parts.netloc,
            has_query="?" in url or "#" in url,
        )
    except ValueError:
        return None


def _url_problem(url: str, kind: Kind) -> Phrase | None:
    if not url:
        return phrase("Enter the base URL.")
    if any(c.isspace() or not c.isprintable() for c in url):
        return phrase("The URL holds a space or an invisible character.")
    parts = _split(url)
    if parts is None:
        return phrase("This is not a URL.")
    if parts.scheme not in _SCHEMES or not parts.host:
        return phrase("The URL begins with https:// or http:// and a host.")
    rules = (
        (parts.has_credentials, phrase("Keep user names and passwords out of the URL.")),
        (
            parts.has_query,
            phrase("The URL holds no ? and no #: the path of the call is appended to it."),
        ),
        (
            parts.port == 0 and not (kind is Kind.SANDBOX and is_loopback(parts.host)),
            phrase("Port 0 is for the embedded sandbox only."),
        ),
    )
    return next((problem for broken, problem in rules if broken), None)


def _proxy_problem(url: str) -> Phrase | None:
    parts = _split(url)
    if parts is None or parts.scheme not in _PROXY_SCHEMES or not parts.host or parts.port == 0:
        return phrase("The proxy is a URL such as http://proxy.example:3128.")
    if parts.has_credentials:
        return phrase("Keep user names and passwords out of the URL.")
    return None


def presets() -> tuple[Environment, ...]:
    """Return the environments that ship with the tool (base URLs: the vendor's references)."""
    return (
        Environment(
            "stage",
            "Stage",
            "http://stage-online.sigmasms.ru/api/n/otp-handler",
            Kind.STAGE,
            confirm_complete=False,
        ),
        Environment(
            "production",
            "Production",
            "https://online.sigmasms.ru/api/n/otp-handler",
            Kind.PRODUCTION,
            confirm_complete=True,
        ),
        Environment(
            "sandbox",
            "Sandbox",
            "http://127.0.0.1:0/api/n/otp-handler",
            Kind.SANDBOX,
            confirm_complete=False,
        ),
    )
