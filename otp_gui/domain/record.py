"""What history keeps of one call."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.request import CheckRequest

_RUNNING: Final = Outcome(Verdict.RUNNING)


class Source(StrEnum):
    """Which face of the tool made the call."""

    GUI = "gui"
    CLI = "cli"
    BATCH = "batch"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the calls: the OS user and the face of the tool, as history names them."""

    operator: str
    source: Source


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One call: who asked what of which environment, and what came of it.

    Times are UTC; ``duration_ms`` is measured by the monotonic clock, so it need not equal
    ``finished_at - started_at`` after a clock jump. ``recipient`` is as sent. ``saved`` tells
    whether the history holds the record as it stands here.
    """

    uid: str
    started_at: datetime
    environment: str
    base_url: str
    operation: Operation
    request_id: str
    recipient: str
    operator: str
    source: Source
    outcome: Outcome = _RUNNING
    id: int | None = None
    finished_at: datetime | None = None
    duration_ms: float | None = None
    note: str = ""
    saved: bool = False

    def finished(self, outcome: Outcome, at: datetime, duration_ms: float) -> "CheckRecord":
        """Return this record with its outcome; ``at`` is UTC, ``duration_ms`` in milliseconds."""
        return replace(self, outcome=outcome, finished_at=at, duration_ms=duration_ms, saved=False)


def intent(
    uid: str,
    at: datetime,
    request: CheckRequest,
    environment: Environment,
    caller: Caller,
    operation: Operation = Operation.COMPLETE,
) -> CheckRecord:
    """Return the record of a call that is about to be made.

    Of one that changes the session's state it is the intent row: committed before the POST leaves.
    """
    return CheckRecord(
        uid=uid,
        started_at=at.astimezone(UTC),
        environment=environment.id,
        base_url=environment.base_url,
        operation=operation,
        request_id=request.request_id.value,
        recipient=request.recipient.value,
        operator=caller.operator,
        source=caller.source,
    )
