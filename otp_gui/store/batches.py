"""The ``Batches`` port: runs and their rows beside the calls, in the same file."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from otp_gui.domain.batch import (
    BatchPlan,
    BatchRow,
    BatchRun,
    Begun,
    NotBegun,
    RunState,
    Step,
    StopReason,
)
from otp_gui.domain.errors import AlreadyRunningError, StoreError
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.store import earlier_calls, purging, run_rows, writing
from otp_gui.store.history import SqliteHistory
from otp_gui.store.owners import Owners
from otp_gui.store.rows import stamp, valid

_INSERT_RUN: Final = (
    "INSERT INTO runs (uid, started_at, environment, base_url, operation, title, at_once,"
    " pause_seconds, access_errors, state, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?)"
)
_INSERT_ROW: Final = (
    "INSERT INTO run_rows (run_id, number, line, request_id, recipient) VALUES (?, ?, ?, ?, ?)"
)
_IS_CALLED: Final = (
    "SELECT check_uid IS NOT NULL AS is_called FROM run_rows WHERE run_id = ? AND number = ?"
)
_NAME_CALL: Final = "UPDATE run_rows SET check_uid = ? WHERE run_id = ? AND number = ?"
_FREE: Final = (
    "UPDATE run_rows SET check_uid = NULL WHERE run_id = ? AND number = ? AND check_uid = ?"
)

_GONE: Final = phrase("This batch run is no longer in the history.")
_HELD: Final = phrase("Another window or program is at this batch run: wait until it has ended.")


class SqliteBatches:
    """Works on the file of one :class:`SqliteHistory`, on its thread."""

    def __init__(self, history: SqliteHistory) -> None:
        self._history: Final = history
        self._ours: Final[set[str]] = set()
        """The runs that this object is at: more than its process being alive."""

    @property
    def _owners(self) -> Owners:
        return self._history.database.owners

    async def create(self, plan: BatchPlan, uid: str, at: datetime) -> BatchRun:
        """Keep a run and its rows in one transaction; see :class:`otp_gui.domain.batch.Batches`."""
        self._ours.add(uid)
        try:
            return await self._history.write(partial(self._create, plan=plan, uid=uid, at=at))
        except BaseException:
            self._ours.discard(uid)
            raise

    async def take(self, uid: str) -> BatchRun:
        """Make a stopped run ours."""
        run = await self._history.write(partial(self._take, uid=uid))
        self._ours.add(uid)
        return run

    async def step(self, uid: str, step: Step) -> Sequence[Begun]:
        """Commit ``step`` in one transaction."""
        ends = [*step.ends, *(record for _number, record in step.frees)]
        return await self._history.commit(partial(self._step, uid=uid, step=step), ends)

    async def stop(self, uid: str, state: RunState, reason: StopReason | None) -> BatchRun:
        """Write how a run ended."""
        try:
            job = partial(self._stop, uid=uid, state=state, reason=reason)
            return await self._history.write(job)
        finally:
            self._ours.discard(uid)

    async def run(self, uid: str) -> BatchRun | None:
        """Return one run, None where it is not there any more."""
        return await self._history.read(partial(self._find, uid=uid))

    async def runs(self, limit: int = 50) -> Sequence[BatchRun]:
        """Return the newest runs, newest first."""
        return await self._history.read(partial(self._runs, limit=limit))

    async def rows(self, uid: str) -> Sequence[BatchRow]:
        """Return all rows of a run, read a few at a time: a call's row goes in between."""
        walk = run_rows.RowsWalk(uid)
        await self._history.go(walk)
        return walk.rows

    async def completed_before(
        self, base_url: str, request_ids: Sequence[str]
    ) -> Sequence[Verdict]:
        """Return what completing calls of each session came to, looked for a few at a time."""
        walk = earlier_calls.CompletedWalk(base_url, request_ids)
        await self._history.go(walk)
        return walk.verdicts

    async def asked_to_wait(self, base_url: str, since: datetime) -> Sequence[CheckRecord]:
        """Return the calls of runs whose answer may ask for a pause, the newest of them."""
        return await self._history.read(
            lambda connection: earlier_calls.asked_to_wait(connection, base_url, since)
        )

    async def remove(self, uid: str) -> None:
        """Forget a run that nobody is at."""
        await self._history.write(partial(self._remove, uid=uid))

    def _create(
        self, connection: sqlite3.Connection, plan: BatchPlan, uid: str, at: datetime
    ) -> BatchRun:
        settings = plan.settings
        number = connection.execute(
            _INSERT_RUN,
            (
                uid,
                stamp(at),
                valid(plan.environment.id),
                valid(plan.environment.base_url),
                plan.operation.value,
                valid(plan.title),
                settings.at_once,
                settings.pause_seconds,
                settings.access_errors,
                self._owners.name,
            ),
        ).lastrowid
        connection.executemany(
            _INSERT_ROW,
            (
                (
                    number,
                    place,
                    item.line,
                    valid(item.request.request_id.value),
                    valid(item.request.recipient.value),
                )
                for place, item in enumerate(plan.items, 1)
            ),
        )
        return self._run(connection, uid)

    def _take(self, connection: sqlite3.Connection, uid: str) -> BatchRun:
        self._must_be_nobodys(connection, uid)
        connection.execute(
            "UPDATE runs SET state = 'running', reason = NULL, owner = ? WHERE uid = ?",
            (self._owners.name, uid),
        )
        return replace(self._run(connection, uid), state=RunState.RUNNING, reason=None)

    def _step(self, connection: sqlite3.Connection, uid: str, step: Step) -> Sequence[Begun]:
        owned = connection.execute(
            "SELECT id FROM runs WHERE uid = ? AND owner = ?", (uid, self._owners.name)
        ).fetchone()
        # What has ended is written all the same; nothing more is begun.
        for record in step.ends:
            writing.finish(connection, record)
        for number, record in step.frees:
            finished = writing.finish(connection, record)
            if owned is not None:
                connection.execute(_FREE, (owned["id"], number, finished.uid))
        if owned is None:
            if step.begins:
                raise StoreError(_GONE)
            return ()
        return [
            self._begin(connection, owned["id"], number, record) for number, record in step.begins
        ]

    def _begin(
        self, connection: sqlite3.Connection, run: int, number: int, record: CheckRecord
    ) -> Begun:
        row = connection.execute(_IS_CALLED, (run, number)).fetchone()
        if row is None or row["is_called"]:
            return NotBegun.RUNNING
        try:
            writing.make_way(connection, self._owners, record)
        except AlreadyRunningError:
            return NotBegun.RUNNING
        completes = record.operation is Operation.COMPLETE
        if completes and earlier_calls.is_overtaken(connection, run, record):
            return NotBegun.OVERTAKEN
        connection.execute(_NAME_CALL, (record.uid, run, number))
        return writing.begin(connection, self._owners, record)

    def _stop(
        self, connection: sqlite3.Connection, uid: str, state: RunState, reason: StopReason | None
    ) -> BatchRun:
        run = self._run(connection, uid)
        if run.called == run.count:
            state, reason = RunState.FINISHED, None
        changed = connection.execute(
            "UPDATE runs SET state = ?, reason = ?, owner = NULL WHERE uid = ? AND owner = ?",
            (state.value, None if reason is None else reason.value, uid, self._owners.name),
        ).rowcount
        if not changed:
            # A backup was put in the history's place meanwhile.
            raise StoreError(_GONE)
        return replace(run, state=state, reason=reason)

    def _runs(self, connection: sqlite3.Connection, limit: int) -> Sequence[BatchRun]:
        found = connection.execute(f"{run_rows.RUN} ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
        return [self._read(row) for row in found]

    def _find(self, connection: sqlite3.Connection, uid: str) -> BatchRun | None:
        row = connection.execute(f"{run_rows.RUN} WHERE uid = ?", (valid(uid),)).fetchone()
        return None if row is None else self._read(row)

    def _run(self, connection: sqlite3.Connection, uid: str) -> BatchRun:
        found = self._find(connection, uid)
        if found is None:
            raise StoreError(_GONE)
        return found

    def _read(self, row: sqlite3.Row) -> BatchRun:
        run = run_rows.to_run(row)
        if run.state is RunState.RUNNING and not self._is_alive(row):
            return replace(run, state=RunState.STOPPED, reason=StopReason.INTERRUPTED)
        return run

    def _is_alive(self, row: sqlite3.Row) -> bool:
        if row["owner"] == self._owners.name:
            return row["uid"] in self._ours
        return run_rows.is_alive(row, self._owners)

    def _must_be_nobodys(self, connection: sqlite3.Connection, uid: str) -> None:
        if self._run(connection, uid).state is RunState.RUNNING:
            raise StoreError(_HELD)

    def _remove(self, connection: sqlite3.Connection, uid: str) -> None:
        self._must_be_nobodys(connection, uid)
        connection.execute("DELETE FROM runs WHERE uid = ?", (uid,))
        purging.note_traces(connection, there=True)
