"""The earlier runs of a batch: one of them is shown again, or forgotten."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from otp_gui.domain.batch import BatchRun, RunState
from otp_gui.domain.display import visible
from otp_gui.domain.labels import operation_label
from otp_gui.i18n import render, tr
from otp_gui.ui.dialogs.choice import ChoiceDialog
from otp_gui.ui.figures import figure
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import Size, Theme
from otp_gui.ui.when import brief

_LONGEST = 40


class BatchRunsDialog(ChoiceDialog):
    """Accepted with :attr:`chosen`; ``forget_wanted`` carries the run whose rows are to go."""

    forget_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, runs: Sequence[BatchRun]) -> None:
        super().__init__(theme, parent)
        named(self, "batchRunsDialog")
        self.chosen: BatchRun | None = None
        self._runs = list(runs)
        self.list = named(QListWidget(), "batchRunsList")
        self.list.setMinimumHeight(200)
        self._about = PlainLabel(theme.font(Size.SMALL), muted=True)
        self.forget_button = named(QPushButton(), "batchForgetRunButton")
        self.forget_button.setAutoDefault(False)
        self.buttons.insertWidget(0, self.forget_button)
        self.body.addWidget(self.list)
        self.body.addWidget(self._about)
        self.list.currentRowChanged.connect(self._refresh)
        self.list.itemActivated.connect(self.accept)
        self.forget_button.clicked.connect(self._on_forget)
        self.retranslate()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def accept(self) -> None:
        """Note the choice: the widgets go with the dialog."""
        row = self.list.currentRow()
        if 0 <= row < len(self._runs):
            self.chosen = self._runs[row]
            super().accept()

    def drop(self, run: BatchRun) -> None:
        """Leave a run out that is not there any more."""
        if self.is_over or run not in self._runs:
            return
        row = self._runs.index(run)
        self._runs.remove(run)
        self.retranslate()
        self.list.setCurrentRow(min(row, len(self._runs) - 1))

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Earlier runs"))
        self.heading.setText(tr("Earlier runs"))
        self.list.setAccessibleName(tr("Earlier runs"))
        self._about.setText(
            tr("A run that is forgotten leaves its calls in the history.")
            if self._runs
            else tr("No run was made on this computer.")
        )
        say(self.forget_button, tr("Forget this run"))
        say(self.reject_button, tr("Close"))
        say(self.accept_button, tr("Show"))
        row = self.list.currentRow()
        self.list.clear()
        for run in self._runs:
            item = QListWidgetItem(_words(run))
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.setCurrentRow(row)
        self._refresh()

    @Slot()
    def _on_forget(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._runs):
            self.forget_wanted.emit(self._runs[row])

    @Slot()
    def _refresh(self) -> None:
        row = self.list.currentRow()
        is_chosen = 0 <= row < len(self._runs)
        self.accept_button.setEnabled(is_chosen)
        self.forget_button.setEnabled(is_chosen and self._runs[row].state is not RunState.RUNNING)


def _words(run: BatchRun) -> str:
    state = {
        RunState.FINISHED: tr("finished"),
        RunState.STOPPED: tr("stopped"),
        RunState.RUNNING: tr("running"),
    }[run.state]
    parts = [
        brief(run.started_at, datetime.now(UTC)),
        visible(run.environment, _LONGEST)[0],
        render(operation_label(run.operation)),
        tr("{done} of {count}", done=figure(run.called), count=figure(run.count)),
        state,
        visible(run.title, _LONGEST)[0],
    ]
    return " · ".join(part for part in parts if part)
