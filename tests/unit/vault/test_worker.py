import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from textwrap import dedent

import pytest

from otp_gui.vault.worker import Worker

NAME = "worker under test"


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == NAME]


@pytest.fixture
def answer() -> Iterator[threading.Event]:
    """Lets a call that waits for it return; at the end every call has."""
    event = threading.Event()
    yield event
    event.set()
    for thread in threads():
        thread.join()


async def test_a_result_comes_from_another_thread() -> None:
    assert await Worker(NAME).run(threading.current_thread, 10) is not threading.current_thread()


async def test_an_exception_is_raised_where_the_call_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await Worker(NAME).run(lambda: 1 // 0, 10)


async def test_a_call_that_hangs_is_given_up(answer: threading.Event) -> None:
    with pytest.raises(TimeoutError):
        await Worker(NAME).run(answer.wait, 0.01)


async def test_calls_behind_one_that_hangs_take_no_threads_and_are_not_made_later(
    answer: threading.Event,
) -> None:
    worker = Worker(NAME)
    made: list[int] = []
    calls: list[Callable[[], object]] = [answer.wait]
    calls += [partial(made.append, number) for number in range(20)]
    waiting = [worker.run(call, 0.01) for call in calls]
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(result) for result in results} == {TimeoutError}
    assert len(threads()) == 1
    answer.set()
    assert await worker.run(lambda: "alive", 10) == "alive"
    assert made == []


async def test_nobody_waits_twice_for_what_hangs(answer: threading.Event) -> None:
    worker = Worker(NAME)
    with pytest.raises(TimeoutError):
        await worker.run(answer.wait, 0.01)
    second = asyncio.ensure_future(worker.run(lambda: "made", 3_600))
    await asyncio.wait({second}, timeout=60)
    with pytest.raises(TimeoutError):
        second.result()
    answer.set()
    for thread in threads():
        thread.join()
    assert await worker.run(lambda: "made", 10) == "made"


async def test_who_gives_up_a_call_himself_leaves_the_next_one_its_time(
    answer: threading.Event,
) -> None:
    worker = Worker(NAME)
    given_up = asyncio.ensure_future(worker.run(answer.wait, 10))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert not worker._hangs()
    answer.set()
    assert await worker.run(lambda: "made", 10) == "made"


async def test_a_cancelled_call_is_not_made(answer: threading.Event) -> None:
    worker = Worker(NAME)
    made: list[str] = []
    hanging = asyncio.ensure_future(worker.run(answer.wait, 10))
    behind = asyncio.ensure_future(worker.run(lambda: made.append("made"), 10))
    await asyncio.sleep(0)
    behind.cancel()
    with pytest.raises(asyncio.CancelledError):
        await behind
    answer.set()
    assert await hanging
    await worker.run(lambda: None, 10)
    assert made == []


async def test_calls_are_made_in_order() -> None:
    worker = Worker(NAME)
    made: list[int] = []
    await asyncio.gather(*(worker.run(partial(made.append, n), 10) for n in range(50)))
    assert made == list(range(50))


def test_one_worker_serves_one_loop_after_another(answer: threading.Event) -> None:
    worker = Worker(NAME)
    with pytest.raises(TimeoutError):
        asyncio.run(worker.run(answer.wait, 0.01))
    # The first loop is closed now; the answer that comes too late must not hurt the second one.
    answer.set()
    assert asyncio.run(worker.run(lambda: 42, 10)) == 42


def test_a_call_that_hangs_does_not_hold_up_the_exit() -> None:
    script = """
        import asyncio, contextlib, threading
        from otp_gui.vault.worker import Worker
        with contextlib.suppress(TimeoutError):
            asyncio.run(Worker("hung").run(threading.Event().wait, 0.01))
        print("over")
    """
    assert _output_of(script) == "over\n"


def test_it_works_on_the_loop_of_qt() -> None:
    script = """
        import asyncio, threading
        from PySide6.QtCore import QCoreApplication
        import qasync
        from otp_gui.vault.worker import Worker

        async def main():
            worker = Worker("qt")
            print(await worker.run(lambda: "answered", 60))
            try:
                await worker.run(threading.Event().wait, 0.01)
            except TimeoutError:
                print("given up")

        app = QCoreApplication([])
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
            runner.run(main())
    """
    assert _output_of(script) == "answered\ngiven up\n"


def _output_of(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
