"""Loads the history page by page: a bounded window of it is in memory."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from otp_gui.domain.history_query import HistoryPage, HistoryQuery
from otp_gui.domain.ports import History, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.history_rows import HistoryRows, Index
from otp_gui.ui.history_window import PAGE_ROWS
from otp_gui.ui.theme import Theme

COUNT_LIMIT: Final = 10_000
"""Beyond this the exact number of what matches is not worth its time."""
_REST: Final = 4
"""So many times as long as reading again took it rests before it does so again."""
_QUICK_MS: Final = 100
"""After what takes no longer nobody has to rest."""
Spawn = Callable[[Coroutine[Any, Any, None]], object]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class HistoryModel(HistoryRows):
    """Shows what a :class:`HistoryQuery` finds, in its order.

    ``spawn`` starts a coroutine on the loop of the UI thread. ``loaded`` tells that rows or numbers
    have changed; ``failed`` carries the ``Phrase`` with which the store explained itself;
    ``choices_loaded`` the ``Choices`` that were asked for. ``total`` is how many rows match, up to
    one beyond :data:`COUNT_LIMIT` where the query restricts; ``everything`` how many there are.
    """

    loaded = Signal()
    failed = Signal(object)
    choices_loaded = Signal(object)

    def __init__(
        self,
        theme: Theme,
        history: History,
        spawn: Spawn,
        parent: QObject | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        super().__init__(theme, parent, now)
        self._history = history
        self._spawn = spawn
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._busy = False
        self._restarting = False
        self._outdated = False
        self._rereading: asyncio.Task[None] | None = None
        self._owes_rereading = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._read_what_is_owed)
        self.query = HistoryQuery()
        self.total: int | None = None
        self.everything: int | None = None

    @property
    def is_restarting(self) -> bool:
        """Whether the rows in memory are about to be replaced by those of :attr:`query`."""
        return self._restarting

    @property
    def is_rereading(self) -> bool:
        """Whether the rows in memory are being compared with the file."""
        return self._rereading is not None

    # What changes it

    def search(self, query: HistoryQuery) -> None:
        """Show what ``query`` finds instead; a search under way is given up."""
        self.query = query
        self._restart()

    def reload(self) -> None:
        """Read the newest page again."""
        self._restart()

    def refresh(self) -> None:
        """Read again what is in memory, because somebody has changed the file.

        Only what differs is replaced, so that the view stays where it is. A page that is being
        loaded goes first. By some orders it takes a walk through all rows: the more so the less
        often.
        """
        if self._restarting:
            self._outdated = True
        elif self._busy or self._rereading is not None or self._rest.isActive():
            self._owes_rereading = True
        else:
            self._spawn(self._run_rereading(self._turn))

    def ask_choices(self) -> None:
        """Look what there is to filter by; ``choices_loaded`` tells it."""
        self._spawn(self._load_choices())

    def prepend(self, record: CheckRecord) -> None:
        """Show a record that was just made, or what became of it."""
        if self.row_of(record.uid) is not None:
            self.update(record)
        elif self.query != HistoryQuery():
            self.refresh()
        elif self._restarting or self._window.newest_is_long:
            self._refresh()
        else:
            self._insert(record)

    def update(self, record: CheckRecord) -> None:
        """Show what became of a record, if it is in memory."""
        row = self.row_of(record.uid)
        if row is not None:
            self._replace(row, record)
        if self._restarting or self.query != HistoryQuery():
            self.refresh()

    # Loading

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
        self._rest.stop()
        self._outdated = self._owes_rereading = False
        self._begin(self._load_first)
        self._owes_rereading = False

    def _begin(self, work: Callable[[], Awaitable[None]]) -> None:
        self._busy = True
        self._give_up_rereading()
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
        self._read_what_is_owed()

    @Slot()
    def _read_what_is_owed(self) -> None:
        if self._owes_rereading and not self._busy:
            self._owes_rereading = False
            self.refresh()

    async def _load_first(self) -> None:
        page = await self._history.page(self.query, limit=PAGE_ROWS)
        self.total = len(page.records) if page.next is None else None
        self._restart_with(page)
        self._busy = self._restarting = False
        self.loaded.emit()
        if self._outdated:
            self._restart()
            return
        await self._count()
        await self._look_elsewhere()

    async def _load_older(self) -> None:
        after = self._window.older_key
        page = await self._history.page(self.query, after, PAGE_ROWS)
        self._add_below(page)
        self._busy = False
        self.loaded.emit()

    async def _load_newer(self) -> None:
        limit = self._window.newer_limit
        page = await self._history.page(self.query, self._window.newer_key, limit)
        if not self._window.continues(page):
            self._restart()
            return
        self._bring_back(page)
        self._busy = False
        self.loaded.emit()

    # Following what others write

    def _give_up_rereading(self) -> None:
        """Let what the user wants go first; what was being read again is read after it."""
        if self._rereading is not None:
            self._rereading.cancel()
            self._rereading = None
            self._owes_rereading = True

    async def _run_rereading(self, turn: int) -> None:
        task = asyncio.current_task()
        if task is None or turn != self._turn or self._busy or self._rereading is not None:
            self._owes_rereading = self._owes_rereading or self._busy
            return
        self._rereading = task
        began = monotonic()
        try:
            await self._reread()
            took_ms = round((monotonic() - began) * 1000)
            if took_ms > _QUICK_MS and self.query != HistoryQuery():
                self._rest.start(_REST * took_ms)
        except StoreError as error:
            self.failed.emit(error.explanation)
        finally:
            if self._rereading is task:
                self._rereading = None
        self._read_what_is_owed()

    async def _reread(self) -> None:
        added, before = self.changes, self.total
        pages = await self._pages()
        if added != self.changes:
            self._owes_rereading = True
            return
        await self._count()
        if added != self.changes:
            self._owes_rereading = True
            return
        above = (self.total or 0) - before if before is not None else 0
        if self.above and not any(page.records for page in pages):
            self._restart()
            return
        self._become(pages, max(0, above))
        self.loaded.emit()
        await self._look_elsewhere()

    async def _pages(self) -> Sequence[HistoryPage]:
        """Read the pages in memory again, and as far as their last row if it has moved down."""
        last = self._window.rows[-1].uid if self._window.rows else None
        most = self._window.pages_held + 1
        pages: list[HistoryPage] = []
        key = self._window.first_key
        while len(pages) < most:
            page = await self._history.page(self.query, key, PAGE_ROWS)
            pages.append(page)
            key = page.next
            if key is None or any(record.uid == last for record in page.records):
                break
        return pages

    async def _look_elsewhere(self) -> None:
        """Learn which of the running calls are other processes'."""
        self._set_elsewhere(
            await self._history.running_elsewhere() if self._running() else frozenset()
        )

    # Numbers

    async def _count(self) -> None:
        """Count, and once more if a record was added meanwhile, which the count may have missed."""
        added = -1
        total = everything = 0
        while added != self.changes:
            added = self.changes
            everything = total = await self._history.total()
            if self.query.restricts:
                total = await self._history.count(self.query, COUNT_LIMIT + 1)
        self.total, self.everything = total, everything
        self.loaded.emit()

    async def _load_choices(self) -> None:
        try:
            self.choices_loaded.emit(await self._history.choices())
        except StoreError:
            # Whoever cannot be read tells so in the table itself.
            return

    def _insert(self, record: CheckRecord) -> None:
        self._add_newest(record)
        if self.total is not None:
            self.total += 1
        if self.everything is not None:
            self.everything += 1
        self.loaded.emit()
