"""Who is alive: each process holds a lock that dies with it, whatever it dies of."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from otp_gui.domain.phrase import phrase
from otp_gui.store import faults

_SUFFIX: Final = ".lock"
_OPENING: Final = "opening"
_PRIVATE: Final = 0o600


class Owners:
    """The lock files in ``directory``; this object is the owner ``name`` from :meth:`hold` on.

    An operating system lock on a file with a random name is neither left behind by a crash nor
    taken for another's when a process ID is used again. Two objects in one process are two owners.
    """

    def __init__(self, directory: Path) -> None:
        self.name: Final = uuid.uuid4().hex
        self.directory: Final = directory
        self._lock: Final = FileLock(self._path(self.name), mode=_PRIVATE)

    @contextmanager
    def opening(self, file: str, wait_seconds: float) -> Iterator[None]:
        """Let one process at a time open, make, upgrade or set aside ``file``.

        :raises StoreError: where another one does so for longer than ``wait_seconds``.
        """
        lock = FileLock(self._path(_OPENING), timeout=wait_seconds, mode=_PRIVATE)
        try:
            lock.acquire()
        except Timeout as error:
            raise faults.unusable(file, phrase("Another program is opening it.")) from error
        try:
            yield
        finally:
            lock.release()

    def hold(self) -> None:
        """Take this owner's lock, and remove what the dead have left; within :meth:`opening`."""
        for path in self.directory.glob(f"*{_SUFFIX}"):
            if path.name != _OPENING + _SUFFIX and not self.is_alive(path.name[: -len(_SUFFIX)]):
                path.unlink(missing_ok=True)
        if not self._lock.is_locked:
            self._lock.acquire(timeout=0)

    def is_alive(self, name: str) -> bool:
        """Tell whether the process that held the lock ``name`` still runs."""
        if name == self.name:
            return True
        if not self._path(name).exists():
            return False
        probe = FileLock(self._path(name), timeout=0)
        try:
            probe.acquire()
        except Timeout:
            return True
        probe.release()
        return False

    def release(self) -> None:
        """Give up this owner's lock and its file."""
        if self._lock.is_locked:
            self._lock.release()
            # Windows may still have it open in a probe; the next one to open sweeps it away.
            with suppress(OSError):
                self._path(self.name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.directory / f"{name}{_SUFFIX}"
