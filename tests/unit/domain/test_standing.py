"""What an onlooker concludes from one answer."""

import pytest

from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.standing import (
    Standing,
    is_alive,
    is_no_access,
    is_state,
    offers_no_long_polling,
    standing,
)
from otp_gui.domain.wire import DOCUMENTED_STATUS, ErrorType


def typed(error_type: str, http_status: int | None = None) -> Outcome:
    if http_status is None:
        http_status = DOCUMENTED_STATUS[ErrorType(error_type)]
    return Outcome(Verdict.ERROR, error_type=error_type, http_status=http_status)


def untyped(http_status: int, verdict: Verdict = Verdict.ERROR) -> Outcome:
    return Outcome(verdict, http_status=http_status)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome(Verdict.SUCCESS), Standing.CONFIRMED),
        (Outcome(Verdict.NOT_COMPLETED), Standing.ALIVE),
        (typed("ResendChannelException"), Standing.ALIVE),
        (typed("ChannelChangedException"), Standing.MOVED),
        (typed("LongPollingTimeoutException"), Standing.QUIET),
        (untyped(408), Standing.QUIET),
        (typed("AttemptsExpiredException"), Standing.OVER),
        (typed("NoAvailableChannelsException"), Standing.OVER),
        (typed("SessionClosedException"), Standing.OVER),
        (typed("SessionNotFoundException"), Standing.OVER),
        (typed("PhoneNumberMismatchException"), Standing.REFUSED),
        (typed("ForbiddenException"), Standing.REFUSED),
        (typed("CommonForbiddenException", 400), Standing.REFUSED),
        (typed("SomethingNewException", 403), Standing.REFUSED),
        (typed("BadRequestException", 400), Standing.REFUSED),
        (typed("ValidateError", 422), Standing.REFUSED),
        (untyped(401), Standing.REFUSED),
        (untyped(403), Standing.REFUSED),
        (untyped(404), Standing.REFUSED),
        (untyped(451), Standing.REFUSED),
        (Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=302), Standing.REFUSED),
        (untyped(429), Standing.TROUBLE),
        (typed("RateLimitException", 429), Standing.TROUBLE),
        (typed("SomethingNewException", 429), Standing.TROUBLE),
        (typed("InternalServerErrorException", 400), Standing.TROUBLE),
        (typed("SomethingNewException", 400), Standing.ALIVE),
        (typed("SessionNotFoundexception", 404), Standing.ALIVE),
        (Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), Standing.TROUBLE),
        (untyped(503, Verdict.UNKNOWN), Standing.TROUBLE),
        (Outcome(Verdict.NOT_SENT, Failure.DNS), Standing.TROUBLE),
        (Outcome(Verdict.NOT_SENT, Failure.TLS), Standing.TROUBLE),
        (Outcome(Verdict.NOT_SENT, Failure.INSECURE_TRANSPORT), Standing.NEVER_SENT),
        (Outcome(Verdict.NOT_SENT, Failure.TOKEN_REJECTED_LOCALLY), Standing.NEVER_SENT),
        (Outcome(Verdict.NOT_SENT, Failure.PROTOCOL), Standing.NEVER_SENT),
        (Outcome(Verdict.UNKNOWN, Failure.PROTOCOL), Standing.TROUBLE),
    ],
)
def test_an_answer_is_judged(outcome: Outcome, expected: Standing) -> None:
    assert standing(outcome) is expected


@pytest.mark.parametrize("error_type", ErrorType)
def test_every_known_type_is_judged(error_type: ErrorType) -> None:
    outcome = typed(error_type, DOCUMENTED_STATUS.get(error_type, 400))
    assert isinstance(standing(outcome), Standing)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome(Verdict.SUCCESS), True),
        (Outcome(Verdict.NOT_COMPLETED), True),
        (typed("SessionClosedException"), True),
        (typed("LongPollingTimeoutException"), True),
        (typed("PhoneNumberMismatchException"), False),
        (typed("SessionNotFoundException"), False),
        (typed("SomethingNewException", 400), False),
        (Outcome(Verdict.UNKNOWN, error_type="SessionClosedException"), False),
        (Outcome(Verdict.NOT_SENT), False),
    ],
)
def test_only_a_clear_answer_is_a_state_of_the_session(outcome: Outcome, expected: bool) -> None:  # noqa: FBT001 - the expected value
    assert is_state(outcome) is expected


def test_access_is_refused_by_type_or_by_status() -> None:
    assert is_no_access(untyped(401))
    assert is_no_access(typed("ForbiddenException", 400))
    assert not is_no_access(typed("SessionNotFoundException"))
    assert not is_no_access(untyped(401, Verdict.UNKNOWN))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (untyped(404), True),
        (untyped(405), True),
        (untyped(501, Verdict.UNKNOWN), True),
        (Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), True),
        # A refusal that may be about the address of long polling alone.
        (typed("NotFoundException", 404), True),
        (typed("SessionNotFoundException"), True),
        (typed("PhoneNumberMismatchException"), True),
        (typed("BadRequestException", 400), True),
        (typed("ValidateError", 422), True),
        (typed("NoConnectionException", 400), True),
        (untyped(400), True),
        (untyped(410), True),
        (Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=302), True),
        # What a plain question could say as well, and what only a long poll says.
        (Outcome(Verdict.SUCCESS), False),
        (typed("ResendChannelException"), False),
        (typed("ChannelChangedException"), False),
        (typed("SessionClosedException"), False),
        (typed("AttemptsExpiredException"), False),
        (typed("LongPollingTimeoutException"), False),
        (untyped(408), False),
        (untyped(429), False),
        (typed("RateLimitException", 429), False),
        (typed("SomethingNewException", 429), False),
        (untyped(401), False),
        (untyped(403), False),
        (typed("ForbiddenException"), False),
        (Outcome(Verdict.NOT_SENT, Failure.DNS), False),
        (Outcome(Verdict.NOT_COMPLETED), False),
    ],
)
def test_long_polling_is_given_up_where_it_tells_nothing(outcome: Outcome, expected: bool) -> None:  # noqa: FBT001 - the expected value
    assert offers_no_long_polling(outcome) is expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome(Verdict.NOT_COMPLETED), True),
        (typed("ResendChannelException"), True),
        (typed("ChannelChangedException"), True),
        (typed("LongPollingTimeoutException"), True),
        (untyped(408), True),
        (Outcome(Verdict.SUCCESS), False),
        (typed("SessionClosedException"), False),
        (typed("SessionNotFoundException"), False),
        (typed("SomethingNewException", 400), False),
        (untyped(429), False),
        (Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), False),
        (Outcome(Verdict.NOT_SENT, Failure.REFUSED), False),
    ],
)
def test_only_what_speaks_of_a_waiting_session_shows_it_alive(
    outcome: Outcome,
    expected: bool,  # noqa: FBT001 - the expected value
) -> None:
    assert is_alive(outcome) is expected
