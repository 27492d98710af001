"""Writes the history: intent rows, outcomes, and the end of calls whose process died."""

import sqlite3
from dataclasses import replace
from typing import Final

from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.ports import AlreadyRunningError
from otp_gui.domain.record import CheckRecord
from otp_gui.store.owners import Owners
from otp_gui.store.rows import COLUMNS, RECORD, storable, to_details, to_record, to_values

_CHANGING: Final = (Operation.COMPLETE, Operation.RESEND)
# Only what an outcome brings: SQLite rewrites every index of which a column is named here.
_OUTCOME: Final = (
    "finished_at",
    "verdict",
    "failure",
    "error_type",
    "http_status",
    "message",
    "duration_ms",
    "response",
    "note",
)
_INSERT: Final = (
    f"INSERT INTO checks ({', '.join(COLUMNS)})"  # noqa: S608 - constants
    f" VALUES ({', '.join(f':{column}' for column in COLUMNS)})"
)
_UPDATE: Final = (
    f"UPDATE checks SET {', '.join(f'{column} = :{column}' for column in _OUTCOME)}"  # noqa: S608 - constants
    " WHERE uid = :uid"
)
# Whoever deletes checks without PRAGMA foreign_keys leaves details behind.
_DETAILS: Final = "INSERT OR REPLACE INTO details VALUES"
_RUNNING: Final = f"{RECORD} WHERE c.verdict = 'running'"


def begin(connection: sqlite3.Connection, owners: Owners, record: CheckRecord) -> CheckRecord:
    """Insert an intent row, within a transaction.

    :raises AlreadyRunningError: where both calls change the state of the same session, and the
        owner of the other one is alive.
    """
    record = storable(record)
    if record.operation in _CHANGING:
        rows = connection.execute(
            f"{_RUNNING} AND c.base_url = ? AND c.request_id = ? AND c.operation IN (?, ?)",
            (record.base_url, record.request_id, *_CHANGING),
        ).fetchall()
        for row in rows:
            if _in_flight(row, owners):
                raise AlreadyRunningError(to_record(row))
            _end(connection, row["id"])
    number = connection.execute(_INSERT, to_values(record)).lastrowid
    connection.execute(f"{_DETAILS} (?, ?, '[]', '[]')", (number, owners.name))
    return replace(record, id=number, saved=True)


def finish(connection: sqlite3.Connection, record: CheckRecord) -> CheckRecord:
    """Write an outcome, within a transaction.

    A record that was never begun, or whose row has gone meanwhile, is inserted as it is.
    """
    record = storable(record)
    values = to_values(record)
    found = connection.execute("SELECT id FROM checks WHERE uid = ?", (record.uid,)).fetchone()
    if found is None:
        number = connection.execute(_INSERT, values).lastrowid
    else:
        number = found[0]
        connection.execute(_UPDATE, values)
    connection.execute(f"{_DETAILS} (?, NULL, ?, ?)", (number, *to_details(record.outcome)))
    return replace(record, id=number, saved=True)


def recover(connection: sqlite3.Connection, owners: Owners) -> None:
    """Turn what dead processes left ``running`` into ``unknown``, within a transaction.

    Neither a failure nor an end is known of such a call, so both stay empty.
    """
    for row in connection.execute(_RUNNING).fetchall():
        if not _in_flight(row, owners):
            _end(connection, row["id"])


def _in_flight(row: sqlite3.Row, owners: Owners) -> bool:
    return row["owner"] is not None and owners.is_alive(row["owner"])


def _end(connection: sqlite3.Connection, number: int) -> None:
    connection.execute(
        "UPDATE checks SET verdict = ? WHERE id = ?", (Verdict.UNKNOWN.value, number)
    )
    connection.execute("UPDATE details SET owner = NULL WHERE check_id = ?", (number,))
