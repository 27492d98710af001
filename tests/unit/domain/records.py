"""Records of made-up checks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.domain.record import CheckRecord, Source

AT = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)


def check(
    outcome: Outcome,
    operation: Operation = Operation.COMPLETE,
    *,
    uid: str = "this",
    minutes_ago: int = 0,
    operator: str = "anna",
) -> CheckRecord:
    started = AT - timedelta(minutes=minutes_ago)
    record = CheckRecord(
        uid=uid,
        started_at=started,
        environment="stage",
        base_url="https://stage.example/api",
        operation=operation,
        request_id="d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6",
        recipient="+79990001122",
        operator=operator,
        source=Source.GUI,
    )
    return replace(record.finished(outcome, started + timedelta(seconds=1), 1000.0), saved=True)
