"""A run of the console: Ctrl+C ends it in order, and once more at once."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from otp_gui.bootstrap import Parts
from otp_gui.cli.output import say
from otp_gui.domain.batch import BatchRow
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import tr
from otp_gui.services.batch import RunResult

Begin = Callable[[], Coroutine[Any, Any, RunResult]]


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over, with all of its rows."""

    result: RunResult
    rows: Sequence[BatchRow]
    unread: Phrase | None = None
    """Why ``rows`` could not be read."""


async def made(parts: Parts, begin: Begin) -> Ended:
    """Make a run to its end, whatever interrupts it, and read what came of its rows."""
    task = asyncio.ensure_future(begin())
    with _interrupts(task):
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError:
                _uncancel()
                _stop(task)
    result = task.result()
    if result.run is None:
        return Ended(result, ())
    try:
        return Ended(result, await parts.batch.service.rows(result.run.uid))
    except StoreError as error:
        return Ended(result, (), error.explanation)


def _uncancel() -> None:
    current = asyncio.current_task()
    if current is not None:
        current.uncancel()


def _stop(task: asyncio.Task[RunResult]) -> None:
    say(tr("Stopping: calls in flight are finished. Once more gives them up."))
    task.cancel()


@contextmanager
def _interrupts(task: asyncio.Task[RunResult]) -> Iterator[None]:
    """Have Ctrl+C, and a polite end of the process, end the run and not what comes after it."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            loop.add_signal_handler(number, _stop, task)
    except NotImplementedError:
        # On Windows there are no such handlers; the runner then cancels the task that waits here.
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
