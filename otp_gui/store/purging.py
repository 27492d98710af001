"""Deletes from the history so that nothing is left: rows, index, log; a batch at a time."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from otp_gui.store import reading
from otp_gui.store.rows import stamp
from otp_gui.store.traces import Traces

BATCH: Final = 250
"""So many rows are deleted in one transaction, some ten milliseconds."""
MERGED_PAGES: Final = 200
_INSTRUCTIONS: Final = 10_000
_LARGEST_IN_MEMORY: Final = 256 * 1024 * 1024

# A time that no clock tells is older than every other, as it is shown.
_OLD: Final = "(started_at < :before OR started_at > '9999') AND verdict <> 'running'"
_TEXTS: Final = ("request_id", "error_type", "message", "response", "note", "headers")
_WITH_TEXTS: Final = (
    "SELECT id, verdict, recipient, request_id, error_type, message, response, note, headers"
    " FROM checks"
)


def count_before(connection: sqlite3.Connection, before: datetime) -> int:
    """Count what :func:`delete_before` deletes, batch by batch."""
    found: int = connection.execute(
        f"SELECT count(*) FROM checks WHERE {_OLD}",  # noqa: S608 - constants
        {"before": stamp(before)},
    ).fetchone()[0]
    return found


def delete_before(connection: sqlite3.Connection, before: datetime) -> int:
    """Delete the next of what is older, within a transaction; return how many there were."""
    old = f"SELECT id FROM checks WHERE {_OLD} ORDER BY started_at LIMIT {BATCH}"  # noqa: S608 - constants
    deleted = connection.execute(
        f"DELETE FROM checks WHERE id IN ({old})",  # noqa: S608 - constants
        {"before": stamp(before)},
    ).rowcount
    if deleted:
        note_traces(connection, there=True)
        _lower_mark(connection)
    return deleted


class RecipientWalk:
    """Finds the rows that have to do with a number: ``rows`` of it, ``mentions`` elsewhere."""

    def __init__(self, traces: Traces) -> None:
        self.rows: list[int] = []
        self.mentions: list[int] = []
        self.running = 0
        self.seen = 0
        self._traces: Final = traces
        self._last = -1

    def step(self, connection: sqlite3.Connection) -> bool:
        """Look through the next rows, and tell whether they were the last."""
        rows = connection.execute(
            f"{_WITH_TEXTS} WHERE id > ? ORDER BY id LIMIT ?",
            (self._last, reading.WINDOW // 5),
        ).fetchall()
        for row in rows:
            self._look(row)
        self.seen += len(rows)
        self._last = rows[-1]["id"] if rows else self._last
        return len(rows) < reading.WINDOW // 5

    def _look(self, row: sqlite3.Row) -> None:
        mine = self._traces.is_for(row["recipient"])
        if not mine and not _mentions(row, self._traces):
            return
        if row["verdict"] == "running":
            self.running += 1
        elif mine:
            self.rows.append(row["id"])
        else:
            self.mentions.append(row["id"])


def forget(connection: sqlite3.Connection, ids: Sequence[int], traces: Traces) -> int:
    """Delete rows of a number and hide it in others, within a transaction.

    What has changed since the rows were found is taken as it is now.

    :returns: how many rows were deleted.
    """
    note_traces(connection, there=True)
    marks = ", ".join("?" * len(ids))
    rows = connection.execute(f"{_WITH_TEXTS} WHERE id IN ({marks})", list(ids)).fetchall()
    deleted = 0
    for row in rows:
        if row["verdict"] == "running":
            continue
        if traces.is_for(row["recipient"]):
            connection.execute("DELETE FROM checks WHERE id = ?", (row["id"],))
            deleted += 1
        elif changed := _hidden(row, traces):
            columns = ", ".join(f"{column} = :{column}" for column in changed)
            connection.execute(
                f"UPDATE checks SET {columns} WHERE id = :id",  # noqa: S608 - constants
                {**changed, "id": row["id"]},
            )
    _lower_mark(connection)
    return deleted


def merge_index(connection: sqlite3.Connection, *, begin: bool) -> bool:
    """Merge on, within a transaction, and tell whether the search index is one piece.

    Until then it holds the trigrams of what was deleted, and a note that they were. The option that
    deletes them at once needs SQLite 3.42, and makes a file that no older one reads.
    """
    before = connection.total_changes
    pages = -MERGED_PAGES if begin else MERGED_PAGES
    connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,))
    return not begin and connection.total_changes - before < 2  # noqa: PLR2004 - of FTS5's manual


def note_traces(connection: sqlite3.Connection, *, there: bool) -> None:
    """Remember, within a transaction, whether the file may hold traces of what was deleted."""
    connection.execute("UPDATE upkeep SET traces = ?", (there,))


def has_traces(connection: sqlite3.Connection) -> bool:
    """Tell whether the last purge has ended before nothing was left."""
    return bool(connection.execute("SELECT traces FROM upkeep").fetchone()[0])


def rewrite(connection: sqlite3.Connection, is_wanted: Callable[[], bool]) -> bool:
    """Write the file anew, without its unused parts; tell whether that came to its end.

    It is broken off, and leaves the file as it was, once ``is_wanted`` tells that somebody waits.

    ``secure_delete`` leaves no deleted row, but copies of it in the gaps of pages from which rows
    were moved to other ones. In memory the new file is made as long as it is small.
    """
    pages, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
    )
    large = pages * size > _LARGEST_IN_MEMORY
    connection.set_progress_handler(is_wanted, _INSTRUCTIONS)
    try:
        if large:
            connection.execute("PRAGMA temp_store = FILE")
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return False
    finally:
        connection.set_progress_handler(None, 0)
        connection.execute("PRAGMA temp_store = MEMORY")
    return True


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write the log into the file and truncate it; tell whether nobody held it."""
    busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _lower_mark(connection: sqlite3.Connection) -> None:
    """Keep the mark of the search index below the IDs to come.

    Where the newest rows went their IDs are given again; below the mark each such row would be
    indexed at once and alone, which takes a call as long again.
    """
    connection.execute(
        "UPDATE search_mark SET last = min(last, coalesce((SELECT max(id) FROM checks), 0))"
    )


def _mentions(row: sqlite3.Row, traces: Traces) -> bool:
    return traces.are_in("\n".join(str(row[column] or "") for column in _TEXTS))


def _hidden(row: sqlite3.Row, traces: Traces) -> Mapping[str, str]:
    """Return the columns of a row that hold the number, without it."""
    texts = {column: str(row[column]) for column in _TEXTS if row[column] is not None}
    hidden = {column: traces.hidden_in(text) for column, text in texts.items()}
    return {column: text for column, text in hidden.items() if text != texts[column]}
