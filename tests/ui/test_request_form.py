from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from otp_gui import i18n
from otp_gui.domain.environment import Environment, presets
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import SandboxSession
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.ui.request_form import RequestForm
from otp_gui.ui.theme import Theme
from tests.ui.shouting import shout, whispered

UUID = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
STAGE, PRODUCTION, SANDBOX = presets()
SESSION = SandboxSession(
    "00000000-0000-4000-8000-000000000001", "+79990000001", phrase("One"), Verdict.SUCCESS
)


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> RequestForm:
    made = RequestForm(theme)
    qtbot.addWidget(made)
    made.set_environments(presets(), "stage")
    made.set_ready()
    made.show()
    return made


@pytest.fixture
def asked(form: RequestForm) -> list[CheckRequest]:
    requests: list[CheckRequest] = []
    form.complete_requested.connect(requests.append)
    return requests


def hint(form: RequestForm) -> str:
    return form.input_hint.text()


def test_the_button_asks_for_what_is_typed(form: RequestForm, asked: list[CheckRequest]) -> None:
    form.fill(UUID, "8 (999) 000-11-22")
    form.complete_button.click()
    assert asked == [CheckRequest(RequestId(UUID), Recipient("+79990001122"))]


def test_how_the_recipient_is_sent_is_said_at_once(form: RequestForm) -> None:
    QTest.keyClicks(form.recipient_edit, "8 (999) 000-11-22")
    assert form.recipient_hint.text() == "Will be sent as +79990001122"


def test_exactly_as_typed_is_possible(form: RequestForm, asked: list[CheckRequest]) -> None:
    form.fill(UUID, "8 (999) 000-11-22")
    form.as_typed_box.click()
    said = form.recipient_hint.text().splitlines()
    assert said[0] == "Will be sent exactly as typed: 8 (999) 000-11-22"
    form.complete_button.click()
    assert asked[0].recipient.value == "8 (999) 000-11-22"


def test_a_doubtful_request_id_is_hinted_at_but_may_be_sent(form: RequestForm) -> None:
    form.fill("42", "+79990001122")
    assert "UUID" in hint(form)
    assert form.complete_button.isEnabled()


def test_a_doubt_is_amber_a_refusal_red_and_a_spelling_neither(
    form: RequestForm, theme: Theme
) -> None:
    assert painted(form, "42") == theme.color("amber_text")
    assert painted(form, "..") == theme.color("danger_text")
    assert painted(form, f" {UUID}") == theme.color("muted")


def painted(form: RequestForm, request_id: str) -> QColor:
    form.fill(request_id, "+79990001122")
    note = form.input_hint
    return note.palette().color(note.foregroundRole())


@pytest.mark.parametrize("width", [800, 1100])
def test_neither_a_long_name_nor_a_long_hint_takes_room_from_the_request_id(
    form: RequestForm, width: int
) -> None:
    form.resize(width, 200)
    form.fill(UUID, "+79990001122")
    QApplication.processEvents()
    before = form.recipient_edit.geometry()
    form.set_environments([replace(STAGE, name="A very long name of a stage " * 5)], None)
    form.fill("4 2", "call me maybe " * 8)
    form.as_typed_box.click()
    QApplication.processEvents()
    assert form.minimumSizeHint().width() <= 800
    assert form.request_id_edit.width() >= 240
    assert form.recipient_edit.geometry() == before


def test_the_form_does_not_jump_while_one_types(form: RequestForm) -> None:
    form.resize(800, 200)
    form.fill(UUID, "+79990001122")
    before = form.sizeHint().height()
    form.fill("42", "8 999 000-11-22")
    assert form.sizeHint().height() == before


@pytest.mark.parametrize(
    ("request_id", "reason"),
    [("", "Enter the request ID."), ("..", "only dots"), ("x" * 300, "300 characters")],
)
def test_the_reason_why_nothing_can_be_sent_is_visible(
    form: RequestForm, request_id: str, reason: str
) -> None:
    form.fill(request_id, "+79990001122")
    assert reason in hint(form)
    assert not form.complete_button.isEnabled()


def test_what_is_cleaned_is_shown_before_sending(form: RequestForm) -> None:
    form.fill(f"  «{UUID}»\u200b ", "+79990001122")
    assert hint(form) == f"Will be sent as {UUID}"


def test_an_invisible_character_within_is_shown(form: RequestForm) -> None:
    form.fill(f" {UUID}\u3164", "+79990001122")
    assert "⟨U+3164⟩" in hint(form)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_inspects_and_never_completes(
    form: RequestForm, asked: list[CheckRequest], key: Qt.Key
) -> None:
    inspected: list[CheckRequest] = []
    form.inspect_requested.connect(inspected.append)
    form.fill(UUID, "+79990001122")
    for field in (form.request_id_edit, form.recipient_edit, form.inspect_button):
        field.setFocus()
        QTest.keyClick(field, key)
    assert inspected == [CheckRequest(RequestId(UUID), Recipient("+79990001122"))] * 3
    form.complete_button.setFocus()
    QTest.keyClick(form.complete_button, key)
    form.request_id_edit.setFocus()
    QTest.keyClick(form.request_id_edit, key, Qt.KeyboardModifier.ShiftModifier)
    assert len(inspected) == 3
    assert asked == []


def test_a_key_that_is_held_down_inspects_once(form: RequestForm) -> None:
    inspected: list[CheckRequest] = []
    form.inspect_requested.connect(inspected.append)
    form.fill(UUID, "+79990001122")
    for repeated in (False, True, True):
        QApplication.sendEvent(
            form.request_id_edit,
            QKeyEvent(
                QEvent.Type.KeyPress,
                Qt.Key.Key_Return,
                Qt.KeyboardModifier.NoModifier,
                "\r",
                repeated,
            ),
        )
    assert len(inspected) == 1


def test_what_cannot_be_sent_is_not_inspected(form: RequestForm) -> None:
    inspected: list[CheckRequest] = []
    form.inspect_requested.connect(inspected.append)
    form.watch_requested.connect(inspected.append)
    form.fill("", "+79990001122")
    QTest.keyClick(form.request_id_edit, Qt.Key.Key_Return)
    form.watch()
    assert inspected == []


def test_the_buttons_ask_for_what_they_say(form: RequestForm, asked: list[CheckRequest]) -> None:
    inspected: list[CheckRequest] = []
    watched: list[CheckRequest] = []
    form.inspect_requested.connect(inspected.append)
    form.watch_requested.connect(watched.append)
    form.fill(UUID, "+79990001122")
    form.inspect_button.click()
    assert (len(inspected), len(watched), asked) == (1, 0, [])
    form.watch_button.click()
    assert (len(inspected), len(watched), asked) == (1, 1, [])


@pytest.mark.parametrize("recipient", ["+79990001122", "8 (999) 000-11-22"])
def test_what_was_sent_is_put_back_so_that_it_is_sent_exactly_so(
    form: RequestForm, asked: list[CheckRequest], recipient: str
) -> None:
    form.fill_as_sent(UUID, recipient, "production")
    form.complete_button.click()
    assert asked == [CheckRequest(RequestId(UUID), Recipient(recipient))]
    assert form.environment == PRODUCTION


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [800, 1100])
def test_every_button_fits_whatever_the_language(
    form: RequestForm, width: int, language: str
) -> None:
    i18n.install(language)
    try:
        form.retranslate()
        form.set_sessions([SESSION])
        form.set_environments([replace(SANDBOX, confirm_complete=True)], None)
        form.resize(width, 200)
        QApplication.processEvents()
        row = form.actions_row
        buttons = (form.sandbox_button, form.watch_button, form.inspect_button)
        for button in (*buttons, form.complete_button):
            assert button.width() >= button.sizeHint().width(), button.objectName()
            assert row.rect().contains(button.geometry()), button.objectName()
            assert button.accessibleName()
    finally:
        i18n.install("en")


def test_a_paste_sends_nothing(form: RequestForm, asked: list[CheckRequest]) -> None:
    QGuiApplication.clipboard().setText(f"{UUID}\n")
    form.recipient_edit.setText("+79990001122")
    form.request_id_edit.paste()
    assert form.complete_button.isEnabled()
    assert asked == []


def test_before_the_services_are_there_nothing_can_be_asked(qtbot: QtBot, theme: Theme) -> None:
    form = RequestForm(theme)
    qtbot.addWidget(form)
    form.set_environments(presets(), None)
    form.fill(UUID, "+79990001122")
    assert not form.complete_button.isEnabled()
    assert not form.token_status.button.isEnabled()
    form.set_ready()
    assert form.complete_button.isEnabled()


def test_a_busy_form_takes_nothing(form: RequestForm, asked: list[CheckRequest]) -> None:
    form.fill(UUID, "+79990001122")
    form.set_busy(True)
    form.submit()
    form.complete_button.click()
    assert asked == []
    assert not form.request_id_edit.isEnabled()
    form.set_busy(False)
    form.submit()
    assert len(asked) == 1


def test_dots_follow_only_where_a_question_follows(form: RequestForm) -> None:
    assert "…" not in form.complete_button.text()
    form.environment_combo.setCurrentIndex(1)
    assert "…" in form.complete_button.text()


def test_the_environment_chosen_is_told(form: RequestForm) -> None:
    chosen: list[Environment] = []
    form.environment_changed.connect(chosen.append)
    form.environment_combo.setCurrentIndex(1)
    assert chosen == [PRODUCTION]
    assert form.environment == PRODUCTION


def test_the_wheel_does_not_choose_an_environment(form: RequestForm) -> None:
    combo = form.environment_combo
    turned = QWheelEvent(
        combo.rect().center(),
        combo.mapToGlobal(combo.rect().center()),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own signature
    )
    QApplication.sendEvent(combo, turned)
    assert form.environment == STAGE


@pytest.mark.parametrize("typed", ["p", "P", "s"])
def test_nor_does_a_letter(form: RequestForm, typed: str) -> None:
    form.environment_combo.setFocus()
    QTest.keyClicks(form.environment_combo, typed)
    assert form.environment == STAGE


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_F4]
)
def test_a_key_opens_the_list_and_choosing_there_changes(form: RequestForm, key: Qt.Key) -> None:
    combo = form.environment_combo
    combo.setFocus()
    QTest.keyClick(combo, key)
    assert combo.view().isVisible()
    assert form.environment == STAGE
    QTest.keyClick(combo.view(), Qt.Key.Key_Down)
    QTest.keyClick(combo.view(), Qt.Key.Key_Return)
    assert form.environment == PRODUCTION


def test_an_environment_that_is_gone_gives_way_to_the_first(form: RequestForm) -> None:
    form.set_environments([PRODUCTION, SANDBOX], "stage")
    assert form.environment == PRODUCTION


def test_a_name_with_markup_is_shown_as_it_is(form: RequestForm) -> None:
    form.set_environments([replace(STAGE, name="<b>x</b>")], None)
    assert form.environment_combo.currentText() == "<b>x</b>"


def test_the_sandbox_offers_its_sessions(form: RequestForm, asked: list[CheckRequest]) -> None:
    form.set_sessions([SESSION])
    assert not form.sandbox_button.isVisible()
    form.set_environments(presets(), "sandbox")
    assert form.sandbox_button.isVisible()
    (action,) = form.sandbox_button.menu().actions()
    action.trigger()
    assert form.request_id_edit.text() == SESSION.request_id
    assert form.recipient_edit.text() == SESSION.recipient
    assert asked == []


def test_everything_has_the_name_by_which_it_is_found(form: RequestForm) -> None:
    inputs: dict[str, type[QWidget]] = {
        "environmentCombo": QComboBox,
        "tokenButton": QPushButton,
        "requestIdEdit": QLineEdit,
        "recipientEdit": QLineEdit,
        "watchButton": QPushButton,
        "inspectButton": QPushButton,
        "completeButton": QPushButton,
    }
    for name, kind in inputs.items():
        found = form.findChild(kind, name)
        assert found is not None, name
        assert found.accessibleName(), name
    for name in ("tokenStatus", "inputHint"):
        label = form.findChild(QLabel, name)
        assert label is not None, name
        # Of a label a screen reader would then read the name in place of the text.
        assert not label.accessibleName(), name


def test_tab_goes_in_reading_order(form: RequestForm) -> None:
    form.fill(UUID, "+79990001122")
    order: list[str] = []
    at: QWidget | None = form.environment_combo
    while at is not None and at.objectName() not in order:
        if at.focusPolicy() is not Qt.FocusPolicy.NoFocus and at.isVisible():
            order.append(at.objectName())
        at = at.nextInFocusChain()
    assert order[:9] == [
        "environmentCombo",
        "tokenButton",
        "requestIdEdit",
        "recipientEdit",
        "asTypedBox",
        "pasteButton",
        "watchButton",
        "inspectButton",
        "completeButton",
    ]


def test_the_language_changes_everything_at_once(
    form: RequestForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    form.set_environments(presets(), "sandbox")
    form.set_sessions([SESSION])
    shout(monkeypatch, form)
    assert "CHECK AND COMPLETE" in form.complete_button.text()
    assert whispered(form, [form.complete_button.text()]) == []
    assert [a.text() for a in form.sandbox_button.menu().actions()] == ["ONE"]
    assert form.request_id_edit.accessibleName() == "REQUEST ID"
