"""Tries a frozen build: both programs against the embedded sandbox, nothing else of the machine's.

``python packaging/smoke.py FOLDER`` with the folder that holds ``otp-gui`` and ``otp-check``. Needs
nothing but Python, on Linux, Windows and macOS; without a display the window is drawn offscreen.
Prints a table and returns 1 where a step failed.
"""

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

ON_WINDOWS: Final = sys.platform == "win32"
_SUFFIX: Final = ".exe" if ON_WINDOWS else ""
_PATIENCE_SECONDS: Final = 180
_TOKEN: Final = "sandbox-token"  # noqa: S105 - the sandbox prints it for everybody
_CONFIRMED: Final = ("00000000-0000-4000-8000-000000000001", "+79990000001")
_UNKNOWN_TO_IT: Final = ("00000000-0000-4000-8000-000000000016", "+79990000016")


Variables: TypeAlias = Mapping[str, str]
_NONE: Final[Variables] = {}


class FailedError(Exception):
    """A step came to something else than it must; the text says to what."""


@dataclass(frozen=True, slots=True)
class Build:
    """A frozen folder, and a directory of files that goes with this run."""

    folder: Path
    home: Path

    def program(self, name: str) -> str:
        """Return where a program of the build is."""
        return str(self.folder / f"{name}{_SUFFIX}")

    def variables(self, more: Variables = _NONE) -> dict[str, str]:
        """Return what a program inherits: no language, no token, no files of whoever runs this."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "LC_", "LANG", "OTP_GUI_"))
        }
        return {**kept, "LANGUAGE": "en", "OTP_GUI_HOME": str(self.home), **more}

    def run(self, name: str, *arguments: str, code: int = 0, more: Variables = _NONE) -> str:
        """Run a program to its end and return what it printed to stdout.

        :raises FailedError: where it ends with another code than ``code``, or not in time.
        """
        try:
            done = subprocess.run(
                [self.program(name), *arguments],
                env=self.variables(more),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise FailedError(f"no end after {_PATIENCE_SECONDS} s") from None
        if done.returncode != code:
            raise FailedError(f"exit code {done.returncode}, not {code}: {done.stderr.strip()}")
        return done.stdout


def main() -> int:
    """Try everything, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="what holds otp-gui and otp-check")
    parser.add_argument("--screenshots", type=Path, help="keep the window's pictures here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="otp-smoke-") as home:
        build = Build(options.folder.resolve(), Path(home) / "home")
        pictures = options.screenshots or Path(home) / "pictures"
        steps: Sequence[tuple[str, Callable[[], str]]] = (
            ("otp-check --version", lambda: build.run("otp-check", "--version").strip()),
            ("otp-check, in Russian", lambda: _russian(build)),
            ("otp-check sandbox, complete", lambda: _console_check(build)),
            ("otp-gui --version", lambda: build.run("otp-gui", "--version").strip()),
            ("otp-gui, the sandbox's tour", lambda: _window_check(build, pictures.resolve())),
        )
        return _report(steps)


def _report(steps: Sequence[tuple[str, Callable[[], str]]]) -> int:
    failed = 0
    for name, step in steps:
        began = time.perf_counter()
        try:
            state, words = "ok", step()
        except (FailedError, OSError) as error:
            state, words = "FAILED", str(error)
            failed = 1
        print(f"{state:7} {time.perf_counter() - began:6.1f} s  {name:28} {words}", flush=True)
    return failed


def _russian(build: Build) -> str:
    words = build.run("otp-check", "--lang", "ru", "--help", more={"PYTHONUTF8": "1"})
    if not any("а" <= letter <= "я" for letter in words):
        raise FailedError("there is no Russian catalogue")
    return "speaks Russian"


def _console_check(build: Build) -> str:
    """Serve the sandbox from one process, and check two of its logins from others."""
    with _sandbox(build) as base_url:
        build.run("otp-check", "env", "add", "smoke", "--base-url", base_url, "--kind", "custom")
        verdicts = [
            _verdict(build, *_CONFIRMED, code=0),
            _verdict(build, *_UNKNOWN_TO_IT, code=3),
        ]
    if verdicts != ["success", "error"]:
        raise FailedError(f"verdicts {verdicts}")
    return f"{' and '.join(verdicts)}; {_rows(build, 'cli')} rows kept"


def _verdict(build: Build, request_id: str, recipient: str, code: int) -> str:
    asked = ("complete", request_id, "--recipient", recipient, "--env", "smoke", "--yes", "--json")
    printed = build.run("otp-check", *asked, code=code, more={"OTP_GUI_TOKEN": _TOKEN})
    verdict: str = json.loads(printed)["verdict"]
    return verdict


@contextmanager
def _sandbox(build: Build) -> Iterator[str]:
    """Run ``otp-check sandbox`` and yield its base URL."""
    with subprocess.Popen(
        [build.program("otp-check"), "sandbox"],
        env=build.variables(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            base_url = process.stdout.readline().strip() if process.stdout is not None else ""
            if not base_url.startswith("http://127.0.0.1:"):
                raise FailedError(f"the sandbox says {base_url!r}")
            yield base_url
        finally:
            if ON_WINDOWS:
                process.terminate()
            else:
                process.send_signal(signal.SIGINT)
            process.wait(_PATIENCE_SECONDS)


def _window_check(build: Build, pictures: Path) -> str:
    """Let the window show its sandbox: it presses its own buttons, compares, and tells by its code.

    The rows of its history prove that calls went out and came back.
    """
    build.run("otp-gui", "--demo", "--tour", str(pictures), more=_platform())
    shown = [path for path in pictures.glob("*.png") if path.stat().st_size]
    if not shown:
        raise FailedError("the window left no pictures")
    rows = _rows(build, "gui")
    if not rows:
        raise FailedError("the window's history is empty")
    return f"{len(shown)} pictures, {rows} rows kept"


def _platform() -> dict[str, str]:
    """Return what makes Qt draw without a display where there is none."""
    seen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & os.environ.keys()
    return {} if seen or sys.platform != "linux" else {"QT_QPA_PLATFORM": "offscreen"}


def _rows(build: Build, source: str) -> int:
    """Count the calls that ended, of one source, as the history file holds them."""
    file = build.home / "data" / "history.sqlite3"
    with closing(sqlite3.connect(file)) as history:
        query = "SELECT count(*) FROM checks WHERE source = ? AND finished_at IS NOT NULL"
        (count,) = history.execute(query, (source,)).fetchone()
    return int(count)


if __name__ == "__main__":
    sys.exit(main())
