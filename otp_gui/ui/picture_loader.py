"""Counts the calls for the picture, and counts again when they have changed."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from otp_gui.domain.history_query import HistoryQuery, Revision
from otp_gui.domain.ports import History, StoreError
from otp_gui.domain.stacks import Span, asked_of, span_of, stacked
from otp_gui.ui.local_zone import LocalZone

LOOK_EVERY_MS: Final = 1500
_REST: Final = 4
"""So many times as long as counting took it rests before it counts again."""
_HOUR_SECONDS: Final = 3600

Spawn = Callable[[Coroutine[Any, Any, None]], object]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PictureLoader(QObject):
    """Works between :meth:`want` and :meth:`stop`.

    ``counted`` carries a ``Picture``, ``failed`` the ``Phrase`` with which the store explained
    itself. ``spawn`` starts a coroutine on the loop of the UI thread.
    """

    counted = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        history: History,
        spawn: Spawn,
        parent: QObject | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
        zone: tzinfo | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._spawn = spawn
        self._now = now
        self._zone = zone or LocalZone()
        self._query: HistoryQuery | None = None
        self._turn = 0
        self._task: asyncio.Task[None] | None = None
        self._counted: tuple[Revision, Span] | None = None
        """What the picture that is shown was counted from."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def want(self, query: HistoryQuery) -> None:
        """Count for ``query`` from now on; a count under way for another is given up."""
        self._query = query
        self._counted = None
        self._begin()

    def stop(self) -> None:
        """Count no more."""
        self._query = None
        self._give_up()

    @Slot()
    def look(self) -> None:
        """Count again if anything has changed, unless a count is under way."""
        if self._query is not None and self._task is None:
            self._begin()

    def _begin(self) -> None:
        self._give_up()
        self._spawn(self._run(self._turn))

    def _give_up(self) -> None:
        self._timer.stop()
        self._turn += 1
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self, turn: int) -> None:
        if turn != self._turn or self._query is None:
            return
        self._task = task = asyncio.current_task()
        began = time.monotonic()
        try:
            await self._count(self._query)
        except StoreError as error:
            self._counted = None
            self.failed.emit(error.explanation)
        finally:
            if self._task is task:
                self._task = None
        if turn == self._turn:
            took_ms = round((time.monotonic() - began) * 1000)
            self._timer.start(max(LOOK_EVERY_MS, _REST * took_ms))

    async def _count(self, query: HistoryQuery) -> None:
        # Before the rows: what is added while they are counted is found by the next look.
        revision = await self._history.revision()
        span = span_of(query, self._now(), self._zone)
        if self._counted is not None and not _differs(self._counted, (revision, span)):
            return
        bars = await self._history.histogram(asked_of(query, span), span.bucket, self._zone)
        self._counted = revision, span
        self.counted.emit(stacked(bars, span, self._zone))


def _differs(drawn: tuple[Revision, Span], now: tuple[Revision, Span]) -> bool:
    """Tell whether rows have changed, or another hour wants its place at the end."""
    ends = [span.until.timestamp() // _HOUR_SECONDS for _revision, span in (drawn, now)]
    return drawn[0] != now[0] or drawn[1].since != now[1].since or ends[0] != ends[1]
