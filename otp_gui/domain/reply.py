"""What to answer the person whose login hangs: plain, kind, and without anything internal.

Which situation it is, the advice says; here are the words. A reply names no request ID, no phone
number, no status code and no type; where something is wrong on the side of those who run the login,
it says so and asks nothing of the reader.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from otp_gui.domain.advice import explain
from otp_gui.domain.case import Case, channel_of_case
from otp_gui.domain.catalogue.model import ReplyKind
from otp_gui.domain.display import visible
from otp_gui.domain.labels import channel_label
from otp_gui.domain.phrase import Phrase, phrase

__all__ = [
    "NO_TEMPLATES",
    "PLACE_HOLDERS",
    "ReplyKind",
    "Templates",
    "default_reply",
    "own_replies",
    "reply",
    "reply_kind",
    "values_of",
]

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
    ReplyKind.ASK_WHETHER_IN: phrase(
        "We could see your confirmation, thank you. Are you signed in by now? If the page still"
        " does not let you in, please start signing in once more."
    ),
    ReplyKind.NOT_CONFIRMED: phrase(
        "As far as we can see, your sign-in is waiting for your confirmation. Please look whether a"
        " message or a call has come to your phone, and confirm the way it says. If nothing comes"
        " within a minute or two, please request it again on the sign-in page."
    ),
    ReplyKind.NOT_COMPLETED: phrase(
        "If you have not confirmed your sign-in yet, please do so with the message or the call that"
        " came to your phone. If you have confirmed it and the page does not let you in, please"
        " start signing in once more."
    ),
    ReplyKind.SENT_AGAIN: phrase(
        "We have asked for a new message to be sent to you. Please wait for it a minute or two and"
        " confirm with that one: earlier messages may no longer work."
    ),
    ReplyKind.REQUEST_AGAIN: phrase(
        "Please ask for a new message on the sign-in page and confirm with that one: it may come"
        " another way. If that does not help, please start signing in once more."
    ),
    ReplyKind.CHANNEL_CHANGED: phrase(
        "The way of confirming has changed. Please look at what the sign-in page offers now"
        " (refresh it if it still shows the old way) and confirm that way."
    ),
    ReplyKind.WRONG_CODE: phrase(
        "The code that was entered is not the right one. Please enter the code from the newest"
        " message."
    ),
    ReplyKind.CAPTCHA: phrase(
        "Please pass the check on the sign-in page that tells people from robots, and then confirm"
        " the way the page says."
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
        "Please check the phone number: this sign-in seems to have been started with another one."
        " Tell us the number that you entered on the sign-in page, or start signing in once more"
        " with the right one."
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

PLACE_HOLDERS: Final = ("when", "channel")
"""What a template may hold in braces: the time of the check, and the channel's name."""
Templates = Mapping[tuple[str, ReplyKind], str]
"""The user's own replies, by language (``ru``, ``en``) and situation."""
NO_TEMPLATES: Final[Templates] = MappingProxyType({})
_UNKNOWN_VALUE: Final = "…"
_LONGEST_VALUE: Final = 60


def reply_kind(case: Case) -> ReplyKind:
    """Tell which reply fits a case: its advice's, so that the two never disagree. Total."""
    return explain(case).reply


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


def own_replies(stored: Mapping[str, Mapping[str, str]]) -> Templates:
    """Return the user's texts; situations that this version does not know are left out."""
    return {
        (language, ReplyKind(kind)): text
        for language, texts in stored.items()
        for kind, text in texts.items()
        if kind in tuple(ReplyKind)
    }


def values_of(case: Case, say: Callable[[Phrase], str]) -> Mapping[str, str]:
    """Return what the place-holders of a reply stand for."""
    values = {"when": say(Phrase("{at}", {"at": case.record.started_at}))}
    channel = channel_of_case(case)
    if channel is not None and channel.type is not None:
        values["channel"] = say(channel_label(channel.type))
    return values


def _value(text: str | None) -> str:
    return visible(text, _LONGEST_VALUE)[0] if text else _UNKNOWN_VALUE
