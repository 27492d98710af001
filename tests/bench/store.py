"""The history's figures, at ten thousand and a million rows (``python -m tests.bench.store``)."""

import asyncio
import csv
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from otp_gui.clock import SystemClock
from otp_gui.domain.history_query import HistoryQuery, PageKey, SortColumn
from otp_gui.domain.outcome import Outcome
from otp_gui.domain.picture import Bucket
from otp_gui.domain.transfer import ExportPlan, Format
from otp_gui.store import writing
from otp_gui.store.connection import connect
from otp_gui.store.database import Database
from otp_gui.store.history import SqliteHistory
from otp_gui.store.rows import COLUMNS
from otp_gui.store.transfer import SqliteTransfer
from tests.bench.figures import Figure, table
from tests.bench.rows import RARE_TYPE, TYPES, make, recipient, request_id
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, record

SMALL = 10_000
LARGE = 1_000_000

_ROUNDS = 300
_SESSIONS = 12
_CALLS = 100
_GROWTH_BOUND = 1.5
_PAGE_BOUND = 3.0
_SEARCH_BOUND_MS = 30.0
_SHORT_BOUND_MS = 3_000.0
_INSERT_BOUND = 1.5
_EXPORT_BOUND = 2.0
_LOSSLESS_BOUND = 4.0
_MEMORY_BOUND_MIB = 60.0
_PAGE = 50

_NEWEST = "SELECT * FROM checks ORDER BY started_at DESC, id DESC LIMIT 50"
_BELOW = (
    "SELECT * FROM checks WHERE (started_at, id) < (?, ?)"
    " ORDER BY started_at DESC, id DESC LIMIT 50"
)


def measure(directory: Path, large: int = LARGE) -> list[Figure]:
    """Measure with the files in ``directory``."""
    small_file, large_file = files(directory, large)
    return [
        *asyncio.run(_pages(small_file, large_file)),
        *asyncio.run(_searches(large_file, large)),
        *asyncio.run(_whole_file(large_file)),
        *_inserts(directory, large_file),
        *_export(large_file, directory),
    ]


def files(directory: Path, large: int = LARGE) -> tuple[Path, Path]:
    """Return a small and a large history in ``directory``, made where they are not there yet."""
    small_file, large_file = (directory / f"{count}.sqlite3" for count in (SMALL, large))
    for file, count in ((small_file, SMALL), (large_file, large)):
        if not file.exists():
            make(file, count)
    return small_file, large_file


async def _pages(small_file: Path, large_file: Path) -> list[Figure]:
    small, large = (SqliteHistory(file, SystemClock()) for file in (small_file, large_file))
    with closing(sqlite3.connect(large_file)) as bare:
        figures = []
        for name, deep in (("first page", False), ("page in the middle", True)):
            keys = [await _middle(file) if deep else None for file in (small_file, large_file)]
            times: tuple[list[float], ...] = ([], [], [])
            for _ in range(_ROUNDS):
                for history, key, to in zip((small, large), keys, times[:2], strict=True):
                    to.append(await _timed(lambda: history.page(HistoryQuery(), key, _PAGE)))  # noqa: B023
                times[2].append(_bare_page(bare, keys[1]))
            ten_thousand, million, plain = (statistics.median(each) * 1000 for each in times)
            readings = f"{million:.2f} ms, {ten_thousand:.2f} ms at {SMALL:,}, {plain:.2f} ms bare"
            figures += [
                Figure(f"{name}: growth", million / ten_thousand, _GROWTH_BOUND, "×", readings),
                Figure(f"{name}: over bare SQL", million / plain, _PAGE_BOUND, "×", readings),
            ]
    await small.close()
    await large.close()
    return figures


async def _middle(file: Path) -> PageKey:
    with closing(sqlite3.connect(file)) as bare:
        rows = bare.execute("SELECT count(*) FROM checks").fetchone()[0]
        found = bare.execute("SELECT started_at, id FROM checks WHERE id = ?", (rows // 2,))
        return PageKey(*found.fetchone())


def _bare_page(bare: sqlite3.Connection, key: PageKey | None) -> float:
    began = time.perf_counter()
    if key is None:
        bare.execute(_NEWEST).fetchall()
    else:
        bare.execute(_BELOW, (key.value, key.id)).fetchall()
    return time.perf_counter() - began


async def _searches(file: Path, rows: int) -> list[Figure]:
    history = SqliteHistory(file, SystemClock())
    numbers = range(rows // 50, rows, rows // 25)
    long = [
        *(request_id(number) for number in numbers),
        *(request_id(number)[9:18] for number in numbers),
        *(recipient(number) for number in numbers),
        *(f"8 {recipient(number)[2:5]} {recipient(number)[5:]}" for number in numbers),
        *(recipient(number)[-4:] for number in numbers),
        *(word for _type, _status, message in TYPES for word in message.split() if len(word) > 2),
        *(kind for kind, _status, _message in TYPES),
        *(RARE_TYPE, "клиент", "перезвонил", "zzzzqq", "нет такого"),
    ]
    short = ["a", "я", "42", "ия", "qz", "щщ"]
    figures = []
    for name, texts, bound in (
        ("search, 3 or more characters, median", long, _SEARCH_BOUND_MS),
        ("search, 1 or 2 characters, slowest", short, _SHORT_BOUND_MS),
    ):
        times = [
            await _timed(lambda: history.page(HistoryQuery(text), limit=_PAGE))  # noqa: B023
            for text in texts
        ]
        middle, slowest = statistics.median(times) * 1000, max(times) * 1000
        value = middle if bound == _SEARCH_BOUND_MS else slowest
        readings = f"median {middle:.1f} ms, slowest {slowest:.1f} ms of {len(texts)}"
        figures.append(Figure(name, value, bound, "ms", readings))
    await history.close()
    return figures


async def _whole_file(file: Path) -> list[Figure]:
    """Measure what walks through all rows: how long it takes, and how long a call waits for it."""
    history = SqliteHistory(file, SystemClock())
    walks: dict[str, Callable[[], Awaitable[object]]] = {
        "picture of all days": lambda: history.histogram(HistoryQuery(), Bucket.DAY),
        "order by duration": lambda: history.page(HistoryQuery(sort=SortColumn.DURATION_MS)),
        "choices": history.choices,
        "total": history.total,
    }
    figures = []
    for name, walk in walks.items():
        waits: list[float] = []
        began = time.perf_counter()
        task = asyncio.ensure_future(walk())
        while not task.done():
            # What a call would have to wait for: a turn of the history's thread.
            waits.append(await _timed(history.revision))
        seconds = time.perf_counter() - began
        longest = max(waits) * 1000
        readings = f"{seconds * 1000:.0f} ms in all"
        figures.append(Figure(f"{name}: longest wait of a call", longest, 50.0, "ms", readings))
    await history.close()
    return figures


def _inserts(directory: Path, large_file: Path) -> list[Figure]:
    figures = []
    for name, file in (("empty file", directory / "new.sqlite3"), ("large file", large_file)):
        pairs: list[tuple[float, float]] = []
        for _ in range(_SESSIONS):
            pairs += _session(directory / "bare.sqlite3", file)
        plain, ours = (statistics.median(times) * 1e6 for times in zip(*pairs, strict=True))
        _take_back(file)
        for leftover in directory.glob("bare.sqlite3*"):
            leftover.unlink()
        readings = f"{ours:.0f} µs against {plain:.0f} µs"
        figures.append(
            Figure(f"intent and outcome, {name}", ours / plain, _INSERT_BOUND, "×", readings)
        )
    return figures


def _session(bare_file: Path, file: Path) -> list[tuple[float, float]]:
    """Open both files and close them again: what a log costs changes once it has wrapped around.

    SQLite deletes the log with the last connection, so every day's begins as small.
    """
    database = Database(file, SystemClock(), 3)
    with closing(connect(bare_file, 3)) as bare:
        bare.execute(f"CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, {_LIST})")
        pairs = [_pair(bare, database, number) for number in range(_CALLS)]
    database.close()
    return pairs[1:]


def _take_back(file: Path) -> None:
    database = Database(file, SystemClock(), 3)
    with database.writing() as connection:
        connection.execute("DELETE FROM checks WHERE uid LIKE 'insert-%'")
        # As a purge does: the IDs are given again.
        connection.execute(
            "UPDATE search_mark SET last = coalesce((SELECT max(id) FROM checks), 0)"
        )
    database.close()


_LIST = ", ".join((*COLUMNS, "headers"))
_BARE_INSERT = f"INSERT INTO bare ({_LIST}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"  # noqa: S608 - constants
_BARE_UPDATE = (
    "UPDATE bare SET finished_at = ?, verdict = ?, http_status = ?, duration_ms = ?, response = ?,"
    " headers = ? WHERE id = ?"
)


def _pair(bare: sqlite3.Connection, database: Database, number: int) -> tuple[float, float]:
    """Commit an intent and an outcome, bare and ours, of the same values."""
    mark = time.time_ns()
    call = record(
        uid=f"insert-{mark}",
        request_id=request_id(mark),
        recipient=recipient(mark),
        operator=f"agent-{mark % 12}",
    )
    outcome = SUCCESS if number % 3 else NOT_FOUND
    values = [
        *(call.uid, "2026-11-23T10:20:30.123Z", None, call.environment, call.base_url),
        *(call.operation.value, call.request_id, call.recipient, "running", None, None, None, None),
        *(None, None, "", call.operator, call.source.value, "[]"),
    ]
    headers = '[["content-type", "application/json"]]'
    began = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    row = bare.execute(_BARE_INSERT, values).lastrowid
    bare.execute("COMMIT")
    bare.execute("BEGIN IMMEDIATE")
    ended = ("2026-11-23T10:20:30.123Z", outcome.verdict.value, outcome.http_status, 1.0)
    bare.execute(_BARE_UPDATE, (*ended, outcome.response, headers, row))
    bare.execute("COMMIT")
    plain = time.perf_counter() - began
    began = time.perf_counter()
    with database.writing() as connection:
        begun = writing.begin(connection, database.owners, call)
    ours = time.perf_counter() - began
    finished = begun.finished(_plain(outcome), START, 1.0)
    began = time.perf_counter()
    with database.writing() as connection:
        writing.finish(connection, finished)
    return plain, ours + time.perf_counter() - began


def _plain(outcome: Outcome) -> Outcome:
    return replace(outcome, headers=(("content-type", "application/json"),))


def _export(file: Path, directory: Path) -> list[Figure]:
    """Measure each in a process of its own, as peaks are those of a process."""
    bare, _peak = _child("bare", file, directory)
    _seconds, idle = _child("idle", file, directory)
    figures = []
    for kind, bound in (("csv", _EXPORT_BOUND), ("jsonl", _LOSSLESS_BOUND)):
        seconds, peak = _child(kind, file, directory)
        readings = f"{seconds:.1f} s against {bare:.1f} s, peak {peak:.0f} MiB, idle {idle:.0f} MiB"
        figures += [
            Figure(f"export as {kind}, masked", seconds / bare, bound, "×", readings),
            Figure(f"memory of that export: {kind}", peak - idle, _MEMORY_BOUND_MIB, "MiB", ""),
        ]
    return figures


def _child(task: str, file: Path, directory: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.store", task, str(file), str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


async def _work(task: str, file: Path, directory: Path) -> None:
    target = directory / f"out.{task}"
    history = SqliteHistory(file, SystemClock())
    await history.open()
    began = time.perf_counter()
    if task == "bare":
        columns = ", ".join(name for name in COLUMNS if name != "response")
        with (
            closing(sqlite3.connect(file)) as connection,
            target.open("w", newline="", encoding="utf-8") as out,
        ):
            writer = csv.writer(out)
            for row in connection.execute(f"SELECT {columns} FROM checks"):  # noqa: S608 - constants
                writer.writerow(row)
    elif task != "idle":
        plan = ExportPlan(str(target), Format(task), overwrite=True)
        await SqliteTransfer(history).write(plan, lambda _done, _total: None)
    seconds = time.perf_counter() - began
    await history.close()
    target.unlink(missing_ok=True)
    print(seconds, _peak_mib())


def _peak_mib() -> float:
    """Return the peak of this process; its usage as told to the parent begins with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        found = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(found.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _timed(call: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await call()
    return time.perf_counter() - began


def main(arguments: Sequence[str]) -> int:
    """Measure and print, in a directory that is kept where one is named; or do a child's task."""
    if len(arguments) == 3:
        task, file, directory = arguments
        asyncio.run(_work(task, Path(file), Path(directory)))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        directory = arguments[0] if arguments else temporary
        figures = measure(Path(directory), int(os.environ.get("BENCH_ROWS", LARGE)))
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
