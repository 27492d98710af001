from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.history_query import HistoryPage, PageKey
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.history_window import MOST_PAGES, PAGE_ROWS, HistoryWindow
from tests.ui.records import record


class _Store:
    """A history in a list, newest last."""

    def __init__(self, count: int) -> None:
        self.rows = [record(number) for number in range(1, count + 1)]

    def add(self) -> CheckRecord:
        self.rows.append(record(len(self.rows) + 1))
        return self.rows[-1]

    def page(self, after: PageKey | None, limit: int) -> HistoryPage:
        below = [r for r in reversed(self.rows) if after is None or (r.id or 0) < after.id]
        last = below[limit - 1] if len(below) > limit else None
        return HistoryPage(below[:limit], PageKey(last.started_at, last.id or 0) if last else None)


def _older(window: HistoryWindow, store: _Store) -> None:
    if (key := window.older_key) is not None:
        window.add_older(store.page(key, PAGE_ROWS))
        if window.surplus_newest:
            window.drop_newest()


def _newer(window: HistoryWindow, store: _Store) -> None:
    if not window.newest_is_held:
        page = store.page(window.newer_key, window.newer_limit)
        assert window.continues(page)
        window.add_newer(page)
        if window.surplus_oldest:
            window.drop_oldest()


@given(
    count=st.integers(0, 1300),
    moves=st.lists(st.sampled_from(["older", "older", "newer", "add"]), max_size=60),
)
def test_it_is_always_a_bounded_gapless_part_of_the_history(count: int, moves: list[str]) -> None:
    store = _Store(count)
    window = HistoryWindow()
    window.restart(store.page(None, PAGE_ROWS))
    for move in moves:
        if move == "older":
            _older(window, store)
        elif move == "newer":
            _newer(window, store)
        else:
            window.add_newest(store.add())
        everything = store.rows[::-1]
        assert window.rows == everything[window.above : window.above + len(window.rows)]
        assert len(window.rows) <= MOST_PAGES * PAGE_ROWS + moves.count("add")
        if window.older_key is None:
            assert window.above + len(window.rows) == len(everything)


def _scrolled(count: int, pages: int) -> tuple[HistoryWindow, _Store]:
    store = _Store(count)
    window = HistoryWindow()
    window.restart(store.page(None, PAGE_ROWS))
    for _ in range(pages):
        _older(window, store)
    return window, store


def test_a_page_above_that_has_changed_does_not_continue() -> None:
    window, store = _scrolled(1000, 12)
    page = store.page(window.newer_key, window.newer_limit)
    assert window.continues(page)
    assert not window.continues(HistoryPage(page.records[:-1], page.next))
    assert not window.continues(HistoryPage(page.records[::-1], page.next))
    assert not window.continues(HistoryPage())


def test_an_empty_page_below_ends_the_list() -> None:
    window, _store = _scrolled(200, 1)
    window.add_older(HistoryPage())
    assert window.older_key is None
    assert len(window.rows) == 2 * PAGE_ROWS


def test_before_the_first_page_a_record_can_be_added() -> None:
    window = HistoryWindow()
    assert window.add_newest(record())
    assert window.rows == [record()]


def test_a_newest_page_that_has_doubled_should_be_read_anew() -> None:
    window, store = _scrolled(50, 0)
    for _ in range(PAGE_ROWS):
        assert not window.newest_is_long
        window.add_newest(store.add())
    assert window.newest_is_long
