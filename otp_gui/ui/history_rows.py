"""The rows of the history that are in memory, as Qt's views see them, and every change to them."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from otp_gui.domain.history_query import HistoryPage
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.history_cells import HistoryCells, header
from otp_gui.ui.history_columns import TIMES, Column
from otp_gui.ui.history_edits import edits
from otp_gui.ui.history_window import HistoryWindow
from otp_gui.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class HistoryRows(QAbstractTableModel):
    """Tells views of each change as it happens; loads nothing itself.

    ``time_passed`` comes every now and then. ``changes`` grows with each row that is added or
    replaced, for whoever reads meanwhile.
    """

    time_passed = Signal()

    def __init__(
        self, theme: Theme, parent: QObject | None = None, now: Callable[[], datetime] = _utc_now
    ) -> None:
        super().__init__(parent)
        self._cells = HistoryCells(theme, now)
        self._window = HistoryWindow()
        self.changes = 0
        self.is_bringing_back = False
        """Whether rows that come in above were only dropped from memory, and are no new ones."""
        theme.changed.connect(self.retranslate)

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows in memory."""
        return 0 if parent.isValid() else len(self._window.rows)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        return header(Column(section), role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell says, and how."""
        if role not in self._cells.roles or not index.isValid():
            return None
        if index.row() >= len(self._window.rows):
            return None
        record = self._window.rows[index.row()]
        return self._cells.data(record, Column(index.column()), role)

    def plain(self, row: int, column: Column) -> str:
        """Return what a cell is worth on the clipboard."""
        return self._cells.plain(self._window.rows[row], column)

    def record(self, row: int) -> CheckRecord:
        """Return the record of a row."""
        return self._window.rows[row]

    def row_of(self, uid: str) -> int | None:
        """Return the row of a record, None where it is not in memory."""
        return next((row for row, r in enumerate(self._window.rows) if r.uid == uid), None)

    @property
    def above(self) -> int:
        """How many rows that match come before row 0."""
        return self._window.above

    def set_environment_names(self, names: Mapping[str, str]) -> None:
        """Call environments by ``names``, by ID; one that is not in it is called by its ID."""
        self._cells.manner.names = names
        self.retranslate()

    def say_relative_times(self, relative: bool) -> None:  # noqa: FBT001 - a slot
        """Say times as so long ago, or as the clock tells them."""
        self._cells.manner.is_relative = relative
        self.retranslate()

    def let_time_pass(self) -> None:
        """Say anew how long ago everything was, and tell that it is later."""
        self.time_passed.emit()
        if self._cells.manner.is_relative and self._window.rows:
            last = len(self._window.rows) - 1
            for column in TIMES:
                self.dataChanged.emit(self.index(0, column), self.index(last, column))

    @Slot()
    def retranslate(self) -> None:
        """Have everything drawn again: the language or the colours have changed."""
        last = len(Column) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        if self._window.rows:
            end = self.index(len(self._window.rows) - 1, last)
            self.dataChanged.emit(self.index(0, 0), end)

    # Changes, for whoever loads

    def _restart_with(self, page: HistoryPage) -> None:
        self.beginResetModel()
        self._window.restart(page)
        self._cells.forget_all()
        self.endResetModel()

    def _add_newest(self, record: CheckRecord) -> None:
        self.changes += 1
        if self._window.newest_is_held:
            self.beginInsertRows(ROOT, 0, 0)
            self._window.add_newest(record)
            self.endInsertRows()
        else:
            self._window.add_newest(record)

    def _add_below(self, page: HistoryPage) -> None:
        """Put a page at the end; at the beginning, one leaves where there are too many."""
        first = len(self._window.rows)
        if page.records:
            self.beginInsertRows(ROOT, first, first + len(page.records) - 1)
            self._window.add_older(page)
            self.endInsertRows()
        else:
            self._window.add_older(page)
        if surplus := self._window.surplus_newest:
            self.beginRemoveRows(ROOT, 0, surplus - 1)
            self._cells.forget(self._window.rows[:surplus])
            self._window.drop_newest()
            self.endRemoveRows()

    def _bring_back(self, page: HistoryPage) -> None:
        """Put the page above at the beginning; at the end, one leaves where there are too many."""
        self.is_bringing_back = True
        self.beginInsertRows(ROOT, 0, len(page.records) - 1)
        self._window.add_newer(page)
        self.endInsertRows()
        self.is_bringing_back = False
        self._drop_oldest()

    def _become(self, pages: Sequence[HistoryPage], added_above: int) -> None:
        """Turn the rows in memory into those of ``pages``, by as few changes as there are."""
        rows = self._window.rows
        records = [record for page in pages for record in page.records]
        for edit in edits([row.uid for row in rows], [record.uid for record in records]):
            if edit.end > edit.first:
                self.beginRemoveRows(ROOT, edit.first, edit.end - 1)
                self._cells.forget(rows[edit.first : edit.end])
                del rows[edit.first : edit.end]
                self.endRemoveRows()
            if edit.stop > edit.start:
                count = edit.stop - edit.start
                self.beginInsertRows(ROOT, edit.first, edit.first + count - 1)
                rows[edit.first : edit.first] = records[edit.start : edit.stop]
                self.endInsertRows()
        for row, record in enumerate(records):
            if rows[row] != record:
                self._replace(row, record)
        self._window.note_pages(pages, added_above)
        self._drop_oldest()

    def _replace(self, row: int, record: CheckRecord) -> None:
        self._window.rows[row] = record
        self._cells.forget([record])
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        self.changes += 1

    def _drop_oldest(self) -> None:
        while surplus := self._window.surplus_oldest:
            rows = len(self._window.rows)
            self.beginRemoveRows(ROOT, rows - surplus, rows - 1)
            self._cells.forget(self._window.rows[-surplus:])
            self._window.drop_oldest()
            self.endRemoveRows()

    def _running(self) -> Sequence[CheckRecord]:
        return [row for row in self._window.rows if row.outcome.verdict is Verdict.RUNNING]

    def _set_elsewhere(self, uids: AbstractSet[str]) -> None:
        """Know which running calls are other processes'."""
        if uids != self._cells.manner.elsewhere:
            self._cells.manner.elsewhere = uids
            self.retranslate()
