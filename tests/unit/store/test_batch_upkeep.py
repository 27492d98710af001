"""Runs hold numbers, too: what is forgotten, purged, copied and restored covers them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from otp_gui.domain.batch import BatchItem, BatchPlan, NotBegun, RunState, Step, StopReason
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.domain.upkeep import Purge
from otp_gui.i18n import render
from otp_gui.store.batches import SqliteBatches
from otp_gui.store.history import SqliteHistory
from otp_gui.store.traces import Traces
from otp_gui.store.upkeep import SqliteUpkeep
from tests.fakes import STAGE, FakeClock
from tests.unit.store import older
from tests.unit.store.records import BASE_URL, NOT_FOUND, START, ended, record
from tests.unit.store.test_upkeep import NUMBER, OTHER, TRACES, bytes_of, quiet

HERE = replace(STAGE, base_url=BASE_URL)


class Store:
    """A history with its runs, and all that is done with the file as a whole."""

    def __init__(self, path: Path) -> None:
        self.history = SqliteHistory(path, FakeClock(), busy_seconds=0)
        self.batches = SqliteBatches(self.history)
        self.upkeep = SqliteUpkeep(self.history)

    async def create(
        self,
        uid: str,
        recipients: Sequence[str],
        *,
        days: float = 0,
        title: str = "",
        request_id: str = "login",
    ) -> BatchPlan:
        items = [
            BatchItem(n, CheckRequest(RequestId(f"{request_id}-{uid}-{n}"), Recipient(recipient)))
            for n, recipient in enumerate(recipients, 1)
        ]
        plan = BatchPlan(HERE, Operation.COMPLETE, items, title)
        await self.batches.create(plan, uid, START - timedelta(days=days))
        return plan

    async def begin(self, uid: str, plan: BatchPlan, number: int, *, days: float = 0) -> object:
        request = plan.items[number - 1].request
        call = record(
            request_id=request.request_id.value,
            recipient=request.recipient.value,
            source=Source.BATCH,
            started_at=START - timedelta(days=days),
        )
        [begun] = await self.batches.step(uid, Step([(number, call)]))
        return begun

    async def call(self, uid: str, plan: BatchPlan, number: int, *, days: float = 0) -> None:
        begun = await self.begin(uid, plan, number, days=days)
        assert isinstance(begun, CheckRecord)
        ended = begun.finished(NOT_FOUND, begun.started_at, 1.0)
        await self.batches.step(uid, Step(ends=[ended]))

    async def stop(self, uid: str) -> None:
        await self.batches.stop(uid, RunState.STOPPED, StopReason.CANCELLED)

    async def left(self) -> dict[str, list[int]]:
        return {
            run.uid: [row.number for row in await self.batches.rows(run.uid)]
            for run in await self.batches.runs()
        }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite3"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = Store(path)
    await store.history.open()
    yield store
    await store.history.close()


async def test_forgotten_number_goes_from_every_byte_of_the_runs(store: Store, path: Path) -> None:
    plan = await store.create(
        "run",
        [OTHER, NUMBER, "8 (999) 555-12-34", OTHER, "+7 999 555 12 34"],
        title=f"for {NUMBER}.csv",
    )
    for number in (1, 2):
        await store.call("run", plan, number)
    await store.stop("run")
    mine = await store.create("mine", [NUMBER, NUMBER])
    await store.call("mine", mine, 1)
    await store.stop("mine")

    before = await store.upkeep.preview_recipient("89995551234", quiet)
    done = await store.upkeep.purge_recipient("89995551234", quiet)

    # Of one of the two runs that can be resumed there is nothing left that could be.
    assert (before.rows, before.uncalled, before.runs) == (2, 3, 1)
    assert (done.rows, done.uncalled, done.runs) == (2, 3, 1)
    assert await store.left() == {"run": [1, 4]}
    [run] = await store.batches.runs()
    assert (run.title, run.called, run.count) == ("for ***.csv", 1, 2)
    raw = await asyncio.to_thread(bytes_of, path)
    assert [trace for trace in TRACES if trace in raw] == []


async def test_number_in_a_request_id_of_a_run_goes_with_its_row(store: Store, path: Path) -> None:
    plan = await store.create("run", [OTHER, OTHER], request_id=NUMBER)
    await store.call("run", plan, 1)
    await store.create("other", [OTHER])

    done = await store.upkeep.purge_recipient(NUMBER, quiet)

    assert (done.rows, done.uncalled, done.mentions) == (0, 1, 1)
    assert (await store.left())["run"] == []
    assert TRACES[0] not in await asyncio.to_thread(bytes_of, path)


async def test_forgotten_number_is_not_called_any_more_by_a_run_that_goes_on(
    store: Store,
) -> None:
    plan = await store.create("run", [NUMBER, NUMBER, OTHER])
    assert isinstance(await store.begin("run", plan, 1), CheckRecord)

    done = await store.upkeep.purge_recipient(NUMBER, quiet)

    assert (done.rows, done.uncalled, done.runs, done.running) == (0, 1, 0, 1)
    assert await store.left() == {"run": [1, 3]}
    assert await store.begin("run", plan, 2) is NotBegun.RUNNING
    assert isinstance(await store.begin("run", plan, 3), CheckRecord)


async def test_run_ages_with_its_calls(store: Store) -> None:
    old = await store.create("old", [OTHER, OTHER], days=40)
    for number in (1, 2):
        await store.call("old", old, number, days=40)
    resumed = await store.create("resumed", [OTHER] * 3, days=40)
    await store.call("resumed", resumed, 1, days=40)
    await store.call("resumed", resumed, 2, days=2)
    await store.create("never", [OTHER, NUMBER], days=40)
    recent = await store.create("recent", [OTHER, OTHER], days=2)
    await store.call("recent", recent, 1, days=2)
    for uid in ("old", "resumed", "never", "recent"):
        await store.stop(uid)
    before = START - timedelta(days=30)

    expected = await store.upkeep.preview(before)
    done = await store.upkeep.purge(before, quiet)

    # Three calls, two rows of the run that was never begun, one that the resumed one has left.
    assert expected == Purge(3, uncalled=3, runs=2)
    assert done == expected
    assert await store.left() == {"recent": [1, 2], "resumed": [2]}
    assert await store.history.total() == 2


async def test_run_that_was_overtaken_or_is_finished_could_not_be_resumed_anyway(
    store: Store,
) -> None:
    overtaken = await store.create("overtaken", [OTHER], days=40)
    await store.stop("overtaken")
    session = overtaken.items[0].request.request_id.value
    await store.history.finish(ended(request_id=session, started_at=START - timedelta(days=39)))
    await store.create("finished", [OTHER], days=40)
    await store.batches.stop("finished", RunState.FINISHED, None)

    found = await store.upkeep.preview(START - timedelta(days=39, minutes=-1))

    assert (found.rows, found.uncalled, found.runs) == (1, 2, 0)


async def test_purged_numbers_of_a_run_that_was_never_begun_are_in_no_byte(
    store: Store, path: Path
) -> None:
    await store.create("never", [NUMBER] * 300, days=40)
    await store.stop("never")

    await store.upkeep.purge(START - timedelta(days=30), quiet)

    assert await store.left() == {}
    assert TRACES[0] not in await asyncio.to_thread(bytes_of, path)


async def test_run_that_somebody_is_at_does_not_age(store: Store) -> None:
    await store.create("paused", [OTHER, OTHER], days=40)

    done = await store.upkeep.purge(START, quiet)

    assert done.rows == 0
    assert await store.left() == {"paused": [1, 2]}


async def test_removed_run_leaves_no_byte_after_the_next_purge(store: Store, path: Path) -> None:
    await store.create("run", [NUMBER] * 300)
    await store.stop("run")
    await store.batches.remove("run")

    await store.upkeep.purge(START - timedelta(days=30), quiet)

    assert TRACES[0] not in await asyncio.to_thread(bytes_of, path)


async def test_copy_that_holds_a_number_in_a_run_only_is_told(store: Store, tmp_path: Path) -> None:
    await store.create("run", ["8 (999) 555-12-34", OTHER], title="список")
    copy = tmp_path / "copy.sqlite3"

    await store.upkeep.back_up(str(copy), quiet)

    assert Traces(NUMBER)._are_in_rows(copy)
    assert Traces(OTHER)._are_in_rows(copy)
    assert not Traces("+79990000000")._are_in_rows(copy)


async def test_copy_of_a_version_without_runs_is_looked_through(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    older.make(copy, 3)

    assert Traces("89990001122")._are_in_rows(copy)
    assert not Traces("+79990000000")._are_in_rows(copy)


async def test_restored_runs_are_those_of_the_backup_and_nobody_is_at_them(
    store: Store, tmp_path: Path
) -> None:
    plan = await store.create("run", [OTHER, OTHER])
    await store.call("run", plan, 1)
    backup = tmp_path / "backup.sqlite3"
    await store.upkeep.back_up(str(backup), quiet)
    with pytest.raises(StoreError) as refused:
        await store.upkeep.restore(str(backup), quiet)
    assert render(refused.value.explanation) == (
        "A batch run is in progress: wait until it has ended."
    )
    await store.stop("run")
    await store.batches.remove("run")
    await store.create("newer", [OTHER])
    await store.stop("newer")

    await store.upkeep.restore(str(backup), quiet)

    [run] = await store.batches.runs()
    assert (run.uid, run.state, run.reason, run.called) == (
        "run",
        RunState.STOPPED,
        StopReason.INTERRUPTED,
        1,
    )
    assert [row.verdict for row in await store.batches.rows("run")] == [
        Verdict.ERROR,
        Verdict.NOT_SENT,
    ]
    with pytest.raises(StoreError):
        await store.begin("run", plan, 2)


@pytest.mark.parametrize("version", [1, 2, 3])
async def test_upgraded_history_takes_runs(path: Path, version: int) -> None:
    path.parent.mkdir()
    calls = older.make(path, version)
    store = Store(path)
    await store.history.open()

    plan = await store.create("run", [OTHER, OTHER])
    await store.call("run", plan, 1)
    await store.stop("run")
    done = await store.upkeep.purge(START + timedelta(days=1), quiet)

    assert (done.rows, done.uncalled) == (len(calls) + 1, 1)
    assert await store.left() == {}
    await store.history.close()


async def test_file_without_the_tables_of_runs_is_damaged(path: Path) -> None:
    store = Store(path)
    await store.history.open()
    await store.history.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE run_rows")

    store = Store(path)
    [notice] = await store.history.open()

    assert "was damaged" in render(notice)
    await store.history.close()
