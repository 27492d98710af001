"""The window of batch runs, on real services: lists, and runs while they are made."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QGuiApplication
from PySide6.QtTest import QTest

from otp_gui.domain.batch import Confirmation, RunState, StopReason
from otp_gui.domain.draft import Columns, Draft
from otp_gui.domain.environment import Kind, presets
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.redact import Secret
from otp_gui.sandbox.host import SandboxHost
from otp_gui.ui.batch_lines import Column
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.confirm_batch import ConfirmBatch
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.theme import Theme
from tests.ui.batches import (
    SANDBOX,
    SLOW,
    cells,
    ended,
    interrupted,
    loaded,
    opened_batch,
    posts,
    rows_of,
)
from tests.ui.desk import CONFIRMED, NOT_FOUND, WAITING, Desk, session
from tests.ui.upkeep import choose, listed
from tests.ui.waiting import opened, until


async def test_a_list_is_shown_with_its_problems_and_mended_in_place(
    desk: Desk, tmp_path: Path
) -> None:
    window, lead = opened_batch(desk)
    file = tmp_path / "list.csv"
    lines = ["ID запроса;Телефон", f"{CONFIRMED.request_id};8 999 000-00-01"]
    lines += [f"{CONFIRMED.request_id};+79990000001", f"{WAITING.request_id};"]
    file.write_text("\n".join(lines), encoding="cp1251")
    window.source.open_button.click()
    await choose(file)
    await until(lambda: lead.lists.draft is not None)
    assert cells(window, Column.LINE) == ["2", "3", "4"]
    assert cells(window, Column.RESULT) == ["Ready", "Repeated", "Wrong"]
    assert cells(window, Column.DETAIL)[2] == "Enter the recipient's phone number."
    assert window.plan.start_button.text() == "Inspect 1 login"
    index = window.model.index(2, Column.RECIPIENT)
    assert window.model.setData(index, WAITING.recipient)
    assert cells(window, Column.RESULT) == ["Ready", "Repeated", "Ready"]
    assert window.plan.start_button.text() == "Inspect 2 logins"
    window.rows.filter.setCurrentIndex(window.rows.filter.findData("duplicate"))
    assert cells(window, Column.LINE) == ["3"]
    # Left out, the first row lets the one go that repeats it.
    window.rows.filter.setCurrentIndex(0)
    box = window.model.index(0, Column.LINE)
    window.model.setData(box, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert cells(window, Column.RESULT) == ["Left out", "Ready", "Ready"]


async def test_rows_that_were_mended_are_not_replaced_without_a_question(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED) + f"\n{WAITING.request_id}\t")
    window.model.setData(window.model.index(1, Column.RECIPIENT), WAITING.recipient)
    QGuiApplication.clipboard().setText(rows_of(NOT_FOUND))
    lead.intake.paste()
    (await opened(Question)).reject_button.click()
    await until(lambda: not lead._asking.is_taken)
    assert cells(window, Column.RESULT) == ["Ready", "Ready"]
    lead.intake.paste()
    (await opened(Question)).accept_button.click()
    await until(lambda: cells(window, Column.REQUEST_ID) == [NOT_FOUND.request_id])


async def test_rows_that_were_mended_are_asked_for_where_columns_do_not_show_them(
    desk: Desk,
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.model.setData(window.model.index(1, Column.RECIPIENT), "+79990000099")
    lead.lists.choose_columns(Columns(0, 0))
    await until(lambda: not lead.lists.is_loading)
    assert lead.lists.draft is None
    QGuiApplication.clipboard().setText(rows_of(NOT_FOUND))
    lead.intake.paste()
    (await opened(Question)).reject_button.click()
    await until(lambda: not lead._asking.is_taken)
    lead.lists.choose_columns(Columns(0, 1))
    await until(lambda: lead.lists.draft is not None)
    assert cells(window, Column.RECIPIENT) == [CONFIRMED.recipient, "+79990000099"]


async def test_how_a_list_was_read_can_be_changed(desk: Desk) -> None:
    text = f"{CONFIRMED.request_id};{WAITING.request_id};+79990000001\n"
    window, lead = opened_batch(desk)
    QGuiApplication.clipboard().setText(text)
    window.source.paste_button.click()
    await until(lambda: lead.lists.table is not None)
    assert lead.lists.draft is None
    assert not window.plan.start_button.isEnabled()
    assert window.notices.texts() == ["Which column holds the request ID?"]
    combo = window.source._combos["request_id"]
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    await until(lambda: lead.lists.draft is not None)
    assert cells(window, Column.REQUEST_ID) == [WAITING.request_id]


async def test_an_inspection_shows_each_row_and_changes_nothing(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING, NOT_FOUND))
    window.plan.start_button.click()
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Confirmed", "Status: false", "Session not found"]
    assert cells(window, Column.DETAIL)[2] == "Сессия не найдена"
    assert desk.posts == 0
    assert [row.source for row in await desk.rows()] == ["batch"] * 3
    assert window.run.bar.value() == window.run.bar.maximum() == 3
    for sought in ("notfound", "session not found", "сессия"):
        window.rows.search.setText(sought)
        assert cells(window, Column.LINE) == ["3"]
    # A row goes into the form, and nothing is sent.
    window.rows.table.setCurrentIndex(window.model.index(0, 0))
    QTest.keyClick(window.rows.table, Qt.Key.Key_Return)
    assert desk.window.form.request_id_edit.text() == NOT_FOUND.request_id
    assert desk.posts == 0


async def test_a_row_is_shown_in_the_history(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.start_button.click()
    await ended(lead)
    desk.workplace.answers.reload()
    window.rows.history_wanted.emit(WAITING.request_id)
    await until(lambda: listed(desk) == 1)


async def test_completing_asks_with_the_count_and_posts_each_row_once(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.operation_combo.setCurrentIndex(1)
    QTest.keyClick(window.plan.start_button, Qt.Key.Key_Return)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    assert asked.windowTitle() == "Complete 2 logins?"
    QTest.keyClick(asked, Qt.Key.Key_Return)
    await until(lambda: not lead._asking.is_taken)
    assert desk.posts == 0
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Completed", "Not completed"]
    assert set(posts(desk).values()) == {1}
    assert desk.posts == 2


def test_on_production_the_count_is_typed(theme: Theme) -> None:
    production = replace(SANDBOX, id="live", name="Live", kind=Kind.PRODUCTION)
    window = BatchWindow(theme)
    asked = ConfirmBatch(theme, window, production, 48, Confirmation.TYPE_COUNT)
    asked.show()
    assert not asked.accept_button.isEnabled()
    asked.edit.setText("47")
    assert not asked.accept_button.isEnabled()
    asked.edit.setText(" 48 ")
    assert asked.accept_button.isEnabled()
    assert not asked.accept_button.autoDefault()
    asked.reject()
    window.deleteLater()


async def test_a_run_is_paused_resumed_and_cancelled_and_the_rest_is_resumed(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED, WAITING, NOT_FOUND))
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await until(lambda: desk.gets == 1)
    window.run.pause_button.click()
    assert window.run.pause_button.text() == "Go on"
    await until(lambda: lead.course.done == 1)
    assert cells(window, Column.RESULT)[1:] == ["Waiting"] * 3
    # The main window works meanwhile.
    await desk.inspect(WAITING)
    assert desk.gets == 3
    window.run.pause_button.click()
    window.run.cancel_button.click()
    await ended(lead)
    run = lead.results.run
    assert run is not None
    assert (run.state, run.reason) == (RunState.STOPPED, StopReason.CANCELLED)
    left = cells(window, Column.RESULT).count("Not sent")
    assert window.run.resume_button.text() == f"Resume the rest ({left})"
    window.run.resume_button.click()
    await until(lambda: lead.results.run is not None and lead.results.run.state != run.state)
    assert cells(window, Column.RESULT)[1:] == ["Confirmed", "Status: false", "Session not found"]


async def test_a_refused_token_ends_it_at_once(desk: Desk) -> None:
    assert isinstance(desk.parts.sandbox, SandboxHost)
    base_url = await desk.parts.sandbox.start()
    other = replace(SANDBOX, id="other", name="Other", base_url=base_url)
    await desk.parts.tokens.keep_for_session("other", Secret("another-made-up-token"))
    window, lead = await loaded(desk, rows_of(*[session(n) for n in (1, 2, 11, 16, 18)]))
    window.plan.set_environments([other], "other")
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Token not accepted", *["Not sent"] * 4]
    assert cells(window, Column.DETAIL)[0].startswith("The service does not accept the token")
    assert "replace the token" in window.run._words.text()


async def test_without_a_token_nothing_begins_and_it_is_said_why(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))
    window.plan.set_environments(
        [replace(presets()[0], base_url="https://otp.example")], presets()[0].id
    )
    window.plan.start_button.click()
    await until(window.notices.texts)
    assert "token" in window.notices.texts()[0].lower()
    assert cells(window, Column.RESULT) == ["Ready"]
    assert lead.results.run is None


async def test_esc_asks_before_it_cancels_a_completing_run(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED))
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: desk.posts == 1)
    await until(lambda: not lead._asking.is_taken)
    window.cancel_key.activated.emit()
    asked = await opened(Question)
    assert lead.course.is_running
    asked.accept_button.click()
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Completed", "Not sent"]


async def test_a_filter_keeps_what_is_chosen_and_survives_the_end(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING, NOT_FOUND) + "\nx\t\ny\t")
    window.rows.filter.setCurrentIndex(window.rows.filter.findData("wrong"))
    window.rows.table.setCurrentIndex(window.model.index(1, Column.RECIPIENT))
    window.model.setData(window.model.index(0, Column.RECIPIENT), "+79990000007")
    assert cells(window, Column.LINE) == ["5"]
    assert window.rows.table.currentIndex().row() == 0
    assert window.rows.table.currentIndex().column() == Column.RECIPIENT
    window.rows.filter.setCurrentIndex(0)
    window.plan.start_button.click()
    await until(lambda: lead.course.is_running)
    window.rows.search.setText(WAITING.request_id)
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Status: false"]


async def test_the_privacy_view_lets_no_number_be_edited(desk: Desk) -> None:
    window, _lead = await loaded(desk, rows_of(CONFIRMED))
    cell = window.model.index(0, Column.RECIPIENT)
    assert window.model.flags(cell) & Qt.ItemFlag.ItemIsEditable
    desk.workplace.menus.privacy.trigger()
    assert not window.model.flags(cell) & Qt.ItemFlag.ItemIsEditable
    desk.workplace.menus.privacy.trigger()


async def test_closing_while_it_runs_asks_and_the_window_alone_only_hides(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED))
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await until(lambda: desk.gets == 1)
    window.close()
    assert desk.notices() == ["The batch run goes on: menu File, “Batch…” shows it."]
    assert lead.course.is_running
    desk.window.close()
    question = await opened(Question)
    assert not desk.closed
    question.accept_button.click()
    await until(lambda: desk.closed)
    await desk.tasks.close()
    runs = await desk.parts.batch.service.runs()
    assert [(run.reason, run.called) for run in runs] == [(StopReason.CANCELLED, 1)]
    rows = await desk.rows()
    assert [row.outcome.verdict for row in rows] == [Verdict.SUCCESS]


async def test_a_list_that_comes_late_does_not_hide_a_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await interrupted(desk, SLOW)
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED))
    read, come = lead.lists._files.draft, asyncio.Event()

    async def late(*what: Any) -> Draft:  # noqa: ANN401 - whatever it takes
        await come.wait()
        return await read(*what)

    monkeypatch.setattr(lead.lists._files, "draft", late)
    lead.lists.choose_columns(lead.lists.columns)
    # What is about to be replaced is not called.
    window.plan.start_button.click()
    await until(lambda: not lead._asking.is_taken)
    assert desk.gets == 0
    await lead.results.show_again("run-1")
    window.run.resume_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: desk.posts == 1)
    come.set()
    await until(lambda: not lead.lists.is_loading)
    assert window.run.isVisible()
    assert not window.plan.isVisible()
    lead.course.cancel()
    await ended(lead)


async def test_an_environment_that_is_gone_is_not_replaced_by_another(desk: Desk) -> None:
    window, _lead = await loaded(desk, rows_of(CONFIRMED))
    other = replace(SANDBOX, id="other", name="Other")
    window.plan.set_environments([SANDBOX, other], "other")
    assert window.plan.start_button.isEnabled()
    window.plan.set_environments([SANDBOX], None)
    assert window.plan.environment is None
    assert not window.plan.start_button.isEnabled()
    assert window.plan.environment_combo.placeholderText() == "Choose…"
    window.plan.environment_combo.setCurrentIndex(0)
    assert window.plan.start_button.isEnabled()


async def test_a_copied_row_is_no_formula(desk: Desk) -> None:
    window, _lead = await loaded(desk, f"=HYPERLINK(1)\t{WAITING.recipient}\n")
    window.rows.table.selectRow(0)
    window.rows.copy_rows()
    copied = QGuiApplication.clipboard().text().split("\t")
    assert copied[Column.REQUEST_ID] == "'=HYPERLINK(1)"
    assert copied[Column.RECIPIENT] == WAITING.recipient


async def test_the_privacy_view_hides_a_number_in_the_wrong_column(desk: Desk) -> None:
    window, _lead = await loaded(
        desk, f"request_id\tphone\n{CONFIRMED.recipient}\t{CONFIRMED.recipient}"
    )
    desk.workplace.menus.privacy.trigger()
    assert CONFIRMED.recipient not in cells(window, Column.REQUEST_ID)[0]
    cell = window.model.index(0, Column.REQUEST_ID)
    assert not window.model.flags(cell) & Qt.ItemFlag.ItemIsEditable
    desk.workplace.menus.privacy.trigger()
    assert window.model.flags(cell) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize(
    ("names", "text", "is_taken"),
    [
        (["list"], "", True),
        (["a.csv", "b.csv"], "", False),
        ([], "a\t+79990000001", True),
        ([], "", False),
    ],
)
def test_one_file_or_a_text_can_be_dropped(
    theme: Theme, tmp_path: Path, names: list[str], text: str, *, is_taken: bool
) -> None:
    window = BatchWindow(theme)
    data = QMimeData()
    if names:
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    if text:
        data.setText(text)
    event = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    window.dragEnterEvent(event)
    assert event.isAccepted() is is_taken
    window.deleteLater()


async def test_it_speaks_russian_at_once(desk: Desk) -> None:
    window, _lead = await loaded(desk, rows_of(CONFIRMED))
    desk.workplace._on_language_chosen("ru")
    await until(lambda: cells(window, Column.RESULT) == ["Готова"])
    await until(lambda: window.source.open_button.text() != "Open a list…")
    assert window.source.open_button.text() == "Открыть список…"
    assert window.model.headerData(Column.RESULT, Qt.Orientation.Horizontal) == "Результат"
