"""The one thread on which the history file is touched."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

_T = TypeVar("_T")
_Job = Callable[[], None]

_log: Final = logging.getLogger(__name__)


class Worker:
    """Runs calls one after another on a daemon thread, for any number of asyncio loops.

    The thread is a daemon because ``asyncio.to_thread`` would hold up the exit of the process
    until a slow disk has answered.
    """

    def __init__(self, name: str) -> None:
        self._name: Final = name
        self._jobs: Final[queue.SimpleQueue[_Job | None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._urgent: Final[set[asyncio.Future[Any]]] = set()
        self._stopped = False

    @property
    def is_wanted(self) -> bool:
        """Whether an urgent call waits for its turn; for any thread."""
        return bool(self._urgent)

    async def run(
        self, call: Callable[[], _T], *, droppable: bool = False, urgent: bool = False
    ) -> _T:
        """Make ``call`` on the thread and return its result, or raise its exception.

        A cancelled wait leaves the call in the queue, unless it is ``droppable`` and has not begun.
        An ``urgent`` one keeps its place in the queue: see :attr:`is_wanted`.

        :raises RuntimeError: after :meth:`stop`.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()

        def job() -> None:
            self._urgent.discard(future)
            if droppable and future.cancelled():
                return
            deliver = _outcome_of(call, future)
            # A closed loop means that nobody waits any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(deliver)

        if urgent:
            self._urgent.add(future)
        self._put(job)
        return await future

    def post(self, call: Callable[[], None]) -> None:
        """Make ``call`` on the thread without waiting for it; what it raises is logged.

        :raises RuntimeError: after :meth:`stop`.
        """
        self._put(call)

    def stop(self) -> None:
        """Let the thread end once the queue is empty."""
        self._stopped = True
        if self._thread is not None:
            self._jobs.put(None)

    def _put(self, job: _Job) -> None:
        if self._stopped:
            raise RuntimeError(f"{self._name} is closed")
        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        for job in iter(self._jobs.get, None):
            try:
                job()
            except Exception:  # noqa: BLE001 - it must not end the thread, and is told
                _log.exception("%s: a call that nobody waits for failed", self._name)


def _outcome_of(call: Callable[[], _T], future: asyncio.Future[_T]) -> Callable[[], None]:
    """Make ``call`` and return what tells its end to ``future``, on the future's own thread."""
    settle: Callable[[Any], None]
    outcome: Any
    try:
        outcome = call()
        settle = future.set_result
    except Exception as error:  # noqa: BLE001 - it is raised where the call is awaited
        outcome = error
        settle = future.set_exception

    def deliver() -> None:
        if not future.done():
            settle(outcome)

    return deliver
