"""A connection to the history file: its settings, its transactions, and its faults in words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from otp_gui.domain.phrase import phrase
from otp_gui.store import faults

# The trigram tokenizer came with SQLite 3.34 (https://sqlite.org/releaselog/3_34_0.html).
OLDEST_SQLITE: Final = (3, 34, 0)

BUSY_SECONDS: Final = 3.0
"""So long a lock of another process is waited for."""

_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
    # Sorting may spill phone numbers; they are not to lie about in a directory for temporary files.
    "temp_store = MEMORY",
)
NOT_ALLOWED: Final = phrase("This user may not write to it.")
BUSY: Final = phrase("Another program holds it. Wait a moment and try again.")
_BY_CODE: Final = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_READONLY: NOT_ALLOWED,
    sqlite3.SQLITE_PERM: NOT_ALLOWED,
    sqlite3.SQLITE_CANTOPEN: phrase("It cannot be opened."),
    sqlite3.SQLITE_FULL: faults.DISK_FULL,
    sqlite3.SQLITE_IOERR: faults.DISK_ERROR,
    sqlite3.SQLITE_NOLFS: faults.DISK_FULL,
}
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DamagedError(Exception):
    """The file is no history file, or no longer a sound one."""


def connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open the file for writing; a lock of another process is waited for up to ``busy_seconds``.

    :raises sqlite3.Error: what SQLite says, for :func:`told` to convert.
    """
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_read_only(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open the file without ever changing it, the checkpoint at closing included.

    :raises sqlite3.Error: what SQLite says, for :func:`told` to convert.
    """
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=busy_seconds, isolation_level=None
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock; commit at the end, roll back on any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        end(connection, failed=True)
        raise
    end(connection, failed=False)


def end(connection: sqlite3.Connection, *, failed: bool) -> None:
    """Commit a transaction, or roll it back where something has failed or does so now."""
    try:
        if not failed:
            connection.execute("COMMIT")
            return
    except BaseException:
        _roll_back(connection)
        raise
    _roll_back(connection)


def _roll_back(connection: sqlite3.Connection) -> None:
    # SQLite has rolled back by itself after some faults; the first fault is the one to tell.
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def needs_recovery(error: sqlite3.Error) -> bool:
    """Tell whether only a connection that writes can read the file, as after a crash."""
    return _primary_code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


@contextmanager
def told(file: str) -> Iterator[None]:
    """Turn faults of the environment into words about ``file``; our own bugs stay what they are.

    :raises StoreError: for a full, failing or forbidden disk, and for a lock held too long.
    :raises DamagedError: for a file that is not, or no longer, a sound database.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        other = in_words(file, error)
        if other is error:
            raise
        raise other from error


def in_words(file: str, error: Exception) -> Exception:
    """Return what :func:`told` raises in the place of ``error``; itself where it is a bug."""
    if isinstance(error, OSError):
        return faults.unusable(file, faults.reason(error))
    if isinstance(error, sqlite3.Error):
        code = _primary_code(error)
        if code in _DAMAGE:
            return DamagedError()
        if code in _BY_CODE:
            return faults.unusable(file, _BY_CODE[code])
    return error


def must_be_recent(file: str) -> None:
    """Refuse an SQLite that lacks the search index.

    :raises StoreError: which names the version that is needed.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        why = phrase(
            "This computer has SQLite {found}; {needed} is needed.",
            found=sqlite3.sqlite_version,
            needed=needed,
        )
        raise faults.unusable(file, why)


def is_undecodable(error: sqlite3.Error) -> bool:
    """Tell whether Python could not read a text: another program wrote it in another encoding."""
    return isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode")


def lenient(raw: bytes) -> str:
    """Read text of any encoding: what is no UTF-8 is replaced; a ``text_factory``."""
    return raw.decode(errors="replace")


def _primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code, 0 for an error of the Python layer."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
