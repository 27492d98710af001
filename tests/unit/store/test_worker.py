import asyncio
import logging
import threading
from collections.abc import Iterator

import pytest

from otp_gui.store.worker import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test")
    yield worker
    worker.stop()


async def test_calls_are_made_in_order_on_one_daemon_thread(worker: Worker) -> None:
    threads = [await worker.run(threading.current_thread) for _ in range(3)]

    assert len(set(threads)) == 1
    assert threads[0].daemon
    assert threads[0] is not threading.current_thread()


async def test_exception_is_raised_where_the_call_is_awaited(worker: Worker) -> None:
    def fail() -> None:
        raise KeyError("a")

    with pytest.raises(KeyError):
        await worker.run(fail)


async def test_cancelled_call_is_still_made(worker: Worker) -> None:
    made: list[str] = []
    gate = threading.Event()
    worker.post(lambda: _wait(gate))
    task = asyncio.ensure_future(worker.run(lambda: made.append("written")))
    await asyncio.sleep(0)
    task.cancel()
    gate.set()
    await worker.run(lambda: None)

    assert task.cancelled()
    assert made == ["written"]


async def test_cancelled_droppable_call_is_not_begun(worker: Worker) -> None:
    made: list[str] = []
    gate = threading.Event()
    worker.post(lambda: _wait(gate))
    task = asyncio.ensure_future(worker.run(lambda: made.append("read"), droppable=True))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    await worker.run(lambda: None)

    assert made == []


async def test_failure_of_a_posted_call_is_logged_and_ends_nothing(
    worker: Worker, logged_errors: list[logging.LogRecord]
) -> None:
    worker.post(_fail)

    assert await worker.run(lambda: "alive") == "alive"
    assert [record.name for record in logged_errors] == ["otp_gui.store.worker"]
    logged_errors.clear()


def test_calls_of_several_loops_are_served(worker: Worker) -> None:
    async def use() -> str:
        return await worker.run(lambda: "served")

    assert [asyncio.run(use()) for _ in range(2)] == ["served", "served"]


def test_closed_loop_is_nobody_to_tell(worker: Worker) -> None:
    gate = threading.Event()

    async def leave() -> None:
        asyncio.ensure_future(worker.run(lambda: _wait(gate)))  # noqa: RUF006 - left on purpose
        await asyncio.sleep(0)

    async def use() -> str:
        return await worker.run(lambda: "alive")

    asyncio.run(leave())
    gate.set()

    assert asyncio.run(use()) == "alive"


async def test_stopped_worker_takes_no_calls_and_ends_its_thread(worker: Worker) -> None:
    thread = await worker.run(threading.current_thread)
    worker.stop()

    with pytest.raises(RuntimeError, match="closed"):
        await worker.run(lambda: None)
    thread.join()


def _wait(gate: threading.Event) -> None:
    gate.wait()


def _fail() -> None:
    raise ValueError("made up")
