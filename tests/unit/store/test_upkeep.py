"""Purges, backups and restorations, with real files: what is gone is gone from every byte."""

import asyncio
import logging
import random
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.upkeep import Purge
from otp_gui.i18n import render
from otp_gui.store import copies, purging
from otp_gui.store.errand import Errand, GivenUpError
from otp_gui.store.history import SqliteHistory
from otp_gui.store.migrations import STEPS
from otp_gui.store.upkeep import SqliteUpkeep
from otp_gui.store.worker import Worker
from tests.fakes import FakeClock
from tests.unit.store import older
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, ended, record

NUMBER = "+79995551234"
TRACES = (b"9995551234", b"999) 555-12-34", b"999 555 12 34", b"555-12-34")
OTHER = "+79990007788"
HELD = (
    "Another window or program is reading the history: what was deleted goes from its log once that"
    " has ended."
)


def quiet(_done: int, _total: int | None) -> None:
    pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite3"


@pytest.fixture
async def history(path: Path) -> AsyncIterator[SqliteHistory]:
    history = SqliteHistory(path, FakeClock(), busy_seconds=0)
    await history.open()
    yield history
    await history.close()


@pytest.fixture
def upkeep(history: SqliteHistory) -> SqliteUpkeep:
    return SqliteUpkeep(history)


def days_ago(days: float, **changes: Any) -> CheckRecord:  # noqa: ANN401 - any field
    return ended(NOT_FOUND, started_at=START - timedelta(days=days), **changes)


def files(directory: Path) -> list[str]:
    return sorted(file.name for file in directory.iterdir() if file.is_file())


def write_beside(path: Path, contents: Mapping[str, bytes]) -> None:
    """Write files beside the history, named after it."""
    for name, content in contents.items():
        Path(f"{path}.{name}").write_bytes(content)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def uids(history: SqliteHistory) -> set[str]:
    return {row.uid for row in (await history.page(HistoryQuery(), limit=10_000)).records}


def bytes_of(path: Path) -> bytes:
    """Return every byte of the history and of what lies beside it.

    A process of its own reads them, as closing the file here would drop SQLite's locks on it.
    """
    script = "import sys, pathlib; [sys.stdout.buffer.write(f.read_bytes())"
    script += " for f in pathlib.Path(sys.argv[1]).iterdir() if f.is_file()]"
    return subprocess.run(
        [sys.executable, "-c", script, path.parent], capture_output=True, check=True
    ).stdout


async def live(history: SqliteHistory, seed: int, number: str) -> None:
    """Live through some hundred calls as they come: they grow, overlap, are noted and searched."""
    rnd = random.Random(seed)  # noqa: S311 - a reproducible life
    running: list[CheckRecord] = []
    for turn in range(900):
        mine = turn % 23 == 0
        recipient = number if mine else f"+7999{rnd.randrange(10**7):07}"
        ids = {name: str(uuid.UUID(int=rnd.getrandbits(128))) for name in ("uid", "request_id")}
        running.append(await history.begin(record(recipient=recipient, **ids)))
        if len(running) > rnd.randrange(1, 8):
            begun = running.pop(rnd.randrange(len(running)))
            outcome = replace(
                NOT_FOUND,
                message=f"for {begun.recipient}",
                response="x" * rnd.randrange(3_000) + begun.recipient,
            )
            await history.finish(begun.finished(outcome, START, 1.0))
            if rnd.random() < 0.2:
                await history.set_note(begun.uid, f"{number} " * rnd.randrange(1, 60))
    for begun in running:
        await history.finish(begun.finished(SUCCESS, START, 1.0))


@pytest.mark.parametrize("seed", [5, 43, 48])
async def test_nothing_of_a_number_is_left_in_any_byte(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path, seed: int
) -> None:
    await live(history, seed, NUMBER)
    assert TRACES[0] in await asyncio.to_thread(bytes_of, path)
    before = await history.total()

    done = await upkeep.purge_recipient("8 (999) 555-12-34", quiet)

    assert done.rows == 40
    assert done.mentions > 10
    assert await history.total() == before - done.rows
    raw = await asyncio.to_thread(bytes_of, path)
    assert [trace for trace in TRACES if trace in raw] == []
    assert await history.count(HistoryQuery(NUMBER)) == 0
    await history.read(integrity)


def integrity(connection: sqlite3.Connection) -> None:
    """Compare the search index with the rows, and look through every page."""
    connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


async def test_number_goes_from_every_text_of_other_calls_and_nothing_else_does(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path
) -> None:
    told = "asks for 8 (999) 555-12-34, not +79990001122"
    outcome = Outcome(
        Verdict.ERROR, error_type=f"E{NUMBER}", message=told, response=told, headers=(("x", told),)
    )
    other = await history.finish(
        replace(ended(outcome, recipient=OTHER, request_id=f"r-{NUMBER}"), note=told)
    )
    untouched = await history.finish(ended(NOT_FOUND, recipient=OTHER))
    for spelling in (NUMBER, "89995551234", "9995551234", "7 (999) 555-12-34"):
        await history.finish(ended(recipient=spelling))
    preview = await upkeep.preview_recipient(NUMBER, quiet)

    done = await upkeep.purge_recipient(NUMBER, quiet)

    assert preview == Purge(rows=4, mentions=1)
    assert (done.rows, done.mentions, done.files, done.running) == (4, 1, 0, 0)
    found = {row.uid: row for row in (await history.page(HistoryQuery())).records}
    assert found[untouched.uid] == untouched
    left = found[other.uid]
    hidden = "asks for ***, not +79990001122"
    assert (left.note, left.outcome.message, left.outcome.response) == (hidden, hidden, hidden)
    assert (left.request_id, left.outcome.error_type) == ("r-***", "E***")
    assert left.outcome.headers == (("x", hidden),)
    assert (left.recipient, left.started_at) == (OTHER, other.started_at)
    assert len(found) == 2
    raw = await asyncio.to_thread(bytes_of, path)
    assert [trace for trace in TRACES if trace in raw] == []


async def test_call_in_flight_is_never_purged(history: SqliteHistory, upkeep: SqliteUpkeep) -> None:
    old = START - timedelta(days=99)
    running = await history.begin(record(recipient=NUMBER, started_at=old))
    await history.finish(ended(recipient=NUMBER, started_at=old))

    forgotten = await upkeep.purge_recipient(NUMBER, quiet)
    purged = await upkeep.purge(START, quiet)

    assert (forgotten.rows, forgotten.running, purged.rows) == (1, 1, 0)
    assert await uids(history) == {running.uid}
    assert (await history.finish(running.finished(SUCCESS, START, 1.0))).id == running.id


async def test_purge_deletes_what_is_older_and_counts_it_before(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path
) -> None:
    for number in range(700):
        await history.finish(days_ago(40, recipient=f"+79995{number:06}"))
    kept = [await history.finish(days_ago(days)) for days in (30, 1, 0)]
    before = START - timedelta(days=30)
    told: list[tuple[int, int | None]] = []
    preview = await upkeep.preview(before)

    done = await upkeep.purge(before, lambda done, total: told.append((done, total)))

    assert (preview, done) == (Purge(700), Purge(700))
    assert told == [(250, 700), (500, 700), (700, 700)]
    assert await uids(history) == {row.uid for row in kept}
    assert b"79995000" not in await asyncio.to_thread(bytes_of, path)
    assert await upkeep.purge(before, quiet) == Purge()


async def test_search_index_forgets_what_was_deleted(
    history: SqliteHistory, upkeep: SqliteUpkeep
) -> None:
    for number in range(600):
        old = number % 2
        await history.finish(days_ago(40 * old, note="qzj" if old else ""))

    def pieces(connection: sqlite3.Connection) -> int:
        blocks = connection.execute("SELECT block FROM search_data").fetchall()
        return sum(b"zj" in block[0] for block in blocks)

    assert await history.read(pieces) > 0
    await upkeep.purge(START - timedelta(days=30), quiet)

    assert await history.read(pieces) == 0
    await history.read(integrity)


async def test_ids_that_are_given_again_are_above_the_mark_of_the_index(
    history: SqliteHistory, upkeep: SqliteUpkeep
) -> None:
    for number in range(150):
        await history.finish(ended(recipient=NUMBER if number >= 100 else OTHER))

    await upkeep.purge_recipient(NUMBER, quiet)

    # At or below it each would be indexed at once and alone, at the cost of its call.
    def mark(connection: sqlite3.Connection) -> object:
        return connection.execute("SELECT last FROM search_mark").fetchone()[0]

    assert await history.read(mark) == 100
    assert (await history.finish(ended())).id == 101


async def test_row_whose_time_no_clock_tells_is_older_than_any(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path
) -> None:
    kept = await history.finish(ended())
    await history.finish(ended(uid="spoilt"))
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE checks SET started_at = 'yesterday' WHERE uid = 'spoilt'")

    assert (await upkeep.purge(START - timedelta(days=9_000), quiet)).rows == 1
    assert await uids(history) == {kept.uid}


async def test_calls_go_between_the_batches_of_a_purge(
    history: SqliteHistory, upkeep: SqliteUpkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 5)
    for _ in range(60):
        await history.finish(days_ago(40))
    left: list[int] = []

    async def call() -> None:
        begun = await history.begin(record())
        left.append(await history.count(HistoryQuery(until=START - timedelta(days=30))))
        await history.finish(begun.finished(SUCCESS, START, 1.0))

    calls: list[asyncio.Task[None]] = []

    def told(done: int, _total: int | None) -> None:
        if done == 5:
            calls.append(asyncio.ensure_future(call()))

    purged = await upkeep.purge(START - timedelta(days=30), told)
    await calls[0]

    assert purged.rows == 60
    assert 0 < left[0] < 60


async def test_purge_that_was_broken_off_is_finished_by_the_next(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path
) -> None:
    for _ in range(300):
        await history.finish(days_ago(40, recipient=NUMBER))
    going = asyncio.Event()
    purge = asyncio.ensure_future(
        upkeep.purge(START - timedelta(days=30), lambda _done, _total: going.set())
    )
    await going.wait()
    purge.cancel()
    with pytest.raises(asyncio.CancelledError):
        await purge
    assert await history.read(purging.has_traces)

    await upkeep.purge(START - timedelta(days=30), quiet)

    assert not await history.read(purging.has_traces)
    assert TRACES[0] not in await asyncio.to_thread(bytes_of, path)


@pytest.mark.parametrize(("busy", "told"), [(3, []), (10**9, ["Too many calls were made"])])
async def test_rewriting_lets_each_call_go_first(
    history: SqliteHistory,
    upkeep: SqliteUpkeep,
    monkeypatch: pytest.MonkeyPatch,
    busy: int,
    told: list[str],
) -> None:
    for _ in range(300):
        await history.finish(days_ago(40, recipient=NUMBER))
    asked = 0

    def is_wanted(_worker: Worker) -> bool:
        nonlocal asked
        asked += 1
        return asked <= busy

    monkeypatch.setattr(Worker, "is_wanted", property(is_wanted))
    monkeypatch.setattr(purging, "_INSTRUCTIONS", 10)
    done = await upkeep.purge(START, quiet)

    assert done.rows == 300
    words = "What was deleted can still be read from unused parts of the file: {}"
    for notice, reason in zip(done.notices, told, strict=True):
        assert render(notice).startswith(words.format(reason))
    assert await history.read(purging.has_traces) == bool(told)
    await history.read(integrity)


async def test_call_that_waits_is_known_to_who_can_wait(history: SqliteHistory) -> None:
    gate = threading.Event()

    def look() -> bool:
        assert gate.wait(30)
        return history.is_wanted

    async def seen_before(waiting: Awaitable[object] | None) -> bool:
        gate.clear()
        looking = asyncio.ensure_future(history.run(look))
        await asyncio.sleep(0)
        behind = None if waiting is None else asyncio.ensure_future(waiting)
        await asyncio.sleep(0)
        gate.set()
        if behind is not None:
            await behind
        return await looking

    assert not await seen_before(None)
    assert not await seen_before(history.revision())
    assert await seen_before(history.begin(record()))
    assert not await seen_before(None)


async def test_log_that_another_window_reads_is_told_and_emptied_once_it_can_be(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path
) -> None:
    await history.finish(days_ago(40, recipient=NUMBER))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM checks").fetchone()
        done = await upkeep.purge(START, quiet)
        assert [render(notice) for notice in done.notices] == [HELD]
        other.execute("COMMIT")

    await upkeep.purge_recipient(NUMBER, quiet)

    assert TRACES[0] not in await asyncio.to_thread(bytes_of, path)


async def test_copies_and_damaged_files_that_hold_the_number_or_cannot_be_read_are_deleted(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path
) -> None:
    await history.finish(ended(recipient=NUMBER))
    await asyncio.to_thread(history.database.copy, "v1")
    names = {
        "v2-20261101T000000Z": b"SQLite format 3\0" + b"\xff" * 5_000,
        "damaged-20261101T000000Z": b"... 8 (999) 555-12-34 ...",
        "damaged-20261102T000000Z": b"nothing that anybody can read",
        "damaged-20261103T000000Z-wal": b"79995551234",
        "damaged-20261103T000000Z": b"",
        "before-restore-20261104T000000Z-2": b"",
    }
    write_beside(path, names)
    clean = Path(f"{path}.v1-20250101T000000Z")
    with closing(sqlite3.connect(clean)) as connection:
        connection.execute("CREATE TABLE checks (recipient TEXT)")
        connection.execute("INSERT INTO checks VALUES (?)", (OTHER,))
        connection.commit()
    mine = path.parent / "history.sqlite3.mine"
    mine.write_bytes(b"79995551234")
    preview = await upkeep.preview_recipient(NUMBER, quiet)

    done = await upkeep.purge_recipient(NUMBER, quiet)

    assert preview.files == done.files == 6
    assert files(path.parent) == [
        "history.sqlite3",
        "history.sqlite3-shm",
        "history.sqlite3-wal",
        mine.name,
        clean.name,
    ]


async def test_files_beside_the_history_go_when_they_are_as_old(
    upkeep: SqliteUpkeep, path: Path
) -> None:
    names = [
        "damaged-20261023T000000Z",
        "damaged-20261024T102031Z",
        "v1-20260101T000000Z",
        "v1-20260101T000000Z-wal",
        "before-restore-99999999T999999Z",
        "v1-mine",
    ]
    write_beside(path, dict.fromkeys(names, b""))

    preview = await upkeep.preview(START - timedelta(days=30))
    done = await upkeep.purge(START - timedelta(days=30), quiet)

    assert preview.files == done.files == 2
    assert {file.name for file in path.parent.glob("history.sqlite3.*")} == {
        f"history.sqlite3.{name}" for name in (names[1], names[4], names[5])
    }


async def test_log_tells_how_many_and_never_whom(
    history: SqliteHistory, upkeep: SqliteUpkeep, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await history.finish(ended(recipient=NUMBER))
    await history.finish(days_ago(40))

    await upkeep.purge_recipient(NUMBER, quiet)
    await upkeep.purge(START - timedelta(days=30), quiet)

    assert [each.getMessage() for each in caplog.records if each.name.startswith("otp_gui")] == [
        "Forgot a recipient: 1 calls, 0 list rows, 0 mentions, 0 files",
        "Purged: 1 calls, 0 list rows, 0 files",
    ]


@pytest.mark.parametrize("number", ["", "  \n"])
async def test_nobody_is_not_purged(upkeep: SqliteUpkeep, number: str) -> None:
    for ask in (upkeep.purge_recipient, upkeep.preview_recipient):
        with pytest.raises(StoreError):
            await ask(number, quiet)


# Backup and restoration


async def test_backup_is_one_sound_private_file_with_every_row(
    history: SqliteHistory, upkeep: SqliteUpkeep, tmp_path: Path
) -> None:
    for _ in range(200):
        await history.finish(ended(NOT_FOUND))
    await history.begin(record())
    target = tmp_path / "backup.sqlite3"
    told: list[tuple[int, int | None]] = []

    done = await upkeep.back_up(str(target), lambda done, total: told.append((done, total)))

    assert (done.rows, done.problems) == (201, ())
    assert told[-1][0] == told[-1][1]
    assert mode(target) == 0o600
    assert files(tmp_path) == [target.name]
    with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro", uri=True)) as copy:
        assert copy.execute("SELECT count(*) FROM checks").fetchone() == (201,)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with pytest.raises(StoreError) as refused:
        await upkeep.back_up(str(target), quiet)
    assert render(refused.value.explanation) == "backup.sqlite3 is there already."
    assert (await upkeep.back_up(str(target), quiet, overwrite=True)).rows == 201


async def test_restoring_brings_back_all_that_was_there_and_keeps_what_is_there_now(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path, tmp_path: Path
) -> None:
    for _ in range(150):
        await history.finish(ended(NOT_FOUND))
    was = await uids(history)
    backup = tmp_path / "backup.sqlite3"
    await upkeep.back_up(str(backup), quiet)
    later = await history.finish(ended(SUCCESS))
    kept = backup.read_bytes()
    other = SqliteHistory(path, FakeClock())
    await other.open()
    seen = await other.revision()
    mine = await history.revision()

    done = await upkeep.restore(str(backup), quiet)

    assert done.rows == 150
    assert await uids(history) == await uids(other) == was
    assert (await other.revision()).others > seen.others
    assert await history.revision() != mine
    assert await history.total() == 150
    assert await history.count(HistoryQuery("SessionNotFound")) == 150
    before = Path(done.before)
    assert before.name == "history.sqlite3.before-restore-20261123T102030Z"
    assert mode(before) == 0o600
    assert backup.read_bytes() == kept
    assert list(path.parent.glob("*.part*")) == []
    written = await other.finish(ended())
    assert written.uid in await uids(history)
    await history.read(integrity)
    await other.close()

    await upkeep.restore(str(before), quiet)

    assert await uids(history) == was | {later.uid}


@pytest.mark.parametrize("version", range(1, len(STEPS)))
async def test_backup_of_an_earlier_version_is_brought_up_to_this_one(
    history: SqliteHistory, upkeep: SqliteUpkeep, tmp_path: Path, version: int
) -> None:
    backup = tmp_path / "old.sqlite3"
    calls = older.make(backup, version)
    before = backup.read_bytes()

    done = await upkeep.restore(str(backup), quiet)

    assert done.rows == len(calls)
    assert await uids(history) == {call.uid for call in calls}
    # What was in flight then is not in flight now.
    assert await history.count(HistoryQuery(verdict=Verdict.RUNNING)) == 0
    assert backup.read_bytes() == before


async def unsound(tmp_path: Path, what: str) -> Path:
    source = tmp_path / "source.sqlite3"
    if what == "missing":
        return source
    if what in ("text", "empty"):
        source.write_bytes(b"no database" * 1_000 if what == "text" else b"")
        return source
    statement = {
        "newer": f"PRAGMA user_version = {len(STEPS) + 1}",
        "other": "DROP TABLE checks",
        "foreign": "PRAGMA user_version = 0",
        "index": "INSERT INTO checks (uid, started_at, environment, base_url, operation,"
        " request_id, recipient, verdict, operator, source) SELECT 'x', '', '', '', '', '', '', '',"
        " '', ''; UPDATE search_mark SET last = 999; DROP TRIGGER checks_to_update;"
        " DROP TRIGGER checks_updated; UPDATE checks SET note = 'changed'",
        "pages": "PRAGMA journal_mode = DELETE",
    }[what]
    other = SqliteHistory(source, FakeClock())
    for _ in range(100):
        await other.finish(ended(NOT_FOUND))
    await other.close()
    with closing(sqlite3.connect(source)) as connection:
        connection.executescript(statement)
    if what == "pages":
        raw = bytearray(source.read_bytes())
        raw[8 * 4096 : 12 * 4096] = b"\xff" * (4 * 4096)
        source.write_bytes(raw)
    return source


@pytest.mark.parametrize(
    "what", ["missing", "text", "empty", "newer", "other", "foreign", "index", "pages"]
)
async def test_what_is_no_sound_history_changes_nothing(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path, tmp_path: Path, what: str
) -> None:
    await history.finish(ended())
    was = await uids(history)
    source = await unsound(tmp_path, what)
    before = source.read_bytes() if source.exists() else None

    with pytest.raises(StoreError) as refused:
        await upkeep.restore(str(source), quiet)

    words = render(refused.value.explanation)
    if what == "newer":
        assert words.startswith("The history was written by a newer version of this tool")
    elif what == "missing":
        assert (
            words == "source.sqlite3 cannot be used. The file or its folder is not there any more."
        )
    else:
        assert words == "source.sqlite3 is no sound history. Nothing was changed."
    assert before == (source.read_bytes() if source.exists() else None)
    assert await uids(history) == was
    assert [file.name for file in path.parent.glob("history.sqlite3.*")] == []


async def test_history_itself_is_no_backup(upkeep: SqliteUpkeep, path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        await upkeep.restore(str(path), quiet)

    words = "This is the history itself: choose a backup of it."
    assert render(refused.value.explanation) == words


async def test_nothing_is_restored_over_a_call_in_flight(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.sqlite3"
    await upkeep.back_up(str(backup), quiet)
    other = SqliteHistory(path, FakeClock())
    begun = await other.begin(record())

    with pytest.raises(StoreError) as refused:
        await upkeep.restore(str(backup), quiet)

    words = "A call is in progress: wait until it has ended."
    assert render(refused.value.explanation) == words
    assert await uids(history) == {begun.uid}
    await other.close()
    assert (await upkeep.restore(str(backup), quiet)).rows == 0


async def test_file_that_another_program_holds_is_told_and_left(
    history: SqliteHistory, upkeep: SqliteUpkeep, path: Path, tmp_path: Path
) -> None:
    await history.finish(ended())
    backup = tmp_path / "backup.sqlite3"
    await upkeep.back_up(str(backup), quiet)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as refused:
            await upkeep.restore(str(backup), quiet)
        other.execute("ROLLBACK")

    words = "history.sqlite3 cannot be used. Another program holds it. Wait a moment and try again."
    assert render(refused.value.explanation) == words
    assert [file.name for file in path.parent.glob("history.sqlite3.*")] == []
    assert await history.total() == 1


async def test_cancelled_restoration_leaves_the_history_as_it_was(
    history: SqliteHistory,
    upkeep: SqliteUpkeep,
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backup = tmp_path / "backup.sqlite3"
    await upkeep.back_up(str(backup), quiet)
    for _ in range(100):
        await history.finish(ended())
    was = await uids(history)
    monkeypatch.setattr(copies, "_PAGES_AT_ONCE", 1)
    tell = Errand.tell
    steps = 0

    def cancelled_half_way(errand: Errand, done: int, total: int | None) -> None:
        nonlocal steps
        steps += total is not None
        if steps == 5:
            errand.give_up()
            loop.call_soon_threadsafe(task.cancel)
        tell(errand, done, total)

    monkeypatch.setattr(Errand, "tell", cancelled_half_way)
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(upkeep.restore(str(backup), quiet))
    with pytest.raises(asyncio.CancelledError):
        await task

    assert steps == 5
    assert await uids(history) == was
    assert [file.name for file in path.parent.glob("history.sqlite3.*")] == []
    await history.read(integrity)


async def test_cancelled_backup_leaves_nothing(
    history: SqliteHistory, upkeep: SqliteUpkeep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await history.finish(ended())
    monkeypatch.setattr(copies, "_PAGES_AT_ONCE", 1)

    def given_up(_errand: Errand, _done: int, _total: int | None) -> None:
        raise GivenUpError

    monkeypatch.setattr(Errand, "tell", given_up)
    with pytest.raises(GivenUpError):
        await upkeep.back_up(str(tmp_path / "backup.sqlite3"), quiet)

    assert files(tmp_path) == []
