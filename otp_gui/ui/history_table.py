"""The table of the history: rows to walk through, and more columns to the right of them."""

from typing import Final

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from otp_gui.ui.history_columns import Column
from otp_gui.ui.history_header import HistoryHeader
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_widths import CELL_MARGIN, HistoryWidths, width
from otp_gui.ui.theme import ICON_SIZE, ROW_HEIGHT, Size, Theme

_FEWEST_ROWS: Final = 5
"""The header included; what has less room is scrolled as a whole."""
_ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Index = QModelIndex | QPersistentModelIndex


class HistoryTable(QTableView):
    """Shows a :class:`HistoryModel`; loads further pages as one scrolls to either end.

    ``row_chosen`` carries the row that the user went to, ``row_entered`` the one that was
    double-clicked or entered, ``menu_wanted`` the global place of a context menu; ``copy_wanted``
    comes with the key for it.
    """

    row_chosen = Signal(int)
    row_entered = Signal(int)
    menu_wanted = Signal(object)
    copy_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("historyTable")
        self.setFont(theme.font(Size.BODY, tabular=True))
        self._widths = {column: width(column, self.font()) for column in Column}
        self.setItemDelegate(_RowDelegate(self))
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMinimumHeight(_FEWEST_ROWS * ROW_HEIGHT)
        self._dress_rows()
        self.columns = HistoryHeader(self, self._widths)
        self._room = HistoryWidths(self, self.columns)
        self.columns.columns_changed.connect(self._room.fit)
        self._eye = 0
        """How far the view was scrolled before rows came or went."""
        self.doubleClicked.connect(self._on_double_clicked)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_model(self, model: HistoryModel) -> None:
        """Show the rows of ``model``."""
        # Before Qt's own slot, which would go to another row where the current one leaves.
        model.rowsAboutToBeRemoved.connect(self._on_rows_leaving)
        model.rowsAboutToBeInserted.connect(self._on_rows_coming)
        self.setModel(model)
        self.columns.begin()
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.rowsRemoved.connect(self._on_rows_removed)
        for changed in (
            *(model.rowsInserted, model.rowsRemoved, model.modelReset),
            *(model.headerDataChanged, model.time_passed),
        ):
            changed.connect(self._room.fit)
        self._room.fit()

    @property
    def current_row(self) -> int | None:
        """The row that is chosen, None where there is none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    @property
    def selected_rows(self) -> list[int]:
        """The rows that are selected, from the top."""
        if self.model() is None:
            return []
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def choose_silently(self, row: int | None) -> None:
        """Mark ``row``, or none, as chosen; nobody is told."""
        selection = self.selectionModel()
        selection.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        if row is None:
            selection.clear()
        else:
            selection.setCurrentIndex(
                self.model().index(row, 0),
                selection.SelectionFlag.ClearAndSelect | selection.SelectionFlag.Rows,
            )
        selection.blockSignals(False)  # noqa: FBT003
        self.viewport().update()

    def columns_state(self) -> QByteArray:
        """Return which columns are shown, where and how wide, to be restored another day."""
        return self._room.state()

    def restore_columns(self, state: QByteArray) -> None:
        """Bring back what :meth:`columns_state` returned; anything else changes nothing."""
        self._room.restore(state)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the columns to the room."""
        super().resizeEvent(event)
        self._room.fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._room.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Choose nothing by merely coming here: another answer would replace the one shown."""
        nothing_chosen = self.current_row is None
        was_blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        super().focusInEvent(event)
        self.blockSignals(was_blocked)
        if nothing_chosen and self.model() is not None:
            self.choose_silently(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the row, the key for copying copies; everything else walks."""
        row = self.current_row
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
            return
        if event.key() in _ENTER_KEYS and row is not None:
            self.row_entered.emit(row)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a menu where the mouse is, or at the row that the keyboard is on."""
        place = event.globalPos()
        row = self.current_row
        if event.reason() is QContextMenuEvent.Reason.Keyboard and row is not None:
            corner = self.visualRect(self.model().index(row, 0)).center()
            place = self.viewport().mapToGlobal(corner)
        self.menu_wanted.emit(place)

    def _dress_rows(self) -> None:
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.row_chosen.emit(current.row())

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.row_entered.emit(index.row())

    @Slot(int)
    def _on_scrolled(self, place: int) -> None:
        model = self.model()
        if place == 0 and isinstance(model, HistoryModel) and model.can_fetch_newer():
            model.fetch_newer()

    @Slot()
    def _on_rows_coming(self) -> None:
        self._eye = self.verticalScrollBar().value()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Keep the eye on the same rows when others come in above.

        At the very top those that were just made are let in; a page that is brought back is not.
        """
        model = self.model()
        returns = isinstance(model, HistoryModel) and model.is_bringing_back
        if first * ROW_HEIGHT < self._eye or returns:
            self._scroll_rows(last + 1 - first)

    @Slot(QModelIndex, int, int)
    def _on_rows_leaving(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._eye = self.verticalScrollBar().value()
        row = self.current_row
        if row is not None and first <= row <= last:
            self.choose_silently(None)

    @Slot(QModelIndex, int, int)
    def _on_rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        above = min(last + 1, self._eye // ROW_HEIGHT) - first
        if above > 0:
            self._scroll_rows(-above)

    def _scroll_rows(self, count: int) -> None:
        # Otherwise the bar's range is still that of before.
        self.updateGeometries()
        self.verticalScrollBar().setValue(self._eye + count * ROW_HEIGHT)


class _RowDelegate(QStyledItemDelegate):
    """Gives cells some air, and marks whole rows, not the cell that has the focus."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a cell."""
        padded = QStyleOptionViewItem(option)
        padded.state &= ~QStyle.StateFlag.State_HasFocus
        if padded.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(padded.rect, padded.palette.highlight())
        padded.rect.adjust(CELL_MARGIN, 0, -CELL_MARGIN, 0)
        super().paint(painter, padded, index)
