"""Measures the frozen window against the unfrozen one: start to first paint, and peak memory.

``python -m linux.measure`` with the interpreter that the frozen folder was made with: it runs the
very same code. Both are looked at from outside, on a screen of Xvfb's: the window is painted once
the screen shows another colour where it lies. Nothing in the program knows of it.
"""

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import freeze

TIME_BOUND: Final = 1.15
MEMORY_BOUND: Final = 1.1
_ROUNDS: Final = 15
_PATIENCE_SECONDS: Final = 60.0
_LOOK_AGAIN_SECONDS: Final = 0.001
_ALL_PLANES: Final = -1
_Z_PIXMAP: Final = 2
# Under the middle of a window's upper edge, wherever a screen without a manager puts it.
_PLACE: Final = (400, 300)


class Start(NamedTuple):
    """What one start cost: seconds to the first paint, and MiB at its peak until then."""

    seconds: float
    peak_mib: float


def main() -> int:
    """Measure, print a table, and return 1 if a figure is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frozen", type=Path, default=freeze.FROZEN)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    options = parser.parse_args()
    unfrozen = [sys.executable, "-m", "otp_gui"]
    frozen = [str(options.frozen / "otp-gui")]
    with screen() as display, tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "OTP_GUI_HOME": home,
            "PYTHONSAFEPATH": "1",
            "QT_QPA_PLATFORM": "xcb",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for command in (unfrozen, frozen):
            start(command, environment)
        pairs = [
            (start(unfrozen, environment), start(frozen, environment))
            for _ in range(options.rounds)
        ]
    before, after = ([pair[side] for pair in pairs] for side in (0, 1))
    return report(before, after)


def report(before: Sequence[Start], after: Sequence[Start]) -> int:
    """Print the medians of unfrozen and frozen starts; return 1 if one is over its bound."""
    holds = True
    for name, unit, bound, side in (
        ("frozen start to first paint", "s", TIME_BOUND, 0),
        ("frozen peak memory", "MiB", MEMORY_BOUND, 1),
    ):
        plain, frozen = (statistics.median(s[side] for s in starts) for starts in (before, after))
        ratio = frozen / plain
        holds &= ratio <= bound
        print(
            f"{name}: {ratio:.2f} × unfrozen, at most {bound} ×"
            f"  ({frozen:.3f} {unit} against {plain:.3f} {unit}, medians of {len(before)})"
        )
    return 0 if holds else 1


def start(command: Sequence[str], environment: dict[str, str]) -> Start:
    """Start the window, wait until it is painted, and end it."""
    with eye(environment["DISPLAY"]) as look:
        empty = look()
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
        try:
            while look() == empty:
                if time.perf_counter() - began > _PATIENCE_SECONDS or process.poll() is not None:
                    raise SystemExit(f"{command[0]} shows no window: {process.poll()}")
                time.sleep(_LOOK_AGAIN_SECONDS)
            seconds = time.perf_counter() - began
            return Start(seconds, peak_mib(process.pid))
        finally:
            process.kill()
            process.wait()
            while look() != empty:
                time.sleep(_LOOK_AGAIN_SECONDS)


def peak_mib(process: int) -> float:
    """Return the most memory that a process has had so far."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


@contextmanager
def eye(display: str) -> Iterator["Look"]:
    """Open a connection to a screen that sees one point of it."""
    x11 = ctypes.CDLL("libX11.so.6")
    for name in ("XOpenDisplay", "XGetImage"):
        getattr(x11, name).restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XGetPixel.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    try:
        yield Look(x11, connection)
    finally:
        x11.XCloseDisplay(connection)


class Look:
    """Sees the colour of the point."""

    def __init__(self, x11: ctypes.CDLL, connection: ctypes.c_void_p) -> None:
        self._x11 = x11
        self._connection = connection
        self._root = ctypes.c_ulong(x11.XDefaultRootWindow(connection))

    def __call__(self) -> int:
        """Return the colour that the screen shows now."""
        image = ctypes.c_void_p(
            self._x11.XGetImage(
                self._connection, self._root, *_PLACE, 1, 1, ctypes.c_ulong(_ALL_PLANES), _Z_PIXMAP
            )
        )
        try:
            colour: int = self._x11.XGetPixel(image, 0, 0)
            return colour
        finally:
            self._x11.XDestroyImage(image)


@contextmanager
def screen() -> Iterator[str]:
    """Run Xvfb and yield its display."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24"]
    server = subprocess.Popen(
        [*command, "-noreset", "-nolisten", "tcp"], pass_fds=(writing,), stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            yield f":{numbers.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
