"""What the sandbox says: the documented errors and the answers it sends."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from otp_gui.sandbox.channels import Channel

_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class WireError:
    """An error as otp-handler words it."""

    type: str
    message: str
    http_status: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer; an empty body goes out without a content type."""

    status: int
    body: bytes = b""
    content_type: str = _JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def success(status: int, *, confirmed: bool) -> Answer:
    """Return ``{"success": …}``: 201 answers a POST, 200 a GET."""
    return _json(status, {"success": confirmed})


def channel(now: Channel) -> Answer:
    """Return the channel object."""
    return _json(200, now.fields())


def refusal(error: WireError, headers: Mapping[str, str] | None = None) -> Answer:
    """Return ``{"type", "message", "httpStatus"}`` under the error's own HTTP status."""
    body = {"type": error.type, "message": error.message, "httpStatus": error.http_status}
    return _json(error.http_status, body, headers)


def _json(status: int, body: object, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(body, ensure_ascii=False).encode(), _JSON, headers or {})


# Types, messages and statuses as the vendor's reference of otp-handler 1.0.0 has them, its
# spelling included.
RESEND_CHANNEL: Final = WireError("ResendChannelException", "Перезапустите канал", 400)
ATTEMPTS_EXPIRED: Final = WireError(
    "AttemptsExpiredException",
    "Количество попыток ввода кода исчерпано, запустите попытку авторизации заново",
    400,
)
NO_AVAILABLE_CHANNELS: Final = WireError(
    "NoAvailableChannelsException",
    "Нет подходящих каналов для отправки сообщения, запустите попытку авторизации заново",
    400,
)
SESSION_CLOSED: Final = WireError("SessionClosedException", "Сессия закрыта", 400)
CHANNEL_CHANGED: Final = WireError(
    "ChannelChangedException",
    "Требуется сменить канал авторизации. Перезапросите текущий канал, чтобы отрисовать нужный "
    "для него компонент на frontend",
    400,
)
FORBIDDEN: Final = WireError("ForbiddenException", "Запрещено", 403)
SESSION_NOT_FOUND: Final = WireError("SessionNotFoundException", "Сессия не найдена", 404)
LONG_POLLING_TIMEOUT: Final = WireError(
    "LongPollingTimeoutException",
    "Истек timeout long-polling запроса. Запустие long-polling запрос заново",
    408,
)
PHONE_NUMBER_MISMATCH: Final = WireError(
    "PhoneNumberMismatchException",
    "Номер телефона не совпадает с привязанным к текущей сессии.",
    409,
)
RESTART_COOLDOWN_ACTIVE: Final = WireError(
    "RestartCooldownActiveException", "Перезапуск недоступен: требуется подождать.", 409
)
SESSION_ALREADY_CONFIRMED: Final = WireError(
    "SessionAlreadyConfirmedException", "Сессия уже подтверждена", 409
)

# No reference gives these a message or a status: both are the sandbox's own.
BAD_REQUEST: Final = WireError("BadRequestException", "Не указан recipient", 400)
RATE_LIMIT: Final = WireError("RateLimitException", "Слишком много запросов", 429)
INTERNAL: Final = WireError("InternalServerErrorException", "Внутренняя ошибка сервера", 500)
UNHEARD_OF: Final = WireError("MoonPhaseException", "Неподходящая фаза Луны", 422)

UNAUTHORISED: Final = Answer(401)
"""A missing or bad token: the reference documents no body."""
