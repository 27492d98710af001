"""A check record as a row of the history file, and back."""

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.record import CheckRecord, Source

_Word = TypeVar("_Word", bound=StrEnum)
Row = sqlite3.Row | Mapping[str, Any]

MAX_RESPONSE_BYTES: Final = 65_536

# Of a row whose own time is unreadable.
_NO_TIME: Final = datetime.fromtimestamp(0, UTC)
# A local time outside of them may be one that no calendar here has.
_YEARS: Final = range(1970, 9999)

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

MORE_COLUMNS: Final = ("owner", "headers", "remarks")
"""The columns of ``checks`` behind those. The owner of a call in flight is a lock file's name."""

RECORD: Final = "SELECT c.* FROM checks AS c"
"""Selects what :func:`to_record` reads, and the ``owner`` of a running row."""


def stamp(at: datetime) -> str:
    """Return a time as the file keeps it: UTC, ISO 8601, milliseconds (``…T10:20:30.123Z``)."""
    return f"{at.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"


def storable(record: CheckRecord) -> CheckRecord:
    """Return ``record`` as the file can keep it, so that what is shown is what will be found.

    Times are UTC in whole milliseconds; text is valid Unicode, the names that the system gives
    included; the response is cut at 64 KiB of UTF-8, with a remark.
    """
    if _is_storable(record):
        return record
    outcome = record.outcome
    response, remarks = outcome.response, outcome.remarks
    if response is not None:
        response = valid(response)
        if len(response.encode()) > MAX_RESPONSE_BYTES:
            response = response.encode()[:MAX_RESPONSE_BYTES].decode(errors="ignore")
            remarks = tuple(dict.fromkeys((*remarks, Remark.TRUNCATED)))
    return replace(
        record,
        started_at=_whole(record.started_at),
        finished_at=None if record.finished_at is None else _whole(record.finished_at),
        environment=valid(record.environment),
        base_url=valid(record.base_url),
        operator=valid(record.operator),
        request_id=valid(record.request_id),
        recipient=valid(record.recipient),
        note=valid(record.note),
        outcome=replace(
            outcome,
            error_type=None if outcome.error_type is None else valid(outcome.error_type),
            message=None if outcome.message is None else valid(outcome.message),
            response=response,
            headers=tuple((valid(name), valid(value)) for name, value in outcome.headers),
            remarks=remarks,
        ),
    )


def to_values(record: CheckRecord) -> dict[str, Any]:
    """Return the values of a :func:`storable` record by column; nobody owns it."""
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
        "owner": None,
        "headers": _json(outcome.headers),
        "remarks": _json(outcome.remarks),
    }


def _is_storable(record: CheckRecord) -> bool:
    """Tell at a glance of most records that they need no change: most calls are in plain ASCII."""
    outcome = record.outcome
    response = outcome.response or ""
    texts = (
        record.environment,
        record.base_url,
        record.operator,
        record.request_id,
        record.recipient,
        record.note,
        outcome.error_type or "",
        outcome.message or "",
        response,
    )
    return (
        "".join(texts).isascii()
        and len(response) <= MAX_RESPONSE_BYTES
        and _is_whole(record.started_at)
        and (record.finished_at is None or _is_whole(record.finished_at))
        and all(name.isascii() and value.isascii() for name, value in outcome.headers)
    )


def _is_whole(at: datetime) -> bool:
    return at.tzinfo is UTC and not at.microsecond % 1000


def _json(values: tuple[object, ...]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else "[]"


def to_record(row: Row) -> CheckRecord:
    """Read a row that :data:`RECORD` selected; total, whatever another program left in the file.

    A word that this version does not know says nothing, so nothing is claimed of it: a call whose
    verdict or operation is unknown may have completed its session, and has no clear answer.
    """
    return CheckRecord(
        id=row["id"],
        uid=_text(row["uid"]) or "",
        started_at=read_time(row["started_at"]) or _NO_TIME,
        finished_at=read_time(row["finished_at"]),
        environment=_text(row["environment"]) or "",
        base_url=_text(row["base_url"]) or "",
        operation=_word(Operation, row["operation"]) or Operation.COMPLETE,
        request_id=_text(row["request_id"]) or "",
        recipient=_text(row["recipient"]) or "",
        duration_ms=_number(row["duration_ms"]),
        note=_text(row["note"]) or "",
        operator=_text(row["operator"]) or "",
        source=_word(Source, row["source"]) or Source.CLI,
        saved=True,
        outcome=_to_outcome(row),
    )


def _to_outcome(row: Row) -> Outcome:
    verdict = _word(Verdict, row["verdict"])
    if verdict is None or _word(Operation, row["operation"]) is None:
        verdict = Verdict.UNKNOWN
    status = _number(row["http_status"])
    words = (_word(Remark, word) for word in _list(row["remarks"]))
    return Outcome(
        verdict,
        failure=_word(Failure, row["failure"]),
        error_type=_text(row["error_type"]),
        http_status=None if status is None else int(status),
        message=_text(row["message"]),
        response=_text(row["response"]),
        headers=tuple(_headers(_list(row["headers"]))),
        remarks=tuple(word for word in words if word is not None),
    )


def _word(words: type[_Word], value: object) -> _Word | None:
    return next((word for word in words if word == value), None)


def read_time(value: object) -> datetime | None:
    """Read a time; one without an offset is UTC, as every time in the file."""
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.year in _YEARS else None


def _text(value: object) -> str | None:
    """Read text; SQLite keeps any type in any column."""
    if value is None or isinstance(value, str):
        return value
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and math.isfinite(value) else None


def _list(text: object) -> list[object]:
    try:
        found = json.loads(_text(text) or "[]")
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _headers(pairs: list[object]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        match pair:
            case [str() as name, str() as value]:
                yield name, value


def _whole(at: datetime) -> datetime:
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def valid(text: str) -> str:
    """Replace lone surrogates, which JSON and names of the system can carry and UTF-8 cannot."""
    return text if text.isascii() else text.encode(errors="replace").decode()
