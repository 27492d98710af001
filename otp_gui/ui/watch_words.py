"""How a watch has ended, in words, and what can follow."""

from collections.abc import Sequence
from typing import Final

from otp_gui.domain.advice import explain
from otp_gui.domain.case import Case, channel_of_case
from otp_gui.domain.catalogue.model import FollowUp, Severity, Symbol
from otp_gui.domain.labels import channel_label, channel_status_label
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.services.watch import Ending, Watched

_HEADLINES: Final = {
    Ending.CONFIRMED: phrase("Login confirmed"),
    Ending.OVER: phrase("This login is over"),
    Ending.REFUSED: phrase("The service refuses to be asked"),
    Ending.STOPPED: phrase("Watching stopped"),
    Ending.TIME_UP: phrase("10 minutes are over"),
    Ending.NOT_STARTED: phrase("Nothing could be watched"),
}
_LOOKS: Final = {
    Ending.CONFIRMED: (Severity.SUCCESS, Symbol.CIRCLE_CHECK),
    Ending.OVER: (Severity.OVER, Symbol.CIRCLE_X),
    Ending.REFUSED: (Severity.ACCESS, Symbol.LOCK),
    Ending.STOPPED: (Severity.NOT_SENT, Symbol.HISTORY),
    Ending.TIME_UP: (Severity.WAITING, Symbol.CLOCK),
    Ending.NOT_STARTED: (Severity.NOT_SENT, Symbol.UNPLUG),
}
_CONFIRMED: Final = phrase(
    "The customer's site should now finish by itself: wait for that. “Check and complete” takes the"
    " “true” that the site is about to get: only for a site that does not finish."
)
_NOT_ENDED: Final = phrase("The login goes on; nobody watches it now.")


def headline(ending: Ending) -> Phrase:
    """Say in a few words how a watch has ended."""
    return _HEADLINES[ending]


def look(ending: Ending) -> tuple[Severity, Symbol]:
    """Return the colours and the icon of an ending."""
    return _LOOKS[ending]


def meaning(watched: Watched) -> Phrase:
    """Say what an ending means."""
    if watched.ending is Ending.CONFIRMED:
        return _CONFIRMED
    if watched.ending in (Ending.STOPPED, Ending.TIME_UP) or watched.case is None:
        return _NOT_ENDED
    told = explain(watched.case)
    return phrase("{headline}: {meaning}", headline=told.headline, meaning=told.meaning)


def follow_ups(watched: Watched) -> Sequence[FollowUp]:
    """Return what the tool can do after a watch, the most useful first."""
    if watched.ending is Ending.CONFIRMED:
        return (FollowUp.COMPLETE,)
    if watched.ending in (Ending.STOPPED, Ending.TIME_UP) or watched.case is None:
        return (FollowUp.WATCH, FollowUp.INSPECT)
    return explain(watched.case).follow_ups


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
    return parts


def _attempts(left: int, allowed: int | None) -> Phrase:
    if allowed is None:
        return phrases("{count} attempt left", "{count} attempts left", left)
    return phrase("attempts left: {left} of {allowed}", left=left, allowed=allowed)
