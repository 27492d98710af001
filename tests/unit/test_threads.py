"""A call that hangs holds nobody."""

import asyncio
import subprocess
import sys
import threading

import pytest

from otp_gui.threads import DaemonExecutor

# The process must end although its look-up never does.
_HANGING_LOOK_UP = """
import asyncio, socket, threading
from otp_gui.threads import DaemonExecutor

def never(*_args):
    threading.Event().wait()

socket.getaddrinfo = never

async def main():
    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonExecutor())
    try:
        await asyncio.wait_for(loop.getaddrinfo("host.invalid", 443), 0.1)
    except TimeoutError:
        print("gave up")

asyncio.run(main())
"""


def test_a_look_up_that_hangs_does_not_hold_the_exit() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HANGING_LOOK_UP],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "gave up\n", "")


async def test_a_result_comes_back_to_the_loop() -> None:
    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
    assert await asyncio.to_thread(lambda: threading.current_thread().daemon)


async def test_an_exception_is_raised_where_it_is_awaited() -> None:
    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 / 0)


async def test_giving_up_leaves_the_thread_to_finish() -> None:
    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
    go_on, ended = threading.Event(), threading.Event()

    def work() -> None:
        go_on.wait()
        ended.set()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.to_thread(work), 0.01)
    go_on.set()
    assert ended.wait(10)
