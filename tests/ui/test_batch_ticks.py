"""Which rows of a list are called: their ticks, and those that are called in spite of doubts."""

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionViewItem

from otp_gui.ui.batch_lines import Column
from otp_gui.ui.batch_window import BatchWindow
from tests.ui.batches import cells, loaded
from tests.ui.desk import CONFIRMED, WAITING, Desk

LIST: Final = "\n".join(
    (
        "request_id\tphone",
        f"{CONFIRMED.request_id}\t12",
        f"{CONFIRMED.request_id}\t{CONFIRMED.recipient}",
        f"{CONFIRMED.request_id}\t{CONFIRMED.recipient}",
        f"{WAITING.request_id}\t13",
        f"{WAITING.request_id}x\t",
    )
)
STATES: Final = ["Another number", "Ready", "Repeated", "Ready", "Wrong"]


def ticks(window: BatchWindow) -> list[bool]:
    """Return which rows have a tick."""
    model = window.model
    role = Qt.ItemDataRole.CheckStateRole
    indexes = (model.index(row, Column.LINE) for row in range(model.rowCount()))
    return [index.data(role) is Qt.CheckState.Checked for index in indexes]


def boxes(window: BatchWindow) -> list[bool]:
    """Return which rows have a box that can be ticked; the others are drawn so."""
    model, table = window.model, window.rows.table
    delegate = table.itemDelegateForColumn(Column.LINE)
    found = []
    for row in range(model.rowCount()):
        index, option = model.index(row, Column.LINE), QStyleOptionViewItem()
        option.state = QStyle.StateFlag.State_Enabled
        delegate.initStyleOption(option, index)  # type: ignore[attr-defined] # protected in C++
        can_be_ticked = bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable)
        assert bool(option.state & QStyle.StateFlag.State_Enabled) is can_be_ticked
        assert index.flags() & Qt.ItemFlag.ItemIsSelectable
        found.append(can_be_ticked)
    return found


def entry(window: BatchWindow, words: str) -> None:
    """Choose from the menu of the first row."""
    table = window.rows.table
    place = table.visualRect(window.model.index(0, Column.DETAIL)).center()
    table.customContextMenuRequested.emit(place)
    menu = table.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


async def test_only_a_row_that_would_be_called_has_a_tick(desk: Desk) -> None:
    window, _lead = await loaded(desk, LIST)
    assert cells(window, Column.RESULT) == STATES
    assert ticks(window) == [False, True, False, True, False]
    assert boxes(window) == [False, True, False, True, False]
    box = window.model.index(4, Column.LINE)
    role = Qt.ItemDataRole.CheckStateRole
    window.model.setData(box, Qt.CheckState.Checked.value, role)
    assert cells(window, Column.RESULT) == STATES
    window.model.setData(window.model.index(4, Column.RECIPIENT), WAITING.recipient)
    assert (ticks(window)[4], boxes(window)[4]) == (True, True)


async def test_all_ticks_go_and_come_with_a_key_or_two(desk: Desk) -> None:
    window, _lead = await loaded(desk, LIST)
    table = window.rows.table
    table.setFocus()
    table.setCurrentIndex(window.model.index(0, Column.DETAIL))
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Space)
    # Nothing is called in the place of what was left out.
    assert cells(window, Column.RESULT) == [*["Left out"] * 4, "Wrong"]
    assert ticks(window) == [False] * 5
    assert not window.plan.start_button.isEnabled()
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert cells(window, Column.RESULT) == STATES
    table.selectRow(3)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert ticks(window) == [False, True, False, False, False]


async def test_all_ticks_go_and_come_by_the_menu(desk: Desk) -> None:
    window, _lead = await loaded(desk, LIST)
    table = window.rows.table
    entry(window, "Leave all out")
    assert ticks(window) == [False] * 5
    entry(window, "Call all of them")
    assert cells(window, Column.RESULT) == STATES
    table.selectAll()
    entry(window, "Leave the selected rows out")
    entry(window, "Call the selected rows")
    assert cells(window, Column.RESULT) == STATES
    # Of a filtered list, those that are listed.
    window.rows.search.setText(CONFIRMED.request_id)
    entry(window, "Leave all out")
    window.rows.search.clear()
    assert ticks(window) == [False, False, False, True, False]


async def test_rows_in_doubt_are_counted_and_found_before_the_run(desk: Desk) -> None:
    window, _lead = await loaded(desk, LIST)
    assert window.rows._count.text() == "5 rows, left out: 3, doubtful: 1"
    rows = window.rows.filter
    rows.setCurrentIndex(rows.findData("doubtful"))
    assert rows.currentText() == "Doubtful (1)"
    assert cells(window, Column.LINE) == ["5"]
    assert cells(window, Column.RESULT) == ["Ready"]
    assert "phone number" in cells(window, Column.DETAIL)[0]
    assert window.rows._count.text() == "1 of 5 rows, left out: 3, doubtful: 1"
    window.model.setData(window.model.index(0, Column.RECIPIENT), WAITING.recipient)
    assert cells(window, Column.LINE) == []
    assert window.rows._count.text() == "0 of 5 rows, left out: 3"


async def test_a_menu_beside_the_rows_offers_nothing(desk: Desk) -> None:
    window, _lead = await loaded(desk, LIST)
    table = window.rows.table
    table.customContextMenuRequested.emit(QPoint(5, table.viewport().height() - 5))
    assert not table.findChildren(QMenu)
