"""What a channel is like, line by line, for the pane, the report and the console; and its icon."""

from collections.abc import Iterator, Sequence
from typing import Final

from otp_gui.domain.case import Case, channel_of_case
from otp_gui.domain.channel import Channel, ChannelType
from otp_gui.domain.display import visible
from otp_gui.domain.labels import channel_label, channel_status_label, code_type_label
from otp_gui.domain.phrase import Phrase, phrase

_SHOWN_LABEL: Final = 80
_SHOWN_NUMBER: Final = 20
_SYMBOLS: Final[dict[str, str]] = {
    ChannelType.SMS: "message-square",
    ChannelType.FLASHCALL: "phone-incoming",
    ChannelType.SIM_PUSH: "smartphone",
    ChannelType.TELEGRAMCODE: "send",
    ChannelType.VIBER: "message-circle",
    ChannelType.VK: "at-sign",
    ChannelType.VOICE: "phone-call",
    ChannelType.WHATSAPP: "message-circle-more",
}
_NEW_CHANNEL: Final = "radio-tower"


def channel_symbol(channel_type: str | None) -> str:
    """Return the name, in the Lucide set, of a channel's icon; one for all that are not known."""
    return _SYMBOLS.get(channel_type or "", _NEW_CHANNEL)


def facts(case: Case) -> Sequence[tuple[Phrase, Phrase]]:
    """Return what is known of the case's channel, each line a title and what stands behind it.

    What the service did not tell is left out; a word that no reference names is shown as it came.
    """
    channel = channel_of_case(case)
    return () if channel is None else tuple(_facts(channel))


def _facts(channel: Channel) -> Iterator[tuple[Phrase, Phrase]]:
    if channel.type is not None:
        yield phrase("Channel"), channel_label(channel.type)
    if channel.label is not None:
        yield phrase("Label"), _text(channel.label, _SHOWN_LABEL)
    if channel.status is not None:
        yield phrase("State"), channel_status_label(channel.status)
    if channel.code_type is not None:
        yield phrase("Confirmation"), code_type_label(channel.code_type)
    if channel.remaining is not None:
        yield phrase("Attempts left"), _attempts(channel.remaining, channel.tries)
    elif channel.tries is not None:
        yield phrase("Attempts allowed"), _number(channel.tries)
    if channel.lifetime is not None:
        # No reference names the unit, so none is made up.
        yield (
            phrase("Code lifetime"),
            phrase("{number}, in the service's own unit", number=_digits(channel.lifetime)),
        )
    if channel.code_length is not None:
        yield phrase("Code length"), _number(channel.code_length)
    if channel.restarts is not None:
        yield phrase("Restarts allowed"), _number(channel.restarts)


def _attempts(left: int, allowed: int | None) -> Phrase:
    if allowed is None:
        return _number(left)
    return phrase("{left} of {allowed}", left=_digits(left), allowed=_digits(allowed))


def _number(number: float) -> Phrase:
    return phrase("{number}", number=_digits(number))


def _digits(number: float) -> str:
    return visible(str(number) if isinstance(number, int) else f"{number:.15g}", _SHOWN_NUMBER)[0]


def _text(text: str, limit: int) -> Phrase:
    shown, cut = visible(text, limit)
    return phrase("{word}", word=f"{shown}…" if cut else shown)
