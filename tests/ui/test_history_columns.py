"""Which columns there are, by which rows are ordered, and what of them is copied."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from otp_gui.domain.history_query import HistoryQuery, SortColumn
from otp_gui.ui import privacy
from otp_gui.ui.history_columns import HIDDEN_AT_FIRST, SORTED_BY, Column
from otp_gui.ui.history_window import MOST_PAGES, PAGE_ROWS
from otp_gui.ui.theme import Theme
from tests.ui.histories import until
from tests.ui.records import NOT_FOUND, NOW, record, with_outcome
from tests.ui.shown_history import ShownHistory, shown

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _english_locale() -> Iterator[None]:
    yield
    privacy.switch(False)  # noqa: FBT003 - a slot


def _menu(window: ShownHistory) -> dict[str, QAction]:
    """Open the menu of the columns; return what it offers, the orders included."""
    menu = window.menu("historyColumnsMenu")
    menu.aboutToShow.emit()
    inner = [action.menu() for action in menu.actions()]
    orders = [a for m in inner if isinstance(m, QMenu) for a in m.actions()]
    return {
        **{f"by {action.text()}": action for action in orders},
        **{action.text(): action for action in menu.actions()},
    }


def _first(window: ShownHistory) -> str:
    return window.model.record(0).uid


# Order


async def test_a_click_on_a_title_orders_by_it_and_another_turns_it_round(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 60)
    header = window.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.RECIPIENT) + 20, 10)
    for ascending, first in ((True, "uid-1"), (False, "uid-60")):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await until(lambda: not window.model.is_restarting)
        asked = HistoryQuery(sort=SortColumn.RECIPIENT, ascending=ascending)
        assert window.history.asked[-1] == asked
        assert _first(window) == first
        assert header.sortIndicatorSection() == Column.RECIPIENT
        assert header.isSortIndicatorShown()


async def test_numbers_and_times_begin_with_the_greatest(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    header = window.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.HTTP) + 20, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: not window.model.is_restarting)
    assert window.history.asked[-1] == HistoryQuery(sort=SortColumn.HTTP_STATUS)


async def test_pages_follow_in_every_order(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 120)
    window.table.horizontalHeader().setSortIndicator(Column.REQUEST_ID, Qt.SortOrder.AscendingOrder)
    await until(lambda: not window.model.is_restarting and _first(window) == "uid-1")
    for rows in (100, 120):
        window.model.fetchMore(window.table.rootIndex())
        await until(lambda rows=rows: window.model.rowCount() == rows)  # type: ignore[misc] # bound
    uids = [window.model.record(row).uid for row in range(120)]
    assert uids == [f"uid-{n}" for n in range(1, 121)]


async def test_memory_is_bounded_in_every_order_and_under_filters(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 1500)
    window.view.narrow(HistoryQuery(environment="stage"))
    window.table.horizontalHeader().setSortIndicator(Column.REQUEST_ID, Qt.SortOrder.AscendingOrder)
    await until(lambda: not window.model.is_restarting and _first(window) == "uid-2")
    for _ in range(13):
        await until(lambda: window.model.canFetchMore(window.table.rootIndex()))
        window.model.fetchMore(window.table.rootIndex())
    await until(lambda: window.model.above == 4 * PAGE_ROWS)
    assert window.model.rowCount() == MOST_PAGES * PAGE_ROWS
    while window.model.above:
        above = window.model.above
        window.model.fetch_newer()
        await until(lambda above=above: window.model.above < above)  # type: ignore[misc] # bound
    assert [window.model.record(row).uid for row in range(3)] == ["uid-2", "uid-4", "uid-6"]
    assert window.model.rowCount() == MOST_PAGES * PAGE_ROWS


async def test_an_order_that_is_superseded_is_cancelled(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 60)
    header = window.table.horizontalHeader()
    window.history.hold()
    header.setSortIndicator(Column.TYPE, Qt.SortOrder.AscendingOrder)
    await until(lambda: window.history.asked[-1].sort is SortColumn.TYPE)
    header.setSortIndicator(Column.RECIPIENT, Qt.SortOrder.AscendingOrder)
    await until(lambda: window.history.asked[-1].sort is SortColumn.RECIPIENT)
    window.history.release()
    await until(lambda: not window.model.is_restarting)
    assert window.history.given_up == 1
    assert _first(window) == "uid-1"


@pytest.mark.parametrize("column", Column)
async def test_the_menu_orders_by_every_column(qtbot: QtBot, theme: Theme, column: Column) -> None:
    window = await shown(qtbot, theme, 3)
    title = str(window.model.headerData(column, Qt.Orientation.Horizontal))
    _menu(window)[f"by {title}"].trigger()
    _menu(window)["by Ascending"].trigger()
    await until(lambda: not window.model.is_restarting)
    assert window.history.asked[-1] == HistoryQuery(sort=SORTED_BY[column], ascending=True)
    assert window.history.asked[-1].restricts is False


async def test_the_order_is_not_remembered(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.table.horizontalHeader().setSortIndicator(Column.TYPE, Qt.SortOrder.AscendingOrder)
    state = window.view.columns_state()
    other = await shown(qtbot, theme, 3)
    other.view.restore_columns(state)
    assert other.table.horizontalHeader().sortIndicatorSection() == Column.TIME
    assert [query.sort for query in other.history.asked] == [SortColumn.STARTED_AT]


# Columns


def _shown(window: ShownHistory) -> list[Column]:
    header = window.table.horizontalHeader()
    columns = [Column(header.logicalIndex(place)) for place in range(header.count())]
    return [column for column in columns if not window.table.isColumnHidden(column)]


async def test_columns_are_shown_and_hidden_by_the_menu(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    assert set(_shown(window)) == set(Column) - set(HIDDEN_AT_FIRST)
    for name in ("Message", "Made by", "Operation", "Source", "Finished"):
        assert not _menu(window)[name].isChecked()
        _menu(window)[name].trigger()
    assert set(_shown(window)) == set(Column)
    assert all(window.table.columnWidth(column) >= 40 for column in Column)
    _menu(window)["Environment"].trigger()
    assert Column.ENVIRONMENT not in _shown(window)
    assert not _menu(window)["Result"].isEnabled()
    _menu(window)["Reset the columns"].trigger()
    assert set(_shown(window)) == set(Column) - set(HIDDEN_AT_FIRST)


async def test_columns_move_by_the_mouse_and_by_the_menu(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    assert window.table.horizontalHeader().sectionsMovable()
    window.table.setCurrentIndex(window.model.index(0, Column.RECIPIENT))
    assert _menu(window)["Move “Recipient” to the left"].isEnabled()
    for _ in range(2):
        _menu(window)["Move “Recipient” to the left"].trigger()
    assert _shown(window)[:3] == [Column.RECIPIENT, Column.TIME, Column.RESULT]
    assert not _menu(window)["Move “Recipient” to the left"].isEnabled()
    _menu(window)["Move “Recipient” to the right"].trigger()
    assert _shown(window)[:3] == [Column.TIME, Column.RECIPIENT, Column.RESULT]


async def test_what_was_chosen_about_columns_is_kept(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    _menu(window)["Message"].trigger()
    _menu(window)["HTTP"].trigger()
    header = window.table.horizontalHeader()
    header.moveSection(header.visualIndex(Column.NOTE), 0)
    header.resizeSection(Column.MESSAGE, 333)
    before = _shown(window)
    state = window.view.columns_state()
    other = await shown(qtbot, theme, 3)
    other.view.restore_columns(state)
    assert _shown(other) == before
    assert other.table.columnWidth(Column.MESSAGE) == 333
    assert other.table.horizontalHeader().sectionsMovable()


async def test_times_can_be_said_as_so_long_ago(qtbot: QtBot, theme: Theme) -> None:
    made = replace(record(1), started_at=NOW - timedelta(minutes=3))
    window = await shown(qtbot, theme, records=[made])
    told: list[bool] = []
    window.view.times_chosen.connect(told.append)
    _menu(window)["Relative times"].trigger()
    assert window.model.index(0, Column.TIME).data() == "3 min ago"
    assert _menu(window)["Relative times"].isChecked()
    tip = str(window.model.index(0, Column.TIME).data(Qt.ItemDataRole.ToolTipRole))
    assert f"{made.started_at.astimezone():%H:%M:%S}" in tip
    changed: list[int] = []
    window.model.dataChanged.connect(lambda top, _bottom: changed.append(top.column()))
    window.model.let_time_pass()
    assert changed == [Column.TIME, Column.FINISHED]
    _menu(window)["Relative times"].trigger()
    assert told == [True, False]
    changed.clear()
    window.model.let_time_pass()
    assert changed == []


# Copying


def _copied() -> str:
    return QGuiApplication.clipboard().text()


async def test_ctrl_c_copies_the_row_and_several_with_their_titles(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 3)
    window.press(Qt.Key.Key_Down)
    QTest.keyClick(window.table, Qt.Key.Key_C, CTRL)
    cells = _copied().split("\t")
    assert "\n" not in _copied()
    assert len(cells) == len(_shown(window))
    assert cells[1:5] == ["Session not found", "+79990000003", "Production", "404"]
    assert f"{record(3).started_at.astimezone():%H:%M:%S}" in cells[0]
    QTest.keyClick(window.table, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(window.table, Qt.Key.Key_C, CTRL)
    titles, *rows = _copied().split("\n")
    assert titles.startswith("Time\tResult\tRecipient\tEnvironment")
    assert [row.split("\t")[2] for row in rows] == ["+79990000003", "+79990000002"]
    assert [r.uid for r in window.view.selected_records] == ["uid-3", "uid-2"]


async def test_copies_have_the_columns_that_are_shown_in_their_order(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 1)
    for column in set(Column) - {Column.RESULT, Column.RECIPIENT}:
        window.table.setColumnHidden(column, True)  # noqa: FBT003 - Qt's own signature
    header = window.table.horizontalHeader()
    header.moveSection(header.visualIndex(Column.RECIPIENT), header.count() - 1)
    window.press(Qt.Key.Key_Down)
    QTest.keyClick(window.table, Qt.Key.Key_C, CTRL)
    assert _copied() == "Session not found\t+79990000001"


async def test_a_copied_cell_is_no_formula_and_no_other_cell(qtbot: QtBot, theme: Theme) -> None:
    evil = replace(with_outcome(1, NOT_FOUND, error_type="=1+1\t2\n3"), note="+7 999 0")
    window = await shown(qtbot, theme, records=[evil])
    window.press(Qt.Key.Key_Down)
    QTest.keyClick(window.table, Qt.Key.Key_C, CTRL)
    cells = _copied().split("\t")
    assert cells[_shown(window).index(Column.TYPE)] == "'=1+1␉2␊3"
    assert cells[_shown(window).index(Column.NOTE)] == "+7 999 0"


def _open_menu(window: ShownHistory) -> None:
    place = window.table.mapToGlobal(QPoint(5, 5))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), place)
    QApplication.sendEvent(window.table, event)


async def test_the_menu_copies_the_cell_that_it_names(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.table.setCurrentIndex(window.model.index(1, Column.RECIPIENT))
    _open_menu(window)
    menu = window.view.row_menu
    assert menu.isVisible()
    assert menu.copy_cell.text() == "Copy “+79990000002”"
    assert menu.copy_rows.text() == "Copy the row\tCtrl+C"
    menu.copy_cell.trigger()
    assert _copied() == "+79990000002"
    menu.copy_rows.trigger()
    assert _copied().count("\t") == len(_shown(window)) - 1
    menu.close()
    QTest.keyClick(window.table, Qt.Key.Key_Down, SHIFT)
    _open_menu(window)
    assert menu.copy_rows.text() == "Copy 2 rows\tCtrl+C"
    menu.close()


async def test_the_menu_shows_answer_and_timeline(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    timelines: list[str] = []
    window.view.timeline_requested.connect(lambda told: timelines.append(told.uid))
    window.press(Qt.Key.Key_Down)
    window.view.row_menu.show_answer.trigger()
    window.view.row_menu.show_timeline.trigger()
    assert window.selected == ["uid-3", "uid-3"]
    assert timelines == ["uid-3"]


async def test_copies_and_menus_obey_the_privacy_view(qtbot: QtBot, theme: Theme) -> None:
    noted = replace(with_outcome(1, NOT_FOUND), note="called 8 (999) 000-00-01 back")
    window = await shown(qtbot, theme, records=[noted])
    window.table.setCurrentIndex(window.model.index(0, Column.RECIPIENT))
    privacy.switch(True)  # noqa: FBT003 - a slot
    QApplication.sendEvent(window.view, QEvent(QEvent.Type.LanguageChange))
    _open_menu(window)
    assert window.view.row_menu.copy_cell.text() == "Copy “+79*******01”"
    window.view.row_menu.copy_cell.trigger()
    window.view.row_menu.close()
    assert _copied() == "+79*******01"
    QTest.keyClick(window.table, Qt.Key.Key_C, CTRL)
    assert "+79*******01" in _copied()
    assert "called 8 (9**) ***-**-01 back" in _copied()
