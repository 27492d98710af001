"""One window per user: who starts the tool again is led to the window that is open.

A lock tells who is first. The system takes it back from a process that died, so what a crash leaves
behind misleads nobody; and it costs the first frame less than a tenth of a millisecond, while to
look for another window by its socket would load Qt's network. That is in ``second_start.py``.
"""

import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QCryptographicHash, QDir

from otp_gui.paths import Paths

_NAME: Final = "otp-gui"
_PRIVATE_FILE: Final = 0o600
_PRIVATE_DIRECTORY: Final = 0o700
_OTHERS: Final = 0o077
_LONGEST_DIRECTORY: Final = 64
"""In bytes: the path of a socket has at most 104 of them on macOS, 108 on Linux."""
_DIGITS: Final = 16


class Seat:
    """The one place that the windows of a user and of their files share.

    ``address`` is where whoever holds the seat listens, for ``QLocalServer``.
    """

    def __init__(self, directory: Path, name: str) -> None:
        self._lock: Final = directory / f"{name}.lock"
        self._handle: int | None = None
        # The name of a pipe on Windows, the path of a socket elsewhere.
        self.address: Final = name if sys.platform == "win32" else str(directory / name)

    @property
    def is_ours(self) -> bool:
        """Whether this process has the seat."""
        return self._handle is not None

    def take(self) -> None:
        """Take the seat unless another process has it; it is free again with the end of this one.

        :raises OSError: where there can be no lock.
        """
        handle = os.open(self._lock, os.O_CREAT | os.O_RDWR, _PRIVATE_FILE)
        try:
            taken = _locked(handle)
        except OSError:
            os.close(handle)
            raise
        if taken:
            self._handle = handle
        else:
            os.close(handle)

    def leave(self) -> None:
        """Leave the seat to the next process."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _none(_take: Callable[[str], None]) -> None:
    """Know no link."""


class Entrance(NamedTuple):
    """What comes into a window from outside.

    ``link`` is the one that it was started with; who starts the tool again comes through ``seat``,
    where this process has one. ``links`` is told who takes those that the system hands over later.
    """

    link: str | None = None
    seat: Seat | None = None
    links: Callable[[Callable[[str], None]], None] = _none


def seat_for(paths: Paths, *, demo: bool) -> Seat | None:
    """Return the seat of this user's windows on ``paths``; None where no private place is for one.

    A demo has a seat of its own: led to another window, it would not be the demo asked for.
    """
    directory = _private_directory()
    if directory is None:
        return None
    of_what = "\n".join((str(paths.config), str(paths.data), "demo" if demo else ""))
    digest = QCryptographicHash.hash(
        os.fsencode(of_what), QCryptographicHash.Algorithm.Sha256
    ).toHex()
    return Seat(directory, f"{_NAME}-{bytes(digest.data()).decode('ascii')[:_DIGITS]}")


def _private_directory() -> Path | None:
    """Return a directory that only this user can reach: what is handed over names a person."""
    if sys.platform == "win32":
        return Path(QDir.tempPath())
    user = os.getuid()
    # A program that the system starts, not the desktop, may not be told of the first.
    for known in (os.environ.get("XDG_RUNTIME_DIR"), f"/run/user/{user}"):
        if known and _is_private(Path(known), user):
            return Path(known)
    made = Path(QDir.tempPath()) / f"{_NAME}-{user}"
    with suppress(OSError):
        made.mkdir(_PRIVATE_DIRECTORY)
    return made if _is_private(made, user) else None


def _is_private(directory: Path, user: int) -> bool:
    if len(os.fsencode(directory)) > _LONGEST_DIRECTORY:
        return False
    try:
        # Not of what a link leads to: somebody else could have laid it.
        found = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user and not found.st_mode & _OTHERS


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - each system has its own

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - each system has its own

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:
        # What Windows says of a lock that another process holds.
        return False
    return True
