"""The names of otp-handler's wire contract: error types, their documented statuses and operations.

Source: the endpoint's own reference (checkStatusAndComplete) and the vendor's public reference
(``sigmasms/otp-sdk-docs``: ``api/otp-handler/*.md``, ``docs/*.md``).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from otp_gui.domain.outcome import Operation

SUCCESS: Final = "success"
TYPE: Final = "type"
MESSAGE: Final = "message"
HTTP_STATUS: Final = "httpStatus"
PAYLOAD: Final = "payload"
ERROR_FIELDS: Final = frozenset({TYPE, MESSAGE, HTTP_STATUS, PAYLOAD})

# The channel object's (getChannel); ``type`` and ``payload`` are named above.
CHANNEL_STATUS: Final = "status"
LABEL: Final = "label"
CODE_TYPE: Final = "codeType"
SETTINGS: Final = "settings"
LIFETIME: Final = "lifetime"
NUMBER_OF_TRIES: Final = "numberOfTries"
NUMBER_OF_RESTART: Final = "numberOfRestart"
CODE: Final = "code"
CODE_LENGTH: Final = "length"
REMAINING_ATTEMPTS: Final = "remainingCodeAttempts"
CHANNEL_FIELDS: Final = frozenset(
    {TYPE, CHANNEL_STATUS, LABEL, CODE_TYPE, PAYLOAD, SETTINGS, REMAINING_ATTEMPTS}
)

SUCCESS_STATUS: Final = {
    Operation.COMPLETE: 201,
    Operation.STATUS: 200,
    Operation.CHANNEL: 200,
    Operation.RESEND: 201,
}
"""The one 2xx status that the contract names for each operation."""


class ErrorType(StrEnum):
    """Every ``type`` of an error body that a reference names."""

    RESEND_CHANNEL = "ResendChannelException"
    ATTEMPTS_EXPIRED = "AttemptsExpiredException"
    NO_AVAILABLE_CHANNELS = "NoAvailableChannelsException"
    SESSION_CLOSED = "SessionClosedException"
    CHANNEL_CHANGED = "ChannelChangedException"
    FORBIDDEN = "ForbiddenException"
    SESSION_NOT_FOUND = "SessionNotFoundException"
    LONG_POLLING_TIMEOUT = "LongPollingTimeoutException"
    PHONE_NUMBER_MISMATCH = "PhoneNumberMismatchException"
    RESTART_COOLDOWN = "RestartCooldownActiveException"
    ALREADY_CONFIRMED = "SessionAlreadyConfirmedException"
    BAD_REQUEST = "BadRequestException"
    CAPTCHA_NOT_CONFIRMED = "CaptchaNotConfirmedException"
    COMMON_FORBIDDEN = "CommonForbiddenException"
    INTERNAL_SERVER_ERROR = "InternalServerErrorException"
    INVALID_CODE = "InvalidCodeException"
    CODELESS_CHANNEL = "IsCodelessChannelException"
    NO_CONNECTION = "NoConnectionException"
    RATE_LIMIT = "RateLimitException"
    VALIDATE_ERROR = "ValidateError"
    WIDGET_BLOCKED = "WidgetIsBlockedException"
    WIDGET_NOT_FOUND = "WidgetNotFoundException"


@dataclass(frozen=True, slots=True)
class Documented:
    """What a reference says of a type: its HTTP status, and the operations that answer with it."""

    http_status: int
    operations: frozenset[Operation]


_ALL: Final = frozenset(Operation)
_STATUS: Final = frozenset({Operation.STATUS})
_READING: Final = frozenset({Operation.STATUS, Operation.CHANNEL})
_WITH_RECIPIENT: Final = frozenset({Operation.COMPLETE, Operation.STATUS})
_RESEND: Final = frozenset({Operation.RESEND})

DOCUMENTED: Final = {
    ErrorType.RESEND_CHANNEL: Documented(400, _ALL),
    ErrorType.ATTEMPTS_EXPIRED: Documented(400, _ALL),
    ErrorType.NO_AVAILABLE_CHANNELS: Documented(400, _ALL),
    ErrorType.SESSION_CLOSED: Documented(400, _READING),
    ErrorType.CHANNEL_CHANGED: Documented(400, _STATUS),
    ErrorType.FORBIDDEN: Documented(403, _ALL),
    ErrorType.SESSION_NOT_FOUND: Documented(404, _ALL),
    ErrorType.LONG_POLLING_TIMEOUT: Documented(408, _STATUS),
    ErrorType.PHONE_NUMBER_MISMATCH: Documented(409, _WITH_RECIPIENT),
    ErrorType.RESTART_COOLDOWN: Documented(409, _RESEND),
    ErrorType.ALREADY_CONFIRMED: Documented(409, _RESEND),
}
"""The types with a documented status; the vendor's SDK names the others without one."""


def known_type(text: str | None) -> ErrorType | None:
    """Return the type that a reference names exactly so, or None."""
    try:
        return ErrorType(text or "")
    except ValueError:
        return None
