"""What came of a call, in the machine words that history and ``--json`` keep (never translated)."""

from dataclasses import dataclass
from enum import StrEnum


class Operation(StrEnum):
    """A call of otp-handler; ``COMPLETE`` and ``RESEND`` change the session's state."""

    COMPLETE = "complete"
    STATUS = "status"
    CHANNEL = "channel"
    RESEND = "resend"


class Verdict(StrEnum):
    """The one-word answer to "what happened?"."""

    SUCCESS = "success"
    """2xx and ``{"success": true}``."""
    NOT_COMPLETED = "not_completed"
    """2xx and ``{"success": false}``: not confirmed yet, or completed earlier; or a channel."""
    ERROR = "error"
    """The server refused, in its own words."""
    UNKNOWN = "unknown"
    """It may have reached the server; no clear answer came back."""
    NOT_SENT = "not_sent"
    """Nothing left this machine."""
    RUNNING = "running"
    """The intent row of a call in flight."""


class Failure(StrEnum):
    """The cause on our side of the wire, where the server's answer does not speak for itself."""

    NO_TOKEN = "no_token"  # noqa: S105
    TOKEN_REJECTED_LOCALLY = "token_rejected_locally"  # noqa: S105
    KEYRING_UNAVAILABLE = "keyring_unavailable"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_TIMEOUT = "keyring_timeout"
    DNS = "dns"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TLS = "tls"
    PROXY = "proxy"
    RESET = "reset"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    BAD_BODY = "bad_body"
    TOO_LARGE = "too_large"
    UNEXPECTED_STATUS = "unexpected_status"
    CANCELLED = "cancelled"
    HISTORY_UNAVAILABLE = "history_unavailable"
    INSECURE_TRANSPORT = "insecure_transport"


class Remark(StrEnum):
    """A fact worth telling beside the verdict that does not change it."""

    STATUS_DISAGREES = "status_disagrees"
    """The body's ``httpStatus`` is not the status of the response."""
    TYPE_DISAGREES = "type_disagrees"
    """The documented status of the body's ``type`` is not the status of the response."""
    UNDOCUMENTED_STATUS = "undocumented_status"
    """2xx, but not the one that the contract names."""
    EXTRA_FIELDS = "extra_fields"
    """The body holds more than the contract names."""
    TRUNCATED = "truncated"
    """The body was cut at the cap."""
    UNKNOWN_TYPE = "unknown_type"
    """A ``type`` that no reference names."""
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    NO_CA_CERTIFICATES = "no_ca_certificates"
    """The system's trust store is empty."""
    CA_BUNDLE_UNREADABLE = "ca_bundle_unreadable"
    CONTENT_ENCODING = "content_encoding"
    """The body came compressed although ``identity`` was asked for."""


class Phase(StrEnum):
    """Where a call is; from ``SENDING`` on the request may have reached the server."""

    PREPARING = "preparing"
    CONNECTING = "connecting"
    SENDING = "sending"
    WAITING = "waiting"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call ended with.

    ``error_type`` and ``message`` are the server's own words, verbatim; ``response`` is the body as
    received, decoded with replacement and cut at 64 KiB; ``headers`` are the response's, in order.
    """

    verdict: Verdict
    failure: Failure | None = None
    error_type: str | None = None
    http_status: int | None = None
    message: str | None = None
    response: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()
