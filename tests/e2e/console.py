"""Runs ``otp-check`` as a process of its own, as a script or a person at a terminal does."""

import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import otp_gui

PATIENCE_SECONDS: Final = 60.0
_ROOT: Final = Path(otp_gui.__file__).parents[1]
# As the installed script; but whoever runs the tests in the background ignores Ctrl+C for them all.
_SCRIPT: Final = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from otp_gui.cli.main import main
main()
"""
CHECK_FIELDS: Final = frozenset(
    {
        *("schema", "operation", "environment", "base_url", "request_id", "recipient", "verdict"),
        *("error_type", "http_status", "message", "failure", "headline", "meaning", "whose_move"),
        *("next_step", "started_at", "duration_ms", "saved"),
    }
)
"""What ``complete --json`` prints: no more and no less."""
_COMMAND: Final = (sys.executable, "-c", _SCRIPT)


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run left behind."""

    code: int
    stdout: str
    stderr: str


@dataclass(slots=True)
class Console:
    """``otp-check`` with a home of its own; ``variables`` are all that it inherits."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, typed: str = "", **variables: str) -> Ended:
        """Run one command to its end, with ``typed`` on its standard input."""
        done = subprocess.run(
            [*_COMMAND, *arguments],
            input=typed,
            env=self._environment(variables),
            cwd=_ROOT,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def into(
        self, stdout: int | None, stderr: int | None, *arguments: str, **variables: str
    ) -> int:
        """Run a command whose output goes to these descriptors, None for one that is closed.

        Returns the exit code.
        """
        closed = [fd for fd, to in ((1, stdout), (2, stderr)) if to is None]

        def close() -> None:
            for descriptor in closed:
                os.close(descriptor)

        return subprocess.run(
            [*_COMMAND, *arguments],
            env=self._environment(variables),
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            preexec_fn=close,
            timeout=PATIENCE_SECONDS,
            check=False,
        ).returncode

    def interrupted(
        self, *arguments: str, when: Callable[[subprocess.Popen[str]], object], **variables: str
    ) -> Ended:
        """Run a command and press Ctrl+C as soon as ``when`` returns."""
        with subprocess.Popen(
            [*_COMMAND, *arguments],
            env=self._environment(variables),
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                when(process)
                process.send_signal(signal.SIGINT)
                stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
            finally:
                process.kill()
        return Ended(process.returncode, stdout, stderr)

    @contextmanager
    def terminal(self, *arguments: str, **variables: str) -> Iterator["Terminal"]:
        """Run a command with a terminal as its input and stderr; stdout is a pipe."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [*_COMMAND, *arguments],
            env=self._environment(variables),
            cwd=_ROOT,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
            # Without a session of its own it could ask at the terminal that runs the tests.
            start_new_session=True,
        ) as process:
            os.close(theirs)
            try:
                yield Terminal(process, ours)
            finally:
                process.kill()
                os.close(ours)

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "OTP_GUI_HOME": str(self.home),
            **self.variables,
            **variables,
        }


@dataclass(slots=True)
class Terminal:
    """The person's side of a terminal."""

    process: subprocess.Popen[str]
    descriptor: int
    shown: str = ""

    def wait_for(self, text: str) -> None:
        """Read what is shown until ``text`` is."""
        while text not in self.shown:
            seen = self._read()
            assert seen, f"the command ended, having shown: {self.shown}"

    def type(self, text: str) -> None:
        """Type something."""
        os.write(self.descriptor, text.encode())

    def end(self) -> Ended:
        """Read on to the end of the command."""
        while self._read():
            pass
        assert self.process.stdout is not None
        stdout = self.process.stdout.read()
        return Ended(self.process.wait(PATIENCE_SECONDS), stdout, self.shown)

    def _read(self) -> str:
        try:
            seen = os.read(self.descriptor, 4096).decode(errors="replace")
        except OSError:  # Linux says so when the other side is closed
            return ""
        self.shown += seen
        return seen


def login(number: int) -> tuple[str, ...]:
    """Return the arguments for a session of the sandbox."""
    return (f"00000000-0000-4000-8000-{number:012}", "--recipient", f"+799900000{number:02}")


def add_environment(console: Console, base_url: str) -> None:
    """Let the console know an environment ``local`` that asks before it completes."""
    added = console("env", "add", "local", "--base-url", base_url, "--confirm")
    assert added.code == 0, added.stderr


def heard_by(listening: socket.socket) -> socket.socket:
    """Wait until a client has said something, and return the open connection."""
    connection, _client = listening.accept()
    connection.settimeout(PATIENCE_SECONDS)
    assert connection.recv(4096)
    return connection
