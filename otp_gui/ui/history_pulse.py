"""Notices what other windows and the console write into the same history."""

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
    ) -> None:
        super().__init__(model)
        self._history = history
        self._model = model
        self._spawn = spawn
        self._is_seen = is_seen
        self._seen: Revision | None = None
        self._beats = 0
        self._silent = 0
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(PULSE_MS if interval_ms is None else interval_ms)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

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
        # A reading that is under way may have missed it: the next beat asks again.
        if revision != self._seen and not self._model.is_rereading:
            self._seen = revision
            self.changed.emit()
            self._model.refresh()
