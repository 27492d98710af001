"""What is pasted or dropped fills the form, and does nothing else."""

from typing import Final

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QWidget

from otp_gui.domain.ports import StoredToken
from otp_gui.domain.redact import Secret
from otp_gui.ui.dialogs.candidates import CandidatesDialog
from otp_gui.ui.dialogs.question import Question
from tests.fakes import RefusingVault
from tests.ui.desk import CONFIRMED, WAITING, Desk
from tests.ui.waiting import opened, until

ID: Final = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
OTHER_ID: Final = "11111111-2222-4333-8444-555555555555"
TOKEN: Final = "made-up-token-of-a-ticket-9f3c"
CURL: Final = (
    f"curl -X POST -H 'Authorization: Bearer {TOKEN}' "
    f"'https://online.sigmasms.ru/api/n/otp-handler/{ID}/checkStatusAndComplete"
    "?recipient=%2B79990001122'"
)
# A JWT that expired in 2020.
EXPIRED: Final = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1ODAwMDAwMDB9.c2lnbmF0dXJl"
CTRL: Final = Qt.KeyboardModifier.ControlModifier
BUSY = "Something is running: the form was left as it is. Try again after its end."


def summary(desk: Desk) -> str:
    return desk.label("pasteSummary") if desk.widget("pasteSummary").isVisible() else ""


def is_amber(desk: Desk) -> bool:
    """Tell whether the line is a warning."""
    return desk.workplace.filler._line._doubtful


def fields(desk: Desk) -> tuple[str, str, str]:
    form = desk.window.form
    environment = form.environment
    assert environment is not None
    return form.request_id_edit.text(), form.recipient_edit.text(), environment.id


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


async def paste(desk: Desk, text: str) -> None:
    """Paste by the button, and wait for the line that says what was taken."""
    copy(text)
    desk.window.form.paste_button.click()
    await until(lambda: summary(desk))


def questions() -> list[Question]:
    shown = QApplication.topLevelWidgets()
    return [w for w in shown if isinstance(w, Question) and w.isVisible()]


def words_of(dialog: Question) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def every_text(desk: Desk) -> str:
    """Return everything that stands in a field or a label of the window."""
    widgets = desk.window.findChildren(QWidget)
    return "\n".join(str(w.property("text") or w.property("plainText") or "") for w in widgets)


async def test_a_ticket_fills_the_fields_and_sends_nothing(desk: Desk) -> None:
    await paste(
        desk, f"Login hangs, requestId: {ID}, tel. 8 (999) 000-11-22, stage-online.sigmasms.ru"
    )
    assert fields(desk) == (ID, "8 (999) 000-11-22", "stage")
    assert summary(desk) == (
        "Taken: request ID, recipient, environment Stage. Nothing was sent. "
        "The environment has changed to Stage."
    )
    assert (desk.posts, list(await desk.rows())) == (0, [])


async def test_ctrl_v_outside_of_a_field_fills_the_form(desk: Desk) -> None:
    copy(ID)
    desk.window.form.paste_button.setFocus()
    desk.press(Qt.Key.Key_V, CTRL)
    await until(lambda: fields(desk)[0] == ID)


async def test_ctrl_v_in_text_to_read_fills_the_form(desk: Desk) -> None:
    await desk.check(WAITING)
    copy(ID)
    desk.widget("resultRaw").setFocus()
    desk.press(Qt.Key.Key_V, CTRL)
    await until(lambda: fields(desk)[0] == ID)


@pytest.mark.parametrize("name", ["requestIdEdit", "recipientEdit", "historySearch"])
async def test_ctrl_v_in_a_field_pastes_into_that_field(desk: Desk, name: str) -> None:
    field = desk.widget(name)
    assert isinstance(field, QLineEdit)
    copy(f"id {ID}")
    field.setFocus()
    desk.press(Qt.Key.Key_V, CTRL)
    assert field.text() == f"id {ID}"
    assert summary(desk) == ""


async def test_what_was_not_found_stays_and_is_named(desk: Desk) -> None:
    desk.window.form.fill(OTHER_ID, "+79990003344")
    await paste(desk, ID)
    assert fields(desk) == (ID, "+79990003344", "sandbox")
    assert "The recipient is still the one from before." in summary(desk)
    assert is_amber(desk)
    await paste(desk, "+7 999 000-55-66")
    await until(lambda: fields(desk) == (ID, "+7 999 000-55-66", "sandbox"))
    assert "The request ID is still the one from before." in summary(desk)


async def test_a_text_with_nothing_in_it_changes_nothing(desk: Desk) -> None:
    desk.window.form.fill(OTHER_ID, "+79990003344")
    await paste(desk, "Good morning!")
    assert fields(desk) == (OTHER_ID, "+79990003344", "sandbox")
    assert summary(desk).startswith("Nothing was found")
    assert summary(desk).endswith("The form still holds the login from before.")
    assert not is_amber(desk)


async def test_an_empty_clipboard_is_told(desk: Desk) -> None:
    await paste(desk, "  \n")
    assert summary(desk) == "There is no text to take anything from."


async def test_a_switch_to_production_is_said(desk: Desk) -> None:
    await paste(desk, f"https://online.sigmasms.ru/api/n/otp-handler/{ID}/status")
    assert fields(desk)[2] == "production"
    assert summary(desk).endswith("You are on production now: Production.")


async def test_the_line_goes_with_the_first_change(desk: Desk) -> None:
    await paste(desk, ID)
    desk.window.form.request_id_edit.setFocus()
    desk.press(Qt.Key.Key_End)
    desk.press(Qt.Key.Key_X)
    assert summary(desk) == ""


# Several candidates


async def test_of_several_none_is_taken_until_one_is_chosen(desk: Desk) -> None:
    desk.window.form.fill("before", "+79990003344")
    copy(f"{ID} or {OTHER_ID}, +79990001122")
    desk.window.form.paste_button.click()
    dialog = await opened(CandidatesDialog)
    assert fields(desk) == ("before", "+79990003344", "sandbox")
    shown = dialog.findChild(QListWidget, "requestIdCandidates")
    assert shown is not None
    assert shown.selectedItems() == []
    assert [shown.item(row).text() for row in range(shown.count())] == [ID, OTHER_ID]
    assert dialog.findChild(QListWidget, "recipientCandidates") is None
    besides = dialog.findChild(QLabel, "besidesCandidates")
    assert besides is not None
    assert besides.text() == "Filled in as well:\nRecipient: +79990001122"
    shown.setCurrentRow(1)
    dialog.fill_button.click()
    await until(lambda: fields(desk) == (OTHER_ID, "+79990001122", "sandbox"))
    assert summary(desk) == "Taken: request ID, recipient. Nothing was sent."


async def test_the_keyboard_chooses_a_candidate(desk: Desk) -> None:
    copy(f"{ID} or {OTHER_ID}")
    desk.window.form.paste_button.click()
    dialog = await opened(CandidatesDialog)
    assert not dialog.fill_button.isEnabled()
    await until(dialog.isActiveWindow)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(dialog.focusWidget(), key)
    await until(lambda: fields(desk)[0] == OTHER_ID)


async def test_a_choice_that_is_cancelled_fills_nothing(desk: Desk) -> None:
    copy(f"{ID} or {OTHER_ID}, +79990001122")
    desk.window.form.paste_button.click()
    (await opened(CandidatesDialog)).reject()
    await until(lambda: summary(desk) == "Nothing was filled in.")
    assert fields(desk) == ("", "", "sandbox")


async def test_an_id_that_the_text_names_otherwise_is_not_taken_by_itself(desk: Desk) -> None:
    desk.window.form.fill("before", "")
    copy(f"widgetId={ID}, +79990001122")
    desk.window.form.paste_button.click()
    dialog = await opened(CandidatesDialog)
    assert "another name" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    shown = dialog.findChild(QListWidget, "requestIdCandidates")
    assert shown is not None
    assert shown.selectedItems() == []
    assert shown.item(0).text() == f"{ID} (named otherwise in the text)"
    dialog.fill_button.click()
    await until(lambda: fields(desk) == ("before", "+79990001122", "sandbox"))
    desk.window.form.paste_button.click()
    dialog = await opened(CandidatesDialog)
    found = dialog.findChild(QListWidget, "requestIdCandidates")
    assert found is not None
    found.setCurrentRow(0)
    dialog.fill_button.click()
    await until(lambda: fields(desk)[0] == ID)


async def test_what_was_left_out_is_said(desk: Desk) -> None:
    text = " ".join(f"+7999000{n:04}" for n in range(21))
    copy(f"{ID} {text}")
    desk.window.form.paste_button.click()
    dialog = await opened(CandidatesDialog)
    shown = dialog.findChild(QListWidget, "recipientCandidates")
    assert shown is not None
    shown.setCurrentRow(0)
    dialog.fill_button.click()
    await until(lambda: "more than the 20 candidates" in summary(desk))


# While a call runs


async def test_nothing_is_filled_while_a_call_runs(desk: Desk) -> None:
    await desk.begin_silent()
    before = fields(desk)
    copy(ID)
    desk.press(Qt.Key.Key_V, CTRL)
    await until(desk.notices)
    assert desk.notices() == [f"Nothing was taken from the pasted text. {BUSY}"]
    assert fields(desk) == before


# Dropping


def drop(desk: Desk, data: QMimeData, at: QWidget) -> bool:
    """Drop ``data`` as a mouse would; tell whether it was let."""
    place = at.mapTo(desk.window, QPoint(2, 2))
    copying, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place, copying, data, left, none)
    entering.ignore()
    QGuiApplication.sendEvent(desk.window, entering)
    if entering.isAccepted():
        QGuiApplication.sendEvent(
            desk.window, QDropEvent(QPointF(place), copying, data, left, none)
        )
    return entering.isAccepted()


async def test_text_that_is_dropped_fills_the_form(desk: Desk) -> None:
    data = QMimeData()
    data.setText(f"{ID} 8 999 000 11 22")
    assert drop(desk, data, desk.widget("resultPane"))
    await until(lambda: fields(desk)[:2] == (ID, "8 999 000 11 22"))


async def test_a_file_cannot_be_dropped(desk: Desk) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tickets/42.txt")])
    data.setText("file:///tickets/42.txt")
    assert not drop(desk, data, desk.widget("resultPane"))


async def test_the_fields_let_a_drop_pass_to_the_window(desk: Desk) -> None:
    assert not desk.window.form.request_id_edit.acceptDrops()
    assert not desk.window.form.recipient_edit.acceptDrops()


# A token in the text


async def stored(desk: Desk, environment_id: str) -> StoredToken | None:
    known = {e.id: e for e in desk.window.form.environments}
    return await desk.parts.tokens.read(known[environment_id])


async def test_a_token_is_offered_to_the_vault_and_never_shown(desk: Desk) -> None:
    await paste(desk, CURL)
    question = await opened(Question)
    assert question.windowTitle() == "Store the token for Production?"
    assert question.reject_button.isDefault()
    assert "its last characters: …9f3c." in words_of(question)
    assert await stored(desk, "production") is None
    question.accept_button.click()
    await until(lambda: "…9f3c" in desk.window.form.token_status.label.text())
    kept = await stored(desk, "production")
    assert kept is not None
    assert kept.secret == Secret(TOKEN)
    assert TOKEN not in every_text(desk)


async def test_a_token_that_is_not_wanted_is_kept_nowhere(desk: Desk) -> None:
    await paste(desk, CURL)
    (await opened(Question)).reject()
    await until(lambda: not desk.tasks._running)
    assert await stored(desk, "production") is None


async def test_a_token_that_is_there_already_is_not_offered(desk: Desk) -> None:
    await desk.parts.tokens.store("production", Secret(TOKEN))
    await paste(desk, CURL)
    await until(lambda: not desk.tasks._running)
    assert questions() == []


async def test_where_the_keyring_refuses_the_session_is_offered_at_once(desk: Desk) -> None:
    desk.parts.tokens._keyring = RefusingVault()
    await paste(desk, CURL)
    question = await opened(Question)
    assert "keyring of this computer" not in words_of(question)
    assert "The keyring does not answer. The token can be kept in memory" in words_of(question)
    assert question.accept_button.text() == "Keep for this session only"
    question.accept_button.click()
    await until(lambda: "this session only" in desk.window.form.token_status.label.text())


async def test_where_storing_fails_after_all_the_session_is_offered(desk: Desk) -> None:
    await paste(desk, CURL)
    question = await opened(Question)
    desk.parts.tokens._keyring = RefusingVault()
    question.accept_button.click()
    await until(lambda: any("keyring cannot be used" in d.windowTitle() for d in questions()))
    questions()[-1].accept_button.click()
    await until(lambda: "this session only" in desk.window.form.token_status.label.text())


async def test_storing_an_expired_token_is_not_urged(desk: Desk) -> None:
    await paste(desk, CURL.replace(TOKEN, EXPIRED))
    question = await opened(Question)
    assert question.windowTitle() == "Store an expired token for Production?"
    assert question.reject_button.isDefault()
    assert question.reject_button.property("variant") == "primary"
    assert question.accept_button.property("variant") is None
    text = question._text.text()
    assert text.startswith("By its own account the token expired ")
    question.reject()


# An address of nobody's


async def test_an_address_that_is_no_environments_is_told_and_its_token_not_offered(
    desk: Desk,
) -> None:
    await paste(desk, CURL.replace("online.sigmasms.ru", "otp.example:8443"))
    await until(lambda: not desk.tasks._running)
    assert fields(desk) == (ID, "+79990001122", "sandbox")
    assert (
        "The address otp.example:8443 in the text is none of your environments: "
        "Sandbox stays chosen. The token is not offered for storing: it may belong there."
    ) in summary(desk)
    assert questions() == []
    assert is_amber(desk)


async def test_a_stranger_beside_an_environment_keeps_its_token_too(desk: Desk) -> None:
    await paste(desk, f"{CURL} https://otp.example/otp-handler/{ID}/status")
    await until(lambda: not desk.tasks._running)
    assert fields(desk)[2] == "production"
    assert "otp.example in the text is none of your environments. The token is" in summary(desk)
    assert questions() == []


async def test_after_a_paste_enter_inspects_what_was_pasted(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    desk.widget("historyTable").setFocus()
    copy(f"{WAITING.request_id} {WAITING.recipient}")
    desk.press(Qt.Key.Key_V, CTRL)
    await until(lambda: fields(desk)[0] == WAITING.request_id)
    await until(desk.window.form.inspect_button.hasFocus)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: desk.gets == 2)
    await desk.idle()
    assert fields(desk)[0] == WAITING.request_id


async def test_after_half_a_login_the_keyboard_is_where_the_rest_belongs(desk: Desk) -> None:
    desk.window.form.fill("", "")
    await paste(desk, ID)
    assert desk.window.form.recipient_edit.hasFocus()


async def test_the_line_goes_with_what_it_speaks_of(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    await paste(desk, f"{WAITING.request_id} {WAITING.recipient}")
    assert summary(desk)
    desk.workplace.answers.reuse_requested.emit(desk.finished[-1])
    assert fields(desk)[0] == CONFIRMED.request_id
    assert summary(desk) == ""


async def test_of_several_tokens_none_is_offered_and_that_is_said(desk: Desk) -> None:
    await paste(desk, f"{CURL} token=another-{OTHER_ID}")
    await until(lambda: not desk.tasks._running)
    assert "There are several tokens in the text" in summary(desk)
    assert questions() == []
    assert await stored(desk, "production") is None
    assert TOKEN not in every_text(desk)
