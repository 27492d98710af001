"""Writes the history: intent rows, outcomes, notes, the end of calls whose process died."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import AlreadyRunningError, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.store.owners import Owners
from otp_gui.store.rows import (
    COLUMNS,
    MORE_COLUMNS,
    RECORD,
    stamp,
    storable,
    to_lists,
    to_record,
    to_values,
    valid,
)
from otp_gui.store.sessions import same_session

_CHANGING: Final = (Operation.COMPLETE, Operation.RESEND)
_OF_SESSION: Final = (
    f"WHERE {same_session('c.request_id', ':request_id')} AND c.base_url = :base_url"
    " AND c.verdict = 'running' AND c.operation IN ('complete', 'resend')"
)
_HAS_RUNNING: Final = f"SELECT 1 FROM checks AS c {_OF_SESSION}"  # noqa: S608 - constants
_ALL: Final = (*COLUMNS, *MORE_COLUMNS)
INSERT: Final = f"INTO checks ({', '.join(_ALL)}) VALUES ({', '.join('?' * len(_ALL))})"
_INSERT: Final = f"INSERT {INSERT}"
# Only what an outcome brings: SQLite rewrites every index of which a column is named here.
_UPDATE: Final = (
    "UPDATE checks SET finished_at = ?, verdict = ?, failure = ?, error_type = ?, http_status = ?,"
    " message = ?, duration_ms = ?, response = ?, owner = NULL, headers = ?, remarks = ?"
    " WHERE id = ?"
)
# All that run are above the mark; of one session there are but a few rows anyway.
_RUNNING: Final = (
    "SELECT id, uid, owner FROM checks"
    " WHERE id > (SELECT last FROM search_mark) AND verdict = 'running'"
)
MAX_NOTE: Final = 2_000


def begin(connection: sqlite3.Connection, owners: Owners, record: CheckRecord) -> CheckRecord:
    """Insert an intent row, within a transaction.

    :raises AlreadyRunningError: where both calls change the state of the same session, and the
        owner of the other one is alive.
    """
    record = storable(record)
    make_way(connection, owners, record)
    values = (*to_values(record), owners.name, *to_lists(record.outcome))
    number = connection.execute(_INSERT, values).lastrowid
    return replace(record, id=number, saved=True)


def make_way(connection: sqlite3.Connection, owners: Owners, record: CheckRecord) -> None:
    """End the calls that dead processes have left running for the session of a call.

    :raises AlreadyRunningError: as :func:`begin`.
    """
    if record.operation not in _CHANGING:
        return
    session = {"request_id": valid(record.request_id), "base_url": valid(record.base_url)}
    # As good as always there is none, so whole rows are read only once there is one.
    if not connection.execute(_HAS_RUNNING, session).fetchone():
        return
    for row in connection.execute(f"{RECORD} {_OF_SESSION}", session).fetchall():
        if _in_flight(row, owners):
            raise AlreadyRunningError(to_record(row))
        _end(connection, row["id"])


def finish(connection: sqlite3.Connection, record: CheckRecord) -> CheckRecord:
    """Write an outcome, within a transaction.

    A record that was never begun, or whose row has gone meanwhile, is inserted as it is. A note
    that the row has by now is newer than that of the record, and stays.
    """
    record = storable(record)
    outcome = (*_outcome(record), *to_lists(record.outcome))
    # As it almost always is: begun by us, and without a note.
    if record.id is not None and not record.note:
        known = (*outcome, record.id, record.uid)
        if connection.execute(f"{_UPDATE} AND uid = ? AND note = ''", known).rowcount:
            return record if record.saved else replace(record, saved=True)
    found = connection.execute(
        "SELECT id, note FROM checks WHERE uid = ?", (record.uid,)
    ).fetchone()
    if found is None:
        number = connection.execute(_INSERT, to_row(record)).lastrowid
        return replace(record, id=number, saved=True)
    number, note = found
    connection.execute(_UPDATE, (*outcome, number))
    if note:
        return replace(record, id=number, note=note, saved=True)
    if record.note:
        connection.execute("UPDATE checks SET note = ? WHERE id = ?", (record.note, number))
    return replace(record, id=number, saved=True)


def to_row(record: CheckRecord) -> tuple[Any, ...]:
    """Return what :data:`INSERT` takes of a call that is over, and nobody's any more."""
    return (*to_values(record), None, *to_lists(record.outcome))


def _outcome(record: CheckRecord) -> tuple[Any, ...]:
    outcome = record.outcome
    return (
        None if record.finished_at is None else stamp(record.finished_at),
        outcome.verdict.value,
        None if outcome.failure is None else outcome.failure.value,
        outcome.error_type,
        outcome.http_status,
        outcome.message,
        record.duration_ms,
        outcome.response,
    )


def set_note(connection: sqlite3.Connection, uid: str, note: str) -> CheckRecord:
    """Replace the note of a row and nothing else, within a transaction.

    :raises StoreError: for a note that is too long, and where there is no such row.
    """
    note = valid(note.replace("\0", "")).strip()
    if len(note) > MAX_NOTE:
        raise StoreError(
            phrase(
                "{length} characters are too many for a note: {limit} at most.",
                length=len(note),
                limit=MAX_NOTE,
            )
        )
    changed = connection.execute("UPDATE checks SET note = ? WHERE uid = ?", (note, uid)).rowcount
    if not changed:
        raise StoreError(phrase("This call is no longer in the history."))
    return to_record(connection.execute(f"{RECORD} WHERE c.uid = ?", (uid,)).fetchone())


def dead(connection: sqlite3.Connection, owners: Owners) -> Sequence[int]:
    """Return the IDs of the rows that dead processes have left ``running``; reads only."""
    running = connection.execute(_RUNNING)
    return [row["id"] for row in running.fetchall() if not _in_flight(row, owners)]


def recover(connection: sqlite3.Connection, owners: Owners) -> int:
    """Turn what dead processes left ``running`` into ``unknown``, within a transaction.

    Neither a failure nor an end is known of such a call, so both stay empty.

    :returns: how many rows there were.
    """
    numbers = dead(connection, owners)
    for number in numbers:
        _end(connection, number)
    return len(numbers)


def running_elsewhere(connection: sqlite3.Connection, owners: Owners) -> frozenset[str]:
    """Return the uids of the rows that other living owners have in flight."""
    running = connection.execute(_RUNNING)
    return frozenset(
        row["uid"]
        for row in running.fetchall()
        if row["owner"] != owners.name and _in_flight(row, owners)
    )


def in_flight(connection: sqlite3.Connection, owners: Owners) -> bool:
    """Tell whether any living owner has a call in flight."""
    running = connection.execute(_RUNNING)
    return any(_in_flight(row, owners) for row in running.fetchall())


def _in_flight(row: sqlite3.Row, owners: Owners) -> bool:
    return row["owner"] is not None and owners.is_alive(row["owner"])


def _end(connection: sqlite3.Connection, number: int) -> None:
    connection.execute(
        "UPDATE checks SET verdict = ?, owner = NULL WHERE id = ?",
        (Verdict.UNKNOWN.value, number),
    )
