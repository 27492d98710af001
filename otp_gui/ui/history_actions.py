"""What is done with rows of the history: looked at, copied, put into the form."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from otp_gui.domain.record import CheckRecord
from otp_gui.ui.history_columns import Column
from otp_gui.ui.history_copying import cell_text, rows_text
from otp_gui.ui.history_menu import RowMenu
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_table import HistoryTable
from otp_gui.ui.theme import Theme


class RowActions(QObject):
    """Leads the context menu of ``table`` and its key for copying.

    ``answer_wanted`` and ``timeline_wanted`` carry the ``CheckRecord`` of the row that the keyboard
    is on; ``reuse_wanted`` asks for it to be put into the form.
    """

    reuse_wanted = Signal()
    answer_wanted = Signal(object)
    timeline_wanted = Signal(object)

    def __init__(self, theme: Theme, table: HistoryTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self.menu = RowMenu(theme, table.columns.menu, parent)
        table.menu_wanted.connect(self._on_menu_wanted)
        table.copy_wanted.connect(self._on_copy_rows)
        self.menu.reuse.triggered.connect(self.reuse_wanted)
        self.menu.show_answer.triggered.connect(self._on_show_answer)
        self.menu.show_timeline.triggered.connect(self._on_show_timeline)
        self.menu.copy_cell.triggered.connect(self._on_copy_cell)
        self.menu.copy_rows.triggered.connect(self._on_copy_rows)

    @property
    def current_record(self) -> CheckRecord | None:
        """The record of the row that the keyboard is on."""
        model, index = self._current()
        return None if model is None else model.record(index.row())

    @property
    def selected_records(self) -> Sequence[CheckRecord]:
        """The records of the rows that are selected, from the top."""
        model = self._table.model()
        if not isinstance(model, HistoryModel):
            return []
        return [model.record(row) for row in self._table.selected_rows]

    def _current(self) -> tuple[HistoryModel | None, QModelIndex]:
        """Return where the keyboard is; no model where it is nowhere."""
        model, index = self._table.model(), self._table.currentIndex()
        if not isinstance(model, HistoryModel) or not index.isValid():
            return None, index
        return model, index

    @Slot(object)
    def _on_menu_wanted(self, place: QPoint) -> None:
        model, index = self._current()
        if model is not None:
            cell = cell_text(model, index.row(), Column(index.column()))
            self.menu.open_at(place, cell, len(self._table.selected_rows))

    @Slot()
    def _on_show_answer(self) -> None:
        if (record := self.current_record) is not None:
            self.answer_wanted.emit(record)

    @Slot()
    def _on_show_timeline(self) -> None:
        if (record := self.current_record) is not None:
            self.timeline_wanted.emit(record)

    @Slot()
    def _on_copy_cell(self) -> None:
        model, index = self._current()
        if model is not None:
            _copy(cell_text(model, index.row(), Column(index.column())))

    @Slot()
    def _on_copy_rows(self) -> None:
        model, rows = self._table.model(), self._table.selected_rows
        if isinstance(model, HistoryModel) and rows:
            _copy(rows_text(model, rows, self._table.columns.shown))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
