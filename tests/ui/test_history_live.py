"""What other windows and the console write into the file is seen, and disturbs nobody."""

import asyncio
import itertools
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from otp_gui.domain.history_query import HistoryQuery, Revision, SortColumn
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.paths import under
from otp_gui.store.history import SqliteHistory
from otp_gui.ui import history_model, history_pulse
from otp_gui.ui.history_columns import Column
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_pulse import HistoryPulse
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import ROW_HEIGHT, Theme
from tests.fakes import FakeClock
from tests.ui.desk import Desk, start
from tests.ui.histories import WaitingHistory
from tests.ui.records import NOT_FOUND, NOW, RUNNING, SUCCESS, record
from tests.ui.shown_history import shown
from tests.ui.waiting import until

_ROOT = QModelIndex()
_TWO_SECONDS = 2.0


def _history(count: int) -> WaitingHistory:
    return WaitingHistory([record(number) for number in range(1, count + 1)])


async def _loaded(theme: Theme, history: WaitingHistory) -> HistoryModel:
    loop = asyncio.get_running_loop()
    model = HistoryModel(theme, history, loop.create_task, now=lambda: NOW)
    model.search(HistoryQuery())
    await until(lambda: model.total is not None)
    return model


def _uids(model: HistoryModel) -> list[str]:
    return [model.record(row).uid for row in range(model.rowCount())]


async def _refresh(model: HistoryModel) -> None:
    asked: list[bool] = []
    model.loaded.connect(lambda: asked.append(True))
    model.refresh()
    await until(lambda: asked and not model.is_rereading)


# The model


async def test_the_longer_it_takes_to_read_again_the_less_often_it_is_done(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = _history(3)
    model = await _loaded(theme, history)
    model.search(HistoryQuery(sort=SortColumn.DURATION_MS))
    await until(lambda: not model.is_restarting)
    minutes = itertools.count(0, 60)
    monkeypatch.setattr(history_model, "monotonic", lambda: next(minutes))
    await _refresh(model)
    asked = len(history.asked)

    model.refresh()
    model.prepend(record(7))
    await asyncio.sleep(0)
    assert len(history.asked) == asked
    [rest] = model.findChildren(QTimer)
    assert rest.remainingTime() > 3 * 60_000

    # What was put off comes once, at the end of the rest.
    rest.stop()
    rest.timeout.emit()
    await until(rest.isActive)
    assert len(history.asked) == asked + 1

    # What the user asks for waits for nothing.
    model.search(HistoryQuery("7"))
    await until(lambda: len(history.asked) > asked + 1)
    assert not rest.isActive()


async def test_only_what_differs_is_replaced(theme: Theme) -> None:
    history = _history(60)
    model = await _loaded(theme, history)
    referee = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    del history.rows[20]
    history.rows[50] = replace(history.rows[50], note="T-17")
    history.rows += [record(number) for number in range(61, 64)]
    await _refresh(model)
    everything = [row.uid for row in reversed(history.rows)]
    assert _uids(model) == everything[: model.rowCount()]
    assert model.rowCount() >= 50
    assert model.data(model.index(model.row_of("uid-52") or 0, Column.NOTE)) == "T-17"
    assert (model.total, model.everything) == (62, 62)
    assert not resets
    assert referee.model() is model


async def test_rows_below_still_follow_without_a_gap(theme: Theme) -> None:
    history = _history(300)
    model = await _loaded(theme, history)
    for number in range(301, 308):
        history.rows.append(record(number))
    await _refresh(model)
    while model.canFetchMore(_ROOT):
        before = model.rowCount()
        model.fetchMore(_ROOT)
        await until(lambda before=before: model.rowCount() > before)  # type: ignore[misc] # bound
    assert _uids(model) == [f"uid-{n}" for n in range(307, 0, -1)]


async def test_far_down_new_rows_wait_at_the_top_and_the_way_back_is_open(theme: Theme) -> None:
    history = _history(1000)
    model = await _loaded(theme, history)
    for _ in range(12):
        await until(lambda: model.canFetchMore(_ROOT))
        model.fetchMore(_ROOT)
    await until(lambda: model.canFetchMore(_ROOT))
    before, above = _uids(model), model.above
    history.rows += [record(number) for number in range(1001, 1006)]
    await _refresh(model)
    assert _uids(model) == before
    assert model.above == above + 5
    while model.above:
        above = model.above
        model.fetch_newer()
        await until(lambda above=above: model.above < above)  # type: ignore[misc] # bound
    assert _uids(model)[:2] == ["uid-1005", "uid-1004"]


async def test_a_history_that_was_emptied_is_empty(theme: Theme) -> None:
    history = _history(60)
    model = await _loaded(theme, history)
    history.rows.clear()
    await _refresh(model)
    assert (model.rowCount(), model.total) == (0, 0)
    history.rows.append(record(1))
    await _refresh(model)
    assert _uids(model) == ["uid-1"]


async def test_what_the_user_loads_goes_before_what_is_read_again(theme: Theme) -> None:
    history = _history(300)
    model = await _loaded(theme, history)
    history.rows.append(record(301))
    history.hold()
    model.refresh()
    await until(lambda: len(history.asked) == 2)
    model.fetchMore(_ROOT)
    await until(lambda: history.given_up == 1)
    history.release()
    await until(lambda: _uids(model)[0] == "uid-301" and model.rowCount() >= 100)


async def test_a_search_gives_up_what_is_read_again(theme: Theme) -> None:
    history = _history(60)
    model = await _loaded(theme, history)
    history.hold()
    model.refresh()
    await until(lambda: len(history.asked) == 2)
    model.search(HistoryQuery(text="000000000007"))
    await until(lambda: len(history.asked) == 3)
    history.release()
    await until(lambda: not model.is_restarting)
    assert _uids(model) == ["uid-7"]
    assert history.given_up == 1


async def test_a_record_made_meanwhile_is_not_lost(theme: Theme) -> None:
    history = _history(60)
    model = await _loaded(theme, history)
    history.hold()
    model.refresh()
    await until(lambda: len(history.asked) == 2)
    history.rows.append(record(61))
    model.prepend(record(61))
    history.release()
    await until(lambda: not model.is_rereading)
    assert _uids(model)[:2] == ["uid-61", "uid-60"]
    assert model.total == 61


# The view


async def test_selection_and_scroll_position_stay(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 50)
    window.press(Qt.Key.Key_Down)
    window.table.selectRow(20)
    bar = window.table.verticalScrollBar()
    bar.setValue(12 * ROW_HEIGHT + 5)
    top = window.model.record(window.table.rowAt(1)).uid
    current, told = window.view.current_record, list(window.selected)
    window.history.rows += [record(number) for number in range(51, 54)]
    del window.history.rows[45]
    await _refresh(window.model)
    assert window.model.record(window.table.rowAt(1)).uid == top
    now = window.view.current_record
    assert now is not None
    assert current is not None
    assert now.uid == current.uid
    assert [chosen.uid for chosen in window.view.selected_records] == [current.uid]
    assert window.selected == told


async def test_at_the_top_new_rows_are_let_in(qtbot: QtBot, theme: Theme) -> None:
    window = await shown(qtbot, theme, 50)
    window.history.rows += [record(number) for number in range(51, 54)]
    await _refresh(window.model)
    assert window.table.verticalScrollBar().value() == 0
    assert window.model.record(window.table.rowAt(1)).uid == "uid-53"


# The pulse


@dataclass(slots=True)
class _Counting(WaitingHistory):
    """Counts what it is asked in passing."""

    beats: int = 0
    recovered: int = 0
    running: frozenset[str] = field(default_factory=frozenset)

    async def revision(self) -> Revision:
        self.beats += 1
        self._touch("revision")
        return self.told_revision

    async def recover(self) -> int:
        self.recovered += 1
        return 0

    async def running_elsewhere(self) -> frozenset[str]:
        return self.running


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    """Return what holds the tasks of a window, and ends them with it."""
    made = Tasks(asyncio.get_running_loop())
    yield made
    await made.close()


async def _beating(
    theme: Theme, history: _Counting, tasks: Tasks, *, seen: list[bool] | None = None
) -> HistoryModel:
    model = await _loaded(theme, history)
    looks = seen if seen is not None else [True]
    HistoryPulse(history, model, tasks.spawn, lambda: looks[0], interval_ms=1)
    return model


async def test_a_change_is_read_and_nothing_else(theme: Theme, tasks: Tasks) -> None:
    history = _Counting([record(1)])
    model = await _beating(theme, history, tasks)
    await until(lambda: history.beats > 20 and history.recovered > 2)
    # Once for the search, and once for what may have happened before the first beat.
    assert len(history.asked) == 2
    history.rows.append(record(2))
    history.told_revision = Revision(others=1)
    await until(lambda: _uids(model) == ["uid-2", "uid-1"])
    assert len(history.asked) == 3


async def test_nothing_is_asked_while_nobody_looks(theme: Theme, tasks: Tasks) -> None:
    history = _Counting([record(1)])
    seen = [False]
    model = await _beating(theme, history, tasks, seen=seen)
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert history.beats == 0
    history.rows.append(record(2))
    history.told_revision = Revision(others=1)
    seen[0] = True
    await until(lambda: _uids(model) == ["uid-2", "uid-1"])


async def test_a_history_that_refuses_is_left_alone_for_a_while(theme: Theme, tasks: Tasks) -> None:
    history = _Counting([record(1)], broken={"revision"})
    model = await _beating(theme, history, tasks)
    await until(lambda: history.beats == 2)
    history.broken = set()
    history.rows.append(record(2))
    await until(lambda: _uids(model) == ["uid-2", "uid-1"])


async def test_a_call_in_flight_elsewhere_is_told_with_its_owner(theme: Theme) -> None:
    history = _Counting([record(1, RUNNING)], running=frozenset({"uid-1"}))
    model = await _loaded(theme, history)
    await until(lambda: model.data(model.index(0, Column.RESULT)) == "In progress · anna")
    tip = str(model.data(model.index(0, Column.RESULT), Qt.ItemDataRole.ToolTipRole))
    assert "Another window or console" in tip
    history.running = frozenset()
    history.rows[0] = record(1, NOT_FOUND)
    model.refresh()
    await until(lambda: model.data(model.index(0, Column.RESULT)) == "Session not found")


# The real window and a second process


@contextmanager
def _other(path: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.store.child", "begin_on_demand", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


async def _answer(process: "subprocess.Popen[str]", word: str | None = None) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    if word is not None:
        process.stdin.write(f"{word}\n")
        process.stdin.flush()
    return (await asyncio.to_thread(process.stdout.readline)).strip()


def _results(desk: Desk) -> dict[str, str]:
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    model = table.model()
    rows = range(model.rowCount())
    return {
        str(model.index(row, Column.REQUEST_ID).data()): str(model.index(row, Column.RESULT).data())
        for row in rows
    }


@pytest.fixture
async def beating_desk(
    qapp: QApplication, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    """Return the real window with its pulse."""
    monkeypatch.setattr(history_pulse, "PULSE_MS", 1000)
    made = await start(qapp, theme, under(tmp_path / "beating"))
    yield made
    await made.end()


async def _rest(desk: Desk) -> None:
    """Let the pulse end between two beats."""
    pulse = desk.workplace.answers.findChild(HistoryPulse)
    assert isinstance(pulse, HistoryPulse)
    pulse._timer.stop()
    model = pulse._model
    await until(lambda: not pulse._asking and not model.is_rereading and not model.is_restarting)


async def test_a_call_of_another_process_is_seen_run_and_die(beating_desk: Desk) -> None:
    desk = beating_desk
    history = desk.parts.history
    assert isinstance(history, SqliteHistory)
    with _other(history.path) as process:
        assert await _answer(process) == "ready"
        assert await _answer(process, "theirs") == "begun"
        async with asyncio.timeout(_TWO_SECONDS):
            await until(lambda: "theirs" in _results(desk))
        await until(lambda: _results(desk)["theirs"].startswith("In progress · "))
    # Nobody has this call in flight any more.
    await until(lambda: _results(desk)["theirs"] == "Unknown")
    await _rest(desk)


async def test_what_a_second_connection_writes_is_seen_within_two_seconds(
    beating_desk: Desk,
) -> None:
    desk = beating_desk
    history = desk.parts.history
    assert isinstance(history, SqliteHistory)
    second = SqliteHistory(history.path, FakeClock())
    await second.open()
    for number in range(3):
        begun = await second.begin(_call(f"second-{number}"))
        await second.finish(replace(begun, outcome=SUCCESS, finished_at=datetime.now(UTC)))
        async with asyncio.timeout(_TWO_SECONDS):
            await until(lambda number=number: f"second-{number}" in _results(desk))  # type: ignore[misc] # bound
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    table.horizontalHeader().setSortIndicator(Column.REQUEST_ID, Qt.SortOrder.DescendingOrder)
    await until(lambda: next(iter(_results(desk))) == "second-2")
    await second.begin(_call("zzz"))
    async with asyncio.timeout(_TWO_SECONDS):
        await until(lambda: next(iter(_results(desk))) == "zzz")
    await _rest(desk)
    await second.close()


def _call(request_id: str) -> CheckRecord:
    return CheckRecord(
        uid=request_id,
        started_at=datetime.now(UTC),
        environment="stage",
        base_url="https://stage.example/api",
        operation=Operation.STATUS,
        request_id=request_id,
        recipient="+79990000000",
        operator="boris",
        source=Source.CLI,
        outcome=Outcome(Verdict.RUNNING),
    )
