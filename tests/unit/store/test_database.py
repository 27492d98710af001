import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from otp_gui.domain.ports import StoreError
from otp_gui.i18n import render
from otp_gui.store import connection as connection_module
from otp_gui.store import writing
from otp_gui.store.connection import DamagedError
from otp_gui.store.database import Database
from otp_gui.store.migrations import STEPS
from tests.fakes import FakeClock
from tests.unit.store.records import ended

DAMAGED = "The history file was damaged. It is kept as {kept}; a new history has been begun."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    path.parent.mkdir()
    database = Database(path, FakeClock(), 0)
    yield database
    database.close()


def pragma(database: Database, name: str) -> object:
    with database.reading() as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def count(database: Database) -> int:
    with database.reading() as connection:
        number: int = connection.execute("SELECT count(*) FROM checks").fetchone()[0]
        return number


def add(database: Database) -> None:
    with database.writing() as connection:
        writing.finish(connection, ended())


def refusal(database: Database) -> str:
    with pytest.raises(StoreError) as refused:
        count(database)
    return render(refused.value.explanation)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("temp_store", 2),
        ("user_version", len(STEPS)),
    ],
)
def test_file_is_used_with_these_settings(database: Database, name: str, value: object) -> None:
    assert pragma(database, name) == value


def test_busy_timeout_is_the_one_that_was_asked_for(path: Path) -> None:
    database = Database(path, FakeClock(), 1.5)
    assert pragma(database, "busy_timeout") == 1500
    database.close()


def test_everything_on_disk_is_private(path: Path) -> None:
    before = os.umask(0)
    try:
        database = Database(path, FakeClock(), 0)
        add(database)
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        assert path.parent.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
        database.close()

    assert modes == {
        "history.sqlite3": 0o600,
        "history.sqlite3-wal": 0o600,
        "history.sqlite3-shm": 0o600,
        "owners": 0o700,
    }


def test_rights_of_others_on_an_existing_file_are_taken(database: Database, path: Path) -> None:
    add(database)
    database.close()
    path.chmod(0o664)

    add(database)

    assert path.stat().st_mode & 0o777 == 0o600


def test_zero_length_file_is_an_empty_history(database: Database, path: Path) -> None:
    path.touch()

    assert count(database) == 0
    assert database.take_notices() == ()


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"x", b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_file_that_is_no_database_is_set_aside_under_a_dated_name(
    database: Database, path: Path, content: bytes
) -> None:
    path.write_bytes(content)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").write_bytes(b"beside it")

    assert count(database) == 0

    kept = Path(f"{path}.damaged-20261123T102030Z")
    assert [render(notice) for notice in database.take_notices()] == [DAMAGED.format(kept=kept)]
    assert kept.read_bytes() == content
    assert Path(f"{kept}-wal").read_bytes() == b"beside it"
    assert Path(f"{kept}-shm").exists()
    assert database.take_notices() == ()


def test_set_aside_never_overwrites(database: Database, path: Path) -> None:
    for content in (b"first", b"second"):
        path.write_bytes(content)
        count(database)
        database.close()

    name = f"{path}.damaged-20261123T102030Z"
    assert Path(name).read_bytes() == b"first"
    assert Path(f"{name}-2").read_bytes() == b"second"


def test_database_of_something_else_is_set_aside(database: Database, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url)")

    assert count(database) == 0
    assert len(database.take_notices()) == 1


def make_newer(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    return connection


def test_newer_file_is_refused_and_left_as_it_is(database: Database, path: Path) -> None:
    add(database)
    database.close()
    make_newer(path).close()
    before = path.read_bytes(), path.stat().st_mtime_ns

    words = refusal(database)

    assert words == (
        f"The history was written by a newer version of this tool (format {len(STEPS) + 1}; this"
        f" one knows {len(STEPS)}). It is left as it is: update this tool to use it."
    )
    assert refusal(database) == words
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert not list(path.parent.glob("history.sqlite3.*"))


def test_newer_file_is_known_by_its_log_too(database: Database, path: Path) -> None:
    add(database)
    database.close()
    log = Path(f"{path}-wal")
    with closing(make_newer(path)):
        assert log.stat().st_size > 0
        before = path.read_bytes(), log.read_bytes()

        assert "newer version" in refusal(database)

        assert (path.read_bytes(), log.read_bytes()) == before


@pytest.mark.parametrize(
    "spoilt",
    [
        "DROP TABLE checks",
        "DROP VIEW searchable",
        "DROP TABLE search_mark",
        "DROP TABLE search",
        "ALTER TABLE checks RENAME COLUMN owner TO holder",
        "DROP VIEW searchable; DROP VIEW indexable; DROP TABLE checks; CREATE TABLE checks (uid)",
    ],
)
def test_file_of_our_version_with_another_schema_is_set_aside_as_it_is(
    database: Database, path: Path, spoilt: str
) -> None:
    add(database)
    database.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.executescript(f"PRAGMA foreign_keys = OFF; {spoilt}")
    before = path.read_bytes()

    assert count(database) == 0

    kept = Path(f"{path}.damaged-20261123T102030Z")
    assert [render(each) for each in database.take_notices()] == [DAMAGED.format(kept=kept)]
    assert kept.read_bytes() == before
    add(database)
    assert count(database) == 1


def test_file_of_our_version_that_holds_more_is_used(database: Database, path: Path) -> None:
    add(database)
    database.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE other (a)")
        other.execute("ALTER TABLE checks ADD COLUMN ticket TEXT")
        other.execute("DROP INDEX checks_by_request")

    assert count(database) == 1
    assert database.take_notices() == ()


def test_newer_file_that_is_replaced_by_ours_is_used(database: Database, path: Path) -> None:
    make_newer(path).close()
    refusal(database)
    path.unlink()

    add(database)

    assert count(database) == 1


def damage(path: Path) -> bytes:
    """Overwrite all but the first page, which holds the header and the schema's root."""
    content = path.read_bytes()
    damaged = content[:4096] + b"\xa5" * (len(content) - 4096)
    path.write_bytes(damaged)
    return damaged


def test_damage_that_shows_in_use_is_told_and_the_file_set_aside(
    database: Database, path: Path
) -> None:
    add(database)
    database.close()
    damaged = damage(path)

    told = []
    for _ in range(2):
        try:
            told.append(str(count(database)))
        except StoreError as error:
            told.append(render(error.explanation))
    told.extend(render(notice) for notice in database.take_notices())

    kept = Path(f"{path}.damaged-20261123T102030Z")
    assert DAMAGED.format(kept=kept) in told
    assert kept.read_bytes() == damaged
    assert count(database) == 0


def test_page_that_is_damaged_while_in_use_is_told(database: Database, path: Path) -> None:
    add(database)
    with database.reading() as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'checks'"
        ).fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA cache_size = 0")
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xa5" * 4096)

    with pytest.raises(StoreError) as refused, database.reading() as connection:
        connection.execute("SELECT response FROM checks").fetchall()

    kept = Path(f"{path}.damaged-20261123T102030Z")
    assert render(refused.value.explanation) == DAMAGED.format(kept=kept)
    assert kept.exists()
    add(database)
    assert count(database) == 1


def test_damaged_file_that_was_replaced_meanwhile_is_not_set_aside(
    database: Database, path: Path
) -> None:
    add(database)

    def meet_damage() -> None:
        with database.reading():
            path.unlink()
            with closing(sqlite3.connect(path)) as fresh:
                fresh.execute("CREATE TABLE fresh (a)")
            raise DamagedError

    with pytest.raises(StoreError) as refused:
        meet_damage()

    assert "Try again" in render(refused.value.explanation)
    assert path.exists()
    assert not list(path.parent.glob("*.damaged-*"))


def test_file_that_was_deleted_in_use_is_begun_anew(database: Database, path: Path) -> None:
    add(database)
    path.unlink()

    add(database)

    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM checks").fetchone() == (1,)


def test_lock_of_another_program_is_told_and_waited_out_later(
    database: Database, path: Path
) -> None:
    add(database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as refused:
            add(database)
        assert count(database) == 1
        other.execute("ROLLBACK")

    assert render(refused.value.explanation) == (
        "history.sqlite3 cannot be used. Another program holds it. Wait a moment and try again."
    )
    add(database)
    assert count(database) == 2


def test_lock_held_while_opening_is_told_and_opening_is_tried_again(
    database: Database, path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "Another program holds it" in refusal(database)
        other.execute("ROLLBACK")

    assert count(database) == 0


def test_directory_in_the_place_of_the_file_is_told(database: Database, path: Path) -> None:
    path.mkdir()

    assert "history.sqlite3 cannot be used." in refusal(database)


def test_file_in_the_place_of_the_directory_is_told(path: Path) -> None:
    path.parent.write_text("a file")
    database = Database(path, FakeClock(), 0)

    assert "history.sqlite3 cannot be used." in refusal(database)


def test_sqlite_without_the_search_index_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "OLDEST_SQLITE", (99, 0, 0))

    assert refusal(database).endswith("; 99.0.0 is needed.")


def test_our_own_bug_is_raised_as_what_it_is(database: Database) -> None:
    with (
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        database.reading() as connection,
    ):
        connection.execute("SELECT * FROM nowhere")


def test_transaction_that_fails_writes_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as connection:
            writing.finish(connection, ended())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert count(database) == 0
    add(database)
    assert count(database) == 1
