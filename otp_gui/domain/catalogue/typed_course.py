"""What the error types mean that tell how far a session has come: alive, or over.

Source: the vendor's process description.
"""

from dataclasses import replace
from typing import Final

from otp_gui.domain.catalogue.model import Advice, FollowUp, ReplyKind, Severity, Symbol, WhoseMove
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
        reply=ReplyKind.REQUEST_AGAIN,
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
        reply=ReplyKind.CHANNEL_CHANGED,
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
        reply=ReplyKind.WAIT,
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
        reply=ReplyKind.CONFIRMED,
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
        reply=ReplyKind.NOT_CONFIRMED,
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
        reply=ReplyKind.ATTEMPTS_USED_UP,
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
        reply=ReplyKind.NO_CHANNEL,
    ),
    ErrorType.SESSION_CLOSED: Advice(
        headline=phrase("Session closed"),
        short=phrase("Session closed"),
        meaning=phrase("This session is closed; its request ID is of no more use."),
        whose_move=WhoseMove.END_USER,
        next_steps=(_NEW_LOGIN, _NEW_ID),
        severity=Severity.OVER,
        symbol=Symbol.CIRCLE_X,
        reply=ReplyKind.SESSION_OVER,
    ),
}


def since_confirmed(type_: ErrorType, told: Advice, confirmed: CheckRecord) -> Advice:
    """Explain a session that has ended since ``confirmed`` found it confirmed, else as ``told``.

    Whoever has confirmed is not to start anew before it is known whether the site let them in.
    """
    found = moment_of(confirmed)
    match type_:
        case ErrorType.SESSION_CLOSED:
            headline = phrase("Session closed after it was confirmed")
            meaning = phrase(
                "This login was found confirmed on {found}, and now its session is closed. Most"
                " likely it was completed before that, as a rule by the customer's own site.",
                found=found,
            )
        case ErrorType.SESSION_NOT_FOUND:
            headline = phrase("Session gone after it was confirmed")
            meaning = phrase(
                "This login was found confirmed on {found}, and now this environment does not know"
                " its session any more. Most likely it was completed before that, as a rule by the"
                " customer's own site.",
                found=found,
            )
        case ErrorType.LONG_POLLING_TIMEOUT:
            return no_news_since(confirmed)
        case _:
            return told
    return replace(
        told,
        headline=headline,
        meaning=meaning,
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            phrase("Ask whether the user is logged in by now."),
            phrase("If not, ask the user to start a new login."),
            phrase(
                "If the login still hangs, ask the customer's developers what their site did with"
                " the true that it got."
            ),
        ),
        reply=ReplyKind.ASK_WHETHER_IN,
    )


def no_news_since(confirmed: CheckRecord) -> Advice:
    """Explain that nothing has happened while the service waited, after ``confirmed`` found it so.

    That is no waiting for the user, whatever else it is.
    """
    return replace(
        ALIVE[ErrorType.LONG_POLLING_TIMEOUT],
        headline=phrase("Nothing new since it was confirmed"),
        short=phrase("Nothing new"),
        meaning=phrase(
            "This login was found confirmed on {found}. The service has now waited for another"
            " change of the session, and none came in time: most likely it is completed already,"
            " as a rule by the customer's own site.",
            found=moment_of(confirmed),
        ),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(
            phrase("Ask whether the user is logged in by now."),
            phrase("If the login still hangs, ask the customer whether their site completes it."),
        ),
        symbol=Symbol.HISTORY,
        reply=ReplyKind.ASK_WHETHER_IN,
        follow_ups=(FollowUp.INSPECT,),
    )


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
        reply=ReplyKind.SESSION_OVER,
    )
