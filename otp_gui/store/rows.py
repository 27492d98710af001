"""A check record as a row of the history file, and back."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.record import CheckRecord, Source

MAX_RESPONSE_BYTES: Final = 65_536

_NONE: Final = "[]"
_NUMBERS: Final = (int, float)
_DECODE_HEADERS: Final = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_OPERATIONS: Final = {word.value: word for word in Operation}
_VERDICTS: Final = {word.value: word for word in Verdict}
_FAILURES: Final = {word.value: word for word in Failure}
_SOURCES: Final = {word.value: word for word in Source}
_REMARKS: Final = {word.value: word for word in Remark}

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

RECORD: Final = (
    f"SELECT {', '.join(f'c.{name}' for name in ('id', *COLUMNS, *MORE_COLUMNS))}"  # noqa: S608 - constants
    " FROM checks AS c"
)
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


def to_values(record: CheckRecord) -> tuple[Any, ...]:
    """Return the values of a :func:`storable` record, in the order of :data:`COLUMNS`."""
    outcome = record.outcome
    return (
        record.uid,
        stamp(record.started_at),
        None if record.finished_at is None else stamp(record.finished_at),
        record.environment,
        record.base_url,
        record.operation.value,
        record.request_id,
        record.recipient,
        outcome.verdict.value,
        None if outcome.failure is None else outcome.failure.value,
        outcome.error_type,
        outcome.http_status,
        outcome.message,
        record.duration_ms,
        outcome.response,
        record.note,
        record.operator,
        record.source.value,
    )


def to_lists(outcome: Outcome) -> tuple[str, str]:
    """Return the headers and the remarks as the file keeps them."""
    return _json(outcome.headers), _json(outcome.remarks)


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
    return msgspec.json.encode(values).decode() if values else _NONE


def to_record(row: Iterable[Any]) -> CheckRecord:
    """Read a row that :data:`RECORD` selected; total, whatever another program left in the file.

    A word that this version does not know says nothing, so nothing is claimed of it: a call whose
    verdict or operation is unknown may have completed its session, and has no clear answer.
    """
    # By place, as by name it takes five times as long, and with a look at the type before a call:
    # every page waits for it.
    (number, uid, started_at, finished_at, environment, base_url, operation, request_id,
     recipient, verdict, failure, error_type, http_status, message, duration_ms, response,
     note, operator, source, _owner, headers, remarks) = row  # fmt: skip
    known_operation = _OPERATIONS.get(operation)
    known_verdict = None if known_operation is None else _VERDICTS.get(verdict)
    status = http_status if type(http_status) is int else _whole_number(http_status)
    outcome = Outcome(
        known_verdict or Verdict.UNKNOWN,
        _FAILURES.get(failure),
        error_type if error_type is None or type(error_type) is str else _text(error_type),
        status,
        message if message is None or type(message) is str else _text(message),
        response if type(response) is str else _text(response),
        () if headers == _NONE else _headers(headers),
        () if remarks == _NONE else _remarks(remarks),
    )
    return CheckRecord(
        uid if type(uid) is str else _text(uid) or "",
        read_time(started_at) or _NO_TIME,
        environment if type(environment) is str else _text(environment) or "",
        base_url if type(base_url) is str else _text(base_url) or "",
        known_operation or Operation.COMPLETE,
        request_id if type(request_id) is str else _text(request_id) or "",
        recipient if type(recipient) is str else _text(recipient) or "",
        operator if type(operator) is str else _text(operator) or "",
        _SOURCES.get(source, Source.CLI),
        outcome,
        number,
        read_time(finished_at),
        None if duration_ms is None else _number(duration_ms),
        note if type(note) is str else _text(note) or "",
        saved=True,
    )


def read_time(value: object) -> datetime | None:
    """Read a time; one without an offset is UTC, as every time in the file."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is not UTC:
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
    return value if isinstance(value, _NUMBERS) and math.isfinite(value) else None


def _whole_number(value: object) -> int | None:
    number = None if value is None else _number(value)
    return None if number is None else int(number)


def _headers(text: object) -> tuple[tuple[str, str], ...]:
    """Read the headers; of what makes no sense only the parts that do."""
    try:
        return _DECODE_HEADERS(text if isinstance(text, str) else _NONE)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return tuple(_pairs(_list(text)))


def _pairs(found: list[object]) -> Iterator[tuple[str, str]]:
    for pair in found:
        match pair:
            case [str() as name, str() as value]:
                yield name, value


def _remarks(text: object) -> tuple[Remark, ...]:
    words = (word for word in _list(text) if isinstance(word, str))
    return tuple(_REMARKS[word] for word in words if word in _REMARKS)


def _list(text: object) -> list[object]:
    try:
        found = json.loads(_text(text) or _NONE)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _whole(at: datetime) -> datetime:
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def valid(text: str) -> str:
    """Replace lone surrogates, which JSON and names of the system can carry and UTF-8 cannot."""
    return text if text.isascii() else text.encode(errors="replace").decode()
