"""The history file's schema, step by step; a step that was released is never edited again."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from otp_gui.store.connection import transaction
from otp_gui.store.rows import COLUMNS, MORE_COLUMNS

Step = Sequence[str]

_STEP_1: Final[Step] = (
    """
    CREATE TABLE checks (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        environment TEXT NOT NULL,
        base_url TEXT NOT NULL,
        operation TEXT NOT NULL,
        request_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        verdict TEXT NOT NULL,
        failure TEXT,
        error_type TEXT,
        http_status INTEGER,
        message TEXT,
        duration_ms REAL,
        response TEXT,
        note TEXT NOT NULL DEFAULT '',
        operator TEXT NOT NULL,
        source TEXT NOT NULL
    )
    """,
    # For keyset paging: the newest first, of all, of one environment, of one verdict, of both.
    "CREATE INDEX checks_by_time ON checks (started_at, id)",
    "CREATE INDEX checks_by_environment ON checks (environment, started_at, id)",
    "CREATE INDEX checks_by_verdict ON checks (verdict, started_at, id, environment)",
    "CREATE INDEX checks_by_request ON checks (request_id)",
    # What has no column in checks. The owner, the name of a lock file, has the call in flight.
    """
    CREATE TABLE details (
        check_id INTEGER PRIMARY KEY REFERENCES checks (id) ON DELETE CASCADE,
        owner TEXT,
        headers TEXT NOT NULL DEFAULT '[]',
        remarks TEXT NOT NULL DEFAULT '[]'
    )
    """,
    # A Russian number is looked up as +7…, whichever spelling was sent; most were sent so, and the
    # first case spares them the replacing.
    """
    CREATE VIEW searchable AS
    SELECT id, started_at, environment, verdict, request_id, error_type, message, note,
        CASE
            WHEN recipient GLOB '+7[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
            THEN recipient
            WHEN digits GLOB '[78][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
            THEN '+7' || substr(digits, 2)
            ELSE digits
        END AS recipient
    FROM (
        SELECT *, replace(replace(replace(replace(replace(replace(
            recipient, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), char(160), '') AS digits
        FROM checks
    )
    """,
    # Rows up to this one are in the search index. The newest are not: indexing them by the batch
    # costs a tenth, and a search compares so few as they are.
    "CREATE TABLE search_mark (last INTEGER NOT NULL)",
    "INSERT INTO search_mark VALUES (0)",
    """
    CREATE VIEW indexable AS
    SELECT id, request_id, recipient, error_type, message, note
    FROM searchable WHERE id <= (SELECT last FROM search_mark)
    """,
    # It narrows a search down to candidates, so neither positions nor sizes are kept: a quarter
    # of the space.
    """
    CREATE VIRTUAL TABLE search USING fts5 (
        request_id, recipient, error_type, message, note,
        content='indexable', content_rowid='id', tokenize='trigram', detail=none, columnsize=0
    )
    """,
    """
    CREATE TRIGGER checks_inserted AFTER INSERT ON checks
    WHEN new.id <= (SELECT last FROM search_mark)
    BEGIN
        INSERT INTO search (rowid, request_id, recipient, error_type, message, note)
        SELECT * FROM indexable WHERE id = new.id;
    END
    """,
    """
    CREATE TRIGGER checks_to_update
    BEFORE UPDATE OF id, request_id, recipient, error_type, message, note ON checks
    WHEN old.id <= (SELECT last FROM search_mark)
    BEGIN
        INSERT INTO search (search, rowid, request_id, recipient, error_type, message, note)
        SELECT 'delete', * FROM indexable WHERE id = old.id;
    END
    """,
    """
    CREATE TRIGGER checks_updated
    AFTER UPDATE OF id, request_id, recipient, error_type, message, note ON checks
    WHEN new.id <= (SELECT last FROM search_mark)
    BEGIN
        INSERT INTO search (rowid, request_id, recipient, error_type, message, note)
        SELECT * FROM indexable WHERE id = new.id;
    END
    """,
    """
    CREATE TRIGGER checks_to_delete BEFORE DELETE ON checks
    WHEN old.id <= (SELECT last FROM search_mark)
    BEGIN
        INSERT INTO search (search, rowid, request_id, recipient, error_type, message, note)
        SELECT 'delete', * FROM indexable WHERE id = old.id;
    END
    """,
    """
    CREATE TRIGGER search_marked AFTER UPDATE OF last ON search_mark WHEN new.last > old.last
    BEGIN
        INSERT INTO search (rowid, request_id, recipient, error_type, message, note)
        SELECT * FROM indexable WHERE id > old.last;
    END
    """,
    # What runs is about to change, so the mark stays below it; and below the row that moves it,
    # or the triggers above would index that one too.
    """
    CREATE TRIGGER checks_finished AFTER UPDATE OF verdict ON checks
    WHEN new.id > (SELECT last FROM search_mark) + 64
    BEGIN
        UPDATE search_mark SET last = max(last, min(new.id - 1, coalesce(
            (SELECT min(id) - 1 FROM checks WHERE verdict = 'running'), new.id - 1)));
    END
    """,
    """
    CREATE TRIGGER checks_added AFTER INSERT ON checks
    WHEN new.id > (SELECT last FROM search_mark) + 64
    BEGIN
        UPDATE search_mark SET last = max(last, min(new.id - 1, coalesce(
            (SELECT min(id) - 1 FROM checks WHERE verdict = 'running'), new.id - 1)));
    END
    """,
)

_STEP_2: Final[Step] = (
    # What explains a call: the latest ones of its recipient, which nothing but a search led to.
    "CREATE INDEX checks_by_recipient ON checks (recipient, base_url, started_at, id)",
)

_STEP_3: Final[Step] = (
    # One table more was one page more to write, twice a call.
    "ALTER TABLE checks ADD COLUMN owner TEXT",
    "ALTER TABLE checks ADD COLUMN headers TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE checks ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]'",
    """
    UPDATE checks SET (owner, headers, remarks) =
        (SELECT owner, headers, remarks FROM details WHERE check_id = id)
    WHERE id IN (SELECT check_id FROM details)
    """,
    "DROP TABLE details",
    # A row that runs is about to change, so no index by verdict has it: that was a page more, too.
    # It is above the mark of the search index, which leaves few rows to look at.
    "DROP INDEX checks_by_verdict",
    """
    CREATE INDEX checks_by_verdict ON checks (verdict, started_at, id, environment)
    WHERE verdict <> 'running'
    """,
    "DROP TRIGGER checks_finished",
    "DROP TRIGGER checks_added",
    """
    CREATE TRIGGER checks_finished AFTER UPDATE OF verdict ON checks
    WHEN new.id > (SELECT last FROM search_mark) + 64
    BEGIN
        UPDATE search_mark SET last = max(last, min(new.id - 1, coalesce(
            (SELECT id - 1 FROM checks WHERE id > last AND verdict = 'running' ORDER BY id LIMIT 1),
            new.id - 1)));
    END
    """,
    """
    CREATE TRIGGER checks_added AFTER INSERT ON checks
    WHEN new.id > (SELECT last FROM search_mark) + 64
    BEGIN
        UPDATE search_mark SET last = max(last, min(new.id - 1, coalesce(
            (SELECT id - 1 FROM checks WHERE id > last AND verdict = 'running' ORDER BY id LIMIT 1),
            new.id - 1)));
    END
    """,
    # Whether a purge has begun and not ended: the next one then looks for what is left.
    "CREATE TABLE upkeep (traces INTEGER NOT NULL)",
    "INSERT INTO upkeep VALUES (0)",
    # What there is to filter, to order by and to export.
    "DROP VIEW searchable",
    """
    CREATE VIEW searchable AS
    SELECT id, uid, started_at, finished_at, environment, base_url, operation, request_id, verdict,
        failure, error_type, http_status, message, duration_ms, response, note, operator, source,
        headers, remarks, recipient AS sent_to,
        CASE
            WHEN recipient GLOB '+7[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
            THEN recipient
            WHEN digits GLOB '[78][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
            THEN '+7' || substr(digits, 2)
            ELSE digits
        END AS recipient
    FROM (
        SELECT *, replace(replace(replace(replace(replace(replace(
            recipient, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), char(160), '') AS digits
        FROM checks
    )
    """,
)

_STEP_4: Final[Step] = (
    # Batch runs. As with a call in flight, the owner is the name of a lock file.
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        started_at TEXT NOT NULL,
        environment TEXT NOT NULL,
        base_url TEXT NOT NULL,
        operation TEXT NOT NULL,
        title TEXT NOT NULL,
        at_once INTEGER NOT NULL,
        pause_seconds REAL NOT NULL,
        access_errors INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT,
        owner TEXT
    )
    """,
    """
    CREATE TABLE run_rows (
        run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        line INTEGER NOT NULL,
        request_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        check_uid TEXT,
        PRIMARY KEY (run_id, number)
    ) WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX run_rows_by_check ON run_rows (check_uid) WHERE check_uid IS NOT NULL",
    # It holds the number of its call, so it goes with it, whatever that is deleted for.
    """
    CREATE TRIGGER checks_deleted AFTER DELETE ON checks
    BEGIN
        DELETE FROM run_rows WHERE check_uid = old.uid;
    END
    """,
)

_STEP_5: Final[Step] = (
    # A UUID in the other case is the same session.
    "DROP INDEX IF EXISTS checks_by_request",
    "CREATE INDEX checks_by_request ON checks (request_id COLLATE NOCASE)",
)

STEPS: Final[Sequence[Step]] = (_STEP_1, _STEP_2, _STEP_3, _STEP_4, _STEP_5)
"""``STEPS[n]`` leads from version n to n + 1; version 0 is an empty file."""

_USED: Final = (
    f"SELECT id, {', '.join((*COLUMNS, *MORE_COLUMNS))} FROM checks",  # noqa: S608 - constants
    "SELECT last FROM search_mark",
    "SELECT traces FROM upkeep",
    "SELECT request_id, recipient, error_type, message, note, sent_to FROM searchable",
    """
    SELECT id, uid, started_at, environment, base_url, operation, title, at_once, pause_seconds,
        access_errors, state, reason, owner FROM runs
    """,
    "SELECT run_id, number, line, request_id, recipient, check_uid FROM run_rows",
)


def version(connection: sqlite3.Connection) -> int:
    """Return the version of the schema in the file, 0 for an empty one."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def is_whole(connection: sqlite3.Connection) -> bool:
    """Tell whether the file holds what the newest schema is used for; more is no fault.

    :raises sqlite3.Error: where the file cannot be read.
    """
    search = "SELECT count(*) FROM sqlite_master WHERE name = 'search'"
    if not connection.execute(search).fetchone()[0]:
        return False
    try:
        for statement in _USED:
            connection.execute(f"{statement} LIMIT 0")
    except sqlite3.OperationalError as error:
        # The code of what no statement can be made of: a table or a column is missing.
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        return False
    return True


def upgrade(
    connection: sqlite3.Connection, steps: Sequence[Step], copy_first: Callable[[int], object]
) -> None:
    """Bring the file up to ``steps`` in one transaction, or leave it as it was.

    ``copy_first`` gets the old version and keeps a copy of the file; it is called under the write
    lock, before the first change, and not for an empty file.
    """
    with transaction(connection):
        found = version(connection)
        if found >= len(steps):
            return
        if found > 0:
            copy_first(found)
        for step in steps[found:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
