"""The log file: private, bounded, and without anything that is nobody's business.

A log line says what happened and where, never with which values: tokens and phone numbers are
redacted from every line, and of an exception only its class and its place are kept, because the
texts of the HTTP library's exceptions hold the token.
"""

import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from otp_gui.domain.display import visible
from otp_gui.domain.redact import redact

MAX_BYTES: Final = 1_000_000
BACKUPS: Final = 3

_OURS: Final = "otp_gui"
# They write URLs, headers and request lines.
_SILENCED: Final = ("httpx", "httpcore", "uvicorn.access")
_NEVER: Final = logging.CRITICAL + 1
_LONGEST_RECORD: Final = 16_384
# Their messages begin with words and go on with the repr of tasks, handles and exceptions.
_TELLS_VALUES: Final = ("asyncio", "qasync")

_log = logging.getLogger(__name__)


def configure(path: Path, level: int = logging.INFO) -> None:
    """Write this program's records from ``level`` on, and others' warnings, into ``path``.

    From then on errors that nobody caught are logged too, and every file of this process is made
    for its user alone. Calling it again replaces the file.

    :raises OSError: if the file cannot be opened; nothing is changed then.
    """
    handler = _PrivateFile(path)
    close()
    os.umask(0o077)
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger(_OURS).setLevel(level)
    for name in _SILENCED:
        logging.getLogger(name).setLevel(_NEVER)
    sys.excepthook = _on_uncaught
    sys.unraisablehook = _on_unraisable
    threading.excepthook = _on_thread_ended


def close() -> None:
    """Close the log file and give the hooks of uncaught errors back to Python."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, _PrivateFile):
            root.removeHandler(handler)
            handler.close()
            sys.excepthook = sys.__excepthook__
            sys.unraisablehook = sys.__unraisablehook__
            threading.excepthook = threading.__excepthook__


class _Formatter(logging.Formatter):
    """Formats a record anew, whatever another formatter may have left in it."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [_message(record)]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _traced(record.exc_info[1])
        text, _cut = visible("\n".join(lines), _LONGEST_RECORD, newlines=True)
        at = datetime.fromtimestamp(record.created, UTC)
        stamp = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
        # Indented, so that no text can pass for a record of its own.
        return f"{stamp} {record.levelname} {record.name}: " + redact(text).replace("\n", "\n    ")


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner can read (0600)."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8")
        self.setFormatter(_Formatter())

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if os.name == "posix":
            os.fchmod(descriptor, 0o600)
        return open(descriptor, "a", encoding="utf-8", errors="backslashreplace")  # noqa: PTH123 - a descriptor

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Lose a record that cannot be written; the default prints its values to stderr."""


def _message(record: logging.LogRecord) -> str:
    args = record.args
    if isinstance(args, Mapping):
        args = {key: _harmless(value) for key, value in args.items()}
    elif args:
        args = tuple(_harmless(value) for value in args)
    text = str(_harmless(record.msg))
    # A record whose arguments do not fit is told without them.
    with suppress(TypeError, ValueError, KeyError):
        text = text % args if args else text
    if record.name.partition(".")[0] in _TELLS_VALUES:
        text = re.split(r"[<(\n]", text)[0].strip()
    return text


def _harmless(value: object) -> object:
    return type(value).__name__ if isinstance(value, BaseException) else value


def _traced(error: BaseException) -> Iterator[str]:
    """Yield where an exception and those that led to it came from; no texts, no values."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield f"{type(current).__module__}.{type(current).__qualname__}"
        for frame in traceback.extract_tb(current.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
        waiting.append(current.__cause__ or current.__context__)


def _on_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _log.critical("An error that nobody caught.", exc_info=error)
    if sys.stderr is not None:
        sys.stderr.write("\n".join(_traced(error)) + "\n")


def _on_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    kind = type(unraisable.object).__qualname__
    _log.error("An error in the end of a %s.", kind, exc_info=unraisable.exc_value)


def _on_thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_type is not SystemExit:
        _log.error("An error ended a thread.", exc_info=ended.exc_value)
