"""Processes that die or compete: no acknowledged row is lost, and one call wins."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.store.history import SqliteHistory
from otp_gui.store.migrations import STEPS
from tests.fakes import FakeClock
from tests.unit.store import older

ROOT = Path(__file__).parents[2]


class Child:
    """Another process on the history file; killed at the end if it still runs."""

    def __init__(self, task: str, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.store.child", task, path],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hear(self) -> list[str]:
        """Wait for the next line and return its words; none at the end of the process."""
        return self._pipe(self.process.stdout).readline().split()

    def say(self, word: str) -> None:
        pipe = self._pipe(self.process.stdin)
        pipe.write(f"{word}\n")
        pipe.flush()

    def kill(self) -> list[list[str]]:
        """Kill it as ``kill -9`` does, and return what it had still said."""
        self.process.kill()
        rest = [line.split() for line in self._pipe(self.process.stdout)]
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            # What was not read by the dead cannot be flushed to them.
            with contextlib.suppress(BrokenPipeError):
                self._pipe(pipe).close()
        return rest

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@contextlib.contextmanager
def child(task: str, path: Path) -> Iterator[Child]:
    started = Child(task, path)
    try:
        yield started
    finally:
        if started.process.returncode is None:
            started.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite3"


async def kept(path: Path) -> dict[str, CheckRecord]:
    """Open the history as the next start does, and return its rows by their uid."""
    history = SqliteHistory(path, FakeClock())
    assert await history.open() == ()
    rows = (await history.page(HistoryQuery(), limit=10_000)).records
    await history.close()
    return {row.uid: row for row in rows}


async def test_every_acknowledged_row_survives_kill_9(path: Path) -> None:
    begun: set[str] = set()
    finished: set[str] = set()
    for lines in (1, 2, 3, 8, 13, 30):
        with child("check_for_ever", path) as checking:
            said = [checking.hear() for _ in range(lines)]
            said += checking.kill()
        begun |= {uid for word, uid in said if word == "begun"}
        finished |= {uid for word, uid in said if word == "finished"}

        rows = await kept(path)

        assert begun <= rows.keys()
        assert all(rows[uid].finished_at is not None for uid in finished)
        # Of what was not acknowledged at most one call a process may be there, or be over.
        for uid in rows.keys() - finished:
            verdict = rows[uid].outcome.verdict
            assert verdict in (Verdict.UNKNOWN, Verdict.SUCCESS, Verdict.ERROR)
            assert (verdict is Verdict.UNKNOWN) == (rows[uid].finished_at is None)
    assert len(begun) > len(finished) > 0


async def test_call_of_a_killed_process_is_unknown_and_may_be_repeated(path: Path) -> None:
    with child("begin_on_demand", path) as first, child("begin_on_demand", path) as second:
        assert first.hear() == second.hear() == ["ready"]
        first.say("login")
        assert first.hear() == ["begun"]
        second.say("login")
        uid = f"{first.process.pid}-login"
        assert second.hear() == ["refused", uid]
        assert (await kept(path))[uid].outcome.verdict is Verdict.RUNNING

        first.kill()
        second.say("login")

        assert second.hear() == ["begun"]
        rows = await kept(path)
        assert rows[uid].outcome.verdict is Verdict.UNKNOWN
        assert rows[f"{second.process.pid}-login"].outcome.verdict is Verdict.RUNNING


async def test_of_two_processes_exactly_one_begins_a_call(path: Path) -> None:
    with child("begin_on_demand", path) as first, child("begin_on_demand", path) as second:
        assert first.hear() == second.hear() == ["ready"]
        for number in range(25):
            for each in (first, second):
                each.say(f"login-{number}")
            heard = sorted([first.hear(), second.hear()])

            assert [words[0] for words in heard] == ["begun", "refused"]
            [row] = [r for r in (await kept(path)).values() if r.request_id == f"login-{number}"]
            assert row.outcome.verdict is Verdict.RUNNING
            assert heard[1][1] == row.uid


async def test_many_processes_open_a_new_file_at_once(path: Path) -> None:
    with contextlib.ExitStack() as stack:
        children = [stack.enter_context(child("begin_on_demand", path)) for _ in range(4)]
        for number, each in enumerate(children):
            assert each.hear() == ["ready"]
            each.say(f"login-{number}")
            assert each.hear() == ["begun"]

        assert len(await kept(path)) == 4


async def test_upgrade_that_is_killed_leaves_the_old_file(path: Path) -> None:
    with child("check_for_ever", path) as checking:
        while checking.hear()[0] != "finished":
            pass
        checking.kill()
    before = await kept(path)

    with child("die_upgrading", path) as upgrading:
        assert upgrading.hear() == []
        upgrading.kill()

    assert await kept(path) == before
    assert len(list(path.parent.glob(f"history.sqlite3.v{len(STEPS)}-*"))) == 1


@pytest.mark.parametrize("version", range(1, len(STEPS)))
async def test_upgrade_of_an_earlier_version_that_is_killed_is_made_by_the_next_start(
    path: Path, version: int
) -> None:
    path.parent.mkdir()
    calls = older.make(path, version)

    with child("die_upgrading", path) as upgrading:
        assert upgrading.hear() == []
        upgrading.kill()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("SELECT count(*) FROM checks").fetchone() == (len(calls),)

    assert (await kept(path)).keys() == {call.uid for call in calls}
