"""The table of a batch, with a line to search in and a list to filter by above it."""

from collections import Counter
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.batch_labels import answer_label, row_state_label, rows
from otp_gui.domain.draft import RowState
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.i18n import render, tr
from otp_gui.ui.batch_columns import BatchColumns
from otp_gui.ui.batch_grid import BatchGrid
from otp_gui.ui.batch_lines import DOUBTFUL, FORGOTTEN, WAITING, Column, Line
from otp_gui.ui.batch_model import BatchModel
from otp_gui.ui.figures import figure
from otp_gui.ui.filter_panel import filter_combo
from otp_gui.ui.history_copying import safe_cell
from otp_gui.ui.naming import named
from otp_gui.ui.theme import SPACE, Size, Theme

_NO_UPDATE: Final = QItemSelectionModel.SelectionFlag.NoUpdate
_SELECT_ROW: Final = (
    QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
)


class BatchTable(QWidget):
    """Shows a :class:`BatchModel`; ``line_entered`` carries a :class:`Line`, for the form.

    ``history_wanted`` carries a request ID. Enter and a double click enter a row. Of a list a
    double click on an ID or a number mends it, and the space bar leaves the selected rows out, or
    has them called again.
    """

    line_entered = Signal(object)
    history_wanted = Signal(str)

    def __init__(self, theme: Theme, model: BatchModel) -> None:
        super().__init__()
        self._model = model
        self._operation = Operation.STATUS
        self._is_draft = True
        self._is_beginning = False
        self._current: tuple[int, int] | None = None
        self._chosen: list[int] = []
        self._eye = 0
        """How far the table is scrolled."""
        self.search = named(QLineEdit(), "batchSearch")
        self.search.setClearButtonEnabled(True)
        self.filter = filter_combo("batchFilter")
        self._count = QLabel()
        self._count.setFont(theme.font(Size.SMALL, tabular=True))
        self.table = named(BatchGrid(theme), "batchTable")
        self.table.setModel(model)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(Column.DETAIL, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        BatchColumns(self.table, model)
        self._arrange()
        self.search.textChanged.connect(self._apply)
        self.filter.currentIndexChanged.connect(self._apply)
        self.table.entered_row.connect(self._on_entered)
        self.table.copy_wanted.connect(self.copy_rows)
        self.table.toggle_wanted.connect(lambda: model.toggle(self._selected()))
        self.table.doubleClicked.connect(self._on_double_clicked)
        self.table.customContextMenuRequested.connect(self._on_menu)
        model.modelAboutToBeReset.connect(self._on_resetting)
        model.modelReset.connect(self._on_reset)
        model.modelReset.connect(self.recount)
        self.retranslate()

    def begin(self, operation: Operation, *, is_draft: bool, keep: bool = False) -> None:
        """Offer the filters that suit what the model shows now; ``keep`` those in force."""
        self._operation, self._is_draft = operation, is_draft
        if not keep:
            # Its own signals are not blocked: by them the ✕ in it goes.
            self._is_beginning = True
            self.search.clear()
            self._is_beginning = False
        counts = self._counts()
        self._fill(counts, keep=keep)
        self._model.filter(self.filter.currentData(), self.search.text())
        self._say_counts(counts)

    @property
    def hidden_ready(self) -> int:
        """How many rows of a list would be called although they are not listed."""
        listed = (self._model.line(row) for row in range(self._model.rowCount()))
        return sum(map(_is_ready, self._model.lines)) - sum(map(_is_ready, listed))

    @Slot()
    def recount(self) -> None:
        """Say how many rows are shown of how many, and how many the filters would show."""
        counts = self._counts()
        self._say_counts(counts)
        self._fill(counts, keep=True)

    def _counts(self) -> Counter[str]:
        return Counter(key for line in self._model.lines for key in line.keys)

    def _say_counts(self, counts: Counter[str]) -> None:
        shown, count = self._model.rowCount(), len(self._model.lines)
        words = render(rows(count, figure))
        if shown != count:
            words = tr("{shown} of {rows}", shown=figure(shown), rows=words)
        parts = [words]
        left_out = count - counts[RowState.READY.value] if self._is_draft else 0
        if left_out:
            parts.append(tr("left out: {count}", count=figure(left_out)))
        doubtful = counts[DOUBTFUL]
        if doubtful:
            parts.append(tr("doubtful: {count}", count=figure(doubtful)))
        self._count.setText(", ".join(parts) if count else "")

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self.search.setPlaceholderText(tr("Search: ID, number, details"))
        self.search.setAccessibleName(tr("Search the rows"))
        self.filter.setAccessibleName(tr("Rows to list"))
        self.table.setAccessibleName(tr("Rows of the batch"))
        self.recount()

    @Slot()
    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, as a spreadsheet takes them."""
        lines = [
            "\t".join(safe_cell(self._model.plain(row, column)) for column in Column)
            for row in self._selected()
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._model.retranslate()
            self.retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(SPACE)
        above.addWidget(self.search, 1)
        above.addWidget(self.filter)
        above.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(above)
        column.addWidget(self.table, 1)

    def _selected(self) -> list[int]:
        # By ranges: an index for each of 10,000 rows takes a third of a second.
        selection = self.table.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        return sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})

    def _fill(self, counts: Counter[str], *, keep: bool) -> None:
        """Offer what there is, with its counts; not while somebody is choosing from it."""
        if self.filter.view().isVisible():
            return
        chosen = self.filter.currentData() if keep else None
        self.filter.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.filter.clear()
        self.filter.addItem(tr("All rows"), None)
        for key, words in self._keys():
            if counts[key] or key == chosen:
                self.filter.addItem(f"{words} ({figure(counts[key])})", key)
        self.filter.setCurrentIndex(max(0, self.filter.findData(chosen)))
        self.filter.blockSignals(False)  # noqa: FBT003

    def _keys(self) -> list[tuple[str, str]]:
        if self._is_draft:
            ready, *others = ((state.value, render(row_state_label(state))) for state in RowState)
            return [ready, (DOUBTFUL, tr("Doubtful")), *others]
        verdicts = [
            (verdict.value, render(answer_label(verdict, self._operation))) for verdict in Verdict
        ]
        return [*verdicts, (WAITING, tr("Waiting")), (FORGOTTEN, tr("Deleted since"))]

    @Slot()
    def _apply(self) -> None:
        if self._is_beginning:
            return
        self._model.filter(self.filter.currentData(), self.search.text())
        self.recount()

    @Slot()
    def _on_resetting(self) -> None:
        """Note which rows are chosen: other rows of the same list may be shown in a moment."""
        current = self.table.currentIndex()
        self._current = (
            (self._model.place(current.row()), current.column()) if current.isValid() else None
        )
        self._chosen = [self._model.place(row) for row in self._selected()]
        self._eye = self.table.verticalScrollBar().value()

    @Slot()
    def _on_reset(self) -> None:
        if not self._model.is_same_list:
            return
        if self._current is not None and (row := self._model.row_at(self._current[0])) is not None:
            index = self._model.index(row, self._current[1])
            self.table.selectionModel().setCurrentIndex(index, _NO_UPDATE)
        chosen = [row for place in self._chosen if (row := self._model.row_at(place)) is not None]
        for row in chosen:
            self.table.selectionModel().select(self._model.index(row, 0), _SELECT_ROW)
        self.table.verticalScrollBar().setValue(self._eye)

    @Slot(int)
    def _on_entered(self, row: int) -> None:
        self.line_entered.emit(self._model.line(row))

    @Slot(object)
    def _on_double_clicked(self, index: object) -> None:
        row = self.table.currentIndex().row()
        if row >= 0 and index is not None and not self._is_draft:
            self._on_entered(row)

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if not index.isValid():
            return
        line: Line = self._model.line(index.row())
        cell = self._model.plain(index.row(), Column(index.column()))
        menu = QMenu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy_cell = menu.addAction(tr("Copy cell"))
        copy_cell.triggered.connect(lambda: QGuiApplication.clipboard().setText(cell))
        menu.addAction(tr("Copy rows"), self.copy_rows)
        menu.addSeparator()
        menu.addAction(tr("Put into the form"), lambda: self.line_entered.emit(line))
        menu.addAction(tr("Show in the history"), lambda: self.history_wanted.emit(line.request_id))
        if self._is_draft:
            self._add_switches(menu)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _add_switches(self, menu: QMenu) -> None:
        """Offer to have rows called or left out: those selected, and all that are listed."""
        switch, selected = self._model.switch, self._selected()
        menu.addSeparator()
        if len(selected) > 1:
            menu.addAction(tr("Call the selected rows"), lambda: switch(selected, on=True))
            menu.addAction(tr("Leave the selected rows out"), lambda: switch(selected, on=False))
        listed = range(self._model.rowCount())
        menu.addAction(tr("Call all of them"), lambda: switch(listed, on=True))
        menu.addAction(tr("Leave all out"), lambda: switch(listed, on=False))


def _is_ready(line: Line) -> bool:
    return line.draft is not None and line.draft.state is RowState.READY
