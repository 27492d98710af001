import errno
import io
import json
from dataclasses import replace

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.cli.asking import tell_token
from otp_gui.cli.batch_told import tell_refusal
from otp_gui.cli.json_lines import print_json
from otp_gui.cli.output import ExitCode, data, exit_code, refuse, say, tell_check, warn
from otp_gui.domain.advice import advice
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import Caller, CheckRecord, Source, intent
from tests.fakes import REQUEST, STAGE, SUCCESS, FakeClock

CLOCK = FakeClock()


def record(outcome: Outcome = SUCCESS) -> CheckRecord:
    begun = intent("uid", CLOCK.at, REQUEST, STAGE, Caller("operator", Source.CLI))
    return replace(begun.finished(outcome, CLOCK.at, 12.3456), saved=True)


def said(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> str:
    tell_check(record(outcome), advice(record(outcome)))
    written = capsys.readouterr()
    assert written.out == ""
    return written.err


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.SUCCESS, 0),
        (Verdict.NOT_COMPLETED, 1),
        (Verdict.ERROR, 3),
        (Verdict.UNKNOWN, 4),
        (Verdict.NOT_SENT, 5),
    ],
)
def test_each_verdict_has_its_exit_code(verdict: Verdict, code: int) -> None:
    assert exit_code(Outcome(verdict)) == code


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.NOT_SENT])
def test_an_interrupted_call_ends_with_130(verdict: Verdict) -> None:
    assert exit_code(Outcome(verdict, failure=Failure.CANCELLED)) is ExitCode.INTERRUPTED


def test_the_object_holds_the_record_and_its_advice(capsys: pytest.CaptureFixture[str]) -> None:
    explained = advice(record())
    print_json(record(), explained)
    written = capsys.readouterr()
    assert written.err == ""
    found = json.loads(written.out)
    assert found["headline"] == explained.headline.template
    assert found["whose_move"] == "integrator"
    del found["headline"], found["meaning"], found["whose_move"], found["next_step"]
    assert found == {
        "schema": 1,
        "operation": "complete",
        "environment": "stage",
        "base_url": "https://stage.example/api",
        "request_id": "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6",
        "recipient": "+79990001122",
        "verdict": "success",
        "error_type": None,
        "http_status": 201,
        "message": None,
        "failure": None,
        "started_at": "2026-11-23T10:20:30.123Z",
        "duration_ms": 12.346,
        "saved": True,
    }


@given(st.text())
def test_whatever_the_server_says_the_object_is_one_line_of_ascii(message: str) -> None:
    outcome = Outcome(Verdict.ERROR, error_type="Made\nUp", http_status=400, message=message)
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("click.echo", lambda line, **_: lines.append(line))
        print_json(record(outcome), advice(record(outcome)))
    (line,) = lines
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == message


def test_the_object_tells_the_notes_with_the_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    explained = replace(advice(record()), notes=(phrase("First note."), phrase("Second note.")))
    print_json(record(), explained)
    meaning = json.loads(capsys.readouterr().out)["meaning"]
    assert meaning == f"{explained.meaning.template} First note. Second note."


class _Unwritable(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("stream", [None, io.StringIO(), _Unwritable()])
def test_a_stream_that_takes_nothing_stops_nothing(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stream is not None and not isinstance(stream, _Unwritable):
        stream.close()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setattr("sys.stderr", stream)
    say("to stderr")
    warn("to stderr")
    data("to stdout")
    refuse(click.UsageError("to stderr"))


def test_a_message_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = Outcome(
        Verdict.ERROR, error_type="A\x1b[2J", http_status=400, message="\x1b]0;x\x07\u202egnp"
    )
    text = said(outcome, capsys)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text


def test_a_message_of_a_megabyte_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(Outcome(Verdict.ERROR, http_status=400, message="x" * 1_000_000), capsys)
    assert len(text) < 10_000
    assert "…" in text


@pytest.mark.parametrize("failure", list(Failure))
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_outcome_can_be_told(
    verdict: Verdict, failure: Failure, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "{" not in said(Outcome(verdict, failure=failure), capsys)


@pytest.mark.parametrize(
    "failure", [Failure.KEYRING_UNAVAILABLE, Failure.KEYRING_LOCKED, Failure.KEYRING_TIMEOUT]
)
def test_without_a_keyring_the_variable_is_advised_which_a_console_has(
    failure: Failure, capsys: pytest.CaptureFixture[str]
) -> None:
    way = "If that is impossible, put the token for one run into the variable OTP_GUI_TOKEN."
    refused = Outcome(Verdict.NOT_SENT, failure=failure)
    told = said(refused, capsys)
    assert f"  - {way}\n" in told
    assert "this session only" not in told
    print_json(record(refused), advice(record(refused)))
    assert json.loads(capsys.readouterr().out)["next_step"].endswith(way)
    tell_refusal(refused, STAGE)
    told = capsys.readouterr().err
    assert told.endswith(f"  - {way}\n")
    assert "this session only" not in told


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (Failure.NO_TOKEN, [True, True]),
        (Failure.KEYRING_LOCKED, [False, True]),
        (Failure.DNS, [False, False]),
    ],
)
def test_the_variable_is_named_once_where_a_token_was_missing(
    capsys: pytest.CaptureFixture[str], failure: Failure, told: list[bool]
) -> None:
    found = []
    for advised in (True, False):
        tell_token(Outcome(Verdict.NOT_SENT, failure=failure), advised=advised)
        found.append("OTP_GUI_TOKEN" in capsys.readouterr().err)
    assert found == told


def test_a_line_of_data_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    data("name\nwith \x1b[31mcolour")
    assert capsys.readouterr().out.count("\n") == 1
