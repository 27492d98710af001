"""Where the exceptions of httpx and what is below it end: each becomes an outcome, once.

Their texts may hold the token (measured: a header that cannot be sent is quoted whole), so nothing
of them is shown, stored or logged but the name of an unexpected class.
"""

import logging
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import httpx

from otp_gui.api.exchange import Exchange, Stage
from otp_gui.api.tls import TrustError, certificate_remark
from otp_gui.domain.classify import classify
from otp_gui.domain.outcome import Failure, Outcome, Remark, Verdict

_log = logging.getLogger(__name__)

_HEADERS_TOO_LARGE: Final = 431
# httpcore and h11 raise one class for an answer that breaks off and for one that is no HTTP.
_BROKE_OFF: Final = ("Server disconnected", "peer closed connection")


def outcome_of(error: Exception, exchange: Exchange) -> Outcome:
    """Say what came of a call that ended with ``error`` (:class:`TimeoutError` is the deadline)."""
    causes = tuple(_causes(error))
    if not any(isinstance(cause, httpx.HTTPError | OSError | TrustError) for cause in causes):
        _log.warning("A call ended with an unexpected %s.", type(error).__name__)
    if exchange.progress.may_have_been_sent:
        return _unanswered(_failure_after_sending(causes), exchange)
    failure = _failure_before_sending(causes, exchange.stage)
    return Outcome(Verdict.NOT_SENT, failure, remarks=_remarks(causes))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that led to it.

    httpcore re-raises ``from None``, which clears the cause but leaves the context.
    """
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions


def _failure_before_sending(causes: Sequence[BaseException], stage: Stage) -> Failure:
    def any_is(*types: type[BaseException]) -> bool:
        return any(isinstance(cause, types) for cause in causes)

    rules = (
        (any_is(TrustError), Failure.TLS),
        (stage is Stage.PROXY, Failure.PROXY),
        (any_is(TimeoutError, httpx.TimeoutException), Failure.CONNECT_TIMEOUT),
        (stage is Stage.TLS, Failure.TLS),
        (stage is Stage.PREPARING, Failure.PROTOCOL),
        # A name that no resolver can be asked for, such as one with a label of 64 letters.
        (any_is(socket.gaierror, UnicodeError), Failure.DNS),
        (any_is(OSError, httpx.NetworkError), Failure.REFUSED),
    )
    return next((failure for holds, failure in rules if holds), Failure.PROTOCOL)


def _failure_after_sending(causes: Sequence[BaseException]) -> Failure:
    if any(isinstance(cause, TimeoutError | httpx.TimeoutException) for cause in causes):
        return Failure.TIMEOUT
    if any(getattr(c, "error_status_hint", None) == _HEADERS_TOO_LARGE for c in causes):
        return Failure.TOO_LARGE
    for cause in causes:
        if isinstance(cause, httpx.RemoteProtocolError):
            return Failure.RESET if str(cause).startswith(_BROKE_OFF) else Failure.PROTOCOL
    if any(isinstance(cause, OSError | httpx.NetworkError) for cause in causes):
        return Failure.RESET
    return Failure.PROTOCOL


def _remarks(causes: Sequence[BaseException]) -> tuple[Remark, ...]:
    for cause in causes:
        if isinstance(cause, TrustError):
            return (cause.remark,)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (certificate_remark(cause),)
    return ()


def _unanswered(failure: Failure, exchange: Exchange) -> Outcome:
    """Return the outcome of a sent call whose answer broke off, with what of it arrived.

    A refusal that the status alone says stays one: its body could add nothing to it.
    """
    if not exchange.status:
        return Outcome(Verdict.UNKNOWN, failure)
    partial = classify(
        exchange.operation, exchange.status, exchange.headers, exchange.body, truncated=True
    )
    remarks = tuple(remark for remark in partial.remarks if remark is not Remark.TRUNCATED)
    if partial.verdict is Verdict.ERROR:
        return replace(partial, remarks=remarks)
    return replace(partial, verdict=Verdict.UNKNOWN, failure=failure, remarks=remarks)
