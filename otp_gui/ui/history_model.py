"""The history as rows of a table: loaded page by page, a bounded window of it in memory."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.ports import History, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.history_cells import HistoryCells, header
from otp_gui.ui.history_columns import Column
from otp_gui.ui.history_window import PAGE_ROWS, HistoryWindow
from otp_gui.ui.theme import Theme

COUNT_LIMIT: Final = 10_000
"""Beyond this the exact number is not worth its time."""
Index = QModelIndex | QPersistentModelIndex
Spawn = Callable[[Coroutine[Any, Any, None]], object]
_ROOT: Final = QModelIndex()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class HistoryModel(QAbstractTableModel):
    """Shows what a :class:`HistoryQuery` finds, newest first.

    ``spawn`` starts a coroutine on the loop of the UI thread. ``loaded`` tells that rows or numbers
    have changed; ``failed`` carries the ``Phrase`` with which the store explained itself.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        history: History,
        spawn: Spawn,
        parent: QObject | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        super().__init__(parent)
        self._cells = HistoryCells(theme, now)
        self._history = history
        self._spawn = spawn
        self._window = HistoryWindow()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._busy = False
        self._restarting = False
        self._outdated = False
        self._added = 0
        self.query = HistoryQuery()
        self.total: int | None = None
        theme.changed.connect(self.retranslate)

    # What the view shows

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows in memory."""
        return 0 if parent.isValid() else len(self._window.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
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

    def record(self, row: int) -> CheckRecord:
        """Return the record of a row."""
        return self._window.rows[row]

    def row_of(self, uid: str) -> int | None:
        """Return the row of a record, None where it is not in memory."""
        return next((row for row, r in enumerate(self._window.rows) if r.uid == uid), None)

    @property
    def above(self) -> int:
        """How many rows that match are newer than row 0."""
        return self._window.above

    @property
    def is_restarting(self) -> bool:
        """Whether the rows in memory are about to be replaced by those of :attr:`query`."""
        return self._restarting

    # What changes it

    def search(self, query: HistoryQuery) -> None:
        """Show what ``query`` finds instead; a search under way is given up."""
        self.query = query
        self._restart()

    def reload(self) -> None:
        """Read the newest page again."""
        self._restart()

    def set_environment_names(self, names: Mapping[str, str]) -> None:
        """Call environments by ``names``, by ID; one that is not in it is called by its ID."""
        self._cells.names = names
        self.retranslate()

    def prepend(self, record: CheckRecord) -> None:
        """Show a record that was just made, or what became of it."""
        if self.row_of(record.uid) is not None:
            self.update(record)
        elif self._restarting or self.query != HistoryQuery() or self._window.newest_is_long:
            self._refresh()
        else:
            self._insert(record)

    def update(self, record: CheckRecord) -> None:
        """Show what became of a record, if it is in memory."""
        row = self.row_of(record.uid)
        if row is not None:
            self._window.rows[row] = record
            self._cells.forget([record])
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        if self._restarting or self.query != HistoryQuery():
            self._refresh()

    @Slot()
    def retranslate(self) -> None:
        """Have everything drawn again: the language or the colours have changed."""
        last = len(Column) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        if self._window.rows:
            end = self.index(len(self._window.rows) - 1, last)
            self.dataChanged.emit(self.index(0, 0), end)

    # Paging

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Tell whether older rows can be loaded now."""
        return not parent.isValid() and not self._busy and self._window.older_key is not None

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """Load the page below."""
        if self.canFetchMore(parent):
            self._begin(self._load_older)

    def can_fetch_newer(self) -> bool:
        """Tell whether rows that were dropped above can be loaded again now."""
        return not self._busy and not self._window.newest_is_held

    def fetch_newer(self) -> None:
        """Load the page above again."""
        if self.can_fetch_newer():
            self._begin(self._load_newer)

    def _refresh(self) -> None:
        """Read anew; one reading that is under way finishes first, as it may have missed a row."""
        if self._restarting:
            self._outdated = True
        else:
            self._restart()

    def _restart(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._turn += 1
        self._restarting = True
        self._outdated = False
        self._begin(self._load_first)

    def _begin(self, work: Callable[[], Awaitable[None]]) -> None:
        self._busy = True
        self._spawn(self._run(self._turn, work))

    async def _run(self, turn: int, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work`` unless another search has begun meanwhile, which cancels it, too."""
        task = asyncio.current_task()
        if task is None or turn != self._turn:
            return
        self._tasks.add(task)
        try:
            await work()
        except StoreError as error:
            self._busy = self._restarting = False
            self.failed.emit(error.explanation)
        finally:
            self._tasks.discard(task)

    async def _load_first(self) -> None:
        page = await self._history.page(self.query, limit=PAGE_ROWS)
        self.beginResetModel()
        self._window.restart(page)
        self._cells.forget_all()
        self.total = len(page.records) if page.next is None else None
        self.endResetModel()
        self._busy = self._restarting = False
        self.loaded.emit()
        if self._outdated:
            self._restart()
        elif self.total is None:
            await self._count()

    async def _count(self) -> None:
        """Count, and once more if a record was added meanwhile, which the count may have missed."""
        added = -1
        total = 0
        while added != self._added:
            added = self._added
            total = await self._history.count(self.query, COUNT_LIMIT + 1)
        self.total = total
        self.loaded.emit()

    async def _load_older(self) -> None:
        after = self._window.older_key
        page = await self._history.page(self.query, after, PAGE_ROWS)
        first = len(self._window.rows)
        if page.records:
            self.beginInsertRows(_ROOT, first, first + len(page.records) - 1)
            self._window.add_older(page)
            self.endInsertRows()
        else:
            self._window.add_older(page)
        if surplus := self._window.surplus_newest:
            self.beginRemoveRows(_ROOT, 0, surplus - 1)
            self._cells.forget(self._window.rows[:surplus])
            self._window.drop_newest()
            self.endRemoveRows()
        self._busy = False
        self.loaded.emit()

    async def _load_newer(self) -> None:
        limit = self._window.newer_limit
        page = await self._history.page(self.query, self._window.newer_key, limit)
        if not self._window.continues(page):
            self._restart()
            return
        self.beginInsertRows(_ROOT, 0, len(page.records) - 1)
        self._window.add_newer(page)
        self.endInsertRows()
        if surplus := self._window.surplus_oldest:
            rows = len(self._window.rows)
            self.beginRemoveRows(_ROOT, rows - surplus, rows - 1)
            self._cells.forget(self._window.rows[-surplus:])
            self._window.drop_oldest()
            self.endRemoveRows()
        self._busy = False
        self.loaded.emit()

    def _insert(self, record: CheckRecord) -> None:
        if self._window.newest_is_held:
            self.beginInsertRows(_ROOT, 0, 0)
            self._window.add_newest(record)
            self.endInsertRows()
        else:
            self._window.add_newest(record)
        self._added += 1
        if self.total is not None:
            self.total += 1
        self.loaded.emit()
