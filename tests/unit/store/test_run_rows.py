"""How the rows of a run are read: by indexes, and no further in a large file than in another."""

import sqlite3
from datetime import timedelta

import pytest

from otp_gui.store import earlier_calls, run_rows
from tests.unit.store.effort import counted
from tests.unit.store.records import BASE_URL, START

RUN = f"""
    INSERT INTO runs (id, uid, started_at, environment, base_url, operation, title, at_once,
        pause_seconds, access_errors, state, owner)
    VALUES (1, 'run', '2026-11-22T09:00:00.000Z', 'stage', '{BASE_URL}', 'complete', '', 4, 0, 1,
        'stopped', NULL)
"""  # noqa: S608 - constants
NUMBERS = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
"""
ROWS = """
    INSERT INTO run_rows (run_id, number, line, request_id, recipient, check_uid)
    SELECT 1, n, n, 'r-' || n, '+79990001122', 'complete-' || n FROM numbers
"""
CALLS = """
    INSERT INTO checks (uid, started_at, finished_at, environment, base_url, operation, request_id,
        recipient, verdict, operator, source)
    SELECT '{operation}-' || n, '{at}', '{at}', 'stage', '{base_url}', '{operation}', 'r-' || n,
        '+79990001122', 'unknown', 'agent', 'batch' FROM numbers
"""


def fill(connection: sqlite3.Connection, count: int) -> None:
    """Make a run whose rows, all of one number, were called and inspected."""
    numbers = NUMBERS.format(count=count)
    connection.execute(RUN)
    connection.execute(numbers + ROWS)
    for operation, at in (
        ("complete", "2026-11-22T10:00:00.000Z"),
        ("status", "2026-11-22T11:00:00.000Z"),
    ):
        connection.execute(
            numbers + CALLS.format(operation=operation, at=at, base_url=BASE_URL),
        )


def thousands_for_a_step(connection: sqlite3.Connection) -> int:
    """Read rows once, and return how many thousands of instructions that took SQLite."""
    walk = run_rows.RowsWalk("run")
    with counted(connection) as effort:
        walk.step(connection)
    assert len(walk.rows) == 500
    assert all(row.later is not None for row in walk.rows)
    return effort.thousands


@pytest.mark.parametrize("count", [1_000, 8_000])
def test_rows_that_share_a_number_are_read_as_fast_as_others(
    connection: sqlite3.Connection, count: int
) -> None:
    fill(connection, count)
    assert thousands_for_a_step(connection) < 400


def test_calls_that_were_asked_to_wait_are_read_by_an_index(connection: sqlite3.Connection) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    earlier_calls.asked_to_wait(connection, BASE_URL, START - timedelta(days=1))
    connection.set_trace_callback(None)
    [plan] = [
        "\n".join(row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
        for statement in statements
    ]
    assert "checks_by_verdict (verdict=? AND started_at>?)" in plan
