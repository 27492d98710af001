"""Histories that can be made to wait, for tests of what happens meanwhile."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from otp_gui.domain.history_query import HistoryPage, HistoryQuery, PageKey
from tests.fakes import FakeHistory


@dataclass(slots=True)
class WaitingHistory(FakeHistory):
    """Answers at once unless ``hold`` was called; keeps what was asked."""

    asked: list[HistoryQuery] = field(default_factory=list)
    given_up: int = 0
    _open: asyncio.Event | None = None

    def hold(self) -> None:
        self._open = asyncio.Event()

    def release(self) -> None:
        if self._open is not None:
            self._open.set()
        self._open = None

    async def page(
        self, query: HistoryQuery, after: PageKey | None = None, limit: int = 50
    ) -> HistoryPage:
        self.asked.append(query)
        answer = await FakeHistory.page(self, query, after, limit)
        if self._open is not None:
            try:
                await self._open.wait()
            except asyncio.CancelledError:
                self.given_up += 1
                raise
        return answer


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop turn until ``condition`` holds; five seconds at most.

    Turns without any pause would starve the timers of Qt's loop.
    """
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - widgets and models set no event
            await asyncio.sleep(0.001)
