"""What is SQLite's own in the history; what every store does is in tests/contract."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.ports import AlreadyRunningError, History, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.store import reading
from otp_gui.store.history import SqliteHistory
from tests.fakes import FakeClock
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, ended, record

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
ON_QASYNC = """
import asyncio, pathlib, sys
import qasync
from PySide6.QtWidgets import QApplication
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.store.history import SqliteHistory
from tests.fakes import FakeClock
from tests.unit.store.records import SUCCESS, START, record

async def check():
    history = SqliteHistory(pathlib.Path(sys.argv[1]), FakeClock())
    await history.open()
    begun = await history.begin(record())
    await history.finish(begun.finished(SUCCESS, START, 1.0))
    print(await history.count(HistoryQuery()))
    await history.close()

app = QApplication([])
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
    runner.run(check())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
async def history(path: Path) -> AsyncIterator[SqliteHistory]:
    history = SqliteHistory(path, FakeClock(), busy_seconds=0)
    await history.open()
    yield history
    await history.close()


@contextmanager
def locked(path: Path) -> "Iterator[None]":
    """Hold the write lock, as another program may."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def rows(history: History) -> list[CheckRecord]:
    return list((await history.page(HistoryQuery())).records)


async def test_database_that_was_never_opened_opens_at_first_use(path: Path) -> None:
    history = SqliteHistory(path, FakeClock())

    assert (await history.begin(record())).saved
    await history.close()


async def test_rows_that_another_program_spoilt_cost_no_other_row_a_place_on_a_page(
    history: SqliteHistory, path: Path
) -> None:
    for _ in range(5):
        await history.finish(ended())
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE checks SET started_at = 'yesterday', verdict = 'new' WHERE id % 2")
    seen: list[int | None] = []
    page = await history.page(HistoryQuery(), limit=1)
    while page.next is not None:
        seen += [record.id for record in page.records]
        page = await history.page(HistoryQuery(), page.next, limit=1)

    assert [*seen, page.records[0].id] == [5, 3, 1, 4, 2]


async def test_use_after_closing_is_a_bug(history: SqliteHistory) -> None:
    await history.close()

    with pytest.raises(RuntimeError, match="closed"):
        await history.begin(record())


async def test_cancelled_begin_leaves_no_running_row(history: SqliteHistory) -> None:
    task = asyncio.ensure_future(history.begin(record(request_id="same")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    [row] = await rows(history)
    assert row.outcome == Outcome(Verdict.NOT_SENT, failure=Failure.CANCELLED)
    assert row.finished_at == FakeClock().now()
    assert (await history.begin(record(request_id="same"))).saved


async def test_cancelled_begin_that_was_refused_leaves_nothing(history: SqliteHistory) -> None:
    begun = await history.begin(record(request_id="same"))
    task = asyncio.ensure_future(history.begin(record(request_id="same")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await rows(history) == [begun]


async def test_begin_that_the_file_refuses_leaves_nothing(
    history: SqliteHistory, path: Path
) -> None:
    with locked(path), pytest.raises(StoreError):
        await history.begin(record(request_id="same"))

    assert await rows(history) == []
    assert (await history.begin(record(request_id="same"))).saved


async def test_outcome_that_could_not_be_written_is_written_before_the_next_row(
    history: SqliteHistory, path: Path
) -> None:
    begun = await history.begin(record(request_id="same"))
    finished = begun.finished(NOT_FOUND, START, 1.0)
    with locked(path), pytest.raises(StoreError):
        await history.finish(finished)
    assert (await rows(history))[0].outcome.verdict is Verdict.RUNNING

    second = await history.begin(record(request_id="same"))

    assert [row.outcome for row in await rows(history)] == [second.outcome, NOT_FOUND]


async def test_outcome_that_could_not_be_written_is_written_at_closing(
    history: SqliteHistory, path: Path
) -> None:
    begun = await history.begin(record())
    with locked(path), pytest.raises(StoreError):
        await history.finish(begun.finished(NOT_FOUND, START, 1.0))
    await history.close()

    again = SqliteHistory(path, FakeClock())
    assert [row.outcome for row in await rows(again)] == [NOT_FOUND]
    await again.close()


async def test_closing_tells_what_could_not_be_written_even_then(path: Path) -> None:
    history = SqliteHistory(path, FakeClock(), busy_seconds=0)
    begun = await history.begin(record())
    with locked(path):
        with pytest.raises(StoreError):
            await history.finish(begun.finished(NOT_FOUND, START, 1.0))
        with pytest.raises(StoreError):
            await history.close()


async def test_finishing_a_row_that_was_deleted_meanwhile_adds_it_again(
    history: SqliteHistory, path: Path
) -> None:
    begun = await history.begin(record())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA foreign_keys = ON")
        other.execute("DELETE FROM checks")

    finished = await history.finish(begun.finished(NOT_FOUND, START, 1.0))

    assert await rows(history) == [finished]


async def test_row_of_a_living_owner_stays_running_and_refuses_others(
    history: SqliteHistory, path: Path
) -> None:
    begun = await history.begin(record(request_id="same"))

    other = SqliteHistory(path, FakeClock())
    await other.open()
    assert await rows(other) == [begun]
    with pytest.raises(AlreadyRunningError) as refused:
        await other.begin(record(request_id="same"))
    assert refused.value.record == begun
    await other.close()


async def test_row_of_a_dead_owner_is_unknown_with_neither_failure_nor_end(
    history: SqliteHistory, path: Path
) -> None:
    begun = await history.begin(record())
    await history.close()

    again = SqliteHistory(path, FakeClock())
    assert await again.open() == ()
    [row] = await rows(again)
    await again.close()

    assert row.id == begun.id
    assert row.outcome == Outcome(Verdict.UNKNOWN)
    assert (row.finished_at, row.duration_ms) == (None, None)


async def test_dead_owner_does_not_hold_up_a_call_of_a_process_that_was_there_before(
    history: SqliteHistory, path: Path
) -> None:
    other = SqliteHistory(path, FakeClock())
    await other.begin(record(request_id="same"))
    await other.close()

    begun = await history.begin(record(request_id="same"))

    verdicts = [row.outcome.verdict for row in await rows(history)]
    assert begun.saved
    assert verdicts == [Verdict.RUNNING, Verdict.UNKNOWN]


async def test_running_row_of_nobody_is_unknown_at_the_next_start(path: Path) -> None:
    history = SqliteHistory(path, FakeClock())
    await history.begin(record())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE checks SET owner = NULL")
    await history.close()

    again = SqliteHistory(path, FakeClock())
    await again.open()
    assert [row.outcome.verdict for row in await rows(again)] == [Verdict.UNKNOWN]
    await again.close()


async def test_row_is_written_in_between_the_steps_of_a_slow_search(
    history: SqliteHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WINDOW", 1)
    for _ in range(50):
        await history.finish(ended())
    search = asyncio.ensure_future(history.page(HistoryQuery("zz")))
    await asyncio.sleep(0)

    await history.finish(ended(SUCCESS))

    assert not search.done()
    assert (await search).records == ()


async def test_cancelled_search_goes_no_further(
    history: SqliteHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WINDOW", 1)
    steps = 0
    step = reading.PageWalk.step

    def counted(walk: reading.PageWalk, connection: sqlite3.Connection) -> bool:
        nonlocal steps
        steps += 1
        return step(walk, connection)

    monkeypatch.setattr(reading.PageWalk, "step", counted)
    for _ in range(50):
        await history.finish(ended())
    search = asyncio.ensure_future(history.page(HistoryQuery("zz")))
    await asyncio.sleep(0)
    search.cancel()
    with pytest.raises(asyncio.CancelledError):
        await search
    await history.count(HistoryQuery())

    assert steps <= 1


def test_notices_are_told_once(path: Path) -> None:
    path.write_bytes(b"not a database")

    async def told() -> list[int]:
        history = SqliteHistory(path, FakeClock())
        counts = [len(await history.open()) for _ in range(2)]
        await history.close()
        return counts

    assert asyncio.run(told()) == [1, 0]


def test_one_history_serves_one_loop_after_another(path: Path) -> None:
    history = SqliteHistory(path, FakeClock())

    async def add() -> int:
        await history.finish(ended())
        return await history.count(HistoryQuery())

    assert [asyncio.run(add()) for _ in range(3)] == [1, 2, 3]
    asyncio.run(history.close())


def test_history_works_on_the_loop_of_the_window(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("QT_API", "pyside6")

    assert run("-c", ON_QASYNC, path) == "1\n"


def test_process_ends_although_the_disk_hangs(path: Path) -> None:
    assert run("-m", "tests.unit.store.child", "leave_while_the_disk_hangs", path) == "leaving\n"


def run(*arguments: str | Path) -> str:
    """Run Python as a process of its own, to its end, and return what it says."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout
