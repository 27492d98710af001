"""A watch in words, the window's and the console's: how a login stands, how the watch has ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from otp_gui.domain.advice import explain
from otp_gui.domain.case import Case, channel_of_case
from otp_gui.domain.catalogue.model import Advice, FollowUp, Severity, Symbol
from otp_gui.domain.labels import channel_label, channel_status_label
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.past import known
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.standing import is_alive


class Ending(StrEnum):
    """Why a watch is over."""

    CONFIRMED = "confirmed"
    """The service says that the user has confirmed."""
    OVER = "over"
    """The session has ended, does not exist, or is completed already as far as is known."""
    REFUSED = "refused"
    """The service refuses to be asked: no access, another number, a redirect."""
    STOPPED = "stopped"
    TIME_UP = "time_up"
    NOT_STARTED = "not_started"
    """Nothing could be sent, such as without a token."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a watch has ended, and what the tool can do now, the most useful first.

    ``summary`` is the same in one line, for where the last look is explained beside it.
    """

    headline: Phrase
    meaning: Phrase
    summary: Phrase
    severity: Severity
    symbol: Symbol
    follow_ups: Sequence[FollowUp] = ()


_STOPPED: Final = (phrase("Watching stopped"), Severity.NOT_SENT, Symbol.HISTORY)
_CUT_SHORT: Final = {
    Ending.STOPPED: _STOPPED,
    Ending.TIME_UP: (phrase("10 minutes are over"), Severity.WAITING, Symbol.CLOCK),
}
"""The endings that the login has no part in."""
_GOES_ON: Final = phrase("The login goes on; nobody watches it now.")
_NOT_KNOWN: Final = phrase("It is not known how the login goes on; nobody watches it now.")
_LOOKS: Final[Sequence[FollowUp]] = (FollowUp.WATCH, FollowUp.INSPECT)
_NOTHING_WATCHED: Final = phrase("Nothing could be watched")
_NOTHING_SENT: Final = phrase("Nothing could be sent, so there is nothing to watch.")
_COMPLETED_ALREADY: Final = phrase("Most likely completed already")
_STAYS_FALSE: Final = phrase(
    "The channel says that the user has confirmed, and the status has stayed false since then:"
    " most likely the session is completed already, as a rule by the customer's site."
)
_HAVE_IT_SENT_AGAIN: Final = phrase("have it sent again")
_WHAT_COMPLETING_TAKES: Final = phrase(
    "“Check and complete” takes the “true” that the site is about to get: only for a site that does"
    " not finish."
)


def is_cut_short(ending: Ending) -> bool:
    """Tell whether a watch ended before anything of the login ended it."""
    return ending in _CUT_SHORT


def ended(ending: Ending, case: Case | None) -> Ended:
    """Say how a watch has ended whose last look was ``case``, None where none was over.

    What the login itself has ended is what an inspection would say now, the past included.
    """
    if case is None or is_cut_short(ending):
        return _cut_short(ending, case)
    told = explain(case)
    if ending is Ending.OVER and is_alive(case.record.outcome) and not is_settled(case):
        # What the watch has seen, where history holds none of it.
        told = replace(told, headline=_COMPLETED_ALREADY, meaning=_STAYS_FALSE)
    if ending is Ending.NOT_STARTED:
        why = phrase("{headline}: {meaning}", headline=told.headline, meaning=told.meaning)
        look = Severity.NOT_SENT, Symbol.UNPLUG
        return Ended(_NOTHING_WATCHED, why, _NOTHING_SENT, *look, told.follow_ups)
    return Ended(
        told.headline,
        _meaning(told),
        phrase("The watch is over: {headline}.", headline=told.headline),
        told.severity,
        told.symbol,
        told.follow_ups,
    )


def state(case: Case) -> Sequence[Phrase]:
    """Say where a login stands, in a few parts of a line."""
    parts = [explain(case).headline]
    channel = channel_of_case(case)
    if channel is None:
        return parts
    if case.record.outcome.verdict is Verdict.SUCCESS:
        if channel.type is not None:
            parts.append(channel_label(channel.type))
        if channel.status is not None:
            parts.append(channel_status_label(channel.status))
    if channel.remaining is not None:
        parts.append(_attempts(channel.remaining, channel.tries))
    if wants_resend(case):
        parts.append(_HAVE_IT_SENT_AGAIN)
    return parts


def wants_resend(case: Case) -> bool:
    """Tell whether the login goes on, and its channel is dead."""
    channel = channel_of_case(case)
    return channel is not None and channel.is_dead and FollowUp.RESEND in explain(case).follow_ups


def is_settled(case: Case) -> bool:
    """Tell whether earlier calls found the login completed, or confirmed."""
    before = known(case.record, case.past)
    return before.completed is not None or before.confirmed is not None


def _cut_short(ending: Ending, case: Case | None) -> Ended:
    headline, severity, symbol = _CUT_SHORT.get(ending, _STOPPED)
    meaning, follow_ups = _NOT_KNOWN, _LOOKS
    # A channel alone does not tell whether its session is alive.
    if case is not None and case.record.operation is Operation.STATUS:
        settled = is_settled(case)
        if is_alive(case.record.outcome):
            meaning = explain(case).meaning if settled else _goes_on(case)
            # What there is to do comes before what there is to see.
            follow_ups = tuple(dict.fromkeys((*explain(case).follow_ups, *_LOOKS)))
        if settled:
            follow_ups = (FollowUp.INSPECT,)
    summary = phrase("{headline}. {meaning}", headline=headline, meaning=meaning)
    return Ended(headline, meaning, summary, severity, symbol, follow_ups)


def _goes_on(case: Case) -> Phrase:
    """Say that nobody watches any more, and what the user has to do where the channel is dead."""
    if not wants_resend(case):
        return _GOES_ON
    return phrase("{meaning} {advice}", meaning=_GOES_ON, advice=explain(case).next_steps[0])


def _meaning(told: Advice) -> Phrase:
    if FollowUp.COMPLETE not in told.follow_ups:
        return told.meaning
    return phrase("{meaning} {caution}", meaning=told.meaning, caution=_WHAT_COMPLETING_TAKES)


def _attempts(left: int, allowed: int | None) -> Phrase:
    if allowed is None:
        return phrases("{count} attempt left", "{count} attempts left", left)
    return phrase("attempts left: {left} of {allowed}", left=left, allowed=allowed)
