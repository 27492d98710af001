"""The window against a server of the test's own, which counts what reaches it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from tests.e2e.desktop import PROVISIONED, Desktop, Window, login, provision, window

CONFIRMED, WAITING, SILENT = 1, 2, 41


@pytest.fixture
def server() -> Iterator[SandboxHost]:
    host = SandboxHost()
    asyncio.run(host.start())
    yield host
    asyncio.run(host.stop())


def store_token(shown: Window) -> None:
    """Give the environment its token, through the window's own dialog."""
    shown.wait_for("tokenStatus", "No token")
    shown.click("tokenButton")
    shown.turn_to("Token")
    shown.click("tokenEdit")
    shown.hands.type(f"Bearer {SANDBOX_TOKEN}")
    shown.click("storeTokenButton")
    shown.wait_for("tokenStatus", "Token stored")
    shown.click("closeButton")
    shown.wait_until_gone("tokenEdit")
    shown.turn_to()


def test_two_presses_at_once_send_one_request(
    desktop: Desktop, home: Path, server: SandboxHost
) -> None:
    provision(home, "double", str(server.base_url))
    with window(desktop, home, "--lang", "en") as shown:
        store_token(shown)
        shown.fill(*login(SILENT))
        shown.hands.press("ctrl+Return", "ctrl+Return", "ctrl+KP_Enter")
        shown.wait_for("runningPhase", "Waiting for the answer")
        shown.hands.press("ctrl+Return")
        shown.hands.press("Escape")
        shown.turn_to("Stop waiting")
        shown.click("acceptButton")
        shown.wait_for_rows("unknown")
        assert (shown.close(), shown.program.printed) == (0, "")
    (seen,) = server.requests
    assert (seen.method, seen.recipient) == ("POST", login(SILENT)[1])
    assert f"/{login(SILENT)[0]}/" in seen.path


def test_a_confirmation_that_is_not_given_sends_nothing(
    desktop: Desktop, home: Path, server: SandboxHost
) -> None:
    provision(home, "guarded", str(server.base_url), confirm=True)
    with window(desktop, home, "--lang", "en") as shown:
        store_token(shown)
        shown.fill(*login(CONFIRMED))
        for refusal in ("Return", "Escape"):
            shown.hands.press("ctrl+Return")
            shown.turn_to("Complete this login")
            shown.hands.press(refusal)
            shown.wait_until_gone("acceptButton")
            shown.turn_to()
        assert (shown.rows(), server.requests) == ([], ())

        shown.hands.press("ctrl+Return")
        shown.turn_to("Complete this login")
        shown.click("acceptButton")
        shown.wait_for_rows("success")
        assert (shown.close(), shown.program.printed) == (0, "")
    assert (len(shown.rows()), len(server.requests)) == (1, 1)


def test_two_windows_send_one_request_for_one_login(
    desktop: Desktop, home: Path, tmp_path: Path, server: SandboxHost
) -> None:
    # As on two computers, over files that they share: on one there is one window.
    elsewhere = tmp_path / "run"
    elsewhere.mkdir(0o700)
    provision(home, "two-windows", str(server.base_url))
    with window(desktop, home, "--lang", "en") as first:
        store_token(first)
        first.fill(*login(SILENT))
        first.hands.press("ctrl+Return")
        first.wait_for("runningPhase", "Waiting for the answer")
        with window(desktop, home, "--lang", "en", XDG_RUNTIME_DIR=str(elsewhere)) as second:
            second.fill(*login(SILENT))
            second.hands.press("ctrl+Return")
            second.turn_to("This login is being checked already")
            second.hands.press("Return")
            second.wait_until_gone("rejectButton")
            assert (second.close(), second.program.printed) == (0, "")
        assert [row.verdict for row in first.rows()] == ["running"]
    assert len(server.requests) == 1


def test_a_token_survives_a_restart_in_the_keyring_and_is_in_no_file(
    desktop: Desktop, home: Path, server: SandboxHost
) -> None:
    provision(home, "restarted", str(server.base_url))
    with window(desktop, home, "--lang", "en") as first:
        store_token(first)
        assert (first.close(), first.program.printed) == (0, "")
    with window(desktop, home, "--lang", "en") as second:
        second.wait_for("tokenStatus", f"…{SANDBOX_TOKEN[-4:]}")
        second.fill(*login(WAITING))
        second.hands.press("ctrl+Return")
        second.wait_for_rows("not_completed")
        assert (second.close(), second.program.printed) == (0, "")
    for path in home.rglob("*"):
        assert not path.is_file() or SANDBOX_TOKEN.encode() not in path.read_bytes(), path
    assert PROVISIONED in under(home).environments.read_text("utf-8")
