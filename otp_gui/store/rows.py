"""A check record as a row of the history file, and back."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.record import CheckRecord, Source

MAX_RESPONSE_BYTES: Final = 65_536

COLUMNS: Final = (
    "uid",
    "started_at",
    "finished_at",
    "environment",
    "base_url",
    "operation",
    "request_id",
    "recipient",
    "verdict",
    "failure",
    "error_type",
    "http_status",
    "message",
    "duration_ms",
    "response",
    "note",
    "operator",
    "source",
)
"""The columns of ``checks`` but for ``id``, in their order."""

RECORD: Final = (
    "SELECT c.*, d.owner, d.headers, d.remarks"
    " FROM checks AS c LEFT JOIN details AS d ON d.check_id = c.id"
)
"""Selects what :func:`to_record` reads, and the ``owner`` of a running row."""


def stamp(at: datetime) -> str:
    """Return a time as the file keeps it: UTC, ISO 8601, milliseconds (``…T10:20:30.123Z``)."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def storable(record: CheckRecord) -> CheckRecord:
    """Return ``record`` as the file can keep it, so that what is shown is what will be found.

    Times are UTC in whole milliseconds; text is valid Unicode; the response is cut at 64 KiB of
    UTF-8, with a remark.
    """
    outcome = record.outcome
    response, remarks = outcome.response, outcome.remarks
    if response is not None:
        response = _unicode(response)
        if len(response.encode()) > MAX_RESPONSE_BYTES:
            response = response.encode()[:MAX_RESPONSE_BYTES].decode(errors="ignore")
            remarks = tuple(dict.fromkeys((*remarks, Remark.TRUNCATED)))
    return replace(
        record,
        started_at=_whole(record.started_at),
        finished_at=None if record.finished_at is None else _whole(record.finished_at),
        request_id=_unicode(record.request_id),
        recipient=_unicode(record.recipient),
        note=_unicode(record.note),
        outcome=replace(
            outcome,
            error_type=None if outcome.error_type is None else _unicode(outcome.error_type),
            message=None if outcome.message is None else _unicode(outcome.message),
            response=response,
            headers=tuple((_unicode(name), _unicode(value)) for name, value in outcome.headers),
            remarks=remarks,
        ),
    )


def to_values(record: CheckRecord) -> dict[str, Any]:
    """Return the values of a :func:`storable` record by column."""
    outcome = record.outcome
    return {
        "uid": record.uid,
        "started_at": stamp(record.started_at),
        "finished_at": None if record.finished_at is None else stamp(record.finished_at),
        "environment": record.environment,
        "base_url": record.base_url,
        "operation": record.operation.value,
        "request_id": record.request_id,
        "recipient": record.recipient,
        "verdict": outcome.verdict.value,
        "failure": None if outcome.failure is None else outcome.failure.value,
        "error_type": outcome.error_type,
        "http_status": outcome.http_status,
        "message": outcome.message,
        "duration_ms": record.duration_ms,
        "response": outcome.response,
        "note": record.note,
        "operator": record.operator,
        "source": record.source.value,
    }


def to_details(outcome: Outcome) -> tuple[str, str]:
    """Return what ``checks`` has no column for: the headers and the remarks."""
    return json.dumps(outcome.headers, ensure_ascii=False), json.dumps(outcome.remarks)


def to_record(row: sqlite3.Row) -> CheckRecord:
    """Read a row that :data:`RECORD` selected."""
    return CheckRecord(
        id=row["id"],
        uid=row["uid"],
        started_at=datetime.fromisoformat(row["started_at"]),
        finished_at=datetime.fromisoformat(row["finished_at"]) if row["finished_at"] else None,
        environment=row["environment"],
        base_url=row["base_url"],
        operation=Operation(row["operation"]),
        request_id=row["request_id"],
        recipient=row["recipient"],
        duration_ms=row["duration_ms"],
        note=row["note"],
        operator=row["operator"],
        source=Source(row["source"]),
        saved=True,
        outcome=_to_outcome(row),
    )


def _to_outcome(row: sqlite3.Row) -> Outcome:
    return Outcome(
        Verdict(row["verdict"]),
        failure=Failure(row["failure"]) if row["failure"] else None,
        error_type=row["error_type"],
        http_status=row["http_status"],
        message=row["message"],
        response=row["response"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"] or "[]")),
        remarks=tuple(Remark(word) for word in json.loads(row["remarks"] or "[]")),
    )


def _whole(at: datetime) -> datetime:
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def _unicode(text: str) -> str:
    """Replace lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text if text.isascii() else text.encode(errors="replace").decode()
