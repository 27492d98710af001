"""Writes calls into a file: CSV for spreadsheets, JSON Lines that lose nothing."""

import csv
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol, TypeVar

import msgspec

from otp_gui.domain.errors import StoreError
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.phrase import phrase
from otp_gui.domain.transfer import SCHEMA, Exported, ExportPlan, Format
from otp_gui.store.connection import (
    BUSY_SECONDS,
    DamagedError,
    connect_read_only,
    in_words,
    is_undecodable,
    lenient,
    told,
)
from otp_gui.store.errand import Errand
from otp_gui.store.export_columns import column, define_functions, redacted
from otp_gui.store.private_file import appearing
from otp_gui.store.reading import ByTime
from otp_gui.store.rows import COLUMNS
from otp_gui.store.unseen import is_shown, shown, spelled

_T = TypeVar("_T")

_UIDS_AT_ONCE: Final = 500
_ROWS_AT_ONCE: Final = 250
_BOM: Final = "\ufeff"


class _Writer(Protocol):
    """One format: what to select, and how it is written."""

    @property
    def columns(self) -> Sequence[str]: ...

    def begin(self) -> None: ...

    def write(self, rows: Sequence[Sequence[Any]]) -> None: ...


class _CsvLines(list[str]):
    """Some lines, to be looked at all at once: cell by cell costs half as much as writing them."""

    write = list.append

    def taken(self) -> str:
        """Return them, and keep none."""
        text = "".join(self)
        self.clear()
        return text


class _Csv:
    """RFC 4180; formulas are made text by an apostrophe, which hides itself in a spreadsheet."""

    def __init__(self, file: IO[str], plan: ExportPlan) -> None:
        self._file: Final = file
        self._bom: Final = plan.bom
        self._names: Final = [name for name in COLUMNS if plan.response or name != "response"]
        self.columns = [column(name, masked=plan.masked, for_cells=True) for name in self._names]
        self._lines: Final = _CsvLines()
        self._writer: Final = csv.writer(self._lines)

    def begin(self) -> None:
        if self._bom:
            self._file.write(_BOM)
        self._writer.writerow(self._names)
        self._file.write(self._lines.taken())

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        self._writer.writerows(rows)
        text = self._lines.taken()
        if not is_shown(text):
            self._writer.writerows(
                [shown(value) if isinstance(value, str) else value for value in row] for row in rows
            )
            text = self._lines.taken()
        self._file.write(text)


class _JsonLines:
    """One object a line: every column, the headers and the remarks."""

    def __init__(self, file: IO[str], plan: ExportPlan) -> None:
        self._file: Final = file
        self._masked: Final = plan.masked
        self._encoder: Final = msgspec.json.Encoder()
        self.columns = [
            *(column(name, masked=plan.masked, for_cells=False) for name in COLUMNS),
            "CAST(headers AS TEXT)",
            "CAST(remarks AS TEXT)",
        ]

    def begin(self) -> None:
        """There is no heading: each line stands for itself."""

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        encode = self._encoder.encode
        self._file.writelines(spelled(encode(self._object(row)).decode()) + "\n" for row in rows)

    def _object(self, row: Sequence[Any]) -> Mapping[str, object]:
        *values, headers, remarks = row
        pairs: Sequence[tuple[str, str]] = _decoded_list(headers, list[tuple[str, str]])
        if self._masked:
            pairs = [(name, redacted(value)) for name, value in pairs]
        return {
            "schema": SCHEMA,
            **dict(zip(COLUMNS, values, strict=True)),
            "headers": pairs,
            "remarks": _decoded_list(remarks, list[str]),
        }


def write(path: Path, plan: ExportPlan, errand: Errand) -> Exported:
    """Export from the history file at ``path``; reads only, on a connection of its own.

    :raises StoreError: where a file refuses, or the target is there already.
    """
    target = Path(plan.target)
    with told(target.name), appearing(target, overwrite=plan.overwrite) as part:
        try:
            try:
                rows = _fill(path, part, plan, errand)
            except UnicodeError:
                # Ten times slower, and hardly ever needed.
                rows = _fill(path, part, plan, errand, leniently=True)
        except DamagedError as error:
            raise StoreError(phrase("{file} is damaged.", file=path.name)) from error
    return Exported(rows, plan.target)


def _fill(
    path: Path, part: Path, plan: ExportPlan, errand: Errand, *, leniently: bool = False
) -> int:
    """Write the file and return how many rows it has.

    :raises UnicodeError: where another program has left text that is none, unless ``leniently``.
    """
    written = 0
    with (
        _told_of_reading(path.name),
        closing(_connect(path)) as connection,
        part.open("w", encoding="utf-8", newline="") as file,
    ):
        if leniently:
            connection.text_factory = lenient
        writer: _Writer = _Csv(file, plan) if plan.format is Format.CSV else _JsonLines(file, plan)
        writer.begin()
        total = _total(connection, plan)
        errand.tell(0, total)
        for cursor in _chunks(connection, ", ".join(writer.columns), plan):
            while rows := _fetched(cursor):
                writer.write(rows)
                written += len(rows)
            errand.tell(written, total)
    return written


@contextmanager
def _told_of_reading(file: str) -> Iterator[None]:
    """Tell SQLite's faults as those of ``file``; those of the system are of what is written."""
    try:
        yield
    except sqlite3.Error as error:
        raise in_words(file, error) from error


def _fetched(cursor: sqlite3.Cursor) -> list[Any]:
    try:
        return cursor.fetchmany(_ROWS_AT_ONCE)
    except sqlite3.OperationalError as error:
        if is_undecodable(error):
            raise UnicodeError from error
        raise


def _chunks(
    connection: sqlite3.Connection, columns: str, plan: ExportPlan
) -> Iterator[sqlite3.Cursor]:
    """Yield some thousand rows at a time, each a reading of its own: no snapshot grows old."""
    if not isinstance(plan.what, HistoryQuery):
        yield from _of_uids(connection, columns, plan.what)
        return
    by_time = ByTime(plan.what)
    is_last = False
    while not is_last:
        window = by_time.window(connection, at_once=False)
        yield connection.execute(
            f"SELECT {columns} FROM {window.source} {by_time.order}",  # noqa: S608 - constants
            window.values,
        )
        by_time.go_behind(window)
        is_last = window.is_last


def _of_uids(
    connection: sqlite3.Connection, columns: str, uids: Sequence[str]
) -> Iterator[sqlite3.Cursor]:
    keys: list[tuple[str, int]] = []
    for part in _parts(uids):
        keys += connection.execute(
            f"SELECT started_at, id FROM checks WHERE uid IN ({_marks(part)})",  # noqa: S608 - constants
            part,
        )
    keys.sort(reverse=True)
    for ids in _parts([number for _started_at, number in keys]):
        yield connection.execute(
            f"SELECT {columns} FROM searchable WHERE id IN ({_marks(ids)})"  # noqa: S608 - constants
            " ORDER BY started_at DESC, id DESC",
            ids,
        )


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[first : first + _UIDS_AT_ONCE] for first in range(0, len(values), _UIDS_AT_ONCE))


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _total(connection: sqlite3.Connection, plan: ExportPlan) -> int | None:
    """Count what will be written, where an index does."""
    if not isinstance(plan.what, HistoryQuery):
        return len(plan.what)
    sought = ByTime(plan.what).sought
    if sought.scanned is not None:
        return None
    count: int = connection.execute(
        f"SELECT count(*) FROM checks WHERE {sought.fields}",  # noqa: S608 - constants
        sought.values,
    ).fetchone()[0]
    return count


def _connect(path: Path) -> sqlite3.Connection:
    connection = connect_read_only(path, BUSY_SECONDS)
    define_functions(connection)
    return connection


def _decoded_list(text: str, kind: type[list[_T]]) -> list[_T]:
    """Read what another program may have spoilt."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return []
