"""What the start costs: time to the first painted frame and peak memory, as whole processes."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from otp_gui.paths import HOME_VARIABLE
from tests.bench.figures import Figure
from tests.bench.homes import home_with

_ROUNDS = 15
_LARGE_ROUNDS = 25
_TIME_BOUND = 1.6
_MEMORY_BOUND = 1.5
_LARGE_BOUND = 1.1


def measure(display: str) -> list[Figure]:
    """Start the bare and the real window in turn, on the same screen."""
    with tempfile.TemporaryDirectory() as home:
        environment = _environment(display, home)
        for module in ("bare_window", "our_window"):
            _start(module, environment)
        pairs = [
            (_start("bare_window", environment), _start("our_window", environment))
            for _ in range(_ROUNDS)
        ]
    (bare_time, bare_peak), (our_time, our_peak) = (
        tuple(map(statistics.median, zip(*runs, strict=True))) for runs in zip(*pairs, strict=True)
    )
    return [
        Figure(
            "start to first frame, over a bare window",
            our_time / bare_time,
            _TIME_BOUND,
            "×",
            f"{our_time:.3f} s against {bare_time:.3f} s, medians of {_ROUNDS}",
        ),
        Figure(
            "peak memory at that moment",
            our_peak / bare_peak,
            _MEMORY_BOUND,
            "×",
            f"{our_peak:.0f} MiB against {bare_peak:.0f} MiB",
        ),
    ]


def measure_large(display: str, small_file: Path, large_file: Path) -> list[Figure]:
    """Start the real window in turn with a copy of either file as its history, and with none.

    Rows have to be drawn, too, so until they are listed it is compared with fewer, not with none.
    """
    with tempfile.TemporaryDirectory(dir=large_file.parent) as directory:
        homes = {name: Path(directory) / name for name in ("none", "small", "large")}
        for name, file in (("none", None), ("small", small_file), ("large", large_file)):
            home_with(file, homes[name])
        return [
            _compare(display, homes["large"], homes["none"], "our_window", "first frame"),
            _compare(display, homes["large"], homes["small"], "listed_window", "rows listed"),
        ]


def _compare(display: str, large: Path, other: Path, module: str, until: str) -> Figure:
    environments = [_environment(display, str(home)) for home in (large, other)]
    for environment in environments:
        _start(module, environment)
    rounds = [[_start(module, each)[0] for each in environments] for _ in range(_LARGE_ROUNDS)]
    here, there = (statistics.median(times) for times in zip(*rounds, strict=True))
    return Figure(
        f"start to {until}, large history over {other.name}",
        statistics.median(one / two for one, two in rounds),
        _LARGE_BOUND,
        "×",
        f"{here:.3f} s against {there:.3f} s, median of {_LARGE_ROUNDS} ratios",
    )


def _environment(display: str, home: str) -> Mapping[str, str]:
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        HOME_VARIABLE: home,
    }
    # Without its caches every start would compile what has changed, as no user's does.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _start(module: str, environment: Mapping[str, str]) -> tuple[float, float]:
    """Run a module to its end and return its seconds and its peak in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", f"tests.bench.{module}"], env=environment)
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024
