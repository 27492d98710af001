"""Writes the results of a run: CSV for spreadsheets, JSON Lines that lose nothing, a workbook."""

import csv
import io
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Final, Protocol

import msgspec

from otp_gui.domain.batch import BatchRow, BatchRun
from otp_gui.domain.batch_files import ResultFormat, ResultPlan
from otp_gui.domain.transfer import SCHEMA
from otp_gui.store.errand import Errand
from otp_gui.store.export_columns import harmless
from otp_gui.store.faults import told
from otp_gui.store.private_file import appearing
from otp_gui.store.result_columns import RESULT_COLUMNS, Say, Value, values_of
from otp_gui.store.unseen import shown, spelled
from otp_gui.store.workbook_writing import WorkbookWriter

_ROWS_AT_ONCE: Final = 250
_BOM: Final = "\ufeff"
_USUAL_WIDTH: Final = 16
_WIDTHS: Final = {
    "line": 7,
    "request_id": 38,
    "recipient": 18,
    "error_type": 26,
    "http_status": 12,
    "message": 40,
    "headline": 44,
    "next_step": 60,
    "started_at": 26,
    "base_url": 32,
    "check_uid": 38,
}


class _Writer(Protocol):
    def write(self, rows: Sequence[Sequence[Value]]) -> None: ...

    def close(self) -> None: ...


class _Csv:
    """RFC 4180; formulas are made text by an apostrophe, which hides itself in a spreadsheet."""

    def __init__(self, file: IO[bytes], *, bom: bool) -> None:
        self._file: Final = io.TextIOWrapper(file, encoding="utf-8", newline="")
        if bom:
            self._file.write(_BOM)
        self._writer: Final = csv.writer(self._file)
        self._writer.writerow(RESULT_COLUMNS)

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        self._writer.writerows(
            [harmless(shown(value)) if isinstance(value, str) else value for value in row]
            for row in rows
        )

    def close(self) -> None:
        self._file.flush()
        self._file.detach()


class _Workbook:
    """One sheet; a text is a text there, but for what cannot be seen in it."""

    def __init__(self, file: IO[bytes]) -> None:
        widths = [_WIDTHS.get(name, _USUAL_WIDTH) for name in RESULT_COLUMNS]
        self._writer: Final = WorkbookWriter(file, RESULT_COLUMNS, widths)

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        self._writer.write(
            [[shown(value) if isinstance(value, str) else value for value in row] for row in rows]
        )

    def close(self) -> None:
        self._writer.close()


class _JsonLines:
    """One object a line, null where there is nothing to tell."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file: Final = file
        self._encode: Final = msgspec.json.Encoder().encode

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        for row in rows:
            line = {"schema": SCHEMA, **dict(zip(RESULT_COLUMNS, row, strict=True))}
            self._file.write(f"{spelled(self._encode(line).decode())}\n".encode())

    def close(self) -> None:
        """There is no end: each line stands for itself."""


def write(
    plan: ResultPlan, run: BatchRun, rows: Sequence[BatchRow], say: Say, errand: Errand
) -> int:
    """Write a file for its owner only and return how many rows it has.

    :raises StoreError: where the target is there already, or the disk refuses.
    """
    target = Path(plan.target)
    with (
        told(target.name),
        appearing(target, overwrite=plan.overwrite) as part,
        part.open("wb") as file,
        closing(_writer(file, plan)) as writer,
    ):
        errand.tell(0, len(rows))
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[first : first + _ROWS_AT_ONCE]
            writer.write(
                [tuple(values_of(row, run, say, masked=plan.masked).values()) for row in some]
            )
            errand.tell(first + len(some), len(rows))
    return len(rows)


def _writer(file: IO[bytes], plan: ResultPlan) -> _Writer:
    match plan.format:
        case ResultFormat.CSV:
            return _Csv(file, bom=plan.bom)
        case ResultFormat.JSONL:
            return _JsonLines(file)
        case ResultFormat.XLSX:
            return _Workbook(file)
