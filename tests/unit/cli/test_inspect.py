"""``otp-check inspect`` with made-up inspections: what is printed, and how it exits."""

import json
import logging
from dataclasses import replace

import pytest

from otp_gui.cli.inspect import inspection_object
from otp_gui.cli.json_lines import channel_object
from otp_gui.cli.main import run
from otp_gui.cli.output import tell_case
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.watching import Ending
from otp_gui.services.inspect import InspectionResult
from otp_gui.services.watch import Watched
from tests.unit.cli.looking import (
    CONFIRMED,
    DESCRIBED,
    EXPIRED_JWT,
    WAITING,
    ScriptedInspect,
    ScriptedWatch,
    inspected,
    look,
    put_in_place,
    record,
)

COMMAND = ("inspect", "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6", "--recipient", "+79990001122")
REFUSED = Outcome(
    Verdict.ERROR, error_type="SessionNotFoundException", http_status=404, message="Нет такой"
)
LOST = Outcome(Verdict.UNKNOWN, failure=Failure.RESET)


def inspect(
    monkeypatch: pytest.MonkeyPatch, *options: str, status: Outcome, channel: Outcome = DESCRIBED
) -> int:
    result = InspectionResult(inspected(status, channel))
    put_in_place(monkeypatch, inspect=ScriptedInspect(result))
    return run([*COMMAND, "--env", "sandbox", *options])


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (CONFIRMED, 0),
        (WAITING, 1),
        (REFUSED, 3),
        (LOST, 4),
        (Outcome(Verdict.NOT_SENT, failure=Failure.DNS), 5),
        (Outcome(Verdict.NOT_SENT, failure=Failure.CANCELLED), 130),
    ],
)
@pytest.mark.parametrize("channel", [DESCRIBED, REFUSED, LOST])
def test_the_exit_code_is_the_status_s_whatever_became_of_the_channel(
    monkeypatch: pytest.MonkeyPatch, status: Outcome, channel: Outcome, code: int
) -> None:
    assert inspect(monkeypatch, "--json", status=status, channel=channel) == code


def test_the_object_is_one_line_with_the_fields_of_a_check_and_the_channel(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inspect(monkeypatch, "--json", status=WAITING)
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    found = json.loads(printed)
    assert list(found) == [
        *("schema", "operation", "environment", "base_url", "request_id", "recipient"),
        *("verdict", "error_type", "http_status", "message", "failure"),
        *("headline", "meaning", "whose_move", "next_step", "started_at", "duration_ms", "saved"),
        "channel",
    ]
    assert (found["schema"], found["operation"], found["verdict"]) == (1, "status", "not_completed")
    assert found["channel"] == {
        "type": "viber",
        "status": "sent",
        "label": "Viber",
        "code_type": "code",
        "lifetime": 60,
        "tries": 3,
        "restarts": 2,
        "code_length": 4,
        "remaining": 2,
        "payload": {"hint": "made up"},
        "verdict": "not_completed",
        "error_type": None,
        "http_status": 200,
        "message": None,
        "failure": None,
    }


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (REFUSED, {"verdict": "error", "error_type": "SessionNotFoundException"}),
        (LOST, {"verdict": "unknown", "failure": "reset"}),
        (
            Outcome(Verdict.UNKNOWN, failure=Failure.BAD_BODY, response='{"payload": NaN}'),
            {"verdict": "unknown", "failure": "bad_body"},
        ),
        (
            Outcome(Verdict.NOT_COMPLETED, http_status=200, response='{"type": "smoke"}'),
            {"type": "smoke"},
        ),
        # The type of an error is none of a channel.
        (
            replace(REFUSED, response='{"type": "SessionNotFoundException", "payload": 1}'),
            {"type": None, "payload": None, "error_type": "SessionNotFoundException"},
        ),
    ],
)
def test_what_is_not_known_of_the_channel_is_null(
    outcome: Outcome, told: dict[str, object]
) -> None:
    found = channel_object(record(outcome, Operation.CHANNEL))
    assert found is not None
    known = {"verdict", "error_type", "http_status", "message", "failure", *told}
    assert {name: found[name] for name in told} == told
    assert {found[name] for name in set(found) - known} == {None}


def test_without_a_call_for_the_channel_there_is_no_channel() -> None:
    case = inspected()
    alone = inspection_object(type(case)(case.record))
    assert alone["channel"] is None


def test_a_person_reads_the_channel_too(capsys: pytest.CaptureFixture[str]) -> None:
    tell_case(inspected())
    written = capsys.readouterr()
    assert written.out == ""
    assert "Viber" in written.err
    assert "What to do next:" in written.err


def test_a_status_that_failed_leaves_the_channel_to_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_case(inspected(status=LOST))
    assert "Viber" in capsys.readouterr().err


def test_what_the_history_does_not_hold_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = InspectionResult(inspected(), phrase("The disk is full."))
    put_in_place(monkeypatch, inspect=ScriptedInspect(result))
    assert run([*COMMAND, "--env", "sandbox"]) == 1
    assert "not in the history: The disk is full." in capsys.readouterr().err


@pytest.mark.parametrize("command", ["inspect", "watch"])
def test_an_expired_token_is_pointed_out_before_the_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.setenv("OTP_GUI_TOKEN", EXPIRED_JWT)
    put_in_place(
        monkeypatch,
        inspect=ScriptedInspect(InspectionResult(inspected())),
        watch=ScriptedWatch([look(inspected())], Watched(Ending.TIME_UP, (), inspected())),
    )
    assert run([command, *COMMAND[1:], "--env", "sandbox"]) == 1
    told = capsys.readouterr().err
    assert "The token of Sandbox expired" in told
    assert told.index("The token of Sandbox expired") < told.index("Viber")


def test_the_request_goes_out_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    service = ScriptedInspect(InspectionResult(inspected()))
    put_in_place(monkeypatch, inspect=service)
    spelt = ["inspect", COMMAND[1], "--recipient", "8 (999) 000-11-22", "--env", "sandbox"]
    run([*spelt, "--timeout", "7"])
    run([*spelt, "--as-typed"])
    sent = [(request.recipient.value, env.timeout_seconds) for request, env in service.asked]
    assert [recipient for recipient, _ in sent] == ["+79990001122", "8 (999) 000-11-22"]
    assert sent[0][1] == 7


def test_an_error_of_the_tool_says_that_nothing_was_changed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logged_errors: list[logging.LogRecord],
) -> None:
    broken = ScriptedInspect(InspectionResult(inspected()), LookupError("made-up-secret"))
    put_in_place(monkeypatch, inspect=broken)
    assert run([*COMMAND, "--env", "sandbox", "--json"]) == 4
    written = capsys.readouterr()
    assert written.out == ""
    assert "nothing was changed" in written.err
    assert "made-up-secret" not in written.err
    assert len(logged_errors) == 1
    logged_errors.clear()
