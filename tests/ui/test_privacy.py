"""The privacy view: with it on, no phone number on the screen can be read whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from otp_gui.domain.case import Case
from otp_gui.domain.pasted import Pasted
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.paths import under
from otp_gui.services.inspect import FormatTrial, Trial
from otp_gui.ui import privacy
from otp_gui.ui.dialogs.candidates import CandidatesDialog
from otp_gui.ui.dialogs.confirm_complete import ConfirmComplete
from otp_gui.ui.sightings import of_trial
from otp_gui.ui.theme import Theme
from tests.ui.desk import GUARDED, MISMATCH, Desk, start
from tests.ui.records import NOT_FOUND, record
from tests.ui.waiting import until

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
DIGITS = "79990001122"
SPELLINGS = ("+79990001122", "8 (999) 000-11-22", "+7 999 000-11-22", "9990001122")
REQUEST = CheckRequest(RequestId("d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"), Recipient(SPELLINGS[0]))
_READABLE = re.compile(r"999\D{0,4}000\D{0,4}11\D{0,4}22")


@pytest.fixture(autouse=True)
def _off_again() -> Iterator[None]:
    yield
    privacy.switch(False)  # noqa: FBT003 - a slot


def _texts(widget: QWidget) -> Iterator[str]:
    """Yield whatever somebody could read of a widget, with eyes or by a screen reader."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield widget.windowTitle()
    yield from (action.text() for action in widget.actions())
    match widget:
        case QLabel():
            yield widget.text()
        case QLineEdit():
            yield widget.displayText()
            yield widget.placeholderText()
        case QPlainTextEdit():
            yield widget.toPlainText()
        case QComboBox():
            yield from (widget.itemText(index) for index in range(widget.count()))
        case QAbstractItemView():
            yield from _cells(widget)
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is not None:
        for kind in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description):
            yield interface.text(kind)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    for row in range(model.rowCount()):
        # A list has no public number of columns.
        for column in range(model.columnCount() if isinstance(view, QTableView) else 1):
            yield from (str(model.index(row, column).data(role) or "") for role in roles)


def _readable(*tops: QWidget) -> Sequence[str]:
    """Return the texts that hold the number, from every widget there is."""
    found = []
    for top in tops:
        for widget in [top, *top.findChildren(QWidget)]:
            found += [
                f"{type(widget).__name__} {widget.objectName()}: {text}"
                for text in _texts(widget)
                if _READABLE.search(text)
            ]
    return found


def _seen(top: QWidget) -> str:
    return "\n".join(text for w in [top, *top.findChildren(QWidget)] for text in _texts(w))


async def _switch(desk: Desk) -> None:
    """Press the key, and let every widget say its texts anew."""
    heard: list[bool] = []
    desk.window.language_changed.connect(lambda: heard.append(True))
    desk.press(Qt.Key.Key_H, CTRL_SHIFT)
    await until(lambda: heard)


async def _with_numbers_everywhere(desk: Desk) -> None:
    """Have the number in the table, the answer, the watch page, the findings and the form."""
    outcome = replace(
        NOT_FOUND,
        message=f"Нет сессии для {SPELLINGS[1]}",
        response=f'{{"recipient": "{SPELLINGS[0]}", "phone": "{SPELLINGS[2]}", "n": {DIGITS}}}',
        headers=(("x-recipient", SPELLINGS[3]),),
    )
    made = replace(record(1), recipient=SPELLINGS[0], id=None, note=f"call {SPELLINGS[1]}")
    begun = await desk.parts.history.begin(made)
    saved = await desk.parts.history.finish(replace(begun, outcome=outcome))
    answers = desk.workplace.answers
    answers.add(saved)
    answers.pane.show_watch(REQUEST, GUARDED)
    trial = FormatTrial([Trial(SPELLINGS[0], saved)], SPELLINGS[0])
    answers.pane.show_findings(of_trial(trial))
    answers.pane.show_case(Case(saved))
    desk.window.form.fill("d385ab22", SPELLINGS[1])
    desk.window.form.request_id_edit.setFocus()
    search = desk.widget("historySearch")
    assert isinstance(search, QLineEdit)
    search.setText(SPELLINGS[0])
    await until(lambda: desk.label("historyCount").startswith("1 of"))


async def test_no_number_is_readable_anywhere(desk: Desk) -> None:
    await _with_numbers_everywhere(desk)
    places = "\n".join(_readable(desk.window))
    for place in (
        "historyTable",
        "historySearch",
        "recipientEdit",
        "recipientHint",
        "resultMessage",
        "resultRaw",
        "resultRecipient",
        "watchSubject",
        "findingTitle",
    ):
        assert place in places
    await _switch(desk)
    assert _readable(desk.window) == []
    assert "+79*******22" in _seen(desk.window)
    assert "8 (9**) ***-**-22" in _seen(desk.window)
    await _switch(desk)
    assert "\n".join(_readable(desk.window)) == places


async def test_a_number_that_looks_like_none_is_masked_too(desk: Desk) -> None:
    odd = replace(record(1), recipient="тел. 123456", id=None)
    desk.workplace.answers.pane.show_case(
        Case(replace(odd, outcome=replace(NOT_FOUND, message="нет тел. 123456")))
    )
    await _switch(desk)
    assert "123456" not in _seen(desk.window)


async def test_questions_and_candidates_mask_it(desk: Desk, theme: Theme) -> None:
    privacy.switch(True)  # noqa: FBT003 - a slot
    question = ConfirmComplete(theme, desk.window, REQUEST, GUARDED)
    found = Pasted(recipients=("+79990001122", "+79990001133"))
    candidates = CandidatesDialog(theme, desk.window, found, [GUARDED])
    for dialog in (question, candidates):
        dialog.open()
        assert _readable(dialog) == []
        assert "+79*******22" in _seen(dialog)
        privacy.switch(False)  # noqa: FBT003 - a slot
        await until(lambda dialog=dialog: _readable(dialog))  # type: ignore[misc] # bound
        privacy.switch(True)  # noqa: FBT003 - a slot
        await until(lambda dialog=dialog: not _readable(dialog))  # type: ignore[misc] # bound
        dialog.reject()
    assert candidates.chosen.recipients == ()


async def test_the_field_shows_what_is_edited_and_sends_what_it_holds(desk: Desk) -> None:
    desk.fill(MISMATCH)
    await _switch(desk)
    edit = desk.window.form.recipient_edit
    assert edit.displayText() != edit.text()
    edit.setFocus()
    assert edit.displayText() == MISMATCH.recipient
    desk.window.form.request_id_edit.setFocus()
    assert edit.displayText() != MISMATCH.recipient
    request = desk.window.form.request
    assert request is not None
    assert request.recipient.value == MISMATCH.recipient


async def test_the_masked_number_is_painted(desk: Desk) -> None:
    """Two numbers that differ in what is hidden look the same; in what is shown they do not."""
    edit = desk.window.form.recipient_edit
    await _switch(desk)
    pictures = []
    for number in ("+79990001122", "+79990003322", "+79990001123"):
        edit.setText(number)
        pictures.append(edit.grab().toImage())
    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2]


async def test_a_sign_says_that_it_is_on(desk: Desk) -> None:
    assert desk.window.findChild(QLabel, "privacySign") is None
    await _switch(desk)
    assert desk.label("privacySign") == "Phone numbers are masked"
    assert desk.widget("privacySign").isVisible()
    assert desk.workplace.menus.privacy.isChecked()
    await _switch(desk)
    assert not desk.widget("privacySign").isVisible()
    assert not desk.workplace.menus.privacy.isChecked()


async def test_it_is_not_remembered(
    desk: Desk, qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    await _switch(desk)
    desk.window.close()
    await desk.keeper.save()
    assert "privacy" not in desk.front.paths.settings.read_text()
    # Nor does another window of the same process believe it off.
    other = await start(qapp, theme, under(tmp_path / "other"))
    assert other.workplace.menus.privacy.isChecked()
    await other.end()


async def test_it_is_in_the_view_menu(desk: Desk) -> None:
    action = next(a for a in desk.window.view_menu.actions() if "Privacy" in a.text())
    assert isinstance(action, QAction)
    action.trigger()
    assert privacy.is_on()


async def test_the_history_copies_what_it_shows(desk: Desk) -> None:
    await _with_numbers_everywhere(desk)
    await _switch(desk)
    table = desk.widget("historyTable")
    desk.workplace.answers.pane.show_empty()
    QTest.keyClick(table, Qt.Key.Key_Down)
    await until(lambda: desk.workplace.answers.pane.case)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "+79*******22" in QGuiApplication.clipboard().text()
    assert not _READABLE.search(QGuiApplication.clipboard().text())
