"""Made-up records for tests of what shows them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.record import CheckRecord, Source

NOW = datetime(2026, 11, 23, 11, 52, 7, tzinfo=UTC)
SUCCESS = Outcome(Verdict.SUCCESS, http_status=201, response='{"success": true}')
NOT_COMPLETED = Outcome(Verdict.NOT_COMPLETED, http_status=201, response='{"success": false}')
NOT_FOUND = Outcome(
    Verdict.ERROR,
    error_type="SessionNotFoundException",
    http_status=404,
    message="Сессия не найдена",
    response='{"type":"SessionNotFoundException","message":"Сессия не найдена","httpStatus":404}',
    headers=(("content-type", "application/json"), ("x-request-id", "7f1c")),
)
TIMED_OUT = Outcome(Verdict.UNKNOWN, failure=Failure.TIMEOUT)
RUNNING = Outcome(Verdict.RUNNING)


def record(number: int = 1, outcome: Outcome = SUCCESS, environment: str = "stage") -> CheckRecord:
    """Return the ``number``-th record: each a minute younger than the one before."""
    return CheckRecord(
        uid=f"uid-{number}",
        started_at=NOW + timedelta(minutes=number),
        environment=environment,
        base_url=f"https://{environment}.example/api",
        operation=Operation.COMPLETE,
        request_id=f"d385ab22-0f51-4b97-9ecd-{number:012d}",
        recipient=f"+79990{number % 1_000_000:06d}",
        operator="anna",
        source=Source.GUI,
        outcome=outcome,
        id=number,
        finished_at=NOW + timedelta(minutes=number, seconds=1),
        duration_ms=184.4,
        saved=True,
    )


def with_outcome(number: int, outcome: Outcome, **changes: object) -> CheckRecord:
    """Return a record whose outcome is ``outcome`` with ``changes``."""
    return record(number, replace(outcome, **changes))  # type: ignore[arg-type] # any field
