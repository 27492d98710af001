"""``otp-check watch`` with a made-up watch: each line, the last one, and how it exits."""

import errno
import io
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from otp_gui.cli.main import run
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.watching import Ending
from otp_gui.services.watch import Look, Watched, WatchEvent
from tests.unit.cli.looking import (
    AT,
    CONFIRMED,
    WAITING,
    ScriptedWatch,
    inspected,
    look,
    put_in_place,
)

COMMAND = ("watch", "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6", "--recipient", "+79990001122")
LOST = Outcome(Verdict.UNKNOWN, failure=Failure.RESET)
SENT = WatchEvent(AT, phrase("Code sent"), Severity.WAITING, Symbol.CLOCK)
DONE = WatchEvent(
    AT + timedelta(seconds=3), phrase("Confirmed"), Severity.SUCCESS, Symbol.CIRCLE_CHECK
)
STORY = (look(inspected()), SENT, look(inspected(CONFIRMED)), DONE)


def watch(
    monkeypatch: pytest.MonkeyPatch,
    *options: str,
    seen: Sequence[WatchEvent | Look] = STORY,
    ending: Ending = Ending.CONFIRMED,
    case: Case | None = None,
    until_stopped: bool = False,
) -> tuple[int, ScriptedWatch]:
    service = ScriptedWatch(seen, Watched(ending, (), case), until_stopped)
    put_in_place(monkeypatch, watch=service)
    return run([*COMMAND, "--env", "sandbox", *options]), service


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_thing_seen_is_an_object_on_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _service = watch(monkeypatch, "--json", case=inspected(CONFIRMED))
    assert code == 0
    first, change, second, _done, end = lines(capsys)
    assert first["channel"]["type"] == "viber"
    del first["channel"]
    assert first == {
        "schema": 1,
        "event": "look",
        "at": "2026-11-23T10:20:30.123Z",
        "verdict": "not_completed",
        "error_type": None,
        "http_status": 200,
        "message": None,
        "failure": None,
        "wait_seconds": 3.0,
        "slowed": None,
    }
    assert change == {
        "schema": 1,
        "event": "change",
        "at": "2026-11-23T10:20:30.123Z",
        "text": "Code sent",
        "severity": "waiting",
    }
    assert second["verdict"] == "success"
    assert (end["event"], end["ending"]) == ("end", "confirmed")
    assert end["text"] == "The watch is over: Login confirmed."
    assert "by itself" in end["meaning"]
    assert (end["operation"], end["verdict"], end["channel"]["label"]) == (
        *("status", "success"),
        "Viber",
    )


def test_why_a_look_comes_late_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = [Look(AT, inspected(LOST), 12.3456, phrase("The server asks to wait."))]
    watch(monkeypatch, "--json", seen=seen, ending=Ending.TIME_UP)
    first = lines(capsys)[0]
    assert (first["wait_seconds"], first["slowed"]) == (12.346, "The server asks to wait.")


@pytest.mark.parametrize(
    ("ending", "status", "code"),
    [
        (Ending.CONFIRMED, CONFIRMED, 0),
        (Ending.TIME_UP, WAITING, 1),
        (Ending.TIME_UP, LOST, 4),
        (Ending.OVER, Outcome(Verdict.ERROR, http_status=404), 3),
        (Ending.REFUSED, Outcome(Verdict.ERROR, http_status=401), 3),
        (Ending.NOT_STARTED, Outcome(Verdict.NOT_SENT, failure=Failure.NO_TOKEN), 5),
        (Ending.STOPPED, WAITING, 130),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_each_ending_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    ending: Ending,
    status: Outcome,
    code: int,
    options: tuple[str, ...],
) -> None:
    case = inspected(status)
    ended, _service = watch(monkeypatch, *options, seen=[look(case)], ending=ending, case=case)
    assert ended == code


def test_one_clear_answer_is_enough_to_have_reached_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = [look(inspected()), look(inspected(LOST))]
    assert watch(monkeypatch, seen=seen, ending=Ending.TIME_UP)[0] == 1


@pytest.mark.parametrize("ending", list(Ending))
def test_the_last_line_is_whole_even_if_there_was_no_look(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ending: Ending
) -> None:
    watch(monkeypatch, "--json", seen=[], ending=ending)
    (end,) = lines(capsys)
    assert end["ending"] == ending
    assert end["request_id"] == COMMAND[1]
    assert (end["verdict"], end["failure"]) == ("not_sent", "cancelled")
    assert end["channel"] is None


def test_a_person_reads_a_line_per_change_and_the_last_look(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watch(monkeypatch, case=inspected(CONFIRMED))
    written = capsys.readouterr()
    assert written.out == ""
    told = written.err.splitlines()
    assert f"{AT.astimezone():%H:%M:%S}  Code sent" in told
    assert "Watching session" in told[0]
    assert told[-1] == "The watch is over: Login confirmed."
    assert "should now finish the login by itself" in written.err
    assert not any("next look" in line for line in told)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_last_line_shows_where_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = _Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setattr("sys.stdin", shown)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    watch(monkeypatch, case=inspected(CONFIRMED))
    text = shown.getvalue()
    assert "next look in 3 seconds" in text
    assert "\x1b" not in text
    standing = [part for part in text.replace("\n", "\r").split("\r") if "next look" in part]
    assert all(len(part) < 60 for part in standing)
    # What stood there is wiped out before a line takes its place.
    before = text[: text.index("Code sent")].split("\r")
    assert before[-2].isspace()
    assert len(before[-2]) == len(standing[0])


def test_the_line_says_why_a_look_comes_late_and_nothing_of_one_that_comes_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = _Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setattr("sys.stdin", shown)
    monkeypatch.setenv("COLUMNS", "200")
    late = Look(AT, inspected(LOST), 12.3, phrase("The service asks to wait"))
    watch(monkeypatch, seen=[Look(AT, inspected(), 0.2), late], ending=Ending.TIME_UP)
    standing = [part for part in shown.getvalue().split("\r") if "Ctrl+C stops" in part]
    now, later = (part for part in standing if " · " in part)
    assert "next look" not in now
    assert "next look in 12 seconds · The service asks to wait" in later


class _Left(io.StringIO):
    """A pipe whose reader left after some lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines

    def write(self, text: str) -> int:
        if self.getvalue().count("\n") >= self._lines:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        return super().write(text)


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_a_watch_that_nobody_reads_any_more_stops(
    monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    monkeypatch.setattr("sys.stdout", _Left(lines))
    seen = STORY[:3]
    code, service = watch(
        *(monkeypatch, "--json"), seen=seen, ending=Ending.STOPPED, until_stopped=True
    )
    assert (code, service.told) == (130, lines + 1)


def test_an_error_of_the_tool_says_that_nothing_was_changed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logged_errors: list[logging.LogRecord],
) -> None:
    failing = ScriptedWatch([SENT], Watched(Ending.STOPPED, (), None), error=LookupError("secret"))
    put_in_place(monkeypatch, watch=failing)
    assert run([*COMMAND, "--env", "sandbox", "--json"]) == 4
    assert "nothing was changed" in capsys.readouterr().err
    logged_errors.clear()


@pytest.mark.parametrize("interval", ["1", "60"])
def test_the_pause_may_be_chosen(monkeypatch: pytest.MonkeyPatch, interval: str) -> None:
    _code, service = watch(monkeypatch, "--interval", interval)
    assert service.intervals == [int(interval)]


@pytest.mark.parametrize("interval", ["0", "61", "-1", "nan", "2.5", "soon"])
def test_any_other_pause_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], interval: str
) -> None:
    code, service = watch(monkeypatch, "--interval", interval)
    assert (code, service.intervals) == (2, [])
    assert "--interval" in capsys.readouterr().err
