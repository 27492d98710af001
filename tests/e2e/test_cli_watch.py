"""``otp-check watch`` as a process, with a real server, a real history and a real Ctrl+C."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from subprocess import Popen
from typing import Any

import pytest

from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from tests.e2e.console import CHECK_FIELDS, Console, Ended, add_environment, login

CONFIRMED, WAITING, NOT_FOUND, VIBER_THEN_SMS = (1, 2, 16, 52)


def watch(console: Console, number: int, *options: str, **variables: str) -> Ended:
    return console(
        *("watch", *login(number), "--env", "local", "--interval", "1", *options), **variables
    )


def told(done: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_confirmed_login_ends_the_watch(console: Console, server: SandboxHost) -> None:
    done = watch(console, CONFIRMED, "--json")
    *before, end = told(done)
    assert done.code == 0, done.stderr
    assert {line["schema"] for line in (*before, end)} == {1}
    assert {"look", "change"} == {line["event"] for line in before}
    assert set(end) == {*CHECK_FIELDS, "channel", "event", "at", "ending", "text"}
    assert (end["event"], end["ending"], end["verdict"]) == ("end", "confirmed", "success")
    assert {request.method for request in server.requests} == {"GET"}


@pytest.mark.parametrize("long_polling", [True, False])
def test_each_change_of_a_living_session_is_told_as_it_comes(
    console: Console, *, long_polling: bool
) -> None:
    host = SandboxHost(pace=0.25, long_polling=long_polling)
    add_environment(console, asyncio.run(host.start()))
    try:
        done = watch(console, VIBER_THEN_SMS, "--json", OTP_GUI_TOKEN=SANDBOX_TOKEN)
    finally:
        asyncio.run(host.stop())
    lines = told(done)
    changes = [line["text"] for line in lines if line["event"] == "change"]
    assert (done.code, lines[-1]["ending"]) == (0, "confirmed")
    assert "Channel switched from Viber to SMS" in changes
    assert lines[-1]["channel"]["type"] == "sms"
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert {request.method for request in host.requests} == {"GET"}


def test_a_session_that_is_not_there_is_nothing_to_watch(
    console: Console, server: SandboxHost
) -> None:
    done = watch(console, NOT_FOUND, "--json")
    end = told(done)[-1]
    assert (done.code, end["ending"], end["error_type"]) == (3, "over", "SessionNotFoundException")
    assert len(server.requests) == 2


def test_a_token_that_is_refused_ends_the_watch(console: Console, server: SandboxHost) -> None:
    done = watch(console, WAITING, "--json", OTP_GUI_TOKEN="another-token")
    end = told(done)[-1]
    assert (done.code, end["ending"], end["http_status"]) == (3, "refused", 401)
    assert len(server.requests) == 2


def test_without_a_token_there_is_no_watch(console: Console) -> None:
    add_environment(console, "http://127.0.0.1:9/api")
    done = watch(console, WAITING, "--json")
    end = told(done)[-1]
    assert (done.code, end["ending"], end["verdict"]) == (5, "not_started", "not_sent")
    assert "OTP_GUI_TOKEN" in done.stderr


def _until(process: Popen[str], event: str) -> str:
    """Read from a watch's stdout, as it comes, to the first line of that event; return them."""
    assert process.stdout is not None
    lines = ""
    while line := process.stdout.readline():
        lines += line
        if json.loads(line)["event"] == event:
            return lines
    raise AssertionError(f"no {event} among: {lines}")


def test_ctrl_c_stops_and_leaves_nothing_running(console: Console, server: SandboxHost) -> None:
    seen = []

    def looked(process: Popen[str]) -> None:
        # It arrives while the watch goes on: every line is flushed at once.
        seen.append(_until(process, "look"))

    done = console.interrupted("watch", *login(WAITING), "--env", "local", "--json", when=looked)
    end = told(done)[-1]
    assert (done.code, end["event"], end["ending"]) == (130, "end", "stopped")
    assert end["verdict"] in ("not_completed", "unknown")
    assert "Traceback" not in done.stderr
    # No coroutine was never awaited, no task destroyed.
    assert "never" not in done.stderr
    assert "destroyed" not in done.stderr
    assert {request.method for request in server.requests} == {"GET"}
    assert len(seen) == 1


@pytest.mark.parametrize("options", [("--json",), ()], ids=["json", "text"])
def test_a_reader_that_leaves_stops_the_watch(
    console: Console, server: SandboxHost, options: tuple[str, ...]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        out, err = (writer, subprocess.DEVNULL) if options else (subprocess.DEVNULL, writer)
        command = ("watch", *login(WAITING), "--env", "local", *options)
        assert console.into(out, err, *command) == 130
    finally:
        os.close(writer)
    assert {request.method for request in server.requests} <= {"GET"}


def test_a_person_reads_lines_on_stderr_in_their_language(
    console: Console, server: SandboxHost
) -> None:
    done = watch(console, CONFIRMED, "--lang", "ru")
    assert (done.code, done.stdout) == (0, "")
    assert "Наблюдение за сессией" in done.stderr
    assert "сайт клиента должен закончить вход сам" in done.stderr
    assert "\r" not in done.stderr
    assert server.requests


def test_on_a_terminal_the_last_line_tells_where_it_stands(
    console: Console, server: SandboxHost
) -> None:
    command = ("watch", *login(WAITING), "--env", "local", "--interval", "60")
    with console.terminal(*command, NO_COLOR="1") as terminal:
        terminal.wait_for("· Ctrl+C stops")
        terminal.process.send_signal(signal.SIGINT)
        done = terminal.end()
    assert done.code == 130
    assert "the service is to report" in done.stderr
    assert "Watching stopped." in done.stderr
    assert "\x1b" not in done.stderr
    assert server.requests


def test_the_history_holds_changes_of_a_watch_and_no_token(
    console: Console, server: SandboxHost
) -> None:
    watch(console, CONFIRMED)
    with closing(sqlite3.connect(console.home / "data" / "history.sqlite3")) as database:
        sources = database.execute("SELECT DISTINCT source FROM checks").fetchall()
    assert sources == [("watch",)]
    assert server.requests
    for path in console.home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert SANDBOX_TOKEN.encode() not in content, path


@pytest.mark.parametrize("interval", ["0", "61", "nan"])
def test_a_pause_out_of_range_is_refused(
    console: Console, server: SandboxHost, interval: str
) -> None:
    done = console("watch", *login(WAITING), "--env", "local", "--interval", interval)
    assert (done.code, done.stdout) == (2, "")
    assert "--interval" in done.stderr
    assert server.requests == ()
