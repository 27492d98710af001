import itertools
import logging
import socket
import ssl

import h11
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.api.errors import outcome_of
from otp_gui.api.exchange import Exchange, Stage
from otp_gui.api.tls import TrustError
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Remark, Verdict
from otp_gui.domain.ports import Progress

SECRET = "made-up-token-9f3c"
SENT = (Phase.SENDING, Phase.WAITING, Phase.READING)
EXCEPTIONS: tuple[Exception, ...] = (
    TimeoutError(SECRET),
    OSError(SECRET),
    ConnectionResetError(SECRET),
    BrokenPipeError(SECRET),
    socket.gaierror(SECRET),
    ssl.SSLError(SECRET),
    ssl.SSLCertVerificationError(SECRET),
    ssl.CertificateError(SECRET),
    ValueError(SECRET),
    RuntimeError(SECRET),
    RecursionError(SECRET),
    MemoryError(SECRET),
    OverflowError(SECRET),
    KeyError(SECRET),
    AssertionError(SECRET),
    UnicodeEncodeError("ascii", SECRET, 0, 1, SECRET),
    UnicodeDecodeError("ascii", SECRET.encode(), 0, 1, SECRET),
    ExceptionGroup(SECRET, [ValueError(SECRET)]),
    httpx.InvalidURL(SECRET),
    httpx.CookieConflict(SECRET),
    httpx.StreamClosed(),
    httpx.StreamConsumed(),
    httpx.ResponseNotRead(),
    httpx.UnsupportedProtocol(SECRET),
    httpx.TooManyRedirects(SECRET),
    httpx.DecodingError(SECRET),
    httpx.ProxyError(SECRET),
    httpx.LocalProtocolError(SECRET),
    httpx.RemoteProtocolError(SECRET),
    httpx.ConnectError(SECRET),
    httpx.ConnectTimeout(SECRET),
    httpx.ReadError(SECRET),
    httpx.ReadTimeout(SECRET),
    httpx.WriteError(SECRET),
    httpx.WriteTimeout(SECRET),
    httpx.CloseError(SECRET),
    httpx.PoolTimeout(SECRET),
    h11.RemoteProtocolError(SECRET),
    TrustError(Remark.NO_CA_CERTIFICATES),
)


def at(phase: Phase, stage: Stage = Stage.TCP) -> Exchange:
    return Exchange(Operation.STATUS, Progress(phase), proxied=stage is Stage.PROXY, stage=stage)


def chained(*errors: Exception) -> Exception:
    """Return the first of ``errors``, each caused by the next, as httpcore leaves them."""
    for error, cause in itertools.pairwise(errors):
        error.__context__ = cause
        error.__cause__ = None
        error.__suppress_context__ = True
    return errors[0]


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("error", EXCEPTIONS, ids=lambda error: type(error).__name__)
def test_every_exception_becomes_an_outcome_that_tells_whether_it_was_sent(
    error: Exception, phase: Phase, caplog: pytest.LogCaptureFixture
) -> None:
    for stage in Stage:
        outcome = outcome_of(error, at(phase, stage))
        assert outcome.verdict is (Verdict.UNKNOWN if phase in SENT else Verdict.NOT_SENT)
        assert outcome.failure is not None
        assert SECRET not in repr(outcome)
    assert SECRET not in caplog.text


@given(st.sampled_from(Phase), st.lists(st.sampled_from(EXCEPTIONS), min_size=1, unique=True))
def test_chained_exceptions_are_followed_to_their_end(
    phase: Phase, errors: list[Exception]
) -> None:
    assert outcome_of(chained(*errors), at(phase)).failure is not None


def test_a_cycle_of_exceptions_ends() -> None:
    first, second = OSError("a"), OSError("b")
    first.__context__, second.__context__ = second, first
    assert outcome_of(first, at(Phase.CONNECTING)).failure is Failure.REFUSED


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "later"), Failure.DNS),
        (UnicodeError("label too long"), Failure.DNS),
        (ConnectionRefusedError(), Failure.REFUSED),
        (ExceptionGroup("all", [ConnectionRefusedError(), OSError(101, "")]), Failure.REFUSED),
        (ExceptionGroup("all", [OSError(101, ""), TimeoutError(110, "")]), Failure.CONNECT_TIMEOUT),
    ],
)
def test_the_cause_below_the_librarys_exception_names_the_failure(
    cause: Exception, failure: Failure
) -> None:
    error = chained(httpx.ConnectError("x"), OSError("All connection attempts failed"), cause)
    assert outcome_of(error, at(Phase.CONNECTING)) == Outcome(Verdict.NOT_SENT, failure)


def test_whatever_fails_on_the_way_through_a_proxy_is_the_proxys() -> None:
    for error in (TimeoutError(), socket.gaierror(), ConnectionRefusedError(), ssl.SSLError()):
        outcome = outcome_of(error, at(Phase.CONNECTING, Stage.PROXY))
        assert outcome == Outcome(Verdict.NOT_SENT, Failure.PROXY)


@pytest.mark.parametrize("phase", SENT)
def test_a_missing_trust_is_no_reason_to_claim_that_nothing_was_sent(phase: Phase) -> None:
    outcome = outcome_of(TrustError(Remark.NO_CA_CERTIFICATES), at(phase))
    assert outcome.verdict is Verdict.UNKNOWN


def test_an_unexpected_exception_is_logged_by_its_class_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    try:
        raise KeyError(SECRET)  # noqa: TRY301 - the traceback is what must not be logged
    except KeyError as error:
        outcome = outcome_of(error, at(Phase.SENDING))
    assert outcome == Outcome(Verdict.UNKNOWN, Failure.PROTOCOL)
    (record,) = caplog.records
    assert record.getMessage() == "A call ended with an unexpected KeyError."
    assert record.exc_info is None


def test_an_expected_exception_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    outcome_of(httpx.ReadError("x"), at(Phase.WAITING))
    assert caplog.records == []
