"""Notes: written in the window, kept in the file, found again; the call's own facts stay."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.ui import privacy
from otp_gui.ui.dialogs.note import LONGEST, NoteDialog
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import Theme
from tests.ui.desk import CONFIRMED, NOT_FOUND, Desk
from tests.ui.records import record
from tests.ui.shouting import shout, whispered
from tests.ui.waiting import opened, until

NOTE = "Тикет 4711: <b>перезвонить</b> на +7 999 000-11-22"
CTRL = Qt.KeyboardModifier.ControlModifier


def is_open() -> bool:
    return any(isinstance(w, NoteDialog) and w.isVisible() for w in QApplication.topLevelWidgets())


async def write(text: str) -> None:
    """Write ``text`` into the dialog that is about to open, and save it by the keyboard."""
    dialog = await opened(NoteDialog)
    window = dialog.parentWidget()
    assert window is not None
    # Keys work in the active window only, and nobody clicks on this one.
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    dialog.edit.setPlainText(text)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return, CTRL)
    await until(lambda: not is_open())
    window.activateWindow()
    await until(window.isActiveWindow)


def shown_note(desk: Desk) -> str:
    found = desk.window.findChild(PlainText, "recordNote")
    assert isinstance(found, PlainText)
    return found.text() if found.isVisible() else ""


def table(desk: Desk) -> QTableView:
    found = desk.widget("historyTable")
    assert isinstance(found, QTableView)
    return found


async def settled(desk: Desk) -> None:
    """Wait until nothing is read any more: the test's end would cut it short."""
    await until(lambda: not desk.tasks._running)


# In the window


async def test_a_note_is_kept_and_shown_and_changes_no_fact_of_the_call(desk: Desk) -> None:
    made = await desk.check(CONFIRMED)
    assert shown_note(desk) == ""
    desk.click("noteButton")
    await write(NOTE)
    (row,) = await desk.rows()
    assert row == replace(made, note=NOTE)
    assert shown_note(desk) == NOTE
    assert desk.label("resultHeadline") == "Login completed"
    button = desk.widget("noteButton")
    assert isinstance(button, QPushButton)
    assert button.accessibleName() == "Edit the note"
    assert desk.methods == ["POST"]


async def test_f2_on_a_row_edits_its_note_and_saving_nothing_takes_it_away(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    await desk.check(CONFIRMED)
    table(desk).setFocus()
    table(desk).setCurrentIndex(table(desk).model().index(1, 0))
    await until(lambda: desk.label("resultHeadline") != "Login completed")
    QTest.keyClick(table(desk), Qt.Key.Key_F2)
    await write("first")
    assert [row.note for row in await desk.rows()] == ["", "first"]
    assert shown_note(desk) == "first"
    QTest.keyClick(table(desk), Qt.Key.Key_F2)
    dialog = await opened(NoteDialog)
    assert dialog.edit.toPlainText() == "first"
    await write("  ")
    assert [row.note for row in await desk.rows()] == ["", ""]
    assert shown_note(desk) == ""
    await settled(desk)


async def test_a_note_is_found_by_the_search_line(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    desk.click("noteButton")
    await write(NOTE)
    await desk.check(NOT_FOUND)
    search = desk.widget("historySearch")
    assert isinstance(search, QLineEdit)
    search.setText("ТИКЕТ 47")
    await until(lambda: table(desk).model().rowCount() == 1)
    search.setText("тикет 48")
    await until(lambda: table(desk).model().rowCount() == 0)
    await settled(desk)


async def test_the_timeline_tells_notes_and_what_came_later(desk: Desk) -> None:
    await desk.inspect(CONFIRMED)
    await desk.check(CONFIRMED)
    desk.click("noteButton")
    await write(NOTE)
    table(desk).setCurrentIndex(table(desk).model().index(2, 0))
    tabs = desk.widget("resultTabs")
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(2)
    listed = desk.widget("timelineList")
    assert isinstance(listed, QListWidget)

    def told() -> list[str]:
        return [listed.item(row).text() for row in range(listed.count())]

    await until(lambda: len(told()) == 4)
    assert told()[-1].endswith(f"\nNote: {NOTE}")
    await settled(desk)


async def test_the_timeline_leads_to_all_calls_of_the_recipient_and_back(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    desk.window.form.fill(NOT_FOUND.request_id, CONFIRMED.recipient)
    desk.window.form.complete_button.click()
    await until(lambda: len(desk.finished) == 2 and not desk.tasks.is_acting)
    tabs = desk.widget("resultTabs")
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(2)
    listed = desk.widget("timelineList")
    assert isinstance(listed, QListWidget)
    await until(lambda: listed.item(listed.count() - 1).text().endswith("recipient: 2"))
    listed.setFocus()
    listed.setCurrentRow(listed.count() - 1)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert listed.item(0).text() == "Back to this session"
    assert listed.accessibleName() == "Timeline of the recipient"
    assert [listed.item(row).text()[-8:] for row in (2, 3)] == ["00000001", "00000016"]
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert listed.item(0).text().startswith("This session")
    await settled(desk)


async def test_a_call_that_the_history_does_not_hold_has_no_note(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    case = desk.workplace.answers.pane.case
    assert case is not None
    desk.workplace.answers.pane.show_case(replace(case, record=replace(case.record, id=None)))
    assert not desk.widget("noteButton").isVisible()


async def test_the_report_has_the_note_with_the_number_masked(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    desk.click("noteButton")
    await write(NOTE)
    desk.workplace.hand_over.copy_report()
    text = QGuiApplication.clipboard().text()
    assert "> Тикет 4711: <b>перезвонить</b> на***\n" in text


async def test_the_privacy_view_masks_the_number_in_a_note(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    desk.click("noteButton")
    await write(NOTE)
    try:
        privacy.switch(on=True)
        await until(lambda: "999 000-11-22" not in shown_note(desk))
        assert "Тикет 4711" in shown_note(desk)
    finally:
        privacy.switch(on=False)
    await until(lambda: shown_note(desk) == NOTE)


# The dialog


class _Store:
    """Takes notes when it is let to."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.refusal: StoreError | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def set_note(self, uid: str, note: str) -> CheckRecord:
        await self.open.wait()
        if self.refusal is not None:
            raise self.refusal
        self.taken.append((uid, note))
        return replace(record(), note=note)


class _Stage:
    """The dialog over a bare window."""

    def __init__(self, qtbot: QtBot, theme: Theme, note: str = "") -> None:
        self.store = _Store()
        self.saved: list[CheckRecord] = []
        self._window = window = QWidget()
        qtbot.addWidget(window)
        window.show()
        self._tasks: set[asyncio.Task[None]] = set()
        self.dialog = NoteDialog(
            theme,
            window,
            replace(record(), note=note),
            self.store.set_note,
            lambda work: self._tasks.add(asyncio.get_running_loop().create_task(work)),
        )
        self.dialog.saved.connect(self.saved.append)
        self.closed: list[int] = []
        self.dialog.finished.connect(self.closed.append)
        self.dialog.open()

    def text(self, name: str) -> str:
        label = self.dialog.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        return label.text()

    def escape(self) -> None:
        QTest.keyClick(self.dialog, Qt.Key.Key_Escape)


async def test_a_refusal_is_told_and_the_text_stays(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    stage.store.refusal = StoreError(phrase("The disk is full."))
    stage.dialog.edit.setPlainText(NOTE)
    stage.dialog.save_button.click()
    await until(lambda: stage.text("noteProblem") == "The disk is full.")
    assert stage.dialog.edit.toPlainText() == NOTE
    assert not stage.dialog.edit.isReadOnly()
    stage.store.refusal = None
    stage.dialog.save_button.click()
    await until(lambda: stage.closed)
    assert stage.store.taken == [("uid-1", NOTE)]
    assert [told.note for told in stage.saved] == [NOTE]


async def test_escape_closes_what_is_unchanged_and_asks_about_the_rest(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme, "before")
    stage.dialog.edit.setPlainText("after")
    stage.escape()
    question = await opened(Question)
    question.reject_button.click()
    assert stage.closed == []
    stage.escape()
    (await opened(Question)).accept_button.click()
    await until(lambda: stage.closed)
    assert stage.store.taken == []
    untouched = _Stage(qtbot, theme, "before")
    untouched.escape()
    assert untouched.closed


async def test_escape_stops_waiting_for_a_history_that_does_not_answer(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme)
    stage.store.open.clear()
    stage.dialog.edit.setPlainText(NOTE)
    stage.dialog.save_button.click()
    assert not stage.dialog.save_button.isEnabled()
    assert stage.dialog.edit.isReadOnly()
    await until(lambda: stage.dialog._saving is not None)
    stage.escape()
    await until(stage.dialog.save_button.isEnabled)
    assert "may be saved nevertheless" in stage.text("noteProblem")
    assert stage.dialog.edit.toPlainText() == NOTE
    assert stage.closed == []


async def test_escape_right_after_save_does_not_take_the_dialog_away_from_it(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme)
    stage.dialog.edit.setPlainText(NOTE)
    stage.dialog.save_button.click()
    stage.escape()
    await until(lambda: stage.closed)
    assert [told.note for told in stage.saved] == [NOTE]


async def test_a_note_that_is_too_long_is_counted_and_not_sent(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    stage.dialog.edit.setPlainText(f"  {'я' * LONGEST}  ")
    assert stage.text("noteCount") == f"{QLocale().toString(2000)} of {QLocale().toString(2000)}"
    assert stage.dialog.save_button.isEnabled()
    stage.dialog.edit.setPlainText("я" * (LONGEST + 2))
    assert stage.text("noteProblem") == "The note is 2 characters too long."
    assert not stage.dialog.save_button.isEnabled()


async def test_the_longest_note_is_what_the_history_takes(desk: Desk) -> None:
    made = await desk.check(CONFIRMED)
    await desk.parts.history.set_note(made.uid, "я" * LONGEST)
    with pytest.raises(StoreError):
        await desk.parts.history.set_note(made.uid, "я" * (LONGEST + 1))


async def test_a_new_language_reaches_everything(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = _Stage(qtbot, theme)
    shout(monkeypatch, stage.dialog)
    assert whispered(stage.dialog, {""}) == []


async def test_what_the_timeline_cannot_read_is_told(desk: Desk) -> None:
    made = await desk.check(CONFIRMED)
    tabs = desk.widget("resultTabs")
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(2)
    timeline = desk.workplace.answers.pane.timeline
    timeline.show_trouble(made, phrase("The disk is full."))
    listed = desk.widget("timelineList")
    assert isinstance(listed, QListWidget)
    assert listed.item(0).text() == "The disk is full."


async def test_a_note_with_a_number_waits_for_the_privacy_view_to_end(desk: Desk) -> None:
    made = await desk.check(CONFIRMED)
    noted = await desk.parts.history.set_note(made.uid, "call back +7 999 000-11-22")
    privacy.switch(True)  # noqa: FBT003 - a slot
    try:
        desk.workplace.edit_note(noted)
        assert any("leave the privacy view" in notice for notice in desk.notices())
        assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, NoteDialog)]
    finally:
        privacy.switch(False)  # noqa: FBT003
