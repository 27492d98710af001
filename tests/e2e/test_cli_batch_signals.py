"""``otp-check batch`` that is asked to end: by Ctrl+C, ``kill``, and a terminal that closes."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.batches import ALL, CONFIRMED, WAITING, listed, results
from tests.e2e.console import Console, Terminal, add_environment, heard_by

FALSE = b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"success":false}'


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.csv"


@contextmanager
def in_flight(
    console: Console, listener: socket.socket, out: Path
) -> Iterator[tuple[Terminal, socket.socket]]:
    """Begin a run of two logins, and give it once the call of the first waits for its answer."""
    add_environment(console, f"http://127.0.0.1:{listener.getsockname()[1]}/api")
    source = listed(out.parent, [WAITING, CONFIRMED])
    command = ("batch", source, *ALL, "--yes", "--concurrency", "1", "--output", str(out))
    with console.terminal(*command) as terminal, heard_by(listener) as connection:
        yield terminal, connection


def verdicts(out: Path) -> list[str]:
    return [row["verdict"] for row in results(out)]


def test_kill_lets_calls_in_flight_finish_and_writes_the_results(
    console: Console, listener: socket.socket, out: Path
) -> None:
    with in_flight(console, listener, out) as (terminal, connection):
        terminal.process.send_signal(signal.SIGTERM)
        terminal.wait_for("Stopping: calls in flight are finished.")
        connection.sendall(FALSE)
        assert terminal.end().code == 130
    assert verdicts(out) == ["not_completed", "not_sent"]


def test_a_terminal_that_closes_ends_a_run_in_order_however_often_that_is_told(
    console: Console, listener: socket.socket, out: Path
) -> None:
    with in_flight(console, listener, out) as (terminal, connection):
        # By its shell, twice, and then by the system.
        for _ in range(2):
            terminal.process.send_signal(signal.SIGHUP)
            terminal.wait_for("Stopping: calls in flight are finished.")
        terminal.go_away()
        connection.sendall(FALSE)
        assert terminal.end().code == 130
    assert verdicts(out) == ["not_completed", "not_sent"]


def test_a_second_ctrl_c_gives_up_what_is_in_flight(
    console: Console, listener: socket.socket, out: Path
) -> None:
    with in_flight(console, listener, out) as (terminal, _connection):
        terminal.type("\x03")
        terminal.wait_for("Stopping: calls in flight are finished.")
        terminal.type("\x03")
        done = terminal.end()
    assert done.code == 130
    assert "Giving up the calls in flight: they may have been sent." in terminal.lines
    assert verdicts(out) == ["unknown", "not_sent"]
