"""Runs ``otp-check`` as a process of its own, as a script or a person at a terminal does."""

import os
import pty
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

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
# A session that nobody's terminal is in gets the one that it asks for. Whoever runs the tests under
# nohup ignores that it closes, for them all.
_AT_ITS_TERMINAL: Final = """
import fcntl, signal, termios
signal.signal(signal.SIGHUP, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
"""
_DISOWNED: Final = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
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
    def terminal(
        self, *arguments: str, columns: int = 80, disowned: bool = False, **variables: str
    ) -> Iterator["Terminal"]:
        """Run a command with a terminal as its input and stderr; stdout is a pipe.

        It is told when the terminal goes away, unless it was ``disowned`` by its shell.
        """
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, columns))
        script = _AT_ITS_TERMINAL + (_DISOWNED if disowned else "") + _SCRIPT
        with subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
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
            terminal = Terminal(process, ours)
            try:
                yield terminal
            finally:
                process.kill()
                terminal.go_away()

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

    @property
    def lines(self) -> list[str]:
        """What stands on each line by now, without what was overwritten there and colours."""
        return [_overwritten(line) for line in click.unstyle(self.shown).split("\n")]

    def wait_for(self, text: str) -> None:
        """Read what is shown until ``text`` is."""
        while text not in self.shown:
            seen = self._read()
            assert seen, f"the command ended, having shown: {self.shown}"

    def type(self, text: str) -> None:
        """Type something."""
        os.write(self.descriptor, text.encode())

    def go_away(self) -> None:
        """Close the terminal, as the end of a connection does."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            # Whatever is opened next has the number that was this one's.
            self.descriptor = -1

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


def _overwritten(line: str) -> str:
    stands = ""
    for part in line.rstrip("\r").split("\r"):
        stands = part + stands[len(part) :]
    return stands.rstrip()


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


@contextmanager
def taking_nothing(how: str) -> Iterator[int | None]:
    """Give a descriptor that cannot be written to, or None for a stream that is closed."""
    if how == "closed":
        yield None
        return
    if how == "full":
        descriptor = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, descriptor = os.pipe()
        os.close(reader)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
