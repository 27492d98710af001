"""One run that is going on: workers over one queue, each row called once."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from otp_gui.domain.batch import (
    MOST_AT_ONCE,
    BatchNews,
    BatchRow,
    NotBegun,
    RunSettings,
    StopReason,
)
from otp_gui.domain.batch_rules import (
    MOST_NOT_SENT,
    access_errors,
    asked_pause_seconds,
    asks_for_pause,
    guessed_pause_seconds,
    unsent_in_a_row,
)
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Failure, Operation
from otp_gui.domain.ports import Progress
from otp_gui.domain.record import CheckRecord
from otp_gui.services.calls import Access, Calls, Send, not_sent, to_the_end, uncancel
from otp_gui.services.gate import Gate
from otp_gui.services.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Way:
    """How the calls of a run are made: where, which, and by what."""

    calls: Calls
    access: Access
    operation: Operation
    send: Send


class Course:
    """Calls ``rows``: ``called`` of them so far.

    ``is_busy`` tells that some were left to a call of somebody else.
    """

    def __init__(
        self,
        rows: Sequence[BatchRow],
        settings: RunSettings,
        way: Way,
        gate: Gate,
        ledger: Ledger,
    ) -> None:
        self.called = 0
        self.is_busy = False
        self._is_ending = False
        self._rows = deque(rows)
        self._settings = settings
        self._way = way
        self._calls = way.calls
        self._gate = gate
        self._ledger = ledger
        self._calling: set[asyncio.Task[None] | None] = set()
        self._refused = 0
        self._unsent = 0
        self._guess = 0.0
        """The last pause in seconds that the server left to us, 0 once it answers again."""
        self._asked_at = float("-inf")
        """When a pause was asked for, by the monotonic clock: what left before says no more."""

    async def until_it_ends(self) -> None:
        """Call until there is no row or something ends the run, and leave nothing in flight.

        Being cancelled ends the run, once more the calls in flight.
        """
        at_once = min(max(self._settings.at_once, 1), MOST_AT_ONCE, len(self._rows))
        workers = [asyncio.create_task(self._work()) for _ in range(at_once)]
        while waiting := {worker for worker in workers if not worker.done()}:
            try:
                await asyncio.wait(waiting)
            except asyncio.CancelledError:
                uncancel()
                self._end()
        await to_the_end(self._ledger.drain())
        faults = [*(worker.exception() for worker in workers), self._ledger.fault]
        for fault in filter(None, faults):
            raise fault

    def _end(self) -> None:
        if self._is_ending:
            for worker in filter(None, self._calling):
                worker.cancel()
        self._is_ending = True
        self._gate.shut(StopReason.CANCELLED)

    async def _work(self) -> None:
        pause = max(self._settings.pause_seconds, 0.0)
        try:
            # With nothing left to call there is nothing to be paused or held for.
            while self._rows and await self._gate.passed() and self._rows:
                await self._call(self._rows.popleft())
                if pause and self._rows:
                    await self._gate.rest(pause)
        except BaseException:
            # A fault of ours: the others end in order.
            self._gate.shut(StopReason.INTERRUPTED)
            raise

    async def _call(self, row: BatchRow) -> None:
        record = self._calls.intent(row.request, self._way.access.environment, self._way.operation)
        try:
            begun = await self._ledger.begin(row.number, record)
        except StoreError:
            self._gate.shut(StopReason.HISTORY)
            return
        if isinstance(begun, NotBegun):
            self.is_busy |= begun is NotBegun.RUNNING
            self._tell(replace(row, is_overtaken=begun is NotBegun.OVERTAKEN))
        # Whatever came in between holds this call as well.
        elif await self._gate.passed():
            self.called += 1
            self._tell(row, begun)
            await self._make(row, begun)
        else:
            unsent = self._calls.refused(begun, not_sent(Failure.CANCELLED))
            self._ledger.free(row.number, unsent)

    async def _make(self, row: BatchRow, begun: CheckRecord) -> None:
        worker = asyncio.current_task()
        left_at = self._calls.clock.monotonic()
        self._calling.add(worker)
        try:
            ended = await self._calls.call(
                self._way.send, begun, row.request, self._way.access, Progress()
            )
        finally:
            self._calling.discard(worker)
        self._learn(ended, left_at)
        self._ledger.end(ended, partial(self._tell, row))

    def _learn(self, record: CheckRecord, left_at: float) -> None:
        """Draw the conclusions for the rows that are still to be called."""
        outcome = record.outcome
        answered_at = record.finished_at or record.started_at
        self._refused, ends = access_errors(outcome, self._refused, self._settings.access_errors)
        self._unsent = unsent_in_a_row(outcome, self._unsent)
        if ends:
            self._gate.shut(StopReason.ACCESS)
        elif self._unsent >= MOST_NOT_SENT:
            self._gate.shut(StopReason.UNREACHABLE)
        is_fresh = left_at >= self._asked_at
        if not asks_for_pause(outcome):
            self._guess = 0.0 if is_fresh else self._guess
            return
        seconds = asked_pause_seconds(outcome, answered_at)
        if is_fresh:
            self._asked_at = self._calls.clock.monotonic()
            if seconds is None:
                self._guess = guessed_pause_seconds(self._guess)
        # Those that left together are refused together: that is one refusal.
        self._gate.hold(self._guess if seconds is None else seconds)

    def _tell(self, row: BatchRow, record: CheckRecord | None = None) -> None:
        uid = None if record is None else record.uid
        told = replace(row, check_uid=uid, record=record)
        self._gate.told(BatchNews(told, self._gate.held_until))
