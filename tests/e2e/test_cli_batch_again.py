"""What the console does with the rows of a run that was made: inspected, called again, resumed."""

import asyncio
import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from otp_gui.clock import SystemClock
from otp_gui.domain.batch import BatchItem, BatchPlan, RunState, Step, StopReason
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from otp_gui.store.batches import SqliteBatches
from otp_gui.store.history import SqliteHistory
from tests.e2e.console import Console, Ended
from tests.unit.store.records import TIMED_OUT, record

CONFIRMED, WAITING, ANOTHER, UNCALLED = (1, 2, 12, 3)
RUN = "0a1b2c3d-run"
UNSENT = Outcome(Verdict.NOT_SENT, Failure.DNS)


def session(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


async def leave_run(console: Console, base_url: str, *outcomes: tuple[int, Outcome | None]) -> None:
    """Leave a completing run of a minute ago in the history, cancelled; None was never called."""
    history = SqliteHistory(under(console.home).history, SystemClock())
    await history.open()
    batches = SqliteBatches(history)
    items = [
        BatchItem(line, CheckRequest(RequestId(session(n)), Recipient(f"+79990000{n:03}")))
        for line, (n, _outcome) in enumerate(outcomes, 2)
    ]
    at = datetime.now(UTC) - timedelta(minutes=1)
    environment = Environment("local", "Local", base_url, Kind.CUSTOM, confirm_complete=True)
    await batches.create(BatchPlan(environment, Operation.COMPLETE, items, "list.csv"), RUN, at)
    for number, (item, (_n, outcome)) in enumerate(zip(items, outcomes, strict=True), 1):
        if outcome is None:
            continue
        intent = record(
            started_at=at,
            environment="local",
            base_url=base_url,
            request_id=item.request.request_id.value,
            recipient=item.request.recipient.value,
            source=Source.BATCH,
        )
        [begun] = await batches.step(RUN, Step([(number, intent)]))
        assert isinstance(begun, CheckRecord)
        await batches.step(RUN, Step(ends=[begun.finished(outcome, at, 1.0)]))
    await batches.stop(RUN, RunState.STOPPED, StopReason.CANCELLED)
    await history.close()


@pytest.fixture
def base_url(server: SandboxHost) -> str:
    return asyncio.run(server.start())


def batch(console: Console, out: Path, *arguments: str) -> Ended:
    return console("batch", *arguments, "--output", str(out), "--overwrite")


def verdicts(file: Path) -> list[tuple[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return [(row["line"], row["verdict"]) for row in csv.DictReader(text)]


def posted(server: SandboxHost) -> list[str]:
    return [r.path.split("/")[-2] for r in server.requests if r.method == "POST"]


def test_unknown_rows_are_inspected_and_only_open_and_unsent_ones_called_again(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    asyncio.run(
        leave_run(
            console,
            base_url,
            (CONFIRMED, TIMED_OUT),
            (WAITING, TIMED_OUT),
            (ANOTHER, UNSENT),
            (UNCALLED, None),
        )
    )
    told = batch(console, out, "--results", RUN)
    assert f"otp-check batch --inspect {RUN[:8]}" in told.stderr
    assert f"otp-check batch --resume {RUN[:8]}" in told.stderr
    assert "To complete 1 login again: " in told.stderr

    seen = batch(console, out, "--inspect", RUN[:8])
    assert seen.code == 1, seen.stderr
    goes_on = f"Going on with run {RUN[:8]} (list.csv) on local: operation"
    assert seen.stderr.startswith(f"{goes_on} status, 2 logins.\n")
    assert verdicts(out) == [("2", "success"), ("3", "not_completed")]
    assert f"To complete 2 logins again: otp-check batch --again {RUN[:8]}" in seen.stderr
    assert posted(server) == []

    asked = batch(console, out, "--again", RUN[:8])
    assert (asked.code, posted(server)) == (2, [])
    assert asked.stderr.startswith(f"{goes_on} complete, 2 logins.\n")
    again = batch(console, out, "--again", RUN[:8], "--yes")
    assert "That it was not is only inferred from a later inspection" in again.stderr
    assert "This is run " in again.stderr
    assert [line for line, _verdict in verdicts(out)] == ["2", "4"]
    assert sorted(posted(server)) == [session(CONFIRMED), session(ANOTHER)]
    assert again.code in (0, 1, 3), again.stderr
    assert again.stderr.startswith(f"{goes_on} complete, 2 logins.\n")
    resumed = batch(console, out, "--resume", RUN[:8], "--yes")
    assert resumed.stderr.startswith(f"{goes_on} complete, 1 login.\n")

    nothing = batch(console, out, "--again", RUN, "--yes")
    assert nothing.code == 2
    assert len(posted(server)) == 3


def test_a_row_whose_login_is_completed_while_it_is_asked_is_left_alone(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path
) -> None:
    asyncio.run(leave_run(console, base_url, (WAITING, UNSENT)))
    login = (session(WAITING), "--recipient", "+79990000002")
    with console.terminal("batch", "--again", RUN, "--output", str(tmp_path / "o.csv")) as terminal:
        terminal.wait_for("[y/N]")
        console("complete", *login, "--env", "local", "--yes")
        terminal.type("y\n")
        done = terminal.end()
    assert "had another completing call since" in "\n".join(terminal.lines)
    assert (done.code, posted(server)) == (5, [session(WAITING)])


def test_what_was_completed_before_its_call_ended_unknown_is_told(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path
) -> None:
    login = (session(CONFIRMED), "--recipient", "+79990000001")
    asyncio.run(leave_run(console, base_url, (CONFIRMED, TIMED_OUT)))
    history = SqliteHistory(under(console.home).history, SystemClock())

    async def complete_before() -> None:
        await history.open()
        at = datetime.now(UTC) - timedelta(hours=1)
        made = {"request_id": login[0], "recipient": login[2]}
        intent = record(started_at=at, environment="local", base_url=base_url, **made)
        done = Outcome(Verdict.SUCCESS, http_status=201)
        await history.finish(intent.finished(done, at, 1.0))
        await history.close()

    asyncio.run(complete_before())
    assert batch(console, tmp_path / "seen.csv", "--inspect", RUN).code == 0
    told = batch(console, tmp_path / "out.csv", "--again", RUN)
    assert "1 login may have been completed already" in told.stderr
    assert "1 login was completed before." in told.stderr
    assert (told.code, posted(server)) == (2, [])


@pytest.mark.parametrize("option", ["--again", "--resume"])
def test_who_was_turned_away_does_not_make_an_unknown_call_forgotten(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path, option: str
) -> None:
    refused = Outcome(Verdict.ERROR, http_status=401)
    again = option == "--again"
    asyncio.run(leave_run(console, base_url, (WAITING, refused if again else None)))
    history = SqliteHistory(under(console.home).history, SystemClock())

    async def try_before() -> None:
        await history.open()
        at = datetime.now(UTC) - timedelta(hours=1)
        login = {"request_id": session(WAITING), "recipient": f"+79990000{WAITING:03}"}
        intent = record(started_at=at, environment="local", base_url=base_url, **login)
        await history.finish(intent.finished(TIMED_OUT, at, 1.0))
        await history.close()

    asyncio.run(try_before())
    told = batch(console, tmp_path / "out.csv", option, RUN)
    assert "1 login had a completing call before, and how that ended is unknown" in told.stderr
    assert (told.code, posted(server)) == (2, [])


def test_what_was_not_answered_was_not_looked_at(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    asyncio.run(leave_run(console, base_url, (WAITING, TIMED_OUT)))
    asyncio.run(server.stop())
    assert batch(console, out, "--inspect", RUN).code == 5
    told = batch(console, out, "--results", RUN)
    assert f"To look at what ended unknown: otp-check batch --inspect {RUN[:8]}" in told.stderr
    again = batch(console, out, "--again", RUN, "--yes")
    assert "Rows of this run ended unknown: --inspect looks at them." in again.stderr


def test_results_of_a_run_that_somebody_is_at_are_those_so_far(
    console: Console, base_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"

    async def look() -> tuple[Ended, Ended]:
        history = SqliteHistory(under(console.home).history, SystemClock())
        await history.open()
        items = [BatchItem(1, CheckRequest(RequestId(session(1)), Recipient("+79990000001")))]
        environment = Environment("local", "Local", base_url, Kind.CUSTOM, confirm_complete=True)
        plan = BatchPlan(environment, Operation.COMPLETE, items, "list.csv")
        await SqliteBatches(history).create(plan, RUN, datetime.now(UTC))
        # While this process lives, it is at its run.
        told = await asyncio.to_thread(batch, console, out, "--results", RUN)
        refused = await asyncio.to_thread(batch, console, out, "--resume", RUN, "--yes")
        await history.close()
        return told, refused

    told, refused = asyncio.run(look())
    assert told.code == 4
    said = "Another window or program is at this run: 0 of 1 so far."
    assert said in told.stderr
    # What is still to come is nothing that was not sent.
    assert verdicts(out) == []
    assert (refused.code, said in refused.stderr) == (2, True)


def test_a_row_that_was_never_called_is_no_reason_but_for_a_resume(
    console: Console, base_url: str, tmp_path: Path
) -> None:
    done = Outcome(Verdict.SUCCESS, http_status=201)
    asyncio.run(leave_run(console, base_url, (CONFIRMED, done), (UNCALLED, None)))
    login = (session(CONFIRMED), "--recipient", "+79990000001")
    console("complete", *login, "--env", "local", "--yes")
    again = batch(console, tmp_path / "out.csv", "--again", RUN, "--yes")
    assert "There is no row of this run left for that." in again.stderr


def test_nothing_is_asked_where_nothing_could_be_sent(
    console: Console, base_url: str, tmp_path: Path
) -> None:
    asyncio.run(leave_run(console, base_url, (ANOTHER, UNSENT), (UNCALLED, None)))
    del console.variables["OTP_GUI_TOKEN"]
    for option in ("--again", "--resume"):
        # Nobody is there to be asked, which were another error.
        refused = batch(console, tmp_path / "out.csv", option, RUN)
        assert refused.code == 5, refused.stderr
        assert "give --yes" not in refused.stderr


def test_why_an_unknown_row_is_not_called_again_is_said(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    asyncio.run(leave_run(console, base_url, (WAITING, TIMED_OUT)))
    early = batch(console, out, "--again", RUN, "--yes")
    assert early.code == 2
    assert "Rows of this run ended unknown: --inspect looks at them." in early.stderr
    seen = batch(console, out, "--inspect", RUN)
    assert "“false” most likely says that this call completed the login" in seen.stderr
    assert "To look at what ended unknown" not in seen.stderr
    assert "To complete" not in seen.stderr
    late = batch(console, out, "--again", RUN, "--yes")
    assert late.code == 2
    assert "What ended unknown was answered “false” when it was inspected" in late.stderr
    assert posted(server) == []


def test_a_run_whose_rows_were_completed_elsewhere_has_nothing_to_resume(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    asyncio.run(leave_run(console, base_url, (CONFIRMED, None)))
    console(
        "complete", session(CONFIRMED), "--recipient", "+79990000001", "--env", "local", "--yes"
    )
    told = batch(console, out, "--results", RUN)
    assert "To go on" not in told.stderr
    done = batch(console, out, "--resume", RUN, "--yes")
    assert done.code == 2
    assert "there is nothing to resume for them" in done.stderr
    assert posted(server) == [session(CONFIRMED)]


def test_a_run_is_not_called_at_another_address(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    asyncio.run(leave_run(console, "http://127.0.0.1:9/api", (CONFIRMED, UNSENT)))
    for option in ("--again", "--inspect", "--resume"):
        done = batch(console, tmp_path / "out.csv", option, RUN, "--yes")
        assert done.code == 2
        assert "made at another address" in done.stderr
    assert not server.requests


@pytest.mark.parametrize(
    "arguments",
    [
        ("--resume", RUN, "--env", "local"),
        ("--resume", RUN, "--operation", "complete"),
        ("--again", RUN, "--map", "request_id=1"),
        ("--inspect", RUN, "--strict"),
        ("--results", RUN, "--concurrency", "2"),
        ("--runs", "--yes"),
        ("--runs", "--full-numbers"),
    ],
)
def test_an_option_that_would_be_without_effect_is_refused(
    console: Console, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    output = () if "--runs" in arguments else ("--output", str(tmp_path / "out.csv"))
    done = console("batch", *arguments, *output)
    assert done.code == 2
    assert " means nothing with --" in done.stderr


def test_runs_are_listed_as_objects(console: Console, server: SandboxHost, base_url: str) -> None:
    asyncio.run(leave_run(console, base_url, (CONFIRMED, UNSENT), (UNCALLED, None)))
    [line] = console("batch", "--runs", "--json").stdout.splitlines()
    told = json.loads(line)
    assert (told["run"], told["state"], told["reason"]) == (RUN, "stopped", "cancelled")
    assert (told["count"], told["called"], told["operation"]) == (2, 1, "complete")
    assert not server.requests


def test_what_was_completed_before_is_told_before_a_list_is_completed(
    console: Console, server: SandboxHost, base_url: str, tmp_path: Path
) -> None:
    asyncio.run(leave_run(console, base_url, (WAITING, TIMED_OUT), (UNCALLED, None)))
    login = (session(CONFIRMED), "--recipient", "+79990000001", "--env", "local")
    console("complete", *login, "--yes")
    source = tmp_path / "list.csv"
    source.write_text("".join(f"{session(n)},+79990000{n:03}\n" for n in (CONFIRMED, WAITING)))
    out = tmp_path / "out.csv"
    asked = batch(console, out, str(source), "--env", "local", "--operation", "complete")
    assert (asked.code, len(posted(server))) == (2, 1)
    assert "1 login had a completing call before, and how that ended is unknown" in asked.stderr
    assert "1 login was completed before." in asked.stderr
    read = batch(console, out, str(source), "--env", "local")
    assert "completed before" not in read.stderr


def test_the_console_doubts_what_the_window_doubts(
    console: Console, server: SandboxHost, tmp_path: Path
) -> None:
    source = tmp_path / "list.csv"
    source.write_text(f"{session(CONFIRMED)},9990000001\n")
    done = batch(console, tmp_path / "out.csv", str(source), "--env", "local")
    assert "ready: 1 (doubtful: 1)" in done.stderr
    assert "Line 1: " in done.stderr
    assert len(server.requests) == 1
