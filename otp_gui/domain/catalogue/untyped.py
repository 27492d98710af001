"""What a refusal means that names no type, or one that no reference names."""

from dataclasses import replace
from typing import Final

from otp_gui.domain.catalogue.model import Advice, FollowUp, ReplyKind, Severity, Symbol, WhoseMove
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Outcome
from otp_gui.domain.phrase import phrase

_SHOWN_TYPE: Final = 80
_SHOWN_TARGET: Final = 300

_CHECK_ADDRESS: Final = phrase("Check the base URL of this environment.")
_REPORT: Final = phrase(
    "If it keeps happening, report the request ID, the time and the HTTP status to those who run"
    " the service."
)

UNAUTHORIZED: Final = Advice(
    headline=phrase("Token not accepted"),
    short=phrase("Token not accepted"),
    meaning=phrase(
        "The service does not accept the token of this environment: it is missing, wrong or"
        " expired."
    ),
    whose_move=WhoseMove.SUPPORT,
    next_steps=(
        phrase("Replace the token of this environment, then check again."),
        phrase("Make sure that the token is this environment's and not another one's."),
    ),
    severity=Severity.ACCESS,
    symbol=Symbol.KEY_ROUND,
    reply=ReplyKind.OUR_SIDE,
    follow_ups=(FollowUp.TOKEN,),
)
_FORBIDDEN: Final = Advice(
    headline=phrase("Access denied"),
    short=phrase("No access"),
    meaning=phrase(
        "The call was denied without a reason: by the service, because of the token's rights,"
        " or by a firewall in front of it."
    ),
    whose_move=WhoseMove.SUPPORT,
    next_steps=(
        phrase("Check that the token belongs to the account that started the login."),
        phrase("Ask whether calls from this network are allowed."),
    ),
    severity=Severity.ACCESS,
    symbol=Symbol.LOCK,
    reply=ReplyKind.OUR_SIDE,
    follow_ups=(FollowUp.TOKEN,),
)
_NOT_FOUND: Final = Advice(
    headline=phrase("Nothing at this address"),
    short=phrase("Wrong address"),
    meaning=phrase(
        "The answer says that there is nothing at this address, but not in the service's own words."
        " The base URL is probably wrong; about the session this says nothing."
    ),
    whose_move=WhoseMove.SUPPORT,
    next_steps=(_CHECK_ADDRESS, _REPORT),
    severity=Severity.DATA,
    symbol=Symbol.SEARCH_X,
    reply=ReplyKind.OUR_SIDE,
)
_PROXY: Final = Advice(
    headline=phrase("The proxy wants a sign-in"),
    short=phrase("Proxy"),
    meaning=phrase("A proxy on the way asks for a name and a password, and did not pass the call."),
    whose_move=WhoseMove.NETWORK,
    next_steps=(phrase("Check the proxy of this environment with those who run your network."),),
    severity=Severity.ACCESS,
    symbol=Symbol.LOCK,
    reply=ReplyKind.OUR_SIDE,
)
_TOO_MANY: Final = Advice(
    headline=phrase("Too many requests"),
    short=phrase("Too many requests"),
    meaning=phrase("There were too many requests in a short time; the service wants a pause."),
    whose_move=WhoseMove.SUPPORT,
    next_steps=(phrase("Wait as long as the server asks, a minute if it does not say; try once."),),
    severity=Severity.ACT,
    symbol=Symbol.CLOCK,
    reply=ReplyKind.TROUBLE,
)
_BY_STATUS: Final = {
    401: UNAUTHORIZED,
    403: _FORBIDDEN,
    404: _NOT_FOUND,
    405: _NOT_FOUND,
    407: _PROXY,
    410: _NOT_FOUND,
    429: _TOO_MANY,
}


def refused(outcome: Outcome) -> Advice:
    """Explain a refusal by its HTTP status alone, the type named where there is one."""
    by_status = _BY_STATUS.get(outcome.http_status or 0)
    if outcome.error_type is None:
        return by_status or _refused(outcome.http_status)
    if by_status is UNAUTHORIZED:
        return UNAUTHORIZED
    told = _unknown_type(outcome.error_type)
    if by_status is None:
        return told
    return replace(
        told,
        severity=by_status.severity,
        symbol=by_status.symbol,
        reply=by_status.reply,
        follow_ups=by_status.follow_ups,
    )


def redirected(outcome: Outcome) -> Advice:
    """Explain a redirect, its target shown as text."""
    target = next((value for name, value in outcome.headers if name.lower() == "location"), None)
    meaning = phrase(
        "The answer only points to another address. The tool does not follow it:"
        " the token would go along, and the call could be made twice."
    )
    if target:
        meaning = phrase(
            "The answer only points to another address: {target}."
            " The tool does not follow it: the token would go along, and the call could be made"
            " twice.",
            target=visible(target, _SHOWN_TARGET)[0],
        )
    return Advice(
        headline=phrase("Referred to another address"),
        short=phrase("Redirect"),
        meaning=meaning,
        whose_move=WhoseMove.SUPPORT,
        next_steps=(
            _CHECK_ADDRESS,
            phrase("If the base URL is right, ask whether your network wants a sign-in first."),
        ),
        severity=Severity.DATA,
        symbol=Symbol.CORNER_UP_RIGHT,
        reply=ReplyKind.OUR_SIDE,
    )


def _refused(status: int | None) -> Advice:
    return Advice(
        headline=phrase("The call was refused"),
        short=phrase("Refused"),
        meaning=phrase(
            "The answer is HTTP {status}, a refusal, and gives no reason.", status=status
        )
        if status is not None
        else phrase("The answer is a refusal and gives no reason."),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(phrase("Look at the server's raw answer."), _CHECK_ADDRESS, _REPORT),
        severity=Severity.ACT,
        symbol=Symbol.TRIANGLE_ALERT,
        reply=ReplyKind.TROUBLE,
    )


def _unknown_type(error_type: str) -> Advice:
    return Advice(
        headline=phrase("Refused: {type}", type=visible(error_type, _SHOWN_TYPE)[0]),
        short=phrase("Refused"),
        meaning=phrase(
            "The service refused the call with a type that this tool does not know."
            " Its own message says most about it."
        ),
        whose_move=WhoseMove.SUPPORT,
        next_steps=(phrase("Read the server's message."), _REPORT),
        severity=Severity.ACT,
        symbol=Symbol.TRIANGLE_ALERT,
        reply=ReplyKind.TROUBLE,
    )
