"""Says what a call means for the people involved: the way into the catalogue."""

from dataclasses import replace
from typing import Final, assert_never

from otp_gui.domain import wire
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue import (
    answers,
    channel_states,
    inspection,
    not_sent,
    notes,
    since,
    typed,
    typed_course,
    unknown,
    untyped,
)
from otp_gui.domain.catalogue.model import (
    Advice,
    FollowUp,
    ReplyKind,
    Severity,
    Symbol,
    WhoseMove,
)
from otp_gui.domain.classify import channel_in
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import NOTHING, Known, Past, known, moment_of, tally
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wave import wave

__all__ = [
    "Advice",
    "FollowUp",
    "Severity",
    "Symbol",
    "WhoseMove",
    "advice",
    "explain",
    "whose_move_label",
]

_WHOSE_MOVE: Final = {
    WhoseMove.END_USER: phrase("The user"),
    WhoseMove.INTEGRATOR: phrase("The customer's site"),
    WhoseMove.SUPPORT: phrase("Support"),
    WhoseMove.NETWORK: phrase("The network"),
    WhoseMove.NOBODY: phrase("Nobody"),
}
_POINTLESS_ONCE_COMPLETED: Final = frozenset(
    {FollowUp.COMPLETE, FollowUp.RESEND, FollowUp.WATCH, FollowUp.LOOK_ELSEWHERE}
)
_TRUE_ONCE_COMPLETED: Final = frozenset(
    {
        ReplyKind.COMPLETED,
        ReplyKind.SENT_AGAIN,
        ReplyKind.NUMBER_MISMATCH,
        ReplyKind.TROUBLE,
        ReplyKind.OUR_SIDE,
    }
)
"""What the person may still be told of a session that this tool completed earlier."""
_ONCE_OUTDATED: Final = {
    ReplyKind.CONFIRMED: ReplyKind.ASK_WHETHER_IN,
    **dict.fromkeys(
        (
            ReplyKind.NOT_CONFIRMED,
            ReplyKind.SENT_AGAIN,
            ReplyKind.REQUEST_AGAIN,
            ReplyKind.CHANNEL_CHANGED,
            ReplyKind.WRONG_CODE,
            ReplyKind.CAPTCHA,
            ReplyKind.WAIT,
        ),
        ReplyKind.NOT_COMPLETED,
    ),
}
"""What the person is told instead where the login may have gone on since: nothing of the moment."""


def advice(record: CheckRecord, past: Past = NOTHING, channel: CheckRecord | None = None) -> Advice:
    """Explain a call: what it means, whose move it is, what to do next, what the tool can do.

    ``past`` is what history knows of the session, its recipient and its environment; of it only
    calls before ``record`` count. ``channel`` is the other half of an inspection whose status is
    ``record``. Total: whatever a row of the history holds is explained somehow.
    """
    before = known(record, past)
    told = _explained(record, before)
    if channel is not None and record.operation is Operation.STATUS:
        told = _with_channel(told, record, channel, before)
    follow_ups = told.follow_ups
    if before.completed is not None:
        follow_ups = tuple(f for f in follow_ups if f not in _POINTLESS_ONCE_COMPLETED)
    beside = (
        *notes.of_environment(wave(record, past)),
        *notes.of_session(record, before),
        *notes.of_recipient(tally(record, past)),
        *told.notes,
        *notes.of_answer(record),
    )
    return replace(told, notes=beside, follow_ups=follow_ups, reply=_in_view_of(before, told.reply))


def explain(case: Case) -> Advice:
    """Explain a case, as :func:`advice` does its parts.

    An answer that is not the latest for its session says so first, and offers only a look at how
    the login stands now.
    """
    told = advice(case.record, case.past, case.channel)
    if case.newer is None:
        return told
    newer = phrase(
        "There is a newer answer for this login, of {when}: how it stands now may be different.",
        when=moment_of(case.newer),
    )
    return replace(
        told,
        notes=(newer, *told.notes),
        follow_ups=(FollowUp.INSPECT,),
        reply=_ONCE_OUTDATED.get(told.reply, told.reply),
    )


def whose_move_label(whose_move: WhoseMove) -> Phrase:
    """Name who has to act next."""
    return _WHOSE_MOVE[whose_move]


def _in_view_of(before: Known, reply: ReplyKind) -> ReplyKind:
    """Return the reply that claims no more than the notes leave open."""
    if before.completed is not None:
        return reply if reply in _TRUE_ONCE_COMPLETED else ReplyKind.COMPLETED_EARLIER
    if before.unclear is not None and reply is ReplyKind.CONFIRMED:
        return ReplyKind.ASK_WHETHER_IN
    if reply is ReplyKind.NOT_CONFIRMED and (before.unclear or before.confirmed):
        return ReplyKind.NOT_COMPLETED
    return reply


def _explained(record: CheckRecord, before: Known) -> Advice:
    outcome, operation = record.outcome, record.operation
    match outcome.verdict:
        case Verdict.SUCCESS:
            return answers.positive(record, before)
        case Verdict.NOT_COMPLETED:
            channel = channel_in(record)
            return (
                channel_states.on_its_own(channel)
                if channel
                else answers.negative(operation, before)
            )
        case Verdict.ERROR:
            return _refused(outcome, before)
        case Verdict.UNKNOWN:
            return unknown.unknown(operation, outcome)
        case Verdict.NOT_SENT:
            return not_sent.not_sent(outcome)
        case Verdict.RUNNING:
            return answers.RUNNING
        case _:
            assert_never(outcome.verdict)


def _with_channel(told: Advice, record: CheckRecord, channel: CheckRecord, before: Known) -> Advice:
    read = channel_in(channel)
    if read is not None:
        return inspection.joined(told, record.outcome, read, before)
    return inspection.without_channel(
        told, record.outcome, _explained(channel, before), channel.outcome
    )


def _refused(outcome: Outcome, before: Known) -> Advice:
    if outcome.failure is Failure.REDIRECT:
        return untyped.redirected(outcome)
    type_ = wire.known_type(outcome.error_type)
    if type_ is None:
        return untyped.refused(outcome)
    told = typed.BY_TYPE[type_]
    if type_ is wire.ErrorType.SESSION_NOT_FOUND and before.seen is not None:
        told = typed_course.gone(before.seen)
    if type_ is wire.ErrorType.PHONE_NUMBER_MISMATCH and before.refused_spellings > 1:
        return typed.another_number(before.refused_spellings)
    if type_ is wire.ErrorType.LONG_POLLING_TIMEOUT and before.completed is not None:
        return since.completed_earlier(before.completed)
    if before.confirmed is not None and before.completed is None:
        return typed_course.since_confirmed(type_, told, before.confirmed)
    return told
