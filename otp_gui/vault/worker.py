"""Runs calls that may never return, one at a time, on a daemon thread."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final, TypeVar

_T = TypeVar("_T")
_MOMENT_SECONDS: Final = 0.25
"""So long a call waits behind one that was given up: it may have just got its answer."""


class _Job:
    """One call, and the future of whoever waits for it; given up once that future is done."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self._loop.create_future()
        self.is_overdue = False
        """Whether it has been waited for long enough."""

    def run(self) -> None:
        """Make the call and hand its result to the waiting loop; on the worker's thread."""
        result: object = None
        failure: Exception | None = None
        try:
            result = self._call()
        except Exception as error:  # noqa: BLE001 - it is raised where the call is awaited
            failure = error
        # A closed loop means that nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._deliver, result, failure)

    def _deliver(self, result: object, failure: Exception | None) -> None:
        if self.future.done():
            return
        if failure is not None:
            self.future.set_exception(failure)
        else:
            self.future.set_result(result)


class Worker:
    """A queue with at most one daemon thread behind it, on any asyncio loop.

    A call that hangs holds the thread and nothing else: later calls wait in the queue within their
    own limits and leave it when these are over, so that neither threads nor calls pile up, and a
    call that was given up is not made behind the caller's back later. Once a call has hung for as
    long as its caller waits, the next ones are refused at once until it returns: nobody waits twice
    for the same thing. The thread ends when the queue is empty. It is a daemon because
    ``asyncio.to_thread`` would hold up the exit of the process for as long as a call hangs.
    """

    def __init__(self, name: str) -> None:
        self._name: Final = name
        self._lock: Final = threading.Lock()
        self._jobs: Final[deque[_Job]] = deque()
        self._running = False
        self._current: _Job | None = None

    async def run(self, call: Callable[[], _T], limit_seconds: float) -> _T:
        """Make ``call`` on the thread and return its result, or raise its exception.

        :raises TimeoutError: after ``limit_seconds``, the wait in the queue included; sooner while
            a call hangs that was given up for that reason.
        """
        if self._hangs():
            limit_seconds = min(limit_seconds, _MOMENT_SECONDS)
        job = _Job(call)
        self._submit(job)
        try:
            async with asyncio.timeout(limit_seconds):
                result: _T = await job.future
                return result
        except TimeoutError:
            # Unless it is the call itself that has raised it.
            job.is_overdue = job.future.cancelled()
            raise
        finally:
            self._withdraw(job)

    def _hangs(self) -> bool:
        with self._lock:
            return self._current is not None and self._current.is_overdue

    def _submit(self, job: _Job) -> None:
        with self._lock:
            self._jobs.append(job)
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def _withdraw(self, job: _Job) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._jobs.remove(job)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job.run()

    def _next(self) -> _Job | None:
        with self._lock:
            self._current = self._jobs.popleft() if self._jobs else None
            self._running = self._current is not None
            return self._current
