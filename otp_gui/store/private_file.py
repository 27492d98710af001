"""A file for its owner's eyes only that appears at its place whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import phrase

_PRIVATE: Final = 0o600
_PART: Final = ".part"


@contextmanager
def appearing(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give the path of an empty file beside ``target`` to fill; in the end it takes its place.

    After any exception neither is there, but for a ``target`` that was there before.

    :raises StoreError: where ``target`` exists and may not be replaced.
    :raises OSError: where the disk refuses.
    """
    _refuse_existing(target, overwrite=overwrite)
    part = target.with_name(target.name + _PART)
    # One that was left by a process that was killed may have other rights.
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))
    try:
        yield part
        _sync(part)
        _refuse_existing(target, overwrite=overwrite)
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        _sync(target.parent)


def _refuse_existing(target: Path, *, overwrite: bool) -> None:
    if target.is_dir() or (target.exists() and not overwrite):
        raise StoreError(phrase("{file} is there already.", file=target.name))


def _sync(path: Path) -> None:
    """Make what was written last through a power cut; Windows opens files to write only."""
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
