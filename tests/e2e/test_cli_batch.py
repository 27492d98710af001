"""``otp-check batch`` as a process: real lists, a real server that counts, Ctrl+C, kill -9."""

import json
import signal
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from tests.e2e.batches import (
    ALL,
    CONFIRMED,
    NOT_FOUND,
    SILENT,
    WAITING,
    called,
    listed,
    posts,
    reached,
    results,
    session,
)
from tests.e2e.console import Console


def test_a_list_is_inspected_and_its_bad_rows_are_told_and_left_out(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    source = listed(tmp_path, [CONFIRMED, WAITING, NOT_FOUND, WAITING], f"{session(3)};")
    done = console("batch", source, "--env", "local", "--output", str(out), "--json")
    assert done.code == 3, done.stderr
    assert "Read: Windows-1251, semicolon, with a heading, 5 rows." in done.stderr
    assert "Line 5: " in done.stderr
    assert "Line 6: Enter the recipient's phone number." in done.stderr
    assert "ready: 3, wrong: 1, duplicates: 1" in done.stderr
    assert done.stderr.endswith("Rows of the list that were left out: 2 of 5.\n")
    assert "+79990000001" not in done.stderr
    told = json.loads(done.stdout)
    assert told["verdicts"] == {"success": 1, "not_completed": 1, "error": 1}
    assert told["types"] == {"SessionNotFoundException": 1}
    assert (told["state"], told["count"], told["called"]) == ("finished", 3, 3)
    assert told["left_out"] == 2
    found = results(out)
    assert [(row["line"], row["verdict"]) for row in found] == [
        ("2", "success"),
        ("3", "not_completed"),
        ("4", "error"),
    ]
    assert {row["recipient"] for row in found} == {f"'+79*******{n:02}" for n in (1, 2, 16)}
    assert out.stat().st_mode & 0o777 == 0o600
    assert not posts(server)
    assert called(console) == 3


def test_completing_many_wants_a_confirmation_and_posts_each_once(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    source = listed(tmp_path, [CONFIRMED, WAITING])
    refused = console("batch", source, *ALL, "--output", str(out))
    assert refused.code == 2
    assert "give --yes" in refused.stderr
    assert not posts(server)
    done = console("batch", source, *ALL, "--output", str(out), "--yes", "--full-numbers")
    assert done.code == 1, done.stderr
    assert posts(server) == {session(CONFIRMED): 1, session(WAITING): 1}
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["verdict"], row["recipient"]) for row in rows] == [
        ("success", "+79990000001"),
        ("not_completed", "+79990000002"),
    ]


def test_production_has_the_count_typed_in(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    base_url = server.base_url
    assert base_url is not None
    added = console("env", "add", "live", "--base-url", base_url, "--kind", "production")
    assert added.code == 0, added.stderr
    source = listed(tmp_path, [CONFIRMED, WAITING])
    command = ("batch", source, "--env", "live", "--operation", "complete", "--output")
    for typed, sent in (("yes\n", 0), ("1\n", 0), ("\n", 0), ("2\n", 2)):
        with console.terminal(*command, str(tmp_path / f"{sent}.csv"), "--overwrite") as terminal:
            terminal.wait_for("Type the number of logins to go on: 2")
            terminal.type(typed)
            done = terminal.end()
        assert sum(posts(server).values()) == sent
        assert done.stderr.endswith("Nothing was sent.\r\n") is (not sent)
        assert done.code == (1 if sent else 5)


def test_the_standard_input_is_a_list_with_columns_that_are_named(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    typed = f"1,x,{session(WAITING)},+79990000002\n2,y,{session(CONFIRMED)},+79990000001\n"
    command = ("batch", "-", "--env", "local", "--output", str(out))
    done = console(*command, "--map", "request_id=3,recipient=4", typed=typed)
    assert done.code == 1, done.stderr
    assert [row["line"] for row in results(out)] == ["1", "2"]
    assert len(server.requests) == 2
    wrong = console(*command, "--map", "request_id=9", "--overwrite", typed=typed)
    assert wrong.code == 2
    assert "There is no column “9”" in wrong.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (b"name;comment\nanna;no\n", "Which column holds"),
        (b"request_id;phone\nx;\n", "No row of it can be called."),
    ],
    ids=["empty", "picture", "columns", "nothing to call"],
)
def test_a_file_that_is_no_list_sends_nothing(
    console: Console, server: SandboxHost, tmp_path: Path, content: bytes, told: str
) -> None:
    source = tmp_path / "list.csv"
    source.write_bytes(content)
    done = console("batch", str(source), "--env", "local", "--output", str(tmp_path / "out.csv"))
    assert done.code == 2
    assert told in done.stderr
    assert not (tmp_path / "out.csv").exists()
    assert not server.requests


@pytest.mark.parametrize(
    ("target", "told"),
    [("there.csv", "--overwrite"), ("no/out.csv", "Nothing can be written"), ("out", "--format")],
)
def test_where_results_cannot_go_is_told_before_anything_is_sent(
    console: Console, server: SandboxHost, tmp_path: Path, target: str, told: str
) -> None:
    (tmp_path / "there.csv").write_text("mine")
    source = listed(tmp_path, [CONFIRMED])
    done = console("batch", source, "--env", "local", "--output", str(tmp_path / target))
    assert done.code == 2
    assert told in done.stderr
    assert not server.requests
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_strict_sends_nothing_where_a_row_is_wrong(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    source = listed(tmp_path, [CONFIRMED], f"{session(3)};")
    out = str(tmp_path / "out.csv")
    done = console("batch", source, "--env", "local", "--output", out, "--strict")
    assert done.code == 2
    assert not server.requests


def test_a_token_that_is_refused_ends_the_run_at_once(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    console.variables["OTP_GUI_TOKEN"] = "another-made-up-token"
    out = tmp_path / "out.csv"
    source = listed(tmp_path, range(1, 11))
    one = ("--concurrency", "1")
    done = console("batch", source, "--env", "local", "--output", str(out), *one)
    assert done.code == 3
    assert len(server.requests) == 1
    assert "replace the token or mend its rights, then resume" in done.stderr
    verdicts = [row["verdict"] for row in results(out)]
    assert verdicts == ["error", *["not_sent"] * 9]


def test_without_a_token_nothing_begins(console: Console, tmp_path: Path) -> None:
    source = listed(tmp_path, [CONFIRMED])
    out = tmp_path / "out.csv"
    done = console("batch", source, "--env", "stage", "--output", str(out))
    assert done.code == 5
    assert "token" in done.stderr
    assert not out.exists()
    assert console("batch", "--runs").stdout == ""


def test_ctrl_c_lets_calls_in_flight_finish_and_the_rest_is_resumed(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    slow = 4
    source = listed(tmp_path, [WAITING, slow, CONFIRMED, NOT_FOUND])
    one = ("--concurrency", "1", "--yes")

    def in_flight(_process: subprocess.Popen[str]) -> None:
        reached(server, 2)

    command = ("batch", source, *ALL, "--output", str(out), *one)
    done = console.interrupted(*command, when=in_flight)
    assert done.code == 130, done.stderr
    assert "Stopping: calls in flight are finished." in done.stderr
    verdicts = [row["verdict"] for row in results(out)]
    assert verdicts == ["not_completed", "success", "not_sent", "not_sent"]
    run = console("batch", "--runs").stdout.split()[0]
    again = console("batch", "--resume", run, "--output", str(out), "--overwrite", "--yes")
    assert again.code == 3, again.stderr
    assert set(posts(server).values()) == {1}
    assert [row["verdict"] for row in results(out)][2:] == ["success", "error"]
    assert (
        "not stopped"
        in console("batch", "--resume", run, "--output", str(out), "--overwrite").stderr
    )


def test_after_kill_9_what_was_sent_is_known_and_never_sent_again(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    source = listed(tmp_path, [WAITING, SILENT, CONFIRMED])
    command = ("batch", source, *ALL, "--output", str(out), "--concurrency", "1", "--yes")

    def kill(process: subprocess.Popen[str]) -> None:
        reached(server, 2)
        process.send_signal(signal.SIGKILL)

    console.interrupted(*command, when=kill)
    assert not out.exists()
    listed_runs = console("batch", "--runs").stdout
    assert "2/3  stopped (interrupted)" in listed_runs
    run = listed_runs.split()[0]
    done = console("batch", "--resume", run, "--output", str(out), "--yes")
    assert done.code == 4, done.stderr
    assert [row["verdict"] for row in results(out)] == ["not_completed", "unknown", "success"]
    assert posts(server) == {session(n): 1 for n in (WAITING, SILENT, CONFIRMED)}


def test_a_terminal_shows_a_bar(console: Console, tmp_path: Path, server: SandboxHost) -> None:
    source = listed(tmp_path, [WAITING, CONFIRMED])
    command = ("batch", source, "--env", "local", "--output", str(tmp_path / "out.xlsx"))
    with console.terminal(*command) as terminal:
        done = terminal.end()
    assert done.code == 1
    assert "2/2" in done.stderr
    assert done.stdout == ""
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")
    assert len(server.requests) == 2


def test_results_that_could_not_be_written_are_written_later(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    source = listed(tmp_path, [WAITING])
    console("batch", source, "--env", "local", "--output", str(out))
    run = console("batch", "--runs").stdout.split()[0]
    later = console("batch", "--results", run, "--output", str(tmp_path / "later.csv"))
    assert later.code == 1, later.stderr
    assert results(tmp_path / "later.csv") == results(out)
    assert len(server.requests) == 1
    assert console("batch", "--results", "zzzz", "--output", str(tmp_path / "no.csv")).code == 2


def test_what_was_sent_is_never_told_as_not_sent_where_results_cannot_be_written(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    slow = 4
    source = listed(tmp_path, [slow])
    folder = tmp_path / "gone"
    folder.mkdir()

    def remove() -> None:
        reached(server, 1)
        folder.rmdir()

    remover = threading.Thread(target=remove)
    remover.start()
    done = console("batch", source, *ALL, "--yes", "--output", str(folder / "out.csv"))
    remover.join()
    assert done.code == 4, done.stderr
    run = console("batch", "--runs").stdout.split()[0]
    assert "To write the results later: otp-check batch --results " in done.stderr
    assert f"--results {run}" in done.stderr
    assert posts(server) == {session(slow): 1}


def test_a_run_is_named_by_as_much_of_its_name_as_no_other_has(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    for number in (WAITING, CONFIRMED):
        out = tmp_path / f"{number}.csv"
        console("batch", listed(tmp_path, [number]), "--env", "local", "--output", str(out))
    with closing(sqlite3.connect(under(console.home).history)) as database, database:
        database.execute("UPDATE runs SET uid = 'abcd' || iif(id % 2, '', '01')")
    for name, told in (
        ("abc", "There is no such run"),
        ("abcd0", None),
        ("abcd", None),
        ("abcd011", "There is no such run"),
    ):
        out = tmp_path / f"{name}.csv"
        done = console("batch", "--results", name, "--output", str(out))
        assert (done.code == 2) is (told is not None), done.stderr
        assert told is None or told in done.stderr
    with closing(sqlite3.connect(under(console.home).history)) as database, database:
        database.execute("UPDATE runs SET uid = 'abcde' || id")
    done = console("batch", "--results", "abcd", "--output", str(tmp_path / "none.csv"))
    assert done.code == 2
    assert "More than one run begins so" in done.stderr
    assert len(server.requests) == 2
