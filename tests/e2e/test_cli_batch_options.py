"""``otp-check batch``: its options by what reaches the server, and streams that take nothing."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from otp_gui.sandbox.host import SandboxHost
from tests.e2e.batches import CONFIRMED, NOT_FOUND, WAITING, listed, posts, results, session
from tests.e2e.console import Console, add_environment, heard_by, taking_nothing

FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.csv"


@pytest.mark.parametrize("how", ["full", "closed", "unread"])
def test_results_and_exit_code_are_true_even_if_nothing_can_be_told(
    console: Console, server: SandboxHost, out: Path, how: str
) -> None:
    source = listed(out.parent, [WAITING, NOT_FOUND])
    command = ("batch", source, "--env", "local", "--operation", "complete", "--yes", "--json")
    with taking_nothing(how) as nowhere:
        assert console.into(nowhere, nowhere, *command, "--output", str(out)) == 3
    assert [row["verdict"] for row in results(out)] == ["not_completed", "error"]
    assert posts(server) == {session(WAITING): 1, session(NOT_FOUND): 1}


@pytest.mark.usefixtures("server")
def test_colours_are_for_terminals_that_want_them(console: Console, out: Path) -> None:
    source = listed(out.parent, [CONFIRMED], f"{session(3)};")
    command = ("batch", source, "--env", "local", "--overwrite", "--output", str(out))
    shown = {}
    for wish in ("", "1"):
        with console.terminal(*command, NO_COLOR=wish) as terminal:
            shown[wish] = terminal.end().stderr
    assert "\x1b[" in shown[""]
    assert "\x1b" not in shown["1"]
    assert "1/1" in shown["1"]


def test_a_pause_is_made_after_each_call(console: Console, server: SandboxHost, out: Path) -> None:
    source = listed(out.parent, range(11, 23))
    command = ("batch", source, "--env", "local", "--output", str(out), "--concurrency", "2")
    with console.terminal(*command, "--pause", "3600") as terminal:
        terminal.wait_for("2/12")
        terminal.type("\x03")
        assert terminal.end().code == 130
    assert len(server.requests) == 2


def test_a_run_ends_after_so_many_refusals_of_access(
    console: Console, listener: socket.socket, out: Path
) -> None:
    add_environment(console, f"http://127.0.0.1:{listener.getsockname()[1]}/api")
    source = listed(out.parent, range(1, 5))
    command = ("batch", source, "--env", "local", "--output", str(out), "--concurrency", "1")

    def refuse() -> None:
        with heard_by(listener) as connection:
            connection.sendall(FORBIDDEN)

    with ThreadPoolExecutor(1) as server:
        refused = [server.submit(refuse) for _ in range(2)]
        done = console(*command, "--stop-after", "2")
        assert [each.result() for each in refused] == [None, None]
    assert done.code == 3, done.stderr
    assert [row["verdict"] for row in results(out)] == [*["error"] * 2, *["not_sent"] * 2]
    listener.settimeout(0)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_numbers_may_be_sent_as_typed(console: Console, server: SandboxHost, out: Path) -> None:
    source = listed(out.parent, [WAITING])
    command = ("batch", source, "--env", "local", "--overwrite", "--output", str(out))
    for more in ((), ("--as-typed",)):
        console(*command, *more)
    sent = [request.recipient for request in server.requests]
    assert sent == ["+79990000002", "8 (999) 000-00-02"]
