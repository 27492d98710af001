"""Disks and deaths while the history is exported, imported, purged, backed up and restored."""

import asyncio
import random
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.ports import StoreError
from otp_gui.domain.transfer import ExportPlan, Format
from otp_gui.i18n import render
from otp_gui.store.history import SqliteHistory
from otp_gui.store.migrations import STEPS
from otp_gui.store.transfer import SqliteTransfer
from otp_gui.store.upkeep import SqliteUpkeep
from tests.fakes import FakeClock
from tests.hostile import test_store_faults as faults
from tests.hostile.test_store_kill import child
from tests.unit.store.records import NOT_FOUND, START, ended

small_disk = faults.small_disk
anybodys = faults.anybodys

TABLE_LEAF = 0x0D
NUMBER = "+79995551234"
FULL = "{} cannot be used. The disk is full."


def quiet(_done: int, _total: int | None) -> None:
    pass


async def fill(path: Path, rows: int = 40) -> None:
    """Make a history with old and new rows, and beside it a backup and an export of it."""
    history = SqliteHistory(path, FakeClock())
    for number in range(rows):
        at = START - timedelta(days=40 * (number % 2))
        recipient = NUMBER if number % 5 == 0 else f"+7999000{number:04}"
        call = ended(NOT_FOUND, uid=f"call-{number}", recipient=recipient, started_at=at)
        await history.finish(call)
    await history.finish(ended(uid="uid-of-the-test"))
    await SqliteUpkeep(history).back_up(f"{path}.backup", quiet, overwrite=True)
    plan = ExportPlan(f"{path}.jsonl", Format.JSONL, masked=False, overwrite=True)
    await SqliteTransfer(history).write(plan, quiet)
    add_new_call(Path(plan.target))
    await history.close()


def add_new_call(export: Path) -> None:
    """Put a call into an export that the history does not have."""
    line = export.read_text().splitlines()[0]
    with export.open("a") as file:
        file.write(line.replace('"uid":"', '"uid":"new-') + "\n")


def spoil(path: Path, word: bytes) -> None:
    """Overwrite the page of the table that holds a word."""
    raw = bytearray(path.read_bytes())
    places = (match.start() // 4096 * 4096 for match in re.finditer(word, raw))
    page = next(place for place in places if raw[place] == TABLE_LEAF)
    raw[page : page + 4096] = b"\xff" * 4096
    path.write_bytes(raw)


async def sound(path: Path) -> dict[str, Verdict]:
    """Open the history as the next start does, look through it, and return its rows."""
    history = SqliteHistory(path, FakeClock())
    assert await history.open() == ()
    rows = (await history.page(HistoryQuery(), limit=10_000)).records
    await history.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    return {row.uid: row.outcome.verdict for row in rows}


def names(directory: Path) -> set[str]:
    return {file.name for file in directory.iterdir() if file.is_file()}


async def test_disk_that_takes_no_byte_more_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    await fill(path)
    before = await sound(path)
    there = names(tmp_path)

    told = await asyncio.to_thread(faults.tried, "try_upkeep_while_files_cannot_grow", path)

    assert told["export"] == FULL.format("out.csv")
    failing = faults.FAILING
    assert told["import"] == told["note"] == told["purge"] == failing
    assert told["backup"].startswith("out.sqlite3 cannot be used.")
    assert told["restore"].startswith("history.sqlite3.backup cannot be used.")
    assert await sound(path) == before
    assert names(tmp_path) == there


async def test_directory_that_may_not_be_written_to_is_told(anybodys: Path) -> None:
    path = anybodys / "data" / "history.sqlite3"
    await fill(path)
    faults.give_away(anybodys)

    told = await asyncio.to_thread(faults.tried, "try_upkeep_without_rights", path)

    refused = "{} cannot be used. This user may not write there."
    assert told["export"] == refused.format("out.csv")
    assert told["backup"] == refused.format("out.sqlite3")
    assert told["restore"] == refused.format("history.sqlite3")
    assert told["import"] == told["purge"] == "ok"


async def test_small_disk_is_told_by_each_work_and_the_history_stays_sound(
    small_disk: Path, tmp_path: Path
) -> None:
    path = small_disk / "history.sqlite3"
    # The log of so many calls would not fit.
    elsewhere = tmp_path / "elsewhere" / path.name
    await fill(elsewhere)
    for suffix in ("", ".backup", ".jsonl"):
        shutil.copy(f"{elsewhere}{suffix}", f"{path}{suffix}")
    history = SqliteHistory(path, FakeClock())
    await history.open()
    there = names(small_disk)
    ballast = await asyncio.to_thread(faults.fill, small_disk)
    transfer, upkeep = SqliteTransfer(history), SqliteUpkeep(history)

    for work, file in (
        (transfer.write(ExportPlan(str(small_disk / "out.csv"), Format.CSV), quiet), "out.csv"),
        (upkeep.back_up(str(small_disk / "out.sqlite3"), quiet), "out.sqlite3"),
        (upkeep.restore(f"{path}.backup", quiet), "history.sqlite3.backup"),
    ):
        with pytest.raises(StoreError) as refused:
            await work
        assert render(refused.value.explanation) == FULL.format(file)
    assert names(small_disk) == there | {ballast.name}
    await asyncio.to_thread(ballast.unlink)
    assert (await upkeep.purge_recipient(NUMBER, quiet)).rows == 8
    await history.close()
    assert len(await sound(path)) == 33


async def test_rows_that_were_acknowledged_survive_a_write_that_fails_at_any_place(
    tmp_path: Path,
) -> None:
    refusals = 0
    for page in range(30):
        path = tmp_path / str(page) / "history.sqlite3"
        path.parent.mkdir()
        with child("check_while_the_log_can_grow_a_little", path) as checking:
            # Both between two pages of the log and within one.
            checking.say(str(page * 2_060 + 7))
            said = []
            while words := checking.hear():
                said.append(words)

        rows = await sound(path)

        assert {uid for word, uid, *_ in said if word == "begun"} <= rows.keys()
        finished = {words[1] for words in said if words[0] == "finished"}
        assert {rows[uid] for uid in finished} <= {Verdict.ERROR}
        # Of what was refused nothing is left but a call that nobody knows the end of.
        assert {rows[uid] for uid in rows.keys() - finished} <= {Verdict.UNKNOWN, Verdict.ERROR}
        refusals += said[-1][0] == "refused"
    assert refusals == 30


async def test_kill_9_at_any_moment_leaves_a_sound_history(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    await fill(path, rows=400)
    everything = {*(await sound(path)), "new-uid-of-the-test"}
    young = {f"call-{number}" for number in range(0, 400, 2)} | {"uid-of-the-test"}
    rnd = random.Random(7)  # noqa: S311 - reproducible moments
    for turn in range(12):
        with child("keep_in_order_for_ever", path) as keeping:
            for _ in range(turn % 5 + 1):
                assert keeping.hear()
            # Somewhere within the work that was named last.
            await asyncio.sleep(rnd.random() / 20)
            keeping.kill()

        rows = await sound(path)

        assert rows.keys() <= everything
        assert len(rows) >= len(young) - 80
    assert not [name for name in names(tmp_path) if name.endswith("-journal")]


async def test_newer_history_is_neither_read_nor_written(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    await fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = path.read_bytes()
    history = SqliteHistory(path, FakeClock())
    transfer, upkeep = SqliteTransfer(history), SqliteUpkeep(history)

    for work in (
        transfer.write(ExportPlan(str(tmp_path / "out.csv"), Format.CSV), quiet),
        transfer.read(f"{path}.jsonl", quiet),
        upkeep.back_up(str(tmp_path / "out.sqlite3"), quiet),
        upkeep.restore(f"{path}.backup", quiet),
        upkeep.purge(START, quiet),
        upkeep.purge_recipient(NUMBER, quiet),
        history.set_note("uid-of-the-test", "note"),
        history.recover(),
        history.revision(),
    ):
        with pytest.raises(StoreError) as refused:
            await work
        assert "newer version" in render(refused.value.explanation)
    await history.close()
    assert path.read_bytes() == before


async def test_damage_is_told_by_an_export_and_set_aside_by_the_next_use(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    await fill(path, rows=300)
    await asyncio.to_thread(spoil, path, b"call-150")
    history = SqliteHistory(path, FakeClock())
    assert await history.open() == ()

    with pytest.raises(StoreError):
        await SqliteTransfer(history).write(
            ExportPlan(str(tmp_path / "out.csv"), Format.CSV), quiet
        )

    assert "out.csv" not in names(tmp_path)
    assert "out.csv.part" not in names(tmp_path)
    await history.close()


async def test_two_processes_see_each_others_rows_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    history = SqliteHistory(path, FakeClock())
    await history.open()
    with child("begin_on_demand", path) as other:
        assert other.hear() == ["ready"]
        before = await history.revision()
        other.say("login")
        assert other.hear() == ["begun"]
        uid = f"{other.process.pid}-login"

        after = await history.revision()
        assert after.others > before.others
        assert await history.running_elsewhere() == {uid}
        assert await history.recover() == 0
        other.kill()

        assert await history.recover() == 1
        assert await history.running_elsewhere() == frozenset()
    [row] = (await history.page(HistoryQuery())).records
    assert (row.uid, row.outcome.verdict) == (uid, Verdict.UNKNOWN)
    await history.close()
