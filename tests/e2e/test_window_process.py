"""The program as a user has it: a process of its own, keys and mouse, its files on the disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui.paths import under
from otp_gui.sandbox.place import BASE_PATH, SANDBOX_TOKEN
from tests.e2e.desktop import OPERATOR, Desktop, Row, Window, login, provision, window
from tests.e2e.program import running

CONFIRMED, WAITING, SILENT = 1, 2, 41
DEMO = ("--demo", "--lang", "en")
CYRILLIC = re.compile("[а-яё]")


@pytest.fixture
def patient(home: Path) -> None:
    """Let calls to the embedded sandbox wait for longer than any test does."""
    provision(home, "sandbox", f"http://127.0.0.1:0{BASE_PATH}", "sandbox")


@pytest.fixture
def shown(desktop: Desktop, home: Path) -> Iterator[Window]:
    """Start on the embedded sandbox."""
    with window(desktop, home, *DEMO) as opened:
        yield opened


def row(number: int, verdict: str, failure: str | None = None, status: int | None = 201) -> Row:
    """Return what the history is to hold of a check of the sandbox's session ``number``."""
    return Row(*login(number), "sandbox", verdict, failure, status, "gui", OPERATOR)


def begin_silent(shown: Window) -> None:
    """Begin a call that is never answered, and wait until it is out."""
    shown.fill(*login(SILENT))
    shown.hands.press("ctrl+Return")
    shown.wait_for("runningPhase", "Waiting for the answer")


def close_cleanly(shown: Window) -> None:
    """Close the window; the program has nothing to complain of."""
    assert (shown.close(), shown.program.printed) == (0, "")


def test_enter_inspects_and_ctrl_enter_completes_once(shown: Window) -> None:
    shown.fill(*login(WAITING))
    shown.wait_until_ready()
    shown.focus("completeButton")
    shown.hands.press("Return", "KP_Enter")
    shown.focus("recipientEdit")
    shown.hands.press("Return")
    shown.wait_for("resultHeadline", "SMS: code sent")

    shown.fill(*login(CONFIRMED))
    shown.hands.press("ctrl+Return")
    shown.wait_for("resultHeadline", "Login completed")
    # Pressed once too often: that is asked about, and Enter cancels.
    shown.hands.press("ctrl+Return")
    shown.focus("rejectButton")
    shown.hands.press("Return")
    close_cleanly(shown)
    *inspected, completed = shown.rows()
    assert [found.request_id for found in inspected] == [login(WAITING)[0]] * 2
    assert {found.http_status for found in inspected} == {200}
    assert completed == row(CONFIRMED, "success")


def test_the_history_is_there_after_a_restart_in_another_language(
    desktop: Desktop, home: Path
) -> None:
    with window(desktop, home, *DEMO) as first:
        first.fill(*login(CONFIRMED))
        first.hands.press("ctrl+KP_Enter")
        first.wait_for_rows("success")
        close_cleanly(first)
    with window(desktop, home, "--demo", "--lang", "ru") as second:
        second.wait_for("historyCount", "1 вызов")
        second.click_newest_row()
        assert CYRILLIC.search(second.wait_for("resultHeadline"))
        second.click("reuseButton")
        second.wait_until_ready()
        second.hands.press("ctrl+Return")
        second.wait_for_rows("success", "success")
        second.wait_for("historyCount", "2 вызова")
        second.hands.press("ctrl+q")
        assert (second.program.end(), second.program.printed) == (0, "")


@pytest.mark.usefixtures("patient")
def test_esc_asks_before_it_gives_up_a_call_that_was_sent(shown: Window) -> None:
    begin_silent(shown)
    shown.hands.press("Escape")
    shown.turn_to("Stop waiting")
    shown.hands.press("Return")
    shown.wait_until_gone("acceptButton")
    assert shown.rows() == [row(SILENT, "running", status=None)]

    shown.turn_to()
    shown.hands.press("Escape")
    shown.turn_to("Stop waiting")
    shown.click("acceptButton")
    assert shown.wait_for_rows("unknown") == [row(SILENT, "unknown", "cancelled", None)]
    close_cleanly(shown)


@pytest.mark.usefixtures("patient")
def test_closing_the_window_asks_while_a_call_is_out_and_keeps_its_record(shown: Window) -> None:
    begin_silent(shown)
    shown.hands.close(shown.turn_to())
    shown.turn_to("Stop waiting")
    shown.click("acceptButton")
    assert (shown.program.end(), shown.program.printed) == (0, "")
    assert shown.rows() == [row(SILENT, "unknown", "cancelled", None)]


@pytest.mark.usefixtures("patient")
def test_after_a_crash_in_a_call_its_result_is_unknown(desktop: Desktop, home: Path) -> None:
    with window(desktop, home, *DEMO) as first:
        begin_silent(first)
        assert first.rows() == [row(SILENT, "running", status=None)]
        first.program.kill()
    with window(desktop, home, *DEMO) as second:
        assert second.wait_for_rows("unknown") == [row(SILENT, "unknown", status=None)]
        second.wait_for("historyCount", "1 call")
        second.click_newest_row()
        assert second.wait_for("resultHeadline")
        close_cleanly(second)


def test_only_the_history_holds_a_number_nothing_holds_a_token_and_nobody_else_may_read(
    shown: Window,
) -> None:
    request_id, recipient = login(CONFIRMED)
    shown.fill(request_id, recipient)
    shown.hands.press("ctrl+Return")
    shown.wait_for_rows("success")
    close_cleanly(shown)
    files = [path for path in shown.home.rglob("*") if path.is_file()]
    assert under(shown.home).log in files
    for path in files:
        content = path.read_bytes()
        assert SANDBOX_TOKEN.encode() not in content, path
        assert path.parent.name == "data" or recipient[1:].encode() not in content, path
        assert path.stat().st_mode & 0o077 == 0, path
        assert path.parent.stat().st_mode & 0o077 == 0, path


def test_a_demo_that_is_closed_as_soon_as_it_is_seen_leaves_nothing_behind(
    desktop: Desktop, tmp_path: Path
) -> None:
    variables = {**desktop.variables(None), "TMPDIR": str(tmp_path)}
    with running(*DEMO, variables=variables) as program:
        shown = program.until(
            lambda: desktop.hands.window(program.process.pid, "OTP GUI"), "the window"
        )
        desktop.hands.close(shown)
        assert (program.end(), program.printed) == (0, "")
    assert list(tmp_path.rglob("*")) == []
