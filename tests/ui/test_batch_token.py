"""Which token a batch is called with is told before it begins."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication, QLabel

from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.confirm_batch import ConfirmBatch
from otp_gui.ui.dialogs.token import TokenDialog
from tests.ui.batches import interrupted, loaded, opened_batch, rows_of
from tests.ui.desk import CONFIRMED, Desk
from tests.ui.jwt import jwt
from tests.ui.waiting import opened, until


def choose(window: BatchWindow, environment_id: str) -> None:
    """Choose an environment of the batch, as its combo box does."""
    ids = [environment.id for environment in window.plan.environments]
    window.plan.environment_combo.setCurrentIndex(ids.index(environment_id))


async def test_the_token_of_the_batch_environment_is_told(desk: Desk) -> None:
    window, _ = opened_batch(desk)
    status = window.plan.token_status
    await until(lambda: status.label.text() == "The sandbox's own token")
    choose(window, "stage")
    await until(lambda: status.label.text() == "No token")
    status.button.click()
    dialog = await opened(TokenDialog)
    assert dialog.parentWidget() is window
    await until(dialog.edit.isEnabled)
    dialog.edit.setText("made-up-token-9f3c")
    dialog.store_button.click()
    await until(lambda: "…9f3c" in status.label.text())
    dialog.close_button.click()


async def test_a_token_that_the_main_window_replaces_is_told_in_the_batch(desk: Desk) -> None:
    window, _ = opened_batch(desk)
    choose(window, "stage")
    await until(lambda: window.plan.token_status.label.text() == "No token")
    desk.window.form.fill("", "", "stage")
    desk.window.form.token_status.button.click()
    dialog = await opened(TokenDialog)
    await until(dialog.edit.isEnabled)
    dialog.edit.setText("made-up-token-9f3c")
    dialog.store_button.click()
    await until(lambda: "…9f3c" in window.plan.token_status.label.text())
    dialog.close_button.click()


async def test_the_token_of_a_run_is_asked_for_over_the_window_that_shows_it(desk: Desk) -> None:
    await interrupted(desk, CONFIRMED)
    window, lead = opened_batch(desk)
    await until(lambda: lead.results.run is not None)
    window.run.token_button.click()
    dialog = await opened(TokenDialog)
    assert dialog.parentWidget() is window
    dialog.close_button.click()
    desk.window.form.token_status.button.click()
    await until(lambda: dialog not in QApplication.topLevelWidgets())
    dialog = await opened(TokenDialog)
    assert dialog.parentWidget() is desk.window
    dialog.close_button.click()


async def test_without_an_environment_no_token_is_told(desk: Desk) -> None:
    window, _ = opened_batch(desk)
    window.plan.environment_combo.setCurrentIndex(-1)
    status = window.plan.token_status
    assert not status.label.isVisibleTo(window)
    assert not status.button.isEnabled()


async def test_an_expired_token_is_pointed_out_before_many_are_completed(desk: Desk) -> None:
    await desk.parts.tokens.store("stage", jwt(timedelta(days=-3, hours=-1)))
    window, _ = await loaded(desk, rows_of(CONFIRMED))
    choose(window, "stage")
    status = window.plan.token_status
    await until(lambda: status.label.text().endswith("expired 3 days ago"))
    window.rows.search.setText("nothing like it")
    window.plan.operation_combo.setCurrentIndex(1)
    window.plan.start_button.click()
    asked = await opened(ConfirmBatch)
    warning = asked.findChild(QLabel, "confirmWarning")
    assert isinstance(warning, QLabel)
    unseen, expired = warning.text().splitlines()
    assert unseen.startswith("1 of them is not in view")
    assert expired.startswith("The token of Stage expired 3 days ago")
    asked.reject()
    assert desk.posts == 0
