"""``otp-check batch`` on a real terminal: what its bar looks like, and what it never costs."""

import json
from pathlib import Path

import pytest

from otp_gui.sandbox.host import SandboxHost
from tests.e2e.batches import ALL, CONFIRMED, NOT_FOUND, WAITING, listed, posts, results, session
from tests.e2e.console import Console

BROKEN, TOO_MANY = (42, 33)


def test_a_terminal_that_goes_away_costs_neither_results_nor_the_exit_code(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    source = listed(tmp_path, [*range(1, 4), *range(11, 23)])
    command = ("batch", source, *ALL, "--yes", "--json", "--output", str(out))
    with console.terminal(*command, disowned=True) as terminal:
        terminal.wait_for("0/15")
        terminal.go_away()
        done = terminal.end()
    # 22 came to no clear answer.
    assert done.code == 4
    assert json.loads(done.stdout)["called"] == 15
    verdicts = [row["verdict"] for row in results(out)]
    assert verdicts == ["success", *["not_completed"] * 2, *["error"] * 11, "unknown"]
    assert set(posts(server).values()) == {1}


@pytest.mark.parametrize(("columns", "seen"), [(120, "]  4/4  "), (80, "4/4  "), (30, "4/4  ")])
def test_the_bar_fits_the_terminal(
    console: Console, server: SandboxHost, tmp_path: Path, columns: int, seen: str
) -> None:
    source = listed(tmp_path, [CONFIRMED, WAITING, NOT_FOUND, BROKEN])
    command = ("batch", source, "--env", "local", "--output", str(tmp_path / "out.csv"))
    with console.terminal(*command, columns=columns) as terminal:
        # All that is said before has lines of its own, however wide.
        terminal.wait_for("0/4")
        terminal.shown = terminal.shown[terminal.shown.rindex("\n") :]
        terminal.wait_for("Every row had its turn")
        bar = terminal.shown.partition("Every row")[0]
        terminal.end()
    widths = [len(part) for part in bar.replace("\n", "\r").split("\r")]
    assert max(widths) < columns
    assert seen in bar
    # It is drawn over itself: the only new line is the one after it.
    assert bar.count("\n") == 2
    assert len(server.requests) == 4


def test_a_login_that_is_completed_while_it_is_asked_is_left_alone(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    command = ("batch", listed(tmp_path, [WAITING]), *ALL, "--output", str(tmp_path / "out.csv"))
    login = (session(WAITING), "--recipient", "+79990000002")
    with console.terminal(*command) as terminal:
        terminal.wait_for("[y/N]")
        console("complete", *login, "--env", "local", "--yes")
        terminal.type("y\n")
        done = terminal.end()
    assert "had another completing call since" in "\n".join(terminal.lines)
    assert done.code == 5
    assert list(posts(server).values()) == [1]


def test_what_is_said_beside_the_bar_has_a_line_of_its_own(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    source = listed(tmp_path, [TOO_MANY, WAITING])
    command = ("batch", source, "--env", "local", "--output", str(tmp_path / "out.csv"))
    with console.terminal(*command, "--concurrency", "1") as terminal:
        terminal.wait_for("The service asks for a pause")
        terminal.type("\x03")
        done = terminal.end()
    assert done.code == 130
    said = [line for line in terminal.lines if line.startswith(("The service asks", "Stopping:"))]
    assert len(said) == 2
    assert said[1] == "Stopping: calls in flight are finished. Once more gives them up."
    # What was drawn there before is not left in its rest.
    assert said[0].endswith(".")
    assert len([line for line in terminal.lines if "1/2" in line]) == 1
    assert len(server.requests) == 1
