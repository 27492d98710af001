import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from otp_gui.domain.environment import presets
from otp_gui.domain.phrase import phrase
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.ui.dialogs.confirm_complete import ConfirmComplete
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import Theme
from tests.fakes import REQUEST
from tests.ui.shouting import shout, whispered
from tests.ui.waiting import until

_, PRODUCTION, _ = presets()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def confirm(theme: Theme, window: QWidget) -> ConfirmComplete:
    return ConfirmComplete(theme, window, REQUEST, PRODUCTION)


async def answered(dialog: Question, act: object) -> bool:
    asked = asyncio.ensure_future(answer(dialog))
    await until(dialog.isVisible)
    if isinstance(act, Qt.Key):
        QTest.keyClick(dialog, act)
    elif callable(act):
        act()
    return await asked


def texts(dialog: QWidget) -> list[str]:
    values = [value.text() for value in dialog.findChildren(PlainText)]
    return [label.text() for label in dialog.findChildren(QLabel)] + values


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
async def test_a_key_alone_does_not_complete(confirm: ConfirmComplete, key: Qt.Key) -> None:
    assert not await answered(confirm, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_nor_does_enter_on_the_other_button(confirm: ConfirmComplete, key: Qt.Key) -> None:
    def press() -> None:
        confirm.accept_button.setFocus()
        QTest.keyClick(confirm.accept_button, key)

    assert not await answered(confirm, press)


async def test_the_button_completes(confirm: ConfirmComplete) -> None:
    assert await answered(confirm, confirm.accept_button.click)


async def test_cancel_is_the_default_button_and_has_the_focus(confirm: ConfirmComplete) -> None:
    assert confirm.reject_button.isDefault()
    assert confirm.focusWidget() is confirm.reject_button
    assert confirm.reject_button.text() == "Cancel"


async def test_it_says_what_is_sent_and_where(confirm: ConfirmComplete) -> None:
    said = texts(confirm)
    assert REQUEST.request_id.value in said
    assert REQUEST.recipient.value in said
    assert "Production" in said
    assert "online.sigmasms.ru" in said
    assert any("“false”" in text for text in said)


async def test_what_hides_in_a_value_is_shown(theme: Theme, window: QWidget) -> None:
    request = CheckRequest(RequestId("a\u202eb"), Recipient("<b>1</b>"))
    said = texts(ConfirmComplete(theme, window, request, PRODUCTION))
    assert "a⟨U+202E⟩b" in said
    assert "<b>1</b>" in said


async def test_the_longest_request_id_is_shown_whole(theme: Theme, window: QWidget) -> None:
    request = CheckRequest(RequestId("W" * 256), Recipient("+79990001122"))
    confirm = ConfirmComplete(theme, window, request, PRODUCTION)
    confirm.open()
    (value,) = (v for v in confirm.findChildren(PlainText) if v.text().startswith("WW"))
    await until(lambda: value.document().size().height() > 1)
    await until(lambda: value.height() >= value.document().size().height() * line(value))
    await until(lambda: confirm.rect().contains(confirm.accept_button.geometry()))
    assert value.verticalScrollBar().maximum() == 0
    confirm.reject()


def line(value: PlainText) -> int:
    return value.fontMetrics().lineSpacing()


async def test_a_cancelled_question_goes_away(confirm: ConfirmComplete) -> None:
    asked = asyncio.ensure_future(answer(confirm))
    await until(confirm.isVisible)
    closed: list[int] = []
    confirm.finished.connect(closed.append)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert closed


async def test_the_language_changes_while_it_is_open(
    confirm: ConfirmComplete, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm.open()
    shout(monkeypatch, confirm)
    assert whispered(confirm, ["Production", REQUEST.request_id.value]) == []
    confirm.reject()


async def test_what_only_tells_has_one_button(theme: Theme, window: QWidget) -> None:
    told = Question(theme, window, Wording(phrase("So"), phrase("It is."), phrase("Close")))
    told.open()
    assert not told.accept_button.isVisible()
    QTest.keyClick(told, Qt.Key.Key_Return)
    assert not told.isVisible()


async def test_enter_presses_the_button_that_has_the_focus(theme: Theme, window: QWidget) -> None:
    wording = Wording(phrase("Go?"), phrase("It is."), phrase("No"), phrase("Yes"))

    def press() -> None:
        question.accept_button.setFocus()
        QTest.keyClick(question.accept_button, Qt.Key.Key_Return)

    question = Question(theme, window, wording)
    assert await answered(question, press)
    question = Question(theme, window, wording)
    assert question.focusWidget() is question.reject_button
    assert not await answered(question, Qt.Key.Key_Return)


async def test_it_says_which_keys_cancel(confirm: ConfirmComplete) -> None:
    assert any(text.startswith("Enter and Esc cancel") for text in texts(confirm))


async def test_the_address_keeps_its_port_and_no_path(theme: Theme, window: QWidget) -> None:
    local = replace(PRODUCTION, base_url="https://x.example:8443/api")
    assert "x.example:8443" in texts(ConfirmComplete(theme, window, REQUEST, local))


async def test_a_long_text_is_not_clipped(theme: Theme, window: QWidget) -> None:
    long = Wording(phrase("So"), phrase("It is so. " * 60), phrase("Close"))
    question = Question(theme, window, long)
    question.open()
    (text,) = (x for x in question.findChildren(QLabel) if "It is so" in x.text())
    assert text.height() >= text.heightForWidth(text.width())
    question.reject()
