"""The history in SQLite: every call ever made, read and written on a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final, TypeVar

from otp_gui.domain.history_query import (
    Choices,
    HistoryPage,
    HistoryQuery,
    PageKey,
    Revision,
    SortColumn,
)
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.picture import Bar, Bucket
from otp_gui.domain.ports import Clock, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.store import explaining, picture, reading, sorting, writing
from otp_gui.store.connection import BUSY_SECONDS
from otp_gui.store.database import Database
from otp_gui.store.worker import Worker

_STRETCH_SECONDS: Final = 0.015
"""So long a walk goes on while others than a call wait for the history's thread."""
_T = TypeVar("_T")


class SqliteHistory:
    """The ``History`` port over one SQLite file, shared by any number of processes.

    A file that could not be opened is tried again at each use. An outcome that could not be
    written is kept in memory and written before the next row, or at :meth:`close`. Rows of a
    process that died end ``unknown`` with neither failure nor end: nobody knows them.

    ``busy_seconds`` bounds the wait for a lock that another process holds.
    """

    def __init__(self, path: Path, clock: Clock, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path: Final = path
        self._clock: Final = clock
        self.database: Final = Database(path, clock, busy_seconds)
        self._worker: Final = Worker("history")
        self._late: Final[dict[str, CheckRecord]] = {}
        self._closed = False
        self._sorted: sorting.SortWalk | None = None
        self._total: tuple[Revision, int] | None = None

    async def open(self) -> Sequence[Phrase]:
        """Open or create the file, turn what dead processes left ``running`` into ``unknown``.

        :returns: what the user is to be told: where a damaged file was set aside.
        :raises StoreError: where the disk refuses, a lock is held too long, or the file was written
            by a newer version, which is left as it is.
        """
        return await self._call(self._open)

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
            return await self._call(partial(self._begin, record, begun), urgent=True)
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
        return await self._call(partial(self._finish, record), urgent=True)

    async def page(
        self, query: HistoryQuery, after: PageKey | None = None, limit: int = 50
    ) -> HistoryPage:
        """Return up to ``limit`` records behind ``after``, in the order of the query.

        By anything but time it takes a walk through all rows, every thousand rows of the answer:
        what changes meanwhile is seen by the next walk.

        :raises StoreError: where the file cannot be read.
        """
        if query.sort is SortColumn.STARTED_AT:
            walk = reading.PageWalk(query, after, limit)
            await self.go(walk)
            return walk.page()
        sort = self._sorted
        if sort is None or not sorting.serves(sort, query, after, limit):
            sort = sorting.SortWalk(query, after, limit)
            await self.go(sort)
            self._sorted = sort
        return await self.read(partial(sorting.page, walk=sort, after=after, limit=limit))

    async def count(self, query: HistoryQuery, limit: int = 10_000) -> int:
        """Count the records that match, up to ``limit`` (then the true number may be larger).

        :raises StoreError: where the file cannot be read.
        """
        walk = reading.CountWalk(query, limit)
        await self.go(walk)
        return walk.count

    async def total(self) -> int:
        """Count all records, anew only where something has changed.

        :raises StoreError: where the file cannot be read.
        """
        return await self._call(self._count_all, droppable=True)

    async def choices(self) -> Choices:
        """Return the operators, types and sources of the newest 100,000 records.

        :raises StoreError: where the file cannot be read.
        """
        walk = picture.ChoicesWalk()
        await self.go(walk)
        return walk.choices()

    async def histogram(
        self, query: HistoryQuery, bucket: Bucket, zone: tzinfo = UTC
    ) -> Sequence[Bar]:
        """Count what matches by time, verdict and type: earliest first, largest part first.

        A record whose time no clock tells is in none of the bars.

        :raises StoreError: where the file cannot be read.
        """
        walk = picture.HistogramWalk(query, bucket, zone)
        await self.go(walk)
        return walk.bars()

    async def set_note(self, uid: str, note: str) -> CheckRecord:
        """Replace the note of a record, running or not, and nothing else; return the record.

        :raises StoreError: for a note of more than 2,000 characters, where the record is not there,
            or where it cannot be written.
        """
        return await self.write(partial(writing.set_note, uid=uid, note=note))

    async def revision(self) -> Revision:
        """Tell whether anything has changed; it looks at no row.

        :raises StoreError: where the file cannot be read.
        """
        return await self._call(self.database.revision, droppable=True)

    async def recover(self) -> int:
        """Turn what processes that died meanwhile left ``running`` into ``unknown``.

        It writes only where there is something to write.

        :raises StoreError: where the file cannot be read or written.
        """
        return await self._call(self._recover)

    async def running_elsewhere(self) -> frozenset[str]:
        """Return the uids of the calls that other living processes have in flight.

        :raises StoreError: where the file cannot be read.
        """
        return await self.read(partial(writing.running_elsewhere, owners=self.database.owners))

    async def earlier(
        self, request_id: str, base_url: str, limit: int = 50
    ) -> Sequence[CheckRecord]:
        """Return up to ``limit`` calls for one session, newest first, running ones included.

        :raises StoreError: where the file cannot be read.
        """
        return await self.read(
            partial(reading.earlier, request_id=request_id, base_url=base_url, limit=limit)
        )

    async def held(self, uids: Sequence[str]) -> Sequence[CheckRecord]:
        """Return those of the calls that are still there, as they are now, in no order.

        :raises StoreError: where the file cannot be read.
        """
        return await self.read(partial(reading.by_uid, uids=uids))

    async def past(self, record: CheckRecord, day_began: datetime) -> Past:
        """Return what explains ``record``: its session, its recipient, its environment.

        Those of its environment are looked for among the newest 2,000 calls there.

        :raises StoreError: where the file cannot be read.
        """
        return await self.read(partial(explaining.past, record=record, day_began=day_began))

    async def close(self) -> None:
        """Finish what is queued and close the file; closing again does nothing.

        :raises StoreError: where an outcome that was late could not be written even now.
        """
        if not self._closed:
            self._closed = True
            try:
                await self._call(self._close)
            finally:
                self._worker.stop()

    async def go(self, walk: reading.Walk) -> None:
        """Walk a few steps at a time: a row to be written goes between any two of them.

        :raises StoreError: where the file cannot be read.
        """
        while not await self.read(partial(self._go_on, walk)):
            pass

    async def read(self, job: Callable[[sqlite3.Connection], _T]) -> _T:
        """Make ``job`` on the history's thread, unless nobody waits for it any more.

        :raises StoreError: where the file cannot be read.
        """
        return await self._call(partial(self._read, job), droppable=True)

    async def write(self, job: Callable[[sqlite3.Connection], _T]) -> _T:
        """Make ``job`` on the history's thread, within a transaction.

        :raises StoreError: where the file cannot be written.
        """
        return await self._call(partial(self._write, job))

    async def commit(
        self, job: Callable[[sqlite3.Connection], _T], ends: Sequence[CheckRecord]
    ) -> _T:
        """Make ``job``, which writes the outcomes ``ends`` among others, before what can wait.

        :raises StoreError: where it cannot be written; ``ends`` are tried again with the next row.
        """
        return await self._call(partial(self._commit, job, ends), urgent=True)

    @property
    def is_wanted(self) -> bool:
        """Whether a row of a call waits to be written; for work that can be broken off."""
        return self._worker.is_wanted

    async def _call(
        self, job: Callable[[], _T], *, droppable: bool = False, urgent: bool = False
    ) -> _T:
        again = partial(self._again, job)
        return await self._worker.run(again, droppable=droppable, urgent=urgent)

    def _again(self, job: Callable[[], _T]) -> _T:
        """Make ``job``, and once more where text in the file is in another encoding."""
        try:
            return job()
        except sqlite3.OperationalError as error:
            if not self.database.reads_on_after(error):
                raise
        return job()

    async def write_late(self) -> None:
        """Open the file, and write what could not be written before.

        :raises StoreError: where the file cannot be opened, or still not be written.
        """
        if self._late:
            await self.write(lambda _connection: None)
        else:
            await self.read(lambda _connection: None)

    async def run(self, job: Callable[[], _T]) -> _T:
        """Make ``job`` on the history's thread, where nothing else uses the file meanwhile."""
        return await self._call(job)

    def _open(self) -> Sequence[Phrase]:
        with self.database.reading():
            return self.database.take_notices()

    def _begin(self, record: CheckRecord, begun: list[CheckRecord]) -> CheckRecord:
        with self.database.writing() as connection:
            self._write_late(connection)
            added = writing.begin(connection, self.database.owners, record)
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
            with self.database.writing() as connection:
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

    def _read(self, job: Callable[[sqlite3.Connection], _T]) -> _T:
        with self.database.reading() as connection:
            return job(connection)

    def _write(self, job: Callable[[sqlite3.Connection], _T]) -> _T:
        with self.database.writing() as connection:
            self._write_late(connection)
            result = job(connection)
        self._late.clear()
        return result

    def _commit(self, job: Callable[[sqlite3.Connection], _T], ends: Sequence[CheckRecord]) -> _T:
        try:
            return self._write(job)
        except StoreError:
            self._late.update((record.uid, record) for record in ends)
            raise

    def _go_on(self, walk: reading.Walk, connection: sqlite3.Connection) -> bool:
        """Make the next steps of ``walk``, and tell whether they were the last.

        A step takes a few milliseconds; to ask for each through the caller's loop would take as
        long again, and much longer where that is busy.
        """
        until = monotonic() + _STRETCH_SECONDS
        while not walk.step(connection):
            if self.is_wanted or monotonic() >= until:
                return False
        return True

    def _recover(self) -> int:
        with self.database.reading() as connection:
            if not writing.dead(connection, self.database.owners):
                return 0
        with self.database.writing() as connection:
            return writing.recover(connection, self.database.owners)

    def _count_all(self) -> int:
        with self.database.reading() as connection:
            revision = self.database.revision()
            if self._total is None or self._total[0] != revision:
                count = connection.execute("SELECT count(*) FROM checks").fetchone()[0]
                self._total = (revision, count)
        return self._total[1]

    def _close(self) -> None:
        try:
            if self._late:
                with self.database.writing() as connection:
                    self._write_late(connection)
        finally:
            self.database.close()
