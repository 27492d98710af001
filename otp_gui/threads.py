"""Threads that never hold up the exit of the process."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class DaemonExecutor(ThreadPoolExecutor):
    """Runs each call on a daemon thread of its own; for ``loop.set_default_executor``.

    asyncio hands name look-ups and :func:`asyncio.to_thread` to the loop's default executor, and
    the exit waits for that executor's threads: a resolver that hangs would keep a process alive
    that has long told its answer. It is a ``ThreadPoolExecutor`` because asyncio asks for one.
    """

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Start ``fn`` and return the future of its result."""
        future: Future[_T] = Future()
        # From here on cancelling the waiting side leaves the future to the thread.
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - raised where it is awaited
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future
