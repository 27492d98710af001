"""The rules of batch runs: what is asked first, what may be called again, how it all came out."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from otp_gui.domain.batch import BatchRow, BatchRun, Confirmation, RunState, StopReason
from otp_gui.domain.classify import retry_after
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.standing import (
    TOO_MANY_REQUESTS,
    TURNED_AWAY_STATUSES,
    TURNED_AWAY_TYPES,
    UNAUTHORIZED,
    is_no_access,
)
from otp_gui.domain.wire import ErrorType, known_type

LONGEST_HOLD_SECONDS: Final = 24 * 3600.0
"""A longer pause is none that anybody meant."""
SHORTEST_HOLD_SECONDS: Final = 5.0
LONGEST_GUESS_SECONDS: Final = 60.0
"""Of pauses where the server does not say how long."""
MOST_NOT_SENT: Final = 10
"""So many rows in a row that did not leave this machine end a run."""

MAY_TAKE_EFFECT_SECONDS: Final = 30.0
"""For so long a call that was broken off may take effect: what is asked before tells nothing."""

_RECENT_SECONDS: Final = 10.0
_RECENT_ROWS: Final = 20
_RETRY_AFTER: Final = "retry-after"
_BY_GRAVITY: Final = (
    Verdict.UNKNOWN,
    Verdict.RUNNING,
    Verdict.ERROR,
    Verdict.NOT_SENT,
    Verdict.NOT_COMPLETED,
    Verdict.SUCCESS,
)


def confirmation(environment: Environment, operation: Operation) -> Confirmation:
    """Tell what the user is asked before a run: nothing where it only reads."""
    if operation is not Operation.COMPLETE:
        return Confirmation.NONE
    is_production = environment.kind is Kind.PRODUCTION
    return Confirmation.TYPE_COUNT if is_production else Confirmation.ASK


def may_call_again(row: BatchRow, operation: Operation) -> bool:
    """Tell whether a row may be a row of another run, once the user has confirmed that.

    What only reads may be asked again wherever there is no answer. A completing call may where
    nothing was sent, or the server turned it away unheard; where that is unknown, only if a status
    that was asked for later says that the session is confirmed: it is inferred from that, no more,
    that it has not been completed. What a newer call was made for is left to that one.
    """
    verdict = row.verdict
    if operation is Operation.COMPLETE and row.is_overtaken:
        return False
    if row.record is not None and was_turned_away(row.record.outcome):
        return True
    if operation is not Operation.COMPLETE:
        return verdict in (Verdict.NOT_SENT, Verdict.UNKNOWN)
    if verdict is Verdict.UNKNOWN:
        return row.later is not None and row.later.outcome.verdict is Verdict.SUCCESS
    return verdict is Verdict.NOT_SENT


def to_call_again(rows: Iterable[BatchRow], operation: Operation) -> Sequence[BatchRow]:
    """Return the rows that were called and may be once more, in another run."""
    return [row for row in rows if row.check_uid and may_call_again(row, operation)]


def is_elsewhere(run: BatchRun, environment: Environment) -> bool:
    """Tell whether calls to ``environment`` would go elsewhere than those of a run.

    The embedded sandbox has another port with each start, and is the same all along.
    """
    is_sandbox = environment.is_embedded_sandbox
    is_there = is_sandbox or environment.base_url == run.base_url
    return environment.id != run.environment or not is_there


def to_inspect(rows: Iterable[BatchRow]) -> Sequence[BatchRow]:
    """Return the rows of a completing run that are to be inspected: unknown until now."""
    return [
        row
        for row in rows
        if row.verdict is Verdict.UNKNOWN and not row.is_overtaken and not _is_clear(row.later)
    ]


def unseen(rows: Iterable[BatchRow]) -> Sequence[BatchRow]:
    """Return the rows that are to be inspected and have not been so far, or without an answer."""
    return [row for row in to_inspect(rows) if not _is_answered(row.later)]


def looked_too_soon(rows: Iterable[BatchRow], found: Iterable[BatchRow]) -> bool:
    """Tell whether one of ``rows`` may have taken effect only after ``found`` was asked.

    ``found`` are the rows of the run that looked at them.
    """
    asked = {row.request: row.record.started_at for row in found if row.record is not None}
    return any(
        asked[row.request] < _broken_off_until(row.record)
        for row in rows
        if row.request in asked and row.record is not None and _is_broken_off(row.record)
    )


def _is_broken_off(call: CheckRecord) -> bool:
    """Tell whether a server may still be at a call, as nobody waited for its answer."""
    outcome = call.outcome
    is_unanswered = outcome.verdict is Verdict.UNKNOWN and outcome.http_status is None
    return call.finished_at is None or is_unanswered


def _broken_off_until(call: CheckRecord) -> datetime:
    return (call.finished_at or call.started_at) + timedelta(seconds=MAY_TAKE_EFFECT_SECONDS)


def _is_clear(later: CheckRecord | None) -> bool:
    """Tell whether a later call says where a session stands; “false” may change yet."""
    if later is None or later.outcome.verdict is Verdict.NOT_COMPLETED:
        return False
    return _is_answered(later)


def _is_answered(later: CheckRecord | None) -> bool:
    """Tell whether the server said anything of the session that it was asked for."""
    if later is None or was_turned_away(later.outcome):
        return False
    return later.outcome.verdict in (Verdict.SUCCESS, Verdict.NOT_COMPLETED, Verdict.ERROR)


def to_resume(rows: Iterable[BatchRow], operation: Operation) -> Sequence[BatchRow]:
    """Return the rows of a stopped run that are still to be called."""
    return [
        row
        for row in rows
        if row.check_uid is None and not (row.is_overtaken and operation is Operation.COMPLETE)
    ]


def by_now(run: BatchRun, rows: Iterable[BatchRow]) -> BatchRun:
    """Return a run with the reason for its end that its rows leave by now.

    Logins that others were at when their turn came are no reason any more once nothing is left of
    them to be resumed: they were completed meanwhile.
    """
    if run.reason is not StopReason.BUSY or to_resume(rows, run.operation):
        return run
    return replace(run, reason=StopReason.OVERTAKEN)


def so_far(run: BatchRun, rows: Sequence[BatchRow]) -> Sequence[BatchRow]:
    """Return the rows whose turn has come: all of them unless somebody is still at the run."""
    if run.state is not RunState.RUNNING:
        return rows
    return [row for row in rows if row.check_uid is not None]


def was_turned_away(outcome: Outcome) -> bool:
    """Tell whether a server refused a call before it looked at the login: 401, 403, 429."""
    return outcome.verdict is Verdict.ERROR and (
        outcome.http_status in TURNED_AWAY_STATUSES
        or known_type(outcome.error_type) in TURNED_AWAY_TYPES
    )


def with_unsaved(rows: Iterable[BatchRow], unsaved: Mapping[str, CheckRecord]) -> list[BatchRow]:
    """Return rows as the history has them, with the ends that it could not take, by their uid.

    What the history has the end of by now, or has forgotten, is as that says.
    """
    return [
        replace(row, record=known)
        if row.verdict is Verdict.RUNNING and (known := unsaved.get(row.check_uid or ""))
        else row
        for row in rows
    ]


def worst(verdicts: Iterable[Verdict | None]) -> Verdict:
    """Return the gravest of verdicts, ``success`` of none; the console's exit code tells it.

    Unknown is the gravest: somebody has to look before anything is done. An error is the server's
    last word on a login. What was not sent has harmed nobody and can just be called; what is not
    completed is no fault at all. A call in flight is as good as unknown, and one that is forgotten
    tells nothing.
    """
    found = set(verdicts)
    gravest = next((verdict for verdict in _BY_GRAVITY if verdict in found), Verdict.SUCCESS)
    return Verdict.UNKNOWN if gravest is Verdict.RUNNING else gravest


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows came to what; ``types`` are the server's words, or the cause on our side."""

    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    types: Mapping[str, int] = field(default_factory=dict)
    forgotten: int = 0


def tally(rows: Iterable[BatchRow]) -> Tally:
    """Count rows by their verdict and type, the most frequent first."""
    verdicts: Counter[Verdict] = Counter()
    types: Counter[str] = Counter()
    forgotten = 0
    for row in rows:
        verdict = row.verdict
        if verdict is None:
            forgotten += 1
            continue
        verdicts[verdict] += 1
        outcome = None if row.record is None else row.record.outcome
        if outcome is not None and (word := outcome.error_type or outcome.failure) is not None:
            types[str(word)] += 1
    return Tally(dict(verdicts.most_common()), dict(types.most_common()), forgotten)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run goes: rows a second, and seconds to its end; None where that is not known."""

    rate: float | None = None
    remaining_seconds: float | None = None


def pace(finished: int, left: int, seconds: float, *, held_seconds: float = 0.0) -> Pace:
    """Return the pace after ``finished`` rows in ``seconds`` (monotonic), with ``left`` to come.

    ``seconds`` are without pauses; ``held_seconds`` are still to be waited before the next call.
    """
    if left <= 0:
        return Pace(finished / seconds if seconds > 0 and finished else None, 0.0)
    if finished <= 0 or seconds <= 0:
        return Pace()
    rate = finished / seconds
    return Pace(rate, left / rate + max(held_seconds, 0.0))


class Tempo:
    """Follows how fast a run goes, by its last rows: what was before tells nothing of the rest.

    These are those of the last 10 s, and 20 at least; of a run that is shorter, all.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._past = deque([(0.0, 0)])
        """When how many rows were finished; the first is where the last ones begin."""

    def go_on(self, seconds: float, finished: int) -> None:
        """Take note that ``finished`` rows are, ``seconds`` later; 0 for time that was a pause."""
        self._seconds += seconds
        past = self._past
        if finished != past[-1][1]:
            past.append((self._seconds, finished))
        while len(past) > 1 and self._is_enough(*past[1]):
            past.popleft()

    def pace(self, left: int, *, held_seconds: float = 0.0) -> Pace:
        """Return the pace with ``left`` rows to come, as :func:`pace`."""
        (since, before), (_when, finished) = self._past[0], self._past[-1]
        return pace(finished - before, left, self._seconds - since, held_seconds=held_seconds)

    def _is_enough(self, since: float, before: int) -> bool:
        seconds, rows = self._seconds - since, self._past[-1][1] - before
        return seconds >= _RECENT_SECONDS and rows >= _RECENT_ROWS


def hold_left(until: datetime | None, now: datetime) -> float:
    """Return how many seconds of a pause are left that the server asked for; None for no pause."""
    return 0.0 if until is None else max((until - now).total_seconds(), 0.0)


def asks_for_pause(outcome: Outcome) -> bool:
    """Tell whether a server wants fewer calls: 429, or any refusal with a Retry-After."""
    if outcome.verdict not in (Verdict.ERROR, Verdict.UNKNOWN):
        return False
    return _is_too_many(outcome) or any(
        name.lower() == _RETRY_AFTER for name, _value in outcome.headers
    )


def _is_too_many(outcome: Outcome) -> bool:
    is_rate_limit = known_type(outcome.error_type) is ErrorType.RATE_LIMIT
    return is_rate_limit or outcome.http_status == TOO_MANY_REQUESTS


def asked_pause_seconds(outcome: Outcome, answered_at: datetime) -> float | None:
    """Return for how long a server wants no calls, None where it does not say."""
    until = retry_after(outcome.headers, answered_at)
    if until is None:
        return None
    return min((until - answered_at).total_seconds(), LONGEST_HOLD_SECONDS)


def guessed_pause_seconds(last: float) -> float:
    """Return a pause where the server does not say: twice the ``last`` one, 0 for the first."""
    return min(max(2 * last, SHORTEST_HOLD_SECONDS), LONGEST_GUESS_SECONDS)


def pause_left_seconds(calls: Iterable[CheckRecord], now: datetime) -> float:
    """Return for how long no call is wanted yet, by what ``calls`` were answered."""
    return max((_left_of_pause(each, now) for each in calls), default=0.0)


def _left_of_pause(record: CheckRecord, now: datetime) -> float:
    answered_at = record.finished_at
    if answered_at is None or not asks_for_pause(record.outcome):
        return 0.0
    asked = asked_pause_seconds(record.outcome, answered_at)
    seconds = guessed_pause_seconds(0.0) if asked is None else asked
    # A clock that was put back does not make it longer.
    return max(seconds - max((now - answered_at).total_seconds(), 0.0), 0.0)


def access_errors(outcome: Outcome, seen: int, most: int) -> tuple[int, bool]:
    """Count an answer among ``seen`` refusals of access, and tell whether they end a run."""
    if not is_no_access(outcome):
        return seen, False
    return seen + 1, outcome.http_status == UNAUTHORIZED or seen + 1 >= most


def unsent_in_a_row(outcome: Outcome, seen: int) -> int:
    """Count calls that did not leave this machine, since the last one that did."""
    if outcome.failure is Failure.CANCELLED:
        return seen
    return seen + 1 if outcome.verdict is Verdict.NOT_SENT else 0
