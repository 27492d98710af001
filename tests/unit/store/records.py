"""Made-up calls for the tests of the store."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.record import CheckRecord, Source

START = datetime(2026, 11, 23, 10, 20, 30, 123000, tzinfo=UTC)
BASE_URL = "https://stage.example/api/n/otp-handler"
SUCCESS = Outcome(
    Verdict.SUCCESS,
    http_status=201,
    response='{"success": true}',
    headers=(("content-type", "application/json"), ("x-trace", "«42»")),
)
NOT_FOUND = Outcome(
    Verdict.ERROR,
    error_type="SessionNotFoundException",
    http_status=404,
    message="Сессия не найдена",
    response='{"type": "SessionNotFoundException"}',
    remarks=(Remark.STATUS_DISAGREES, Remark.EXTRA_FIELDS),
)
TIMED_OUT = Outcome(Verdict.UNKNOWN, failure=Failure.TIMEOUT)

_numbers = itertools.count(1)


def record(**changes: Any) -> CheckRecord:  # noqa: ANN401 - any field
    """Return an intent row of a call that no other call resembles."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "uid": f"uid-{number}",
        "started_at": START,
        "environment": "stage",
        "base_url": BASE_URL,
        "operation": Operation.COMPLETE,
        "request_id": f"request-{number}",
        "recipient": "+79990001122",
        "operator": "agent",
        "source": Source.GUI,
    }
    return CheckRecord(**{**values, **changes})


def ended(outcome: Outcome = SUCCESS, **changes: Any) -> CheckRecord:  # noqa: ANN401
    """Return the record of a call that is over, and was never begun in the history."""
    begun = record(**changes)
    return begun.finished(outcome, begun.started_at + timedelta(milliseconds=250), 250.5)
