"""What the batch window says of what is on view: whose calls these are, what is left of them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from otp_gui.domain.draft import Columns
from otp_gui.domain.environment import Kind
from otp_gui.domain.outcome import Operation
from otp_gui.domain.ports import Progress
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.services.batch import Foresight
from otp_gui.ui.batch_lines import Column
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.batch_results import BatchResultsDialog
from otp_gui.ui.dialogs.batch_runs import BatchRunsDialog
from otp_gui.ui.dialogs.confirm_batch import ConfirmBatch
from otp_gui.ui.dialogs.environments import EnvironmentsDialog
from otp_gui.ui.dialogs.file_choice import FileChoice, Target
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.dialogs.token import TokenDialog
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
from tests.ui.desk import CONFIRMED, NOT_FOUND, WAITING, Desk
from tests.ui.jwt import jwt
from tests.ui.waiting import opened, until

if TYPE_CHECKING:
    from collections.abc import Callable

LIVE = replace(SANDBOX, id="live", name="Live", kind=Kind.PRODUCTION)


def warning_of(asked: ConfirmBatch) -> str:
    """Return what a confirmation warns of."""
    label = asked.findChild(QLabel, "confirmWarning")
    assert isinstance(label, QLabel)
    return label.text()


def strip_of(window: BatchWindow) -> str:
    """Return what the strip says first."""
    label = window.strip.findChild(QLabel, "environmentKind")
    assert isinstance(label, QLabel)
    return label.text()


async def test_a_run_is_shown_under_the_strip_of_its_own_environment(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, WAITING)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.plan.set_environments([SANDBOX, LIVE], LIVE.id)
    assert strip_of(window).startswith("Sandbox")
    assert window.windowTitle() == "Batch – Sandbox"
    window.run.resume_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: lead.course.is_running)
    assert strip_of(window).startswith("Sandbox")
    await until(lambda: lead.results.run is not None and lead.results.run.called == 2)
    assert strip_of(window).startswith("Sandbox")
    # Another list does not bring another environment by itself.
    await loaded(desk, rows_of(CONFIRMED))
    assert strip_of(window).startswith("Sandbox")
    window.plan.environment_combo.setCurrentIndex(1)
    assert strip_of(window).startswith("Live (Production)")
    assert window.windowTitle() == "Batch – Live"


async def test_a_run_whose_environment_is_gone_is_shown_under_no_other(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.plan.set_environments([LIVE], LIVE.id)
    assert strip_of(window) == ""
    assert window.windowTitle() == "Batch – sandbox"


async def test_rows_that_were_left_out_are_told_and_the_list_is_there_again(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING, CONFIRMED))
    window.plan.start_button.click()
    await ended(lead)
    assert "Left out of the list: 1 row." in state(window)
    # There is nothing to be called with another token.
    assert not window.run.token_button.isVisibleTo(window)
    window.run.list_button.click()
    assert len(cells(window, Column.REQUEST_ID)) == 3
    assert window.plan.isVisibleTo(window)
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    assert warning_of(asked) == ""
    asked.accept_button.click()
    await ended(lead)
    assert desk.posts == 2
    # What was just completed is not offered for that once more without a word.
    window.run.list_button.click()
    assert window.plan.operation is Operation.STATUS
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    assert warning_of(asked) == "1 login was completed before."
    asked.reject()


async def test_a_list_is_there_again_from_a_run_that_was_not_made_of_it(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))
    window.plan.start_button.click()
    await ended(lead)
    assert window.run.list_button.text() == "Back to the list"
    await loaded(desk, rows_of(WAITING))
    window.source.earlier_button.click()
    (await opened(BatchRunsDialog)).accept()
    await until(lambda: lead.results.run is not None)
    assert window.run.list_button.text() == "To the list"
    # Also where it is still to be said how it is read.
    window.run.list_button.click()
    lead.lists.choose_columns(Columns(0, 0))
    await until(lambda: not lead.lists.is_loading)
    window.source.earlier_button.click()
    (await opened(BatchRunsDialog)).accept()
    await until(lambda: lead.results.run is not None)
    window.run.list_button.click()
    lead.lists.choose_columns(Columns(0, 1))
    await until(lambda: lead.lists.draft is not None)
    assert cells(window, Column.REQUEST_ID) == [WAITING.request_id]


async def test_rows_out_of_view_are_told_before_they_are_completed(desk: Desk) -> None:
    window, _ = await loaded(desk, rows_of(CONFIRMED, WAITING, NOT_FOUND))
    window.rows.search.setText(CONFIRMED.request_id)
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    assert asked.windowTitle() == "Complete 3 logins?"
    assert warning_of(asked).startswith("2 of them are not in view")
    asked.reject()


async def test_a_login_of_a_list_that_is_completed_while_it_is_asked_is_left_alone(
    desk: Desk,
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    request = CheckRequest(RequestId(CONFIRMED.request_id), Recipient(CONFIRMED.recipient))
    await desk.parts.check.complete(request, SANDBOX, Progress())
    asked.accept_button.click()
    await ended(lead)
    assert sorted(posts(desk).values()) == [1, 1]
    assert "had another completing call since" in state(window)


async def test_a_token_of_another_environment_that_has_expired_is_told_before_a_resume(
    desk: Desk,
) -> None:
    url = await desk.parts.sandbox.start()
    live = replace(LIVE, id="own", name="Own", base_url=url)
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.set_environments([SANDBOX, live], live.id)
    await desk.parts.tokens.store(live.id, jwt(timedelta(days=-3, hours=-1)))
    window.plan.at_once.setValue(1)
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    asked.edit.setText("2")
    asked.accept_button.click()
    await ended(lead)
    window.plan.choose(SANDBOX.id)
    window.run.resume_button.click()
    asked = await opened(ConfirmBatch)
    assert "The token of Own expired 3 days ago" in warning_of(asked)
    asked.reject()


async def test_doubtful_rows_are_told_before_they_are_completed(desk: Desk) -> None:
    window, _ = await loaded(desk, rows_of(CONFIRMED) + f"\n{WAITING.request_id}\t12x")
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    assert warning_of(asked) == "1 of them is doubtful: the filter “Doubtful” shows it."
    asked.reject()


async def test_what_is_changed_before_the_question_comes_is_not_called(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    foresee, come = lead.beginning._questions._service.foresee, asyncio.Event()

    async def late(*what: Any) -> Foresight:  # noqa: ANN401 - whatever it takes
        await come.wait()
        return await foresee(*what)

    monkeypatch.setattr(lead.beginning._questions._service, "foresee", late)
    other = replace(SANDBOX, id="other", name="Other")
    window.plan.set_environments([SANDBOX, other], SANDBOX.id)
    window.plan.operation_combo.setCurrentIndex(1)
    changes: list[Callable[[], object]] = [
        lambda: lead.lists.switch([0], False),  # noqa: FBT003 - a slot
        lambda: window.plan.operation_combo.setCurrentIndex(0),
        lambda: window.plan.at_once.setValue(1),
        lambda: window.plan.choose(other.id),
        lambda: lead.lists.choose_columns(lead.lists.columns),
        window.source.earlier_button.click,
    ]
    for change in changes:
        come.clear()
        window.plan.start_button.click()
        change()
        await asyncio.sleep(0)
        come.set()
        await until(lambda: not lead._asking.is_taken)
        assert window.notices.texts() == [
            "Something else was wanted in this window meanwhile: nothing was begun."
        ]
        await until(lambda: not lead.lists.is_loading)
    assert not window.findChildren(ConfirmBatch)
    (await opened(BatchRunsDialog)).reject()
    await until(lambda: not window.findChildren(BatchRunsDialog))
    window.plan.choose(SANDBOX.id)
    # What stands over another window is no matter of this one.
    desk.workplace.menus.environments.trigger()
    environments = await opened(EnvironmentsDialog)
    window.plan.start_button.click()
    await ended(lead)
    assert (desk.posts, desk.gets) == (0, 1)
    assert window.notices.texts() == []
    environments.reject()


async def test_a_text_that_is_no_list_leaves_the_list_that_is_there(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))
    QGuiApplication.clipboard().setText("hello\nworld 5")
    lead.intake.paste()
    await until(window.notices.texts)
    await until(lambda: not lead.lists.is_loading)
    assert cells(window, Column.REQUEST_ID) == [CONFIRMED.request_id]
    assert window.plan.start_button.isEnabled()
    # Nor does it take results from view.
    window.plan.start_button.click()
    await ended(lead)
    QGuiApplication.clipboard().setText("hello\nworld 6")
    lead.intake.paste()
    await until(window.notices.texts)
    await until(lambda: not lead.lists.is_loading)
    assert cells(window, Column.RESULT) == ["Confirmed"]
    assert lead.results.run is not None


async def test_the_question_goes_with_the_run_that_it_is_about(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW))
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: desk.posts == 1)
    await until(lambda: not lead._asking.is_taken)
    window.cancel_key.activated.emit()
    await opened(Question)
    await ended(lead)
    await until(lambda: not lead._asking.is_taken)
    assert cells(window, Column.RESULT) == ["Completed"]


async def test_a_run_that_ends_while_it_is_hidden_is_told_as_over(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW))
    window.plan.start_button.click()
    await until(lambda: lead.course.is_running)
    window.close()
    assert desk.notices() == ["The batch run goes on: menu File, “Batch…” shows it."]
    window.run.cancel_button.click()
    await ended(lead)
    assert desk.notices() == ["The batch run is over: menu File, “Batch…” shows what came of it."]
    opened_batch(desk)
    assert desk.notices() == []


async def test_a_paused_run_that_is_hidden_is_told_as_paused(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED))
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await until(lambda: lead.course.is_running)
    window.run.pause_button.click()
    window.close()
    assert desk.notices() == ["The batch run is paused: menu File, “Batch…” shows it and goes on."]
    window.run.pause_button.click()
    await ended(lead)


async def test_without_a_token_a_run_is_refused_before_it_is_asked_for(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))
    live = replace(LIVE, id="own", base_url=await desk.parts.sandbox.start())
    window.plan.set_environments([live], live.id)
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    await until(window.notices.texts)
    assert "token" in window.notices.texts()[0].lower()
    assert not window.findChildren(ConfirmBatch)
    await desk.parts.tokens.store(live.id, Secret("sandbox-token"))
    desk.workplace._on_token_changed()
    assert window.notices.texts() == []
    assert lead.results.run is None


async def test_another_list_is_not_completed_because_the_last_one_was(desk: Desk) -> None:
    window, _ = await loaded(desk, rows_of(CONFIRMED))
    window.plan.operation_combo.setCurrentIndex(1)
    await loaded(desk, rows_of(WAITING))
    assert window.plan.operation is Operation.STATUS


async def test_no_call_leaves_while_it_is_asked_whether_to_cancel(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED, WAITING))
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: desk.posts == 1)
    await until(lambda: not lead._asking.is_taken)
    window.cancel_key.activated.emit()
    asked = await opened(Question)
    await until(lambda: lead.course.done == 1)
    await until(lambda: "paused" in state(window))
    assert desk.posts == 1
    asked.reject()
    await ended(lead)
    assert set(posts(desk).values()) == {1}
    assert desk.posts == 3


async def test_a_run_that_is_being_ended_says_so(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(SLOW, CONFIRMED))
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await until(lambda: lead.course.is_running and lead.results.run is None)
    window.run.cancel_button.click()
    assert not window.run.cancel_button.isEnabled()
    assert not window.run.pause_button.isEnabled()
    await ended(lead)
    window.run.list_button.click()
    window.plan.start_button.click()
    await until(lambda: lead.course.is_running)
    assert window.run.cancel_button.isEnabled()
    await ended(lead)


async def test_another_language_or_theme_brings_back_nothing_that_a_run_hides(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    window.plan.at_once.setValue(1)
    window.plan.pause.setValue(60)
    assert window.source._choices.isVisibleTo(window)
    window.plan.start_button.click()
    await until(lambda: lead.course.done == 1)
    window.run.show_hold(datetime(2026, 5, 4, 12, 0, tzinfo=UTC))
    before = shown_parts(window)
    desk.workplace._on_language_chosen("ru")
    await until(lambda: window.run.cancel_button.text() == "Отмена")
    desk.workplace._on_scheme_chosen(Scheme.DARK)
    assert not window.source._choices.isVisibleTo(window)
    assert shown_parts(window) == before
    held = window.run.findChild(QLabel, "batchHeld")
    assert isinstance(held, QLabel)
    assert held.text().startswith("Сервис просит")
    desk.workplace._on_scheme_chosen(Scheme.SYSTEM)
    lead.course.cancel()
    await ended(lead)
    assert not window.source._choices.isVisibleTo(window)
    window.run.list_button.click()
    assert window.source._choices.isVisibleTo(window)


def shown_parts(window: BatchWindow) -> set[str]:
    """Return the names of the parts that are on view."""
    parts = window.findChildren(QWidget)
    return {part.objectName() for part in parts if part.isVisibleTo(window)}


async def test_a_number_is_found_as_people_write_it_and_the_search_is_emptied_whole(
    desk: Desk,
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    search = window.rows.search
    [clear] = search.findChildren(QToolButton)
    search.setText("8 (999) 000-00-02")
    assert cells(window, Column.REQUEST_ID) == [WAITING.request_id]
    await until(lambda: clear.property("opacity") == 1)
    window.plan.start_button.click()
    await ended(lead)
    assert search.text() == ""
    await until(lambda: clear.property("opacity") == 0)
    assert len(cells(window, Column.RESULT)) == 2
    search.setText("8 (999) 000-00-02")
    assert cells(window, Column.REQUEST_ID) == [WAITING.request_id]


async def test_where_results_went_is_said_below_them_and_is_no_warning(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED))
    window.plan.start_button.click()
    await ended(lead)

    async def to_save(*_arguments: object) -> Target:
        return Target(str(tmp_path / "out.csv"), overwrite=True)

    monkeypatch.setattr(FileChoice, "to_save", to_save)
    for _ in range(2):
        window.run.save_button.click()
        (await opened(BatchResultsDialog)).accept()
        await until(lambda: "Results: out.csv." in state(window))
    assert state(window).count("Results: ") == 1
    assert window.notices.texts() == []
    window.run.list_button.click()
    window.plan.start_button.click()
    await ended(lead)
    assert "Results: " not in state(window)


async def test_rows_that_were_refused_access_are_called_again_with_another_token(
    desk: Desk,
) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING))
    live = replace(LIVE, id="own", base_url=await desk.parts.sandbox.start())
    window.plan.set_environments([live], live.id)
    await desk.parts.tokens.store(live.id, Secret("made-up-wrong-token"))
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await ended(lead)
    assert "replace the token" in state(window)
    window.run.token_button.click()
    (await opened(TokenDialog)).close_button.click()
    await desk.parts.tokens.store(live.id, Secret("sandbox-token"))
    window.run.resume_button.click()
    await until(lambda: lead.results.run is not None and lead.results.run.called == 2)
    assert window.run.again_button.isVisibleTo(window)
    window.run.again_button.click()
    await until(lambda: lead.course.is_running)
    await ended(lead)
    assert cells(window, Column.RESULT) == ["Confirmed"]


async def test_what_is_left_of_a_run_is_told_below_the_one_made_of_its_rows(desk: Desk) -> None:
    window, lead = await loaded(desk, rows_of(CONFIRMED, WAITING, NOT_FOUND))
    live = replace(LIVE, id="own", base_url=await desk.parts.sandbox.start())
    window.plan.set_environments([live], live.id)
    await desk.parts.tokens.store(live.id, Secret("made-up-wrong-token"))
    window.plan.at_once.setValue(1)
    window.plan.start_button.click()
    await ended(lead)
    window.run.again_button.click()
    await until(lambda: lead.course.is_running)
    await ended(lead)
    assert "Never called of the run before: 2 rows; “Earlier runs…”" in state(window)


async def test_bars_of_a_run_that_is_resumed_count_all_of_its_rows(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED, SLOW, NOT_FOUND, unknown=1)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.run.resume_button.click()
    (await opened(ConfirmBatch)).accept_button.click()
    await until(lambda: lead.course.is_running)
    await until(lambda: sum(lead.course.tally.verdicts.values()) >= 2)
    assert lead.course.done < sum(lead.course.tally.verdicts.values())
    await until(lambda: lead.results.run is not None and lead.results.run.called == 3)
