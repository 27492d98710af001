"""The history in the whole window: its menus, what is remembered of it, what its menu opens."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTableView, QTabWidget

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.paths import under
from otp_gui.ui.history_columns import Column
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.theme import Theme
from tests.ui.desk import CONFIRMED, NOT_FOUND, WAITING, Desk, start
from tests.ui.waiting import until


def _table(desk: Desk) -> QTableView:
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    return table


def _columns(desk: Desk) -> dict[str, object]:
    """Open the menu of the columns from the View menu; return its actions by their texts."""
    inner = [action.menu() for action in desk.window.view_menu.actions()]
    menu = next(m for m in inner if isinstance(m, QMenu) and m.objectName() == "historyColumnsMenu")
    menu.aboutToShow.emit()
    return {action.text(): action.trigger for action in menu.actions()}


async def test_the_view_menu_leads_to_the_columns(desk: Desk) -> None:
    assert _table(desk).isColumnHidden(Column.OPERATOR)
    show = _columns(desk)["Made by"]
    assert callable(show)
    show()
    assert not _table(desk).isColumnHidden(Column.OPERATOR)


async def test_columns_and_relative_times_are_there_at_the_next_start(
    desk: Desk, qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    for text in ("Message", "Relative times"):
        press = _columns(desk)[text]
        assert callable(press)
        press()
    await desk.check(CONFIRMED)
    assert _table(desk).model().index(0, Column.TIME).data() == "just now"
    desk.window.close()
    await desk.keeper.save()
    again = await start(qapp, theme, under(tmp_path / "desk"))
    await until(lambda: _table(again).model().rowCount() > 0)
    assert not _table(again).isColumnHidden(Column.MESSAGE)
    assert _table(again).model().index(0, Column.TIME).data() == "just now"
    await again.end()


async def test_the_timeline_of_a_row_is_opened(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    await desk.check(WAITING)
    tabs = desk.widget("resultTabs")
    assert isinstance(tabs, QTabWidget)
    assert tabs.currentIndex() == 0
    _table(desk).selectRow(1)
    desk.workplace.answers.history.row_menu.show_timeline.trigger()
    await until(lambda: tabs.currentWidget().objectName() == "timelineTab")
    pane = desk.workplace.answers.pane
    await until(lambda: pane.case and pane.case.record.request_id == NOT_FOUND.request_id)
    # Let the answer that the selection alone has asked for come, too.
    await desk.inspect(NOT_FOUND)


async def test_a_check_under_another_order_leaves_the_view_where_it_is(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    header = _table(desk).horizontalHeader()
    header.setSortIndicator(Column.REQUEST_ID, Qt.SortOrder.AscendingOrder)
    model = _table(desk).model()
    assert isinstance(model, HistoryModel)
    await until(lambda: model.query != HistoryQuery() and not model.is_restarting)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    await desk.check(WAITING)
    await until(lambda: model.rowCount() == 2)
    ids = [model.record(row).request_id for row in range(2)]
    assert ids == sorted(ids)
    assert not resets


async def test_a_damaged_choice_about_times_is_told(
    qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    files = under(tmp_path / "other")
    files.create()
    files.settings.write_text("relative_times = 3\n")
    desk = await start(qapp, theme, files)
    _preferences, damage = desk.front.preferences.load()
    assert damage is not None
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    await desk.end()
