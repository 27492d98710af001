"""``otp-check batch``: what it says and writes where something goes wrong on the way."""

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from otp_gui.cli.batch import batch_command
from otp_gui.cli.batch_options import given_settings
from otp_gui.cli.main import run
from otp_gui.domain.batch import BatchNews, BatchPlan, BatchRow, RunSettings, Told
from otp_gui.domain.phrase import phrase
from otp_gui.services.batch import BatchService, RunControl, RunResult
from tests.unit.cli.kept import keep_run
from tests.unit.store.records import record

Read = pytest.CaptureFixture[str]
CONFIRMED, WAITING = (f"00000000-0000-4000-8000-{number:012}" for number in (1, 2))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    file.write_text(f"requestId,phone\n{CONFIRMED},+79990000001\n{WAITING},+79990000002\n")
    return file


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def batch(source: Path, out: Path, *more: str) -> int:
    return run(["batch", str(source), "--env", "sandbox", "--output", str(out), *more])


@pytest.mark.parametrize("broken", ["rows", "start"])
def test_an_error_of_the_tool_is_not_told_as_if_nothing_was_sent(
    source: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    logged_errors: list[logging.LogRecord],
    capsys: Read,
    broken: str,
) -> None:
    async def break_down(*_arguments: object) -> None:
        raise RuntimeError("made up")

    monkeypatch.setattr(BatchService, broken, break_down)
    has_begun = broken == "rows"
    assert batch(source, out) == (4 if has_begun else 5)
    told = capsys.readouterr().err
    assert ("after requests may have been sent" in told) is has_begun
    assert ("No request was sent." in told) is not has_begun
    logged_errors.clear()


def test_what_the_history_could_not_take_of_a_run_is_in_its_results_all_the_same(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, rows = BatchService.start, BatchService.rows

    async def start_unsaved(
        self: BatchService, plan: BatchPlan, control: RunControl, told: Told
    ) -> RunResult:
        def tell(news: BatchNews) -> None:
            if news.row is not None and news.row.record is not None:
                row = replace(news.row, record=replace(news.row.record, saved=False))
                told(replace(news, row=row))

        result = await start(self, plan, control, tell)
        return replace(result, unsaved_reason=phrase("The disk is full."))

    async def running_rows(self: BatchService, uid: str) -> list[BatchRow]:
        return [
            replace(row, record=None if row.record is None else record())
            for row in await rows(self, uid)
        ]

    monkeypatch.setattr(BatchService, "start", start_unsaved)
    monkeypatch.setattr(BatchService, "rows", running_rows)
    assert batch(source, out) == 1
    verdicts = [json.loads(line)["verdict"] for line in out.read_text().splitlines()]
    assert verdicts == ["success", "not_completed"]


@pytest.fixture
def _in_moscow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Moscow")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_in_moscow")
def test_people_read_of_runs_in_their_own_time_as_of_calls_and_programs_in_utc(
    capsys: Read,
) -> None:
    name = keep_run("+79990000001")
    assert run(["batch", "--runs"]) == 0
    told = capsys.readouterr().out
    assert run(["batch", "--runs", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["started_at"]
    local = datetime.fromisoformat(found) + timedelta(hours=3)
    assert found.endswith("Z")
    assert told.startswith(f"{name[:8]}  {local:%Y-%m-%d %H:%M:%S}  stage  status  ")


def test_of_a_list_without_bad_rows_and_of_a_run_that_was_made_nothing_is_left_out(
    source: Path, out: Path, capsys: Read
) -> None:
    assert batch(source, out, "--json") == 1
    written = capsys.readouterr()
    told = json.loads(written.out)
    assert told["left_out"] == 0
    assert "left out" not in written.err
    command = ("batch", "--results", told["run"], "--output", str(out), "--overwrite", "--json")
    assert run(command) == 1
    assert "left_out" not in json.loads(capsys.readouterr().out)


def test_the_language_may_be_chosen_whatever_is_done_with_a_run(tmp_path: Path) -> None:
    name = keep_run("+79990000001")
    assert run(["batch", "--runs", "--lang", "en"]) == 0
    output = str(tmp_path / "out.csv")
    assert run(["batch", "--results", name, "--lang", "en", "--output", output]) == 5


def test_results_never_replace_the_list_itself(source: Path, capsys: Read) -> None:
    before = source.read_text()
    assert batch(source, source, "--overwrite") == 2
    assert source.read_text() == before
    assert "cannot go into the list itself" in capsys.readouterr().err


def test_names_of_columns_in_refusals_cannot_reach_a_terminal_as_codes(
    source: Path, out: Path, capsys: Read
) -> None:
    source.write_text(f"requestId\u202e,phone\n{CONFIRMED},+79990000001\n")
    assert batch(source, out, "--map", "recipient=zz") == 2
    told = capsys.readouterr().err
    assert "requestId⟨U+202E⟩" in told
    assert "\u202e" not in told


def test_settings_of_a_run_are_changed_where_an_option_says_so() -> None:
    before = RunSettings(at_once=4, pause_seconds=2.5, access_errors=7)
    command = batch_command()
    with command.make_context("batch", ["--resume", "x"]):
        assert given_settings(before) == before
    with command.make_context("batch", ["--resume", "x", "--concurrency", "4", "--pause", "0"]):
        assert given_settings(before) == replace(before, pause_seconds=0.0)
    with command.make_context("batch", ["--again", "x", "--concurrency=9", "--stop-after=1"]):
        assert given_settings(before) == RunSettings(9, 2.5, 1)


@pytest.mark.parametrize("pause", ["nan", "-nan", "inf", "-1", "3601", "soon"])
def test_a_pause_that_is_none_is_refused_as_any_wrong_option(
    source: Path, out: Path, capsys: Read, pause: str
) -> None:
    assert batch(source, out, "--pause", pause) == 2
    assert "Invalid value for '--pause'" in capsys.readouterr().err
    assert not out.exists()
