"""Turns an answer of otp-handler into an :class:`Outcome`: total, strict, and never optimistic."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from otp_gui.domain import wire
from otp_gui.domain.channel import Channel, channel_of
from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict

if TYPE_CHECKING:
    import msgspec

    from otp_gui.domain.record import CheckRecord

MAX_BODY: Final = 64 * 1024
"""Bytes of a body that are read, classified and kept."""
MAX_WAIT: Final = timedelta(days=1)
"""The longest wait that a ``Retry-After`` is believed to ask for."""

_ACCEPTED: Final = range(200, 300)
_REDIRECTS: Final = range(300, 400)
_CLIENT_ERRORS: Final = range(400, 500)
_SERVER_ERRORS: Final = range(500, 600)
_EMPTY_BY_DEFINITION: Final = (204, 205)
_MAX_DEPTH: Final = 64
_MAX_NUMBER: Final = 400


def classify(
    operation: Operation,
    status: int,
    headers: Sequence[tuple[str, str]],
    body: bytes,
    *,
    truncated: bool = False,
) -> Outcome:
    """Say what an answer means. Never raises, whatever the server sent.

    ``body`` is as received and still encoded; ``truncated`` tells that the reader stopped at its
    cap, and a body over :data:`MAX_BODY` counts as truncated too. Success comes only from a 2xx
    whose body is a JSON object with ``"success": true``. The answer to ``CHANNEL`` is never one: a
    channel, whatever it tells, completes nothing.

    A redirect and a 4xx are what they are whatever their body holds; a body that was cut or came
    compressed is not looked into, and elsewhere leaves nothing to say but ``unknown``.
    """
    answer = _Answer(operation, status, tuple(headers), body, truncated=truncated)
    if status in _CLIENT_ERRORS:
        return answer.outcome(Verdict.ERROR)
    if status in _REDIRECTS:
        return answer.outcome(Verdict.ERROR, Failure.REDIRECT)
    if answer.unreadable is not None:
        return answer.outcome(Verdict.UNKNOWN, answer.unreadable)
    if status in _ACCEPTED:
        return _accepted(answer)
    return answer.outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS)


def claimed_status(response: str | None) -> int | float | None:
    """Return the ``httpStatus`` that a body names, or None where it names no number."""
    fields = _decode((response or "").encode(errors="replace"))
    return _number(fields.get(wire.HTTP_STATUS)) if fields else None


def read_channel(response: str | None) -> Channel | None:
    """Return the channel that a body describes; None where it describes none, as an error does."""
    return _channel(_decode((response or "").encode(errors="replace")) or {})


def channel_in(record: "CheckRecord") -> Channel | None:
    """Return the channel that a record of getChannel tells of, or None where it tells of none.

    An error's body has a ``type`` too, so only an answer that was taken for a channel is read.
    """
    if record.operation is not Operation.CHANNEL:
        return None
    outcome = record.outcome
    return read_channel(outcome.response) if outcome.verdict is Verdict.NOT_COMPLETED else None


def retry_after(headers: Sequence[tuple[str, str]], now: datetime) -> datetime | None:
    """Return the moment until which the server asks to wait, UTC; ``now`` is when it answered.

    ``Retry-After`` holds seconds or an HTTP date (RFC 9110, 10.2.3). Nonsense and moments that are
    not in the future give None; no wait is longer than :data:`MAX_WAIT`.
    """
    text = _header(headers, "retry-after")
    if text is None:
        return None
    now = now.astimezone(UTC)
    until = _after_seconds(text, now) if text.isascii() and text.isdigit() else _http_date(text)
    if until is None or until <= now:
        return None
    return min(until, now + MAX_WAIT)


class _Answer:
    """One answer, decoded as far as it may be."""

    def __init__(
        self,
        operation: Operation,
        status: int,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
        *,
        truncated: bool,
    ) -> None:
        self.operation = operation
        self.status = status
        self.headers = headers
        self.remarks: list[Remark] = []
        self.unreadable: Failure | None = None
        if (_header(headers, "content-encoding") or "identity").lower() != "identity":
            self.remarks.append(Remark.CONTENT_ENCODING)
            self.unreadable = Failure.BAD_BODY
        if truncated or len(body) > MAX_BODY:
            self.remarks.append(Remark.TRUNCATED)
            self.unreadable = Failure.TOO_LARGE
        self.text = body[:MAX_BODY].decode(errors="replace")
        self.fields = _decode(body) if self.unreadable is None else None

    def outcome(self, verdict: Verdict, failure: Failure | None = None) -> Outcome:
        """Return an outcome that keeps the server's own words and names what disagrees."""
        fields = self.fields or {}
        error_type = _text(fields.get(wire.TYPE))
        return Outcome(
            verdict,
            failure,
            error_type=error_type,
            http_status=self.status,
            message=_text(fields.get(wire.MESSAGE)),
            response=self.text,
            headers=self.headers,
            remarks=(*self.remarks, *self._error_remarks(fields, error_type)),
        )

    def result(self, verdict: Verdict, fields: frozenset[str]) -> Outcome:
        """Return the outcome of a 2xx answer; ``fields`` are those that the contract names."""
        remarks = list(self.remarks)
        if self.status != wire.SUCCESS_STATUS[self.operation]:
            remarks.append(Remark.UNDOCUMENTED_STATUS)
        if not set(self.fields or {}) <= fields:
            remarks.append(Remark.EXTRA_FIELDS)
        return Outcome(
            verdict,
            http_status=self.status,
            response=self.text,
            headers=self.headers,
            remarks=tuple(remarks),
        )

    def _error_remarks(self, fields: dict[str, object], error_type: str | None) -> list[Remark]:
        claimed = _number(fields.get(wire.HTTP_STATUS))
        known = wire.known_type(error_type)
        documented = wire.DOCUMENTED_STATUS.get(known) if known else None
        facts = {
            Remark.STATUS_DISAGREES: claimed is not None and claimed != self.status,
            Remark.TYPE_DISAGREES: documented is not None and documented != self.status,
            Remark.UNKNOWN_TYPE: error_type is not None and known is None,
            Remark.EXTRA_FIELDS: error_type is not None and not set(fields) <= wire.ERROR_FIELDS,
        }
        return [remark for remark, holds in facts.items() if holds]


def _accepted(answer: _Answer) -> Outcome:
    """Classify a 2xx: by what was asked for, or as the error that the body says it is."""
    fields = answer.fields or {}
    if answer.status not in _EMPTY_BY_DEFINITION and (result := _result(answer, fields)):
        return result
    claimed = _number(fields.get(wire.HTTP_STATUS))
    if wire.SUCCESS not in fields and _text(fields.get(wire.TYPE)) and claimed is not None:
        if claimed in _CLIENT_ERRORS:
            return answer.outcome(Verdict.ERROR)
        if claimed in _SERVER_ERRORS:
            return answer.outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS)
    return answer.outcome(Verdict.UNKNOWN, Failure.BAD_BODY)


def _result(answer: _Answer, fields: Mapping[str, object]) -> Outcome | None:
    """Return the outcome that answers the question, or None where the body does not."""
    if answer.operation is Operation.CHANNEL:
        if _channel(fields) is None:
            return None
        return answer.result(Verdict.NOT_COMPLETED, wire.CHANNEL_FIELDS)
    success = fields.get(wire.SUCCESS)
    if not isinstance(success, bool):
        return None
    verdict = Verdict.SUCCESS if success else Verdict.NOT_COMPLETED
    return answer.result(verdict, frozenset({wire.SUCCESS}))


def _channel(fields: Mapping[str, object]) -> Channel | None:
    """Return the channel that ``fields`` are of; an error has a ``type`` too, and is none."""
    claimed = _number(fields.get(wire.HTTP_STATUS))
    is_error = (
        claimed in _CLIENT_ERRORS
        or claimed in _SERVER_ERRORS
        or wire.known_type(_text(fields.get(wire.TYPE))) is not None
        or (wire.MESSAGE in fields and wire.CHANNEL_STATUS not in fields)
    )
    return None if is_error else channel_of(fields)


def _decode(body: bytes) -> dict[str, object] | None:
    """Return the JSON object that ``body`` is, or None.

    msgspec refuses NaN, other encodings and trailing text, but takes the last of duplicate keys; so
    the standard decoder looks for those in what is already known to be sound.
    """
    try:
        fields = _decoder().decode(body)
        json.loads(
            body.decode(),
            object_pairs_hook=_unique,
            parse_int=_bounded,
            parse_float=_bounded,
        )
    except (ValueError, RecursionError):  # msgspec.DecodeError is a ValueError
        return None
    return fields if _is_shallow(fields) else None


@cache
def _decoder() -> "msgspec.json.Decoder[dict[str, object]]":
    # 10 ms to import, which the advice on a start-up's history does not need.
    import msgspec  # noqa: PLC0415

    return msgspec.json.Decoder(dict[str, object])


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key appears twice")
    return fields


def _bounded(number: str) -> None:
    if len(number) > _MAX_NUMBER:
        raise ValueError("a number of too many digits")


def _is_shallow(value: object) -> bool:
    level = [value]
    for _ in range(_MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return True
    return False


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _header(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """Return a header's value, several of one name joined as RFC 9110, 5.3 has it."""
    values = [value.strip() for key, value in headers if key.lower() == name]
    return ", ".join(values) or None


def _after_seconds(digits: str, now: datetime) -> datetime:
    limit = int(MAX_WAIT.total_seconds())
    seconds = limit if len(digits) > len(str(limit)) else int(digits)
    return now + timedelta(seconds=min(seconds, limit))


def _http_date(text: str) -> datetime | None:
    # 6 ms to import, and seldom needed.
    from email.utils import parsedate_to_datetime  # noqa: PLC0415

    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
