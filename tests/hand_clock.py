"""A clock that moves by hand, for a sandbox that lives on a thread and a loop of its own."""

import asyncio
import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class HandClock:
    """Stands still until :meth:`pass_`; the sandbox's clock, and safe to use from any thread."""

    seconds: float = 0.0
    _sleepers: list[tuple[float, asyncio.AbstractEventLoop, asyncio.Future[None]]] = field(
        default_factory=list
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if seconds <= 0:
                return
            sleeper = (self.seconds + seconds, loop, woken)
            self._sleepers.append(sleeper)
        try:
            await woken
        finally:
            with self._lock:
                if sleeper in self._sleepers:
                    self._sleepers.remove(sleeper)

    def pass_(self, seconds: float) -> None:
        """Let so many seconds pass at once, and wake whoever slept until then."""
        with self._lock:
            self.seconds += seconds
            due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self.seconds]
            for sleeper in due:
                self._sleepers.remove(sleeper)
        for _at, loop, woken in due:
            loop.call_soon_threadsafe(_wake, woken)

    @property
    def sleepers(self) -> int:
        """How many wait for time to pass."""
        with self._lock:
            return len(self._sleepers)

    async def until_slept(self, sleepers: int = 1) -> None:
        """Wait until so many wait for time to pass."""
        async with asyncio.timeout(10):
            while self.sleepers != sleepers:  # noqa: ASYNC110 - no event crosses to this loop
                await asyncio.sleep(0.001)


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)
