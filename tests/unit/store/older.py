"""History files as earlier versions of the tool made them; what was released is frozen here."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.store.migrations import STEPS, upgrade
from otp_gui.store.rows import stamp
from tests.unit.store.records import NOT_FOUND, ended, record

COLUMNS = """uid, started_at, finished_at, environment, base_url, operation, request_id, recipient,
    verdict, failure, error_type, http_status, message, duration_ms, response, note, operator,
    source"""
IN_ONE_TABLE = 3
"""From this version on there is no table of details."""
ROWS = 150
"""More than the search index leaves out at its end."""


def make(path: Path, version: int) -> list[CheckRecord]:
    """Make a file of an earlier version with calls in it, the last in flight; return them."""
    calls = [
        ended(
            NOT_FOUND,
            request_id=f"old-{number}",
            recipient="89990001122",
            note="клиент звонил",
            operation=Operation.STATUS,
            source=Source.CLI,
        )
        for number in range(ROWS)
    ]
    calls.append(record(request_id="in-flight"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        upgrade(connection, STEPS[:version], lambda _: None)
        connection.execute("BEGIN")
        for call in calls:
            _insert(connection, call, in_details=version < IN_ONE_TABLE)
        connection.execute("COMMIT")
    return calls


def _insert(connection: sqlite3.Connection, call: CheckRecord, *, in_details: bool) -> None:
    outcome = call.outcome
    number = connection.execute(
        f"INSERT INTO checks ({COLUMNS}) VALUES ({', '.join('?' * 18)})",  # noqa: S608 - frozen
        (
            call.uid,
            stamp(call.started_at),
            None if call.finished_at is None else stamp(call.finished_at),
            call.environment,
            call.base_url,
            call.operation,
            call.request_id,
            call.recipient,
            outcome.verdict,
            outcome.failure,
            outcome.error_type,
            outcome.http_status,
            outcome.message,
            call.duration_ms,
            outcome.response,
            call.note,
            call.operator,
            call.source,
        ),
    ).lastrowid
    details = "INSERT INTO details (owner, headers, remarks, check_id) VALUES (?, ?, ?, ?)"
    if not in_details:
        details = "UPDATE checks SET owner = ?, headers = ?, remarks = ? WHERE id = ?"
    owner = "somebody-dead" if call.finished_at is None else None
    connection.execute(
        details, (owner, json.dumps(outcome.headers), json.dumps(outcome.remarks), number)
    )
