"""A watch in the real window: what it shows, how it ends, and that it only reads."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QSpinBox, QSystemTrayIcon

from otp_gui.clock import SystemClock
from otp_gui.domain.record import Source
from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from otp_gui.ui.dialogs.confirm_complete import ConfirmComplete
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.entry_list import EntryList
from otp_gui.ui.theme import Theme
from tests.ui.desk import (
    EXPIRING,
    GUARDED,
    IN_TIME,
    NOT_FOUND,
    WAITING,
    Desk,
    start,
)
from tests.ui.waiting import opened, until

_HURRY = 50
"""How much faster than ours the time goes by of which a watch and its session are made."""


class HurriedClock(SystemClock):
    """Ticks fast, so that nobody waits for the next look."""

    def monotonic(self) -> float:
        return super().monotonic() * _HURRY

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / _HURRY)


@pytest.fixture
async def hurried(
    qapp: QApplication, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    """Return a window that watches, and a sandbox that lives, in a hurry."""
    host = partial(SandboxHost, pace=1 / _HURRY, clock=SystemClock())
    monkeypatch.setattr("otp_gui.sandbox.host.SandboxHost", host)
    monkeypatch.setattr("otp_gui.clock.SystemClock", HurriedClock)
    made = await start(qapp, theme, under(tmp_path / "hurried"))
    yield made
    await made.end()


def seen(desk: Desk) -> list[str]:
    """Return the timeline, without the times."""
    listed = desk.widget("watchTimeline")
    assert isinstance(listed, QListWidget)
    return [listed.item(row).text().partition("  ")[2] for row in range(listed.count())]


async def begin(desk: Desk) -> None:
    """Watch a login that waits, until something is seen of it."""
    desk.fill(WAITING)
    desk.window.form.watch_button.click()
    await until(lambda: len(seen(desk)) == 2)


async def test_a_watch_tells_every_change_up_to_the_confirmation_and_completes_nothing(
    hurried: Desk,
) -> None:
    hurried.fill(IN_TIME)
    hurried.window.form.watch_button.click()
    await hurried.idle()
    assert seen(hurried)[0] == "Not confirmed"
    assert seen(hurried)[-1].startswith("Confirmed")
    assert hurried.label("watchHeadline") == "Login confirmed"
    assert "should now finish the login by itself" in hurried.label("watchMeaning")
    assert hurried.posts == 0
    assert hurried.gets > 2
    assert hurried.offered() == ["Complete"]
    assert {row.source for row in await hurried.rows()} == {Source.WATCH}


async def test_rows_of_a_watch_appear_as_they_are_made(desk: Desk) -> None:
    await begin(desk)
    table = desk.workplace.answers.history._table
    await until(lambda: table.model().rowCount() == 2)
    desk.errands.action.cancel()
    await desk.idle()


async def test_it_says_where_and_what_it_watches_and_when_it_looks_again(desk: Desk) -> None:
    await begin(desk)
    subject = desk.label("watchSubject")
    assert "Sandbox" in subject
    assert WAITING.request_id in subject
    await until(lambda: "SMS: code sent" in desk.label("watchState"))
    assert "attempts left: 3 of 3" in desk.label("watchState")
    assert "only reads" in desk.label("watchHarmless")
    assert "so far" in desk.label("watchClock")
    desk.errands.action.cancel()
    await desk.idle()


async def test_escape_stops_without_a_question_and_what_was_seen_stays(desk: Desk) -> None:
    await begin(desk)
    assert not desk.window.form.request_id_edit.isEnabled()
    desk.press(Qt.Key.Key_Escape)
    await desk.idle()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, Question)]
    assert desk.label("watchHeadline") == "Watching stopped"
    assert desk.label("watchMeaning").startswith("The login goes on")
    assert len(seen(desk)) == 2
    assert not desk.widget("stopWatchButton").isVisible()
    assert desk.window.form.request_id_edit.isEnabled()
    # The form's own buttons do what could follow.
    assert desk.offered() == []
    assert desk.posts == 0


async def test_the_button_stops(desk: Desk) -> None:
    await begin(desk)
    desk.click("stopWatchButton")
    await desk.idle()
    assert desk.label("watchHeadline") == "Watching stopped"


async def test_closing_stops_and_does_not_ask(desk: Desk) -> None:
    await begin(desk)
    desk.window.close()
    assert desk.closed == [True]
    await desk.tasks.close()
    assert not desk.tasks.is_acting


async def test_a_session_that_ends_is_over(hurried: Desk) -> None:
    hurried.fill(EXPIRING)
    hurried.window.form.watch()
    await hurried.idle()
    assert hurried.label("watchHeadline") == "Session closed"
    assert "of no more use" in hurried.label("watchMeaning")


async def test_without_a_token_nothing_is_watched(desk: Desk) -> None:
    desk.window.form.fill(WAITING.request_id, WAITING.recipient, "stage")
    desk.window.form.watch()
    await desk.idle()
    assert desk.label("watchHeadline") == "Nothing could be watched"
    assert desk.offered() == ["Token"]
    assert desk.methods == []


async def test_what_follows_a_watch_is_about_its_login(desk: Desk) -> None:
    desk.fill(NOT_FOUND)
    desk.window.form.watch()
    await desk.idle()
    desk.fill(WAITING)
    assert desk.offered() == []
    assert f"…{NOT_FOUND.request_id[-6:]}" in desk.label("resultLoginNotice")
    desk.click("resultLoginButton")
    desk.click("followUpLookElsewhere")
    await desk.idle()
    assert desk.window.form.request_id_edit.text() == NOT_FOUND.request_id


async def test_completing_after_a_watch_is_confirmed_as_ever_and_not_by_enter(
    hurried: Desk,
) -> None:
    hurried.window.form.fill(IN_TIME.request_id, IN_TIME.recipient, GUARDED.id)
    hurried.window.form.watch()
    await hurried.idle()
    button = hurried.widget("followUpComplete")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert not hurried.tasks.is_acting
    hurried.click("followUpComplete")
    (await opened(ConfirmComplete)).accept_button.click()
    await hurried.idle()
    assert hurried.posts == 1
    assert hurried.label("resultHeadline") == "Login completed"


async def test_a_login_that_was_completed_here_is_not_offered_to_be_completed(
    hurried: Desk,
) -> None:
    hurried.fill(IN_TIME)
    hurried.window.form.watch()
    await hurried.idle()
    hurried.click("followUpComplete")
    (await opened(ConfirmComplete)).accept_button.click()
    await hurried.idle()
    hurried.window.form.watch()
    await until(lambda: seen(hurried)[:1] == ["Completed earlier"])
    hurried.errands.action.cancel()
    await hurried.idle()
    assert "completed this session with this tool" in hurried.label("watchMeaning")
    assert hurried.offered() == []


async def test_a_session_that_is_not_found_is_not_called_over(desk: Desk) -> None:
    desk.fill(NOT_FOUND)
    desk.window.form.watch()
    await desk.idle()
    assert desk.label("watchHeadline") == "Session not found"


async def test_a_row_that_is_chosen_meanwhile_leaves_the_watch_on_view(desk: Desk) -> None:
    await begin(desk)
    table = desk.workplace.answers.history._table
    await until(lambda: table.model().rowCount() == 2)
    table.selectRow(1)
    await until(lambda: desk.workplace.answers._chosen is not None)
    await until(lambda: not desk.label("resultHeadline"))
    assert desk.widget("stopWatchButton").isVisible()
    desk.errands.action.cancel()
    await desk.idle()


async def test_the_seconds_between_two_looks_are_kept(
    desk: Desk, qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    box = desk.widget("watchIntervalBox")
    assert isinstance(box, QSpinBox)
    assert (box.minimum(), box.maximum(), box.value()) == (1, 60, 3)
    box.setValue(7)
    desk.window.close()
    await desk.keeper.save()
    again = await start(qapp, theme, under(tmp_path / "desk"))
    other = again.widget("watchIntervalBox")
    assert isinstance(other, QSpinBox)
    assert other.value() == 7
    await again.end()


async def test_the_end_is_told_where_nobody_is_looking(
    hurried: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerted: list[object] = []
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QApplication, "alert", alerted.append)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _self: None)
    monkeypatch.setattr(
        QSystemTrayIcon,
        "showMessage",
        lambda _self, title, text, *_: shown.append((title, text)),
    )
    monkeypatch.setattr(hurried.window, "isActiveWindow", lambda: False)
    hurried.fill(IN_TIME)
    hurried.window.form.watch()
    await hurried.idle()
    assert alerted == [hurried.window]
    ((title, text),) = shown
    assert text == "Login confirmed"
    assert "7999" not in title + text


async def test_who_is_looking_is_not_alerted(
    hurried: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerted: list[object] = []
    monkeypatch.setattr(QApplication, "alert", alerted.append)
    hurried.fill(IN_TIME)
    hurried.window.form.watch()
    await hurried.idle()
    assert alerted == []


async def test_without_a_tray_the_end_is_told_in_the_task_bar_alone(
    hurried: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerted: list[object] = []
    shown: list[object] = []
    monkeypatch.setattr(QApplication, "alert", alerted.append)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    monkeypatch.setattr(QSystemTrayIcon, "show", shown.append)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda self, *_: shown.append(self))
    monkeypatch.setattr(hurried.window, "isActiveWindow", lambda: False)
    hurried.fill(IN_TIME)
    hurried.window.form.watch()
    await hurried.idle()
    assert hurried.label("watchHeadline") == "Login confirmed"
    assert alerted == [hurried.window]
    assert shown == []


async def test_the_clock_says_that_the_service_is_to_report(desk: Desk) -> None:
    await begin(desk)
    await until(lambda: "the service is to report" in desk.label("watchClock"))
    assert "next look" not in desk.label("watchClock")
    desk.errands.action.cancel()
    await desk.idle()


async def test_a_long_line_of_the_timeline_is_shown_whole(theme: Theme, qapp: QApplication) -> None:
    listed = EntryList(theme, "watchTimeline")
    listed.resize(260, 300)
    listed.show()
    listed.add_entry("Short", "info", "muted")
    listed.add_entry("12:00:00  Канал сменился: был Viber, теперь SMS", "info", "muted")
    qapp.processEvents()
    short, long = (listed.visualItemRect(listed.item(row)).height() for row in (0, 1))
    assert long > short
