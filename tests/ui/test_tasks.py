import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator

import pytest

from otp_gui.ui.tasks import Tasks, on_thread
from tests.ui.waiting import until


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    made = Tasks(asyncio.get_running_loop())
    yield made
    await made.close()


async def never() -> None:
    await asyncio.Event().wait()


async def test_a_task_survives_the_garbage_collector(tasks: Tasks) -> None:
    ended = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        gc.collect()
        ended.set()

    tasks.spawn(work())
    gc.collect()
    await asyncio.wait_for(ended.wait(), 5)


async def test_a_second_action_is_refused_before_the_first_has_begun(tasks: Tasks) -> None:
    begun: list[str] = []

    async def work(name: str) -> None:
        begun.append(name)
        await never()

    assert tasks.act(lambda: work("first"))
    assert not tasks.act(lambda: work("second"))
    await until(lambda: begun)
    assert begun == ["first"]
    assert not tasks.act(lambda: work("third"))


async def test_after_an_action_has_ended_another_may_begin(tasks: Tasks) -> None:
    assert tasks.act(lambda: asyncio.sleep(0))
    await until(lambda: not tasks.is_acting)
    assert tasks.act(never)


async def test_cancelling_ends_the_action_and_nothing_else(tasks: Tasks) -> None:
    ended: list[str] = []

    async def work(name: str) -> None:
        try:
            await never()
        finally:
            ended.append(name)

    tasks.spawn(work("other"))
    tasks.act(lambda: work("action"))
    await asyncio.sleep(0)
    tasks.cancel_action()
    await until(lambda: not tasks.is_acting)
    assert ended == ["action"]


async def test_cancelling_without_an_action_does_nothing(tasks: Tasks) -> None:
    tasks.cancel_action()
    assert not tasks.is_acting


async def test_closing_waits_for_what_a_task_does_when_cancelled() -> None:
    tasks = Tasks(asyncio.get_running_loop())
    written: list[str] = []

    async def work() -> None:
        try:
            await never()
        finally:
            await asyncio.sleep(0)
            written.append("row")

    tasks.act(work)
    await asyncio.sleep(0)
    await tasks.close()
    assert written == ["row"]


async def test_once_closing_nothing_starts() -> None:
    tasks = Tasks(asyncio.get_running_loop())
    await tasks.close()
    begun: list[str] = []

    async def work() -> None:
        begun.append("late")

    tasks.spawn(work())
    assert not tasks.act(work)
    await asyncio.sleep(0)
    assert begun == []


async def test_a_bug_is_told_by_its_class_alone(
    tasks: Tasks, logged_errors: list[logging.LogRecord]
) -> None:
    told: list[str] = []
    tasks.bug_found.connect(told.append)

    async def work() -> None:
        raise ValueError("made-up-token-9f3c +79990001122")

    tasks.spawn(work())
    await until(lambda: told)
    assert told == ["ValueError"]
    (record,) = logged_errors
    message = record.getMessage()
    assert "ValueError" in message
    assert "test_tasks.py" in message
    assert "9f3c" not in message
    assert "7999" not in message
    assert record.exc_info is None
    logged_errors.clear()


async def test_after_a_bug_the_action_is_over(
    tasks: Tasks, logged_errors: list[logging.LogRecord]
) -> None:
    async def work() -> None:
        raise KeyError

    tasks.act(work)
    await until(lambda: not tasks.is_acting)
    assert tasks.act(never)
    logged_errors.clear()


async def test_blocking_work_leaves_the_loop_free() -> None:
    free = threading.Event()
    asyncio.get_running_loop().call_soon(free.set)
    assert await on_thread(lambda: free.wait(5))


async def test_what_blocking_work_raises_is_raised_where_it_is_awaited() -> None:
    def work() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await on_thread(work)


async def test_blocking_work_may_outlive_whoever_waited_for_it() -> None:
    go_on, threads = threading.Event(), threading.active_count()
    waiting = asyncio.ensure_future(on_thread(lambda: go_on.wait(5)))
    await until(lambda: threading.active_count() > threads)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await until(lambda: threading.active_count() == threads)


async def test_a_thread_that_hangs_does_not_hold_the_exit() -> None:
    go_on = threading.Event()
    waiting = asyncio.ensure_future(on_thread(lambda: go_on.wait(5)))
    await asyncio.sleep(0)
    (thread,) = (t for t in threading.enumerate() if t.name.endswith("(run)"))
    assert thread.daemon
    go_on.set()
    await waiting


async def test_who_hears_of_an_actions_end_may_start_the_next_one_at_once() -> None:
    tasks = Tasks(asyncio.get_running_loop())
    ended = asyncio.Event()
    started: list[bool] = []

    async def first() -> None:
        ended.set()

    async def second() -> None:
        pass

    async def listener() -> None:
        await ended.wait()
        started.append(tasks.act(second))

    tasks.spawn(listener())
    assert tasks.act(first)
    await until(lambda: started)
    assert started == [True]
    await tasks.close()


async def test_another_slot_goes_on_beside_the_action_and_takes_one_task_at_a_time(
    tasks: Tasks,
) -> None:
    slot = tasks.slot()
    assert tasks.act(never)
    assert slot.take(never)
    assert not slot.take(never)
    slot.cancel()
    await until(lambda: not slot.is_taken)
    assert tasks.is_acting
    assert slot.take(never)


async def test_a_slot_is_free_after_a_task_that_was_cancelled_before_it_began(
    tasks: Tasks,
) -> None:
    slot = tasks.slot()
    assert slot.take(never)
    slot.cancel()
    await until(lambda: not slot.is_taken)


async def test_once_closing_no_slot_takes_anything() -> None:
    tasks = Tasks(asyncio.get_running_loop())
    slot = tasks.slot()
    await tasks.close()
    assert not slot.take(never)
    assert not slot.is_taken
