"""The only creator of asyncio tasks in the window.

The loop is Qt's own (qasync), so whatever a task does after an ``await`` happens on the UI thread.
"""

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from otp_gui.threads import DaemonExecutor

_T = TypeVar("_T")
_THREADS: Final = DaemonExecutor()
_log = logging.getLogger(__name__)


class Slot:
    """Room for one task at a time: whoever comes second is refused."""

    def __init__(
        self, start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None] | None]
    ) -> None:
        self._start = start
        self._task: asyncio.Task[None] | None = None

    def take(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Start ``work``, unless a task is running; tell whether it was started.

        The guard holds from this very call on, while the body of ``work`` begins on the loop's next
        turn only: a second click in between must find the door closed.
        """
        if self._task is not None:
            return False

        async def alone() -> None:
            try:
                await work()
            finally:
                # With its last step, not a turn of the loop later, as the task's own callback
                # comes: who hears of the end may start the next one at once.
                self._task = None

        self._task = self._start(alone())
        if self._task is not None:
            self._task.add_done_callback(self._on_done)
        return self._task is not None

    @property
    def is_taken(self) -> bool:
        """Whether a task runs."""
        return self._task is not None

    def cancel(self) -> None:
        """Cancel the task, if there is one; it ends in its own time."""
        if self._task is not None:
            self._task.cancel()

    def _on_done(self, task: asyncio.Task[None]) -> None:
        """Free the room after a task that was cancelled before it had begun."""
        if task is self._task:
            self._task = None


class Tasks(QObject):
    """Starts, holds and ends the tasks of one window.

    Besides any number of small ones there is at most one *action*: the thing that the user has
    asked for and may cancel; other parts have slots of their own. ``bug_found`` carries the class
    name of an exception that nobody foresaw; its text may hold a token or a phone number, so it
    goes nowhere.
    """

    bug_found = Signal(str)

    def __init__(self, loop: asyncio.AbstractEventLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = loop
        self._running: set[asyncio.Task[None]] = set()
        self._action = self.slot()
        self._closing = False

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Start ``work`` and hold it until it ends; once closing, nothing starts any more."""
        self._start(work)

    def slot(self) -> Slot:
        """Return room for one task at a time, beside the action."""
        return Slot(self._start)

    def act(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Start the one action, unless one is running; tell whether it was started."""
        return self._action.take(work)

    @property
    def is_acting(self) -> bool:
        """Whether an action runs."""
        return self._action.is_taken

    def cancel_action(self) -> None:
        """Cancel the running action, if there is one; it ends in its own time."""
        self._action.cancel()

    async def close(self) -> None:
        """Start nothing more, cancel what runs and wait until all of it has ended."""
        self._closing = True
        for task in self._running:
            task.cancel()
        while self._running:
            await asyncio.wait(self._running)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
        if self._closing:
            work.close()
            return None
        task = self._loop.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._on_done)
        return task

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.report(error)

    def report(self, error: BaseException) -> None:
        """Note a bug: its class and where it happened to the log, its class to the user."""
        name = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
        _log.error("bug: %s at %s", name, where)
        self.bug_found.emit(name)


async def on_thread(work: Callable[[], _T]) -> _T:
    """Run blocking ``work`` on a thread of its own and return what it returns, or raise.

    A disk or an import that hangs does not hold the exit of the process. Cancelling stops the
    waiting, not the work.
    """
    return await asyncio.wrap_future(_THREADS.submit(work))
