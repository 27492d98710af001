"""How a session stands by one answer of status or channel, and whether to ask again."""

from enum import StrEnum
from typing import Final

from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.wire import ErrorType, known_type

STATES_ALIVE: Final = frozenset({ErrorType.RESEND_CHANNEL, ErrorType.CHANNEL_CHANGED})
STATES_OVER: Final = frozenset(
    {ErrorType.ATTEMPTS_EXPIRED, ErrorType.NO_AVAILABLE_CHANNELS, ErrorType.SESSION_CLOSED}
)
ACCESS_TYPES: Final = frozenset({ErrorType.FORBIDDEN, ErrorType.COMMON_FORBIDDEN})
UNAUTHORIZED: Final = 401
"""The token is not accepted, whatever it asks for."""
ACCESS_STATUSES: Final = (UNAUTHORIZED, 403)
TOO_MANY_REQUESTS: Final = 429
TURNED_AWAY_STATUSES: Final = (*ACCESS_STATUSES, TOO_MANY_REQUESTS)
TURNED_AWAY_TYPES: Final = ACCESS_TYPES | {ErrorType.RATE_LIMIT}
"""By either a server says that it did not look at the login."""

_REFUSED: Final = frozenset(
    {
        *ACCESS_TYPES,
        ErrorType.PHONE_NUMBER_MISMATCH,
        ErrorType.BAD_REQUEST,
        ErrorType.VALIDATE_ERROR,
    }
)
_TROUBLE: Final = frozenset(
    {ErrorType.RATE_LIMIT, ErrorType.NO_CONNECTION, ErrorType.INTERNAL_SERVER_ERROR}
)
_ASK_LATER: Final = (425, TOO_MANY_REQUESTS)
_REQUEST_TIMEOUT: Final = 408
# Nothing that time could mend.
_NEVER_SENT: Final = frozenset(
    {Failure.TOKEN_REJECTED_LOCALLY, Failure.INSECURE_TRANSPORT, Failure.PROTOCOL}
)


class Standing(StrEnum):
    """What an answer says of the session, and of the use of asking again."""

    CONFIRMED = "confirmed"
    ALIVE = "alive"
    MOVED = "moved"
    """Alive, and on another channel than before."""
    QUIET = "quiet"
    """Nothing has happened while the service waited for it."""
    OVER = "over"
    REFUSED = "refused"
    """The service does not say, and will not say when asked again."""
    TROUBLE = "trouble"
    """No clear answer, or one that asks to come back later."""
    NEVER_SENT = "never_sent"
    """It did not leave this machine, and would not at the next time."""


def standing(outcome: Outcome) -> Standing:
    """Judge one answer. A type that is no state of a session, known or not, leaves it alive."""
    match outcome.verdict:
        case Verdict.SUCCESS:
            return Standing.CONFIRMED
        case Verdict.NOT_COMPLETED:
            return Standing.ALIVE
        case Verdict.ERROR:
            return _refusal(outcome)
        case Verdict.NOT_SENT if outcome.failure in _NEVER_SENT:
            return Standing.NEVER_SENT
        case _:
            return Standing.TROUBLE


def is_state(outcome: Outcome) -> bool:
    """Tell whether the answer is about a session that exists, and the number is the right one."""
    if outcome.verdict is Verdict.ERROR:
        return known_type(outcome.error_type) in (
            STATES_ALIVE | STATES_OVER | {ErrorType.LONG_POLLING_TIMEOUT}
        )
    return outcome.verdict in (Verdict.SUCCESS, Verdict.NOT_COMPLETED)


def is_alive(outcome: Outcome) -> bool:
    """Tell whether an answer about the status shows a login that goes on, not confirmed so far."""
    judged = standing(outcome)
    is_known = is_state(outcome) and judged in (Standing.ALIVE, Standing.MOVED)
    return is_known or judged is Standing.QUIET


def is_no_access(outcome: Outcome) -> bool:
    """Tell whether the token is refused, or may not see the session."""
    return outcome.verdict is Verdict.ERROR and (
        known_type(outcome.error_type) in ACCESS_TYPES or outcome.http_status in ACCESS_STATUSES
    )


def offers_no_long_polling(outcome: Outcome) -> bool:
    """Tell whether a long poll got an answer that only a plain question can make sense of.

    Clear is how the session stands, that nothing has happened, that a pause is wanted or access
    refused; and a call that never left says nothing of its address. All else may be about the
    address of long polling alone, "no such session" too, or broke off, as where a gateway has less
    patience than the service.
    """
    if outcome.verdict is not Verdict.ERROR:
        return outcome.verdict is Verdict.UNKNOWN
    if outcome.failure is Failure.REDIRECT:
        return True
    judged = standing(outcome)
    is_pause = judged is Standing.TROUBLE and (
        known_type(outcome.error_type) is ErrorType.RATE_LIMIT or outcome.http_status in _ASK_LATER
    )
    is_clear = is_state(outcome) or is_no_access(outcome)
    return not (is_clear or is_pause or judged is Standing.QUIET)


def _refusal(outcome: Outcome) -> Standing:
    error_type = known_type(outcome.error_type)
    is_typed = outcome.error_type is not None
    rules = (
        (outcome.failure is Failure.REDIRECT or is_no_access(outcome), Standing.REFUSED),
        (error_type is ErrorType.CHANNEL_CHANGED, Standing.MOVED),
        (error_type in STATES_OVER, Standing.OVER),
        (error_type is ErrorType.SESSION_NOT_FOUND, Standing.OVER),
        (error_type is ErrorType.LONG_POLLING_TIMEOUT, Standing.QUIET),
        (error_type in _REFUSED, Standing.REFUSED),
        (error_type in _TROUBLE or outcome.http_status in _ASK_LATER, Standing.TROUBLE),
        (is_typed, Standing.ALIVE),
        (outcome.http_status == _REQUEST_TIMEOUT, Standing.QUIET),
    )
    return next((verdict for holds, verdict in rules if holds), Standing.REFUSED)
