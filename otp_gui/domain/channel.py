"""The channel of a login as getChannel describes it: every field may be missing, any may be new.

Source: the vendor's reference (``sigmasms/otp-sdk-docs``: ``api/otp-handler/get-channel.md``). The
settings are marked beta there, and no reference names the unit of the code's lifetime.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from otp_gui.domain import wire


class ChannelType(StrEnum):
    """The channels that a reference names."""

    SMS = "sms"
    FLASHCALL = "flashcall"
    SIM_PUSH = "sim_push"
    TELEGRAMCODE = "telegramcode"
    VIBER = "viber"
    VK = "vk"
    VOICE = "voice"
    WHATSAPP = "whatsapp"


class ChannelStatus(StrEnum):
    """How far a channel has come."""

    WAIT = "wait"
    """In progress."""
    SENT = "sent"
    """Something was sent to the user."""
    CONFIRMED = "confirmed"
    """Finished well."""
    CLOSED = "closed"
    """Closed by force."""
    ERROR = "error"
    """Closed by an error."""


class CodeType(StrEnum):
    """What the user has to do."""

    CODE = "code"
    """Type a code."""
    CODELESS = "codeless"
    """Confirm a push or the like."""


DEAD: Final = frozenset({ChannelStatus.CLOSED, ChannelStatus.ERROR})
"""A channel that brings no confirmation any more; ``resend`` restarts it or starts the next one."""


_MOST: Final = 1e15
"""No number of a channel is as large; what is, cannot be shown as one and counts as missing."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What the service says of the session's current channel; None where it does not say.

    ``type``, ``status`` and ``code_type`` are words as they came, a known one or not.
    ``lifetime`` is the code's, in the service's own undocumented unit; ``tries`` and ``restarts``
    are how many are allowed, ``remaining`` how many attempts to type the code are left.
    """

    type: str | None = None
    status: str | None = None
    label: str | None = None
    code_type: str | None = None
    lifetime: float | None = None
    tries: int | None = None
    restarts: int | None = None
    code_length: int | None = None
    remaining: int | None = None

    @property
    def is_dead(self) -> bool:
        """Whether this channel brings no confirmation any more."""
        return self.status in DEAD


def channel_of(fields: Mapping[str, object]) -> Channel | None:
    """Read a channel from a decoded JSON object, or None where it says nothing of one.

    A field of another shape than the reference's counts as missing.
    """
    settings = _mapping(fields.get(wire.SETTINGS))
    channel = Channel(
        type=_text(fields.get(wire.TYPE)),
        status=_text(fields.get(wire.CHANNEL_STATUS)),
        label=_text(fields.get(wire.LABEL)),
        code_type=_text(fields.get(wire.CODE_TYPE)),
        lifetime=_number(settings.get(wire.LIFETIME)),
        tries=_count(settings.get(wire.NUMBER_OF_TRIES)),
        restarts=_count(settings.get(wire.NUMBER_OF_RESTART)),
        code_length=_count(_mapping(settings.get(wire.CODE)).get(wire.CODE_LENGTH)),
        remaining=_count(fields.get(wire.REMAINING_ATTEMPTS)),
    )
    return channel if channel.type or channel.status else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -_MOST < value < _MOST else None


def _count(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
