"""Watches a login without touching it, until something ends the watching."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.changes import Change, answered, asked_to_wait
from otp_gui.domain.channel import ChannelStatus
from otp_gui.domain.classify import channel_in, retry_after
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure, Operation, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import Reader
from otp_gui.domain.preferences import WATCH_INTERVAL_RANGE_SECONDS
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.request import CheckRequest
from otp_gui.domain.standing import Standing, offers_no_long_polling, standing
from otp_gui.domain.watching import Ending
from otp_gui.services.calls import Calls, Refusal, cancelled_by_now, end, uncancel
from otp_gui.services.line import Line, Questions
from otp_gui.services.memory import Memory
from otp_gui.services.recall import Recall

LIMIT_SECONDS: Final = 600
"""A watch ends after so long."""
SETTLES_AFTER_SECONDS: Final = 10
"""For so long a status may stay false beside a confirmation that has only just come."""


_ENDINGS: Final = {
    Standing.CONFIRMED: Ending.CONFIRMED,
    Standing.OVER: Ending.OVER,
    Standing.REFUSED: Ending.REFUSED,
    Standing.NEVER_SENT: Ending.NOT_STARTED,
}
_LOOKS_THAT_AGREE: Final = 2
_SLOWED: Final = phrase("Asking less often: the service gives no clear answer")


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """A change that was seen, one line of the timeline; ``at`` is UTC."""

    at: datetime
    text: Phrase
    severity: Severity
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the session; the next comes in ``wait_seconds``.

    ``is_awaited`` tells that the service is asked all the time to report a change of the status, so
    that the next look is one at the channel. ``slowed`` says why that is longer than asked for,
    None where it is not.
    """

    at: datetime
    case: Case
    wait_seconds: float
    slowed: Phrase | None = None
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch came to; ``case`` is the last look, None where none was over when it ended.

    Of a watch that was ``NOT_STARTED`` it is why nothing could be sent.
    """

    ending: Ending
    events: Sequence[WatchEvent]
    case: Case | None
    unsaved_reason: Phrase | None = None


class WatchService:
    """Holds a reader, so it has no way to change a session."""

    def __init__(self, reader: Reader, calls: Calls, recall: Recall) -> None:
        self._reader = reader
        self._calls = calls.by(Source.WATCH)
        self._recall = recall

    async def watch(
        self,
        request: CheckRequest,
        environment: Environment,
        interval_seconds: float,
        hear: Callable[[WatchEvent | Look], None],
    ) -> Watched:
        """Inspect every ``interval_seconds`` (1 to 60) and tell every change as it is seen.

        The status is waited for by long polling where the server offers that. Cancelling the task
        stops it, at whatever moment: the result then is ``STOPPED``, unless an end of the login was
        seen by then, and no task or socket is left. History gets a row for the first look, for each
        answer that differs from the last one, and for that by which the login counts as completed.
        """
        access = await self._calls.prepare(environment)
        if isinstance(access, Refusal):
            return await self._not_started(request, access, hear)
        low, high = WATCH_INTERVAL_RANGE_SECONDS
        interval = min(max(interval_seconds, low), high)
        questions = Questions(self._reader, self._calls, request, access)
        watch = _Watch(questions, self._calls, self._recall, interval, hear)
        return await watch.until_it_ends()

    async def _not_started(
        self, request: CheckRequest, refusal: Refusal, hear: Callable[[WatchEvent | Look], None]
    ) -> Watched:
        if refusal.outcome.failure is Failure.CANCELLED:
            return Watched(Ending.STOPPED, (), None)
        record = self._calls.intent(request, refusal.environment, Operation.STATUS)
        kept = await self._calls.finish(self._calls.refused(record, refusal.outcome))
        event = _event(record.started_at, answered(kept.record))
        hear(event)
        return Watched(Ending.NOT_STARTED, [event], Case(kept.record), kept.unsaved_reason)


class _Watch:
    """One watch that is going on: two questions, each at its own pace, and one at a time."""

    def __init__(
        self,
        questions: Questions,
        calls: Calls,
        recall: Recall,
        interval: float,
        hear: Callable[[WatchEvent | Look], None],
    ) -> None:
        self._questions = questions
        self._memory = Memory(calls, recall, self._tell)
        self._clock = calls.clock
        self._interval = interval
        self._hear = hear
        self._events: list[WatchEvent] = []
        self._status = Line(Operation.STATUS, interval)
        self._channel = Line(Operation.CHANNEL, interval)
        self._lines = (self._status, self._channel)
        self._long_polling = True
        self._long_poll_due = 0.0
        self._ask_plainly = True
        """Whether to ask how the status is now, rather than to wait for a change of it."""
        self._is_suspected = False
        """Whether the login may be completed, which only plain answers can tell."""
        self._falses = 0
        """How many answers in a row were a ``false``."""
        self._pause: tuple[float, Change] | None = None
        """Until when the service wants no calls, by the monotonic clock, and the words for it."""
        self._stopped = False
        self._in_flight: set[asyncio.Task[CheckRecord]] = set()
        """Every call, given up or not."""

    async def until_it_ends(self) -> Watched:
        """Ask until there is nothing more to see, and leave nothing in flight."""
        try:
            ending = await self._watch()
        finally:
            stopped = await end(self._in_flight)
        if (await cancelled_by_now() or stopped) and ending is Ending.TIME_UP:
            ending = Ending.STOPPED
        memory = self._memory
        return Watched(ending, self._events, memory.case, memory.unsaved_reason)

    async def _watch(self) -> Ending:
        until = self._clock.monotonic() + LIMIT_SECONDS
        self._ask_what_is_due(self._clock.now())
        await self._first_look()
        while True:
            ending = await self._hear_answers()
            if ending is not None:
                return ending
            if self._stopped or self._memory.was_cancelled:
                return Ending.STOPPED
            if self._clock.monotonic() >= until:
                return Ending.TIME_UP
            self._ask_what_is_due()
            await self._wait(until)

    def _ask_what_is_due(self, at: datetime | None = None) -> None:
        now = self._clock.monotonic()
        for line in self._lines:
            if line.is_idle and now >= self._due(line):
                is_long = line is self._status and self._waits_for_status
                call = self._questions.ask(line.operation, at, is_long=is_long)
                self._in_flight.add(line.ask(call, now, is_long=is_long))
                if is_long:
                    self._long_poll_due = now + self._interval

    async def _first_look(self) -> None:
        """Wait for both halves, as an inspection does."""
        try:
            await asyncio.wait(self._in_flight)
        except asyncio.CancelledError:
            uncancel()
            self._stopped = True
            await end(self._in_flight)

    async def _wait(self, until: float) -> None:
        """Wait for an answer, or for the next question's time."""
        self._in_flight = {task for task in self._in_flight if not task.done()}
        moments = [until, *(self._due(line) for line in self._lines if line.is_idle)]
        seconds = max(min(moments) - self._clock.monotonic(), 0.0)
        sleeper = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({sleeper, *self._in_flight}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            uncancel()
            self._stopped = True
        finally:
            # The answer that woke this up may be followed by a stop.
            self._stopped = await end({sleeper}) or self._stopped

    async def _hear_answers(self) -> Ending | None:
        ending = None
        news = False
        for line in self._lines:
            record = line.take()
            if record is None:
                continue
            if line.is_long and offers_no_long_polling(record.outcome):
                # A plain question tells whether the service can be reached at all.
                self._long_polling = False
                line.due = line.began + self._interval
            else:
                ending = await self._learn(line, record) or ending
                news = True
            self._obey(record)
        if news and self._memory.case is not None:
            self._hear(self._look(self._memory.case))
        return ending

    async def _learn(self, line: Line, record: CheckRecord) -> Ending | None:
        judged = standing(record.outcome)
        await self._memory.learn(record, judged)
        now = self._clock.monotonic()
        if line is self._status:
            if judged is not Standing.QUIET and await self._completed(record):
                return Ending.OVER
            return self._after_status(judged, now)
        self._after_channel(record, judged, now)
        return None

    async def _completed(self, record: CheckRecord) -> bool:
        """Tell whether the login counts as completed: confirmed for a while, and the status false.

        A confirmation that has only just come must not end the watch, so the status has to be false
        twice, the last time so long after it that a ``true`` would have been seen if it was there.
        """
        is_false = record.outcome.verdict is Verdict.NOT_COMPLETED
        since = self._memory.settled_since(record) if is_false else None
        self._is_suspected = since is not None
        self._falses = self._falses + 1 if is_false else 0
        if since is None or self._falses < _LOOKS_THAT_AGREE:
            return False
        if (record.started_at - since).total_seconds() < SETTLES_AFTER_SECONDS:
            return False
        await self._memory.conclude(record)
        return True

    def _after_status(self, judged: Standing, now: float) -> Ending | None:
        # What a long poll is told once the trouble is over may be no more than "nothing new".
        self._ask_plainly = judged is Standing.TROUBLE or self._is_suspected
        if judged is Standing.TROUBLE:
            self._status.failed(now)
        else:
            self._status.answered(now)
            if self._waits_for_status:
                self._status.due = max(now, self._long_poll_due)
        if judged is Standing.MOVED:
            self._channel.due = now
        return _ENDINGS.get(judged)

    def _after_channel(self, record: CheckRecord, judged: Standing, now: float) -> None:
        """Only the status ends a watch: where the channel points to an end, ask for it now."""
        if judged in (Standing.TROUBLE, Standing.REFUSED):
            self._channel.failed(now)
        else:
            self._channel.answered(now)
        channel = channel_in(record)
        is_confirmed = channel is not None and channel.status == ChannelStatus.CONFIRMED
        if (is_confirmed or judged in _ENDINGS) and not self._status.is_slowed:
            self._ask_plainly = True
            if self._status.is_long:
                self._status.drop()
                self._status.due = now

    def _obey(self, record: CheckRecord) -> None:
        """Ask nothing before the moment that the service names."""
        answered_at = record.finished_at or record.started_at
        if record.outcome.verdict not in (Verdict.ERROR, Verdict.UNKNOWN):
            return
        until = retry_after(record.outcome.headers, answered_at)
        if until is None:
            return
        now = self._clock.monotonic()
        paused_until = now if self._pause is None else max(self._pause[0], now)
        ends = now + (until - answered_at).total_seconds()
        if ends <= paused_until:
            return
        change = asked_to_wait(until)
        # What puts it off by less than a look is the other question's word for the same pause.
        if paused_until <= now or ends > paused_until + self._interval:
            self._tell(change)
        self._pause = ends, change

    @property
    def _waits_for_status(self) -> bool:
        return self._long_polling and not self._ask_plainly

    def _due(self, line: Line) -> float:
        return line.due if self._pause is None else max(line.due, self._pause[0])

    def _look(self, case: Case) -> Look:
        now = self._clock.monotonic()
        asked = (self._channel,) if self._waits_for_status else self._lines
        soon = now + self._interval
        wait = min((self._due(line) for line in asked if line.is_idle), default=soon) - now
        slowed = None
        if self._pause is not None and self._pause[0] > now:
            slowed = self._pause[1].text
        elif any(line.is_slowed for line in asked):
            slowed = _SLOWED
        is_asked = not self._status.is_idle or self._status.due <= now
        is_awaited = self._waits_for_status and is_asked and slowed is None
        return Look(self._clock.now(), case, max(wait, 0.0), slowed, is_awaited)

    def _tell(self, change: Change) -> None:
        event = _event(self._clock.now(), change)
        self._events.append(event)
        self._hear(event)


def _event(at: datetime, change: Change) -> WatchEvent:
    return WatchEvent(at, change.text, change.severity, change.symbol)
