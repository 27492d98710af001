"""What the tests of the real window share, and those of the real console."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from tests.e2e.console import PATIENCE_SECONDS, Console, add_environment
from tests.e2e.desktop import Desktop, desktop


@pytest.fixture(scope="module", name="desktop")
def _desktop() -> Iterator[Desktop]:
    """Share one desktop among a module's programs; their files and logins are their own."""
    with desktop() as made:
        yield made


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path / "home")


@pytest.fixture
def server(console: Console) -> Iterator[SandboxHost]:
    """Run a sandbox that the console knows as ``local`` (asks first) and has a token for."""
    host = SandboxHost()
    base_url = asyncio.run(host.start())
    add_environment(console, base_url)
    console.variables["OTP_GUI_TOKEN"] = SANDBOX_TOKEN
    yield host
    asyncio.run(host.stop())


@pytest.fixture
def listener(console: Console) -> Iterator[socket.socket]:
    """Listen as a server that never answers; the console knows it as ``local``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE_SECONDS)
        console.variables["OTP_GUI_TOKEN"] = "made-up-token"
        yield listening
