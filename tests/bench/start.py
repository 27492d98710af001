"""What the start costs: time to the first painted frame and peak memory, as whole processes."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping

from otp_gui.paths import HOME_VARIABLE
from tests.bench.figures import Figure

_ROUNDS = 15
_TIME_BOUND = 1.6
_MEMORY_BOUND = 1.5


def measure(display: str) -> list[Figure]:
    """Start the bare and the real window in turn, on the same screen."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            HOME_VARIABLE: home,
        }
        # Without its caches every start would compile what has changed, as no user's does.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
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
