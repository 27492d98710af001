"""Completing runs that are killed, refused by the disk, wanted twice: one POST a row, with it."""

import asyncio
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from otp_gui.domain.batch import BatchRow
from otp_gui.domain.outcome import Verdict
from tests.hostile.batch_child import AT_ONCE, ROWS, parts
from tests.hostile.server import HostileServer, Peer

ROOT = Path(__file__).parents[2]
YES = b"HTTP/1.1 201 Created\r\nContent-Length: 17\r\n\r\n" + b'{"success": true}'
_KEPT = """
    SELECT c.verdict FROM run_rows AS r JOIN checks AS c ON c.uid = r.check_uid
    WHERE r.request_id = ?
"""


class Sessions:
    """The server's side: counts the POSTs of each login, and looks whether its row is there.

    The ``stops_at``-th POST and those after it get no answer until ``released``.
    """

    def __init__(self, home: Path, stops_at: int | None = None) -> None:
        self.posts: Counter[str] = Counter()
        self.without_row: list[str] = []
        self.stops_at = stops_at
        self.stopped = asyncio.Event()
        self.released = asyncio.Event()
        self._history = home / "data" / "history.sqlite3"

    async def play(self, peer: Peer) -> None:
        method, target, _protocol = peer.request_line.split()
        assert method == "POST"
        login = urlsplit(target).path.split("/")[-2]
        self.posts[login] += 1
        if self._verdict(login) is None:
            self.without_row.append(login)
        if self.stops_at is not None and self.posts.total() >= self.stops_at:
            self.stopped.set()
            await self.released.wait()
        await peer.send(YES)
        await peer.close()

    def _verdict(self, login: str) -> str | None:
        """Return what another process can see of the call."""
        with closing(sqlite3.connect(self._history)) as connection:
            row = connection.execute(_KEPT, (login,)).fetchone()
            return None if row is None else row[0]


@asynccontextmanager
async def child(task: str, home: Path, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.hostile.batch_child", task, str(home), url),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def told(task: str, home: Path, url: str) -> str:
    """Let a process do ``task`` to its end, and return what it told of it."""
    async with child(task, home, url) as process:
        out, _none = await process.communicate()
        assert process.returncode == 0
        return out.decode().strip()


async def rows(home: Path) -> list[BatchRow]:
    async with parts(home) as (built, _paths):
        [run] = await built.batch.service.runs()
        return list(await built.batch.service.rows(run.uid))


@pytest.mark.parametrize("stops_at", [1, 17, 58])
async def test_killed_run_is_resumed_without_a_second_post(tmp_path: Path, stops_at: int) -> None:
    sessions = Sessions(tmp_path, stops_at)
    async with HostileServer(sessions.play) as server:
        async with child("start", tmp_path, server.base_url) as process:
            await sessions.stopped.wait()
            process.kill()
            await process.wait()
        sessions.stops_at = None
        sessions.released.set()
        left = await rows(tmp_path)
        sent = set(sessions.posts)
        named = {row.request.request_id.value for row in left if row.check_uid is not None}
        assert sent <= named
        unknown = [row for row in left if row.verdict is Verdict.UNKNOWN]
        assert 1 <= len(unknown) <= 2 * AT_ONCE

        out = await told("resume", tmp_path, server.base_url)

    assert out == f"finished None {ROWS} False"
    assert max(sessions.posts.values()) == 1
    assert sessions.without_row == []
    verdicts = {row.request.request_id.value: row.verdict for row in await rows(tmp_path)}
    assert len(verdicts) == ROWS
    # What was begun and never sent is unknown, too: nobody knows that it was not.
    assert {login for login, verdict in verdicts.items() if verdict is not Verdict.SUCCESS} == {
        row.request.request_id.value for row in unknown
    }
    assert set(verdicts) - set(sessions.posts) <= {row.request.request_id.value for row in unknown}


async def test_run_that_is_killed_again_and_again_sends_each_row_once(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    async with HostileServer(sessions.play) as server:
        for number, task in enumerate(("start", "resume", "resume", "resume")):
            sessions.stops_at = 1 + 12 * (number + 1)
            sessions.stopped.clear()
            sessions.released.clear()
            async with child(task, tmp_path, server.base_url) as process:
                await sessions.stopped.wait()
                process.kill()
                await process.wait()
            sessions.released.set()
        sessions.stops_at = None
        await told("resume", tmp_path, server.base_url)

    assert max(sessions.posts.values()) == 1
    assert sessions.without_row == []
    left = await rows(tmp_path)
    assert all(row.check_uid is not None for row in left)
    posted = {row.request.request_id.value for row in left if row.verdict is Verdict.SUCCESS}
    assert posted <= set(sessions.posts)


async def test_two_processes_on_one_run_send_each_row_once(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, 9)
    async with (
        HostileServer(sessions.play) as server,
        child("start", tmp_path, server.base_url) as process,
    ):
        await sessions.stopped.wait()
        refused = await told("resume", tmp_path, server.base_url)
        sessions.stops_at = None
        sessions.released.set()
        out, _none = await process.communicate()

    assert refused == (
        "refused Another window or program is at this batch run: wait until it has ended."
    )
    assert out.decode().strip() == f"finished None {ROWS} False"
    assert sessions.posts == Counter({f"login-{number}": 1 for number in range(1, ROWS + 1)})
    assert sessions.without_row == []


async def test_of_two_processes_that_resume_one_run_one_does(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, 9)
    async with HostileServer(sessions.play) as server:
        async with child("start", tmp_path, server.base_url) as process:
            await sessions.stopped.wait()
            process.kill()
            await process.wait()
        sessions.stops_at = None
        sessions.released.set()

        outs = await asyncio.gather(*(told("resume", tmp_path, server.base_url) for _ in range(2)))

    # The second may have come when the first had ended.
    assert sorted(out.split()[0] for out in outs) in (["finished", "refused"], ["finished"] * 2)
    assert max(sessions.posts.values()) == 1


async def test_disk_that_refuses_ends_the_run_and_what_was_sent_has_its_row(
    tmp_path: Path,
) -> None:
    sessions = Sessions(tmp_path)
    async with HostileServer(sessions.play) as server:
        out = await told("start_until_the_disk_refuses", tmp_path, server.base_url)
        assert out.split()[:2] == ["stopped", "history"]
        assert out.split()[3] == "True"
        sent = sessions.posts.total()
        assert 12 <= sent <= 12 + 2 * AT_ONCE
        assert sessions.without_row == []
        left = await rows(tmp_path)
        named = {row.request.request_id.value for row in left if row.check_uid is not None}
        assert set(sessions.posts) <= named

        await told("resume", tmp_path, server.base_url)

    assert sessions.posts == Counter({f"login-{number}": 1 for number in range(1, ROWS + 1)})
