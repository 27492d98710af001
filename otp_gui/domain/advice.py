"""Says what a call means for the people involved: the way into the catalogue."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, assert_never

from otp_gui.domain import wire
from otp_gui.domain.catalogue import answers, not_sent, notes, typed, unknown, untyped
from otp_gui.domain.catalogue.model import Advice, Severity, Symbol, WhoseMove
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord

__all__ = ["Advice", "Severity", "Symbol", "WhoseMove", "advice", "whose_move_label"]

_WHOSE_MOVE: Final = {
    WhoseMove.END_USER: phrase("The user"),
    WhoseMove.INTEGRATOR: phrase("The customer's site"),
    WhoseMove.SUPPORT: phrase("Support"),
    WhoseMove.NETWORK: phrase("The network"),
    WhoseMove.NOBODY: phrase("Nobody"),
}


def advice(record: CheckRecord, earlier: Sequence[CheckRecord] = ()) -> Advice:
    """Explain a call: what it means, whose move it is, what to do next.

    ``earlier`` are other calls for the same session, in any order; they tell the two readings of
    ``false`` apart. Total: whatever a row of the history holds is explained somehow.
    """
    outcome = record.outcome
    before = [
        other
        for other in earlier
        if other.uid != record.uid
        and other.operation is Operation.COMPLETE
        and (other.request_id, other.base_url) == (record.request_id, record.base_url)
        and other.started_at <= record.started_at
    ]
    success = _latest(before, Verdict.SUCCESS)
    told = (
        *notes.of_answer(record),
        *notes.of_session(outcome.verdict, success, _latest(before, Verdict.UNKNOWN)),
    )
    return replace(_explained(record, success), notes=told)


def whose_move_label(whose_move: WhoseMove) -> Phrase:
    """Name who has to act next."""
    return _WHOSE_MOVE[whose_move]


def _explained(record: CheckRecord, success: CheckRecord | None) -> Advice:
    outcome, operation = record.outcome, record.operation
    match outcome.verdict:
        case Verdict.SUCCESS:
            return answers.POSITIVE[operation]
        case Verdict.NOT_COMPLETED:
            return answers.negative(operation, success)
        case Verdict.ERROR:
            return _refused(outcome)
        case Verdict.UNKNOWN:
            return unknown.unknown(operation, outcome)
        case Verdict.NOT_SENT:
            return not_sent.not_sent(outcome)
        case Verdict.RUNNING:
            return answers.RUNNING
        case _:
            assert_never(outcome.verdict)


def _refused(outcome: Outcome) -> Advice:
    if outcome.failure is Failure.REDIRECT:
        return untyped.redirected(outcome)
    known = wire.known_type(outcome.error_type)
    return typed.BY_TYPE[known] if known else untyped.refused(outcome)


def _latest(records: Sequence[CheckRecord], verdict: Verdict) -> CheckRecord | None:
    return max(
        (record for record in records if record.outcome.verdict is verdict),
        key=lambda record: record.started_at,
        default=None,
    )
