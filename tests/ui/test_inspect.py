"""Looking without touching, in the real window: inspections and what can follow them."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTabWidget,
)

from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.record import Caller, Source, intent
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest
from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from otp_gui.services.check import CheckResult
from otp_gui.ui.dialogs.confirm_complete import ConfirmComplete
from otp_gui.ui.dialogs.confirm_resend import ConfirmResend
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.dialogs.token import TokenDialog
from otp_gui.ui.theme import Theme
from tests.ui.desk import (
    CONFIRMED,
    COOLING_DOWN,
    DEAD,
    GUARDED,
    MISMATCH,
    NOT_FOUND,
    SILENT,
    STUCK,
    WAITING,
    WITHOUT_PLUS,
    Desk,
    start,
)
from tests.ui.waiting import opened, until


@pytest.fixture
async def elsewhere(desk: Desk) -> AsyncIterator[SandboxHost]:
    """Return a second server, which the environment ``other`` of the window calls."""
    host = SandboxHost()
    other = Environment("other", "Other", await host.start(), Kind.CUSTOM, confirm_complete=False)
    desk.front.environments.save(other)
    await desk.parts.tokens.store("other", Secret(SANDBOX_TOKEN))
    desk.window.show_environments(*desk.front.environments.load(), "sandbox")
    yield host
    await host.stop()


def raw(desk: Desk) -> str:
    box = desk.widget("resultRaw")
    assert isinstance(box, QPlainTextEdit)
    return box.toPlainText()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_enter_in_a_field_reads_status_and_channel_and_sends_nothing_else(
    desk: Desk, key: Qt.Key
) -> None:
    desk.fill(WAITING)
    desk.window.form.recipient_edit.setFocus()
    desk.press(key)
    await desk.idle()
    assert sorted(desk.methods) == ["GET", "GET"]
    assert desk.label("resultHeadline") == "SMS: code sent"
    assert desk.label("channelTitle") == "SMS · sent"


async def test_both_rows_are_kept_and_shown_at_once(desk: Desk) -> None:
    await desk.inspect(WAITING)
    rows = await desk.rows()
    assert {row.operation for row in rows} == {Operation.STATUS, Operation.CHANNEL}
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    assert table.model().rowCount() == 2
    assert table.currentIndex().row() == 0


async def test_both_answers_stand_in_the_raw_tab_under_a_heading_each(desk: Desk) -> None:
    await desk.inspect(WAITING)
    text = raw(desk)
    first, second = text.index("Status (read-only)"), text.index("Channel (read-only)")
    assert first < text.index('"success": false') < second < text.index('"codeType"')


async def test_a_row_of_an_inspection_is_joined_with_its_other_half(desk: Desk) -> None:
    await desk.inspect(WAITING)
    await desk.inspect(NOT_FOUND)
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    table.selectRow(3)
    await until(lambda: desk.label("resultHeadline") == "SMS: code sent")
    assert "Status (read-only)" in raw(desk)
    assert "Channel (read-only)" in raw(desk)


async def test_escape_cancels_a_read_without_a_question(desk: Desk) -> None:
    desk.fill(SILENT)
    desk.window.form.inspect()
    await until(lambda: desk.gets == 2)
    assert "only reads" in desk.label("runningDoubt")
    desk.press(Qt.Key.Key_Escape)
    await desk.idle()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, Question)]
    assert {row.outcome.failure for row in await desk.rows()} == {Failure.CANCELLED}
    assert desk.window.form.inspect_button.isEnabled()


async def test_closing_during_a_read_is_not_asked_about(desk: Desk) -> None:
    desk.fill(SILENT)
    desk.window.form.inspect()
    await until(lambda: desk.gets == 2)
    desk.window.close()
    assert desk.closed == [True]


async def test_an_action_locks_out_every_other(desk: Desk) -> None:
    desk.fill(SILENT)
    form = desk.window.form
    form.inspect()
    form.inspect_requested.emit(form.request)
    form.watch_requested.emit(form.request)
    form.complete_requested.emit(form.request)
    await until(lambda: desk.gets == 2)
    assert desk.posts == 0
    desk.errands.action.cancel()
    await desk.idle()
    assert desk.methods == ["GET", "GET"]


async def test_an_answer_about_another_login_says_so_and_offers_no_call(desk: Desk) -> None:
    await desk.inspect(NOT_FOUND)
    assert desk.offered() == ["LookElsewhere"]
    assert not desk.widget("resultLoginNotice").isVisible()
    desk.fill(WAITING)
    assert desk.offered() == []
    assert f"…{NOT_FOUND.request_id[-6:]}" in desk.label("resultLoginNotice")
    desk.click("resultLoginButton")
    assert desk.window.form.request_id_edit.text() == NOT_FOUND.request_id
    assert desk.offered() == ["LookElsewhere"]
    assert not desk.widget("resultLoginNotice").isVisible()
    assert desk.gets == 2


async def test_a_number_sent_as_typed_goes_into_the_form_so_again(desk: Desk) -> None:
    form = desk.window.form
    form.fill(WITHOUT_PLUS.request_id, "79990000055")
    form.as_typed_box.click()
    form.inspect()
    await desk.idle()
    assert desk.label("resultHeadline") == "SMS: code sent"
    desk.fill(NOT_FOUND)
    form.as_typed_box.setChecked(False)
    desk.click("resultLoginButton")
    assert form.as_typed_box.isChecked()
    form.inspect()
    await desk.idle()
    assert desk.label("resultHeadline") == "SMS: code sent"


async def test_an_old_answer_leads_to_the_newer_one(desk: Desk) -> None:
    old = await desk.check(STUCK)
    assert "Resend" in desk.offered()
    await desk.inspect(STUCK)
    desk.workplace.answers.show_record(old)
    await until(lambda: desk.label("resultHeadline") == "Channel to restart")
    await until(desk.widget("resultLoginNotice").isVisible)
    assert desk.label("resultLoginNotice").startswith("There is a newer answer for this login")
    assert desk.offered() == []
    desk.click("resultLoginButton")
    await until(lambda: not desk.widget("resultLoginNotice").isVisible())


async def test_the_token_of_the_environment_is_offered(desk: Desk) -> None:
    desk.window.form.fill(WAITING.request_id, WAITING.recipient, "stage")
    desk.window.form.inspect()
    await desk.idle()
    assert desk.gets == 0
    desk.click("followUpToken")
    dialog = await opened(TokenDialog)
    dialog.close_button.click()


async def test_completing_as_a_follow_up_is_no_matter_of_enter(desk: Desk) -> None:
    bar = desk.workplace.answers.pane._follow_ups
    await desk.inspect(WAITING)
    bar.offer([FollowUp.COMPLETE, FollowUp.RESEND])
    for name in ("followUpComplete", "followUpResend"):
        button = desk.widget(name)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)
        QTest.keyClick(button, Qt.Key.Key_Enter)
    assert not desk.tasks.is_acting
    assert desk.posts == 0
    # Where the environment does not ask, this does: it stands where one reads.
    desk.click("followUpComplete")
    asked = await opened(ConfirmComplete)
    assert desk.posts == 0
    asked.accept_button.click()
    await desk.idle()
    assert desk.posts == 1


async def test_completing_as_a_follow_up_asks_where_the_environment_asks(desk: Desk) -> None:
    desk.window.form.fill(WAITING.request_id, WAITING.recipient, GUARDED.id)
    desk.window.form.inspect()
    await desk.idle()
    desk.workplace.answers.pane._follow_ups.offer([FollowUp.COMPLETE])
    desk.click("followUpComplete")
    (await opened(ConfirmComplete)).reject_button.click()
    await desk.idle()
    assert desk.posts == 0


# Sending again


async def test_sending_again_is_confirmed_sent_once_and_looked_at(desk: Desk) -> None:
    await desk.inspect(DEAD)
    assert desk.label("resultHeadline") == "Viber: failed"
    assert desk.offered() == ["Resend"]
    desk.click("followUpResend")
    asked = await opened(ConfirmResend)
    assert desk.posts == 0
    asked.accept_button.click()
    await desk.idle()
    assert desk.posts == 1
    assert desk.gets == 4
    assert desk.label("resultHeadline") == "SMS: in progress"
    assert desk.label("resultResent").startswith("The service accepted the resend (HTTP")
    assert [row.operation for row in await desk.rows()].count(Operation.RESEND) == 1


async def test_the_keyboard_comes_back_after_sending_again(desk: Desk) -> None:
    await desk.inspect(DEAD)
    desk.widget("followUpResend").setFocus()
    desk.press(Qt.Key.Key_Space)
    (await opened(ConfirmResend)).accept_button.click()
    await desk.idle()
    assert not desk.widget("followUpResend").isVisible()
    # Offscreen the window is not made the active one again after its dialog.
    assert desk.window.focusWidget() is desk.window.form.inspect_button


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
async def test_no_key_alone_sends_again(desk: Desk, key: Qt.Key) -> None:
    await desk.inspect(DEAD)
    desk.click("followUpResend")
    QTest.keyClick(await opened(ConfirmResend), key)
    await desk.idle()
    assert desk.posts == 0


async def test_a_resend_that_is_refused_is_told_above_what_is_the_case(desk: Desk) -> None:
    await desk.inspect(COOLING_DOWN)
    before = desk.label("resultHeadline")
    desk.workplace.answers.pane._follow_ups.offer([FollowUp.RESEND])
    desk.click("followUpResend")
    (await opened(ConfirmResend)).accept_button.click()
    await desk.idle()
    assert (desk.posts, desk.gets) == (1, 4)
    assert desk.label("resultHeadline") == before
    assert desk.label("resultResent").startswith(
        "Too early to send again (RestartCooldownActiveException"
    )
    assert desk.widget("resultResent").isVisible()


async def test_after_a_resend_with_an_unknown_end_the_session_is_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        desk.errands.check, "_check", Resending(Outcome(Verdict.UNKNOWN, failure=Failure.RESET))
    )
    await resend(desk)
    assert (desk.posts, desk.gets) == (0, 2)
    assert desk.label("resultHeadline") == "SMS: code sent"
    assert "(reset)" in desk.label("resultResent")


async def test_where_no_resend_was_sent_there_is_nothing_to_look_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        desk.errands.check, "_check", Resending(Outcome(Verdict.NOT_SENT, failure=Failure.REFUSED))
    )
    await resend(desk)
    assert (desk.posts, desk.gets) == (0, 0)
    assert not desk.widget("resultResent").isVisible()


class Resending:
    """Brings what came of a resend that was never made."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    async def resend(
        self, request: CheckRequest, environment: Environment, *_: object, **_named: object
    ) -> CheckResult:
        now = datetime.now(UTC)
        caller = Caller("operator", Source.GUI)
        begun = intent("resent", now, request, environment, caller, Operation.RESEND)
        return CheckResult(begun.finished(self._outcome, now, 1.0))


async def resend(desk: Desk) -> None:
    """Have ``WAITING`` sent another message, and wait for the end of it."""
    desk.fill(WAITING)
    form = desk.window.form
    assert form.request is not None
    assert form.environment is not None
    desk.errands.check.resend(form.request, form.environment)
    (await opened(ConfirmResend)).accept_button.click()
    await desk.idle()


async def test_the_note_on_a_resend_goes_with_the_next_answer(desk: Desk) -> None:
    await desk.inspect(DEAD)
    desk.click("followUpResend")
    (await opened(ConfirmResend)).accept_button.click()
    await desk.idle()
    await desk.inspect(WAITING)
    assert not desk.widget("resultResent").isVisible()


async def test_cancelling_the_look_after_a_resend_does_not_ask(
    desk: Desk,
) -> None:
    await desk.inspect(DEAD)
    desk.click("followUpResend")
    asked = await opened(ConfirmResend)

    def cancel(*_: object) -> None:
        desk.errands.action.cancel()

    desk.errands.check.check_finished.connect(cancel)
    asked.accept_button.click()
    await desk.idle()
    assert not [w for w in QApplication.topLevelWidgets() if type(w) is Question]


# Elsewhere


async def test_a_session_is_found_elsewhere_and_one_click_switches(
    desk: Desk, elsewhere: SandboxHost
) -> None:
    await desk.inspect(WAITING)
    # The sandbox knows it, too; somebody may look all the same.
    desk.workplace.answers.pane._follow_ups.offer([FollowUp.LOOK_ELSEWHERE])
    desk.click("followUpLookElsewhere")
    await desk.idle()
    assert [request.method for request in elsewhere.requests] == ["GET"]
    assert desk.label("findingsHeadline") == "Found in Other"
    before = list(desk.methods)
    # What is typed meanwhile is not what was looked for.
    desk.fill(NOT_FOUND)
    desk.click("switchButton")
    assert desk.window.form.environment is not None
    assert desk.window.form.environment.id == "other"
    assert desk.window.form.request_id_edit.text() == WAITING.request_id
    assert not desk.tasks.is_acting
    assert desk.methods == before
    desk.press(Qt.Key.Key_Return)
    await desk.idle()
    assert desk.label("resultHeadline") == "SMS: code sent"
    assert {request.method for request in elsewhere.requests} == {"GET"}


async def test_the_keyboard_goes_from_a_search_to_what_it_found(
    desk: Desk, elsewhere: SandboxHost
) -> None:
    await desk.inspect(WAITING)
    desk.workplace.answers.pane._follow_ups.offer([FollowUp.LOOK_ELSEWHERE])
    desk.widget("followUpLookElsewhere").setFocus()
    desk.press(Qt.Key.Key_Space)
    await desk.idle()
    assert desk.widget("switchButton").hasFocus()
    for _ in range(2):
        desk.press(Qt.Key.Key_Return)
        await desk.idle()
    assert desk.label("resultHeadline") == "SMS: code sent"
    assert {request.method for request in elsewhere.requests} == {"GET"}


async def test_the_keyboard_goes_to_inspecting_where_nothing_was_found(desk: Desk) -> None:
    await desk.inspect(MISMATCH)
    desk.widget("followUpTryFormats").setFocus()
    desk.press(Qt.Key.Key_Space)
    await desk.idle()
    assert desk.window.form.inspect_button.hasFocus()


async def test_the_keyboard_that_was_moved_during_a_search_stays_there(desk: Desk) -> None:
    await desk.inspect(MISMATCH)
    desk.widget("followUpTryFormats").setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.widget("historySearch").setFocus()
    await desk.idle()
    assert desk.widget("historySearch").hasFocus()


async def test_what_is_nowhere_is_told_environment_by_environment(
    desk: Desk, elsewhere: SandboxHost
) -> None:
    await desk.inspect(NOT_FOUND)
    desk.click("followUpLookElsewhere")
    await desk.idle()
    assert desk.posts == 0
    assert len(elsewhere.requests) == 1
    assert desk.label("findingsHeadline") == "Not found where it could be asked"
    found = desk.workplace.answers.pane._found
    words = [label.text() for label in found.findChildren(type(found._meaning), "findingWords")]
    assert words == [
        "No token stored: not asked",
        "No token stored: not asked",
        "Does not know this session",
    ]
    desk.click("backButton")
    assert desk.label("resultHeadline") == "Session not found"
    assert desk.widget("resultHeadline").isVisible()


async def test_back_from_a_search_leads_to_the_watch_that_it_began_at(desk: Desk) -> None:
    await desk.inspect(NOT_FOUND)
    desk.fill(MISMATCH)
    desk.window.form.watch()
    await desk.idle()
    assert desk.label("watchHeadline") == "The number does not match"
    desk.click("followUpTryFormats")
    await desk.idle()
    desk.click("backButton")
    assert desk.widget("watchHeadline").isVisible()
    assert "TryFormats" in desk.offered()
    assert not desk.widget("resultHeadline").isVisible()


# Spellings


async def test_the_spelling_that_the_session_knows_is_put_into_the_form(desk: Desk) -> None:
    await desk.inspect(WITHOUT_PLUS)
    assert desk.label("resultHeadline") == "The number does not match"
    desk.click("followUpTryFormats")
    await desk.idle()
    assert desk.posts == 0
    assert desk.label("findingsHeadline") == "Started with 79990000055"
    desk.click("spellingButton")
    form = desk.window.form
    assert form.recipient_edit.text() == "79990000055"
    box = desk.widget("asTypedBox")
    assert isinstance(box, QCheckBox)
    assert box.isChecked()
    desk.press(Qt.Key.Key_Return)
    await desk.idle()
    assert desk.label("resultHeadline") == "SMS: code sent"


async def test_another_number_is_called_another_number(desk: Desk) -> None:
    await desk.inspect(MISMATCH)
    desk.click("followUpTryFormats")
    await desk.idle()
    assert desk.label("findingsHeadline") == "It is another number"
    assert "digit by digit" in desk.label("findingsMeaning")
    assert desk.window.findChild(QPushButton, "spellingButton") is None
    assert len({row.recipient.removeprefix("+") for row in await desk.rows()}) <= 2


async def test_a_number_typed_without_its_country_is_tried_as_it_was_sent(desk: Desk) -> None:
    number = WITHOUT_PLUS.recipient.removeprefix("+7")
    desk.window.form.fill(WITHOUT_PLUS.request_id, f"{number[:3]} {number[3:]}")
    desk.window.form.inspect()
    await desk.idle()
    desk.click("followUpTryFormats")
    await desk.idle()
    assert desk.label("findingsHeadline") == "Started with 79990000055"


async def test_a_number_that_is_not_sure_is_not_called_another_number(desk: Desk) -> None:
    form = desk.window.form
    form.fill(WITHOUT_PLUS.request_id, "9990000055")
    form.as_typed_box.click()
    form.inspect()
    await desk.idle()
    desk.click("followUpTryFormats")
    await desk.idle()
    assert desk.label("findingsHeadline") == "Only this spelling was tried"


# The timeline


async def test_the_timeline_lists_what_came_before_and_shows_it_again(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    await desk.inspect(CONFIRMED)
    tabs = desk.widget("resultTabs")
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(2)
    listed = desk.workplace.answers.pane._card.timeline._list
    lines = [listed.item(row).text() for row in range(listed.count())]
    assert lines[0].startswith("This session · ")
    assert "Completed" in lines[1]
    assert "Check and complete" in lines[1]
    listed.setFocus()
    listed.setCurrentRow(1)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    await until(lambda: desk.label("resultHeadline") == "Login completed")
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    assert table.currentIndex().row() == 2
    assert desk.gets == 2
    assert desk.posts == 1


async def test_a_look_that_history_does_not_take_is_shown_all_the_same(
    qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    paths = under(tmp_path / "newer")
    paths.create()
    with closing(sqlite3.connect(paths.history)) as database:
        database.execute("PRAGMA user_version = 999")
    made = await start(qapp, theme, paths)
    await made.inspect(WAITING)
    assert made.label("resultHeadline") == "SMS: code sent"
    assert made.widget("resultUnsaved").isVisible()
    await made.end()


async def test_no_answer_reads_as_completed(desk: Desk) -> None:
    await desk.inspect(CONFIRMED)
    rows = await desk.rows()
    assert Verdict.SUCCESS in {row.outcome.verdict for row in rows}
    assert desk.label("resultHeadline") == "Login confirmed"
    assert desk.posts == 0
