"""The ``Upkeep`` port: purges in batches, so that calls go between; backs up and restores."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.upkeep import Backup, Purge, Restored, Told
from otp_gui.store import copies, errand, purging, run_rows, writing
from otp_gui.store.connection import transaction
from otp_gui.store.errand import Errand
from otp_gui.store.history import SqliteHistory
from otp_gui.store.owners import Owners
from otp_gui.store.purging import RecipientWalk
from otp_gui.store.run_rows import Rest, TracesWalk
from otp_gui.store.traces import Traces

_LOG_HELD: Final = phrase(
    "Another window or program is reading the history: what was deleted goes from its log once"
    " that has ended."
)
_ELSEWHERE: Final = phrase(
    "Exports and backups that were saved elsewhere are not searched: delete them yourself."
)

_TRIES: Final = 20
"""So often a file is rewritten from the beginning because a call had to go first."""

_log: Final = logging.getLogger(__name__)


class SqliteUpkeep:
    """Works on the file of one :class:`SqliteHistory`, on its thread."""

    def __init__(self, history: SqliteHistory) -> None:
        self._history: Final = history
        self._path: Final = history.path

    async def preview(self, before: datetime) -> Purge:
        """Tell what :meth:`purge` would delete.

        :raises StoreError: where the file cannot be read.
        """
        rows = await self._history.read(partial(purging.count_before, before=before))
        rest = await self._history.read(
            partial(run_rows.count_uncalled_before, before=before, owners=self._owners)
        )
        files = len(copies.older(self._path, before))
        return Purge(rows, files=files, uncalled=rest.rows, runs=rest.runs)

    async def purge(self, before: datetime, told: Told) -> Purge:
        """Delete the calls from before ``before`` (UTC), and files beside the history as old.

        So go the rows of batch runs: those that were called with their calls. What an earlier purge
        that was broken off has left is looked for, too.

        :raises StoreError: where the file cannot be read or written; some may be deleted then.
        """
        await self._history.write_late()
        total = await self._history.read(partial(purging.count_before, before=before))
        rest = await self._history.write(
            partial(run_rows.delete_uncalled_before, before=before, owners=self._owners)
        )
        rows = 0
        while deleted := await self._history.write(partial(purging.delete_before, before=before)):
            rows += deleted
            told(rows, max(total, rows))
        await self._history.write(partial(run_rows.delete_empty, owners=self._owners))
        files = copies.older(self._path, before)
        for file in files:
            copies.delete(file)
        notices = await self._leave_nothing()
        _log.info("Purged: %d calls, %d list rows, %d files", rows, rest.rows, len(files))
        return Purge(rows, files=len(files), notices=notices, uncalled=rest.rows, runs=rest.runs)

    async def preview_recipient(self, number: str, told: Told) -> Purge:
        """Tell what :meth:`purge_recipient` would delete.

        :raises StoreError: where the file cannot be read, or no number is given.
        """
        traces = _traces(number)
        walk, listed = await self._find(traces, told)
        rest = await self._rest(listed)
        files = await errand.run("search", partial(self._files_with, traces), told)
        return Purge(
            len(walk.rows),
            len(walk.mentions),
            len(files),
            walk.running,
            uncalled=rest.rows,
            runs=rest.runs,
        )

    async def purge_recipient(self, number: str, told: Told) -> Purge:
        """Delete the calls for a number, in any spelling, and every other trace of it.

        Where other calls hold it in a text (their request ID, type, message, answer, headers or
        note), ``***`` stands in its place. A copy or damaged file beside the history that holds it,
        or that cannot be read, is deleted. Rows of batch runs go, whether they were called or not.

        :raises StoreError: where the file cannot be read or written, or no number is given; some
            may be deleted then.
        """
        traces = _traces(number)
        await self._history.write_late()
        walk, listed = await self._find(traces, told)
        rest = await self._rest(listed)
        found = walk.rows + walk.mentions
        # First of all, as one that a run has not called yet is not to be called any more.
        await self._forget_rows(listed.rows, traces)
        rows = 0
        for first in range(0, len(found), purging.BATCH):
            batch = found[first : first + purging.BATCH]
            rows += await self._history.write(partial(purging.forget, ids=batch, traces=traces))
        files = await errand.run("search", partial(self._files_with, traces), told)
        for file in files:
            copies.delete(file)
        notices = await self._leave_nothing(anyway=True)
        _log.info(
            "Forgot a recipient: %d calls, %d list rows, %d mentions, %d files",
            rows,
            rest.rows,
            len(walk.mentions),
            len(files),
        )
        return Purge(
            rows,
            len(walk.mentions),
            len(files),
            walk.running,
            (*notices, _ELSEWHERE),
            uncalled=rest.rows,
            runs=rest.runs,
        )

    async def back_up(self, target: str, told: Told, *, overwrite: bool = False) -> Backup:
        """Copy the history into one file for its owner only, and check the copy.

        :raises StoreError: where a file refuses, or the target is there already.
        """
        await self._history.write_late()
        job = partial(copies.back_up, self._path, Path(target), overwrite=overwrite)
        return await errand.run("backup", job, told)

    async def restore(self, source: str, told: Told) -> Restored:
        """Put a backup in the place of everything that the history holds.

        :raises StoreError: where the file is no sound history, or one of a newer version; where a
            call is in flight. Nothing is changed then.
        """
        await self._history.write_late()
        part = await errand.run("restore", partial(copies.prepare, Path(source), self._path), told)
        try:
            return await errand.run_by(self._history.run, partial(self._restore, part), told)
        finally:
            copies.delete(part)

    @property
    def _owners(self) -> Owners:
        return self._history.database.owners

    async def _find(self, traces: Traces, told: Told) -> tuple[RecipientWalk, TracesWalk]:
        total = await self._history.total()
        walk = RecipientWalk(traces)
        while not await self._history.read(walk.step):
            told(walk.seen, max(total, walk.seen))
        listed = TracesWalk(traces)
        await self._history.go(listed)
        return walk, listed

    async def _rest(self, listed: TracesWalk) -> Rest:
        runs = await self._history.read(
            partial(run_rows.count_ending, uncalled=listed.uncalled, owners=self._owners)
        )
        return Rest(listed.uncalled.total(), runs)

    async def _forget_rows(self, rows: Sequence[tuple[int, int]], traces: Traces) -> None:
        for first in range(0, len(rows), purging.BATCH):
            batch = rows[first : first + purging.BATCH]
            await self._history.write(partial(run_rows.forget, rows=batch))
        await self._history.write(partial(run_rows.hide_in_titles, traces=traces))
        await self._history.write(partial(run_rows.delete_empty, owners=self._owners))

    def _files_with(self, traces: Traces, errand: Errand) -> Sequence[Path]:
        files = []
        found = list(copies.beside(self._path))
        for number, file in enumerate(found):
            errand.tell(number, len(found))
            try:
                holds = traces.are_in_file(file)
            except OSError:
                holds = True
            if holds:
                files.append(file)
        return files

    async def _leave_nothing(self, *, anyway: bool = False) -> tuple[Phrase, ...]:
        """Have no copy of what was deleted left in the index, in gaps of pages, in the log."""
        if not anyway and not await self._history.read(purging.has_traces):
            return ()
        try:
            begin = True
            while not await self._history.write(partial(purging.merge_index, begin=begin)):
                begin = False
            for _ in range(_TRIES):
                notices = await self._history.run(self._rewrite)
                if notices is not None:
                    return notices
        except StoreError as error:
            return (_traces_left(error.explanation),)
        return (_traces_left(phrase("Too many calls were made meanwhile.")),)

    def _rewrite(self) -> tuple[Phrase, ...] | None:
        """Rewrite the file, or return None where a call had to go first."""
        with self._history.database.reading() as connection:
            with transaction(connection):
                purging.note_traces(connection, there=True)
            if not purging.rewrite(connection, lambda: self._history.is_wanted):
                return None
            with transaction(connection):
                purging.note_traces(connection, there=False)
            return () if purging.empty_log(connection) else (_LOG_HELD,)

    def _restore(self, part: Path, errand: Errand) -> Restored:
        database = self._history.database
        with database.reading() as connection:
            if writing.in_flight(connection, database.owners):
                raise StoreError(phrase("A call is in progress: wait until it has ended."))
            if run_rows.any_is_alive(connection, database.owners):
                raise StoreError(phrase("A batch run is in progress: wait until it has ended."))
            before = database.copy(copies.BEFORE_RESTORING)
            try:
                rows = copies.put_in_place(part, connection, errand)
            except BaseException:
                copies.delete(before)
                raise
            database.has_changed()
        with database.writing() as connection:
            writing.recover(connection, database.owners)
            run_rows.interrupt(connection)
        with database.reading() as connection:
            purging.empty_log(connection)
        _log.info("Restored the history: %d calls", rows)
        return Restored(rows, str(before))


def _traces_left(reason: Phrase) -> Phrase:
    return phrase(
        "What was deleted can still be read from unused parts of the file: {reason} The"
        " next purge will try again.",
        reason=reason,
    )


def _traces(number: str) -> Traces:
    if not number.strip():
        raise StoreError(phrase("Enter the recipient's phone number."))
    return Traces(number)
