"""How what explains a call is read: by indexes, and no further in a large file than in another."""

import sqlite3

import pytest

from otp_gui.store import explaining, writing
from otp_gui.store.search import same_number
from tests.unit.store.effort import counted
from tests.unit.store.records import BASE_URL, START, ended

FILL = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
    INSERT INTO checks (uid, started_at, environment, base_url, operation, request_id, recipient,
        verdict, operator, source)
    SELECT 'many-' || n, '2026-11-22T10:00:00.000Z', 'stage', '{base_url}', 'status', 'r-' || n,
        '+79990001122', 'error', 'agent', 'watch' FROM numbers
"""


def plans(connection: sqlite3.Connection) -> list[str]:
    """Read a past and return how SQLite went about each of its statements."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    explaining.past(connection, ended(), START)
    connection.set_trace_callback(None)
    return [
        "\n".join(row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
        for statement in statements
    ]


def test_each_part_is_read_by_its_index_and_sorted_at_most_within_its_bound(
    connection: sqlite3.Connection,
) -> None:
    session, recipient, recent = plans(connection)
    assert "USING INDEX checks_by_request (request_id=?)" in session
    for plan, index in (
        (recipient, "checks_by_recipient (recipient=? AND base_url=? AND started_at<?"),
        (recent, "checks_by_environment (environment=? AND started_at<?"),
    ):
        assert index in plan, plan
    assert recipient.count("COVERING INDEX checks_by_recipient") == 3
    for plan in (session, recipient, recent):
        assert "SCAN checks" not in plan, plan


@pytest.mark.parametrize("count", [5_000, 30_000])
def test_a_number_of_very_many_calls_is_not_read_through(
    connection: sqlite3.Connection, count: int
) -> None:
    connection.execute(FILL.format(count=count, base_url=BASE_URL))
    with counted(connection) as effort:
        past = explaining.past(connection, ended(), START)
    assert (len(past.recipient), len(past.recent)) == (200, 100)
    # SQLite's instructions, thousands of them: as many for a large file as for a small one.
    assert effort.thousands < 80


def test_a_call_to_a_base_url_of_long_ago_is_not_looked_for_for_ever(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explaining, "NEARBY", 10)
    writing.finish(connection, ended())
    connection.execute(FILL.format(count=9, base_url="http://127.0.0.1:1/api"))
    connection.execute("UPDATE checks SET started_at = ? WHERE id > 1", ("2026-11-23T11",))
    later = ended(started_at=START.replace(hour=12))
    assert len(explaining.past(connection, later, START).recent) == 1
    connection.execute("UPDATE checks SET started_at = ? WHERE id = 1", ("2026-11-23T10",))
    writing.finish(connection, ended(base_url="x", started_at=START.replace(hour=11, minute=50)))
    assert len(explaining.past(connection, later, START).recent) == 0


def test_a_row_whose_time_another_program_spoilt_is_explained_too(
    connection: sqlite3.Connection,
) -> None:
    spoilt = writing.finish(connection, ended())
    connection.execute("UPDATE checks SET started_at = 'yesterday'")
    assert len(explaining.past(connection, spoilt, START).session) == 1


@pytest.mark.parametrize(
    ("recipient", "spellings"),
    [
        ("+79990001122", ("+79990001122", "79990001122", "89990001122")),
        ("79990001122", ("79990001122", "+79990001122", "89990001122")),
        (
            "8 (999) 000-11-22",
            ("8 (999) 000-11-22", "+79990001122", "79990001122", "89990001122"),
        ),
        ("+89990001122", ("+89990001122",)),
        ("9990001122", ("9990001122",)),
        ("", ("",)),
    ],
)
def test_a_number_is_spelled_by_its_code_and_never_changed(
    recipient: str, spellings: tuple[str, ...]
) -> None:
    assert tuple(same_number(recipient)) == spellings
