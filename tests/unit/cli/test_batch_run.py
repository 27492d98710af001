"""A run of the console, and the signals that ask it to end."""

import asyncio
import os
import signal
from types import FrameType
from typing import TYPE_CHECKING, cast

from otp_gui.cli.batch_run import made
from otp_gui.services.batch import RunResult

if TYPE_CHECKING:
    from otp_gui.bootstrap import Parts

NO_PARTS = cast("Parts", None)
"""A run that never began asks for none."""


def test_a_terminal_that_has_gone_cannot_end_what_comes_after_its_run_either() -> None:
    heard: list[int] = []
    gone = asyncio.Event()

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        gone.set()

    async def hung_up() -> RunResult:
        os.kill(os.getpid(), signal.SIGHUP)
        try:
            await gone.wait()
        except asyncio.CancelledError:
            return RunResult(None)
        raise AssertionError("the run was not asked to end")

    of_the_tests = signal.signal(signal.SIGHUP, hear)
    try:
        asyncio.run(made(NO_PARTS, hung_up))
        os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, of_the_tests)
    assert heard == []
