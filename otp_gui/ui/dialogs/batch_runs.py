"""The earlier runs of a batch: one of them is shown again, or forgotten."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from otp_gui.domain.batch import BatchRun, RunState
from otp_gui.domain.batch_labels import run_operation_label
from otp_gui.domain.display import visible
from otp_gui.i18n import render, tr
from otp_gui.ui.dialogs.choice import ChoiceDialog
from otp_gui.ui.figures import figure
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel, tooltip
from otp_gui.ui.theme import Size, Theme
from otp_gui.ui.when import brief

_LONGEST: Final = 250
_FEWEST: Final = 200


class BatchRunsDialog(ChoiceDialog):
    """Accepted with :attr:`chosen`; ``forget_wanted`` carries the run whose rows are to go.

    ``names`` are those of the environments, by their ID; one that is gone is called by its ID.
    """

    forget_wanted = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget, runs: Sequence[BatchRun], names: Mapping[str, str]
    ) -> None:
        super().__init__(theme, parent)
        named(self, "batchRunsDialog")
        self.chosen: BatchRun | None = None
        self._runs = list(runs)
        self._names = names
        self.list = named(QListWidget(), "batchRunsList")
        self.list.setMinimumHeight(_FEWEST)
        self.list.setItemDelegate(_Fitting(self.list))
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
            words = self._words(run)
            item = QListWidgetItem(words)
            item.setToolTip(tooltip(words))
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

    def _words(self, run: BatchRun) -> str:
        """Name a run by its list and its time, and below say what it did, where and how far."""
        state = {
            RunState.FINISHED: tr("finished"),
            RunState.STOPPED: tr("stopped"),
            RunState.RUNNING: tr("running"),
        }[run.state]
        lines = (
            (brief(run.started_at, datetime.now(UTC)), run.title),
            (
                self._names.get(run.environment, run.environment),
                render(run_operation_label(run.operation)),
                tr("{done} of {count}", done=figure(run.called), count=figure(run.count)),
                state,
            ),
        )
        return "\n".join(
            " · ".join(visible(part, _LONGEST)[0] for part in line if part) for line in lines
        )


class _Fitting(QStyledItemDelegate):
    """Gives an entry the width that there is; of a longer line the middle is left out."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Keep both ends: names of lists often differ at their end."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Never ask for more than there is."""
        hint = super().sizeHint(option, index)
        view = self.parent()
        if isinstance(view, QListWidget):
            hint.setWidth(min(hint.width(), view.viewport().width()))
        return hint
