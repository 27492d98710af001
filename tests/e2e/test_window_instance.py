"""One window per user, as two real processes have it."""

import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop, Window, login, window
from tests.e2e.program import PATIENCE_SECONDS, running

WAITING, SILENT = 2, 41
DEMO = ("--demo", "--lang", "en")


@pytest.fixture
def shown(desktop: Desktop, home: Path) -> Iterator[Window]:
    """Start the window that later starts are led to."""
    with window(desktop, home, *DEMO) as opened:
        opened.widget("pasteButton")
        yield opened


def link(number: int, environment: str = "sandbox") -> str:
    """Return the link to the sandbox's session ``number``."""
    request_id, recipient = login(number)
    number_in_link = recipient.replace("+", "%2B")
    return f"otp-gui://inspect?requestId={request_id}&recipient={number_in_link}&env={environment}"


def start_again(desktop: Desktop, home: Path, *arguments: str) -> tuple[int, str]:
    """Start the program once more, wait for its end, and return its exit code and its output."""
    with running(*arguments, variables=desktop.readable(home)) as second:
        return second.end(), second.printed


def test_a_link_goes_to_the_window_that_is_open_and_sends_nothing(
    desktop: Desktop, home: Path, shown: Window
) -> None:
    assert start_again(desktop, home, "--demo", link(WAITING)) == (0, "")
    shown.wait_for("requestIdEdit", login(WAITING)[0])
    shown.wait_for("recipientEdit", login(WAITING)[1])
    shown.wait_for("pasteSummary", "Nothing was sent")
    assert start_again(desktop, home, "--demo", link(WAITING, "nowhere")) == (0, "")
    shown.wait_for("notice", "not in your list: nowhere")
    assert (shown.close(), shown.program.printed, shown.rows()) == (0, "", [])


def test_a_link_fills_the_window_that_it_opens(desktop: Desktop, home: Path) -> None:
    with window(desktop, home, *DEMO, link(WAITING)) as opened:
        opened.wait_for("requestIdEdit", login(WAITING)[0])
        assert (opened.close(), opened.program.printed, opened.rows()) == (0, "", [])


def test_a_start_without_a_link_shows_the_window_that_is_open(
    desktop: Desktop, home: Path, shown: Window
) -> None:
    assert start_again(desktop, home, "--demo") == (0, "")
    assert (shown.close(), shown.program.printed) == (0, "")


def test_a_link_does_not_touch_the_form_of_a_running_call(
    desktop: Desktop, home: Path, shown: Window
) -> None:
    shown.fill(*login(SILENT))
    shown.hands.press("ctrl+Return")
    shown.wait_for("runningPhase", "Waiting for the answer")
    assert start_again(desktop, home, "--demo", link(WAITING)) == (0, "")
    shown.wait_for("notice", "Something is running")
    assert login(SILENT)[0] in shown.wait_for("requestIdEdit")


def test_what_a_crash_leaves_keeps_no_window_from_being_the_one(
    desktop: Desktop, home: Path
) -> None:
    with window(desktop, home, *DEMO) as first:
        first.widget("pasteButton")
        first.program.kill()
    with window(desktop, home, *DEMO) as second:
        second.widget("pasteButton")
        assert start_again(desktop, home, "--demo", link(WAITING)) == (0, "")
        second.wait_for("requestIdEdit", login(WAITING)[0])
        assert (second.close(), second.program.printed) == (0, "")


def test_two_starts_at_once_end_in_one_window(desktop: Desktop, home: Path) -> None:
    variables = desktop.readable(home)
    with running(*DEMO, variables=variables) as one, running(*DEMO, variables=variables) as other:
        ready, _, _ = select.select([one.descriptor, other.descriptor], [], [], PATIENCE_SECONDS)
        (led,) = (program for program in (one, other) if program.descriptor in ready)
        assert led.end() == 0
        left = other if led is one else one
        assert led.printed == ""
        assert left.process.poll() is None


def test_a_window_that_hangs_does_not_keep_another_from_opening(
    desktop: Desktop, home: Path, shown: Window
) -> None:

    os.kill(shown.program.process.pid, signal.SIGSTOP)
    try:
        with window(desktop, home, *DEMO, link(WAITING)) as second:
            second.wait_for("requestIdEdit", login(WAITING)[0])
            assert (second.close(), second.program.printed) == (0, "")
    finally:
        os.kill(shown.program.process.pid, signal.SIGCONT)
