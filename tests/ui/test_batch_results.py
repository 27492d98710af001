"""What is done with a run that is over: seen, saved, called again, resumed, forgotten."""

import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from otp_gui.clock import SystemClock
from otp_gui.domain.batch import BatchItem, BatchPlan, RunState, Step, StopReason
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import Progress
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.services.batch import RunControl
from otp_gui.store.batches import SqliteBatches
from otp_gui.store.history import SqliteHistory
from otp_gui.store.upkeep import SqliteUpkeep
from otp_gui.ui import privacy
from otp_gui.ui.batch_lines import Column
from otp_gui.ui.dialogs.batch_results import BatchResultsDialog, Rows
from otp_gui.ui.dialogs.batch_runs import BatchRunsDialog
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
    state,
)
from tests.ui.desk import CONFIRMED, MISMATCH, NOT_FOUND, SILENT, WAITING, Desk, session
from tests.ui.upkeep import choose
from tests.ui.waiting import opened, until

GATEWAY = session(43)


async def test_an_interrupted_run_is_found_and_resumed_after_a_confirmation(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING)
    await desk.workplace.batch._tell_interrupted(desk.parts)
    [told] = desk.notices()
    assert told.startswith("A batch run on Sandbox was interrupted at 0 of 2 rows.")
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    assert desk.notices() == []
    assert cells(window, Column.RESULT) == ["Not sent", "Not sent"]
    window.run.resume_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: lead.results.run is not None and lead.results.run.called == 2)
    assert cells(window, Column.RESULT) == ["Completed", "Not completed"]
    assert desk.posts == 2


async def test_an_interrupted_run_is_found_behind_a_later_one_until_it_was_resumed(
    desk: Desk,
) -> None:
    await interrupted(desk, CONFIRMED, WAITING)
    items = [
        BatchItem(1, CheckRequest(RequestId(NOT_FOUND.request_id), Recipient(NOT_FOUND.recipient)))
    ]
    later = BatchPlan(SANDBOX, Operation.STATUS, items)
    await desk.parts.batch.service.start(later, RunControl(), lambda _news: None)
    await desk.workplace.batch._tell_interrupted(desk.parts)
    [told] = desk.notices()
    assert told.startswith("A batch run on Sandbox was interrupted at 0 of 2 rows.")
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    assert cells(window, Column.RESULT) == ["Not sent", "Not sent"]
    window.run.resume_button.click()
    asked = await opened(ConfirmBatch)
    # None of these was called before.
    assert asked._warning.isHidden()
    asked.accept_button.click()
    await until(lambda: lead.results.run is not None and lead.results.run.called == 2)
    await desk.workplace.batch._tell_interrupted(desk.parts)
    assert desk.notices() == []


async def test_an_unknown_row_is_called_again_only_after_an_inspection_allows_it(
    desk: Desk,
) -> None:
    window, lead = await loaded(desk, rows_of(GATEWAY, CONFIRMED))
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Unknown", "Completed"]
    assert not window.run.again_button.isVisible()
    window.run.inspect_button.click()
    await until(lambda: lead.results.rows and lead.results.rows[0].later is not None)
    run = lead.results.run
    assert run is not None
    assert run.operation is Operation.COMPLETE
    assert "later: " in cells(window, Column.DETAIL)[0]
    # It was not confirmed, so calling it again would say nothing new.
    assert lead.results.rows[0].later is not None
    assert lead.results.rows[0].later.outcome.verdict is not Verdict.SUCCESS
    assert not window.run.again_button.isVisible()
    assert desk.posts == 2


async def test_a_call_that_nobody_waited_for_is_not_clear_by_a_look_right_after_it(
    desk: Desk,
) -> None:
    silent = replace(SANDBOX, timeout_seconds=1.0)
    window, lead = await loaded(desk, rows_of(SILENT))
    window.plan.set_environments([silent], silent.id)
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await ended(lead)
    window.run.inspect_button.click()
    await until(lambda: "That was too soon to be sure" in state(window))
    assert not window.run.again_button.isVisible()
    assert window.run.inspect_button.isVisible()


async def test_what_was_sent_stays_on_view_where_the_history_cannot_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.operation_combo.setCurrentIndex(1)

    async def refuse(_uid: str) -> None:
        raise StoreError(phrase("The disk is full."))

    monkeypatch.setattr(desk.parts.batch.service, "rows", refuse)
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Completed", "Not completed"]
    assert "The disk is full." in window.run._words.text()
    assert not window.plan.isVisible()


async def test_calling_an_inspection_again_shows_the_new_run(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SILENT, WAITING))
    window.plan.set_environments([replace(SANDBOX, timeout_seconds=1.0)], None)
    window.plan.start_button.click()
    await ended(lead)
    first = lead.results.run
    # No dots: nothing is asked before what only reads.
    assert window.run.again_button.text() == "Call again (1)"
    window.run.again_button.click()
    await until(lambda: lead.results.run not in (None, first))
    assert cells(window, Column.RESULT) == ["Unknown"]


async def test_a_resume_that_is_refused_leaves_the_run_on_view(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.plan.set_environments([replace(SANDBOX, base_url="https://otp.example")], None)
    window.run.resume_button.click()
    await until(window.notices.texts)
    assert "made at another address" in window.notices.texts()[0]
    assert lead.results.run is not None
    assert cells(window, Column.RESULT) == ["Not sent", "Not sent"]
    assert desk.posts == 0


async def test_earlier_runs_are_shown_and_forgotten(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))
    window.plan.start_button.click()
    await ended(lead)
    await loaded(desk, rows_of(WAITING))
    assert lead.results.run is None
    window.source.earlier_button.click()
    dialog = await opened(BatchRunsDialog)
    assert dialog.list.count() == 1
    dialog.accept_button.click()
    await until(lambda: lead.results.run is not None)
    assert cells(window, Column.RESULT) == ["Confirmed"]
    window.source.earlier_button.click()
    dialog = await opened(BatchRunsDialog)
    dialog.forget_button.click()
    await until(lambda: lead.results.run is None)
    dialog.reject()
    assert await desk.parts.batch.service.runs() == []
    assert len(await desk.rows()) == 1


async def test_results_are_saved_masked(desk: Desk, tmp_path: Path) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.start_button.click()
    await ended(lead)
    window.run.save_button.click()
    dialog = await opened(BatchResultsDialog)
    dialog.buttons_by_format[dialog.format.JSONL].setChecked(True)
    dialog.accept_button.click()
    await choose(tmp_path / "results.jsonl")
    told = "Results: results.jsonl. Phone numbers are masked in it."
    await until(lambda: told in state(window))
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert [row["verdict"] for row in rows] == ["success", "not_completed"]
    assert CONFIRMED.recipient not in (tmp_path / "results.jsonl").read_text()


async def test_what_the_filters_show_is_saved_alone_or_with_the_rest(
    desk: Desk, tmp_path: Path
) -> None:
    window, lead = await loaded(desk, rows_of(NOT_FOUND, CONFIRMED, WAITING, MISMATCH))
    window.plan.start_button.click()
    await ended(lead)

    async def save(name: str, *, everything: bool = False) -> list[str]:
        window.run.save_button.click()
        dialog = await opened(BatchResultsDialog)
        assert dialog.shown_button.isChecked()
        dialog.buttons_by_format[dialog.format.JSONL].setChecked(True)
        if everything:
            dialog.all_button.setChecked(True)
        dialog.accept()
        await choose(tmp_path / name)
        await until(lambda: name in state(window))
        lines = (tmp_path / name).read_text().splitlines()
        return [json.loads(line)["request_id"] for line in lines]

    window.rows.filter.setCurrentIndex(window.rows.filter.findData("error"))
    shown = cells(window, Column.REQUEST_ID)
    assert shown == [NOT_FOUND.request_id, MISMATCH.request_id]
    assert await save("some.jsonl") == shown
    assert "Results, 2 of 4 rows: some.jsonl." in state(window)
    window.rows.filter.setCurrentIndex(0)
    window.rows.search.setText(WAITING.request_id)
    assert len(await save("all.jsonl", everything=True)) == 4
    assert "Results: all.jsonl." in state(window)


@pytest.mark.parametrize(
    ("rows", "is_asked", "only_shown"),
    [(Rows(5, 5), False, False), (Rows(1, 5), True, True), (Rows(0, 5), True, False)],
)
def test_which_rows_are_saved_is_asked_only_where_some_are_out_of_view(
    theme: Theme,
    rows: Rows,
    is_asked: bool,  # noqa: FBT001 - a parameter of the test
    only_shown: bool,  # noqa: FBT001
) -> None:
    window = QWidget()
    dialog = BatchResultsDialog(theme, window, rows)
    assert dialog.all_button.isVisibleTo(dialog) is is_asked
    assert dialog.shown_button.isVisibleTo(dialog) is is_asked
    dialog.accept()
    assert dialog.only_shown is only_shown
    window.deleteLater()


async def test_numbers_are_masked_in_the_privacy_view_and_go_when_forgotten(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.start_button.click()
    await ended(lead)
    desk.workplace.menus.privacy.trigger()
    assert privacy.is_on()
    assert cells(window, Column.RECIPIENT) == ["+79*******01", "+79*******02"]
    desk.workplace.menus.privacy.trigger()
    other = SqliteHistory(desk.front.paths.history, SystemClock())
    await SqliteUpkeep(other).purge_recipient(CONFIRMED.recipient, lambda _done, _total: None)
    await other.close()
    desk.workplace.answers.file_changed.emit()
    await until(lambda: cells(window, Column.RECIPIENT) == [WAITING.recipient])


async def test_an_unknown_row_that_is_confirmed_is_completed_once(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING, unknown=2)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    assert not window.run.again_button.isVisible()
    window.run.inspect_button.click()
    await until(lambda: lead.results.rows and lead.results.rows[0].later is not None)
    assert window.run.again_button.text() == "Call again (1)…"
    window.run.again_button.click()
    asked = await opened(ConfirmBatch)
    assert asked.windowTitle() == "Complete 1 login?"
    assert not asked._warning.isHidden()
    assert asked._warning.text() == (
        "1 login may have been completed already: its call ended unknown. That it was not is only"
        " inferred from a later inspection, which said “true”."
    )
    asked.accept_button.click()
    await until(lambda: cells(window, Column.RESULT) == ["Completed"])
    assert posts(desk) == {f"/api/n/otp-handler/{CONFIRMED.request_id}/checkStatusAndComplete": 1}
    # The old run knows that somebody has been there since.
    await lead.results.show_again("run-1")
    assert not window.run.again_button.isVisible()


async def test_rows_are_not_called_at_another_address_than_their_run(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, unknown=1)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    moved = replace(SANDBOX, base_url="http://127.0.0.1:9/elsewhere")
    window.plan.set_environments([moved], moved.id)
    window.run.inspect_button.click()
    await until(window.notices.texts)
    assert "made at another address" in window.notices.texts()[0]
    assert not lead.course.is_running


async def test_a_run_whose_every_row_was_called_is_told_as_such(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING, unknown=2)
    await desk.workplace.batch._tell_interrupted(desk.parts)
    [told] = desk.notices()
    assert told.startswith(
        "A batch run on Sandbox was interrupted before all of its rows had their answer."
    )


async def test_a_row_that_was_completed_meanwhile_is_not_called_again(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, unknown=1)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.run.inspect_button.click()
    await until(lambda: lead.results.rows and lead.results.rows[0].later is not None)
    await desk.check(CONFIRMED)
    # Pressed before the window has heard of it.
    window.run.again_button.click()
    await until(lambda: not window.run.again_button.isVisible())
    await until(lambda: not lead._asking.is_taken)
    assert desk.posts == 1
    assert "another completing call since" in cells(window, Column.DETAIL)[0]
    assert "Another completing call was made since for 1 login" in state(window)


async def test_a_run_whose_rest_was_completed_by_hand_has_nothing_to_resume(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED))
    window.plan.at_once.setValue(1)
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: desk.posts == 1)
    window.run.cancel_button.click()
    await ended(lead)
    assert window.run.resume_button.text() == "Resume the rest (1)…"
    await desk.check(CONFIRMED)
    lead.look()
    await until(lambda: not window.run.resume_button.isVisibleTo(window))
    assert lead.results.rows[1].is_overtaken


async def test_news_of_the_history_leave_what_is_searched_for(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING, unknown=2)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.rows.search.setText(CONFIRMED.request_id)
    window.rows.table.setCurrentIndex(window.model.index(0, Column.DETAIL))
    await desk.inspect(CONFIRMED)
    desk.workplace.answers.file_changed.emit()
    await until(lambda: "later: " in cells(window, Column.DETAIL)[0])
    assert window.rows.search.text() == CONFIRMED.request_id
    assert cells(window, Column.REQUEST_ID) == [CONFIRMED.request_id]
    assert window.rows.table.currentIndex().column() == Column.DETAIL
    assert window.run.again_button.text() == "Call again (1)…"


async def test_what_the_history_could_not_take_stays_on_view(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    step = SqliteBatches.step

    async def refuse(batches: SqliteBatches, uid: str, what: Step) -> object:
        if what.ends:
            raise StoreError(phrase("The disk is full."))
        return await step(batches, uid, what)

    monkeypatch.setattr(SqliteBatches, "step", refuse)
    window.plan.at_once.setValue(2)
    window.plan.start_button.click()
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Confirmed", "Status: false"]
    assert "The disk is full." in window.run._words.text()
    # A look at the history does not make less of it.
    lead.look()
    before = lead.results.shown
    await until(lambda: lead.results.shown is not before)
    assert cells(window, Column.RESULT) == ["Confirmed", "Status: false"]
    assert [row.verdict for row in lead.results.rows] == [Verdict.SUCCESS, Verdict.NOT_COMPLETED]
    assert state(window).startswith("Every row had its turn: 2 rows.")


async def test_a_run_that_somebody_else_is_at_is_shown_as_such_until_that_one_dies(
    desk: Desk,
) -> None:
    history = SqliteHistory(desk.front.paths.history, SystemClock())
    await history.open()
    other = SqliteBatches(history)
    items = [BatchItem(1, CheckRequest(RequestId(WAITING.request_id), Recipient("+79990000002")))]
    plan = BatchPlan(SANDBOX, Operation.COMPLETE, items, "list.csv")
    await other.create(plan, "run-2", SystemClock().now())
    window, lead = opened_batch(desk)
    await lead.results.show_again("run-2")
    assert state(window) == "Another window or program is at this run: 0 of 1 so far."
    assert cells(window, Column.RESULT) == ["Waiting"]
    assert not window.run.resume_button.isVisibleTo(window)
    assert lead.results._clock.isActive()
    lead.results._clock.setInterval(1)
    # Nothing in the file changes by that.
    await history.close()
    await until(lambda: window.run.resume_button.isVisibleTo(window))
    assert state(window).startswith("Stopped at 0 of 1. The program ended in the middle.")
    assert cells(window, Column.RESULT) == ["Not sent"]
    assert not lead.results._clock.isActive()


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_an_end_that_the_history_could_not_take_stays_on_view(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, is_cancelled: bool
) -> None:
    window, lead = await loaded(desk, rows_of(SLOW if is_cancelled else CONFIRMED, WAITING))

    def refuse(*_arguments: object, **_more: object) -> None:
        raise StoreError(phrase("The disk is full."))

    monkeypatch.setattr(SqliteBatches, "_stop", refuse)
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    if is_cancelled:
        await until(lambda: lead.course.is_running and desk.gets == 1)
        window.run.cancel_button.click()
    await ended(lead)
    said = state(window)
    assert ("It was cancelled." if is_cancelled else "Every row had its turn: 2 rows.") in said
    assert "The disk is full." in said
    before = lead.results.shown
    lead.look()
    await until(lambda: lead.results.shown is not before)
    assert state(window) == said
    # Whoever resumes it elsewhere, and dies in the middle, has another end.
    monkeypatch.undo()
    assert before is not None
    died = replace(
        *(before.run,),
        called=before.run.called + 1,
        state=RunState.STOPPED,
        reason=StopReason.INTERRUPTED,
    )
    assert before.read_anew(died, before.rows).run == died


async def test_a_login_that_is_completed_while_it_is_asked_is_not_called_again(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, unknown=1)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.run.inspect_button.click()
    await until(lambda: window.run.again_button.isVisibleTo(window))
    window.run.again_button.click()
    asked = await opened(ConfirmBatch)
    request = CheckRequest(RequestId(CONFIRMED.request_id), Recipient(CONFIRMED.recipient))
    await desk.parts.check.complete(request, SANDBOX, Progress())
    asked.accept_button.click()
    await until(lambda: lead.results.run is not None and lead.results.run.uid != "run-1")
    await ended(lead)
    assert set(posts(desk).values()) == {1}
    assert "had another completing call since" in state(window)


async def test_what_an_inspection_came_to_is_summed_up(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING, unknown=2)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    assert "inspect those before anything else" in state(window)
    window.run.inspect_button.click()
    await until(lambda: "Inspected: Confirmed: 1, Status: false: 1." in state(window))
    await until(lambda: lead.results.rows[0].later is not None)
    assert lead.results.run is not None
    assert lead.results.run.uid == "run-1"
    assert cells(window, Column.DETAIL)[0].startswith("later: Confirmed")
    assert "inspect those before anything else" not in state(window)
    # “false” may change yet.
    assert window.run.inspect_button.text() == "Inspect the unknown (1)"
    window.run.inspect_button.click()
    await until(lambda: "Inspected: Status: false: 1." in state(window))
    assert state(window).count("Inspected: ") == 1


async def test_a_run_stays_on_view_where_it_cannot_be_read_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await interrupted(desk, CONFIRMED, WAITING)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.run.resume_button.click()
    asked = await opened(ConfirmBatch)

    async def refuse(*_arguments: object) -> None:
        raise StoreError(phrase("The history is locked."))

    for name in ("take", "run", "rows"):
        monkeypatch.setattr(SqliteBatches, name, refuse)
    asked.accept_button.click()
    await until(lambda: "The history is locked." in window.notices.texts())
    await until(lambda: not lead.course.is_running)
    assert cells(window, Column.RESULT) == ["Not sent", "Not sent"]
    assert window.run.resume_button.isVisibleTo(window)

    async def refuse_again(*_arguments: object) -> None:
        raise StoreError(phrase("The disk is gone."))

    monkeypatch.setattr(SqliteBatches, "run", refuse_again)
    lead.look()
    await until(lambda: "The disk is gone." in window.notices.texts())
    monkeypatch.undo()
    lead.look()
    await until(lambda: "The disk is gone." not in window.notices.texts())
    assert desk.posts == 0


async def test_a_list_that_is_taken_meanwhile_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await interrupted(desk, CONFIRMED, WAITING)
    read, go_on = SqliteBatches.rows, asyncio.Event()

    async def slow(batches: SqliteBatches, uid: str) -> object:
        await go_on.wait()
        return await read(batches, uid)

    monkeypatch.setattr(SqliteBatches, "rows", slow)
    window, lead = opened_batch(desk)
    looking = asyncio.ensure_future(lead.results.look_back())
    await loaded(desk, rows_of(NOT_FOUND))
    go_on.set()
    await looking
    assert lead.results.run is None
    assert cells(window, Column.REQUEST_ID) == [NOT_FOUND.request_id]
    await lead.results.look_back()
    assert lead.results.run is not None


async def test_a_fault_of_the_tool_gives_the_window_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, logged_errors: list[logging.LogRecord]
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))

    async def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(desk.parts.batch.service, "start", fail)
    window.plan.start_button.click()
    await until(window.notices.texts)
    assert "An error of the tool itself ended the batch run." in window.notices.texts()[0]
    await until(lambda: not lead.course.is_running)
    assert window.plan.start_button.isEnabled()
    assert window.source.open_button.isEnabled()
    await until(lambda: logged_errors)
    logged_errors.clear()


async def test_a_run_with_rows_left_is_forgotten_after_a_question(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING, unknown=1)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.source.earlier_button.click()
    dialog = await opened(BatchRunsDialog)
    dialog.forget_button.click()
    (await opened(Question)).reject_button.click()
    await until(lambda: QApplication.activeModalWidget() is dialog)
    assert dialog.list.count() == 1
    dialog.forget_button.click()
    asked = await opened(Question)
    said = [label.text() for label in asked.findChildren(QLabel)]
    assert any("is lost with it: 1 row." in text for text in said)
    asked.accept_button.click()
    await until(lambda: dialog.list.count() == 0)
    dialog.reject()
    assert await desk.parts.batch.service.runs() == []
