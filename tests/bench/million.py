"""The window on a history of a million rows: how it starts, and how it scrolls from top to bottom.

``python -m tests.bench.million DIR`` keeps the files in ``DIR``, which may be that of the store's
bench.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from otp_gui.clock import SystemClock
from otp_gui.paths import HOME_VARIABLE, under
from otp_gui.store.history import SqliteHistory
from tests.bench.figures import Figure, table
from tests.bench.rows import make
from tests.e2e.screen import virtual_screen

LARGE = 1_000_000

_ROUNDS = 11
_START_BOUND = 1.1
_STALL_BOUND_MS = 50.0


def measure(directory: Path, display: str, rows: int = LARGE) -> list[Figure]:
    """Make the homes of two windows, one with an empty history, and measure."""
    homes = [directory / "empty-home", directory / "large-home"]
    file = directory / f"{rows}.sqlite3"
    if not file.exists():
        make(file, rows)
    for home, source in zip(homes, (None, file), strict=True):
        _furnish(home, source)
    try:
        return [_start(homes, display), _scroll(homes[1], rows)]
    finally:
        for home in homes:
            shutil.rmtree(home)


def _furnish(home: Path, source: Path | None) -> None:
    paths = under(home)
    paths.create()
    if source is not None:
        shutil.copyfile(source, paths.history)
    asyncio.run(_open_once(paths.history))


async def _open_once(file: Path) -> None:
    """Bring it to the newest format, which is no matter of every start."""
    history = SqliteHistory(file, SystemClock())
    await history.open()
    await history.close()


def _start(homes: Sequence[Path], display: str) -> Figure:
    times: list[list[float]] = [[], []]
    for number in range(_ROUNDS + 1):
        for home, to in zip(homes, times, strict=True):
            seconds = _run(home, display)
            # The first one fills the caches.
            if number:
                to.append(seconds)
    empty, large = map(statistics.median, times)
    return Figure(
        "start until the history is on view, 1 M rows over none",
        large / empty,
        _START_BOUND,
        "×",
        f"{large:.3f} s against {empty:.3f} s, medians of {_ROUNDS}",
    )


def _run(home: Path, display: str) -> float:
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        HOME_VARIABLE: str(home),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tests.bench.ready_window"], env=environment, check=True)
    return time.perf_counter() - began


def _scroll(home: Path, rows: int) -> Figure:
    """Scroll in a process of its own: the loop of the window is Qt's."""
    command = [sys.executable, "-m", "tests.bench.scrolling", str(home), str(rows)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    longest, seconds, seen = done.stdout.split()
    return Figure(
        "longest stall while 1 M rows are scrolled from top to bottom",
        float(longest),
        _STALL_BOUND_MS,
        "ms",
        f"{int(seen):,} rows in {float(seconds):.0f} s",
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print, in a directory that is kept where one is named."""
    with tempfile.TemporaryDirectory() as temporary, virtual_screen() as display:
        directory = Path(arguments[0] if arguments else temporary)
        figures = measure(directory, display, int(os.environ.get("BENCH_ROWS", LARGE)))
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
