"""What the history knows about a call's session, its recipient and its environment."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from otp_gui.domain.channel import ChannelStatus
from otp_gui.domain.classify import channel_in
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import fold
from otp_gui.domain.standing import STATES_OVER
from otp_gui.domain.wire import ErrorType, known_type

FRESH: Final = timedelta(minutes=2)
"""For so long an inspection is taken to tell how the session stands."""

_BESIDE: Final = timedelta(seconds=2)
_RUSSIAN: Final = "78"
_RUSSIAN_LENGTH: Final = 11
_TOLD_ENDINGS: Final = 2
"""So many sessions have to end alike before it is worth telling."""

TIME_TO_FINISH: Final = timedelta(minutes=1)
"""So long after it was confirmed, a site that completes its logins has completed this one."""

OF_THE_SESSION: Final = (Operation.COMPLETE, Operation.STATUS)
"""The operations whose answers tell how a session stands."""

ALIVE: Final = frozenset(
    {
        ErrorType.RESEND_CHANNEL,
        ErrorType.CHANNEL_CHANGED,
        ErrorType.RESTART_COOLDOWN,
        ErrorType.ALREADY_CONFIRMED,
        ErrorType.LONG_POLLING_TIMEOUT,
    }
)
"""The types that only a living session gives: with them it has not ended."""
_OF_THIS_NUMBER: Final = ALIVE | STATES_OVER
"""The types that only a session gives whose number is the right one."""
_OF_ANOTHER: Final = frozenset({ErrorType.SESSION_NOT_FOUND, ErrorType.PHONE_NUMBER_MISMATCH})
"""The types that say that the request ID is no session of this recipient."""


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier calls, each sequence newest first; the explained call itself may be among them.

    ``session`` are the calls for the same request ID at the same base URL, ``recipient`` those for
    the same number (in any spelling) at the same base URL, ``recent`` the latest calls to the same
    environment. ``day_began`` is the local midnight before the call, UTC; None counts no day.
    """

    session: Sequence[CheckRecord] = ()
    recipient: Sequence[CheckRecord] = ()
    recent: Sequence[CheckRecord] = ()
    day_began: datetime | None = None


NOTHING: Final = Past()
"""Of a call about whose past nothing is known."""


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier calls tell of a session as it stood when a later one was made.

    ``completed`` is the latest check of this tool that got ``true``, ``unclear`` the latest one
    without a clear answer. ``confirmed`` is the first call that found the login confirmed; a look
    at its channel only where nothing else says so, and then ``false_then`` tells whether the status
    was false at that time. ``waiting`` is the latest look that found it not confirmed, where that
    is :data:`FRESH`. ``seen`` is the latest call that shows that the environment knew the session.
    ``refused_spellings`` counts those of the recipient's number, the call's own included, with
    which the status was refused as another number; 0 where the session knows one of them.
    """

    completed: CheckRecord | None = None
    unclear: CheckRecord | None = None
    confirmed: CheckRecord | None = None
    waiting: CheckRecord | None = None
    seen: CheckRecord | None = None
    false_then: bool = False
    refused_spellings: int = 0


def known(record: CheckRecord, past: Past) -> Known:
    """Return what the calls that were answered before ``record`` tell of its session."""
    session = fold(record.request_id), record.base_url
    before = sorted(
        (
            other
            for other in past.session
            if other.uid != record.uid
            and (fold(other.request_id), other.base_url) == session
            and _told_from(other) <= moment_of(record)
        ),
        key=_told_from,
        reverse=True,
    )
    confirmed = _confirmed(before, record)
    waiting = _first(other for other in before if _is_waiting(other))
    if waiting is not None and record.started_at - moment_of(waiting) > FRESH:
        waiting = None
    return Known(
        completed=_first(o for o in before if _is_check(o, Verdict.SUCCESS)),
        unclear=_first(o for o in before if _is_check(o, Verdict.UNKNOWN, Verdict.RUNNING)),
        confirmed=confirmed,
        waiting=waiting,
        seen=_first(o for o in before if _is_known(o.outcome)),
        false_then=confirmed is not None and any(_is_false_beside(o, confirmed) for o in before),
        refused_spellings=_refused_spellings([record, *before]),
    )


def moment_of(record: CheckRecord) -> datetime:
    """Return when a call got its answer, or was begun where it has none."""
    return record.finished_at or record.started_at


def has_had_time_to_finish(record: CheckRecord, known: Known) -> bool:
    """Tell whether the site should have completed by ``record`` what was confirmed before."""
    return (
        known.confirmed is not None
        and record.started_at - moment_of(known.confirmed) >= TIME_TO_FINISH
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Which session of its recipient a call was about that day, and how those sessions ended.

    ``count`` of them, at least two, ended with the type ``ending``; None where no two ended alike.
    """

    number: int
    ending: str | None = None
    count: int = 0


def tally(record: CheckRecord, past: Past) -> Tally | None:
    """Count the recipient's sessions of the day in order of appearance, up to that of ``record``.

    None where it is the first, where no day is counted, or where ``record`` reached no session. A
    request ID that the service does not know, or has for another number, is no session.
    """
    if past.day_began is None or not _is_of_a_session(record):
        return None
    calls = {record.uid: record}
    for other in past.recipient:
        if (
            other.base_url == record.base_url
            and past.day_began <= other.started_at <= record.started_at
            and _is_of_a_session(other)
        ):
            calls.setdefault(other.uid, other)
    latest: dict[str, Outcome | None] = {}
    for call in sorted(calls.values(), key=lambda call: call.started_at):
        latest.setdefault(call.request_id, None)
        if call.operation in OF_THE_SESSION:
            latest[call.request_id] = call.outcome
    number = list(latest).index(record.request_id) + 1
    if number == 1:
        return None
    endings = Counter(
        outcome.error_type
        for outcome in list(latest.values())[:number]
        if outcome is not None and _has_type(outcome, STATES_OVER)
    )
    ending, count = endings.most_common(1)[0] if endings else (None, 0)
    return Tally(number, ending, count) if count >= _TOLD_ENDINGS else Tally(number)


def _first(records: Iterable[CheckRecord]) -> CheckRecord | None:
    return next(iter(records), None)


def _is_check(record: CheckRecord, *verdicts: Verdict) -> bool:
    return record.operation is Operation.COMPLETE and record.outcome.verdict in verdicts


def _told_from(record: CheckRecord) -> datetime:
    """Return from when on a call tells of its session.

    A check without a clear answer may have completed it at any time since it was begun.
    """
    if _is_check(record, Verdict.UNKNOWN):
        return record.started_at
    return moment_of(record)


def _confirmed(before: Sequence[CheckRecord], later: CheckRecord) -> CheckRecord | None:
    found = [other for other in reversed(before) if _is_confirmed(other, later)]
    said = _first(other for other in found if other.operation is not Operation.CHANNEL)
    return said or _first(found)


def _is_false_beside(record: CheckRecord, channel: CheckRecord) -> bool:
    return (
        channel.operation is Operation.CHANNEL
        and record.operation is Operation.STATUS
        and record.outcome.verdict is Verdict.NOT_COMPLETED
        and abs(moment_of(record) - moment_of(channel)) <= _BESIDE
    )


def _refused_spellings(records: Sequence[CheckRecord]) -> int:
    number = _number_of(records[0].recipient)
    of_number = [record for record in records if _number_of(record.recipient) == number]
    if any(_is_of_this_number(record.outcome) for record in of_number):
        return 0
    return len(
        {
            record.recipient
            for record in of_number
            if record.operation is Operation.STATUS
            and _has_type(record.outcome, (ErrorType.PHONE_NUMBER_MISMATCH,))
        }
    )


def _number_of(recipient: str) -> str:
    """Return what the spellings of one number have in common."""
    digits = "".join(char for char in recipient if char.isdecimal())
    is_russian = len(digits) == _RUSSIAN_LENGTH and digits[0] in _RUSSIAN
    return digits[1:] if is_russian else digits or recipient


def _is_confirmed(record: CheckRecord, later: CheckRecord) -> bool:
    outcome = record.outcome
    if record.operation is Operation.STATUS:
        return outcome.verdict is Verdict.SUCCESS
    if (channel := channel_in(record)) is not None:
        # The other half of an inspection is no earlier look: it came at the same time.
        is_earlier = moment_of(record) <= later.started_at
        return is_earlier and channel.status == ChannelStatus.CONFIRMED
    return _has_type(outcome, (ErrorType.ALREADY_CONFIRMED,))


def _is_waiting(record: CheckRecord) -> bool:
    return record.operation is Operation.STATUS and (
        record.outcome.verdict is Verdict.NOT_COMPLETED
        or _has_type(record.outcome, (ErrorType.LONG_POLLING_TIMEOUT,))
    )


def _is_known(outcome: Outcome) -> bool:
    return _is_of_this_number(outcome) or _has_type(outcome, (ErrorType.PHONE_NUMBER_MISMATCH,))


def _is_of_this_number(outcome: Outcome) -> bool:
    answered = outcome.verdict in (Verdict.SUCCESS, Verdict.NOT_COMPLETED)
    return answered or _has_type(outcome, _OF_THIS_NUMBER)


def _has_type(outcome: Outcome, types: Container[ErrorType | None]) -> bool:
    return outcome.verdict is Verdict.ERROR and known_type(outcome.error_type) in types


def _is_of_a_session(record: CheckRecord) -> bool:
    outcome = record.outcome
    return (
        outcome.verdict not in (Verdict.NOT_SENT, Verdict.RUNNING)
        and known_type(outcome.error_type) not in _OF_ANOTHER
    )
