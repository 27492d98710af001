"""The keys of both windows: that they work, and that the help lists all of them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from otp_gui.ui.dialogs.help import Keys, keys_of_batch, keys_of_window
from tests.ui.batches import ended, loaded, opened_batch, rows_of
from tests.ui.desk import CONFIRMED, Desk
from tests.ui.upkeep import choose
from tests.ui.waiting import opened, until

_CTRL = Qt.KeyboardModifier.ControlModifier
_OF_TABLES = {"Enter", "Ctrl+C"}
"""What a table or the form takes by itself."""
_OF_BATCH = {*_OF_TABLES, "Ctrl+A", "F2", "Space"}


def spelled(sequence: QKeySequence) -> str:
    """Write a key as the help does."""
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    return text.replace("Return", "Enter")


def shortcuts(window: QWidget) -> set[str]:
    """Return the keys that a window listens to."""
    found = [key for one in window.findChildren(QShortcut) for key in one.keys()]  # noqa: SIM118 - no dictionary
    found += [key for one in window.findChildren(QAction) for key in one.shortcuts()]
    return {spelled(key) for key in found} - {""}


def told(keys: Keys) -> set[str]:
    """Return the keys that the help lists, each once."""
    names = [name for name, _meaning in keys]
    assert len(names) == len(set(names))
    return set(names)


async def test_the_help_lists_every_key_there_is_and_no_other(desk: Desk) -> None:
    window, _lead = opened_batch(desk)
    assert told(keys_of_window()) == shortcuts(desk.window) | _OF_TABLES
    assert told(keys_of_batch()) == shortcuts(window) | _OF_BATCH


@pytest.mark.parametrize("name", ["batchOpenButton", ""])
async def test_enter_opens_a_list_where_a_button_for_it_has_the_keyboard(
    desk: Desk, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "list.tsv"
    file.write_text(rows_of(CONFIRMED), encoding="utf-8")
    window, lead = opened_batch(desk)
    button = window.findChild(QPushButton, name) if name else window.empty._button
    assert isinstance(button, QPushButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    await choose(file)
    await until(lambda: lead.lists.draft is not None)


async def test_enter_begins_nothing_and_saves_what_is_there(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))
    window.plan.start_button.setFocus()
    QTest.keyClick(window.plan.start_button, Qt.Key.Key_Return)
    assert not lead.course.is_running
    window.plan.start_button.click()
    await ended(lead)
    for button in window.run.findChildren(QPushButton):
        assert button.autoDefault() is (button is window.run.save_button), button.objectName()


async def test_the_batch_window_opens_a_list_and_hides_by_its_keys(desk: Desk) -> None:
    window, lead = opened_batch(desk)
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_O, _CTRL)
    (await opened(QFileDialog)).reject()
    await until(lambda: not lead._asking.is_taken)
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_W, _CTRL)
    assert not window.isVisible()
    assert opened_batch(desk)[0] is window
    assert window.isVisible()
