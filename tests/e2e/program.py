"""The tool as a process of its own, and the one place that waits for what it does."""

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeVar

import otp_gui

PATIENCE_SECONDS: Final = 30.0
_LOOK_AGAIN_MS: Final = 20
_ROOT: Final = Path(otp_gui.__file__).parents[1]
_T = TypeVar("_T")


class NotThereError(Exception):
    """What one looks for on the screen is not there, or not yet."""


@dataclass(frozen=True, slots=True)
class Program:
    """A running ``python -m otp_gui``."""

    process: "subprocess.Popen[bytes]"
    descriptor: int
    """Of the process; readable once it has ended."""
    output: IO[bytes]

    @property
    def printed(self) -> str:
        """What it has printed so far, to stdout and stderr."""
        length = os.fstat(self.output.fileno()).st_size
        # The program writes where this file stands, so nobody else may move in it.
        return os.pread(self.output.fileno(), length, 0).decode("utf-8", "replace")

    def until(self, condition: Callable[[], _T], what: str) -> _T:
        """Wait until ``condition`` holds, and return what it returned.

        A condition that raises :class:`NotThereError` does not hold. Fails, with what the program
        printed, once that has ended or PATIENCE_SECONDS have passed; ``what`` says what was missed.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        why = ""
        while True:
            ended = self._ended_within(_LOOK_AGAIN_MS if why else 0)
            try:
                if found := condition():
                    return found
                why = f"still {found!r}"
            except NotThereError as error:
                why = str(error)
            state = f"the program ended with {self.process.poll()}" if ended else "in vain"
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"waited for {what}: {state}; {why}\n{self.printed}")

    def end(self) -> int:
        """Wait until the process has ended, and return its exit code."""
        ended = self._ended_within(int(PATIENCE_SECONDS * 1000))
        assert ended, f"the program does not end\n{self.printed}"
        return self.process.wait()

    def kill(self) -> None:
        """End the process at once, as ``kill -9`` does."""
        self.process.kill()
        assert self.end() == -signal.SIGKILL

    def _ended_within(self, milliseconds: int) -> bool:
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        return bool(poll.poll(milliseconds))


@contextmanager
def running(*arguments: str, variables: Mapping[str, str]) -> Iterator[Program]:
    """Run ``python -m otp_gui`` with ``variables`` as all that it inherits, and end it."""
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            [sys.executable, "-m", "otp_gui", *arguments],
            cwd=_ROOT,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        ) as process,
    ):
        try:
            descriptor = os.pidfd_open(process.pid)
            try:
                yield Program(process, descriptor, output)
            finally:
                os.close(descriptor)
        finally:
            process.kill()
