"""The part of the history that is in memory: a few pages in a row, out of a list without end."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from otp_gui.domain.history_query import HistoryPage, PageKey
from otp_gui.domain.record import CheckRecord

PAGE_ROWS: Final = 50
MOST_PAGES: Final = 10


class HistoryWindow:
    """Pages newest first; remembers where each page that it has seen ended, to find it again.

    Page 0 is the newest. It grows by the records that are made meanwhile; all others hold what they
    held when they were first read.
    """

    def __init__(self) -> None:
        self.rows: list[CheckRecord] = []
        self._first = 0
        self._held = 0
        self._sizes: list[int] = []
        self._ends: list[PageKey] = []

    @property
    def above(self) -> int:
        """How many rows are newer than those in memory."""
        return sum(self._sizes[: self._first])

    @property
    def older_key(self) -> PageKey | None:
        """Where the page below begins, None where there is none."""
        last = self._first + self._held - 1
        return self._ends[last] if 0 <= last < len(self._ends) else None

    @property
    def newer_limit(self) -> int:
        """How many rows the page above holds, 0 where there is none."""
        return self._sizes[self._first - 1] if self._first else 0

    @property
    def newer_key(self) -> PageKey | None:
        """Where the page above begins; None for the newest."""
        return self._ends[self._first - 2] if self._first > 1 else None

    @property
    def newest_is_held(self) -> bool:
        """Whether the newest page is in memory."""
        return self._first == 0

    @property
    def newest_is_long(self) -> bool:
        """Whether so much was added to the newest page that it should be read anew."""
        return bool(self._sizes) and self._sizes[0] >= 2 * PAGE_ROWS

    def restart(self, page: HistoryPage) -> None:
        """Hold the newest page only."""
        self.rows = list(page.records)
        self._first, self._held = 0, 1
        self._sizes = [len(self.rows)]
        self._ends = [] if page.next is None else [page.next]

    @property
    def first_key(self) -> PageKey | None:
        """Where the rows in memory begin; None for the newest."""
        return self._ends[self._first - 1] if self._first else None

    @property
    def pages_held(self) -> int:
        """How many pages the rows in memory fill."""
        return max(1, ceil(len(self.rows) / PAGE_ROWS))

    def note_pages(self, pages: Sequence[HistoryPage], added_above: int) -> None:
        """Take note that :attr:`rows` are now those of ``pages``, which begin where they began.

        ``added_above`` is how many rows have come in above them, where they are not the newest.
        """
        if self._first:
            self._sizes[0] += added_above
        self._sizes[self._first :] = [len(page.records) for page in pages]
        self._ends[self._first :] = [page.next for page in pages if page.next is not None]
        self._held = len(pages)

    def add_newest(self, record: CheckRecord) -> bool:
        """Count a record that was just made; tell whether it is in memory now."""
        if not self._sizes:
            self.restart(HistoryPage())
        self._sizes[0] += 1
        if self._first == 0:
            self.rows.insert(0, record)
        return self._first == 0

    def add_older(self, page: HistoryPage) -> None:
        """Put the page below at the end; an empty one tells that the list ends here."""
        place = self._first + self._held
        if not page.records:
            del self._ends[place - 1 :]
            return
        self._sizes[place:] = [len(page.records)]
        self._ends[place:] = [] if page.next is None else [page.next]
        self._held += 1
        self.rows.extend(page.records)

    def continues(self, page: HistoryPage) -> bool:
        """Tell whether ``page`` is still what stood above the rows in memory."""
        if not page.records or len(page.records) != self.newer_limit:
            return False
        return page.records[-1].id == self._ends[self._first - 1].id

    def add_newer(self, page: HistoryPage) -> None:
        """Put the page above at the beginning."""
        self._first -= 1
        self._held += 1
        self.rows[:0] = page.records

    @property
    def surplus_newest(self) -> int:
        """How many rows to drop at the beginning so that not too many pages are held."""
        return self._sizes[self._first] if self._held > MOST_PAGES else 0

    def drop_newest(self) -> None:
        """Drop the first page in memory."""
        del self.rows[: self._sizes[self._first]]
        self._first += 1
        self._held -= 1

    @property
    def surplus_oldest(self) -> int:
        """How many rows to drop at the end so that not too many pages are held."""
        return self._sizes[self._first + self._held - 1] if self._held > MOST_PAGES else 0

    def drop_oldest(self) -> None:
        """Drop the last page in memory."""
        count = self._sizes[self._first + self._held - 1]
        del self.rows[len(self.rows) - count :]
        self._held -= 1
