"""The lower half of the window: the answer to the last check, and the history beside it."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import History
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.check_controller import CheckController
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_view import HistoryView
from otp_gui.ui.result_pane import ResultPane
from otp_gui.ui.theme import GRID, SPACE, SPACE_WIDE, Theme

_WIDTHS: Final = (460, 608)

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class AnswersPanel(QWidget):
    """Shows what came of a check, and of any earlier one that is chosen in the history.

    ``reuse_requested`` carries the ``CheckRecord`` that is to be put into the form.
    """

    reuse_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: dict[str, str] = {}
        self._controller: CheckController | None = None
        self._model: HistoryModel | None = None
        self._spawn: Spawn | None = None
        self._running = False
        self._chosen: CheckRecord | None = None
        """What the pane shows, or is about to show."""
        self.pane = ResultPane(theme, environment_name=lambda id_: self._names.get(id_, id_))
        self.history = HistoryView(theme)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self.history)
        self._splitter.setSizes(_WIDTHS)
        self._splitter.setHandleWidth(3 * GRID)
        self._splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE, SPACE_WIDE, 3 * GRID)
        layout.addWidget(self._splitter)
        self.history.record_selected.connect(self._on_record_selected)
        self.history.reuse_requested.connect(self.reuse_requested)

    def attach(self, controller: CheckController, history: History, spawn: Spawn) -> None:
        """Follow ``controller``, and show what ``history`` holds."""
        self._controller = controller
        self._spawn = spawn
        controller.running_changed.connect(self._on_running_changed)
        controller.call_started.connect(self.pane.show_running)
        controller.phase_entered.connect(self.pane.set_phase)
        controller.check_finished.connect(self._on_check_finished)
        controller.check_dropped.connect(self.pane.show_empty)
        self.pane.cancel_requested.connect(controller.cancel)
        self._model = HistoryModel(self._theme, history, spawn, self)
        self.history.attach(self._model)

    def set_environments(self, environments: Sequence[Environment]) -> None:
        """Call environments by their names."""
        self._names = {environment.id: environment.name for environment in environments}
        self.history.set_environments(environments)

    def split(self) -> QByteArray:
        """Return how the room is divided, to be restored another day."""
        return self._splitter.saveState()

    def restore_split(self, state: QByteArray) -> None:
        """Bring back what :meth:`split` returned; anything else changes nothing."""
        self._splitter.restoreState(state)

    async def _show_again(self, controller: CheckController, record: CheckRecord) -> None:
        earlier = await controller.earlier(record)
        if record is self._chosen and not self._running:
            self.pane.show_record(record, earlier)

    @Slot(bool)
    def _on_running_changed(self, running: bool) -> None:  # noqa: FBT001 - a slot
        self._running = running

    @Slot(object, object, object)
    def _on_check_finished(
        self, record: CheckRecord, earlier: Sequence[CheckRecord], unsaved_reason: Phrase | None
    ) -> None:
        self._chosen = record
        self.pane.show_record(record, earlier, unsaved_reason)
        if self._model is not None and record.id is not None:
            self._model.prepend(record)
        self.history.show_current(record)

    @Slot(object)
    def _on_record_selected(self, record: CheckRecord) -> None:
        self._chosen = record
        if self._spawn is not None and self._controller is not None:
            self._spawn(self._show_again(self._controller, record))
