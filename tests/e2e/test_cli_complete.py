"""``otp-check complete`` as a process, with a real server, a real history and a real keyring."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from subprocess import Popen
from typing import Any

import pytest

from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from tests.e2e.console import (
    CHECK_FIELDS,
    Console,
    add_environment,
    heard_by,
    login,
    taking_nothing,
)
from tests.unit.cli.looking import EXPIRED_JWT

CONFIRMED, WAITING, NOT_FOUND, SILENT, CUT = (1, 2, 16, 41, 42)


def rows(console: Console) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(console.home / "data" / "history.sqlite3")) as database:
        return database.execute(
            "SELECT request_id, recipient, verdict, failure, source FROM checks ORDER BY id"
        ).fetchall()


def test_the_embedded_sandbox_runs_for_as_long_as_the_command(console: Console) -> None:
    done = console("complete", *login(CONFIRMED), "--env", "sandbox", "--json")
    assert done.code == 0, done.stderr
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert set(found) == CHECK_FIELDS
    assert found["schema"] == 1
    assert found["verdict"] == "success"
    assert found["http_status"] == 201
    assert found["environment"] == "sandbox"
    assert found["saved"] is True
    assert found["failure"] is None
    assert rows(console) == [(login(1)[0], login(1)[2], "success", None, "cli")]


@pytest.mark.parametrize(
    ("number", "code", "verdict", "error_type"),
    [
        (CONFIRMED, 0, "success", None),
        (WAITING, 1, "not_completed", None),
        (NOT_FOUND, 3, "error", "SessionNotFoundException"),
        (CUT, 4, "unknown", None),
    ],
)
def test_the_exit_code_tells_the_verdict_and_the_server_got_one_call(
    console: Console,
    server: SandboxHost,
    number: int,
    code: int,
    verdict: str,
    error_type: str | None,
) -> None:
    done = console("complete", *login(number), "--env", "local", "--yes", "--json")
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["error_type"]) == (code, verdict, error_type)
    assert len(server.requests) == 1


@pytest.mark.parametrize("how", ["full", "closed", "unread"])
@pytest.mark.parametrize("stream", ["stdout", "stderr", "both"])
@pytest.mark.parametrize("json_wanted", [("--json",), ()], ids=["json", "text"])
def test_the_exit_code_is_true_even_if_nothing_can_be_told(
    console: Console, server: SandboxHost, how: str, stream: str, json_wanted: tuple[str]
) -> None:
    command = ("complete", *login(NOT_FOUND), "--env", "local", "--yes", *json_wanted)
    with taking_nothing(how) as nowhere:
        stdout = subprocess.DEVNULL if stream == "stderr" else nowhere
        stderr = subprocess.DEVNULL if stream == "stdout" else nowhere
        assert console.into(stdout, stderr, *command) == 3
    assert len(server.requests) == 1


@pytest.mark.parametrize("how", ["full", "closed", "unread"])
def test_a_wrong_command_line_ends_with_2_even_if_it_cannot_be_told(
    console: Console, how: str
) -> None:
    with taking_nothing(how) as nowhere:
        assert console.into(nowhere, nowhere, "complete", "--no-such") == 2


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("refused", ["config", "data", "logs"])
def test_one_directory_that_is_refused_costs_only_what_it_is_for(
    console: Console, refused: str
) -> None:
    directory = console.home / refused
    shutil.rmtree(directory)
    directory.write_text("in the way")
    done = console(
        *("complete", *login(WAITING), "--yes", "--json"),
        *("--env", "sandbox" if refused == "config" else "local"),
        OTP_GUI_TOKEN=SANDBOX_TOKEN,
    )
    found = json.loads(done.stdout)
    expected = (5, "history_unavailable") if refused == "data" else (1, None)
    assert (done.code, found["failure"]) == expected
    assert "Traceback" not in done.stderr
    listed = console("env", "list")
    assert (listed.code, "production" in listed.stdout) == (0, True)


def test_without_json_everything_is_said_on_stderr(console: Console, server: SandboxHost) -> None:
    done = console("complete", *login(NOT_FOUND), "--env", "local", "--yes")
    assert done.code == 3
    assert done.stdout == ""
    assert "SessionNotFoundException · HTTP 404" in done.stderr
    assert "Сессия не найдена" in done.stderr
    assert "What to do next:" in done.stderr
    assert "\x1b" not in done.stderr
    assert len(server.requests) == 1


def test_a_session_is_completed_once_and_the_tool_remembers_by_whom(
    console: Console, server: SandboxHost
) -> None:
    def check(number: int) -> tuple[int, str]:
        done = console("complete", *login(number), "--env", "local", "--yes", "--json")
        return done.code, json.loads(done.stdout)["headline"]

    (first, _), (second, remembered) = check(CONFIRMED), check(CONFIRMED)
    third, unheard_of = check(WAITING)
    assert (first, second, third) == (0, 1, 1)
    assert remembered != unheard_of
    assert len(server.requests) == 3


def test_without_a_terminal_a_confirmation_is_refused_and_nothing_is_sent(
    console: Console, server: SandboxHost
) -> None:
    done = console("complete", *login(CONFIRMED), "--env", "local", "--json")
    assert done.code == 2
    assert done.stdout == ""
    assert "--yes" in done.stderr
    assert server.requests == ()


def test_on_a_terminal_a_yes_sends(console: Console, server: SandboxHost) -> None:
    with console.terminal("complete", *login(CONFIRMED), "--env", "local", "--json") as terminal:
        terminal.wait_for("[y/N]")
        assert login(CONFIRMED)[0] in terminal.shown
        terminal.type("y\n")
        done = terminal.end()
    assert done.code == 0
    assert json.loads(done.stdout)["verdict"] == "success"
    assert done.stdout.startswith("{")
    assert len(server.requests) == 1


def test_an_expired_token_is_pointed_out_before_the_question(
    console: Console, server: SandboxHost
) -> None:
    command = ("complete", *login(CONFIRMED), "--env", "local")
    with console.terminal(*command, OTP_GUI_TOKEN=EXPIRED_JWT) as terminal:
        terminal.wait_for("[y/N]")
        assert "expired" in terminal.shown.partition("This completes session")[0]
        terminal.type("y\n")
        done = terminal.end()
    # The variable's token, which is asked for once, is that of the call, too.
    assert (done.code, len(server.requests)) == (3, 1)


@pytest.mark.parametrize("answer", ["\n", "n\n", "что?\n"])
def test_on_a_terminal_anything_but_a_yes_sends_nothing(
    console: Console, server: SandboxHost, answer: str
) -> None:
    with console.terminal("complete", *login(CONFIRMED), "--env", "local", "--json") as terminal:
        terminal.wait_for("[y/N]")
        terminal.type(answer)
        done = terminal.end()
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["saved"]) == (5, "not_sent", False)
    assert server.requests == ()


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_leaving_the_question_sends_nothing(
    console: Console, server: SandboxHost, key: str
) -> None:
    with console.terminal("complete", *login(CONFIRMED), "--env", "local") as terminal:
        terminal.wait_for("[y/N]")
        if key == "\x03":
            terminal.process.send_signal(signal.SIGINT)
        else:
            terminal.type(key)
        assert terminal.end().code == 130
    assert server.requests == ()


def test_colours_are_for_terminals_that_want_them(console: Console) -> None:
    command = ("complete", *login(CONFIRMED), "--env", "sandbox")
    shown = {}
    for wish in ("", "1"):
        with console.terminal(*command, NO_COLOR=wish) as terminal:
            shown[wish] = terminal.end().stderr
    assert "\x1b[" in shown[""]
    assert "\x1b[" not in shown["1"]
    assert "Login completed" in shown["1"]


def test_what_is_doubtful_and_how_it_is_sent_is_said(console: Console, server: SandboxHost) -> None:
    done = console(
        "complete", "no-uuid", "--recipient", "8 (999) 000-00-01", "--env", "local", "--yes"
    )
    assert "Will be sent as +79990000001" in done.stderr
    assert "UUID" in done.stderr
    assert [request.recipient for request in server.requests] == ["+79990000001"]


def test_a_recipient_may_be_sent_as_typed(console: Console, server: SandboxHost) -> None:
    arguments = ("complete", login(1)[0], "--recipient", "8 (999) 000-00-01", "--as-typed")
    console(*arguments, "--env", "local", "--yes")
    assert [request.recipient for request in server.requests] == ["8 (999) 000-00-01"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("..", "--recipient", "+79990000001", "--env", "local"), "REQUEST_ID"),
        (("", "--recipient", "+79990000001", "--env", "local"), "REQUEST_ID"),
        ((login(1)[0], "--recipient", " ", "--env", "local"), "--recipient"),
        ((*login(1), "--env", "nowhere"), "nowhere"),
        ((*login(1),), "--env"),
        ((login(1)[0], "--env", "local"), "--recipient"),
        ((*login(1), "--env", "local", "--timeout", "nan"), "--timeout"),
        ((*login(1), "--env", "local", "--timeout", "0"), "--timeout"),
        ((*login(1), "--env", "local", "--timeout", "soon"), "--timeout"),
        ((*login(1), "--env", "local", "--retry"), "--retry"),
    ],
)
def test_invalid_input_is_named_and_nothing_is_sent(
    console: Console, server: SandboxHost, arguments: tuple[str, ...], named: str
) -> None:
    done = console("complete", *arguments, "--yes", "--json")
    assert done.code == 2
    assert done.stdout == ""
    assert named in done.stderr
    assert server.requests == ()


def test_the_time_limit_of_one_run_is_kept(console: Console, server: SandboxHost) -> None:
    done = console(
        "complete", *login(SILENT), "--env", "local", "--yes", "--json", "--timeout", "1"
    )
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["failure"]) == (4, "unknown", "timeout")
    assert len(server.requests) == 1


def test_without_a_token_nothing_is_sent_and_the_variable_is_named(console: Console) -> None:
    add_environment(console, "http://127.0.0.1:9/api")
    done = console("complete", *login(1), "--env", "local", "--yes", "--json")
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"]) == (5, "not_sent")
    assert found["failure"] == "keyring_unavailable"
    assert "OTP_GUI_TOKEN" in found["next_step"]
    assert "OTP_GUI_TOKEN" in done.stderr
    refused = console("token", "set", "local", typed="made-up-token")
    assert refused.code == 5
    assert "A token for one run may come from the variable OTP_GUI_TOKEN." in refused.stderr


def test_a_token_that_cannot_travel_is_refused_without_being_shown(
    console: Console, server: SandboxHost
) -> None:
    done = console(
        "complete", *login(1), "--env", "local", "--yes", "--json", OTP_GUI_TOKEN="сделанный-токен"
    )
    assert (done.code, done.stdout) == (2, "")
    assert "OTP_GUI_TOKEN" in done.stderr
    assert "сделанный" not in done.stderr
    assert server.requests == ()


def test_the_token_of_the_variable_is_cleaned_like_a_typed_one(
    console: Console, server: SandboxHost
) -> None:
    done = console(
        *("complete", *login(CONFIRMED), "--env", "local", "--yes", "--json"),
        OTP_GUI_TOKEN=f' "Bearer {SANDBOX_TOKEN}"\n',
    )
    assert done.code == 0, done.stderr
    assert len(server.requests) == 1


def test_a_history_that_cannot_be_written_stops_the_call_unless_one_insists(
    console: Console, server: SandboxHost
) -> None:
    # A directory in place of the file is refused even to root.
    (console.home / "data" / "history.sqlite3").mkdir(parents=True)
    command = ("complete", *login(CONFIRMED), "--env", "local", "--yes", "--json")
    refused = json.loads(console(*command).stdout)
    assert (refused["verdict"], refused["failure"]) == ("not_sent", "history_unavailable")
    assert server.requests == ()
    insisted = console(*command, "--unsaved")
    assert insisted.code == 0
    assert json.loads(insisted.stdout)["saved"] is False
    assert "not in the history" in insisted.stderr
    assert len(server.requests) == 1


def test_a_history_of_a_newer_version_costs_no_result(
    console: Console, server: SandboxHost
) -> None:
    file = console.home / "data" / "history.sqlite3"
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("PRAGMA user_version = 9")
        newer.execute("CREATE TABLE later (what TEXT)")
    before = file.read_bytes()
    command = ("complete", *login(WAITING), "--env", "local", "--yes", "--json", "--unsaved")
    done = console(*command)
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["saved"]) == (1, "not_completed", False)
    assert "Traceback" not in done.stderr
    assert "not in the history" in done.stderr
    assert file.read_bytes() == before
    assert len(server.requests) == 1


def test_an_outcome_that_cannot_be_written_is_told_all_the_same(
    console: Console, listener: socket.socket
) -> None:
    add_environment(console, f"http://127.0.0.1:{listener.getsockname()[1]}/api")
    history = console.home / "data" / "history.sqlite3"

    def lose_the_file_and_answer() -> None:
        with heard_by(listener) as connection:
            history.rename(history.with_name("moved"))
            # A directory in place of the file is refused even to root.
            history.mkdir()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n")
            connection.sendall(b'{"success":false}')

    with ThreadPoolExecutor(1) as server:
        answering = server.submit(lose_the_file_and_answer)
        done = console("complete", *login(1), "--env", "local", "--yes", "--json")
        answering.result()
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["saved"]) == (1, "not_completed", False)
    assert "Traceback" not in done.stderr
    assert "not in the history" in done.stderr


def test_ctrl_c_on_a_sent_call_leaves_it_unknown(console: Console, listener: socket.socket) -> None:
    add_environment(console, f"http://127.0.0.1:{listener.getsockname()[1]}/api")
    connections = []

    def sent(_process: Popen[str]) -> None:
        connections.append(heard_by(listener))

    done = console.interrupted(
        "complete", *login(1), "--env", "local", "--yes", "--json", when=sent
    )
    connections[0].close()
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["failure"]) == (130, "unknown", "cancelled")
    assert found["saved"] is True
    assert rows(console) == [(login(1)[0], login(1)[2], "unknown", "cancelled", "cli")]
    assert "Traceback" not in done.stderr


def test_ctrl_c_before_the_call_is_sent_leaves_it_not_sent(
    console: Console, listener: socket.socket
) -> None:
    # The first words of TLS are heard, and never answered: nothing of the request is out yet.
    add_environment(console, f"https://127.0.0.1:{listener.getsockname()[1]}/api")
    connections = []

    def connecting(_process: Popen[str]) -> None:
        connections.append(heard_by(listener))

    done = console.interrupted(
        "complete", *login(1), "--env", "local", "--yes", "--json", when=connecting
    )
    connections[0].close()
    found = json.loads(done.stdout)
    assert (done.code, found["verdict"], found["failure"]) == (130, "not_sent", "cancelled")
    assert rows(console) == [(login(1)[0], login(1)[2], "not_sent", "cancelled", "cli")]


def test_a_second_call_for_the_same_session_is_told_that_one_is_running(
    console: Console, listener: socket.socket
) -> None:
    add_environment(console, f"http://127.0.0.1:{listener.getsockname()[1]}/api")
    command = ("complete", *login(1), "--env", "local", "--yes", "--json")
    seconds = []

    def sent(_process: Popen[str]) -> None:
        with heard_by(listener):
            seconds.append(console(*command))

    console.interrupted(*command, when=sent)
    assert (seconds[0].code, json.loads(seconds[0].stdout)["verdict"]) == (5, "not_sent")
    found = json.loads(seconds[0].stdout)
    assert (found["failure"], found["saved"]) == (None, False)
    assert "running already" in found["headline"]
    assert "untouched" not in found["meaning"]
    assert found["next_step"] == "Wait for its result: it will be in the history."


def test_no_token_and_no_number_is_left_behind_but_in_the_history(
    console: Console, server: SandboxHost
) -> None:
    done = console("complete", *login(CONFIRMED), "--env", "local", "--yes", "--json")
    assert SANDBOX_TOKEN not in done.stdout + done.stderr
    assert len(server.requests) == 1
    for path in console.home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert SANDBOX_TOKEN.encode() not in content, path
        assert path.parent.name == "data" or login(1)[2].encode()[1:] not in content, path
