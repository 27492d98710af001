"""The history file itself: opened, upgraded, set aside when it is damaged, closed."""

import os
import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

from otp_gui.domain.history_query import Revision
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import Clock, StoreError
from otp_gui.store.connection import (
    NOT_ALLOWED,
    DamagedError,
    connect,
    connect_read_only,
    end,
    in_words,
    is_undecodable,
    lenient,
    must_be_recent,
    needs_recovery,
    told,
    transaction,
)
from otp_gui.store.faults import unusable
from otp_gui.store.migrations import STEPS, Step, is_whole, upgrade, version
from otp_gui.store.owners import Owners
from otp_gui.store.writing import recover

_PRIVATE_FILE: Final = 0o600
_PRIVATE_DIRECTORY: Final = 0o700
_OTHERS: Final = 0o077
# The smallest page (https://sqlite.org/fileformat2.html, 1.3.2).
_SMALLEST: Final = 512
# What SQLite keeps beside its file; the file itself is moved last, so that a crash in between
# leaves no stale log beside a fresh one.
_FILES: Final = ("-wal", "-shm", "-journal", "")


class Database:
    """One history file; for a single thread. A file that is damaged is set aside, never deleted.

    ``steps`` is the schema that the file is brought up to.
    """

    def __init__(
        self, path: Path, clock: Clock, busy_seconds: float, steps: Sequence[Step] = STEPS
    ) -> None:
        self.owners: Final = Owners(path.parent / "owners")
        self.name: Final = path.name
        self._path: Final = path
        self._clock: Final = clock
        self._busy_seconds: Final = busy_seconds
        self._steps: Final = steps
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._notices: list[Phrase] = []
        self._seen: int | None = None
        self._is_lenient = False
        self._others = 0

    def take_notices(self) -> Sequence[Phrase]:
        """Return what the user is to be told and has not been told yet."""
        notices, self._notices = tuple(self._notices), []
        return notices

    def reading(self) -> "Use":
        """Give the connection; open the file first where it is not, or no longer, open.

        :raises StoreError: where the disk or the file refuses; a file that turns out to be damaged
            is set aside, and the next use begins a new one.
        """
        return Use(self, writes=False)

    def writing(self) -> "Use":
        """Give the connection in a transaction.

        :raises StoreError: as for :meth:`reading`; nothing is written then.
        """
        return Use(self, writes=True)

    def reads_on_after(self, error: sqlite3.Error) -> bool:
        """Tell whether the same reading is to be tried again: from now on, text may be anything.

        To be asked once: reading so takes half as long again, and is hardly ever needed.
        """
        if self._connection is None or self._is_lenient or not is_undecodable(error):
            return False
        self._is_lenient = True
        self._connection.text_factory = lenient
        return True

    def revision(self) -> Revision:
        """Tell how often this connection, and another one, has changed the file.

        :raises StoreError: as for :meth:`reading`.
        """
        with self.reading() as connection:
            seen = connection.execute("PRAGMA data_version").fetchone()[0]
            if seen != self._seen:
                self._seen, self._others = seen, self._others + 1
            return Revision(connection.total_changes, self._others)

    def has_changed(self) -> None:
        """Have :meth:`revision` tell of a change that SQLite does not count: all rows at once."""
        self._seen = None

    def close(self) -> None:
        """Close the file; rows of this owner that still run are then taken for ended."""
        self._disconnect()
        self.owners.release()

    def current(self) -> sqlite3.Connection:
        """Return the connection to the file that is there now; for :class:`Use`."""
        if self._connection is not None and self._identity != _identity(self._path):
            # Somebody moved the file away: rows written into it now would be lost to the user.
            self._disconnect()
        if self._connection is None:
            self._connection = self._open()
            self._identity = _identity(self._path)
            if self._is_lenient:
                self._connection.text_factory = lenient
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            # The next one counts anew.
            self._connection = self._seen = None

    def _open(self) -> sqlite3.Connection:
        must_be_recent(self._path.name)
        for directory in (self._path.parent, self.owners.directory):
            directory.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        with self.owners.opening(self._path.name, self._busy_seconds):
            try:
                with told(self._path.name):
                    return self._open_sound()
            except DamagedError:
                self._notices.append(self._set_aside())
                return self._open_sound()

    def _open_sound(self) -> sqlite3.Connection:
        if make_private(self._path):
            # SQLite would open it for reading, and refuse only the row that precedes a call.
            if not os.access(self._path, os.W_OK):
                raise unusable(self._path.name, NOT_ALLOWED)
            self._look_first()
        connection = connect(self._path, self._busy_seconds)
        try:
            self._refuse_newer(version(connection))
            upgrade(connection, self._steps, lambda found: self.copy(f"v{found}"))
            _must_be_whole(connection)
            self.owners.hold()
            with transaction(connection):
                recover(connection, self.owners)
        except BaseException:
            connection.close()
            raise
        return connection

    def _look_first(self) -> None:
        """Refuse what is not ours to change before a connection that writes touches it."""
        if 0 < self._path.stat().st_size < _SMALLEST:
            # SQLite may take it for an empty file and write over it.
            raise DamagedError
        try:
            with closing(connect_read_only(self._path, self._busy_seconds)) as connection:
                found = version(connection)
                tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
                ours = found != len(self._steps) or is_whole(connection)
        except sqlite3.Error as error:
            if needs_recovery(error):
                return
            raise
        self._refuse_newer(found)
        if not ours or (found == 0 and tables):
            raise DamagedError

    def _refuse_newer(self, found: int) -> None:
        if found > len(self._steps):
            raise StoreError(newer(found, len(self._steps)))

    def copy(self, word: str) -> Path:
        """Copy the file as it is to a dated name beside it, for its owner only.

        :raises sqlite3.Error: where SQLite refuses; there is no copy then.
        """
        target = self._dated(word)
        make_private(target)
        try:
            # A connection that holds the write lock is refused as the source of a backup.
            with (
                closing(connect_read_only(self._path, self._busy_seconds)) as source,
                closing(sqlite3.connect(target)) as copy,
            ):
                source.backup(copy)
        except BaseException:
            target.unlink()
            raise
        return target

    def replaced(self) -> Phrase:
        """Set aside the file that was in use, unless another process has done so already."""
        used = self._identity
        self._disconnect()
        with told(self._path.name), self.owners.opening(self._path.name, self._busy_seconds):
            if used == _identity(self._path):
                return self._set_aside()
        return phrase("The history file was replaced while it was in use. Try again.")

    def _set_aside(self) -> Phrase:
        target = self._dated("damaged")
        for suffix in _FILES:
            file = Path(f"{self._path}{suffix}")
            if file.exists():
                file.rename(f"{target}{suffix}")
        return phrase(
            "The history file was damaged. It is kept as {file}; a new history has been begun.",
            file=str(target),
        )

    def _dated(self, word: str) -> Path:
        """Return a name beside the file that is not taken: ``history.sqlite3.WORD-DATE``."""
        name = f"{self._path}.{word}-{self._clock.now():%Y%m%dT%H%M%SZ}"
        names = (name if n == 1 else f"{name}-{n}" for n in count(1))
        return next(path for path in map(Path, names) if not path.exists())


class Use:
    """One use of a database, as a context; not a generator, as the rows of each call wait for it.

    ``writes`` holds the write lock: commits at the end, rolls back on any exception.
    """

    __slots__ = ("_connection", "_database", "_writes")

    def __init__(self, database: Database, *, writes: bool) -> None:
        self._database = database
        self._writes = writes
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._connection = connection = self._database.current()
            if self._writes:
                connection.execute("BEGIN IMMEDIATE")
        except Exception as error:
            self._tell(error)
            raise
        return connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self._writes and self._connection is not None:
            try:
                end(self._connection, failed=error is not None)
            except Exception as fault:
                self._tell(fault)
                raise
        if isinstance(error, Exception):
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        """Raise in words what a user can do something about.

        :raises StoreError: see :meth:`Database.reading`.
        """
        other = in_words(self._database.name, error)
        if isinstance(other, DamagedError):
            raise StoreError(self._database.replaced()) from error
        if other is not error:
            raise other from error


def newer(found: int, known: int) -> Phrase:
    """Say why a file of format ``found`` is not used."""
    return phrase(
        "The history was written by a newer version of this tool (format {found}; this"
        " one knows {known}). It is left as it is: update this tool to use it.",
        found=found,
        known=known,
    )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - twice as fast, and asked for at every use
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _must_be_whole(connection: sqlite3.Connection) -> None:
    if not is_whole(connection):
        raise DamagedError


def make_private(path: Path) -> bool:
    """Create ``path`` readable by its owner only, or take others' rights; tell if it was there.

    SQLite gives the files beside it the same rights. A file that exists is never opened here:
    closing it would drop the locks that this process holds on it through SQLite
    (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _PRIVATE_FILE))
    except FileExistsError:
        for suffix in _FILES:
            file = Path(f"{path}{suffix}")
            if file.exists() and (mode := stat.S_IMODE(file.stat().st_mode)) & _OTHERS:
                file.chmod(mode & ~_OTHERS)
        return True
    return False
