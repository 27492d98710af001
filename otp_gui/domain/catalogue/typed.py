"""What each error type means, who must act, and how.

Source: the vendor's process description; the types of the vendor's SDK that no reference describes
are explained by their names, and :data:`NAMED_ONLY` says so.
"""

from typing import Final

from otp_gui.domain.catalogue.model import Advice, Severity, Symbol, WhoseMove
from otp_gui.domain.phrase import phrase
from otp_gui.domain.wire import DOCUMENTED, ErrorType

NAMED_ONLY: Final = frozenset(ErrorType) - frozenset(DOCUMENTED)

_NEW_LOGIN: Final = phrase("Ask the user to start a new login.")
_NEW_ID: Final = phrase("For another check, take the request ID of the new login.")
_COMPARE_ID: Final = phrase("Compare the request ID with the ticket, character by character.")
_COMPARE_NUMBER: Final = phrase(
    "Compare the number with the ticket digit by digit, country code included."
)
_ASK_ENVIRONMENT: Final = phrase("Ask in which environment the login was started.")
_ASK_RIGHTS: Final = phrase("If both are right, ask for the missing rights.")
_CHECK_ACCOUNT: Final = phrase(
    "Check that the token belongs to the account that started the login."
)
_WIDGET: Final = phrase("Ask the customer to check the widget that their login page uses.")
_REPORT: Final = phrase(
    "If it keeps happening, report the request ID, the time and the type to those who run the"
    " service."
)

_CHANNEL: Final = {
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
                "If the page does not offer that, ask the customer's developers to call resend"
                " on this type."
            ),
        ),
        severity=Severity.ACT,
        symbol=Symbol.ROTATE_CW,
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
    ),
}

_OVER: Final = {
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

_ACCESS: Final = {
    ErrorType.FORBIDDEN: Advice(
        headline=phrase("No access to this session"),
        short=phrase("No access"),
        meaning=phrase(
            "The token is valid, but it may not see this session: it belongs to another account,"
            " or rights are missing."
        ),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(_CHECK_ACCOUNT, _ASK_ENVIRONMENT, _ASK_RIGHTS),
        severity=Severity.ACCESS,
        symbol=Symbol.LOCK,
    ),
    ErrorType.COMMON_FORBIDDEN: Advice(
        headline=phrase("Access denied"),
        short=phrase("No access"),
        meaning=phrase("The service does not allow this call with this token."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(_CHECK_ACCOUNT, _ASK_ENVIRONMENT, _ASK_RIGHTS),
        severity=Severity.ACCESS,
        symbol=Symbol.LOCK,
    ),
    ErrorType.WIDGET_BLOCKED: Advice(
        headline=phrase("Widget blocked"),
        short=phrase("Widget blocked"),
        meaning=phrase("The widget that this login belongs to is blocked."),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(_WIDGET, _REPORT),
        severity=Severity.ACCESS,
        symbol=Symbol.BAN,
    ),
}

_DATA: Final = {
    ErrorType.SESSION_NOT_FOUND: Advice(
        headline=phrase("Session not found"),
        short=phrase("Session not found"),
        meaning=phrase(
            "This environment knows no such session: a wrong ID, another environment,"
            " or a session that has expired and is gone."
        ),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(
            _COMPARE_ID,
            _ASK_ENVIRONMENT,
            phrase("If both are right, ask the user to start a new login."),
        ),
        severity=Severity.DATA,
        symbol=Symbol.SEARCH_X,
    ),
    ErrorType.PHONE_NUMBER_MISMATCH: Advice(
        headline=phrase("The number does not match"),
        short=phrase("Number mismatch"),
        meaning=phrase("The session was started with another phone number."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(
            _COMPARE_NUMBER,
            phrase("Ask the user which number was entered on the login page."),
            phrase("Check that the request ID is the one of this user's login."),
        ),
        severity=Severity.DATA,
        symbol=Symbol.PHONE_OFF,
    ),
    ErrorType.BAD_REQUEST: Advice(
        headline=phrase("Request not accepted"),
        short=phrase("Bad request"),
        meaning=phrase("The service finds something wrong with the request."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(_COMPARE_ID, _COMPARE_NUMBER, _REPORT),
        severity=Severity.DATA,
        symbol=Symbol.TRIANGLE_ALERT,
    ),
    ErrorType.VALIDATE_ERROR: Advice(
        headline=phrase("Values not accepted"),
        short=phrase("Invalid values"),
        meaning=phrase("A value of the request did not pass the service's checks."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(_COMPARE_ID, _COMPARE_NUMBER, _REPORT),
        severity=Severity.DATA,
        symbol=Symbol.TRIANGLE_ALERT,
    ),
    ErrorType.WIDGET_NOT_FOUND: Advice(
        headline=phrase("Widget not found"),
        short=phrase("Widget not found"),
        meaning=phrase("The service knows no widget such as this login belongs to."),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(_WIDGET, _ASK_ENVIRONMENT),
        severity=Severity.DATA,
        symbol=Symbol.SEARCH_X,
    ),
}

_RETRY: Final = {
    ErrorType.INVALID_CODE: Advice(
        headline=phrase("Wrong code"),
        short=phrase("Wrong code"),
        meaning=phrase("The code that the user entered is wrong."),
        whose_move=WhoseMove.END_USER,
        next_steps=(phrase("Ask the user to enter the code of the newest message."),),
        severity=Severity.ACT,
        symbol=Symbol.ROTATE_CW,
    ),
    ErrorType.CODELESS_CHANNEL: Advice(
        headline=phrase("This channel has no code"),
        short=phrase("No code here"),
        meaning=phrase(
            "In this channel there is no code to enter: the user confirms on the phone."
        ),
        whose_move=WhoseMove.END_USER,
        next_steps=(phrase("Ask the user to confirm on the phone."),),
        severity=Severity.ACT,
        symbol=Symbol.ROTATE_CW,
    ),
    ErrorType.CAPTCHA_NOT_CONFIRMED: Advice(
        headline=phrase("Captcha not passed"),
        short=phrase("Captcha"),
        meaning=phrase("The captcha of the login page has not been passed."),
        whose_move=WhoseMove.END_USER,
        next_steps=(phrase("Ask the user to pass the captcha on the login page."),),
        severity=Severity.ACT,
        symbol=Symbol.ROTATE_CW,
    ),
    ErrorType.RATE_LIMIT: Advice(
        headline=phrase("Too many requests"),
        short=phrase("Too many requests"),
        meaning=phrase("There were too many requests in a short time; the service wants a pause."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(
            phrase("Wait as long as the server asks, a minute if it does not say; try once."),
        ),
        severity=Severity.ACT,
        symbol=Symbol.CLOCK,
    ),
    ErrorType.NO_CONNECTION: Advice(
        headline=phrase("The answer reports no connection"),
        short=phrase("No connection"),
        meaning=phrase(
            "The vendor's software makes this type itself when it cannot reach the service:"
            " something between this tool and the service has answered."
        ),
        whose_move=WhoseMove.NETWORK,
        next_steps=(phrase("Check the base URL and the proxy of this environment."), _REPORT),
        severity=Severity.ACT,
        symbol=Symbol.UNPLUG,
    ),
    ErrorType.INTERNAL_SERVER_ERROR: Advice(
        headline=phrase("Fault in the service"),
        short=phrase("Service fault"),
        meaning=phrase("The service reports a fault of its own."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(
            phrase("Have the session's status read (getStatus) before you try again."),
            _REPORT,
        ),
        severity=Severity.ACT,
        symbol=Symbol.TRIANGLE_ALERT,
    ),
}

BY_TYPE: Final = {**_CHANNEL, **_OVER, **_ACCESS, **_DATA, **_RETRY}
