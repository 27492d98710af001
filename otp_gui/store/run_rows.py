"""Runs and their rows as the history file has them, read and deleted."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from otp_gui.domain.batch import BatchRow, BatchRun, RunSettings, RunState, StopReason
from otp_gui.domain.batch_rules import MAY_TAKE_EFFECT_SECONDS
from otp_gui.domain.outcome import Operation
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.store import purging
from otp_gui.store.owners import Owners
from otp_gui.store.rows import COLUMNS, MORE_COLUMNS, read_time, stamp, to_record
from otp_gui.store.sessions import may_have_completed, same_session
from otp_gui.store.traces import Traces

_AT_ONCE: Final = 500
"""So many rows are read or looked through in one step, a few milliseconds."""
_STATES: Final = {word.value: word for word in RunState}
_REASONS: Final = {word.value: word for word in StopReason}
_EPOCH: Final = "1970-01-01T00:00:00.000Z"

RUN: Final = """
    SELECT *, (SELECT count(*) FROM run_rows WHERE run_id = id) AS count,
        (SELECT count(check_uid) FROM run_rows WHERE run_id = id) AS called
    FROM runs
"""
"""Selects what :func:`to_run` reads."""

_RECORD: Final = ("id", *COLUMNS, *MORE_COLUMNS)
# Until a call has ended, it may take effect: only what left after that tells more. Where no answer
# was waited for, or a process died, the server may be at it for a while. A number that many
# sessions share is no way to find one of them: SQLite would take that index.
_PATIENCE: Final = f"+{MAY_TAKE_EFFECT_SECONDS:.0f} seconds"
_ENDED: Final = f"""
    CASE WHEN c.finished_at IS NULL OR (c.verdict = 'unknown' AND c.http_status IS NULL)
        THEN strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(c.finished_at, c.started_at), '{_PATIENCE}')
        ELSE c.finished_at END
"""
_LATER: Final = f"""
    SELECT l.id FROM checks AS l INDEXED BY checks_by_request
    WHERE {same_session("l.request_id", "c.request_id")} AND l.base_url = c.base_url
        AND l.recipient = c.recipient AND l.environment = c.environment
        AND l.operation = 'status' AND l.verdict <> 'running' AND l.started_at >= {_ENDED}
    ORDER BY l.started_at DESC, l.id DESC LIMIT 1
"""  # noqa: S608 - constants
_OVERTAKEN: Final = f"""
    SELECT 1 FROM checks AS o
    WHERE {same_session("o.request_id", "r.request_id")}
        AND o.base_url = coalesce(c.base_url, runs.base_url)
        AND {may_have_completed("o")}
        AND (o.started_at, o.id) > (coalesce(c.started_at, runs.started_at), coalesce(c.id, 0))
"""  # noqa: S608 - constants
_ROWS: Final = f"""
    SELECT r.number, r.line, r.request_id, r.recipient, r.check_uid, EXISTS ({_OVERTAKEN}),
        ({_LATER}) AS later,
        {", ".join(f"c.{name}" for name in _RECORD)}
    FROM runs JOIN run_rows AS r ON r.run_id = runs.id LEFT JOIN checks AS c ON c.uid = r.check_uid
    WHERE runs.uid = ? AND r.number > ? ORDER BY r.number LIMIT {_AT_ONCE}
"""  # noqa: S608 - constants
_UNCALLED: Final = "run_rows WHERE run_id = ? AND check_uid IS NULL"
_RESUMABLE: Final = f"""
    SELECT 1 FROM runs JOIN run_rows AS r ON r.run_id = runs.id
        LEFT JOIN checks AS c ON c.uid = r.check_uid
    WHERE runs.id = ? AND runs.state <> 'finished' AND r.check_uid IS NULL
        AND (runs.operation = 'status' OR NOT EXISTS ({_OVERTAKEN}))
    LIMIT 1
"""  # noqa: S608 - constants
_OLD: Final = "started_at < :before OR started_at > '9999'"


class Rest(NamedTuple):
    """Rows that were never called, and how many runs could still be resumed with them."""

    rows: int
    runs: int


def to_run(row: sqlite3.Row) -> BatchRun:
    """Read a row that :data:`RUN` selected; total, whatever another program left in the file.

    A word that this version does not know claims nothing: such a run stopped, and completes.
    """
    words = {operation.value: operation for operation in Operation}
    return BatchRun(
        str(row["uid"]),
        read_time(row["started_at"]) or datetime.fromisoformat(_EPOCH),
        str(row["environment"]),
        str(row["base_url"]),
        words.get(row["operation"], Operation.COMPLETE),
        str(row["title"]),
        RunSettings(
            int(_number(row["at_once"])),
            _number(row["pause_seconds"]),
            int(_number(row["access_errors"])),
        ),
        row["count"],
        row["called"],
        _STATES.get(row["state"], RunState.STOPPED),
        _REASONS.get(row["reason"]),
    )


def is_alive(row: sqlite3.Row, owners: Owners) -> bool:
    """Tell whether the process that was at a run still lives."""
    return row["owner"] is not None and owners.is_alive(row["owner"])


def any_is_alive(connection: sqlite3.Connection, owners: Owners) -> bool:
    """Tell whether any living process is at a run."""
    running = connection.execute("SELECT owner FROM runs WHERE state = 'running'").fetchall()
    return any(is_alive(row, owners) for row in running)


def interrupt(connection: sqlite3.Connection) -> None:
    """End all runs, within a transaction: nobody is at what came from a backup."""
    connection.execute(
        "UPDATE runs SET state = 'stopped', reason = 'interrupted', owner = NULL"
        " WHERE state = 'running'"
    )


class RowsWalk:
    """Reads the rows of one run, in order."""

    def __init__(self, uid: str) -> None:
        self.rows: Final[list[BatchRow]] = []
        self._uid: Final = uid

    def step(self, connection: sqlite3.Connection) -> bool:
        """Read on, and tell whether that was the end."""
        cursor = connection.cursor()
        cursor.row_factory = None
        last = self.rows[-1].number if self.rows else 0
        found = cursor.execute(_ROWS, (self._uid, last)).fetchall()
        later = _by_id(cursor, [row[6] for row in found if row[6] is not None])
        self.rows.extend(_to_row(row, later) for row in found)
        return len(found) < _AT_ONCE


class TracesWalk:
    """Finds the rows of runs that have to do with a number, by the run and their place in it."""

    def __init__(self, traces: Traces) -> None:
        self.uncalled: Final[Counter[int]] = Counter()
        """How many rows that were never called, by their run."""
        self.rows: Final[list[tuple[int, int]]] = []
        self._traces: Final = traces
        self._last = (-1, -1)

    def step(self, connection: sqlite3.Connection) -> bool:
        """Look through the next rows, and tell whether they were the last."""
        rows = connection.execute(
            "SELECT run_id, number, request_id, recipient, check_uid FROM run_rows"
            " WHERE (run_id, number) > (?, ?) ORDER BY run_id, number LIMIT ?",
            (*self._last, 2 * _AT_ONCE),
        ).fetchall()
        for row in rows:
            if self._traces.is_for(row["recipient"]) or self._traces.are_in(row["request_id"]):
                self.rows.append((row["run_id"], row["number"]))
                if row["check_uid"] is None:
                    self.uncalled[row["run_id"]] += 1
        if rows:
            self._last = (rows[-1]["run_id"], rows[-1]["number"])
        return len(rows) < 2 * _AT_ONCE


def forget(connection: sqlite3.Connection, rows: Sequence[tuple[int, int]]) -> None:
    """Delete rows of runs, within a transaction; not those whose call is in flight."""
    purging.note_traces(connection, there=True)
    connection.executemany(
        "DELETE FROM run_rows WHERE run_id = ? AND number = ? AND NOT EXISTS"
        " (SELECT 1 FROM checks WHERE uid = check_uid AND verdict = 'running')",
        rows,
    )


def hide_in_titles(connection: sqlite3.Connection, traces: Traces) -> None:
    """Put ``***`` in the place of a number in the names of lists, within a transaction."""
    for row in connection.execute("SELECT id, title FROM runs").fetchall():
        hidden = traces.hidden_in(str(row["title"]))
        if hidden != row["title"]:
            connection.execute("UPDATE runs SET title = ? WHERE id = ?", (hidden, row["id"]))


def count_uncalled_before(connection: sqlite3.Connection, before: datetime, owners: Owners) -> Rest:
    """Count what :func:`delete_uncalled_before` deletes."""
    older = _older(connection, before, owners)
    return Rest(
        sum(_count_uncalled(connection, run) for run in older),
        sum(_is_resumable(connection, run) for run in older),
    )


def delete_uncalled_before(
    connection: sqlite3.Connection, before: datetime, owners: Owners
) -> Rest:
    """Delete what was never called of runs that are older, within a transaction; return how much.

    The rows that were called go with their calls. A run that somebody is at stays as it is.
    """
    rest = count_uncalled_before(connection, before, owners)
    for run in _older(connection, before, owners):
        connection.execute(f"DELETE FROM {_UNCALLED}", (run,))  # noqa: S608 - constants
    if rest.rows:
        purging.note_traces(connection, there=True)
    return rest


def count_ending(
    connection: sqlite3.Connection, uncalled: Mapping[int, int], owners: Owners
) -> int:
    """Count the runs that could be resumed, but not without ``uncalled`` rows of each."""
    return sum(
        _count_uncalled(connection, run) <= count and _is_resumable(connection, run)
        for run, count in uncalled.items()
        if not _is_somebodys(connection, run, owners)
    )


def _count_uncalled(connection: sqlite3.Connection, run: int) -> int:
    found: int = connection.execute(
        f"SELECT count(*) FROM {_UNCALLED}",  # noqa: S608 - constants
        (run,),
    ).fetchone()[0]
    return found


def _is_resumable(connection: sqlite3.Connection, run: int) -> bool:
    """Tell whether rows of a run that nobody is at are still to be called."""
    return connection.execute(_RESUMABLE, (run,)).fetchone() is not None


def _is_somebodys(connection: sqlite3.Connection, run: int, owners: Owners) -> bool:
    row = connection.execute("SELECT owner FROM runs WHERE id = ?", (run,)).fetchone()
    return row is not None and is_alive(row, owners)


def _older(connection: sqlite3.Connection, before: datetime, owners: Owners) -> Sequence[int]:
    rows = connection.execute(
        f"SELECT id, owner FROM runs WHERE {_OLD}",  # noqa: S608 - constants
        {"before": stamp(before)},
    ).fetchall()
    return [row["id"] for row in rows if not is_alive(row, owners)]


def delete_empty(connection: sqlite3.Connection, owners: Owners) -> None:
    """Delete the runs that have no row any more and that nobody is at, within a transaction."""
    empty = connection.execute(
        "SELECT id, owner FROM runs WHERE NOT EXISTS (SELECT 1 FROM run_rows WHERE run_id = id)"
    ).fetchall()
    for row in empty:
        if not is_alive(row, owners):
            connection.execute("DELETE FROM runs WHERE id = ?", (row["id"],))


def _to_row(row: Sequence[Any], later: dict[int, Any]) -> BatchRow:
    number, line, request_id, recipient, check_uid, overtaken, later_id = row[:7]
    return BatchRow(
        number,
        line,
        CheckRequest(RequestId(str(request_id)), Recipient(str(recipient))),
        check_uid,
        None if row[7] is None else to_record(row[7:]),
        None if later_id is None else later[later_id],
        bool(overtaken),
    )


def _by_id(cursor: sqlite3.Cursor, ids: Sequence[int]) -> dict[int, Any]:
    marks = ", ".join("?" * len(ids))
    columns = ", ".join(_RECORD)
    found = cursor.execute(f"SELECT {columns} FROM checks WHERE id IN ({marks})", ids)  # noqa: S608 - constants
    return {row[0]: to_record(row) for row in found}


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 1
