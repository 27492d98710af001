"""What the error types mean that tell how far a session has come: alive, or over.

Source: the vendor's process description.
"""

from typing import Final

from otp_gui.domain.catalogue.model import Advice, FollowUp, Severity, Symbol, WhoseMove
from otp_gui.domain.past import moment_of
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wire import ErrorType

_NEW_LOGIN: Final = phrase("Ask the user to start a new login.")
_NEW_ID: Final = phrase("For another check, take the request ID of the new login.")

ALIVE: Final = {
    ErrorType.RESEND_CHANNEL: Advice(
        headline=phrase("Channel to restart"),
        short=phrase("Channel to restart"),
        meaning=phrase(
            "The session is alive, but its channel has to be restarted. The customer's page does"
            " that with resend: it restarts this channel or starts the next one."
        ),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            phrase("Ask the user to request the code again on the login page."),
            phrase(
                "If the page does not offer that, send again from here: the user gets another"
                " message."
            ),
            phrase("Ask the customer's developers to call resend on this type."),
        ),
        severity=Severity.ACT,
        symbol=Symbol.ROTATE_CW,
        follow_ups=(FollowUp.RESEND, FollowUp.INSPECT),
    ),
    ErrorType.CHANNEL_CHANGED: Advice(
        headline=phrase("Channel changed"),
        short=phrase("Channel changed"),
        meaning=phrase(
            "The session is alive and has moved to another channel. The customer's page has to"
            " read the current channel again and to show what fits it."
        ),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            phrase("Ask the user what the login page offers now, and to confirm that way."),
            phrase(
                "If the page still shows the old way, ask the customer's developers to read the"
                " channel again on this type."
            ),
        ),
        severity=Severity.ACT,
        symbol=Symbol.SHUFFLE,
        follow_ups=(FollowUp.INSPECT, FollowUp.WATCH),
    ),
    ErrorType.RESTART_COOLDOWN: Advice(
        headline=phrase("Too early to send again"),
        short=phrase("Too early"),
        meaning=phrase(
            "The last message was sent a short while ago, and the service wants a pause before"
            " the next one. The session is alive."
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(phrase("Ask the user to wait a little and then to request the code again."),),
        severity=Severity.ACT,
        symbol=Symbol.CLOCK,
        follow_ups=(FollowUp.INSPECT,),
    ),
    ErrorType.ALREADY_CONFIRMED: Advice(
        headline=phrase("Already confirmed"),
        short=phrase("Already confirmed"),
        meaning=phrase("The user has already confirmed: there is nothing to send again."),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            phrase("If the login still hangs, ask the customer whether their site completes it."),
        ),
        severity=Severity.WAITING,
        symbol=Symbol.CIRCLE_CHECK,
        follow_ups=(FollowUp.INSPECT,),
    ),
    ErrorType.LONG_POLLING_TIMEOUT: Advice(
        headline=phrase("Nothing has happened yet"),
        short=phrase("Nothing yet"),
        meaning=phrase(
            "The service waited for a change of the session, and none came in time."
            " The session is alive."
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(phrase("Ask whether the user got the message and has confirmed."),),
        severity=Severity.WAITING,
        symbol=Symbol.HOURGLASS,
        follow_ups=(FollowUp.WATCH, FollowUp.INSPECT),
    ),
}

OVER: Final = {
    ErrorType.ATTEMPTS_EXPIRED: Advice(
        headline=phrase("Attempts used up"),
        short=phrase("Attempts used up"),
        meaning=phrase(
            "The user has used up all attempts to enter the code."
            " This session is over; its request ID is of no more use."
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(_NEW_LOGIN, _NEW_ID),
        severity=Severity.OVER,
        symbol=Symbol.CIRCLE_X,
    ),
    ErrorType.NO_AVAILABLE_CHANNELS: Advice(
        headline=phrase("No channel available"),
        short=phrase("No channel"),
        meaning=phrase(
            "No channel could deliver a message to this number."
            " This session is over; its request ID is of no more use."
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(
            _NEW_LOGIN,
            phrase("If it happens again, ask the customer to check their widget's channels."),
        ),
        severity=Severity.OVER,
        symbol=Symbol.BAN,
    ),
    ErrorType.SESSION_CLOSED: Advice(
        headline=phrase("Session closed"),
        short=phrase("Session closed"),
        meaning=phrase("This session is closed; its request ID is of no more use."),
        whose_move=WhoseMove.END_USER,
        next_steps=(_NEW_LOGIN, _NEW_ID),
        severity=Severity.OVER,
        symbol=Symbol.CIRCLE_X,
    ),
}


def gone(seen: CheckRecord) -> Advice:
    """Explain that a session is not found which the environment knew when ``seen`` was made."""
    return Advice(
        headline=phrase("Session gone"),
        short=phrase("Session gone"),
        meaning=phrase(
            "This environment knew the session on {when} and does not know it any more: it has"
            " expired or was removed. Its request ID is of no more use.",
            when=moment_of(seen),
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(_NEW_LOGIN, _NEW_ID),
        severity=Severity.OVER,
        symbol=Symbol.SEARCH_X,
    )
