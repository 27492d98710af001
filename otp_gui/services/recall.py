"""Remembers what explains a call: its past, and its other half where it was an inspection."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from otp_gui.domain.case import Case, is_outdated
from otp_gui.domain.outcome import Operation
from otp_gui.domain.past import NOTHING, Past
from otp_gui.domain.ports import History, StoreError
from otp_gui.domain.record import CheckRecord

MOST: Final = 200
"""So many calls of a session, or a recipient, are told at most."""
# The halves of an inspection begin together; a clock may be set in between.
_TOGETHER: Final = timedelta(seconds=2)
_OTHER_HALF: Final = {
    Operation.STATUS: Operation.CHANNEL,
    Operation.CHANNEL: Operation.STATUS,
}


class Recall:
    """Joins a record with what the history knows of its session, recipient and environment."""

    def __init__(self, history: History) -> None:
        self._history = history

    async def case(self, record: CheckRecord, channel: CheckRecord | None = None) -> Case:
        """Return ``record`` with its past; where history cannot tell, with none.

        A row of the history that is half of an inspection is joined with its other half.
        """
        try:
            past = await self._history.past(record, _midnight_before(record.started_at))
        except StoreError:
            return Case(record, NOTHING, channel)
        latest = await self._latest(record)
        # The half that was recorded last is not of the other one's past.
        half = channel or _nearest_half(record, [*past.session, *latest])
        newer = _newer(record, half, latest)
        if half is not None and half.operation is Operation.STATUS:
            return Case(half, past, record, newer)
        return Case(record, past, half, newer)

    async def whole(self, record: CheckRecord, now: datetime) -> Past:
        """Return every call until ``now`` for the session of ``record``, and for its recipient.

        Unlike what explains a call, this holds later ones, too; up to :data:`MOST` of each.

        :raises StoreError: where history cannot tell.
        """
        until_now = replace(record, started_at=max(now, record.started_at), id=None)
        past = await self._history.past(until_now, _midnight_before(now))
        session = await self._history.earlier(record.request_id, record.base_url, MOST)
        return replace(past, session=session)

    async def _latest(self, record: CheckRecord) -> Sequence[CheckRecord]:
        try:
            return await self._history.earlier(record.request_id, record.base_url)
        except StoreError:
            return ()


def _midnight_before(moment: datetime) -> datetime:
    """Return when the day of ``moment`` began in the time zone of this computer, UTC."""
    day = moment.astimezone().date()
    return datetime.combine(day, time()).astimezone(UTC)


def _newer(
    record: CheckRecord, half: CheckRecord | None, latest: Sequence[CheckRecord]
) -> CheckRecord | None:
    """Return the newest of ``latest`` that was begun after ``record`` and its other half."""
    known = max(record.started_at, half.started_at if half is not None else record.started_at)
    return next((other for other in latest if other.started_at > known), None)


def _is_outdated(other: CheckRecord, record: CheckRecord) -> bool:
    channel, status = other, record
    if record.operation is Operation.CHANNEL:
        channel, status = record, other
    return is_outdated(channel, status)


def _nearest_half(record: CheckRecord, session: Sequence[CheckRecord]) -> CheckRecord | None:
    wanted = _OTHER_HALF.get(record.operation)
    halves = [
        other
        for other in session
        if other.operation is wanted
        and (other.source, other.operator) == (record.source, record.operator)
        and abs(other.started_at - record.started_at) <= _TOGETHER
        and not _is_outdated(other, record)
    ]
    return min(halves, key=lambda half: abs(half.started_at - record.started_at), default=None)
