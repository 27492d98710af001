"""What a disk refuses, in words; anything else is a bug and is raised as it is."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase, phrase

DISK_FULL: Final = phrase("The disk is full.")
NOT_ALLOWED: Final = phrase("This user may not write there.")
NOT_THERE: Final = phrase("The file or its folder is not there any more.")
DISK_ERROR: Final = phrase("The disk reports an error.")

_BY_ERRNO: Final = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EFBIG: DISK_FULL,
    errno.ENOENT: NOT_THERE,
    errno.ENOTDIR: NOT_THERE,
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EROFS: NOT_ALLOWED,
}


def reason(error: OSError) -> Phrase:
    """Say why the operating system refused."""
    if error.errno in _BY_ERRNO:
        return _BY_ERRNO[error.errno]
    name = errno.errorcode.get(error.errno or 0)
    return phrase("The disk reports an error ({name}).", name=name) if name else DISK_ERROR


def unusable(file: str, why: Phrase) -> StoreError:
    """Return the error that says that ``file`` cannot be used, and why."""
    return StoreError(phrase("{file} cannot be used. {reason}", file=file, reason=why))


@contextmanager
def told(file: str) -> Iterator[None]:
    """Turn the operating system's refusals into words about ``file``.

    :raises StoreError: in place of :class:`OSError`.
    """
    try:
        yield
    except OSError as error:
        raise unusable(file, reason(error)) from error
