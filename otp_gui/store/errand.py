"""A long piece of work on a thread of its own, which tells how far it is and can be given up."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeVar

from otp_gui.store.worker import Worker

_T = TypeVar("_T")
Told = Callable[[int, int | None], None]


class GivenUpError(Exception):
    """Nobody waits for the errand any more."""


class Errand:
    """What the work holds on to; for its own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, told: Told) -> None:
        self._loop: Final = loop
        self._told: Final = told
        self._given_up: Final = threading.Event()

    def tell(self, done: int, total: int | None) -> None:
        """Tell how much is done; between two pieces of work, as it may be the last.

        :raises GivenUpError: where the work is to end and clean up.
        """
        if self._given_up.is_set():
            raise GivenUpError
        # A closed loop means that nobody listens any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._told, done, total)

    def give_up(self) -> None:
        """Have the next :meth:`tell` end the work; for any thread."""
        self._given_up.set()


async def run(name: str, job: Callable[[Errand], _T], told: Told) -> _T:
    """Make ``job`` on a thread of its own, called ``name``, and return its result.

    Cancelling waits until the job has cleaned up.
    """
    worker = Worker(name)
    try:
        return await run_by(worker.run, job, told)
    finally:
        worker.stop()


async def run_by(
    start: Callable[[Callable[[], _T]], Coroutine[Any, Any, _T]],
    job: Callable[[Errand], _T],
    told: Told,
) -> _T:
    """Make ``job`` on the thread of ``start``; otherwise as :func:`run`."""
    errand = Errand(asyncio.get_running_loop(), told)
    work = asyncio.ensure_future(start(partial(job, errand)))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        errand.give_up()
        while not work.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({work})
        if not work.cancelled():
            # It may have been done just then, or have failed: neither is of interest any more.
            work.exception()
        raise
