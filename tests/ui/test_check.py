"""One check in the real window, over real HTTP, into a real database."""

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView

from otp_gui.domain.outcome import Failure, Verdict
from otp_gui.paths import under
from otp_gui.ui.dialogs.confirm_complete import ConfirmComplete
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.theme import Theme
from tests.ui.desk import CONFIRMED, GUARDED, NOT_FOUND, WAITING, Desk, start
from tests.ui.records import RUNNING, record
from tests.ui.waiting import opened, until


@pytest.fixture
async def unrecorded(qapp: QApplication, theme: Theme, tmp_path: Path) -> AsyncIterator[Desk]:
    """Return a window whose history was made by a newer version: it cannot be written."""
    paths = under(tmp_path / "desk")
    paths.create()
    with closing(sqlite3.connect(paths.history)) as database:
        database.execute("PRAGMA user_version = 999")
    made = await start(qapp, theme, paths)
    yield made
    await made.end()


CTRL = Qt.KeyboardModifier.ControlModifier


async def test_a_check_is_sent_told_and_kept(desk: Desk) -> None:
    made = await desk.check(NOT_FOUND)
    assert made.outcome.verdict is Verdict.ERROR
    assert desk.posts == 1
    assert desk.label("resultHeadline") == "Session not found"
    assert [row.uid for row in await desk.rows()] == [made.uid]
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    assert table.model().rowCount() == 1
    assert table.currentIndex().row() == 0


async def test_the_second_reading_of_false_knows_of_the_first_check(desk: Desk) -> None:
    first = await desk.check(CONFIRMED)
    assert first.outcome.verdict is Verdict.SUCCESS
    # Keys that are pressed once too often send nothing.
    desk.window.form.complete_button.click()
    asked = await opened(ConfirmComplete)
    assert desk.posts == 1
    asked.accept_button.click()
    await until(lambda: len(desk.finished) > 1)
    await desk.idle()
    second = desk.finished[-1]
    assert second.outcome.verdict is Verdict.NOT_COMPLETED
    assert desk.label("resultHeadline") == "Completed earlier"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_ctrl_enter_checks(desk: Desk, key: Qt.Key) -> None:
    desk.fill(WAITING)
    desk.press(key, CTRL)
    await until(lambda: desk.finished)
    assert desk.posts == 1


async def test_a_double_click_sends_once(desk: Desk) -> None:
    desk.fill(WAITING)
    button = desk.window.form.complete_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    desk.press(Qt.Key.Key_Return, CTRL)
    await until(lambda: desk.finished and not desk.tasks.is_acting)
    assert desk.posts == 1
    assert len(await desk.rows()) == 1


async def test_even_a_second_request_in_the_same_turn_sends_nothing(desk: Desk) -> None:
    desk.fill(WAITING)
    form = desk.window.form
    form.complete_requested.emit(form.request)
    form.complete_requested.emit(form.request)
    await until(lambda: desk.finished and not desk.tasks.is_acting)
    assert desk.posts == 1


async def test_start_and_paste_send_nothing_and_enter_never_completes(desk: Desk) -> None:
    QGuiApplication.clipboard().setText(WAITING.request_id)
    form = desk.window.form
    form.request_id_edit.setFocus()
    desk.press(Qt.Key.Key_V, CTRL)
    form.recipient_edit.setText(WAITING.recipient)
    assert form.complete_button.isEnabled()
    assert not desk.tasks.is_acting
    form.complete_button.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        desk.press(key)
    assert not desk.tasks.is_acting
    assert desk.methods == []
    assert await desk.rows() == ()


async def test_where_the_environment_asks_nothing_is_sent_before_the_answer(desk: Desk) -> None:
    desk.window.form.fill(WAITING.request_id, WAITING.recipient, GUARDED.id)
    desk.window.form.submit()
    asked = await opened(ConfirmComplete)
    assert desk.posts == 0
    assert await desk.rows() == ()
    QTest.keyClick(asked, Qt.Key.Key_Return)
    await until(lambda: not desk.tasks.is_acting)
    assert desk.posts == 0
    assert desk.window.form.complete_button.isEnabled()


async def test_a_confirmed_check_is_sent(desk: Desk) -> None:
    desk.window.form.fill(WAITING.request_id, WAITING.recipient, GUARDED.id)
    desk.window.form.submit()
    (await opened(ConfirmComplete)).accept_button.click()
    await until(lambda: desk.finished and not desk.tasks.is_acting)
    assert desk.posts == 1
    assert desk.finished[0].environment == GUARDED.id


async def test_while_a_call_runs_the_form_is_closed_and_the_pane_says_what_happens(
    desk: Desk,
) -> None:
    await desk.begin_silent()
    assert not desk.window.form.complete_button.isEnabled()
    assert not desk.window.form.request_id_edit.isEnabled()
    assert desk.widget("cancelButton").isVisible()
    desk.tasks.cancel_action()
    await until(lambda: desk.finished and not desk.tasks.is_acting)
    assert desk.window.form.complete_button.isEnabled()


async def test_cancelling_what_may_have_been_sent_asks_and_leaves_an_unknown_row(
    desk: Desk,
) -> None:
    await desk.begin_silent()
    desk.press(Qt.Key.Key_Escape)
    question = await opened(Question)
    assert desk.tasks.is_acting
    question.accept_button.click()
    await until(lambda: desk.finished and not desk.tasks.is_acting)
    (row,) = await desk.rows()
    assert row.outcome.verdict is Verdict.UNKNOWN
    assert row.outcome.failure is Failure.CANCELLED
    assert desk.posts == 1


async def test_one_may_keep_waiting_after_all(desk: Desk) -> None:
    await desk.begin_silent()
    desk.press(Qt.Key.Key_Escape)
    question = await opened(Question)
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert desk.tasks.is_acting
    assert desk.finished == []


async def test_the_question_goes_away_when_the_answer_comes(desk: Desk) -> None:
    await desk.begin_silent()
    desk.press(Qt.Key.Key_Escape)
    question = await opened(Question)
    closed: list[int] = []
    question.finished.connect(closed.append)
    # The server ends: for the call that is the connection breaking.
    await desk.parts.sandbox.stop()
    await until(lambda: closed)
    await until(lambda: desk.finished and not desk.tasks.is_acting)
    assert desk.finished[0].outcome.verdict is Verdict.UNKNOWN


async def test_escape_without_a_call_does_nothing(desk: Desk) -> None:
    await desk.check(WAITING)
    desk.press(Qt.Key.Key_Escape)
    assert desk.label("resultHeadline") == "Not completed"


async def test_closing_during_a_call_asks_and_leaves_an_unknown_row(desk: Desk) -> None:
    await desk.begin_silent()
    desk.window.close()
    question = await opened(Question)
    assert desk.window.isVisible()
    assert desk.closed == []
    question.accept_button.click()
    await until(lambda: desk.closed)
    await desk.tasks.close()
    (row,) = await desk.rows()
    assert row.outcome.verdict is Verdict.UNKNOWN


async def test_closing_is_not_asked_about_without_a_call(desk: Desk) -> None:
    await desk.check(WAITING)
    desk.window.close()
    assert desk.closed == [True]


async def test_a_session_that_is_being_checked_elsewhere_is_not_checked_again(desk: Desk) -> None:
    base_url = await desk.parts.sandbox.start()
    elsewhere = replace(
        record(1, RUNNING), id=None, base_url=base_url, request_id=WAITING.request_id
    )
    await desk.parts.history.begin(elsewhere)
    desk.fill(WAITING)
    desk.window.form.submit()
    told = await opened(Question)
    assert any("anna" in label.text() for label in told.findChildren(QLabel))
    assert not told.accept_button.isVisible()
    told.reject_button.click()
    await until(lambda: not desk.tasks.is_acting)
    assert desk.posts == 0
    assert desk.finished == []
    assert not desk.widget("cancelButton").isVisible()
    assert desk.window.form.complete_button.isEnabled()


async def test_without_a_record_nothing_is_sent_unless_one_insists(unrecorded: Desk) -> None:
    unrecorded.fill(WAITING)
    unrecorded.window.form.submit()
    question = await opened(Question)
    assert unrecorded.posts == 0
    assert question.accept_button.text() == "Send without a record"
    assert question.reject_button.isDefault()
    QTest.keyClick(question, Qt.Key.Key_Return)
    await until(lambda: not unrecorded.tasks.is_acting)
    assert unrecorded.posts == 0
    assert [r.outcome.failure for r in unrecorded.finished] == [Failure.HISTORY_UNAVAILABLE]


async def test_who_insists_gets_the_answer_shown_though_not_kept(unrecorded: Desk) -> None:
    unrecorded.fill(NOT_FOUND)
    unrecorded.window.form.submit()
    (await opened(Question)).accept_button.click()
    await until(lambda: len(unrecorded.finished) == 2 and not unrecorded.tasks.is_acting)
    assert unrecorded.posts == 1
    assert not unrecorded.finished[1].saved
    assert unrecorded.label("resultHeadline") == "Session not found"


async def test_insisting_is_confirmed_like_any_other_check(unrecorded: Desk) -> None:
    unrecorded.window.form.fill(WAITING.request_id, WAITING.recipient, GUARDED.id)
    unrecorded.window.form.submit()
    (await opened(ConfirmComplete)).accept_button.click()
    await until(lambda: unrecorded.finished)
    insist = await opened(Question)
    insist.accept_button.click()
    again = await opened(ConfirmComplete)
    assert unrecorded.posts == 0
    again.reject_button.click()
    await until(lambda: not unrecorded.tasks.is_acting)
    assert unrecorded.posts == 0


async def test_a_bug_in_a_check_gives_the_form_back_and_says_that_nothing_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, logged_errors: list[logging.LogRecord]
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise LookupError("+79990001122")

    monkeypatch.setattr(desk.parts.check, "complete", broken)
    desk.fill(WAITING)
    desk.window.form.submit()
    await until(desk.notices)
    (notice,) = desk.notices()
    assert "LookupError" in notice
    assert "unknown" in notice
    assert "7999" not in notice
    assert desk.window.form.complete_button.isEnabled()
    assert not desk.widget("cancelButton").isVisible()
    logged_errors.clear()
