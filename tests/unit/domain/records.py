"""Records of made-up checks."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.record import CheckRecord, Source

REQUEST_ID = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
AT = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)


def check(
    outcome: Outcome,
    operation: Operation = Operation.COMPLETE,
    *,
    uid: str = "this",
    minutes_ago: int = 0,
    operator: str = "anna",
    request_id: str = REQUEST_ID,
) -> CheckRecord:
    started = AT - timedelta(minutes=minutes_ago)
    record = CheckRecord(
        uid=uid,
        started_at=started,
        environment="stage",
        base_url="https://stage.example/api",
        operation=operation,
        request_id=request_id,
        recipient="+79990001122",
        operator=operator,
        source=Source.GUI,
    )
    return replace(record.finished(outcome, started + timedelta(seconds=1), 1000.0), saved=True)


TRUE = Outcome(Verdict.SUCCESS, http_status=200, response='{"success": true}')
FALSE = Outcome(Verdict.NOT_COMPLETED, http_status=200, response='{"success": false}')


def refusal(type_: str, status: int = 400) -> Outcome:
    return Outcome(Verdict.ERROR, error_type=type_, http_status=status, message="Сообщение")


def status(outcome: Outcome, *, minutes_ago: int = 0, uid: str = "this") -> CheckRecord:
    return check(outcome, Operation.STATUS, uid=uid, minutes_ago=minutes_ago)


def channel(**fields: object) -> CheckRecord:
    """Return a record of getChannel that was answered with ``fields`` of a whole channel."""
    body = {
        "type": "sms",
        "status": "sent",
        "label": "SMS",
        "codeType": "code",
        "settings": {
            "lifetime": 120,
            "numberOfTries": 3,
            "numberOfRestart": 2,
            "code": {"length": 4},
        },
        "remainingCodeAttempts": 3,
        **fields,
    }
    present = {name: value for name, value in body.items() if value is not None}
    answer = Outcome(Verdict.NOT_COMPLETED, http_status=200, response=json.dumps(present))
    return check(answer, Operation.CHANNEL, uid="channel")
