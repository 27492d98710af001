"""What ``success`` true and false mean, by operation, and what a call in flight is."""

from typing import Final

from otp_gui.domain.catalogue.model import Advice, Severity, Symbol, WhoseMove
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import CheckRecord

_COMPLETED: Final = Advice(
    headline=phrase("Login completed"),
    short=phrase("Completed"),
    meaning=phrase(
        "The user had confirmed, and this call has just completed the session."
        " The customer's site will now get false."
    ),
    whose_move=WhoseMove.INTEGRATOR,
    next_steps=(
        phrase("Tell the customer that the user's confirmation went through."),
        phrase("If the site is still waiting, ask the user to start a new login."),
    ),
    severity=Severity.SUCCESS,
    symbol=Symbol.CIRCLE_CHECK,
)
_CONFIRMED: Final = Advice(
    headline=phrase("Login confirmed"),
    short=phrase("Confirmed"),
    meaning=phrase(
        "The user has confirmed. This read-only check changed nothing:"
        " completing the session is up to the customer's site."
    ),
    whose_move=WhoseMove.INTEGRATOR,
    next_steps=(
        phrase("If the login still hangs, ask the customer whether their site completes it."),
    ),
    severity=Severity.SUCCESS,
    symbol=Symbol.CIRCLE_CHECK,
)
_CHANNEL_READ: Final = Advice(
    headline=phrase("Channel received"),
    short=phrase("Channel received"),
    meaning=phrase("The service described the session's current channel. Nothing was changed."),
    whose_move=WhoseMove.NOBODY,
    next_steps=(phrase("Read the channel's state in the server's answer."),),
    severity=Severity.SUCCESS,
    symbol=Symbol.CIRCLE_CHECK,
)
_RESENT: Final = Advice(
    headline=phrase("Message sent again"),
    short=phrase("Sent again"),
    meaning=phrase("The service took the request and sends the user another message."),
    whose_move=WhoseMove.END_USER,
    next_steps=(phrase("Ask the user to wait for the message and to confirm."),),
    severity=Severity.SUCCESS,
    symbol=Symbol.CIRCLE_CHECK,
)
POSITIVE: Final = {
    Operation.COMPLETE: _COMPLETED,
    Operation.STATUS: _CONFIRMED,
    Operation.CHANNEL: _CHANNEL_READ,
    Operation.RESEND: _RESENT,
}

_ASK_FOR_CONFIRMATION: Final = phrase("Ask whether the user got the message and has confirmed.")
_ASK_FOR_TRUE: Final = phrase(
    "If the user has confirmed, ask the customer whether their site has already got true:"
    " then the login is finished."
)
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
        _ASK_FOR_CONFIRMATION,
        _ASK_FOR_TRUE,
        phrase(
            "If not, let the user confirm, and do not repeat this check after that:"
            " it would take the true that the site is waiting for."
        ),
    ),
    severity=Severity.WAITING,
    symbol=Symbol.HOURGLASS,
)
_NOT_CONFIRMED: Final = Advice(
    headline=phrase("Not confirmed"),
    short=phrase("Not confirmed"),
    meaning=phrase(
        "Either the user has not confirmed yet, or the session was completed earlier."
        " This read-only check changed nothing."
    ),
    whose_move=WhoseMove.END_USER,
    next_steps=(_ASK_FOR_CONFIRMATION, _ASK_FOR_TRUE),
    severity=Severity.WAITING,
    symbol=Symbol.HOURGLASS,
)
_NOT_RESENT: Final = Advice(
    headline=phrase("Not sent again"),
    short=phrase("Not sent again"),
    meaning=phrase("The service did not send another message, and gives no reason."),
    whose_move=WhoseMove.SUPPORT,
    next_steps=(phrase("Have the session's status read (getStatus) before you try again."),),
    severity=Severity.WAITING,
    symbol=Symbol.HOURGLASS,
)
_NEGATIVE: Final = {
    Operation.COMPLETE: _NOT_COMPLETED,
    Operation.STATUS: _NOT_CONFIRMED,
    Operation.CHANNEL: _NOT_CONFIRMED,
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
)


def negative(operation: Operation, success: CheckRecord | None) -> Advice:
    """Explain a ``false``, by the check of this tool that took the ``true`` if there was one."""
    if success is None or operation is Operation.RESEND:
        return _NEGATIVE[operation]
    return _completed_earlier(success)


def _completed_earlier(success: CheckRecord) -> Advice:
    when = success.finished_at or success.started_at
    return Advice(
        headline=phrase("Completed earlier"),
        short=phrase("Completed earlier"),
        meaning=phrase(
            "{operator} completed this session with this tool on {when}."
            " Since then the service answers false, to the customer's site too.",
            operator=success.operator,
            when=when,
        )
        if success.operator
        else phrase(
            "A check with this tool completed this session on {when}."
            " Since then the service answers false, to the customer's site too.",
            when=when,
        ),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=_COMPLETED.next_steps,
        severity=Severity.WAITING,
        symbol=Symbol.HISTORY,
    )
