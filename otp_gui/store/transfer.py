"""The ``Transfer`` port: calls out of the history into a file, and from a file into it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from otp_gui.domain.transfer import Exported, ExportPlan, Imported, Told
from otp_gui.store import errand, export, faults
from otp_gui.store.history import SqliteHistory
from otp_gui.store.importing import Lines, open_lines
from otp_gui.store.worker import Worker
from otp_gui.store.writing import INSERT


class SqliteTransfer:
    """Reads on connections and threads of its own; writes on the history's, batch by batch."""

    def __init__(self, history: SqliteHistory) -> None:
        self._history: Final = history

    async def write(self, plan: ExportPlan, told: Told) -> Exported:
        """Write a file for its owner only: beside its place, and renamed once it is whole.

        Cancelling leaves nothing behind.

        :raises StoreError: where the file is there already, or cannot be written or read.
        """
        path = self._history.path
        # Whoever only reads finds no file that was never opened, and no row that is late.
        await self._history.write_late()
        return await errand.run("export", partial(export.write, path, plan), told)

    async def read(self, source: str, told: Told) -> Imported:
        """Add the calls of a JSON Lines export that the history does not have, told by ``uid``.

        :raises StoreError: where the file cannot be read, or the history not be written.
        """
        path = Path(source)
        worker = Worker("import")
        try:
            with faults.told(path.name):
                file, size = await worker.run(partial(open_lines, path))
                with closing(file):
                    return await self._add(Lines(file), size, worker, told)
        finally:
            worker.stop()

    async def _add(self, lines: Lines, size: int, worker: Worker, told: Told) -> Imported:
        added = seen = 0
        while (rows := await worker.run(lines.batch)) is not None:
            added += await self._history.write(partial(_insert, rows=rows))
            seen += len(rows)
            told(lines.done_bytes, size)
        return Imported(added, seen - added, lines.bad, tuple(lines.bad_lines))


def _insert(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> int:
    """Add the rows whose uid is new, within a transaction, and return how many these are."""
    return sum(connection.execute(f"INSERT OR IGNORE {INSERT}", values).rowcount for values in rows)
