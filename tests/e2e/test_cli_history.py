"""``otp-check history`` and ``report`` as processes: pipes, a terminal, Ctrl+C, a real server."""

import asyncio
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from otp_gui.clock import SystemClock
from otp_gui.domain.record import CheckRecord
from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from otp_gui.store.history import SqliteHistory
from tests.e2e.console import CHECK_FIELDS, Console, login
from tests.unit.store.records import ended

COMPLETED, NOT_FOUND = (1, 16)


def keep(console: Console, *records: CheckRecord) -> None:
    """Put calls into the console's history."""
    here = under(console.home)
    here.create()

    async def put() -> None:
        history = SqliteHistory(here.history, SystemClock())
        await history.open()
        for record in records:
            await history.finish(record)
        await history.close()

    asyncio.run(put())


def count(console: Console) -> int:
    with closing(sqlite3.connect(under(console.home).history)) as database:
        found: int = database.execute("SELECT count(*) FROM checks").fetchone()[0]
        return found


@pytest.mark.usefixtures("server")
def test_what_was_called_is_listed_reported_exported_and_forgotten(
    console: Console, tmp_path: Path
) -> None:
    done = console("complete", *login(COMPLETED), "--env", "local", "--yes", "--json")
    made = json.loads(done.stdout)
    console("inspect", *login(NOT_FOUND), "--env", "local")

    listed = console("history", "--json", "--env", "local", "--verdict", "success")
    call = json.loads(listed.stdout)
    assert {name: call[name] for name in CHECK_FIELDS} == made
    assert listed.stderr == "Found: 1 call.\n"

    told = console("report", made["request_id"], "--lang", "en")
    assert told.stdout.startswith("Login completed\n")
    assert "+79*******01" in told.stdout
    assert (told.code, told.stderr) == (0, "")

    file = tmp_path / "calls.csv"
    assert console("history", "export", str(file), "--since", "today").code == 0
    assert file.read_text().count("\n") == 4

    gone = console("history", "purge", "--recipient", "--yes", typed="8 999 000 00 01\n")
    assert (gone.code, gone.stdout) == (0, "")
    assert count(console) == 2
    log = under(console.home).log.read_text()
    assert "Forgot a recipient: 1 calls" in log
    assert "9990000001" not in log


def test_nothing_is_called(console: Console, server: SandboxHost) -> None:
    keep(console, ended(environment="local", request_id="a"))
    for arguments in (("history",), ("report", "a"), ("history", "purge", "--all", "--yes")):
        assert console(*arguments).code == 0
    assert not server.requests


def test_a_reader_that_leaves_early_is_no_error(console: Console) -> None:
    # More than a pipe holds.
    keep(console, *(ended(note="x" * 60) for _ in range(600)))
    run = "from otp_gui.cli.main import main; main()"
    for form in ((), ("--json",)):
        with subprocess.Popen(
            [sys.executable, "-c", run, "history", "--limit", "600", *form],
            env=console._environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline()
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()
        assert process.returncode == 0


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("n", 2), ("", 2)])
def test_at_a_terminal_a_purge_is_asked_about(console: Console, answer: str, left: int) -> None:
    keep(console, ended(), ended())
    with console.terminal("history", "purge", "--all") as terminal:
        terminal.wait_for("[y/N]")
        terminal.type(f"{answer}\n")
        done = terminal.end()
    assert "To be deleted: 2 calls." in done.stderr
    assert done.code == (0 if answer == "y" else 5)
    assert count(console) == left


def test_at_a_terminal_a_number_is_asked_for_and_repeated_as_it_is_understood(
    console: Console,
) -> None:
    keep(console, ended(recipient="+79990001122"), ended(recipient="+79990003344"))
    with console.terminal("history", "purge", "--recipient") as terminal:
        terminal.wait_for("in any spelling: ")
        terminal.type("8 999 000-11-22\n")
        terminal.wait_for("[y/N]")
        terminal.type("y\n")
        done = terminal.end()
    assert done.code == 0
    assert "Understood as +79990001122" in done.stderr
    assert count(console) == 1


@pytest.mark.parametrize(("answer", "replaced"), [("y", True), ("n", False)])
def test_at_a_terminal_a_file_that_is_there_is_asked_about(
    console: Console, tmp_path: Path, answer: str, *, replaced: bool
) -> None:
    keep(console, ended())
    file = tmp_path / "calls.csv"
    file.write_text("mine")
    with console.terminal("history", "export", str(file)) as terminal:
        terminal.wait_for("Replace it?")
        terminal.type(f"{answer}\n")
        done = terminal.end()
    assert done.code == (0 if replaced else 5)
    assert (file.read_text() == "mine") is not replaced
    # The bar, up to its end.
    assert ("100%" in done.stderr) is replaced
    assert done.stdout == ""


def test_ctrl_c_at_a_question_changes_nothing(console: Console) -> None:
    keep(console, ended())
    with console.terminal("history", "purge", "--all") as terminal:
        terminal.wait_for("[y/N]")
        terminal.process.send_signal(signal.SIGINT)
        done = terminal.end()
    assert done.code == 130
    assert count(console) == 1


def test_colours_and_headings_are_for_terminals_that_want_them(console: Console) -> None:
    keep(console, ended(request_id="a"))
    for variables, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        shown = _on_a_terminal(console, "history", COLUMNS="200", **variables)
        assert ("\x1b[" in shown) is coloured
        assert "Request ID" in shown
        assert "Completed" in shown


def test_on_a_narrow_terminal_a_call_takes_two_lines(console: Console) -> None:
    keep(console, ended(request_id="d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"))
    shown = _on_a_terminal(console, "history", COLUMNS="80", NO_COLOR="1").splitlines()
    assert shown[2].split()[-3:] == ["stage", "+79990001122", "Completed"]
    assert shown[3] == "    complete  201  d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
    assert all(len(line) <= 80 for line in shown)


def _on_a_terminal(console: Console, *arguments: str, **variables: str) -> str:
    """Return what a command prints where its stdout is a terminal as well."""
    ours, theirs = pty.openpty()
    console.into(theirs, theirs, *arguments, **variables)
    os.close(theirs)
    shown = b""
    while True:
        try:
            seen = os.read(ours, 4096)
        except OSError:
            break
        if not seen:
            break
        shown += seen
    os.close(ours)
    return shown.decode()
