"""Reads a JSON Lines export back: what the history does not have yet, a batch at a time."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Annotated, Any, Final

import msgspec

from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.transfer import MOST_BAD_LINES, SCHEMA
from otp_gui.store.rows import COLUMNS, read_time, storable, to_record
from otp_gui.store.writing import MAX_NOTE, to_row

LONGEST_LINE: Final = 1024 * 1024
"""In bytes; of a longer one no more is held in memory."""
BATCH: Final = 250

_BOM: Final = b"\xef\xbb\xbf"
_MAX_UID: Final = 256

_Whole = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class _Line(msgspec.Struct):
    """What each line must be; what else it holds is of a later version."""

    schema: int
    uid: str
    started_at: str
    environment: str
    base_url: str
    operation: str
    request_id: str
    recipient: str
    verdict: str
    operator: str
    source: str
    finished_at: str | None = None
    failure: str | None = None
    error_type: str | None = None
    http_status: _Whole | None = None
    message: str | None = None
    duration_ms: float | None = None
    response: str | None = None
    note: str = ""
    headers: list[tuple[str, str]] = []
    remarks: list[str] = []


class Lines:
    """The rows of a file, as values to insert; bad lines are noted by number, from 1."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file: Final = file
        self._decoder: Final = msgspec.json.Decoder(_Line)
        self._number = 0
        self.bad = 0
        self.bad_lines: list[int] = []
        self.done_bytes = 0

    def batch(self) -> Sequence[tuple[Any, ...]] | None:
        """Return the rows of the next lines, None at the end."""
        rows = []
        lines = 0
        for line in self._next_lines():
            lines += 1
            values = self._values(line)
            if values is not None:
                rows.append(values)
        return rows if lines else None

    def _next_lines(self) -> Iterator[bytes | None]:
        """Yield the lines of a batch, None in the place of one that is too long."""
        enough = self.done_bytes + LONGEST_LINE
        for _ in range(BATCH):
            if self.done_bytes >= enough:
                return
            line = self._file.readline(LONGEST_LINE + 1)
            if not line:
                return
            self._number += 1
            too_long = len(line) > LONGEST_LINE
            self.done_bytes += len(line)
            while too_long and line and not line.endswith(b"\n"):
                line = self._file.readline(LONGEST_LINE)
                self.done_bytes += len(line)
            yield None if too_long else line

    def _values(self, line: bytes | None) -> tuple[Any, ...] | None:
        if line is not None and self._number == 1:
            line = line.removeprefix(_BOM)
        if line is not None and not line.strip():
            return None
        values = None if line is None else self._read(line)
        if values is None:
            self.bad += 1
            if self.bad <= MOST_BAD_LINES:
                self.bad_lines.append(self._number)
        return values

    def _read(self, line: bytes) -> tuple[Any, ...] | None:
        try:
            read = self._decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return None
        if read.schema != SCHEMA or not 0 < len(read.uid) <= _MAX_UID:
            return None
        if read_time(read.started_at) is None:
            return None
        lists = (msgspec.json.encode(each).decode() for each in (read.headers, read.remarks))
        record = to_record((None, *(getattr(read, name) for name in COLUMNS), None, *lists))
        if record.outcome.verdict is Verdict.RUNNING:
            # Nobody here knows what became of it.
            record = replace(record, outcome=replace(record.outcome, verdict=Verdict.UNKNOWN))
        return to_row(storable(replace(record, note=record.note[:MAX_NOTE])))


def open_lines(source: Path) -> tuple[IO[bytes], int]:
    """Open a file and return it with its size in bytes.

    :raises StoreError: where it is something that has no end.
    :raises OSError: where it cannot be read.
    """
    file = source.open("rb")
    found = os.fstat(file.fileno())
    if not stat.S_ISREG(found.st_mode):
        file.close()
        raise StoreError(phrase("{file} is no file with lines to read.", file=source.name))
    return file, found.st_size
