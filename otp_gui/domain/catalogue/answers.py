"""What ``success`` true and false mean, by operation and by what is known of the session."""

from dataclasses import replace
from typing import Final

from otp_gui.domain.catalogue import since
from otp_gui.domain.catalogue.model import Advice, FollowUp, ReplyKind, Severity, Symbol, WhoseMove
from otp_gui.domain.outcome import Operation
from otp_gui.domain.past import OF_THE_SESSION, Known, has_had_time_to_finish, moment_of
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import CheckRecord

_ASK_FOR_CONFIRMATION: Final = phrase("Ask whether the user got the message and has confirmed.")
_ASK_FOR_TRUE: Final = phrase(
    "If the user has confirmed, ask the customer whether their site has already got true:"
    " then the login is finished."
)
_DO_NOT_TAKE_IT: Final = phrase(
    "Let the user confirm, and do not repeat this check after that: it would take the true that"
    " the site is waiting for."
)
_ASK_WHETHER_IT_COMPLETES: Final = phrase(
    "If the login still hangs, ask the customer whether their site completes it."
)
_WHAT_COMPLETING_DOES: Final = phrase(
    "Check and complete would take the true that the site is to get, and the login there fails:"
    " do that only if this login is given up or the customer agrees."
)

_COMPLETED: Final = Advice(
    headline=phrase("Login completed"),
    short=phrase("Completed"),
    meaning=phrase(
        "The user had confirmed, and this call has just completed the session."
        " The customer's site will now get false."
    ),
    whose_move=WhoseMove.INTEGRATOR,
    next_steps=since.ONCE_COMPLETED,
    severity=Severity.SUCCESS,
    symbol=Symbol.CIRCLE_CHECK,
    reply=ReplyKind.COMPLETED,
)
_CONFIRMED: Final = Advice(
    headline=phrase("Login confirmed"),
    short=phrase("Confirmed"),
    meaning=phrase(
        "The user has confirmed, and as far as this tool knows the session has not been completed"
        " yet: the customer's site should now finish the login by itself."
        " This read-only check changed nothing."
    ),
    whose_move=WhoseMove.INTEGRATOR,
    next_steps=(
        phrase("Give the site a few seconds, then ask whether the user is logged in."),
        _ASK_WHETHER_IT_COMPLETES,
        _WHAT_COMPLETING_DOES,
    ),
    severity=Severity.SUCCESS,
    symbol=Symbol.CIRCLE_CHECK,
    reply=ReplyKind.CONFIRMED,
    follow_ups=(FollowUp.COMPLETE,),
)
_CONFIRMED_LONG_AGO: Final = replace(
    _CONFIRMED,
    next_steps=(since.ASK_WHETHER_IN, _ASK_WHETHER_IT_COMPLETES, _WHAT_COMPLETING_DOES),
)
_CHANNEL_READ: Final = Advice(
    headline=phrase("Channel received"),
    short=phrase("Channel received"),
    meaning=phrase(
        "The service described the session's current channel. This look changed nothing."
    ),
    whose_move=WhoseMove.NOBODY,
    next_steps=(phrase("Read the channel's state in the server's answer."),),
    severity=Severity.WAITING,
    symbol=Symbol.CIRCLE_CHECK,
    reply=ReplyKind.TROUBLE,
    follow_ups=(FollowUp.INSPECT,),
)
_RESENT: Final = Advice(
    headline=phrase("The service accepted the resend"),
    short=phrase("Resend accepted"),
    meaning=phrase(
        "The service took the request to send the user another message. Whether it has been sent"
        " already, the answer does not say: an inspection may."
    ),
    whose_move=WhoseMove.END_USER,
    next_steps=(phrase("Ask the user to wait for the message and to confirm."),),
    severity=Severity.SUCCESS,
    symbol=Symbol.CIRCLE_CHECK,
    reply=ReplyKind.SENT_AGAIN,
    follow_ups=(FollowUp.WATCH, FollowUp.INSPECT),
)
_POSITIVE: Final = {
    Operation.COMPLETE: _COMPLETED,
    Operation.STATUS: _CONFIRMED,
    Operation.CHANNEL: _CHANNEL_READ,
    Operation.RESEND: _RESENT,
}

_NOT_COMPLETED: Final = Advice(
    headline=phrase("Not completed"),
    short=phrase("Not completed"),
    meaning=phrase(
        "Either the user has not confirmed yet, or the session was completed earlier:"
        " by the customer's own site or by a check with this tool."
        " The service answers both the same way."
    ),
    whose_move=WhoseMove.END_USER,
    next_steps=(
        phrase("Inspect the login: that changes nothing and tells more about it."),
        _ASK_FOR_TRUE,
        phrase(
            "If not, let the user confirm, and do not repeat this check after that:"
            " it would take the true that the site is waiting for."
        ),
    ),
    severity=Severity.WAITING,
    symbol=Symbol.HOURGLASS,
    reply=ReplyKind.NOT_COMPLETED,
    follow_ups=(FollowUp.INSPECT, FollowUp.WATCH),
)
_NOT_CONFIRMED: Final = Advice(
    headline=phrase("Not confirmed"),
    short=phrase("Status: false"),
    meaning=phrase(
        "Either the user has not confirmed yet, or the session was completed earlier."
        " This read-only check changed nothing."
    ),
    whose_move=WhoseMove.END_USER,
    next_steps=(_ASK_FOR_CONFIRMATION, _ASK_FOR_TRUE),
    severity=Severity.WAITING,
    symbol=Symbol.HOURGLASS,
    reply=ReplyKind.NOT_COMPLETED,
    follow_ups=(FollowUp.WATCH, FollowUp.INSPECT),
)
_NOT_RESENT: Final = Advice(
    headline=phrase("Not sent again"),
    short=phrase("Not sent again"),
    meaning=phrase("The service did not send another message, and gives no reason."),
    whose_move=WhoseMove.SUPPORT,
    next_steps=(phrase("Inspect the login before you try again: that changes nothing."),),
    severity=Severity.WAITING,
    symbol=Symbol.HOURGLASS,
    reply=ReplyKind.REQUEST_AGAIN,
    follow_ups=(FollowUp.INSPECT,),
)
_NEGATIVE: Final = {
    Operation.COMPLETE: _NOT_COMPLETED,
    Operation.STATUS: _NOT_CONFIRMED,
    Operation.CHANNEL: _CHANNEL_READ,
    Operation.RESEND: _NOT_RESENT,
}

RUNNING: Final = Advice(
    headline=phrase("Call in progress"),
    short=phrase("In progress"),
    meaning=phrase("The call is on its way; its answer is not here yet."),
    whose_move=WhoseMove.NOBODY,
    next_steps=(phrase("Wait for the answer. A second call now could do harm."),),
    severity=Severity.RUNNING,
    symbol=Symbol.LOADER,
    reply=ReplyKind.TROUBLE,
)


def positive(record: CheckRecord, known: Known) -> Advice:
    """Explain a ``true``.

    Of a session that this tool completed, a later ``true`` of getStatus invites nobody to complete
    it; what getStatus answers once a session is completed, no reference says.
    """
    if record.operation is not Operation.STATUS:
        return _POSITIVE[record.operation]
    if known.completed is not None:
        return since.completed_earlier(known.completed)
    if known.unclear is not None:
        return _confirmed_perhaps_completed(known.unclear)
    if has_had_time_to_finish(record, known):
        return _CONFIRMED_LONG_AGO
    return _CONFIRMED


def negative(operation: Operation, known: Known) -> Advice:
    """Explain a ``false`` by what took the ``true``, if anything is known to have taken it."""
    if operation not in OF_THE_SESSION:
        return _NEGATIVE[operation]
    if known.completed is not None:
        return since.completed_earlier(known.completed)
    if known.confirmed is not None:
        return since.likely_completed(known.confirmed, known)
    if operation is Operation.COMPLETE and known.waiting is not None and known.unclear is None:
        return _not_confirmed_yet(known.waiting)
    return _NEGATIVE[operation]


def _confirmed_perhaps_completed(unclear: CheckRecord) -> Advice:
    return replace(
        _CONFIRMED,
        meaning=phrase(
            "The user has confirmed. Whether the session is completed is not known: a check on"
            " {when} got no clear answer and may have completed it."
            " This read-only check changed nothing.",
            when=unclear.started_at,
        ),
        next_steps=(
            since.ASK_WHETHER_IN,
            since.NEW_LOGIN,
            _WHAT_COMPLETING_DOES,
        ),
        reply=ReplyKind.ASK_WHETHER_IN,
    )


def _not_confirmed_yet(waiting: CheckRecord) -> Advice:
    return replace(
        _NOT_COMPLETED,
        headline=phrase("Not confirmed yet"),
        short=phrase("Not confirmed yet"),
        meaning=phrase(
            "An inspection on {when} found this login not confirmed, and this check got false:"
            " most likely the user has not confirmed yet.",
            when=moment_of(waiting),
        ),
        next_steps=(_ASK_FOR_CONFIRMATION, _DO_NOT_TAKE_IT),
        reply=ReplyKind.NOT_CONFIRMED,
        follow_ups=(FollowUp.WATCH, FollowUp.INSPECT),
    )
