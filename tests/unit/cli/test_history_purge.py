"""``otp-check history purge``: what goes, what is asked and told, and what the log says of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from otp_gui.cli.long_work import Job, Told
from otp_gui.cli.main import run
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import phrase
from otp_gui.i18n import render
from otp_gui.store.upkeep import SqliteUpkeep
from tests.unit.cli.kept import keep, keep_run, kept, pipe_in
from tests.unit.store.records import ended

NOW = datetime.now(UTC)
NUMBER, OTHER = "+79990001122", "+79990003344"
Read = pytest.CaptureFixture[str]


def three() -> None:
    """Keep a call of today, one of last month and, by a wrong clock, one of next year."""
    keep(
        ended(request_id="new", started_at=NOW),
        ended(request_id="old", started_at=NOW - timedelta(days=31), recipient=OTHER),
        ended(request_id="ahead", started_at=NOW + timedelta(days=365)),
    )


def left() -> set[str]:
    return {call.request_id for call in kept()}


@pytest.mark.parametrize(
    ("what", "stays"),
    [
        (["--older-than", "30d"], {"new", "ahead"}),
        (["--older-than", "5w"], {"new", "old", "ahead"}),
        (["--older-than", "999999w"], {"new", "old", "ahead"}),
        (["--older-than", "1h"], {"new", "ahead"}),
        (["--all"], set()),
    ],
)
def test_what_is_asked_for_goes(capsys: Read, what: list[str], stays: set[str]) -> None:
    three()
    assert run(["history", "purge", *what, "--yes"]) == 0
    assert left() == stays
    assert capsys.readouterr().out == ""


def test_a_dry_run_only_tells(capsys: Read) -> None:
    three()
    assert run(["history", "purge", "--older-than", "30d", "--dry-run"]) == 0
    assert capsys.readouterr().err == "To be deleted: 1 call.\n"
    assert run(["history", "purge", "--all", "--dry-run", "--yes"]) == 0
    assert capsys.readouterr().err == "To be deleted: 3 calls.\n"
    assert len(left()) == 3


def test_without_anybody_to_ask_nothing_goes(capsys: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    three()
    for what in (["--all"], ["--older-than", "30d"], ["--recipient"]):
        pipe_in(monkeypatch, NUMBER.encode())
        assert run(["history", "purge", *what]) == 2
        assert "--yes" in capsys.readouterr().err
    assert len(left()) == 3


@pytest.mark.parametrize("typed", ["8 (999) 000-33-44\n", "+79990003344", " 79990003344 \r\n"])
def test_a_number_is_read_from_standard_input_in_any_spelling(
    capsys: Read, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    three()
    keep(ended(request_id="mention", note="see +7 999 000-33-44", started_at=NOW))
    pipe_in(monkeypatch, typed.encode())
    assert run(["history", "purge", "--recipient", "--yes"]) == 0
    assert left() == {"new", "ahead", "mention"}
    assert next(call.note for call in kept() if call.request_id == "mention") == "see ***"
    told = capsys.readouterr().err
    assert "Deleted: 1 call, a mention in 1 other call." in told
    assert "Exports and backups that were saved elsewhere" in told


def test_a_dry_run_for_a_number_only_tells(capsys: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    three()
    pipe_in(monkeypatch, b"89990003344")
    assert run(["history", "purge", "--recipient", "--dry-run"]) == 0
    assert capsys.readouterr().err.endswith("To be deleted: 1 call.\n")
    pipe_in(monkeypatch, b"89990005566")
    assert run(["history", "purge", "--recipient", "--yes"]) == 0
    assert "There is nothing to delete." in capsys.readouterr().err
    assert len(left()) == 3


@pytest.mark.parametrize("typed", [b"", b"\n", b"\xff\xfe\x00", b"9" * 10_000])
def test_what_is_no_number_deletes_nothing(
    capsys: Read, monkeypatch: pytest.MonkeyPatch, typed: bytes
) -> None:
    three()
    pipe_in(monkeypatch, typed)
    code = run(["history", "purge", "--recipient", "--yes"])
    capsys.readouterr()
    assert code in (0, 2)
    assert len(left()) == 3


@pytest.mark.parametrize("given", [[NUMBER], ["89990001122"], [NUMBER, OTHER]])
def test_a_number_on_the_command_line_is_refused_and_not_repeated(
    capsys: Read, monkeypatch: pytest.MonkeyPatch, given: list[str]
) -> None:
    three()
    pipe_in(monkeypatch, b"")
    assert run(["history", "purge", "--recipient", *given, "--yes"]) == 2
    written = capsys.readouterr()
    assert "argument" in written.err
    assert "0001122" not in written.out + written.err
    assert run(["history", "purge", f"--recipient={NUMBER}", "--yes"]) == 2
    assert "0001122" not in capsys.readouterr().err
    assert len(left()) == 3


def test_the_log_tells_how_many_and_never_whose(
    capsys: Read, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    three()
    pipe_in(monkeypatch, OTHER.encode())
    assert run(["history", "purge", "--recipient", "--yes"]) == 0
    assert run(["history", "purge", "--all", "--yes"]) == 0
    capsys.readouterr()
    assert "Forgot a recipient: 1 calls" in caplog.text
    assert "Purged: 2 calls" in caplog.text
    assert "0003344" not in caplog.text


def test_rows_that_were_never_called_are_no_calls_and_the_runs_that_end_with_them_are_told(
    capsys: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    three()
    keep_run(OTHER, OTHER, NUMBER)
    keep_run(OTHER)
    assert run(["history", "purge", "--all", "--dry-run"]) == 0
    found = (
        "3 calls, 4 rows of lists that were never called, with that the rest of 2 batch runs that"
        " could still be resumed."
    )
    assert capsys.readouterr().err == f"To be deleted: {found}\n"
    pipe_in(monkeypatch, OTHER.encode())
    assert run(["history", "purge", "--recipient", "--yes"]) == 0
    assert (
        "Deleted: 1 call, 3 rows of lists that were never called, with that the rest of 1 batch run"
        " that could still be resumed."
    ) in capsys.readouterr().err
    assert run(["history", "purge", "--all", "--yes"]) == 0
    assert (
        "Deleted: 2 calls, 1 row of a list that was never called, with that the rest of 1 batch run"
        " that could still be resumed."
    ) in capsys.readouterr().err
    assert run(["history", "purge", "--all", "--yes"]) == 0
    assert "There is nothing to delete." in capsys.readouterr().err
    assert run(["batch", "--runs"]) == 0
    assert capsys.readouterr().err == "The history of this computer holds no batch run.\n"


def test_the_bar_names_what_is_really_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    three()
    named: list[str] = []

    @contextmanager
    def working(job: Job) -> Iterator[Told]:
        named.append(render(job.doing))
        yield lambda _done, _total: None

    monkeypatch.setattr("otp_gui.cli.history_purge.working", working)
    for what in (["--older-than", "30d"], ["--all"]):
        assert run(["history", "purge", *what, "--yes"]) == 0
    assert named == ["Looking", "Deleting old calls", "Looking", "Deleting every call"]


def test_a_disk_that_refuses_is_told(capsys: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_arguments: object) -> None:
        raise StoreError(phrase("The disk is full."))

    three()
    monkeypatch.setattr(SqliteUpkeep, "purge", refuse)
    assert run(["history", "purge", "--all", "--yes"]) == 5
    told = capsys.readouterr().err
    assert "Not every call could be deleted." in told
    assert "The disk is full." in told
