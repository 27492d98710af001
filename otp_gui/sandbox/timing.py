"""The sandbox's time: a clock that tests can move by hand, and how fast everything goes by it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from otp_gui.clock import SystemClock


class SandboxClock(Protocol):
    """What tells the sandbox's time; used on the server's own thread and loop."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of these seconds; may be cancelled."""
        ...


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds as the sessions count them: ``pace`` is how long each takes by the ``clock``.

    At pace 0 everything that is still to come has come as soon as any time is looked at.
    """

    clock: SandboxClock = field(default_factory=SystemClock)
    pace: float = 1.0

    def stopwatch(self) -> Callable[[], float]:
        """Return what tells how many of the sessions' seconds have passed from now on."""
        began = self.clock.monotonic()

        def passed() -> float:
            by_the_clock = self.clock.monotonic() - began
            return by_the_clock / self.pace if self.pace > 0 else math.inf

        return passed

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of the sessions' seconds."""
        await self.clock.sleep(seconds * self.pace)
