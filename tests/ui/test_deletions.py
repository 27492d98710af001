"""What another window or process deletes is on view nowhere else, in real windows on one file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QTableView

from otp_gui.clock import SystemClock
from otp_gui.paths import under
from otp_gui.store.history import SqliteHistory
from otp_gui.store.upkeep import SqliteUpkeep
from otp_gui.ui.dialogs.forget import ForgetDialog
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.history_pulse import HistoryPulse
from otp_gui.ui.theme import Theme
from tests.ui.desk import CONFIRMED, NOT_FOUND, SILENT, WAITING, Desk, start
from tests.ui.upkeep import choose, keep, listed, rows_in, seed, shows_a_call, told
from tests.ui.waiting import opened, until

GONE = "The calls shown here were deleted from the history."
FORM_TOO = "The form held their number and was cleared, too."


@asynccontextmanager
async def another(desk: Desk) -> AsyncIterator[SqliteUpkeep]:
    """Work on the window's file from elsewhere."""
    history = SqliteHistory(desk.front.paths.history, SystemClock())
    await history.open()
    yield SqliteUpkeep(history)
    await history.close()


def quiet(_done: int, _total: int | None) -> None:
    pass


def beat(desk: Desk) -> None:
    """Let a second pass for the pulse."""
    pulse = desk.workplace.answers.findChild(HistoryPulse)
    assert isinstance(pulse, HistoryPulse)
    pulse._beat()


async def heard(desk: Desk) -> None:
    """Let the window hear of what was changed elsewhere, and do what follows from that."""
    answers, deletions = desk.workplace.answers, desk.workplace.upkeep.deletions
    assert deletions is not None
    changed: list[bool] = []
    answers.file_changed.connect(lambda: changed.append(True))
    beat(desk)
    await until(lambda: changed)
    await until(lambda: not deletions._is_looking)


def line(desk: Desk) -> str:
    label = desk.widget("pasteSummary")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def form_of(desk: Desk) -> tuple[str, str]:
    return desk.window.form.request_id_edit.text(), desk.window.form.recipient_edit.text()


async def show_row(desk: Desk, row: int) -> None:
    """Show the call of a row of the history."""
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    wanted = desk.workplace.answers.listed[row].uid
    table.selectRow(row)
    pane = desk.workplace.answers.pane
    await until(lambda: pane.case is not None and pane.case.record.uid == wanted)


async def test_a_number_that_is_forgotten_in_one_window_leaves_the_other(
    desk: Desk, qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    await desk.inspect(CONFIRMED)
    await desk.check(CONFIRMED)
    desk.workplace.answers.pane.open_timeline()
    beat(desk)
    other = await start(qapp, theme, under(tmp_path / "desk"))
    other.workplace.menus.forget.trigger()
    dialog = await opened(ForgetDialog)
    dialog.edit.setText(CONFIRMED.recipient)
    dialog.look_button.click()
    await until(dialog.forget_button.isEnabled)
    dialog.forget_button.click()
    await told(other, "Deleted: ")
    await other.end()
    assert shows_a_call(desk)
    await heard(desk)
    await until(lambda: listed(desk) == 0)
    assert form_of(desk) == ("", "")
    assert not shows_a_call(desk)
    assert not desk.widget("resultHeadline").isVisible()
    assert line(desk) == f"{GONE} {FORM_TOO}"
    QGuiApplication.clipboard().setText("as before")
    desk.workplace._on_report()
    assert QGuiApplication.clipboard().text() == "as before"
    assert not desk.workplace.hand_over.bar.isVisible()
    shown = [label.text() for label in desk.window.findChildren(QLabel) if label.isVisible()]
    assert not [text for text in shown if CONFIRMED.recipient[-4:] in text]


async def test_a_number_in_the_form_goes_with_its_last_call_and_not_before(desk: Desk) -> None:
    await seed(desk, young=1)
    await keep(desk.parts.history, 2, days=2, recipient="+79990000001")
    desk.workplace.answers.reload()
    await until(lambda: listed(desk) == 2)
    desk.window.form.fill("d385ab22-0f51-4b97-9ecd-000000000077", "8 999 000-00-01")
    async with another(desk) as elsewhere:
        await elsewhere.purge(SystemClock().now() - timedelta(days=1), quiet)
        await heard(desk)
        await until(lambda: listed(desk) == 1)
        assert form_of(desk)[1] == "8 999 000-00-01"
        assert line(desk) == ""
        await elsewhere.purge_recipient("+79990000001", quiet)
    await heard(desk)
    await until(lambda: form_of(desk) == ("", ""))
    assert line(desk).startswith("The calls for the number in the form were deleted")


async def test_what_is_typed_and_was_never_called_stays(desk: Desk) -> None:
    await seed(desk, young=2)
    desk.fill(WAITING)
    async with another(desk) as elsewhere:
        await elsewhere.purge_recipient("+79990000001", quiet)
    await heard(desk)
    await until(lambda: listed(desk) == 1)
    assert form_of(desk) == (WAITING.request_id, WAITING.recipient)
    assert line(desk) == ""


async def test_another_numbers_calls_cost_the_answer_on_view_nothing(desk: Desk) -> None:
    await desk.check(NOT_FOUND)
    await desk.check(CONFIRMED)
    async with another(desk) as elsewhere:
        await elsewhere.purge_recipient(NOT_FOUND.recipient, quiet)
    await heard(desk)
    await until(lambda: listed(desk) == 1)
    case = desk.workplace.answers.pane.case
    assert case is not None
    assert case.record.request_id == CONFIRMED.request_id
    # Nor does it go on telling of them.
    await until(lambda: NOT_FOUND.request_id not in _ids_recalled(desk))
    assert form_of(desk)[1] == CONFIRMED.recipient
    assert line(desk) == ""


def _ids_recalled(desk: Desk) -> set[str]:
    return {record.request_id for record in desk.workplace.answers.on_view}


async def test_a_running_call_keeps_its_number_until_it_has_ended(desk: Desk) -> None:
    await keep(desk.parts.history, 1, recipient=SILENT.recipient)
    desk.workplace.answers.reload()
    await until(lambda: listed(desk) == 1)
    await show_row(desk, 0)
    await desk.begin_silent()
    async with another(desk) as elsewhere:
        await elsewhere.purge_recipient(SILENT.recipient, quiet)
    beat(desk)
    await until(lambda: listed(desk) == 1)
    assert form_of(desk)[1] == SILENT.recipient
    desk.errands.action.break_off()
    await desk.idle()
    # Its own row was left alone, so that its answer is shown like any other.
    await until(lambda: shows_a_call(desk))
    assert form_of(desk)[1] == SILENT.recipient
    assert line(desk) == ""


async def test_a_mention_that_is_hidden_elsewhere_is_hidden_on_the_card(desk: Desk) -> None:
    await keep(desk.parts.history, 1, note="also calls from +7 999 000-00-77")
    desk.workplace.answers.reload()
    await until(lambda: listed(desk) == 1)
    await show_row(desk, 0)
    async with another(desk) as elsewhere:
        await elsewhere.purge_recipient("+79990000077", quiet)
    await heard(desk)
    pane = desk.workplace.answers.pane
    await until(lambda: pane.case is not None and pane.case.record.note == "also calls from ***")
    notes = [label for label in desk.window.findChildren(QLabel) if "000-00-77" in label.text()]
    assert notes == []
    assert line(desk) == ""


async def test_an_old_answer_on_view_goes_with_a_purge_of_this_window(desk: Desk) -> None:
    await seed(desk, young=1, old=1)
    await show_row(desk, 1)
    desk.keeper.change(retention_since=desk.parts.archive.retention.today().isoformat())
    desk.workplace.upkeep.tidy()
    await until(lambda: listed(desk) == 1)
    await until(lambda: not shows_a_call(desk))
    assert line(desk) == GONE


async def test_a_restoration_by_another_window_is_seen_whole(
    desk: Desk, qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    await seed(desk, young=2)
    copy = tmp_path / "copy.sqlite3"
    await desk.parts.archive.upkeep.back_up(str(copy), quiet)
    await desk.check(CONFIRMED)
    other = await start(qapp, theme, under(tmp_path / "desk"))
    await until(lambda: listed(other) == 3)
    other.workplace.menus.restore.trigger()
    await choose(copy)
    (await opened(Question)).accept_button.click()
    await told(other, "Restored: 2 calls.")
    await until(lambda: listed(other) == 2)
    await heard(desk)
    await until(lambda: listed(desk) == 2)
    assert not shows_a_call(desk)
    assert line(desk) == GONE
    # Both go on with it.
    await desk.check(WAITING)
    beat(other)
    await until(lambda: listed(other) == 3)
    assert rows_in(desk.front.paths.history) == 3
    await other.end()
