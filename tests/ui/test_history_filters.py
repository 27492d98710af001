"""What the history can be filtered by, how that is seen, and how it is undone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDateEdit, QPushButton
from pytestqt.qtbot import QtBot

from otp_gui.domain.history_query import HistoryQuery, SortColumn
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.ui.history_columns import Column
from otp_gui.ui.theme import Theme
from tests.ui.histories import until
from tests.ui.records import NOT_FOUND, NOW, SUCCESS, record
from tests.ui.shown_history import ShownHistory, shown

NAMES = ("Type", "Operation", "Source", "Operator", "Period")


def _rows() -> list[CheckRecord]:
    return [
        record(1, SUCCESS),
        replace(record(2, NOT_FOUND), operation=Operation.STATUS, source=Source.CLI),
        replace(record(3, SUCCESS), operator="boris"),
        replace(record(4, SUCCESS), started_at=NOW - timedelta(days=30)),
        replace(record(5, SUCCESS), started_at=NOW - timedelta(days=3)),
    ]


async def _opened(qtbot: QtBot, theme: Theme) -> ShownHistory:
    window = await shown(qtbot, theme, records=_rows())
    window.button("historyFiltersButton").click()
    types = window.combo("historyTypeFilter")
    await until(lambda: types.count() > 2)
    return window


async def _choose(window: ShownHistory, name: str, value: str) -> HistoryQuery:
    combo = window.combo(f"history{name}Filter")
    combo.setCurrentIndex(combo.findData(value))
    await until(lambda: not window.model.is_restarting)
    return window.history.asked[-1]


def _uids(window: ShownHistory) -> set[str]:
    return {window.model.record(row).uid for row in range(window.model.rowCount())}


def _chips(window: ShownHistory) -> list[str]:
    buttons = window.view.findChildren(QPushButton)
    return [b.text() for b in buttons if b.objectName().startswith("historyChip") and b.isVisible()]


async def test_the_panel_opens_under_its_button_with_the_keyboard_in_it(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await _opened(qtbot, theme)
    types = window.combo("historyTypeFilter")
    assert types.isVisible()
    assert types.window() is not window.view.window()
    assert types.window().focusWidget() is types
    for name in NAMES:
        assert window.combo(f"history{name}Filter").accessibleName()
    QTest.keyClick(types.window(), Qt.Key.Key_Escape)
    assert not types.isVisible()


@pytest.mark.parametrize(
    ("name", "value", "asked", "found"),
    [
        (
            "Type",
            "SessionNotFoundException",
            HistoryQuery(error_type="SessionNotFoundException"),
            {"uid-2"},
        ),
        ("Type", "\0", HistoryQuery(untyped=True), {"uid-1", "uid-3", "uid-4", "uid-5"}),
        ("Operation", "status", HistoryQuery(operation=Operation.STATUS), {"uid-2"}),
        ("Source", "cli", HistoryQuery(source=Source.CLI), {"uid-2"}),
        ("Operator", "boris", HistoryQuery(operator="boris"), {"uid-3"}),
    ],
)
async def test_each_filter_narrows_the_list_and_is_seen(
    qtbot: QtBot, theme: Theme, name: str, value: str, asked: HistoryQuery, found: set[str]
) -> None:
    window = await _opened(qtbot, theme)
    assert await _choose(window, name, value) == asked
    assert _uids(window) == found
    assert _chips(window) == [window.combo(f"history{name}Filter").currentText()]


async def test_types_that_have_no_name_in_the_picture_are_a_filter_while_they_are_in_force(
    qtbot: QtBot, theme: Theme
) -> None:
    window = await _opened(qtbot, theme)
    asked = HistoryQuery(types_left_out=("AttemptsExpiredException",))
    window.view.narrow(asked)
    await until(lambda: not window.model.is_restarting)
    assert window.view.query == window.history.asked[-1] == asked
    assert _uids(window) == {"uid-2"}
    assert _chips(window) == ["Other types"]
    window.view.clear_filters()
    assert window.view.query == HistoryQuery()


def _midnight(days_ago: int = 0) -> datetime:
    day = (NOW - timedelta(days=days_ago)).astimezone()
    return day.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


async def test_today_and_a_week_begin_at_midnight_here(qtbot: QtBot, theme: Theme) -> None:
    window = await _opened(qtbot, theme)
    assert await _choose(window, "Period", "today") == HistoryQuery(since=_midnight())
    assert _uids(window) == {"uid-1", "uid-2", "uid-3"}
    assert await _choose(window, "Period", "week") == HistoryQuery(since=_midnight(6))
    assert _uids(window) == {"uid-1", "uid-2", "uid-3", "uid-5"}
    assert _chips(window) == ["7 days"]


async def test_at_midnight_today_becomes_another_day(qtbot: QtBot, theme: Theme) -> None:
    window = await _opened(qtbot, theme)
    await _choose(window, "Period", "today")
    window.now = NOW + timedelta(days=1)
    window.model.let_time_pass()
    await until(lambda: window.history.asked[-1].since != _midnight())
    assert window.history.asked[-1] == HistoryQuery(since=_midnight(-1))
    await until(lambda: not window.model.is_restarting)
    asked = len(window.history.asked)
    window.model.let_time_pass()
    assert len(window.history.asked) == asked
    assert not window.model.is_restarting


async def test_editing_a_day_chooses_from_that_day_to_the_other(qtbot: QtBot, theme: Theme) -> None:
    window = await _opened(qtbot, theme)
    panel = window.combo("historyTypeFilter").window()
    first, last = (
        panel.findChild(QDateEdit, "historyFirstDay"),
        panel.findChild(QDateEdit, "historyLastDay"),
    )
    assert isinstance(first, QDateEdit)
    assert isinstance(last, QDateEdit)
    last.setDate(QDate(2026, 10, 30))
    first.setDate(QDate(2026, 10, 20))
    await until(lambda: _uids(window) == {"uid-4"})
    assert window.combo("historyPeriodFilter").currentData() == "custom"
    asked = window.history.asked[-1]
    assert asked.since is not None
    assert asked.until is not None
    assert asked.until - asked.since in {timedelta(days=11), timedelta(days=11, hours=1)}
    assert _chips(window) == ["20 Oct–30 Oct"]
    # The wrong way round, it is the same span.
    first.setDate(QDate(2026, 11, 5))
    await until(lambda: window.history.asked[-1].since == _at(2026, 10, 30))
    assert window.history.asked[-1].until == _at(2026, 11, 6)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day).astimezone().astimezone(UTC)


async def test_a_chip_takes_its_filter_away(qtbot: QtBot, theme: Theme) -> None:
    window = await _opened(qtbot, theme)
    await _choose(window, "Verdict", Verdict.SUCCESS.value)
    await _choose(window, "Operator", "anna")
    await _choose(window, "Period", "today")
    assert _chips(window) == ["Success", "anna", "Today"]
    for name, left in (
        ("historyChip2", ["Success", "Today"]),
        ("historyChip1", ["Today"]),
        ("historyChip1", []),
    ):
        assert window.button(name).accessibleName().startswith("Remove the filter")
        window.button(name).click()
        assert _chips(window) == left
    await until(lambda: window.history.asked[-1] == HistoryQuery())
    assert not window.button("historyClearButton").isVisible()


async def _restricted(qtbot: QtBot, theme: Theme) -> ShownHistory:
    window = await _opened(qtbot, theme)
    window.combo("historyTypeFilter").window().close()
    await _choose(window, "Environment", "stage")
    await _choose(window, "Operation", "status")
    await _choose(window, "Period", "week")
    assert len(_chips(window)) == 3
    return window


async def test_the_button_clears_all(qtbot: QtBot, theme: Theme) -> None:
    window = await _restricted(qtbot, theme)
    window.search.setText("d385")
    window.button("historyClearButton").click()
    await until(lambda: window.history.asked[-1] == HistoryQuery())
    assert _chips(window) == []
    assert window.search.text() == ""


async def test_escape_in_the_empty_search_clears_all(qtbot: QtBot, theme: Theme) -> None:
    window = await _restricted(qtbot, theme)
    window.search.setText("d385")
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert len(_chips(window)) == 3
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    await until(lambda: window.history.asked[-1] == HistoryQuery())
    assert _chips(window) == []


async def test_one_key_clears_all_from_anywhere(qtbot: QtBot, theme: Theme) -> None:
    window = await _restricted(qtbot, theme)
    window.search.setText("d385")
    window.view.activateWindow()
    await until(window.view.isActiveWindow)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.table, Qt.Key.Key_F, modifiers)
    await until(lambda: window.history.asked[-1] == HistoryQuery())
    assert window.search.text() == ""


async def test_others_can_narrow_the_list_to_an_hour(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, records=_rows())
    hour = NOW.replace(minute=0, second=0)
    wanted = HistoryQuery(
        error_type="NobodyKnowsException",
        verdict=Verdict.ERROR,
        since=hour,
        until=hour + timedelta(hours=1),
    )
    window.view.narrow(wanted)
    await until(lambda: window.history.asked[-1] == wanted)
    assert window.view.query == wanted
    local = hour.astimezone()
    span = f"{local:%H:%M}–{local + timedelta(hours=1):%H:%M}"
    assert _chips(window) == ["Refused", "NobodyKnowsException", span]
    # What the history holds is learnt later, and takes nothing away.
    window.button("historyFiltersButton").click()
    await until(lambda: window.combo("historyTypeFilter").count() > 3)
    assert window.view.query == wanted


async def test_filters_leave_the_order_alone(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, records=_rows())
    window.table.horizontalHeader().setSortIndicator(Column.NOTE, Qt.SortOrder.AscendingOrder)
    await _choose(window, "Verdict", Verdict.SUCCESS.value)
    assert window.history.asked[-1] == HistoryQuery(
        verdict=Verdict.SUCCESS, sort=SortColumn.NOTE, ascending=True
    )
