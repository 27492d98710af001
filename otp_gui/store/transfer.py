"""The ``Transfer`` port: calls out of the history into a file, and from a file into it."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Any, Final

from otp_gui.domain.redact import is_masked
from otp_gui.domain.transfer import Exported, ExportPlan, Imported, Told
from otp_gui.store import errand, export, faults
from otp_gui.store.history import SqliteHistory
from otp_gui.store.importing import Lines, open_lines
from otp_gui.store.rows import COLUMNS
from otp_gui.store.unmasking import complete
from otp_gui.store.worker import Worker
from otp_gui.store.writing import INSERT

_RECIPIENT: Final = COLUMNS.index("recipient")


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

        Those that came from a masked export before are completed by a full one.

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
        came: Counter[_Came] = Counter()
        while (rows := await worker.run(lines.batch)) is not None:
            came += await self._history.write(partial(_take_in, rows=rows))
            told(lines.done_bytes, size)
        return Imported(
            added=came[_Came.ADDED] + came[_Came.MASKED],
            duplicates=came[_Came.THERE],
            bad=lines.bad,
            bad_lines=tuple(lines.bad_lines),
            masked=came[_Came.MASKED],
            completed=came[_Came.COMPLETED],
        )


class _Came(Enum):
    """What became of a row."""

    ADDED = auto()
    MASKED = auto()
    """Added, without its number."""
    COMPLETED = auto()
    THERE = auto()


def _take_in(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> Counter[_Came]:
    """Add the rows whose uid is new and complete those that came masked, in a transaction."""
    return Counter(_take(connection, values) for values in rows)


def _take(connection: sqlite3.Connection, values: tuple[Any, ...]) -> _Came:
    masked = is_masked(values[_RECIPIENT])
    if connection.execute(f"INSERT OR IGNORE {INSERT}", values).rowcount:
        return _Came.MASKED if masked else _Came.ADDED
    if not masked and complete(connection, values):
        return _Came.COMPLETED
    return _Came.THERE
