"""Disks that refuse: what happens is told in words, and the file stays sound."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render
from otp_gui.store.history import SqliteHistory
from tests.fakes import FakeClock
from tests.unit.store.child import NOBODY
from tests.unit.store.records import NOT_FOUND, START, ended, record

ROOT = Path(__file__).parents[2]
FULL = "history.sqlite3 cannot be used. The disk is full."
FAILING = "history.sqlite3 cannot be used. The disk reports an error."


def tried(task: str, path: Path) -> dict[str, str]:
    """Use the file in a process of its own, and return what each use was answered."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.store.child", task, path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


async def rows(path: Path) -> list[CheckRecord]:
    history = SqliteHistory(path, FakeClock())
    assert await history.open() == ()
    records = (await history.page(HistoryQuery())).records
    await history.close()
    return list(records)


async def add(path: Path) -> CheckRecord:
    history = SqliteHistory(path, FakeClock())
    added = await history.finish(ended(NOT_FOUND))
    await history.close()
    return added


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def anybodys() -> Iterator[Path]:
    """Give a directory that every user can reach, as pytest's own is not."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of one megabyte."""
    mountpoint = tmp_path / "disk"
    mountpoint.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "otp-gui-test", str(mountpoint)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small file system, where the system lets it")
    yield mountpoint
    subprocess.run(["umount", str(mountpoint)], check=True)


def fill(disk: Path) -> Path:
    """Take all space that is left, and return the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    return ballast


async def test_full_disk_is_told_and_what_was_committed_stays(small_disk: Path) -> None:
    path = small_disk / "history.sqlite3"
    history = SqliteHistory(path, FakeClock())
    before = await history.finish(ended(NOT_FOUND))
    begun = await history.begin(record())
    ballast = await asyncio.to_thread(fill, small_disk)

    refused = []
    for _ in range(300):
        try:
            await history.begin(record())
        except StoreError as error:
            refused.append(render(error.explanation))
            break
    with pytest.raises(StoreError):
        await history.finish(begun.finished(Outcome(Verdict.ERROR, message="ы" * 30_000), START, 1))

    assert refused == [FULL]
    await asyncio.to_thread(ballast.unlink)
    late = await history.begin(record())
    kept = {row.uid: row for row in (await history.page(HistoryQuery(), limit=500)).records}
    assert kept[before.uid] == before
    assert kept[begun.uid].outcome.verdict is Verdict.ERROR
    assert late.uid in kept
    await history.close()


async def test_full_disk_at_the_first_start_is_told(small_disk: Path) -> None:
    ballast = await asyncio.to_thread(fill, small_disk)
    history = SqliteHistory(small_disk / "data" / "history.sqlite3", FakeClock())

    with pytest.raises(StoreError) as refused:
        await history.open()

    assert render(refused.value.explanation) == FULL
    await asyncio.to_thread(ballast.unlink)
    assert await history.open() == ()
    await history.close()


async def test_write_that_fails_is_told_and_the_file_stays_sound(path: Path) -> None:
    added = await add(path)

    answers = await asyncio.to_thread(tried, "try_while_files_cannot_grow", path)

    assert answers == {
        "open": "ok",
        "begin": FAILING,
        "finish": FAILING,
        "page": "ok",
        "close": FAILING,
    }
    assert await rows(path) == [added]


async def test_read_only_file_is_told(anybodys: Path) -> None:
    path = anybodys / "history.sqlite3"
    await add(path)
    await asyncio.to_thread(give_away, anybodys)
    await asyncio.to_thread(path.chmod, 0o400)

    answers = await asyncio.to_thread(tried, "try_without_rights", path)

    words = "history.sqlite3 cannot be used. This user may not write to it."
    assert answers["open"] == answers["begin"] == answers["finish"] == words


async def test_read_only_directory_is_told(anybodys: Path) -> None:
    data = anybodys / "data"
    await asyncio.to_thread(data.mkdir, 0o555)
    await asyncio.to_thread(give_away, anybodys)

    answers = await asyncio.to_thread(tried, "try_without_rights", data / "history.sqlite3")

    assert answers["open"] == answers["begin"] == answers["finish"]
    assert answers["open"] == "history.sqlite3 cannot be used. This user may not write there."


async def test_file_of_another_user_is_told(anybodys: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root has files that another user owns")
    path = anybodys / "history.sqlite3"
    await add(path)
    await asyncio.to_thread(anybodys.chmod, 0o777)

    answers = await asyncio.to_thread(tried, "try_without_rights", path)

    assert "ok" not in {answers[use] for use in ("open", "begin", "finish", "page")}


def give_away(directory: Path) -> None:
    """Make everything the property of the user as whom the child runs."""
    if os.getuid() == 0:
        for path in (directory, *directory.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
