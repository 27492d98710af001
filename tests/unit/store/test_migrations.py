import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.domain.ports import StoreError
from otp_gui.i18n import render
from otp_gui.store import explaining, reading, writing
from otp_gui.store.connection import transaction
from otp_gui.store.database import Database
from otp_gui.store.migrations import STEPS, Step, upgrade, version
from otp_gui.store.rows import RECORD, to_record
from tests.fakes import FakeClock
from tests.unit.store import older
from tests.unit.store.records import NOT_FOUND, START, TIMED_OUT, ended, record

NEXT: Step = (
    "ALTER TABLE checks ADD COLUMN ticket TEXT",
    "CREATE INDEX checks_by_ticket ON checks (ticket)",
)
ADDED = """
    INSERT INTO checks SELECT 5, 'new', started_at, NULL, environment, base_url, operation,
        request_id, recipient, verdict, NULL, NULL, NULL, 'added', NULL, NULL, '', operator, source,
        NULL, headers, remarks
    FROM checks WHERE id = 1
"""
BROKEN: Step = ("CREATE TABLE half (done)", "INSERT INTO nowhere VALUES (1)")
COLUMNS = """id uid started_at finished_at environment base_url operation request_id recipient
    verdict failure error_type http_status message duration_ms response note operator source owner
    headers remarks"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


def use(path: Path, steps: Sequence[Step]) -> None:
    """Open the file with ``steps`` as the schema, as a version of the tool that knows them."""
    database = Database(path, FakeClock(), 0, steps)
    try:
        with database.reading():
            pass
    finally:
        database.close()


def fill(path: Path) -> None:
    database = Database(path, FakeClock(), 0)
    with database.writing() as connection:
        writing.finish(connection, ended(NOT_FOUND, request_id="kept"))
        writing.begin(connection, database.owners, record())
    database.close()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def schema(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
        return [(version(connection), *row) for row in found]


def test_checks_has_the_columns_that_scripts_rely_on(path: Path) -> None:
    use(path, STEPS)

    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(checks)")]
        types = {row[1]: row[2] for row in connection.execute("PRAGMA table_info(checks)")}
    assert columns == COLUMNS.split()
    assert (types["id"], types["duration_ms"], types["uid"]) == ("INTEGER", "REAL", "TEXT")


def test_version_of_the_file_is_that_of_the_schema(path: Path) -> None:
    use(path, STEPS)

    with closing(sqlite3.connect(path)) as connection:
        assert version(connection) == len(STEPS)


@pytest.mark.parametrize("known", [*range(1, len(STEPS) + 1)])
def test_fresh_schema_equals_the_migrated_one(path: Path, tmp_path: Path, known: int) -> None:
    fresh = tmp_path / "fresh.sqlite3"
    steps = (*STEPS, NEXT)

    if known < len(STEPS):
        older.make(path, known)
    else:
        use(path, STEPS)
    use(path, steps)
    use(fresh, steps)

    assert schema(path) == schema(fresh)


def test_upgrade_keeps_the_rows_and_a_copy_from_before(path: Path, tmp_path: Path) -> None:
    fill(path)
    before = dump(path)

    use(path, (*STEPS, NEXT))

    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        kept = connection.execute(f"{RECORD} WHERE request_id = 'kept'").fetchone()
        assert to_record(kept).outcome == NOT_FOUND
        assert connection.execute("SELECT ticket FROM checks").fetchone()[0] is None
    [copy] = tmp_path.glob("history.sqlite3.*")
    assert copy.name == f"history.sqlite3.v{len(STEPS)}-20261123T102030Z"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert dump(copy) == before


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_file_of_each_earlier_version_is_upgraded_with_all_that_is_in_it(
    path: Path, tmp_path: Path, version: int
) -> None:
    calls = older.make(path, version)
    before = dump(path)

    database = Database(path, FakeClock(), 0)
    with database.reading() as connection:
        rows = [to_record(row) for row in connection.execute(f"{RECORD} ORDER BY id")]
        past = explaining.past(connection, ended(), START)
        walk = reading.CountWalk(HistoryQuery("in-flight"), 10)
        while not walk.step(connection):
            pass
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    database.close()

    over = calls[-1].finished_at
    assert [(row.uid, row.outcome, row.note) for row in rows[:-1]] == [
        (call.uid, call.outcome, call.note) for call in calls[:-1]
    ]
    assert (rows[-1].uid, rows[-1].outcome, over) == (
        calls[-1].uid,
        Outcome(Verdict.UNKNOWN),
        None,
    )
    assert len(past.recipient) == older.ROWS + 1
    assert walk.count == 1
    [copy] = tmp_path.glob(f"history.sqlite3.v{version}-*")
    assert dump(copy) == before


def test_file_of_this_version_is_not_copied(path: Path, tmp_path: Path) -> None:
    fill(path)
    use(path, STEPS)

    assert list(tmp_path.glob("history.sqlite3.*")) == []


def test_upgrade_that_fails_half_way_leaves_the_old_file(path: Path) -> None:
    fill(path)
    before = dump(path)

    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        use(path, (*STEPS, NEXT, BROKEN))

    assert dump(path) == before
    use(path, STEPS)


def test_upgrade_without_room_for_the_copy_is_told_and_not_begun(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(path)
    before = dump(path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("otp_gui.store.database.connect_read_only", full)
    monkeypatch.setattr(Database, "_look_first", lambda _: None)
    with pytest.raises(StoreError) as refused:
        use(path, (*STEPS, NEXT))

    assert render(refused.value.explanation) == (
        "history.sqlite3 cannot be used. The disk is full."
    )
    assert list(tmp_path.glob("history.sqlite3.*")) == []
    assert dump(path) == before


def test_upgrade_that_another_process_has_made_is_not_made_again(path: Path) -> None:
    use(path, (*STEPS, NEXT))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        upgrade(connection, (*STEPS, NEXT), lambda _: pytest.fail("copied"))


def test_search_index_follows_every_change_of_the_rows(path: Path) -> None:
    database = Database(path, FakeClock(), 0)
    with database.reading() as connection:
        with transaction(connection):
            for number in range(20):
                outcome = NOT_FOUND if number % 2 else TIMED_OUT
                writing.finish(connection, ended(outcome, request_id=f"id-{number}"))
            for _ in range(3):
                writing.begin(connection, database.owners, record())
            writing.finish(connection, ended(NOT_FOUND))
        for statement in (
            "UPDATE search_mark SET last = 20",
            "UPDATE checks SET note = 'changed', message = NULL WHERE id % 3 = 0",
            "UPDATE checks SET recipient = '8 (999) 111-22-33' WHERE id % 4 = 0",
            "UPDATE checks SET id = id + 1000 WHERE id % 5 = 0",
            "UPDATE checks SET verdict = 'running' WHERE id % 7 = 0",
            "UPDATE checks SET verdict = 'unknown' WHERE verdict = 'running'",
            "UPDATE search_mark SET last = max(last, 24)",
            ADDED,
            "DELETE FROM checks WHERE id % 6 = 0",
        ):
            connection.execute(statement)
            # Rank 1 compares the index with the rows; it raises where they differ.
            connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        assert mark(connection) > 1000
    database.close()


def test_index_grows_by_the_batch_and_stops_below_what_runs(path: Path) -> None:
    database = Database(path, FakeClock(), 0)
    with database.reading() as connection:
        for _ in range(64):
            writing.finish(connection, ended())
        assert mark(connection) == 0
        begun = [writing.begin(connection, database.owners, record()) for _ in range(2)]
        assert mark(connection) == 64
        writing.finish(connection, begun[1].finished(NOT_FOUND, START, 1.0))
        for _ in range(70):
            writing.finish(connection, ended())
        assert mark(connection) == 64

        writing.finish(connection, begun[0].finished(NOT_FOUND, START, 1.0))
        assert mark(connection) == 64
        writing.finish(connection, ended())
        assert mark(connection) == 136
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    database.close()


def mark(connection: sqlite3.Connection) -> int:
    last: int = connection.execute("SELECT last FROM search_mark").fetchone()[0]
    return last


def test_integrity_check_would_tell_a_stale_index(path: Path) -> None:
    fill(path)

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE search_mark SET last = 1000")
        connection.execute("DROP TRIGGER checks_updated")
        connection.execute("UPDATE checks SET note = 'changed'")
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
