"""``otp-check inspect`` as a process, with a real server and a real history."""

import json
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from tests.e2e.console import CHECK_FIELDS, Console, add_environment, heard_by, login

CHANNEL_FIELDS = {
    *("type", "status", "label", "code_type", "lifetime", "tries", "restarts", "code_length"),
    *("remaining", "payload", "verdict", "error_type", "http_status", "message", "failure"),
}
CONFIRMED, WAITING, NOT_FOUND = (1, 2, 16)


def rows(console: Console) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(console.home / "data" / "history.sqlite3")) as database:
        return database.execute(
            "SELECT operation, verdict, source FROM checks ORDER BY operation DESC"
        ).fetchall()


@pytest.mark.parametrize(
    ("number", "code", "verdict", "error_type"),
    [
        (CONFIRMED, 0, "success", None),
        (WAITING, 1, "not_completed", None),
        (NOT_FOUND, 3, "error", "SessionNotFoundException"),
    ],
)
def test_one_object_tells_status_and_channel_and_only_get_was_sent(
    console: Console,
    server: SandboxHost,
    number: int,
    code: int,
    verdict: str,
    error_type: str | None,
) -> None:
    # The environment asks before it completes; who only reads is not asked.
    done = console("inspect", *login(number), "--env", "local", "--json")
    assert done.stdout.count("\n") == 1, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {*CHECK_FIELDS, "channel"}
    assert set(found["channel"]) == CHANNEL_FIELDS
    assert (done.code, found["verdict"], found["error_type"]) == (code, verdict, error_type)
    assert (found["operation"], found["saved"]) == ("status", True)
    assert sorted(request.path.rpartition("/")[2] for request in server.requests) == [
        "channel",
        "status",
    ]
    assert {request.method for request in server.requests} == {"GET"}
    assert [row[0] for row in rows(console)] == ["status", "channel"]
    assert {row[2] for row in rows(console)} == {"cli"}


def test_an_inspection_does_not_take_what_the_site_waits_for(
    console: Console, server: SandboxHost
) -> None:
    looked = [console("inspect", *login(CONFIRMED), "--env", "local") for _ in range(2)]
    assert [done.code for done in looked] == [0, 0]
    assert console("complete", *login(CONFIRMED), "--env", "local", "--yes").code == 0
    assert [request.method for request in server.requests].count("POST") == 1


@pytest.mark.usefixtures("server")
def test_a_completion_of_this_tool_is_remembered(console: Console) -> None:
    console("complete", *login(CONFIRMED), "--env", "local", "--yes")
    done = console("inspect", *login(CONFIRMED), "--env", "local", "--json")
    found = json.loads(done.stdout)
    assert (done.code, found["headline"]) == (1, "Completed earlier")


@pytest.mark.usefixtures("server")
def test_an_inspection_explains_a_later_check(console: Console) -> None:
    def headline(number: int) -> str:
        done = console("complete", *login(number), "--env", "local", "--yes", "--json")
        return str(json.loads(done.stdout)["headline"])

    unheard_of = headline(WAITING)
    console("inspect", *login(WAITING), "--env", "local")
    assert headline(WAITING) != unheard_of


@pytest.mark.usefixtures("server")
def test_a_person_reads_everything_on_stderr_in_their_language(console: Console) -> None:
    command = ("inspect", *login(WAITING), "--env", "local")
    english, russian = (console(*command, "--lang", language) for language in ("en", "ru"))
    assert english.stdout == russian.stdout == ""
    assert "What to do next:" in english.stderr
    assert "Что делать дальше:" in russian.stderr
    assert "Whose move" not in russian.stderr
    assert "\x1b" not in english.stderr


def test_without_a_token_nothing_is_sent(console: Console) -> None:
    add_environment(console, "http://127.0.0.1:9/api")
    done = console("inspect", *login(WAITING), "--env", "local", "--json")
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["failure"]) == (
        *(5, "not_sent"),
        "keyring_unavailable",
    )
    assert found["channel"]["type"] is None
    assert "OTP_GUI_TOKEN" in done.stderr


def test_ctrl_c_closes_both_calls(console: Console, listener: socket.socket) -> None:
    add_environment(console, f"http://127.0.0.1:{listener.getsockname()[1]}/api")
    connections = []

    def sent(_process: Popen[str]) -> None:
        connections.extend([heard_by(listener), heard_by(listener)])

    done = console.interrupted("inspect", *login(1), "--env", "local", "--json", when=sent)
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["failure"]) == (130, "unknown", "cancelled")
    assert found["channel"]["failure"] == "cancelled"
    for connection in connections:
        # The other side is gone: nothing comes any more.
        assert connection.recv(4096) == b""
        connection.close()
    assert "Traceback" not in done.stderr


def test_a_history_that_cannot_be_written_costs_no_inspection(
    console: Console, server: SandboxHost
) -> None:
    # A directory in place of the file is refused even to root.
    (console.home / "data" / "history.sqlite3").mkdir(parents=True)
    done = console("inspect", *login(CONFIRMED), "--env", "local", "--json")
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["saved"]) == (0, "success", False)
    assert "not in the history" in done.stderr
    assert len(server.requests) == 2


def test_the_exit_code_is_true_even_if_nobody_reads(console: Console, server: SandboxHost) -> None:
    with Path("/dev/full").open("wb") as full:
        command = ("inspect", *login(NOT_FOUND), "--env", "local", "--json")
        assert console.into(full.fileno(), subprocess.DEVNULL, *command) == 3
    assert len(server.requests) == 2


def test_no_token_is_left_behind(console: Console, server: SandboxHost) -> None:
    done = console("inspect", *login(CONFIRMED), "--env", "local", "--json")
    assert SANDBOX_TOKEN not in done.stdout + done.stderr
    assert len(server.requests) == 2
    for path in console.home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert SANDBOX_TOKEN.encode() not in content, path
        assert path.parent.name == "data" or login(1)[2].encode()[1:] not in content, path


@pytest.mark.parametrize("command", ["inspect", "watch"])
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("..", "--recipient", "+79990000001", "--env", "local"), "REQUEST_ID"),
        ((login(1)[0], "--recipient", " ", "--env", "local"), "--recipient"),
        ((*login(1), "--env", "nowhere"), "nowhere"),
        ((*login(1), "--env", "local", "--timeout", "0"), "--timeout"),
        # There is nothing to agree to, and nothing that must be recorded.
        ((*login(1), "--env", "local", "--yes"), "--yes"),
        ((*login(1), "--env", "local", "--unsaved"), "--unsaved"),
    ],
)
def test_invalid_input_is_named_and_nothing_is_sent(
    console: Console, server: SandboxHost, command: str, arguments: tuple[str, ...], named: str
) -> None:
    done = console(command, *arguments, "--json")
    assert (done.code, done.stdout) == (2, "")
    assert named in done.stderr
    assert server.requests == ()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Nothing is changed"), ("ru", "Ничего не меняется")]
)
@pytest.mark.parametrize("command", ["inspect", "watch"])
def test_help_shows_how_in_the_users_language(
    console: Console, command: str, language: str, words: str
) -> None:
    done = console(command, "--help", "--lang", language)
    assert done.code == 0
    assert f"otp-check {command} REQUEST_ID --recipient +79990001122 --env stage" in done.stdout
    assert words in done.stdout
