"""What has changed between two looks at a session, as lines of a timeline."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from otp_gui.domain.advice import advice
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.channel import DEAD, Channel, ChannelStatus, CodeType
from otp_gui.domain.classify import channel_in
from otp_gui.domain.labels import channel_label, channel_status_label
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.past import NOTHING, Past, known
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wire import ErrorType, known_type


@dataclass(frozen=True, slots=True)
class Change:
    """One line: what has happened, and its look."""

    text: Phrase
    severity: Severity
    symbol: Symbol


ANSWERS_AGAIN: Final = Change(
    phrase("The service answers again"), Severity.WAITING, Symbol.HOURGLASS
)
_CONFIRMED: Final = Change(
    phrase("Confirmed: the customer's site should now finish by itself"),
    Severity.SUCCESS,
    Symbol.CIRCLE_CHECK,
)
_RESTART: Final = Change(phrase("The channel must be restarted"), Severity.ACT, Symbol.ROTATE_CW)
_SENT: Final[dict[str | None, Phrase]] = {
    CodeType.CODE: phrase("code sent"),
    CodeType.CODELESS: phrase("request to confirm sent"),
}
_SOMETHING_SENT: Final = phrase("message sent")
_STATUS_LOOKS: Final[dict[str, tuple[Severity, Symbol]]] = {
    ChannelStatus.WAIT: (Severity.WAITING, Symbol.LOADER),
    ChannelStatus.SENT: (Severity.WAITING, Symbol.HOURGLASS),
    ChannelStatus.CONFIRMED: (Severity.SUCCESS, Symbol.CIRCLE_CHECK),
    **dict.fromkeys(DEAD, (Severity.ACT, Symbol.CIRCLE_X)),
}
_NEW_WORD: Final = (Severity.WAITING, Symbol.CIRCLE_HELP)


def says_something_new(before: CheckRecord | None, after: CheckRecord) -> bool:
    """Tell whether an answer differs from an earlier one to the same question."""
    return before is None or _facts(before) != _facts(after)


def answered(record: CheckRecord, past: Past = NOTHING) -> Change:
    """Say what an answer is that described no channel; ``past`` is what history knows of it."""
    if known_type(record.outcome.error_type) is ErrorType.RESEND_CHANNEL:
        return _RESTART
    before = known(record, past)
    if record.outcome.verdict is Verdict.SUCCESS and not (before.completed or before.unclear):
        return _CONFIRMED
    told = advice(record, past)
    return Change(told.headline, told.severity, told.symbol)


def asked_to_wait(until: object) -> Change:
    """Say that the service wants a pause; ``until`` is the moment, UTC."""
    text = phrase("The service asks to wait until {until}", until=until)
    return Change(text, Severity.ACT, Symbol.CLOCK)


def channel_changes(
    before: Channel | None, after: Channel, *, can_resend: bool = False
) -> tuple[Change, ...]:
    """Say what is new about a channel; ``before`` is None at the first look.

    A field that has gone missing is no news. ``can_resend`` tells that a dead channel is to be
    sent again, as that of a login which goes on is.
    """
    return tuple(_channel_changes(before or Channel(), after, can_resend=can_resend))


def _channel_changes(before: Channel, after: Channel, *, can_resend: bool) -> Iterator[Change]:
    switched = after.type is not None and after.type != before.type
    if switched and before.type is not None and after.type is not None:
        text = phrase(
            "Channel switched from {before} to {after}",
            before=channel_label(before.type),
            after=channel_label(after.type),
        )
        yield Change(text, Severity.WAITING, Symbol.SHUFFLE)
    if after.status is not None and (switched or after.status != before.status):
        told = _status_change(after, after.status)
        if after.is_dead and can_resend:
            told = replace(told, text=phrase("{state} — have it sent again", state=told.text))
        yield told
    elif switched and before.type is None:
        yield Change(_named(after), *_NEW_WORD)
    if not switched and before.remaining is not None and after.remaining is not None:
        yield from _attempts(before.remaining, after.remaining)


def _status_change(channel: Channel, status: str) -> Change:
    look = _STATUS_LOOKS.get(status, _NEW_WORD)
    said = channel_status_label(status)
    if status == ChannelStatus.SENT:
        said = _SENT.get(channel.code_type, _SOMETHING_SENT)
    if channel.type is None:
        return Change(said, *look)
    name = channel_label(channel.type)
    return Change(phrase("{channel}: {status}", channel=name, status=said), *look)


def _named(channel: Channel) -> Phrase:
    return phrase("Channel: {channel}", channel=channel_label(channel.type or ""))


def _attempts(before: int, after: int) -> Iterator[Change]:
    if after == before:
        return
    text = phrase("Attempts left: {before} → {after}", before=before, after=after)
    fewer = Severity.ACT, Symbol.TRIANGLE_ALERT
    more = Severity.WAITING, Symbol.ROTATE_CW
    yield Change(text, *(fewer if after < before else more))


def _facts(record: CheckRecord) -> object:
    outcome = record.outcome
    return (
        outcome.verdict,
        outcome.failure,
        outcome.error_type,
        outcome.http_status,
        channel_in(record),
    )
