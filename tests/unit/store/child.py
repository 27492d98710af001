"""Another process on the same history file: ``python -m tests.unit.store.child TASK PATH``."""

import asyncio
import contextlib
import os
import resource
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.ports import AlreadyRunningError, StoreError
from otp_gui.domain.transfer import ExportPlan, Format
from otp_gui.i18n import render
from otp_gui.store.database import Database
from otp_gui.store.history import SqliteHistory
from otp_gui.store.migrations import STEPS
from otp_gui.store.transfer import SqliteTransfer
from otp_gui.store.upkeep import SqliteUpkeep
from tests.fakes import FakeClock
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, record

NOBODY = 65_534


def say(*words: str) -> None:
    """Tell the parent something, at once."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


async def check_for_ever(path: Path) -> None:
    """Begin and finish calls, and tell of each row once it is committed."""
    history = SqliteHistory(path, FakeClock())
    await history.open()
    number = 0
    while True:
        number += 1
        begun = await history.begin(record(uid=f"{os.getpid()}-{number}"))
        say("begun", begun.uid)
        outcome = SUCCESS if number % 2 else NOT_FOUND
        await history.finish(begun.finished(outcome, START, 1.0))
        say("finished", begun.uid)


async def begin_on_demand(path: Path) -> None:
    """Begin a call for each request ID that the parent names, and keep it in flight."""
    history = SqliteHistory(path, FakeClock())
    await history.open()
    say("ready")
    while request_id := sys.stdin.readline().strip():
        try:
            await history.begin(record(uid=f"{os.getpid()}-{request_id}", request_id=request_id))
            say("begun")
        except AlreadyRunningError as error:
            say("refused", error.record.uid)


async def try_everything(path: Path, once_open: Callable[[], None] = lambda: None) -> None:
    """Use the file in every way, and tell what is refused and in which words."""
    history = SqliteHistory(path, FakeClock(), busy_seconds=0)
    begun = record(request_id="tried")

    async def finish() -> None:
        await history.finish(begun.finished(SUCCESS, START, 1.0))

    uses: dict[str, Callable[[], Awaitable[object]]] = {
        "open": history.open,
        "begin": lambda: history.begin(begun),
        "finish": finish,
        "page": lambda: history.page(HistoryQuery()),
        "close": history.close,
    }
    for name, use in uses.items():
        try:
            await use()
            say(name, "ok")
            if name == "open":
                once_open()
        except StoreError as error:
            say(name, render(error.explanation))


async def try_without_rights(path: Path) -> None:
    """Do so as a user who is not root, whom permissions would not stop."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    await try_everything(path)


async def try_while_files_cannot_grow(path: Path) -> None:
    """Do so where the system refuses each byte more, once the file is open."""

    def limit() -> None:
        size = Path(f"{path}-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    await try_everything(path, limit)


async def try_upkeep(path: Path, once_ready: Callable[[], None] = lambda: None) -> None:
    """Do everything that is done with the file as a whole, and tell what is refused."""
    history = SqliteHistory(path, FakeClock(), busy_seconds=0)
    transfer, upkeep = SqliteTransfer(history), SqliteUpkeep(history)
    await history.open()
    beside = path.parent / "out"

    def quiet(_done: int, _total: int | None) -> None:
        pass

    uses: dict[str, Callable[[], Awaitable[object]]] = {
        "export": lambda: transfer.write(ExportPlan(f"{beside}.csv", Format.CSV), quiet),
        "backup": lambda: upkeep.back_up(f"{beside}.sqlite3", quiet),
        "import": lambda: transfer.read(f"{path}.jsonl", quiet),
        "restore": lambda: upkeep.restore(f"{path}.backup", quiet),
        "purge": lambda: upkeep.purge(START + timedelta(days=1), quiet),
        "note": lambda: history.set_note("uid-of-the-test", "note"),
    }
    once_ready()
    for name, use in uses.items():
        try:
            say(name, "ok" if await use() is not None else "nothing")
        except StoreError as error:
            say(name, render(error.explanation))
    await history.close()


async def try_upkeep_without_rights(path: Path) -> None:
    """Do so as a user who is not root, in a directory that he may not write to."""

    def lock() -> None:
        path.parent.chmod(0o555)

    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    await try_upkeep(path, lock)


async def try_upkeep_while_files_cannot_grow(path: Path) -> None:
    """Do so where the system refuses each byte more."""
    await try_upkeep(
        path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    )


def limit_log(path: Path, more: int) -> None:
    """Have the system refuse what makes the log longer than by ``more`` bytes."""
    size = Path(f"{path}-wal").stat().st_size + more
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def check_while_the_log_can_grow_a_little(path: Path) -> None:
    """Check until the log may not grow any more: from a byte on that the parent names."""
    history = SqliteHistory(path, FakeClock(), busy_seconds=0)
    await history.open()
    limit_log(path, int(sys.stdin.readline()))
    for number in range(100):
        uid = f"{os.getpid()}-{number}"
        try:
            begun = await history.begin(record(uid=uid, request_id=uid))
            say("begun", uid)
            await history.finish(begun.finished(NOT_FOUND, START, 1.0))
            say("finished", uid)
        except StoreError as error:
            say("refused", render(error.explanation))
            break
    with contextlib.suppress(StoreError):
        await history.close()


async def keep_in_order_for_ever(path: Path) -> None:
    """Restore, import, purge and forget in turn, and tell when each begins."""
    history = SqliteHistory(path, FakeClock())
    transfer, upkeep = SqliteTransfer(history), SqliteUpkeep(history)
    await history.open()

    def quiet(_done: int, _total: int | None) -> None:
        pass

    while True:
        say("restoring")
        await upkeep.restore(f"{path}.backup", quiet)
        say("purging")
        await upkeep.purge(START - timedelta(days=30), quiet)
        say("importing")
        await transfer.read(f"{path}.jsonl", quiet)
        say("forgetting")
        await upkeep.purge_recipient("+79995551234", quiet)


async def die_upgrading(path: Path) -> None:
    """Be killed in the middle of an upgrade, after its first statement."""

    class Deadly(Sequence[str]):
        def __len__(self) -> int:
            return 2

        def __getitem__(self, index: object) -> str:
            raise IndexError(index)

        def __iter__(self) -> Iterator[str]:
            yield "CREATE TABLE half (done)"
            os.kill(os.getpid(), signal.SIGKILL)

    with Database(path, FakeClock(), 3, (*STEPS, Deadly())).reading():
        say("survived")


async def leave_while_the_disk_hangs(path: Path) -> None:
    """End although the history's thread waits for something that never comes."""
    history = SqliteHistory(path, FakeClock())
    await history.open()
    begun = threading.Event()

    def hang() -> None:
        begun.set()
        threading.Event().wait()

    history._worker.post(hang)
    begun.wait()
    say("leaving")


TASKS = {
    task.__name__: task
    for task in (
        check_for_ever,
        begin_on_demand,
        try_everything,
        try_without_rights,
        try_while_files_cannot_grow,
        try_upkeep,
        try_upkeep_without_rights,
        try_upkeep_while_files_cannot_grow,
        check_while_the_log_can_grow_a_little,
        keep_in_order_for_ever,
        die_upgrading,
        leave_while_the_disk_hangs,
    )
}

if __name__ == "__main__":
    asyncio.run(TASKS[sys.argv[1]](Path(sys.argv[2])))
