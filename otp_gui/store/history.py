"""The history in SQLite: every call ever made, read and written on a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from otp_gui.domain.history_query import HistoryPage, HistoryQuery, PageKey
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Clock, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.store import explaining, reading, writing
from otp_gui.store.database import Database
from otp_gui.store.worker import Worker

BUSY_SECONDS: Final = 3.0

_Walk = reading.PageWalk | reading.CountWalk


class SqliteHistory:
    """The ``History`` port over one SQLite file, shared by any number of processes.

    A file that could not be opened is tried again at each use. An outcome that could not be
    written is kept in memory and written before the next row, or at :meth:`close`. Rows of a
    process that died end ``unknown`` with neither failure nor end: nobody knows them.

    ``busy_seconds`` bounds the wait for a lock that another process holds.
    """

    def __init__(self, path: Path, clock: Clock, busy_seconds: float = BUSY_SECONDS) -> None:
        self._clock: Final = clock
        self._database: Final = Database(path, clock, busy_seconds)
        self._worker: Final = Worker("history")
        self._late: Final[dict[str, CheckRecord]] = {}
        self._closed = False

    async def open(self) -> Sequence[Phrase]:
        """Open or create the file, turn what dead processes left ``running`` into ``unknown``.

        :returns: what the user is to be told: where a damaged file was set aside.
        :raises StoreError: where the disk refuses, a lock is held too long, or the file was written
            by a newer version, which is left as it is.
        """
        return await self._worker.run(self._open)

    async def begin(self, record: CheckRecord) -> CheckRecord:
        """Commit an intent row and return it with its ``id`` and ``saved``.

        A cancelled begin leaves no running row: what it committed ends ``not_sent``.

        :raises AlreadyRunningError: where this call and one of a living process both change the
            state of the same session; decided in one transaction. A call that only reads is never
            refused.
        :raises StoreError: where the row cannot be written.
        """
        begun: list[CheckRecord] = []
        try:
            return await self._worker.run(partial(self._begin, record, begun))
        except asyncio.CancelledError:
            # Closed meanwhile, the next start finds the row without an owner.
            if not self._closed:
                self._worker.post(partial(self._withdraw, begun))
            raise

    async def finish(self, record: CheckRecord) -> CheckRecord:
        """Commit an outcome and return the record with ``id`` and ``saved``.

        A record that was not begun, because the history refused it then, is added whole.

        :raises StoreError: where it cannot be written now; it is tried again with the next row.
        """
        return await self._worker.run(partial(self._finish, record))

    async def page(
        self, query: HistoryQuery, after: PageKey | None = None, limit: int = 50
    ) -> HistoryPage:
        """Return up to ``limit`` records below ``after``, newest first.

        :raises StoreError: where the file cannot be read.
        """
        walk = reading.PageWalk(query, after, limit)
        await self._go(walk)
        return walk.page()

    async def count(self, query: HistoryQuery, limit: int = 10_000) -> int:
        """Count the records that match, up to ``limit`` (then the true number may be larger).

        :raises StoreError: where the file cannot be read.
        """
        walk = reading.CountWalk(query, limit)
        await self._go(walk)
        return walk.count

    async def earlier(
        self, request_id: str, base_url: str, limit: int = 50
    ) -> Sequence[CheckRecord]:
        """Return up to ``limit`` calls for one session, newest first, running ones included.

        :raises StoreError: where the file cannot be read.
        """
        return await self._worker.run(
            partial(self._earlier, request_id, base_url, limit), droppable=True
        )

    async def past(self, record: CheckRecord, day_began: datetime) -> Past:
        """Return what explains ``record``: its session, its recipient, its environment.

        Those of its environment are looked for among the newest 2,000 calls there.

        :raises StoreError: where the file cannot be read.
        """
        return await self._worker.run(partial(self._past, record, day_began), droppable=True)

    async def close(self) -> None:
        """Finish what is queued and close the file; closing again does nothing.

        :raises StoreError: where an outcome that was late could not be written even now.
        """
        if not self._closed:
            self._closed = True
            try:
                await self._worker.run(self._close)
            finally:
                self._worker.stop()

    async def _go(self, walk: _Walk) -> None:
        """Walk step by step, each a call of its own: a row to be written goes in between."""
        while not await self._worker.run(partial(self._step, walk), droppable=True):
            pass

    def _open(self) -> Sequence[Phrase]:
        with self._database.reading():
            return self._database.take_notices()

    def _begin(self, record: CheckRecord, begun: list[CheckRecord]) -> CheckRecord:
        with self._database.writing() as connection:
            self._write_late(connection)
            added = writing.begin(connection, self._database.owners, record)
        self._late.clear()
        begun.append(added)
        return added

    def _withdraw(self, begun: list[CheckRecord]) -> None:
        for record in begun:
            outcome = Outcome(Verdict.NOT_SENT, failure=Failure.CANCELLED)
            with suppress(StoreError):
                self._finish(replace(record, outcome=outcome, finished_at=self._clock.now()))

    def _finish(self, record: CheckRecord) -> CheckRecord:
        self._late.pop(record.uid, None)
        try:
            with self._database.writing() as connection:
                self._write_late(connection)
                finished = writing.finish(connection, record)
        except StoreError:
            self._late[record.uid] = record
            raise
        self._late.clear()
        return finished

    def _write_late(self, connection: sqlite3.Connection) -> None:
        for record in self._late.values():
            writing.finish(connection, record)

    def _step(self, walk: _Walk) -> bool:
        with self._database.reading() as connection:
            return walk.step(connection)

    def _earlier(self, request_id: str, base_url: str, limit: int) -> Sequence[CheckRecord]:
        with self._database.reading() as connection:
            return reading.earlier(connection, request_id, base_url, limit)

    def _past(self, record: CheckRecord, day_began: datetime) -> Past:
        with self._database.reading() as connection:
            return explaining.past(connection, record, day_began)

    def _close(self) -> None:
        try:
            if self._late:
                with self._database.writing() as connection:
                    self._write_late(connection)
        finally:
            self._database.close()
