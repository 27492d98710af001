"""The window as a whole: what it is called, what it remembers, what its parts tell each other."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QTableView,
)

from otp_gui import i18n
from otp_gui.domain.environment import Kind, presets
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.phrase import phrase
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.redact import Secret
from otp_gui.paths import under
from otp_gui.ui.dialogs.about import AboutDialog
from otp_gui.ui.dialogs.environments import EnvironmentsDialog
from otp_gui.ui.dialogs.help import HelpDialog
from otp_gui.ui.dialogs.token import TokenDialog
from otp_gui.ui.theme import Theme
from tests.ui.desk import CONFIRMED, GUARDED, NOT_FOUND, WAITING, Desk, start
from tests.ui.waiting import opened, until

CTRL = Qt.KeyboardModifier.ControlModifier
SPOKEN = (QAbstractButton, QComboBox, QLineEdit, QTableView)
NAMES = (
    "environmentCombo",
    "tokenButton",
    "tokenStatus",
    "requestIdEdit",
    "recipientEdit",
    "inputHint",
    "inspectButton",
    "watchButton",
    "completeButton",
    "cancelButton",
    "stopWatchButton",
    "watchIntervalBox",
    "watchTimeline",
    "timelineTab",
    "timelineList",
    "resultPane",
    "resultHeadline",
    "resultType",
    "resultMessage",
    "resultMeaning",
    "resultNextStep",
    "resultRaw",
    "historyTable",
    "historyFiltersButton",
    "historyTypeFilter",
    "historyOperationFilter",
    "historySourceFilter",
    "historyOperatorFilter",
    "historyPeriodFilter",
    "historyClearButton",
    "historySearch",
    "historyEnvironmentFilter",
    "historyVerdictFilter",
)


async def test_everything_has_the_name_by_which_scripts_find_it(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    for name in NAMES:
        found = desk.widget(name)
        if isinstance(found, SPOKEN):
            assert found.accessibleName(), name
        if isinstance(found, QLabel):
            # Of a label a screen reader would then read the name in place of the text.
            assert not found.accessibleName(), name


async def test_the_title_names_the_environment_and_nobody(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    assert desk.window.windowTitle() == "OTP GUI – Sandbox"
    desk.window.form.fill("", "", "production")
    assert desk.window.windowTitle() == "OTP GUI – Production"


async def test_the_strip_follows_the_environment(desk: Desk) -> None:
    desk.window.form.fill("", "", "stage")
    assert "Stage" in desk.label("environmentKind")
    assert "not encrypted" in desk.label("transportWarning")
    desk.window.form.fill("", "", "production")
    assert "Production" in desk.label("environmentKind")
    assert desk.label("transportWarning") == ""


async def test_a_chosen_row_shows_its_answer_again(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    await desk.check(WAITING)
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    table.selectRow(1)
    await until(lambda: desk.label("resultHeadline") == "Session not found")
    assert desk.posts == 2


async def test_a_row_that_is_chosen_during_a_call_leaves_the_call_on_view(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    await desk.begin_silent()
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    table.clearSelection()
    table.setCurrentIndex(table.model().index(0, 0))
    await desk.parts.history.count(HistoryQuery())
    assert desk.widget("cancelButton").isVisible()


async def test_a_row_is_put_back_into_the_form_and_nothing_is_sent(desk: Desk) -> None:
    made = await desk.check(NOT_FOUND)
    desk.window.form.fill("", "", "production")
    desk.window.form.fill("other", "other")
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    table.setCurrentIndex(table.model().index(0, 0))
    button = desk.window.findChild(QAbstractButton, "reuseButton")
    assert button is not None
    button.click()
    form = desk.window.form
    assert form.request_id_edit.text() == made.request_id
    assert form.recipient_edit.text() == made.recipient
    assert form.environment is not None
    assert form.environment.id == "sandbox"
    assert desk.posts == 1
    assert not desk.tasks.is_acting


@pytest.mark.parametrize("way", ["Enter", "double click", "menu"])
async def test_whatever_way_a_row_is_put_back_nothing_is_sent(desk: Desk, way: str) -> None:
    made = await desk.check(NOT_FOUND)
    await desk.check(WAITING)
    asked = list(desk.methods)
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    await until(lambda: table.model().rowCount() == 2)
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    place = table.visualRect(table.model().index(1, 0)).center()
    match way:
        case "Enter":
            QTest.keyClick(table, Qt.Key.Key_Return)
        case "double click":
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        case _:
            desk.workplace.answers.history.row_menu.reuse.trigger()
    form = desk.window.form
    assert form.request_id_edit.text() == made.request_id
    assert form.recipient_edit.text() == made.recipient
    await until(lambda: not desk.tasks._running)
    assert desk.methods == asked
    assert len(await desk.rows()) == 2


async def test_the_keyboard_begins_at_the_request_id_where_no_letter_switches_environments(
    desk: Desk,
) -> None:
    assert desk.window.focusWidget() is desk.window.form.request_id_edit


async def test_after_a_check_the_keyboard_is_where_it_was(desk: Desk) -> None:
    await desk.check(WAITING)
    recipient = desk.window.form.recipient_edit
    recipient.setFocus()
    await desk.check(WAITING)
    assert desk.window.focusWidget() is recipient


async def test_what_is_typed_during_a_call_goes_nowhere(desk: Desk) -> None:
    desk.window.form.recipient_edit.setFocus()
    await desk.begin_silent()
    desk.press(Qt.Key.Key_7)
    search = desk.widget("historySearch")
    assert isinstance(search, QLineEdit)
    assert search.text() == ""
    assert not search.hasFocus()


async def test_ctrl_f_goes_to_the_search(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F, CTRL)
    await until(lambda: desk.widget("historySearch").hasFocus())


async def test_f1_helps(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F1)
    helping = await opened(HelpDialog)
    said = " ".join(label.text() for label in helping.findChildren(QLabel))
    assert "Ctrl+Enter" in said
    QTest.keyClick(helping, Qt.Key.Key_Escape)
    assert not helping.isVisible()


async def test_about_tells_what_a_report_needs_and_copies_it(desk: Desk, tmp_path: Path) -> None:
    desk.workplace.menus.about.trigger()
    about = await opened(AboutDialog)
    about.copy_button.click()
    copied = QApplication.clipboard().text()
    for fact in ("0.1.0", "Python", "SQLite: 3.", "PySide6: 6.", str(tmp_path / "desk" / "logs")):
        assert fact in copied
    assert all(value for _caption, value in about.facts())
    facts = dict(about.facts())
    assert facts["Build"] == "run from its source"
    assert facts["Program"].endswith("otp_gui")
    about.close_button.click()


async def test_the_log_folder_opens(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    desk.workplace.menus.log_folder.trigger()
    assert shown == [QUrl.fromLocalFile(str(tmp_path / "desk" / "logs")).toLocalFile()]


async def test_a_token_that_is_stored_is_told_at_once(desk: Desk) -> None:
    desk.window.form.fill("", "", "stage")
    await until(lambda: desk.label("tokenStatus") == "No token")
    desk.window.form.token_status.button.click()
    dialog = await opened(TokenDialog)
    await until(dialog.edit.isEnabled)
    dialog.edit.setText("made-up-token-9f3c")
    dialog.store_button.click()
    await until(lambda: "9f3c" in desk.label("tokenStatus"))
    dialog.close_button.click()


async def test_each_environment_has_its_own_token(desk: Desk) -> None:
    await desk.parts.tokens.store("stage", Secret("made-up-token-9f3c"))
    desk.window.form.fill("", "", "stage")
    await until(lambda: "9f3c" in desk.label("tokenStatus"))
    desk.window.form.fill("", "", "production")
    await until(lambda: desk.label("tokenStatus") == "No token")
    desk.window.form.fill("", "", "sandbox")
    await until(lambda: desk.label("tokenStatus") == "The sandbox's own token")


async def test_a_changed_environment_is_offered_at_once(desk: Desk) -> None:
    desk.workplace.menus.environments.trigger()
    dialog = await opened(EnvironmentsDialog)
    await until(dialog.editor.isEnabled)
    assert dialog.editor.id_label.text() == "sandbox"
    dialog.editor.name_edit.setText("Playground")
    dialog.save_button.click()
    await until(lambda: desk.window.windowTitle() == "OTP GUI – Playground")
    assert desk.window.form.environment_combo.currentText() == "Playground"
    dialog.close_button.click()


async def test_the_language_changes_at_once_an_open_dialog_included(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    desk.workplace.menus.token.trigger()
    dialog = await opened(TokenDialog)
    choose(desk, "Русский")
    await until(lambda: dialog.windowTitle() == "Токен")
    assert desk.widget("completeButton").accessibleName() != "Check and complete"
    assert desk.label("resultHeadline") != "Session not found"
    assert desk.window.form.environment_combo.accessibleName() != "Environment"
    choose(desk, "English")
    await until(lambda: dialog.windowTitle() == "Token")
    assert desk.label("resultHeadline") == "Session not found"
    dialog.close_button.click()


async def test_the_language_is_kept(desk: Desk) -> None:
    choose(desk, "Русский")
    assert i18n.language() == "ru"
    await until(lambda: desk.front.preferences.load()[0].language == "ru")
    choose(desk, "English")
    await until(lambda: desk.front.preferences.load()[0].language == "en")


async def test_the_scheme_changes_at_once_and_is_kept(desk: Desk, theme: Theme) -> None:
    choose(desk, "Dark")
    assert theme.is_dark
    await until(lambda: desk.front.preferences.load()[0].scheme is Scheme.DARK)


async def test_the_window_comes_back_as_it_was_left(
    desk: Desk, qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    desk.window.resize(800, 600)
    desk.window.form.fill("", "", GUARDED.id)
    size = desk.window.size()
    desk.window.close()
    await desk.keeper.save()
    again = await start(qapp, theme, under(tmp_path / "desk"))
    assert again.window.size() == size
    assert again.window.form.environment == GUARDED
    await again.end()


async def test_nonsense_in_the_settings_is_no_obstacle(
    qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    paths = under(tmp_path / "desk")
    paths.create()
    paths.settings.write_text('geometry = "¿?"\nsplitter = "AAAA"\ncolumns = "%%"\n')
    made = await start(qapp, theme, paths)
    assert made.window.isVisible()
    await made.end()


async def test_damaged_files_are_told_without_standing_in_the_way(
    qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    paths = under(tmp_path / "desk")
    paths.create()
    paths.history.write_bytes(b"this is not a database at all" * 100)
    made = await start(qapp, theme, paths)
    paths.environments.write_text("[[environment]\n")
    made.workplace.menus.environments.trigger()
    dialog = await opened(EnvironmentsDialog)
    await until(dialog.message.isVisible)
    assert "line 1" in dialog.message.text()
    dialog.close_button.click()
    (notice,) = made.notices()
    assert "history" in notice
    record = await made.check(WAITING)
    assert record.saved
    await made.end()


async def test_a_choice_that_a_damaged_file_does_not_take_is_told_without_repeating_why(
    desk: Desk,
) -> None:
    desk.front.paths.settings.write_text("language = \n")
    _, damage = desk.front.preferences.load()
    assert damage is not None
    desk.window.tell(damage)
    choose(desk, "Dark")
    await until(lambda: len(desk.notices()) > 1)
    told, unsaved = desk.notices()
    assert "settings.toml is damaged" in told
    assert unsaved.startswith("Your choice could not be saved")


async def test_it_fits_a_small_screen(desk: Desk) -> None:
    desk.window.resize(800, 560)
    await desk.check(NOT_FOUND)
    assert desk.window.size().width() == 800
    assert desk.window.size().height() == 560
    for name in ("completeButton", "historySearch", "resultHeadline", "recipientEdit"):
        widget = desk.widget(name)
        corner = widget.mapTo(desk.window, widget.rect().bottomRight())
        assert desk.window.rect().contains(corner), name


async def test_two_notices_leave_the_answer_readable_in_a_small_window(desk: Desk) -> None:
    desk.window.resize(800, 560)
    for text in ("One thing is wrong. " * 12, "Another. " * 20, "A third."):
        desk.window.tell(phrase(text.strip()))
    await desk.check(NOT_FOUND)
    desk.workplace.answers.pane.open_timeline()
    desk.click("historyPictureButton")
    await until(lambda: desk.widget("pictureChart").isVisible())
    assert desk.widget("noticeBar").height() <= 80
    await until(lambda: desk.widget("timelineTab").height() >= 100)
    headline = desk.widget("resultHeadline")
    corner = headline.mapTo(desk.window, headline.rect().bottomRight())
    assert desk.window.rect().contains(corner)
    assert headline.height() >= headline.fontMetrics().height()
    assert desk.widget("pictureChart").height() >= 100
    for name, part in (("resultArea", "timelineTab"), ("historyArea", "pictureLegend")):
        area = desk.widget(name)
        assert isinstance(area, QScrollArea)
        area.ensureWidgetVisible(desk.widget(part), 0, 0)
        place = desk.widget(part).mapTo(area.viewport(), desk.widget(part).rect().bottomLeft())
        assert area.viewport().rect().contains(place), part


async def test_every_kind_of_environment_has_an_icon_in_the_list(desk: Desk) -> None:
    every = [replace(presets()[0], id=kind.value, kind=kind) for kind in Kind]
    desk.window.show_environments(every, None, None)
    combo = desk.window.form.environment_combo
    assert [combo.itemIcon(row).isNull() for row in range(combo.count())] == [False] * len(Kind)


def choose(desk: Desk, text: str) -> None:
    """Trigger the entry of the view's menu that says ``text``."""
    known = desk.window.view_menu.findChildren(QMenu)
    (action,) = (a for menu in known for a in menu.actions() if a.text() == text)
    action.trigger()
