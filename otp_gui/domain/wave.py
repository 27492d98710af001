"""Whether most of an environment's recent logins failed alike: then no customer is the cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.past import ALIVE, OF_THE_SESSION, Past, moment_of
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wire import known_type

_WAVE_SPAN: Final = timedelta(hours=3)
_WAVE_SESSIONS: Final = 10
_WAVE_AT_LEAST: Final = 5
_OWN_FAILURES: Final = frozenset(
    {
        Failure.NO_TOKEN,
        Failure.TOKEN_REJECTED_LOCALLY,
        Failure.KEYRING_UNAVAILABLE,
        Failure.KEYRING_LOCKED,
        Failure.KEYRING_TIMEOUT,
        Failure.CANCELLED,
        Failure.HISTORY_UNAVAILABLE,
        Failure.INSECURE_TRANSPORT,
    }
)
"""The causes that lie with this computer or its user, whatever the service is like."""


@dataclass(frozen=True, slots=True)
class Wave:
    """``count`` of the last ``total`` logins failed the same way."""

    count: int
    total: int


def wave(record: CheckRecord, past: Past) -> Wave | None:
    """Tell whether most of the environment's recent logins failed the way that ``record`` did.

    Each session counts once, by its latest call: ten tries of one customer are no wave.
    """
    way = _way(record.outcome)
    if way is None or record.operation not in OF_THE_SESSION:
        return None
    until = moment_of(record)
    latest = {record.request_id: record.outcome}
    for other in sorted(past.recent, key=moment_of, reverse=True):
        if (
            other.base_url == record.base_url
            and other.operation in OF_THE_SESSION
            and other.finished_at is not None
            and until - _WAVE_SPAN <= other.finished_at <= until
        ):
            latest.setdefault(other.request_id, other.outcome)
    return _same_way(way, list(latest.values())[:_WAVE_SESSIONS])


def _same_way(way: object, outcomes: Sequence[Outcome]) -> Wave | None:
    count = sum(_way(outcome) == way for outcome in outcomes)
    total = len(outcomes)
    return Wave(count, total) if total >= _WAVE_AT_LEAST and 2 * count > total else None


def _way(outcome: Outcome) -> object:
    """Return what makes two failures the same one; None for what is no failure of the service."""
    if outcome.verdict not in (Verdict.ERROR, Verdict.UNKNOWN, Verdict.NOT_SENT):
        return None
    if outcome.failure in _OWN_FAILURES or known_type(outcome.error_type) in ALIVE:
        return None
    if outcome.error_type is not None:
        return outcome.verdict, outcome.error_type
    if outcome.failure is None and outcome.http_status is None:
        return None
    return outcome.verdict, outcome.failure, outcome.http_status
