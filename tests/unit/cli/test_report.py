"""``otp-check report``: what is handed on about a call that the history knows."""

from datetime import timedelta

import pytest

from otp_gui import __version__, paths
from otp_gui.bootstrap import front
from otp_gui.cli.main import run
from otp_gui.domain.case import Case
from otp_gui.domain.preferences import Preferences
from otp_gui.domain.reply import ReplyKind
from otp_gui.i18n import render
from otp_gui.services.report import Style, report
from tests.unit.cli.kept import keep, kept
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, ended

REQUEST_ID = "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"
Read = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _kept() -> None:
    gone = {"environment": "gone", "base_url": "https://gone.example"}
    keep(
        ended(SUCCESS, request_id=f"{REQUEST_ID}-longer", started_at=START + timedelta(hours=1)),
        ended(SUCCESS, request_id=REQUEST_ID, uid="first"),
        ended(NOT_FOUND, request_id=REQUEST_ID, **gone),
    )


def printed(read: Read, *arguments: str) -> str:
    assert run(["report", *arguments]) == 0
    written = read.readouterr()
    assert written.err == ""
    return written.out


def test_the_report_is_that_of_the_window(capsys: Read) -> None:
    record = next(call for call in kept() if call.uid == "first")
    expected = report(
        Case(record),
        style=Style.PLAIN,
        say=render,
        environment_name="Stage",
        version=__version__,
    )
    found = printed(capsys, "--uid", "first")
    # What is known of the session comes on top.
    assert found.splitlines()[:9] == expected.splitlines()[:9]
    assert "Calls for this session:" in found
    assert "+79*******22" in found
    assert "0001122" not in found


def test_the_latest_call_for_exactly_this_login_is_taken(capsys: Read) -> None:
    assert "Session not found" in printed(capsys, REQUEST_ID)
    assert "Session not found" in printed(capsys, f" “{REQUEST_ID}” ")
    assert "Login completed" in printed(capsys, REQUEST_ID, "--env", "stage")
    assert "Environment: gone" in printed(capsys, REQUEST_ID, "--env", "gone")


def test_numbers_are_full_when_asked_for(capsys: Read) -> None:
    assert "+79990001122" in printed(capsys, "--uid", "first", "--full-numbers")


def test_markdown_is_marked_up(capsys: Read) -> None:
    assert printed(capsys, "--uid", "first", "--markdown").startswith("**Login completed**\n")


def test_the_report_speaks_the_language_that_is_asked_for(capsys: Read) -> None:
    assert "Что это значит" in printed(capsys, "--uid", "first", "--lang", "ru")


def test_the_reply_is_the_tool_s_or_the_user_s_own(capsys: Read) -> None:
    assert printed(capsys, "--uid", "first", "--reply").startswith("Your confirmation has gone")
    here = paths.default()
    here.create()
    own = {"en": {ReplyKind.COMPLETED.value: "All done at {when}."}}
    front(here).preferences.save(Preferences(replies=own))
    assert printed(capsys, "--uid", "first", "--reply").startswith("All done at 2026-11-23 ")


def test_the_command_has_a_place_holder_for_the_token(capsys: Read) -> None:
    text = printed(capsys, "--uid", "first", "--curl", "--shell", "bash")
    assert text.startswith('curl -X POST -H "Authorization: Bearer $OTP_TOKEN"')
    assert text.count("\n") == 1
    assert "recipient=%2B79*******22" in text
    whole = printed(capsys, "--uid", "first", "--curl", "--full-numbers", "--shell", "powershell")
    assert "recipient=%2B79990001122" in whole
    assert "$env:OTP_TOKEN" in whole


@pytest.mark.parametrize(
    "arguments",
    [
        ["--uid", "no-such"],
        ["0f51"],
        [REQUEST_ID, "--env", "production"],
        ["--uid", "first", "--env", "production"],
    ],
)
def test_a_call_that_is_not_there_is_told(capsys: Read, arguments: list[str]) -> None:
    assert run(["report", *arguments]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "holds no such call" in written.err
