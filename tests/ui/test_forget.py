"""A customer's wish to be forgotten: found in any spelling, gone from the file and from view."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from otp_gui.domain.upkeep import Purge
from otp_gui.services.retention import RetentionService
from otp_gui.ui import privacy
from otp_gui.ui.dialogs.forget import ForgetDialog
from tests.ui.desk import CONFIRMED, SILENT, Desk
from tests.ui.upkeep import (
    bytes_in,
    held,
    keep,
    listed,
    press_escape,
    said,
    seed,
    shows_a_call,
    told,
)
from tests.ui.waiting import opened, until

SPELLED = "8 (999) 000-00-02"
DIGITS = b"9990000002"


async def dialog_of(desk: Desk, number: str = SPELLED) -> ForgetDialog:
    desk.workplace.menus.forget.trigger()
    dialog = await opened(ForgetDialog)
    dialog.edit.setText(number)
    return dialog


def understood(dialog: ForgetDialog) -> str:
    label = dialog.findChild(QLabel, "forgetUnderstood")
    assert isinstance(label, QLabel)
    return label.text()


async def looked(dialog: ForgetDialog) -> str:
    """Look by Enter, and return what was found."""
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    found = dialog.findChild(QLabel, "forgetFound")
    assert isinstance(found, QLabel)
    await until(lambda: found.text() and not found.text().startswith("Looking"))
    return found.text()


async def test_every_trace_goes_once_the_button_is_pressed_and_not_by_enter(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await seed(desk, young=3)
    await keep(desk.parts.history, 7, note="customer also calls from +7 999 000-00-02")
    copy = desk.front.paths.history.with_name("history.sqlite3.damaged-20260101T000000Z")
    copy.write_bytes(b"... 89990000002 ...")
    dialog = await dialog_of(desk)
    assert understood(dialog) == "Understood as +79990000002"
    assert not dialog.forget_button.isEnabled()
    text = await looked(dialog)
    assert text == "Found: 1 call, a mention in 1 other call, 1 file beside the history."
    assert dialog.forget_button.text() == "Forget: 1 call"
    assert dialog.forget_button.hasFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(dialog.forget_button, key)
    assert dialog.isVisible()
    assert await desk.parts.history.total() == 4
    await until(dialog.forget_button.isEnabled)
    QTest.keyClick(dialog.forget_button, Qt.Key.Key_Space)
    said_then = await told(desk, "Deleted: 1 call, a mention in 1 other call, 1 file")
    assert "Exports and backups that were saved elsewhere are not searched" in said_then
    await until(lambda: listed(desk) == 3)
    assert DIGITS not in bytes_in(desk.front.paths.history.parent)
    assert not copy.exists()
    assert "9990000002" not in caplog.text
    (row,) = [r for r in await desk.rows() if r.note]
    assert row.note == "customer also calls from ***"


async def test_rows_of_lists_are_no_calls(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def found(*_: object) -> Purge:
        return Purge(uncalled=2, runs=1)

    monkeypatch.setattr(RetentionService, "preview_recipient", found)
    dialog = await dialog_of(desk)
    assert await looked(dialog) == (
        "Found: 0 calls, 2 rows of lists that were never called, with that the rest of 1 batch run"
        " that could still be resumed."
    )
    assert dialog.forget_button.text() == "Forget: 2 rows of lists"
    assert dialog.forget_button.isEnabled()
    dialog.reject_button.click()


async def test_the_form_and_the_pane_do_not_show_it_any_more(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    assert shows_a_call(desk)
    dialog = await dialog_of(desk, CONFIRMED.recipient.removeprefix("+7"))
    await looked(dialog)
    dialog.forget_button.click()
    await told(desk, "Deleted: 1 call.")
    form = desk.window.form
    assert (form.request_id_edit.text(), form.recipient_edit.text()) == ("", "")
    assert not shows_a_call(desk)
    assert desk.label("resultHeadline") == "" or not desk.widget("resultHeadline").isVisible()
    await until(lambda: listed(desk) == 0)


async def test_what_is_about_another_number_stays_on_view(desk: Desk) -> None:
    await seed(desk, young=3)
    await desk.check(CONFIRMED)
    dialog = await dialog_of(desk)
    await looked(dialog)
    dialog.forget_button.click()
    await told(desk, "Deleted: 1 call.")
    assert desk.window.form.recipient_edit.text() == CONFIRMED.recipient
    assert shows_a_call(desk)


async def test_another_number_has_to_be_looked_for_anew(desk: Desk) -> None:
    await seed(desk, young=3)
    dialog = await dialog_of(desk)
    await looked(dialog)
    dialog.edit.setText("+79990000003")
    assert not dialog.forget_button.isEnabled()
    dialog.edit.setText("+79990000099")
    assert await looked(dialog) == "There is nothing of this number."
    assert not dialog.forget_button.isEnabled()
    dialog.edit.setText("12\u000734")
    assert not dialog.look_button.isEnabled()
    assert "U+0007" in understood(dialog)
    dialog.edit.setText("")
    assert not dialog.look_button.isEnabled()
    dialog.reject_button.click()


async def test_the_privacy_view_masks_the_number_that_is_understood(desk: Desk) -> None:
    dialog = await dialog_of(desk)
    privacy.switch(True)  # noqa: FBT003 - a slot
    try:
        await until(lambda: understood(dialog) == "Understood as +79*******02")
        dialog.reject_button.setFocus()
        assert dialog.edit.echoMode() is QLineEdit.EchoMode.Password
        await looked(dialog)
    finally:
        privacy.switch(False)  # noqa: FBT003
    await until(lambda: understood(dialog) == "Understood as +79990000002")
    dialog.reject_button.click()


async def test_esc_ends_a_look_that_is_under_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk, young=3)
    with held(monkeypatch) as gate:
        desk.front.paths.history.with_name("history.sqlite3.v1-20260101T000000Z").touch()
        dialog = await dialog_of(desk)
        QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
        await until(gate.reached.is_set)
        assert not dialog.edit.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: gate.is_given_up)
        gate.open()
        await until(lambda: not desk.workplace.upkeep.work.is_busy)
    assert said(desk) == ""
    assert await desk.parts.history.total() == 3


async def test_forgetting_that_was_stopped_says_that_something_may_be_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk, young=3)
    dialog = await dialog_of(desk)
    await looked(dialog)
    with held(monkeypatch) as gate:
        desk.front.paths.history.with_name("history.sqlite3.v1-20260101T000000Z").touch()
        dialog.forget_button.click()
        await until(gate.reached.is_set)
        assert said(desk) == "Forgetting the number"
        await press_escape(desk)
        await until(lambda: gate.is_given_up)
        gate.open()
        await told(desk, "the number may still be in the history. Forget it again.")
    await until(lambda: listed(desk) == 2)


async def test_a_call_in_flight_is_left_alone_and_told(desk: Desk) -> None:
    await desk.begin_silent()
    dialog = await dialog_of(desk, SILENT.recipient)
    assert "Calls in flight, left alone: 1." in await looked(dialog)
    assert not dialog.forget_button.isEnabled()
    dialog.reject_button.click()
    assert desk.window.form.recipient_edit.text() == SILENT.recipient
    desk.errands.action.break_off()
    await desk.idle()
