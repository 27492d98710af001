"""What every call of a run passes before it leaves: open, paused, held, or shut for good."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from otp_gui.domain.batch import BatchNews, StopReason, Told
from otp_gui.domain.ports import Clock
from otp_gui.services.calls import end

_WORTH_TELLING_SECONDS = 1.0


class RunControl:
    """How the user holds a run: from any place on the loop's thread, at any time."""

    def __init__(self) -> None:
        self._is_paused = False
        self._is_cancelled = False
        self._heard_by: Callable[[], None] | None = None

    def pause(self) -> None:
        """Let no further call leave until :meth:`resume`; those in flight go on."""
        self._is_paused = True

    def resume(self) -> None:
        """Go on after :meth:`pause`."""
        self._is_paused = False
        self._tell()

    def cancel(self) -> None:
        """End the run: calls in flight are finished and recorded, the rest is never called."""
        self._is_cancelled = True
        self._tell()

    @property
    def is_paused(self) -> bool:
        """Whether it is held by :meth:`pause`."""
        return self._is_paused

    @property
    def is_cancelled(self) -> bool:
        """Whether it is ended by :meth:`cancel`."""
        return self._is_cancelled

    def heard_by(self, hear: Callable[[], None] | None) -> None:
        """Have ``hear`` called whenever the run may have to go on or to end."""
        self._heard_by = hear
        self._tell()

    def _tell(self) -> None:
        if self._heard_by is not None:
            self._heard_by()


class Gate:
    """Holds the calls of one run; ``reason`` tells why it was shut, None while it was not.

    ``held_until`` (UTC) is the end of a pause that the server asked for.
    """

    def __init__(self, clock: Clock, control: RunControl, told: Told) -> None:
        self.reason: StopReason | None = None
        self.held_until: datetime | None = None
        self._clock = clock
        self._control = control
        self.told = told
        self._until = 0.0
        """The same by the monotonic clock."""
        self._holding: asyncio.Task[None] | None = None
        self._sleepers: set[asyncio.Task[None]] = set()
        self._waiting: list[asyncio.Future[None]] = []
        control.heard_by(self._hear)

    async def passed(self) -> bool:
        """Wait while the run is paused or held, and tell whether it goes on."""
        while self.reason is None and (self._control.is_paused or self.held_until is not None):
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter
        return self.reason is None

    async def rest(self, seconds: float) -> None:
        """Wait for so long, or until it is shut."""
        if self.reason is not None:
            return
        sleeper = asyncio.ensure_future(self._clock.sleep(seconds))
        self._sleepers.add(sleeper)
        await asyncio.wait({sleeper})
        self._sleepers.discard(sleeper)

    def hold(self, seconds: float) -> None:
        """Let no call leave for so long from now; a longer pause that is on stays."""
        now = self._clock.monotonic()
        until = now + seconds
        if self.reason is not None or until <= self._until:
            return
        is_news = self.held_until is None or until > self._until + _WORTH_TELLING_SECONDS
        self._until = until
        self.held_until = self._clock.now() + timedelta(seconds=seconds)
        if self._holding is None:
            self._holding = asyncio.ensure_future(self._hold())
        if is_news:
            self.told(BatchNews(held_until=self.held_until))

    def shut(self, reason: StopReason) -> None:
        """Let no call pass any more; the first reason counts."""
        if self.reason is None:
            self.reason = reason
            for sleeper in self._sleepers:
                sleeper.cancel()
            self._wake()

    async def aclose(self) -> None:
        """Leave nothing behind once the run is over."""
        self._control.heard_by(None)
        if self._holding is not None:
            await end({self._holding})
        self.held_until = None

    async def _hold(self) -> None:
        while (left := self._until - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)
        self._holding = self.held_until = None
        self.told(BatchNews())
        self._wake()

    def _hear(self) -> None:
        if self._control.is_cancelled:
            self.shut(StopReason.CANCELLED)
        self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)
