"""``otp-check history``: what is listed, in which words, and how many there are."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from otp_gui.cli.history import masked
from otp_gui.cli.main import run
from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import Source
from tests.e2e.console import CHECK_FIELDS
from tests.unit.cli.kept import keep
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, TIMED_OUT, ended

CALL_FIELDS = CHECK_FIELDS | {"uid", "finished_at", "source", "operator", "note"}
Read = pytest.CaptureFixture[str]


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def four() -> None:
    """Keep four calls, a minute apart, that differ in everything."""
    keep(
        ended(NOT_FOUND, request_id="a", started_at=at(0), operator="anna"),
        ended(SUCCESS, request_id="b", started_at=at(1), source=Source.CLI, environment="online"),
        ended(TIMED_OUT, request_id="c", started_at=at(2), operation=Operation.STATUS),
        ended(
            replace(NOT_FOUND, message="номер 8 (999) 000-11-22"),
            request_id="d",
            started_at=at(3),
            note="+7 999 000-11-22 перезвонить",
        ),
    )


def objects(read: Read, *arguments: str) -> list[dict[str, Any]]:
    """List the history as JSON."""
    assert run(["history", "--json", *arguments]) == 0
    return [json.loads(line) for line in read.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], "dcba"),
        (["--search", "8 999 000 11 22"], "dcba"),
        (["--search", "перезвонить"], "d"),
        (["--env", "online"], "b"),
        (["--verdict", "error"], "da"),
        (["--verdict", "unknown", "--verdict", "success"], "cb"),
        (["--verdict", "error", "--verdict", "error", "--operator", "anna"], "a"),
        (["--type", "SessionNotFoundException"], "da"),
        (["--operation", "status"], "c"),
        (["--source", "cli"], "b"),
        (["--since", at(2).isoformat()], "dc"),
        (["--until", at(1).isoformat()], "a"),
        (["--since", at(1).isoformat(), "--until", at(3).isoformat(), "--ascending"], "bc"),
        (["--sort", "request_id", "--ascending"], "abcd"),
        (["--sort", "request_id", "--limit", "2"], "dc"),
        (["--since", "2026-11-23", "--until", "2026-11-23", "--limit", "1"], "d"),
        (["--since", "1m"], ""),
    ],
)
def test_filters_narrow_down_what_is_listed(capsys: Read, filters: list[str], found: str) -> None:
    four()
    assert "".join(call["request_id"] for call in objects(capsys, *filters)) == found


def test_an_environment_that_neither_the_list_nor_the_history_knows_is_refused(
    capsys: Read, tmp_path: Path
) -> None:
    four()
    export = ("history", "export", str(tmp_path / "calls.csv"))
    for command in (("history",), ("history", "--json"), export):
        assert run([*command, "--env", "nope"]) == 2
        written = capsys.readouterr()
        assert "There is no environment “nope”. There are: " in written.err
        assert written.out == ""
    assert not (tmp_path / "calls.csv").exists()
    # That one is not in the list, as if it was removed; of this one there are no calls yet.
    assert [call["request_id"] for call in objects(capsys, "--env", "online")] == ["b"]
    assert run([*export, "--env", "online"]) == 0
    assert objects(capsys, "--env", "production") == []


def test_a_call_is_one_object_of_known_fields(capsys: Read) -> None:
    four()
    calls = objects(capsys)
    assert all(set(call) == CALL_FIELDS for call in calls)
    call = calls[0]
    assert (call["recipient"], call["verdict"], call["saved"]) == ("+79990001122", "error", True)
    assert (call["started_at"], call["note"]) == (
        "2026-11-23T10:23:30.123Z",
        "+7 999 000-11-22 перезвонить",
    )
    assert call["headline"]


def test_more_than_a_page_is_listed_once_each_in_order(capsys: Read) -> None:
    keep(*(ended(started_at=at(number)) for number in range(1_203)))
    times = [call["started_at"] for call in objects(capsys, "--limit", "1201")]
    assert len(times) == len(set(times)) == 1_201
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Found: 4 calls.\n"),
        (["--limit", "4"], "Found: 4 calls.\n"),
        (["--limit", "3"], "Shown: 3 of 4 calls. --limit shows more.\n"),
        (["--env", "online"], "Found: 1 call.\n"),
        (["--env", "production"], "There are no such calls.\n"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_how_many_there_are_is_told_beside_the_list(
    capsys: Read, arguments: list[str], form: list[str], told: str
) -> None:
    four()
    assert run(["history", *arguments, *form]) == 0
    assert capsys.readouterr().err == told


def test_of_very_many_the_number_is_a_lower_bound(
    capsys: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    four()
    monkeypatch.setattr("otp_gui.cli.history._COUNTED", 3)
    assert run(["history", "--limit", "1"]) == 0
    assert capsys.readouterr().err == "Shown: 1 of more than 3 calls. --limit shows more.\n"


def test_in_a_pipe_a_call_is_one_line_without_colours_or_headings(capsys: Read) -> None:
    four()
    assert run(["history"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len({line.index("+79990001122  ") for line in lines}) == 1
    assert [line.split()[:3][2] for line in lines] == ["stage", "stage", "online", "stage"]
    assert "SessionNotFoundException  d  +7 999 000-11-22 перезвонить" in lines[0]
    assert "\x1b" not in "".join(lines)


def test_what_others_wrote_cannot_forge_a_line(capsys: Read) -> None:
    evil = replace(NOT_FOUND, error_type="x\n\x1b[2Jforged\u202e")
    keep(ended(evil, request_id="a", note="first\nsecond"))
    assert run(["history"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "x␊␛[2Jforged⟨U+202E⟩" in out


def test_a_long_text_is_cut(capsys: Read) -> None:
    keep(ended(note="ы" * 500))
    assert run(["history"]) == 0
    assert f"{'ы' * 60}…\n" in capsys.readouterr().out


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_masked_no_number_can_be_read(capsys: Read, form: list[str]) -> None:
    four()
    keep(ended(request_id="with +79990001122", note="89990001122"))
    assert run(["history", "--mask", *form]) == 0
    out = capsys.readouterr().out
    assert "0001122" not in out
    assert "000-11-22" not in out
    assert "+79*******22" in out


def test_a_number_that_came_masked_stays_as_it_is() -> None:
    assert masked(ended(recipient="+79*******22")).recipient == "+79*******22"


def test_in_russian_the_table_speaks_russian(capsys: Read) -> None:
    keep(ended(started_at=datetime(2026, 11, 23, 10, 20, tzinfo=UTC)))
    assert run(["history", "--lang", "ru"]) == 0
    written = capsys.readouterr()
    assert "Завершён" in written.out
    assert written.out.startswith("23.11.2026")
    assert "1\u00a0вызов" in written.err or "1 вызов" in written.err


def test_a_history_that_cannot_be_used_is_told(capsys: Read, home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data" / "history.sqlite3").mkdir()
    assert run(["history"]) == 5
    written = capsys.readouterr()
    assert written.out == ""
    assert "history.sqlite3" in written.err


def test_options_before_a_sub_command_are_refused(capsys: Read) -> None:
    four()
    assert run(["history", "--env", "stage", "purge", "--all", "--yes"]) == 2
    assert "behind the command" in capsys.readouterr().err
    assert len(objects(capsys)) == 4


def test_a_time_that_ends_before_it_begins_is_refused(capsys: Read) -> None:
    assert run(["history", "--since", "1h", "--until", "2h"]) == 2
    assert "--until" in capsys.readouterr().err
