"""What the results of a run say of each row: the columns, with phone numbers hidden or shown."""

from collections.abc import Callable, Mapping
from typing import Final

from otp_gui.domain.advice import advice
from otp_gui.domain.batch import BatchRow, BatchRun
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import mask_phone
from otp_gui.store.export_columns import redacted
from otp_gui.store.rows import stamp, valid

Say = Callable[[Phrase], str]
Value = str | int | float | None

RESULT_COLUMNS: Final = (
    "line",
    "request_id",
    "recipient",
    "verdict",
    "failure",
    "error_type",
    "http_status",
    "message",
    "headline",
    "next_step",
    "started_at",
    "duration_ms",
    "later_verdict",
    "environment",
    "base_url",
    "operation",
    "check_uid",
)
"""The first line of CSV and workbook, and the names in JSON Lines, which have ``schema`` besides.

``later_verdict`` is of the newest status that was asked later.
"""

_AS_THEY_ARE: Final = frozenset(
    {"verdict", "failure", "started_at", "later_verdict", "operation", "check_uid"}
)
_NOT_CALLED: Final = phrase("This row was not called.")
_FORGOTTEN: Final = phrase("The history no longer has this call.")


def values_of(row: BatchRow, run: BatchRun, say: Say, *, masked: bool) -> Mapping[str, Value]:
    """Return what is told of a row, by column, in their order; ``say`` gives the sentences."""
    record = row.record
    outcome = None if record is None else record.outcome
    headline, next_step = _advised(row, say)
    verdict, later = row.verdict, row.later
    told: dict[str, Value] = {
        "line": row.line,
        "request_id": row.request.request_id.value,
        "recipient": row.request.recipient.value,
        "verdict": None if verdict is None else verdict.value,
        "failure": None if outcome is None or outcome.failure is None else outcome.failure.value,
        "error_type": None if outcome is None else outcome.error_type,
        "http_status": None if outcome is None else outcome.http_status,
        "message": None if outcome is None else outcome.message,
        "headline": headline,
        "next_step": next_step,
        "started_at": None if record is None else stamp(record.started_at),
        "duration_ms": _rounded(None if record is None else record.duration_ms),
        "later_verdict": None if later is None else later.outcome.verdict.value,
        "environment": run.environment,
        "base_url": run.base_url,
        "operation": run.operation.value,
        "check_uid": row.check_uid,
    }
    return {name: _shown(name, value, masked=masked) for name, value in told.items()}


def _shown(name: str, value: Value, *, masked: bool) -> Value:
    if not isinstance(value, str):
        return value
    text = valid(value)
    if not masked or name in _AS_THEY_ARE:
        return text
    return mask_phone(text) if name == "recipient" else redacted(text)


def _advised(row: BatchRow, say: Say) -> tuple[str, str]:
    if row.record is None:
        return say(_NOT_CALLED if row.check_uid is None else _FORGOTTEN), ""
    return _of_record(row.record, say)


def _of_record(record: CheckRecord, say: Say) -> tuple[str, str]:
    told = advice(record)
    return say(told.headline), " ".join(map(say, told.next_steps))


def _rounded(milliseconds: float | None) -> float | None:
    """Return it to the microsecond, as ``--json`` does."""
    return None if milliseconds is None else round(milliseconds, 3)
