from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QByteArray, QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QPushButton,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from otp_gui import i18n
from otp_gui.domain.environment import presets
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Verdict
from otp_gui.ui.history_columns import HIDDEN_AT_FIRST, Column
from otp_gui.ui.history_model import COUNT_LIMIT
from otp_gui.ui.history_table import HistoryTable
from otp_gui.ui.history_view import HistoryView
from otp_gui.ui.history_widths import CELL_MARGIN
from otp_gui.ui.theme import ROW_HEIGHT, Theme
from tests.ui.histories import WaitingHistory, until
from tests.ui.records import NOT_FOUND, NOW, record
from tests.ui.shown_history import ShownHistory, shown


@pytest.fixture(autouse=True)
def _english_locale() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


# Choosing


async def test_walking_through_the_rows_tells_which_record(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    assert window.selected == []
    for _ in range(2):
        window.press(Qt.Key.Key_Down)
    assert window.selected == ["uid-3", "uid-2"]


async def test_a_click_tells_which_record(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    place = window.table.visualRect(window.model.index(1, Column.RESULT)).center()
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.selected == ["uid-2"]
    rows = {index.row() for index in window.table.selectionModel().selectedIndexes()}
    assert rows == {1}


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_enter_puts_a_row_into_the_form(qtbot: QtBot, theme: Theme, key: Qt.Key) -> None:
    window = await shown(qtbot, theme, 3)
    window.press(key)
    assert window.reused == []
    window.press(Qt.Key.Key_Down)
    window.press(key)
    assert window.reused == ["uid-3"]


async def test_the_button_puts_the_chosen_row_into_the_form(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    assert not window.reuse.isEnabled()
    window.press(Qt.Key.Key_Down)
    QTest.mouseClick(window.reuse, Qt.MouseButton.LeftButton)
    assert window.reused == ["uid-3"]


async def test_a_double_click_puts_a_row_into_the_form(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    place = window.table.visualRect(window.model.index(1, Column.TIME)).center()
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.reused == ["uid-2"]


@pytest.mark.parametrize(
    "reason", [QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse]
)
async def test_the_context_menu_puts_a_row_into_the_form(
    qtbot: QtBot, theme: Theme, reason: QContextMenuEvent.Reason
) -> None:
    window = await shown(qtbot, theme, 3)
    window.press(Qt.Key.Key_Down)
    by_keyboard = reason is QContextMenuEvent.Reason.Keyboard
    target = window.table if by_keyboard else window.table.viewport()
    event = QContextMenuEvent(reason, QPoint(5, 5), target.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(target, event)
    menu = window.view.findChild(QMenu, "historyMenu")
    assert isinstance(menu, QMenu)
    assert menu.isVisible()
    menu.actions()[0].trigger()
    menu.close()
    assert window.reused == ["uid-3"]


async def test_the_record_that_is_shown_is_marked_silently(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.show_current(window.history.rows[0])
    assert window.table.currentIndex().row() == 2
    assert window.reuse.isEnabled()
    window.view.show_current(None)
    assert not window.table.currentIndex().isValid()
    assert not window.reuse.isEnabled()
    assert window.selected == []


async def test_the_marked_record_stays_marked_when_others_come(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.press(Qt.Key.Key_Down)
    window.model.prepend(record(4))
    assert window.table.currentIndex().row() == 1
    window.model.reload()
    await until(lambda: not window.model.is_restarting)
    assert window.model.record(window.table.currentIndex().row()).uid == "uid-3"
    assert len(window.selected) == 1


async def test_coming_to_the_table_by_tab_chooses_nothing(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.activateWindow()
    await until(window.view.isActiveWindow)
    window.button("historyFiltersButton").setFocus()
    QTest.keyClick(window.button("historyFiltersButton"), Qt.Key.Key_Tab)
    assert window.table.hasFocus()
    assert window.selected == []
    assert not window.table.currentIndex().isValid()
    assert not window.reuse.isEnabled()
    window.press(Qt.Key.Key_Down)
    assert window.selected == ["uid-3"]
    assert window.table.currentIndex().row() == 0


async def test_coming_back_to_the_table_keeps_the_row(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.activateWindow()
    await until(window.view.isActiveWindow)
    window.view.show_current(window.history.rows[1])
    window.table.setFocus()
    assert window.selected == []
    assert window.table.currentIndex().row() == 1


# Looking for


async def test_escape_clears_the_search(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    QTest.keyClicks(window.search, "000000000002")
    await until(lambda: window.model.rowCount() == 1)
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.search.text() == ""
    await until(lambda: window.model.rowCount() == 3)


async def test_down_goes_from_the_search_to_the_table(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.activateWindow()
    await until(window.view.isActiveWindow)
    window.view.focus_search()
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    assert window.table.hasFocus()
    assert window.selected == []


async def test_down_stays_in_the_search_where_nothing_was_found(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 0)
    window.view.activateWindow()
    await until(window.view.isActiveWindow)
    window.view.focus_search()
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    assert window.search.hasFocus()


async def test_typing_searches_after_a_pause(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 12)
    QTest.keyClicks(window.search, " 000000000007 ")
    await until(lambda: window.model.rowCount() == 1)
    assert window.model.record(0).uid == "uid-7"
    assert window.history.asked[-1] == HistoryQuery(text="000000000007")
    assert len(window.history.asked) <= 3
    await until(lambda: window.count == "1 of 12 calls")


async def test_enter_in_the_search_line_does_not_wait(qtbot: QtBot, theme: Theme) -> None:
    window = ShownHistory(theme, 12)
    window.view = HistoryView(theme, search_delay_ms=3_600_000)
    qtbot.addWidget(window.view)
    await window.attach()
    QTest.keyClicks(window.search, "000000000007")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    await until(lambda: window.model.rowCount() == 1)


async def test_environment_and_result_narrow_the_list(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 12)
    environments = window.combo("historyEnvironmentFilter")
    assert environments.itemText(0) == "All environments"
    environments.setCurrentIndex(environments.findData("production"))
    verdicts = window.combo("historyVerdictFilter")
    verdicts.setCurrentIndex(verdicts.findData(Verdict.ERROR.value))
    await until(lambda: not window.model.is_restarting)
    assert window.history.asked[-1] == HistoryQuery("", "production", Verdict.ERROR)
    assert window.model.rowCount() == 6
    verdicts.setCurrentIndex(verdicts.findData(Verdict.SUCCESS.value))
    await until(lambda: window.model.rowCount() == 0)
    assert any("these filters ask for" in text for text in window.spoken())


async def test_nothing_found_offers_the_way_back(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.search.setText("<b>nothing</b>\u202e")
    await until(lambda: window.model.rowCount() == 0)
    assert "Nothing matches" in window.spoken()
    assert any("<b>nothing</b>⟨U+202E⟩" in text for text in window.spoken())
    assert not window.table.isVisible()
    for button in window.view.findChildren(QPushButton):
        if button.text() == "Clear search and filters":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: window.model.rowCount() == 3)
    assert window.search.text() == ""
    assert window.table.isVisible()


async def test_the_cross_clears_the_search(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    cross = next(a for a in window.search.actions() if a.text() == "Clear the search")
    assert not cross.isVisible()
    window.search.setText("000000000002")
    await until(lambda: window.model.rowCount() == 1)
    assert cross.isVisible()
    assert isinstance(cross, QAction)
    cross.trigger()
    await until(lambda: window.model.rowCount() == 3)


async def test_an_environment_that_is_gone_is_no_longer_asked_for(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 4)
    combo = window.combo("historyEnvironmentFilter")
    combo.setCurrentIndex(combo.findData("stage"))
    window.view.set_environments([e for e in presets() if e.id != "stage"])
    await until(lambda: not window.model.is_restarting)
    assert window.history.asked[-1] == HistoryQuery()
    window.view.set_environments([replace(presets()[1], name="Live")])
    assert window.model.index(0, Column.ENVIRONMENT).data() == "stage"
    assert window.model.index(1, Column.ENVIRONMENT).data() == "Live"


# How much there is


async def test_an_empty_history_speaks(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 0)
    assert "No checks yet" in window.spoken()
    assert window.count == ""
    window.model.prepend(record())
    assert window.table.isVisible()


async def test_the_count_tells_what_part_is_listed(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 1284)
    assert window.count == "1,284 calls"
    window.search.setText("00000000012")
    await until(lambda: window.count == "11 of 1,284 calls")
    window.search.clear()
    while not window.model.above:
        await until(lambda: window.model.canFetchMore(window.table.rootIndex()))
        window.model.fetchMore(window.table.rootIndex())
    await until(lambda: window.count == "51–550 · 1,284 calls")


async def test_very_many_are_not_counted_to_the_end(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def count(_self: object, _query: HistoryQuery, limit: int = 0) -> int:
        return limit

    monkeypatch.setattr(WaitingHistory, "count", count)
    window = await shown(qtbot, theme, 51)
    assert window.count == "51 calls"
    window.search.setText("0000")
    await until(lambda: window.model.total == COUNT_LIMIT + 1)
    assert window.count == "more than 10,000 of 51 calls"


async def test_a_history_that_cannot_be_read_says_why_and_tries_again(
    qtbot: QtBot, theme: Theme
) -> None:
    window = ShownHistory(theme, 3)
    qtbot.addWidget(window.view)
    window.view.show()
    window.history.broken = {"page"}
    window.view.attach(window.model)
    await until(lambda: "The disk is full." in window.spoken())
    assert "The history cannot be read" in window.spoken()
    window.history.broken = set()
    for button in window.view.findChildren(QPushButton):
        if button.text() == "Try again":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: window.model.rowCount() == 3)
    assert window.table.isVisible()


# Scrolling


def _top_uid(window: ShownHistory) -> str:
    return window.model.record(window.table.rowAt(1)).uid


async def test_scrolling_to_the_end_loads_older_rows(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 200)
    bar = window.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    await until(lambda: window.model.rowCount() == 100)


async def test_the_eye_stays_on_its_rows_while_pages_come_and_go(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 1000)
    bar = window.table.verticalScrollBar()
    while window.model.above < 100:
        bar.setValue(bar.maximum())
        top = _top_uid(window)
        await until(lambda: window.model.canFetchMore(window.table.rootIndex()))
        assert _top_uid(window) == top
    above = window.model.above
    bar.setValue(0)
    top = _top_uid(window)
    await until(lambda: window.model.above < above and window.model.can_fetch_newer())
    assert _top_uid(window) == top
    assert window.selected == []


async def test_a_chosen_row_that_leaves_memory_chooses_no_other(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 1000)
    window.press(Qt.Key.Key_Down)
    bar = window.table.verticalScrollBar()
    while not window.model.above:
        bar.setValue(bar.maximum())
        await until(lambda: window.model.canFetchMore(window.table.rootIndex()))
    assert window.selected == ["uid-1000"]
    assert not window.table.currentIndex().isValid()
    assert not window.reuse.isEnabled()


async def test_a_new_record_is_seen_at_the_top_and_does_not_shift_what_is_read_below(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 50)
    window.model.prepend(record(51))
    assert _top_uid(window) == "uid-51"
    window.table.verticalScrollBar().setValue(5 * ROW_HEIGHT)
    top = _top_uid(window)
    window.model.prepend(record(52))
    assert _top_uid(window) == top


# Room


def _in_sight(table: QTableView) -> set[Column]:
    width = table.viewport().width()
    return {
        column
        for column in Column
        if not table.isColumnHidden(column)
        and table.columnViewportPosition(column) >= 0
        and table.columnViewportPosition(column) + table.columnWidth(column) <= width
    }


async def test_in_the_usual_window_the_telling_columns_are_in_sight(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.resize(654, 420)
    await until(
        lambda: (
            _in_sight(window.table)
            == {
                Column.TIME,
                Column.ENVIRONMENT,
                Column.RECIPIENT,
                Column.RESULT,
                Column.HTTP,
                Column.DURATION,
            }
        )
    )


async def test_every_other_column_is_reached_by_scrolling_sideways(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.resize(600, 420)
    sideways = window.table.horizontalScrollBar()
    await until(lambda: sideways.maximum() > 0)
    sideways.setValue(sideways.maximum())
    assert {Column.REQUEST_ID, Column.NOTE} <= _in_sight(window.table)


async def test_in_a_wide_window_everything_is_in_sight(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.resize(1500, 420)
    await until(lambda: _in_sight(window.table) == set(Column) - set(HIDDEN_AT_FIRST))
    assert window.table.horizontalScrollBar().maximum() == 0


async def test_no_column_is_hidden_in_a_narrow_window(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.resize(400, 420)
    sideways = window.table.horizontalScrollBar()
    await until(lambda: window.table.viewport().width() < 400 and sideways.maximum() > 0)
    assert {Column.TIME, Column.RESULT, Column.RECIPIENT} <= _in_sight(window.table)
    sideways.setValue(window.table.columnViewportPosition(Column.RECIPIENT))
    assert {Column.RECIPIENT, Column.ENVIRONMENT} <= _in_sight(window.table)
    hidden = {column for column in Column if window.table.isColumnHidden(column)}
    assert hidden == set(HIDDEN_AT_FIRST)


def _whole(table: QTableView, column: Column) -> bool:
    """Tell whether the first row's text in ``column`` is painted whole, not cut by an ellipsis."""
    index = table.model().index(0, column)
    delegate = table.itemDelegate()
    option = QStyleOptionViewItem()
    option.font = table.font()
    option.fontMetrics = table.fontMetrics()
    option.decorationSize = table.iconSize()
    wanted = delegate.sizeHint(option, index).width() + 2 * CELL_MARGIN
    return wanted <= table.columnWidth(column)


async def test_the_result_has_room_for_the_words_of_the_language(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.resize(480, 420)
    await until(lambda: 400 < window.table.viewport().width() < 480)
    outcome = replace(NOT_FOUND, error_type="WidgetIsBlockedException")
    window.model.prepend(record(98, outcome))
    english = window.table.columnWidth(Column.RESULT)
    assert _whole(window.table, Column.RESULT)
    i18n.install("ru")
    QApplication.sendEvent(window.table, QEvent(QEvent.Type.LanguageChange))
    assert window.model.index(0, Column.RESULT).data() == "Виджет заблокирован"
    assert _whole(window.table, Column.RESULT)
    assert window.table.columnWidth(Column.RESULT) > english


async def test_in_little_room_the_time_gives_way_to_the_result(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.resize(640, 420)
    await until(lambda: window.table.viewport().width() > 600)
    usual = window.table.columnWidth(Column.TIME)
    window.view.resize(372, 420)
    await until(lambda: window.table.viewport().width() < 372)
    i18n.install("ru")
    QApplication.sendEvent(window.table, QEvent(QEvent.Type.LanguageChange))
    window.model.prepend(record(98, NOT_FOUND))
    assert window.model.index(0, Column.RESULT).data() == "Сессия не найдена"
    listed = (Column.TIME, Column.RESULT, Column.RECIPIENT)
    assert [column.name for column in listed if not _whole(window.table, column)] == []
    assert window.table.horizontalScrollBar().value() == 0
    assert set(listed) <= _in_sight(window.table)
    # It is remembered as wide as it is where there is room.
    assert isinstance(window.table, HistoryTable)
    state = window.table.columns_state()
    window.view.resize(640, 420)
    await until(lambda: window.table.columnWidth(Column.TIME) == usual)
    window.table.restore_columns(state)
    assert window.table.columnWidth(Column.TIME) == usual
    # A time of another day is told whole, whatever that costs the result.
    window.view.resize(372, 420)
    yesterday = replace(record(99, NOT_FOUND), started_at=NOW - timedelta(days=1))
    window.model.prepend(yesterday)
    assert _whole(window.table, Column.TIME)
    assert Column.RECIPIENT in _in_sight(window.table)


@pytest.mark.parametrize("digit", "0123456789abcdefABCDEF")
async def test_a_request_id_is_seen_whole(qtbot: QtBot, theme: Theme, digit: str) -> None:
    window = await shown(qtbot, theme, 0)
    request_id = "00000000-0000-0000-0000-000000000000".replace("0", digit)
    window.model.prepend(replace(record(), request_id=request_id))
    assert _whole(window.table, Column.REQUEST_ID)


async def test_in_the_usual_window_nothing_usual_is_cut(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 50)
    window.view.resize(654, 420)
    await until(lambda: window.table.width() == 644)
    outcome = replace(NOT_FOUND, error_type=None, http_status=429)
    longest = replace(record(99, outcome, "production"), duration_ms=15_204.0)
    yesterday = NOW - timedelta(days=1)
    window.model.prepend(replace(longest, started_at=yesterday))
    assert window.model.index(0, Column.RESULT).data() == "Too many requests"
    assert window.model.index(0, Column.DURATION).data() == "15,204"
    listed = [column for column in Column if not window.table.isColumnHidden(column)]
    assert [column.name for column in listed if not _whole(window.table, column)] == []
    assert Column.DURATION in _in_sight(window.table)


async def test_the_search_line_gets_a_row_of_its_own_where_there_is_little_room(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await shown(qtbot, theme, 3)
    filters: list[QWidget] = [window.combo(f"history{n}Filter") for n in ("Environment", "Verdict")]
    filters.append(window.button("historyFiltersButton"))
    window.view.resize(900, 420)
    await until(lambda: {combo.y() for combo in filters} == {window.search.y()})
    window.view.resize(360, 420)
    await until(lambda: all(combo.y() > window.search.y() for combo in filters))
    assert window.search.width() > 300
    window.view.resize(900, 420)
    await until(lambda: {combo.y() for combo in filters} == {window.search.y()})


async def test_widths_of_columns_are_kept(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.view.resize(1100, 420)
    header = window.table.horizontalHeader()
    header.resizeSection(Column.REQUEST_ID, 222)
    state = window.view.columns_state()
    header.resizeSection(Column.REQUEST_ID, 80)
    window.view.restore_columns(state)
    assert header.sectionSize(Column.REQUEST_ID) == 222


async def test_a_damaged_state_of_columns_changes_nothing(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    before = [window.table.columnWidth(column) for column in Column]
    window.view.restore_columns(QByteArray(b"nonsense"))
    assert [window.table.columnWidth(column) for column in Column] == before


async def test_the_corner_between_the_scroll_bars_is_no_patch(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 50)
    window.view.resize(600, 420)
    table = window.table
    await until(lambda: table.horizontalScrollBar().maximum() > 0)
    await until(table.verticalScrollBar().isVisible)
    area = table.viewport().geometry().bottomRight()
    picture = table.grab().toImage()
    colours = {
        picture.pixelColor(area + QPoint(x, y)).name() for x in range(1, 7) for y in range(1, 7)
    }
    assert colours == {theme.color("surface").name()}


# For everybody


async def test_inputs_buttons_and_table_have_accessible_names(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    for widget in (
        window.table,
        window.search,
        window.reuse,
        window.combo("historyEnvironmentFilter"),
        window.combo("historyVerdictFilter"),
    ):
        assert widget.accessibleName(), widget.objectName()


async def test_tab_goes_through_everything_in_reading_order(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 3)
    window.press(Qt.Key.Key_Down)
    window.view.activateWindow()
    await until(window.view.isActiveWindow)
    window.view.focus_search()
    seen = []
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        seen.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        "historySearch",
        "historyEnvironmentFilter",
        "historyVerdictFilter",
        "historyFiltersButton",
        "historyTable",
        "reuseButton",
    ]


async def test_a_new_language_reaches_everything(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = await shown(qtbot, theme, 3)
    combo = window.combo("historyVerdictFilter")
    combo.setCurrentIndex(combo.findData(Verdict.ERROR.value))
    await until(lambda: not window.model.is_restarting)
    monkeypatch.setattr(i18n._Current.catalogue, "gettext", lambda text: f"~{text}")
    monkeypatch.setattr(
        i18n._Current.catalogue, "ngettext", lambda one, more, n: f"~{one if n == 1 else more}"
    )
    QApplication.sendEvent(window.view, QEvent(QEvent.Type.LanguageChange))
    assert window.reuse.text() == "~Put into the form"
    assert window.search.placeholderText().startswith("~")
    assert combo.currentData() == Verdict.ERROR.value
    assert combo.currentText() == "~Refused"
    assert window.count == "~2 of 3 calls"
    assert str(window.model.index(0, Column.RESULT).data()).startswith("~")
    assert str(window.model.headerData(0, Qt.Orientation.Horizontal)).startswith("~")


async def test_before_there_is_a_history_it_is_silent(qtbot: QtBot, theme: Theme) -> None:
    window = ShownHistory(theme, 3)
    qtbot.addWidget(window.view)
    window.view.show()
    window.search.setText("typed early")
    window.view.show_current(record())
    window.press(Qt.Key.Key_Return)
    assert window.spoken() == []
    await window.attach()
    assert window.history.asked[0] == HistoryQuery(text="typed early")
