"""What is copied for the ticket, for the customer and for a terminal."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidget, QMenu, QPlainTextEdit, QTabBar

from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.dialogs.reply_templates import ReplyTemplatesDialog
from otp_gui.ui.split_button import SplitButton
from tests.ui.desk import CONFIRMED, NOT_FOUND, SILENT, WAITING, Desk
from tests.ui.waiting import opened, until

CTRL_SHIFT: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def copied() -> str:
    return QGuiApplication.clipboard().text()


def button(desk: Desk, name: str) -> SplitButton:
    found = desk.widget(name)
    assert isinstance(found, SplitButton)
    return found


def choose(menu: QMenu, text: str) -> None:
    """Choose an entry of a menu by its words."""
    next(action for action in menu.actions() if action.text() == text).trigger()


async def test_without_an_answer_there_is_nothing_to_hand_over(desk: Desk) -> None:
    assert not button(desk, "copyReportButton").isVisible()
    QGuiApplication.clipboard().setText("before")
    desk.press(Qt.Key.Key_C, CTRL_SHIFT)
    await until(lambda: desk.label("pasteSummary") == "There is no answer on view to report.")
    assert copied() == "before"


async def test_a_report_masks_the_number_and_names_the_environment(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    button(desk, "copyReportButton").click()
    assert NOT_FOUND.request_id in copied()
    assert NOT_FOUND.recipient not in copied()
    assert "SessionNotFoundException" in copied()
    assert "Sandbox" in copied()
    assert desk.label("handOverNote") == (
        "Report copied: plain text, in English, the phone number is masked."
    )


async def test_the_full_number_is_copied_by_its_own_entry_only(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    report = button(desk, "copyReportButton")
    choose(report.options, "Copy with the full phone number")
    assert NOT_FOUND.recipient in copied()
    assert "with the full phone number" in desk.label("handOverNote")
    report.click()
    assert NOT_FOUND.recipient not in copied()


async def test_the_keyboard_copies_the_report_as_it_was_set_last(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    menu = button(desk, "copyReportButton").options
    choose(menu, "Markdown")
    choose(menu, "Русский")
    QGuiApplication.clipboard().setText("")
    desk.press(Qt.Key.Key_C, CTRL_SHIFT)
    assert copied().startswith("**Сессия не найдена**")
    assert "- **Среда:** Sandbox" in copied()


async def test_a_reply_names_nothing_internal_and_speaks_either_language(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    reply = button(desk, "copyReplyButton")
    reply.click()
    assert copied().startswith("We cannot see the state of your sign-in")
    assert desk.label("handOverNote") == "Reply copied, in English: No clear answer."
    choose(reply.options, "Русский")
    assert "вход" in copied().lower()
    assert NOT_FOUND.request_id not in copied()


async def test_a_command_has_a_place_holder_for_the_token_and_a_masked_number(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    curl = button(desk, "copyCurlButton")
    choose(curl.options, "PowerShell")
    assert '"Authorization: Bearer $env:OTP_TOKEN"' in copied()
    choose(curl.options, "bash")
    assert copied().startswith("curl -X POST")
    assert CONFIRMED.recipient.removeprefix("+") not in copied()
    choose(curl.options, "Copy with the full phone number")
    assert f"recipient=%2B{CONFIRMED.recipient.removeprefix('+')}" in copied()


async def test_the_arrow_key_opens_the_menu(desk: Desk) -> None:
    await desk.check(WAITING)
    report = button(desk, "copyReportButton")
    report.setFocus()
    seen: list[bool] = []

    def close() -> None:
        seen.append(report.options.isVisible())
        report.options.close()

    # The menu has a loop of its own until it is closed.
    QTimer.singleShot(50, close)
    desk.press(Qt.Key.Key_Down)
    await until(lambda: seen)
    assert seen == [True]


async def test_the_word_of_what_was_copied_goes_with_the_answer(desk: Desk) -> None:
    await desk.check(WAITING)
    button(desk, "copyReportButton").click()
    assert desk.widget("handOverNote").isVisible()
    await desk.check(CONFIRMED)
    assert not desk.widget("handOverNote").isVisible()


# A watch


async def test_a_watch_can_be_handed_over_while_it_runs_and_after_its_end(desk: Desk) -> None:
    desk.fill(WAITING)
    desk.window.form.watch_button.click()
    await until(button(desk, "copyReportButton").isVisible)
    button(desk, "copyCurlButton").click()
    assert copied().startswith("curl ")
    desk.press(Qt.Key.Key_Escape)
    await desk.idle()
    QGuiApplication.clipboard().setText("")
    desk.press(Qt.Key.Key_C, CTRL_SHIFT)
    assert copied().startswith("SMS: code sent")
    seen = copied().partition("What was seen:")[2].partition("\n\n")[0]
    assert "Not confirmed" in seen
    assert "20" in seen
    assert WAITING.recipient not in copied()
    button(desk, "copyReplyButton").click()
    assert desk.label("handOverNote").startswith("Reply copied")


async def test_a_report_of_a_call_after_a_watch_does_not_tell_of_the_watch(desk: Desk) -> None:
    desk.fill(NOT_FOUND)
    desk.window.form.watch_button.click()
    await desk.idle()
    desk.press(Qt.Key.Key_C, CTRL_SHIFT)
    assert "What was seen" in copied()
    await desk.inspect(WAITING)
    desk.press(Qt.Key.Key_C, CTRL_SHIFT)
    assert "What was seen" not in copied()


async def test_a_watch_without_an_answer_has_nothing_to_hand_over(desk: Desk) -> None:
    await desk.check(WAITING)
    desk.fill(SILENT)
    desk.window.form.watch_button.click()
    await until(lambda: desk.gets == 2)
    assert not button(desk, "copyReportButton").isVisible()
    desk.press(Qt.Key.Key_Escape)
    await desk.idle()
    assert not button(desk, "copyReportButton").isVisible()


# The replies' texts


async def open_templates(desk: Desk) -> ReplyTemplatesDialog:
    desk.workplace.menus.replies.trigger()
    return await opened(ReplyTemplatesDialog)


def parts(dialog: ReplyTemplatesDialog) -> tuple[QListWidget, QTabBar, QPlainTextEdit]:
    return dialog.list, dialog.languages, dialog.edit


async def test_an_own_reply_is_saved_used_and_reset(desk: Desk) -> None:
    dialog = await open_templates(desk)
    kinds, languages, edit = parts(dialog)
    titles = [kinds.item(row).text() for row in range(kinds.count())]
    kinds.setCurrentRow(titles.index("No clear answer"))
    languages.setCurrentIndex(1)
    assert edit.toPlainText().startswith("We cannot see the state")
    edit.setPlainText("Sorry, that one at {when} is over.")
    assert kinds.currentItem().text() == "No clear answer •"
    dialog.save_button.click()
    assert desk.keeper.current.replies == {"en": {"trouble": "Sorry, that one at {when} is over."}}
    await until(lambda: desk.front.preferences.load()[0].replies == desk.keeper.current.replies)

    await desk.check(NOT_FOUND)
    button(desk, "copyReplyButton").click()
    assert copied().startswith("Sorry, that one at 20")

    dialog = await open_templates(desk)
    titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    dialog.list.setCurrentRow(titles.index("No clear answer •"))
    dialog.languages.setCurrentIndex(1)
    dialog.reset_button.click()
    dialog.save_button.click()
    await until(lambda: desk.front.preferences.load()[0].replies == {})


async def test_a_reply_of_a_newer_version_is_kept(desk: Desk) -> None:
    desk.keeper.change(replies={"ru": {"future": "x"}})
    dialog = await open_templates(desk)
    dialog.languages.setCurrentIndex(0)
    dialog.edit.setPlainText("Готово.")
    dialog.save_button.click()
    assert desk.keeper.current.replies == {"ru": {"completed": "Готово.", "future": "x"}}


async def test_a_reply_that_is_too_long_cannot_be_saved(desk: Desk) -> None:
    dialog = await open_templates(desk)
    dialog.edit.setPlainText("я" * 2_003)
    assert not dialog.save_button.isEnabled()
    dialog.reset_button.click()
    assert dialog.save_button.isEnabled()
    dialog.reject()


async def test_changes_are_not_lost_without_a_question(desk: Desk) -> None:
    dialog = await open_templates(desk)
    dialog.edit.setPlainText("Готово.")
    dialog.cancel_button.click()
    question = await opened(Question)
    question.reject_button.click()
    assert dialog.isVisible()
    dialog.cancel_button.click()
    await until(lambda: dialog.findChild(Question) is not None)
    (await opened(Question)).accept_button.click()
    await until(lambda: not desk.window.findChildren(ReplyTemplatesDialog))
    assert desk.keeper.current.replies == {}


async def test_the_templates_open_in_the_language_of_the_window(desk: Desk) -> None:
    dialog = await open_templates(desk)
    listed, languages, _edit = parts(dialog)
    assert languages.tabText(languages.currentIndex()) == "English"
    first, second = (listed.visualItemRect(listed.item(row)) for row in (0, 1))
    assert first.bottom() < second.top()
    assert first.height() >= listed.fontMetrics().height() + 12
    dialog.close()
