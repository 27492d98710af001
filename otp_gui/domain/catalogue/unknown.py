"""What to tell when the call may have reached the service and no clear answer came back."""

from typing import Final

from otp_gui.domain.catalogue.model import Advice, FollowUp, ReplyKind, Severity, Symbol, WhoseMove
from otp_gui.domain.outcome import Failure, Operation, Outcome
from otp_gui.domain.phrase import Phrase, phrase

_GATEWAY_STATUSES: Final = (502, 503, 504)
_SERVER_ERRORS: Final = range(500, 600)

_CONSEQUENCES: Final = {
    Operation.COMPLETE: phrase("The call may have reached the service and completed the session."),
    Operation.RESEND: phrase(
        "The call may have reached the service and sent the user another message."
    ),
}
_FIRST_STEPS: Final = {
    Operation.COMPLETE: (
        phrase("Do not repeat the call blindly: inspect the login first; that changes nothing."),
        phrase("Ask whether the login went through in the meantime."),
    ),
    Operation.RESEND: (
        phrase("Do not repeat the call blindly: ask whether the user got a new message first."),
    ),
}
_HARMLESS: Final = phrase("The call only reads, so nothing was changed.")
_REPEAT: Final = phrase("Ask again: a read-only call may be repeated.")
_REPORT: Final = phrase(
    "If it keeps happening, report the request ID and the time to those who run the service."
)
_RAW: Final = phrase("Look at the server's raw answer.")
_CHECK_CONNECTION: Final = phrase("If it keeps happening, check the network and the VPN.")
_CHECK_ADDRESS: Final = phrase("Check the base URL and the proxy of this environment.")

_RESET: Final = (
    phrase("Outcome unknown: the connection broke"),
    phrase("The connection broke before the whole answer had arrived."),
    WhoseMove.NETWORK,
    (_CHECK_CONNECTION,),
)
_BY_FAILURE: Final[dict[Failure | None, tuple[Phrase, Phrase, WhoseMove, tuple[Phrase, ...]]]] = {
    Failure.RESET: _RESET,
    Failure.TLS: _RESET,
    Failure.PROXY: _RESET,
    Failure.TIMEOUT: (
        phrase("Outcome unknown: no answer in time"),
        phrase("No whole answer arrived within the time limit of this environment."),
        WhoseMove.NETWORK,
        (
            _CHECK_CONNECTION,
            phrase("If the service is just slow, raise the time limit of this environment."),
        ),
    ),
    Failure.PROTOCOL: (
        phrase("Outcome unknown: a garbled answer"),
        phrase("What came back is not an HTTP answer."),
        WhoseMove.NETWORK,
        (_CHECK_ADDRESS,),
    ),
    Failure.BAD_BODY: (
        phrase("Outcome unknown: an unreadable answer"),
        phrase("An answer came, but it does not clearly say true or false."),
        WhoseMove.SUPPORT,
        (_RAW, _REPORT),
    ),
    Failure.TOO_LARGE: (
        phrase("Outcome unknown: an oversized answer"),
        phrase("The answer is far larger than this call ever returns; it was not read to the end."),
        WhoseMove.SUPPORT,
        (_RAW, _REPORT),
    ),
    Failure.CANCELLED: (
        phrase("Outcome unknown: cancelled on the way"),
        phrase("The call was cancelled after it had left."),
        WhoseMove.SUPPORT,
        (),
    ),
    None: (
        phrase("Outcome unknown: interrupted"),
        phrase("The tool ended while the call was on its way, so no answer was recorded."),
        WhoseMove.SUPPORT,
        (),
    ),
}
_ANY: Final = (
    phrase("Outcome unknown"),
    phrase("No clear answer came."),
    WhoseMove.SUPPORT,
    (_RAW, _REPORT),
)


def unknown(operation: Operation, outcome: Outcome) -> Advice:
    """Explain an unknown outcome: why, what may have happened, and what not to do."""
    if outcome.failure is Failure.UNEXPECTED_STATUS:
        headline, cause, whose_move, steps = _by_status(outcome)
    else:
        headline, cause, whose_move, steps = _BY_FAILURE.get(outcome.failure, _ANY)
    return Advice(
        headline=headline,
        short=phrase("Unknown"),
        meaning=phrase(
            "{cause} {consequence}",
            cause=cause,
            consequence=_CONSEQUENCES.get(operation, _HARMLESS),
        ),
        whose_move=whose_move,
        next_steps=(*_FIRST_STEPS.get(operation, (_REPEAT,)), *steps),
        severity=Severity.UNKNOWN,
        symbol=Symbol.CIRCLE_HELP,
        reply=ReplyKind.TROUBLE,
        follow_ups=(FollowUp.INSPECT,),
    )


def _by_status(outcome: Outcome) -> tuple[Phrase, Phrase, WhoseMove, tuple[Phrase, ...]]:
    status = outcome.http_status
    if outcome.error_type is None and (status in _GATEWAY_STATUSES or _is_page(outcome)):
        return (
            phrase("Outcome unknown: a gateway answered"),
            phrase("HTTP {status}: a gateway answered, not the service.", status=status),
            WhoseMove.NETWORK,
            (_REPORT,),
        )
    if status in _SERVER_ERRORS:
        return (
            phrase("Outcome unknown: a fault in the service"),
            phrase("HTTP {status}: something broke inside the service.", status=status),
            WhoseMove.SUPPORT,
            (_REPORT,),
        )
    return (
        phrase("Outcome unknown: an unusual answer"),
        phrase("HTTP {status} is not an answer that this call can have.", status=status),
        WhoseMove.SUPPORT,
        (_RAW, _CHECK_ADDRESS),
    )


def _is_page(outcome: Outcome) -> bool:
    return (outcome.response or "").lstrip()[:1] == "<"
