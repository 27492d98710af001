import asyncio
import logging
import os
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from otp_gui.sandbox.scenarios import SILENT_SECONDS, catalogue
from otp_gui.sandbox.server import SeenRequest
from tests.unit.sandbox.conftest import arrival

SILENT = next(s for s in catalogue() if s.delay_seconds == SILENT_SECONDS)


def sandbox_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "sandbox"]


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_it_answers_as_soon_as_it_has_started_and_no_more_once_it_has_stopped() -> None:
    host = SandboxHost()
    base_url = await host.start()
    port = httpx.URL(base_url).port
    assert port is not None
    assert base_url == f"http://127.0.0.1:{port}/api/n/otp-handler"
    told = [host.base_url]
    assert accepts(port)
    await host.stop()
    assert not accepts(port)
    assert [*told, host.base_url] == [base_url, None]
    assert sandbox_threads() == []


async def test_starting_twice_gives_one_server() -> None:
    host = SandboxHost()
    assert len({*await asyncio.gather(host.start(), host.start()), await host.start()}) == 1
    assert sandbox_threads() == ["sandbox"]
    await host.stop()


async def test_stopping_what_does_not_run_is_no_error() -> None:
    host = SandboxHost()
    await host.stop()
    await host.start()
    await host.stop()
    await host.stop()


async def test_a_new_start_forgets_the_sessions_and_the_requests_of_the_last() -> None:
    host = SandboxHost()
    confirmed = host.sessions()[0]
    said = []
    for _ in range(2):
        base_url = await host.start()
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.post(
                f"{base_url}/{confirmed.request_id}/checkStatusAndComplete",
                params={"recipient": confirmed.recipient},
                headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
            )
        said.append(response.json()["success"])
        assert len(host.requests) == 1
        await host.stop()
    assert said == [True, True]


async def test_a_chosen_port_is_used_and_a_taken_one_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            await SandboxHost().start(port)
    host = SandboxHost()
    assert f":{port}/" in await host.start(port)
    await host.stop()


async def test_it_records_what_arrived_whatever_was_asked_for() -> None:
    host = SandboxHost()
    base_url = await host.start()
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.post(
            f"{base_url}/a%2Fb/checkStatusAndComplete", params={"recipient": "+79990000001"}
        )
        await client.get(f"{base_url}/elsewhere")
    await host.stop()
    assert host.requests == (
        SeenRequest("POST", "/api/n/otp-handler/a%2Fb/checkStatusAndComplete", "+79990000001"),
        SeenRequest("GET", "/api/n/otp-handler/elsewhere", None),
    )


async def test_stopping_breaks_off_a_call_that_is_still_held_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    host = SandboxHost()
    base_url = await host.start()
    async with httpx.AsyncClient(trust_env=False) as client:
        call = asyncio.create_task(
            client.post(
                f"{base_url}/{SILENT.request_id}/checkStatusAndComplete",
                params={"recipient": SILENT.recipient},
                headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
                timeout=30,
            )
        )
        await arrival(host)
        await host.stop()
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await call
    assert sandbox_threads() == []
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_its_own_log_lines_name_no_phone_number_and_no_token(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    host = SandboxHost(pace=0)
    base_url = await host.start()
    async with httpx.AsyncClient(trust_env=False) as client:
        for session in host.sessions():
            request = client.build_request(
                "POST",
                f"{base_url}/{session.request_id}/checkStatusAndComplete",
                params={"recipient": session.recipient},
                headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
            )
            try:
                await client.send(request)
            except httpx.TransportError:
                continue
    await host.stop()
    lines = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    assert any("server process" in line for line in lines)
    assert not [line for line in lines if "7999" in line or SANDBOX_TOKEN in line]


async def test_a_caller_that_gives_up_waiting_for_the_start_may_still_stop_it() -> None:
    host = SandboxHost()
    start = asyncio.create_task(host.start())
    await asyncio.sleep(0)
    start.cancel()
    await host.stop()
    assert start.cancelled()
    assert sandbox_threads() == []


async def test_the_callers_loop_may_stand_still_while_it_answers() -> None:
    host = SandboxHost()
    base_url = await host.start()
    # A blocking client on the very thread of the caller's loop: nobody else can serve it.
    response = httpx.get(f"{base_url}/x", trust_env=False)  # noqa: ASYNC210 - that is the point
    await host.stop()
    assert response.status_code == 404


def test_it_serves_a_window_whose_loop_is_qts() -> None:
    # A process of its own: what Qt leaves behind must not be collected on the server's thread.
    program = (
        "import asyncio, httpx, qasync\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from otp_gui.sandbox.host import SandboxHost\n"
        "async def main():\n"
        "    host = SandboxHost()\n"
        "    base_url = await host.start()\n"
        "    async with httpx.AsyncClient(trust_env=False) as client:\n"
        "        print((await client.get(f'{base_url}/x')).status_code)\n"
        "    await host.stop()\n"
        "app = QCoreApplication([])\n"
        "with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:\n"
        "    runner.run(main())\n"
    )
    assert output_of(program) == "404\n"


def test_a_process_that_forgets_to_stop_it_ends_quietly_all_the_same() -> None:
    program = (
        "import asyncio\n"
        "from otp_gui.sandbox.host import SandboxHost\n"
        "print(asyncio.run(SandboxHost().start()))\n"
    )
    assert output_of(program).startswith("http://127.0.0.1:")


def test_the_server_library_is_loaded_only_by_those_who_start_it() -> None:
    program = (
        "import sys\n"
        "import otp_gui.sandbox.host\n"
        "print([m for m in ('starlette', 'uvicorn', 'h11') if m in sys.modules])\n"
    )
    assert output_of(program) == "[]\n"


def output_of(program: str) -> str:
    """Run a program that is to end well and to write nothing to its standard error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "QT_API": "pyside6"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout
