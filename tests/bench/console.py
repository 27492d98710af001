"""What ``otp-check complete`` costs as a whole process, beside HTTPie for the same request.

HTTPie is found as ``http`` on the path, or where ``BENCH_HTTPIE`` names it; it is no dependency.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from otp_gui.paths import HOME_VARIABLE
from tests.bench.answering import answering
from tests.bench.figures import Figure
from tests.bench.rows import recipient, request_id

_ROUNDS = 15
_BOUND = 1.0
_TOKEN = "made-up-token-9f3c"
_CHECK = (sys.executable, "-c", "from otp_gui.cli.main import main; main()")


def measure() -> list[Figure]:
    """Alternate both; nothing to measure where HTTPie is not installed."""
    httpie = os.environ.get("BENCH_HTTPIE") or shutil.which("http")
    if httpie is None:
        print("HTTPie is not installed: the console is not compared with it.", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as home, answering() as base_url:
        environment = {
            **os.environ,
            HOME_VARIABLE: home,
            "OTP_GUI_TOKEN": _TOKEN,
            "HTTPIE_CONFIG_DIR": str(Path(home) / "httpie"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        added = (*_CHECK, "env", "add", "bench", "--base-url", base_url)
        subprocess.run(added, env=environment, check=True, capture_output=True)
        login, number = request_id(1), recipient(1)
        ours = (*_CHECK, "complete", login, "--recipient", number, "--env", "bench", "--yes")
        theirs = (
            *(httpie, "--ignore-stdin", "POST"),
            f"{base_url}/{login}/checkStatusAndComplete",
            f"recipient=={number}",
            f"Authorization:Bearer {_TOKEN}",
        )
        pairs = []
        for number_ in range(_ROUNDS + 1):
            pair = _seconds(ours, environment), _seconds(theirs, environment)
            # The first one fills the caches.
            if number_:
                pairs.append(pair)
    check, http = (statistics.median(side) for side in zip(*pairs, strict=True))
    return [
        Figure(
            "otp-check complete, cold, over HTTPie",
            check / http,
            _BOUND,
            "×",
            f"{check:.3f} s against {http:.3f} s, medians of {_ROUNDS}",
        )
    ]


def _seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} ended with {done.returncode}")
    return seconds
