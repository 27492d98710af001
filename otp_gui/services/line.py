"""The questions that a watch asks again and again: how, and when each is due."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, Final

from otp_gui.domain.outcome import Failure, Operation
from otp_gui.domain.ports import Progress, Reader
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest
from otp_gui.services.calls import Access, Calls

LONGEST_WAIT_SECONDS: Final = 60.0
"""After errors; where the interval itself is about as long, errors double it."""


class Questions:
    """How one watch asks."""

    def __init__(self, reader: Reader, calls: Calls, request: CheckRequest, access: Access) -> None:
        self._reader = reader
        self._calls = calls
        self._request = request
        self._access = access

    async def ask(self, operation: Operation, at: datetime | None, *, is_long: bool) -> CheckRecord:
        """Make one call; ``is_long`` waits for the status to change."""
        send = self._reader.channel
        if operation is Operation.STATUS:
            send = self._reader.await_status if is_long else self._reader.status
        record = self._calls.intent(self._request, self._access.environment, operation, at)
        return await self._calls.call(send, record, self._request, self._access, Progress())


class Line:
    """The question ``operation``, asked every ``interval`` seconds, less often after errors.

    ``due`` and ``began`` are moments of the monotonic clock; ``is_long`` tells that the call in
    flight, or the last one, is a long poll.
    """

    def __init__(self, operation: Operation, interval: float) -> None:
        self.operation = operation
        self.due = 0.0
        self.began = 0.0
        self.is_long = False
        self._interval = interval
        self._wait = interval
        self._task: asyncio.Task[CheckRecord] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether no call is in flight, nor an answer left to be taken."""
        return self._task is None

    @property
    def is_slowed(self) -> bool:
        """Whether the next question comes later than was asked for."""
        return self._wait > self._interval

    def ask(
        self, call: Coroutine[Any, Any, CheckRecord], now: float, *, is_long: bool
    ) -> asyncio.Task[CheckRecord]:
        """Set out with a call and return its task."""
        self.began = now
        self.is_long = is_long
        self._task = asyncio.ensure_future(call)
        return self._task

    def take(self) -> CheckRecord | None:
        """Return the answer that has come in, once; a cancelled call has none."""
        if self._task is None or not self._task.done():
            return None
        task, self._task = self._task, None
        record = None if task.cancelled() else task.result()
        return record if record and record.outcome.failure is not Failure.CANCELLED else None

    def drop(self) -> None:
        """Give the call in flight up; whoever keeps its task waits for its end."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def answered(self, now: float) -> None:
        """Go on at the usual pace."""
        self._wait = self._interval
        self.due = now + self._wait

    def failed(self, now: float) -> None:
        """Wait twice as long as before, up to :data:`LONGEST_WAIT_SECONDS`."""
        self._wait = min(2 * self._wait, max(LONGEST_WAIT_SECONDS, 2 * self._interval))
        self.due = now + self._wait
