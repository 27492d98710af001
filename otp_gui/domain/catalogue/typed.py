"""What each error type means, who must act, and how.

Source: the vendor's process description; the types of the vendor's SDK that no reference describes
are explained by their names, and :data:`NAMED_ONLY` says so.
"""

from dataclasses import replace
from typing import Final

from otp_gui.domain.catalogue import typed_course
from otp_gui.domain.catalogue.model import Advice, FollowUp, ReplyKind, Severity, Symbol, WhoseMove
from otp_gui.domain.phrase import phrase, phrases
from otp_gui.domain.wire import DOCUMENTED_STATUS, ErrorType

NAMED_ONLY: Final = frozenset(ErrorType) - frozenset(DOCUMENTED_STATUS)

_COMPARE_ID: Final = phrase("Compare the request ID with the ticket, character by character.")
_COMPARE_NUMBER: Final = phrase(
    "Compare the number with the ticket digit by digit, country code included."
)
_ASK_NUMBER: Final = phrase("Ask the user which number was entered on the login page.")
_CHECK_ID: Final = phrase("Check that the request ID is the one of this user's login.")
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
        reply=ReplyKind.OUR_SIDE,
        follow_ups=(FollowUp.TOKEN,),
    ),
    ErrorType.COMMON_FORBIDDEN: Advice(
        headline=phrase("Access denied"),
        short=phrase("No access"),
        meaning=phrase("The service does not allow this call with this token."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(_CHECK_ACCOUNT, _ASK_ENVIRONMENT, _ASK_RIGHTS),
        severity=Severity.ACCESS,
        symbol=Symbol.LOCK,
        reply=ReplyKind.OUR_SIDE,
        follow_ups=(FollowUp.TOKEN,),
    ),
    ErrorType.WIDGET_BLOCKED: Advice(
        headline=phrase("Widget blocked"),
        short=phrase("Widget blocked"),
        meaning=phrase("The widget that this login belongs to is blocked."),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(_WIDGET, _REPORT),
        severity=Severity.ACCESS,
        symbol=Symbol.BAN,
        reply=ReplyKind.OUR_SIDE,
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
            phrase("If it is right, look in the other environments: that changes nothing."),
            phrase("If it is nowhere, ask the user to start a new login."),
        ),
        severity=Severity.DATA,
        symbol=Symbol.SEARCH_X,
        reply=ReplyKind.TROUBLE,
        follow_ups=(FollowUp.LOOK_ELSEWHERE,),
    ),
    ErrorType.PHONE_NUMBER_MISMATCH: Advice(
        headline=phrase("The number does not match"),
        short=phrase("Number mismatch"),
        meaning=phrase(
            "The session was started with another phone number, or perhaps with another spelling"
            " of this one."
        ),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(
            _COMPARE_NUMBER,
            phrase("If it is the same, find out in which format the login was started."),
            _ASK_NUMBER,
            _CHECK_ID,
        ),
        severity=Severity.DATA,
        symbol=Symbol.PHONE_OFF,
        reply=ReplyKind.NUMBER_MISMATCH,
        follow_ups=(FollowUp.TRY_FORMATS,),
    ),
    ErrorType.BAD_REQUEST: Advice(
        headline=phrase("Request not accepted"),
        short=phrase("Bad request"),
        meaning=phrase("The service finds something wrong with the request."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(_COMPARE_ID, _COMPARE_NUMBER, _REPORT),
        severity=Severity.DATA,
        symbol=Symbol.TRIANGLE_ALERT,
        reply=ReplyKind.OUR_SIDE,
    ),
    ErrorType.VALIDATE_ERROR: Advice(
        headline=phrase("Values not accepted"),
        short=phrase("Invalid values"),
        meaning=phrase("A value of the request did not pass the service's checks."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(_COMPARE_ID, _COMPARE_NUMBER, _REPORT),
        severity=Severity.DATA,
        symbol=Symbol.TRIANGLE_ALERT,
        reply=ReplyKind.OUR_SIDE,
    ),
    ErrorType.WIDGET_NOT_FOUND: Advice(
        headline=phrase("Widget not found"),
        short=phrase("Widget not found"),
        meaning=phrase("The service knows no widget such as this login belongs to."),
        whose_move=WhoseMove.INTEGRATOR,
        next_steps=(_WIDGET, _ASK_ENVIRONMENT),
        severity=Severity.DATA,
        symbol=Symbol.SEARCH_X,
        reply=ReplyKind.OUR_SIDE,
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
        reply=ReplyKind.WRONG_CODE,
        follow_ups=(FollowUp.WATCH, FollowUp.INSPECT),
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
        reply=ReplyKind.NOT_CONFIRMED,
        follow_ups=(FollowUp.WATCH, FollowUp.INSPECT),
    ),
    ErrorType.CAPTCHA_NOT_CONFIRMED: Advice(
        headline=phrase("Captcha not passed"),
        short=phrase("Captcha"),
        meaning=phrase("The captcha of the login page has not been passed."),
        whose_move=WhoseMove.END_USER,
        next_steps=(phrase("Ask the user to pass the captcha on the login page."),),
        severity=Severity.ACT,
        symbol=Symbol.ROTATE_CW,
        reply=ReplyKind.CAPTCHA,
        follow_ups=(FollowUp.INSPECT,),
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
        reply=ReplyKind.TROUBLE,
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
        reply=ReplyKind.TROUBLE,
    ),
    ErrorType.INTERNAL_SERVER_ERROR: Advice(
        headline=phrase("Fault in the service"),
        short=phrase("Service fault"),
        meaning=phrase("The service reports a fault of its own."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(
            phrase("Inspect the login before you try again: that changes nothing."),
            _REPORT,
        ),
        severity=Severity.ACT,
        symbol=Symbol.TRIANGLE_ALERT,
        reply=ReplyKind.TROUBLE,
        follow_ups=(FollowUp.INSPECT,),
    ),
}

BY_TYPE: Final = {**typed_course.ALIVE, **typed_course.OVER, **_ACCESS, **_DATA, **_RETRY}


def another_number(count: int) -> Advice:
    """Explain a mismatch after ``count`` spellings of the number were refused: no more trials."""
    return replace(
        BY_TYPE[ErrorType.PHONE_NUMBER_MISMATCH],
        meaning=phrases(
            "{count} spelling of this number was refused: most likely the session was started with"
            " another number.",
            "{count} spellings of this number were refused: most likely the session was started"
            " with another number.",
            count,
        ),
        next_steps=(_COMPARE_NUMBER, _ASK_NUMBER, _CHECK_ID),
        follow_ups=(),
    )
