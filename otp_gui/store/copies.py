"""Copies of the history: made, checked, put back, and found beside it to be deleted."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import phrase
from otp_gui.domain.upkeep import Backup
from otp_gui.store.connection import (
    BUSY,
    BUSY_SECONDS,
    DamagedError,
    connect,
    connect_read_only,
    told,
)
from otp_gui.store.database import make_private, newer
from otp_gui.store.errand import Errand
from otp_gui.store.faults import unusable
from otp_gui.store.migrations import STEPS, is_whole, upgrade, version
from otp_gui.store.private_file import appearing
from otp_gui.store.rows import stamp

BEFORE_RESTORING: Final = "before-restore"
_RESTORING: Final = ".restore.part"
_PAGES_AT_ONCE: Final = 2_048
_BESIDE: Final = r"\.(?:v\d+|damaged|before-restore)-(\d{8}T\d{6}Z)(?:-\d+)?"
_SIDECARS: Final = ("-wal", "-shm", "-journal")
_DATE: Final = "%Y%m%dT%H%M%SZ"


def back_up(path: Path, target: Path, errand: Errand, *, overwrite: bool) -> Backup:
    """Copy the history into one file, as it is at this moment, while others go on writing.

    :raises StoreError: where a file refuses, or the target is there already.
    """
    with told(target.name), appearing(target, overwrite=overwrite) as part:
        try:
            _copy(path, part, errand)
            with closing(connect(part, 0)) as copy:
                # One file, that needs no other beside it.
                copy.execute("PRAGMA journal_mode = DELETE")
                rows = copy.execute("SELECT count(*) FROM checks").fetchone()[0]
                problems = _problems(copy)
        except DamagedError as error:
            raise StoreError(phrase("{file} is damaged.", file=path.name)) from error
        finally:
            _remove_sidecars(part)
    return Backup(str(target), rows, problems)


def prepare(source: Path, history: Path, errand: Errand) -> Path:
    """Make a copy of a backup that can take the history's place: sound, and of this version.

    It lies beside the history, and is to be removed by :func:`delete`; ``source`` is only read.

    :raises StoreError: where it is no sound history, or one of a newer version.
    """
    with told(source.name):
        if history.exists() and source.samefile(history):
            raise StoreError(phrase("This is the history itself: choose a backup of it."))
    part = history.with_name(f"{history.name}{_RESTORING}")
    # One may be left by a process that was killed.
    with told(history.name):
        delete(part)
        make_private(part)
    try:
        with told(source.name):
            _take(source, part, errand)
            _bring_up(part)
    except DamagedError as error:
        delete(part)
        raise StoreError(
            phrase("{file} is no sound history. Nothing was changed.", file=source.name)
        ) from error
    except BaseException:
        delete(part)
        raise
    return part


def put_in_place(copy: Path, connection: sqlite3.Connection, errand: Errand) -> int:
    """Write a :func:`checked` copy over what ``connection`` holds, in one transaction.

    The file stays the same one: another process that has it open sees either all that was there or
    all that is restored, and Windows could not put another file in the place of one that is open.

    :returns: how many rows there are now.
    """
    with closing(connect_read_only(copy, BUSY_SECONDS)) as source:
        teller = _teller(copy.name.removesuffix(_RESTORING), errand)
        source.backup(connection, pages=_PAGES_AT_ONCE, progress=teller)
    rows: int = connection.execute("SELECT count(*) FROM checks").fetchone()[0]
    return rows


def beside(path: Path) -> Mapping[Path, datetime]:
    """Return the copies and damaged files beside the history, and when each was put there."""
    pattern = re.compile(re.escape(path.name) + _BESIDE)
    found = {}
    for file in path.parent.glob(f"{path.name}.*"):
        match = pattern.fullmatch(file.name)
        if match is not None:
            with suppress(ValueError):
                at = datetime.strptime(match[1], _DATE).replace(tzinfo=UTC)
                found[file] = at
    return found


def delete(file: Path) -> None:
    """Delete a file with what SQLite keeps beside it.

    :raises StoreError: where the system refuses.
    """
    with told(file.name):
        for each in (*(Path(f"{file}{suffix}") for suffix in _SIDECARS), file):
            each.unlink(missing_ok=True)


def older(path: Path, before: datetime) -> Sequence[Path]:
    """Return which files beside the history are from before ``before``."""
    return [file for file, at in beside(path).items() if stamp(at) < stamp(before)]


def _copy(path: Path, part: Path, errand: Errand) -> None:
    with (
        closing(connect_read_only(path, BUSY_SECONDS)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        # What is written meanwhile would have the copying begin anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES_AT_ONCE, progress=_teller(path.name, errand))


def _teller(file: str, errand: Errand) -> Callable[[int, int, int], None]:
    def tell(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            # SQLite has waited already, and Python would for ever.
            raise unusable(file, BUSY)
        errand.tell(total - remaining, total)

    return tell


def _take(source: Path, part: Path, errand: Errand) -> None:
    """Copy the bytes of a file, and of its log, without opening it as a database."""
    errand.tell(0, None)
    for suffix in ("", "-wal"):
        file = Path(f"{source}{suffix}")
        if not suffix or file.exists():
            shutil.copyfile(file, f"{part}{suffix}")
            errand.tell(1, None)


def _bring_up(part: Path) -> None:
    with part.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise DamagedError
    with closing(connect(part, 0)) as copy:
        found = version(copy)
        if found > len(STEPS):
            raise StoreError(newer(found, len(STEPS)))
        if found == 0 or _problems(copy):
            raise DamagedError
        upgrade(copy, STEPS, lambda _: None)
        if not is_whole(copy):
            raise DamagedError
        copy.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        copy.execute("PRAGMA journal_mode = DELETE")


def _problems(copy: sqlite3.Connection) -> tuple[str, ...]:
    found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(20)")]
    return () if found == ["ok"] else tuple(found)


def _remove_sidecars(part: Path) -> None:
    for suffix in _SIDECARS:
        with suppress(OSError):
            Path(f"{part}{suffix}").unlink(missing_ok=True)
