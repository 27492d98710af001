"""The commands that are offered after an answer: harmless, true to the call, safe to copy."""

import shlex
from dataclasses import replace

import pytest

from otp_gui.cli.follow_ups import commands
from otp_gui.cli.main import command_line
from otp_gui.cli.output import tell_case, tell_check
from otp_gui.domain.advice import advice
from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from tests.unit.cli.looking import inspected, record

ID = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
LOST = record(Outcome(Verdict.UNKNOWN, failure=Failure.RESET), Operation.COMPLETE)


def offered(*follow_ups: FollowUp, **values: str) -> list[str]:
    call = replace(LOST, **values)  # type: ignore[arg-type]  # fields of text
    return commands(call, replace(advice(call), follow_ups=follow_ups))


def test_an_unknown_outcome_leads_to_an_inspection(capsys: pytest.CaptureFixture[str]) -> None:
    tell_check(LOST, advice(LOST))
    line = f"otp-check inspect {ID} --recipient +79990001122 --env stage"
    assert line in [told.strip() for told in capsys.readouterr().err.splitlines()]


def test_who_has_just_inspected_is_not_sent_to_inspect(capsys: pytest.CaptureFixture[str]) -> None:
    tell_case(inspected())
    told = capsys.readouterr().err
    assert "otp-check inspect" not in told
    assert "otp-check watch" in told


def test_nothing_that_changes_a_session_is_offered() -> None:
    words = [shlex.split(command) for command in offered(*FollowUp)]
    assert [found[1] for found in words] == ["inspect", "watch", "token"]
    assert words[-1] == ["otp-check", "token", "set", "stage"]


def test_what_is_offered_is_understood() -> None:
    for command in offered(*FollowUp):
        arguments = shlex.split(command)[1:]
        group = command_line()
        # Parsed as click parses it; nothing is run.
        name, found, rest = group.resolve_command(group.make_context("x", arguments), arguments)
        assert found is not None
        if name != "token":
            found.make_context(name, rest)


@pytest.mark.parametrize(
    ("recipient", "as_typed"), [("+79990001122", False), ("8 (999) 000-11-22", True), ("", True)]
)
def test_the_recipient_is_the_one_that_was_sent(recipient: str, *, as_typed: bool) -> None:
    (command,) = offered(FollowUp.INSPECT, recipient=recipient)
    words = shlex.split(command)
    assert words[words.index("--recipient") + 1] == recipient
    assert ("--as-typed" in words) is as_typed


@pytest.mark.parametrize("request_id", ["--yes", "a\u202eb"])
def test_what_cannot_be_copied_as_it_looks_is_not_offered(request_id: str) -> None:
    assert offered(FollowUp.INSPECT, request_id=request_id) == []


def test_a_shell_sees_one_argument() -> None:
    (command,) = offered(FollowUp.INSPECT, request_id="a; $(b) 'c")
    assert shlex.split(command)[2] == "a; $(b) 'c"
