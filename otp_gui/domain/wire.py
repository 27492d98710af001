"""The names of otp-handler's wire contract: error types and their documented statuses.

Source: the endpoint's own reference (checkStatusAndComplete) and the vendor's public reference
(``sigmasms/otp-sdk-docs``: ``api/otp-handler/*.md``, ``docs/*.md``).
"""

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


DOCUMENTED_STATUS: Final = {
    ErrorType.RESEND_CHANNEL: 400,
    ErrorType.ATTEMPTS_EXPIRED: 400,
    ErrorType.NO_AVAILABLE_CHANNELS: 400,
    ErrorType.SESSION_CLOSED: 400,
    ErrorType.CHANNEL_CHANGED: 400,
    ErrorType.FORBIDDEN: 403,
    ErrorType.SESSION_NOT_FOUND: 404,
    ErrorType.LONG_POLLING_TIMEOUT: 408,
    ErrorType.PHONE_NUMBER_MISMATCH: 409,
    ErrorType.RESTART_COOLDOWN: 409,
    ErrorType.ALREADY_CONFIRMED: 409,
}
"""The HTTP status of the types that a reference has one for; the vendor's SDK names the others."""


def known_type(text: str | None) -> ErrorType | None:
    """Return the type that a reference names exactly so, or None."""
    try:
        return ErrorType(text or "")
    except ValueError:
        return None
