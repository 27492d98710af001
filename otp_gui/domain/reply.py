"""What to answer the person whose login hangs: plain, kind, and without anything internal.

A reply names no request ID, no phone number, no status code and no type; where something is wrong
on the side of those who run the login, it says so and asks nothing of the reader.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from otp_gui.domain.case import Case, channel_of_case
from otp_gui.domain.channel import Channel, ChannelStatus
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.past import Known, known
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.wire import ErrorType, known_type


class ReplyKind(StrEnum):
    """The situations that are answered differently; also the names of the user's templates."""

    COMPLETED = "completed"
    COMPLETED_EARLIER = "completed_earlier"
    CONFIRMED = "confirmed"
    """The user has done everything; the site has to finish."""
    NOT_CONFIRMED = "not_confirmed"
    NOT_COMPLETED = "not_completed"
    """Not confirmed yet, or completed earlier: nobody can tell."""
    SENT_AGAIN = "sent_again"
    REQUEST_AGAIN = "request_again"
    """The channel is dead or has to be restarted: a new message is needed."""
    CHANNEL_CHANGED = "channel_changed"
    WRONG_CODE = "wrong_code"
    WAIT = "wait"
    ATTEMPTS_USED_UP = "attempts_used_up"
    NO_CHANNEL = "no_channel"
    SESSION_OVER = "session_over"
    NUMBER_MISMATCH = "number_mismatch"
    TROUBLE = "trouble"
    """No clear answer, or a fault of the service."""
    OUR_SIDE = "our_side"
    """Access, settings, or a call that was never sent: nothing that the reader could do."""


_DEFAULTS: Final = {
    ReplyKind.COMPLETED: phrase(
        "Your confirmation has gone through, thank you. If the page still does not let you in,"
        " please refresh it and sign in once more."
    ),
    ReplyKind.COMPLETED_EARLIER: phrase(
        "This sign-in has already been completed, so it cannot be used again. If you are not in,"
        " please start signing in once more."
    ),
    ReplyKind.CONFIRMED: phrase(
        "We can see your confirmation, thank you: nothing more is needed from you. The page should"
        " let you in by itself. If it does not do so within a minute, please sign in once more."
    ),
    ReplyKind.NOT_CONFIRMED: phrase(
        "Your sign-in is waiting for your confirmation. Please look at the message or the call that"
        " came to your phone and confirm the way it says. If nothing has come, please request it"
        " again on the sign-in page."
    ),
    ReplyKind.NOT_COMPLETED: phrase(
        "Your sign-in is not finished at the moment. If you have not confirmed it yet, please do so"
        " with the message or the call that came to your phone. If you have and the page does not"
        " let you in, please start signing in once more."
    ),
    ReplyKind.SENT_AGAIN: phrase(
        "We have sent you a new message. Please wait for it a minute or two and confirm with that"
        " one: earlier messages may no longer work."
    ),
    ReplyKind.REQUEST_AGAIN: phrase(
        "The message could not be delivered this time. Please request it again on the sign-in page:"
        " it may come another way."
    ),
    ReplyKind.CHANNEL_CHANGED: phrase(
        "The way of confirming has changed. Please look at what the sign-in page offers now"
        " (refresh it if it still shows the old way) and confirm that way."
    ),
    ReplyKind.WRONG_CODE: phrase(
        "The code that was entered is not the right one. Please enter the code from the newest"
        " message."
    ),
    ReplyKind.WAIT: phrase(
        "A message was sent a short while ago. Please wait a minute or two, and then request it"
        " again on the sign-in page."
    ),
    ReplyKind.ATTEMPTS_USED_UP: phrase(
        "The code was entered wrongly too many times, so this sign-in has been closed to keep your"
        " account safe. Please start signing in once more and use the code from the new message."
    ),
    ReplyKind.NO_CHANNEL: phrase(
        "We could not get a message through to your phone. Please check that the phone is switched"
        " on and has reception, and start signing in once more. If it happens again, tell us: we"
        " will look further."
    ),
    ReplyKind.SESSION_OVER: phrase(
        "This sign-in cannot be continued any more: it may have run out of time. Please start"
        " signing in once more: you will get a new message."
    ),
    ReplyKind.NUMBER_MISMATCH: phrase(
        "Please check the phone number: this sign-in was started with another one. Tell us the"
        " number that you entered on the sign-in page, or start signing in once more with the right"
        " one."
    ),
    ReplyKind.TROUBLE: phrase(
        "We cannot see the state of your sign-in at the moment, sorry. Please give us a few"
        " minutes: we are looking into it and will write to you."
    ),
    ReplyKind.OUR_SIDE: phrase(
        "Sorry, there is something to put right on our side first. There is nothing that you need"
        " to do: we will write to you as soon as we know more."
    ),
}

_BY_TYPE: Final = {
    ErrorType.RESEND_CHANNEL: ReplyKind.REQUEST_AGAIN,
    ErrorType.CHANNEL_CHANGED: ReplyKind.CHANNEL_CHANGED,
    ErrorType.RESTART_COOLDOWN: ReplyKind.WAIT,
    ErrorType.RATE_LIMIT: ReplyKind.WAIT,
    ErrorType.ALREADY_CONFIRMED: ReplyKind.CONFIRMED,
    ErrorType.LONG_POLLING_TIMEOUT: ReplyKind.NOT_CONFIRMED,
    ErrorType.CODELESS_CHANNEL: ReplyKind.NOT_CONFIRMED,
    ErrorType.CAPTCHA_NOT_CONFIRMED: ReplyKind.NOT_CONFIRMED,
    ErrorType.INVALID_CODE: ReplyKind.WRONG_CODE,
    ErrorType.ATTEMPTS_EXPIRED: ReplyKind.ATTEMPTS_USED_UP,
    ErrorType.NO_AVAILABLE_CHANNELS: ReplyKind.NO_CHANNEL,
    ErrorType.SESSION_CLOSED: ReplyKind.SESSION_OVER,
    ErrorType.SESSION_NOT_FOUND: ReplyKind.SESSION_OVER,
    ErrorType.PHONE_NUMBER_MISMATCH: ReplyKind.NUMBER_MISMATCH,
    ErrorType.INTERNAL_SERVER_ERROR: ReplyKind.TROUBLE,
    ErrorType.NO_CONNECTION: ReplyKind.TROUBLE,
    ErrorType.FORBIDDEN: ReplyKind.OUR_SIDE,
    ErrorType.COMMON_FORBIDDEN: ReplyKind.OUR_SIDE,
    ErrorType.BAD_REQUEST: ReplyKind.OUR_SIDE,
    ErrorType.VALIDATE_ERROR: ReplyKind.OUR_SIDE,
    ErrorType.WIDGET_BLOCKED: ReplyKind.OUR_SIDE,
    ErrorType.WIDGET_NOT_FOUND: ReplyKind.OUR_SIDE,
}

# What a session that this tool completed answers with; the rest then tells nothing new.
_DONE: Final = (ErrorType.ALREADY_CONFIRMED, ErrorType.SESSION_CLOSED, ErrorType.SESSION_NOT_FOUND)

PLACE_HOLDERS: Final = ("when", "channel")
"""What a template may hold in braces: the time of the check, and the channel's name."""
Templates = Mapping[tuple[str, ReplyKind], str]
"""The user's own replies, by language (``ru``, ``en``) and situation."""
NO_TEMPLATES: Final[Templates] = MappingProxyType({})
_UNKNOWN_VALUE: Final = "…"
_LONGEST_VALUE: Final = 60


def reply_kind(case: Case) -> ReplyKind:
    """Tell which reply fits a case. Total."""
    outcome = case.record.outcome
    match outcome.verdict:
        case Verdict.ERROR:
            return _refused(case)
        case Verdict.SUCCESS | Verdict.NOT_COMPLETED:
            return _answered(case)
        case Verdict.UNKNOWN:
            return ReplyKind.TROUBLE
        case _:
            return ReplyKind.OUR_SIDE


def _refused(case: Case) -> ReplyKind:
    type_ = known_type(case.record.outcome.error_type)
    if type_ is None:
        # What nobody describes says nothing about what the reader should do.
        return ReplyKind.OUR_SIDE
    if type_ is ErrorType.RATE_LIMIT and case.record.operation is not Operation.RESEND:
        return ReplyKind.TROUBLE
    if type_ in _DONE and known(case.record, case.past).completed is not None:
        return ReplyKind.COMPLETED_EARLIER
    return _BY_TYPE[type_]


def _answered(case: Case) -> ReplyKind:
    record = case.record
    before = known(record, case.past)
    if before.completed is not None:
        return ReplyKind.COMPLETED_EARLIER
    confirmed = record.outcome.verdict is Verdict.SUCCESS
    match record.operation:
        case Operation.COMPLETE:
            return ReplyKind.COMPLETED if confirmed else _not_completed(before)
        case Operation.RESEND:
            return ReplyKind.SENT_AGAIN if confirmed else ReplyKind.REQUEST_AGAIN
        case _:
            return ReplyKind.CONFIRMED if confirmed else _by_channel(case)


def _not_completed(before: Known) -> ReplyKind:
    if before.confirmed is not None:
        # A confirmed login that completes no more has been completed: by the site itself.
        return ReplyKind.COMPLETED_EARLIER
    return ReplyKind.NOT_CONFIRMED if before.waiting is not None else ReplyKind.NOT_COMPLETED


def _by_channel(case: Case) -> ReplyKind:
    channel = channel_of_case(case)
    if channel is not None:
        return _of_channel(channel)
    if case.channel is not None and case.channel.outcome.verdict is Verdict.ERROR:
        # The status knows of no confirmation, and the channel says why.
        told = _refused(Case(case.channel, case.past))
        return ReplyKind.NOT_CONFIRMED if told is ReplyKind.OUR_SIDE else told
    return ReplyKind.NOT_CONFIRMED


def _of_channel(channel: Channel) -> ReplyKind:
    if channel.remaining == 0:
        return ReplyKind.ATTEMPTS_USED_UP
    if channel.is_dead:
        return ReplyKind.REQUEST_AGAIN
    if channel.status == ChannelStatus.CONFIRMED:
        return ReplyKind.CONFIRMED
    return ReplyKind.NOT_CONFIRMED


def default_reply(kind: ReplyKind) -> Phrase:
    """Return the reply that comes with the tool."""
    return _DEFAULTS[kind]


def reply(
    kind: ReplyKind,
    language: str,
    say: Callable[[Phrase], str],
    templates: Templates = NO_TEMPLATES,
    values: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the text of a reply: the user's own for this language, else the tool's by ``say``.

    ``values`` fill the place-holders of the user's text, whose other braces stay as they are; one
    that is not known becomes an ellipsis, for the agent to see.
    """
    own = templates.get((language, kind), "").strip()
    if not own:
        return say(_DEFAULTS[kind])
    return re.sub(r"\{(when|channel)\}", lambda match: _value(values.get(match[1])), own)


def _value(text: str | None) -> str:
    return visible(text, _LONGEST_VALUE)[0] if text else _UNKNOWN_VALUE
