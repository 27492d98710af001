"""The columns of the history: which are shown, where, how wide, and by which rows are sorted."""

from functools import partial
from typing import Final

from PySide6.QtCore import QByteArray, QObject, Qt, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from otp_gui.i18n import tr
from otp_gui.ui.history_columns import (
    GREATEST_FIRST,
    HIDDEN_AT_FIRST,
    ORDER_AT_FIRST,
    Column,
    title,
)
from otp_gui.ui.naming import named
from otp_gui.ui.theme import ROW_HEIGHT

_STATE: Final = b"2"
"""What a state begins with since columns can be hidden."""
_FIRST_STATE_COLUMNS: Final = 8
_SORT: Final = (Column.TIME, Qt.SortOrder.DescendingOrder)


class HistoryHeader(QObject):
    """Leads the header of ``table``.

    ``sort_changed`` carries the ``Column`` and whether it ascends, ``columns_changed`` tells that
    other columns are shown, ``times_chosen`` carries whether times are to be said as so long ago.
    The order is not remembered: a history begins with the newest.
    """

    sort_changed = Signal(int, bool)
    columns_changed = Signal()
    times_chosen = Signal(bool)

    def __init__(self, table: QTableView, widths: dict[Column, int]) -> None:
        super().__init__(table)
        self._widths = widths
        self._header = header = table.horizontalHeader()
        self._table = table
        self.is_relative = False
        self.menu = named(QMenu(table), "historyColumnsMenu")
        self.menu.aboutToShow.connect(self._fill_menu)
        header.setFixedHeight(ROW_HEIGHT)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(40)
        header.setSortIndicatorShown(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda place: self.menu.popup(header.mapToGlobal(place))
        )
        self.retranslate()

    def begin(self) -> None:
        """Dress the columns, now that there are some."""
        self._arrange_as_at_first()
        self._header.setSortIndicator(*_SORT)
        self._header.sortIndicatorChanged.connect(self._on_sort)

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self.menu.setTitle(tr("&Columns and order"))

    @property
    def shown(self) -> list[Column]:
        """The columns in sight, as they stand there."""
        places = range(self._header.count())
        columns = [Column(self._header.logicalIndex(place)) for place in places]
        return [column for column in columns if not self._header.isSectionHidden(column)]

    def state(self) -> QByteArray:
        """Return which columns are shown, where and how wide, to be restored another day."""
        return QByteArray(_STATE + self._header.saveState().data())

    def restore(self, state: QByteArray) -> bool:
        """Bring back what :meth:`state` returned; anything else changes nothing."""
        data = bytes(state.data())
        is_first = not data.startswith(_STATE)
        was_blocked = self._header.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        done = self._header.restoreState(data if is_first else data[len(_STATE) :])
        if done and is_first:
            self._show_only_first()
        self._header.showSection(Column.RESULT)
        self._header.setSortIndicator(*_SORT)
        self._header.blockSignals(was_blocked)
        self._make_movable()
        return done

    def _show_only_first(self) -> None:
        """Show what there was before columns could be hidden."""
        for column in Column:
            hidden = column in HIDDEN_AT_FIRST
            self._header.setSectionHidden(column, hidden)
            if column >= _FIRST_STATE_COLUMNS:
                self._header.resizeSection(column, self._widths[column])

    def _arrange_as_at_first(self) -> None:
        others = [column for column in Column if column not in ORDER_AT_FIRST]
        for place, column in enumerate((*ORDER_AT_FIRST, *others)):
            self._header.setSectionHidden(column, column in HIDDEN_AT_FIRST)
            self._header.resizeSection(column, self._widths[column])
            self._header.moveSection(self._header.visualIndex(column), place)
        self._make_movable()

    def _make_movable(self) -> None:
        # A state brings these along, too.
        self._header.setSectionsMovable(True)
        self._header.setSectionsClickable(True)
        self._header.setSortIndicatorShown(True)
        self._header.setSectionResizeMode(Column.RESULT, QHeaderView.ResizeMode.Fixed)

    @Slot()
    def _fill_menu(self) -> None:
        self.menu.clear()
        self._add_sorting()
        self.menu.addSeparator()
        for column in Column:
            action = self.menu.addAction(title(column))
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(column))
            # Whatever else is hidden, what came of a call is always told.
            action.setEnabled(column is not Column.RESULT)
            action.toggled.connect(partial(self._show, column))
        self.menu.addSeparator()
        self._add_moving()
        times = self.menu.addAction(tr("Relative times"))
        times.setCheckable(True)
        times.setChecked(self.is_relative)
        times.toggled.connect(self.times_chosen)
        self.menu.addAction(tr("Reset the columns")).triggered.connect(self._on_reset)

    def _add_sorting(self) -> None:
        menu = self.menu.addMenu(tr("Order by"))
        sorted_by, order = self._header.sortIndicatorSection(), self._header.sortIndicatorOrder()
        columns = QActionGroup(menu)
        for column in Column:
            action = menu.addAction(title(column))
            action.setCheckable(True)
            action.setChecked(column == sorted_by)
            columns.addAction(action)
            action.triggered.connect(partial(self._sort_by, column, _natural(column)))
        menu.addSeparator()
        orders = QActionGroup(menu)
        for text, value in (
            (tr("Ascending"), Qt.SortOrder.AscendingOrder),
            (tr("Descending"), Qt.SortOrder.DescendingOrder),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value is order)
            orders.addAction(action)
            action.triggered.connect(partial(self._sort_by, Column(sorted_by), value))

    def _add_moving(self) -> None:
        """Offer to move the column that the keyboard is on, as the mouse does by dragging."""
        current = self._table.currentIndex()
        if not current.isValid():
            return
        column = Column(current.column())
        name = title(column)
        place = self.shown.index(column) if column in self.shown else 0
        for text, step in (
            (tr("Move “{column}” to the left", column=name), -1),
            (tr("Move “{column}” to the right", column=name), 1),
        ):
            action = self.menu.addAction(text)
            action.setEnabled(0 <= place + step < len(self.shown))
            action.triggered.connect(partial(self._move, column, step))

    def _sort_by(self, column: Column, order: Qt.SortOrder) -> None:
        self._header.setSortIndicator(column, order)

    def _show(self, column: Column, shown: bool) -> None:  # noqa: FBT001 - a slot
        self._header.setSectionHidden(column, not shown)
        if shown and not self._header.sectionSize(column):
            self._header.resizeSection(column, self._widths[column])
        self.columns_changed.emit()

    def _move(self, column: Column, step: int) -> None:
        neighbour = self.shown[self.shown.index(column) + step]
        self._header.moveSection(
            self._header.visualIndex(column), self._header.visualIndex(neighbour)
        )

    @Slot()
    def _on_reset(self) -> None:
        self._arrange_as_at_first()
        self.columns_changed.emit()

    @Slot(int, Qt.SortOrder)
    def _on_sort(self, column: int, order: Qt.SortOrder) -> None:
        self.sort_changed.emit(column, order is Qt.SortOrder.AscendingOrder)


def _natural(column: Column) -> Qt.SortOrder:
    """Return the order that the first click gives."""
    if column in GREATEST_FIRST:
        return Qt.SortOrder.DescendingOrder
    return Qt.SortOrder.AscendingOrder
