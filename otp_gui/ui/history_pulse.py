"""Notices what other windows and the console write into the same history."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from otp_gui.domain.ports import History, StoreError
from otp_gui.ui.history_model import HistoryModel, Spawn

if TYPE_CHECKING:
    from otp_gui.domain.history_query import Revision

PULSE_MS: Final = 1000
_BEATS_TO_RECOVER: Final = 5
_BEATS_OF_TIME: Final = 10
_BEATS_OF_PATIENCE: Final = 10
"""How long a history that refuses is left alone."""
_QUICK_SECONDS: Final = 0.2
"""A reading may take so long and be followed by another at the next beat."""
_REST: Final = 4
"""So many times as long as a slower one took comes no other: one by a column that no index orders
walks through all rows, and would go on for as long as anybody writes."""


class HistoryPulse(QObject):
    """Asks ``history`` every second whether it has changed, and has ``model`` read again then.

    Calls whose process has died are ended every five seconds. Nothing is asked while ``is_seen``
    says that nobody looks, as in a minimised window: what was missed comes with the next beat.
    ``changed`` just before the model reads again.
    """

    changed = Signal()

    def __init__(
        self,
        history: History,
        model: HistoryModel,
        spawn: Spawn,
        is_seen: Callable[[], bool],
        interval_ms: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(model)
        self._history = history
        self._model = model
        self._spawn = spawn
        self._is_seen = is_seen
        self._monotonic = monotonic
        self._seen: Revision | None = None
        self._told: Revision | None = None
        self._rests_until = 0.0
        self._beats = 0
        self._silent = 0
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(PULSE_MS if interval_ms is None else interval_ms)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        model.reread.connect(self._on_reread)

    @Slot()
    def _beat(self) -> None:
        if not self._is_seen():
            return
        self._beats += 1
        if self._beats % _BEATS_OF_TIME == 0:
            self._model.let_time_pass()
        if self._silent:
            self._silent -= 1
        elif not self._asking:
            self._asking = True
            self._spawn(self._ask())

    async def _ask(self) -> None:
        try:
            if self._beats % _BEATS_TO_RECOVER == 0:
                await self._history.recover()
            revision = await self._history.revision()
        except StoreError:
            # Whoever needs the history is told by it; this asks only in passing.
            self._silent = _BEATS_OF_PATIENCE
            return
        finally:
            self._asking = False
        if revision != self._told:
            self._told = revision
            self.changed.emit()
        # A reading that is under way may have missed it: a later beat asks again.
        has_rested = self._monotonic() >= self._rests_until
        if has_rested and not self._model.is_rereading and revision != self._seen:
            self._seen = revision
            self._model.refresh()

    @Slot(float)
    def _on_reread(self, seconds: float) -> None:
        if seconds > _QUICK_SECONDS:
            self._rests_until = self._monotonic() + _REST * seconds
