from dataclasses import replace
from datetime import timedelta

import pytest

from otp_gui.domain.advice import advice
from otp_gui.domain.case import Case, updated
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.record import Source
from otp_gui.domain.timeline import other_sessions, recipient_calls, timeline
from otp_gui.i18n import render
from tests.unit.domain.records import AT, FALSE, TRUE, channel, check, refusal, status


def test_the_session_is_told_oldest_first_each_call_by_those_before_it() -> None:
    watched = replace(status(FALSE, uid="1", minutes_ago=3), source=Source.WATCH, operator="boris")
    completed = check(TRUE, uid="2", minutes_ago=2)
    record = check(FALSE)
    lines = timeline(Case(record, Past(session=[record, completed, watched])))
    assert [render(line.text) for line in lines] == [
        "Status: false",
        "Completed",
        "Completed earlier",
    ]
    assert [line.record for line in lines] == [watched, completed, record]
    first = lines[0]
    assert (first.at, first.operation, first.source, first.operator) == (
        watched.finished_at,
        Operation.STATUS,
        Source.WATCH,
        "boris",
    )


def test_an_inspection_is_two_lines_the_status_first() -> None:
    lines = timeline(Case(status(FALSE), channel=channel()))
    assert [render(line.text) for line in lines] == [
        "Status: false",
        "SMS: sent · attempts left: 3",
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"remainingCodeAttempts": 0}, "SMS: sent · attempts left: 0"),
        ({"remainingCodeAttempts": None}, "SMS: sent"),
        ({"remainingCodeAttempts": 0, "codeType": "codeless"}, "SMS: sent"),
        ({"remainingCodeAttempts": 1, "codeType": None}, "SMS: sent · attempts left: 1"),
    ],
)
def test_a_channel_tells_the_attempts_that_are_left(fields: dict[str, object], text: str) -> None:
    (line,) = timeline(Case(channel(**fields)))
    assert render(line.text) == text


def test_a_wrong_code_makes_another_line_than_the_one_before() -> None:
    at = AT - timedelta(minutes=1)
    before = replace(channel(), uid="1", started_at=at, finished_at=at)
    lines = timeline(Case(channel(remainingCodeAttempts=2), Past(session=[before])))
    assert [render(line.text) for line in lines] == [
        "SMS: sent · attempts left: 3",
        "SMS: sent · attempts left: 2",
    ]


def test_a_call_that_history_does_not_hold_is_in_it_all_the_same() -> None:
    before = check(refusal("ResendChannelException"), uid="1", minutes_ago=2)
    resent = check(TRUE, Operation.RESEND)
    lines = timeline(Case(resent, Past(session=[before])))
    assert [render(line.text) for line in lines] == ["Channel to restart", "Resend accepted"]


def test_each_other_session_of_the_recipient_is_told_by_its_latest_call() -> None:
    record = check(FALSE)
    rows = [
        record,
        check(refusal("AttemptsExpiredException"), uid="1", minutes_ago=5, request_id="b"),
        check(FALSE, uid="2", minutes_ago=8, request_id="b"),
        check(FALSE, uid="3", minutes_ago=20, request_id="a"),
        check(TRUE, uid="4", minutes_ago=30, request_id="a"),
    ]
    lines = other_sessions(Case(record, Past(recipient=rows)))
    assert [(line.record.request_id, render(line.text)) for line in lines] == [
        ("a", "Completed earlier"),
        ("b", "Attempts used up"),
    ]


def test_a_session_in_the_other_case_is_no_other_session() -> None:
    uuid = "ab000000-0000-4000-8000-00000000000{}"
    rows = [
        check(FALSE, uid="1", minutes_ago=5, request_id=uuid.format("a").upper()),
        check(FALSE, uid="2", minutes_ago=6, request_id=uuid.format("b").upper()),
        check(TRUE, uid="3", minutes_ago=7, request_id=uuid.format("b")),
    ]
    lines = other_sessions(Case(check(FALSE, request_id=uuid.format("a")), Past(recipient=rows)))
    assert [line.record.uid for line in lines] == ["2"]


def test_the_status_speaks_for_a_session_and_an_unsent_call_for_none() -> None:
    unsent = Outcome(Verdict.NOT_SENT, Failure.DNS)
    rows = [
        replace(channel(), request_id="a"),
        check(unsent, uid="2", minutes_ago=1, request_id="a"),
        replace(status(FALSE, uid="1", minutes_ago=2), request_id="a"),
        check(unsent, uid="3", minutes_ago=3, request_id="b"),
    ]
    lines = other_sessions(Case(check(FALSE), Past(recipient=rows)))
    assert [render(line.text) for line in lines] == ["Status: false"]


def test_a_long_poll_stands_where_its_answer_came() -> None:
    begun, told = AT - timedelta(seconds=50), AT - timedelta(seconds=20)
    polled = replace(status(TRUE, uid="1"), started_at=begun, finished_at=told)
    between = AT - timedelta(seconds=40)
    checked = replace(check(FALSE, uid="2"), started_at=between, finished_at=between)
    last = status(FALSE)
    lines = timeline(Case(last, Past(session=[checked, polled])))
    assert [line.record for line in lines] == [checked, polled, last]
    assert [line.at for line in lines] == [between, told, last.finished_at]
    # What was not answered yet explains nothing.
    assert [render(line.text) for line in lines] == [
        "Not completed",
        "Confirmed",
        "Likely completed",
    ]
    assert advice(last, Past(session=[polled])).meaning.values["found"] == lines[1].at


def test_the_status_of_an_inspection_stays_first_where_the_channel_was_quicker() -> None:
    half = channel()
    assert half.finished_at is not None
    slow = replace(status(FALSE), finished_at=half.finished_at + timedelta(milliseconds=300))
    lines = timeline(Case(slow, channel=half))
    assert [line.record for line in lines] == [slow, half]


def test_the_latest_answer_speaks_for_another_session() -> None:
    polled = replace(
        status(TRUE, uid="1", minutes_ago=9), request_id="a", finished_at=AT - timedelta(minutes=1)
    )
    before = replace(status(FALSE, uid="2", minutes_ago=5), request_id="a")
    lines = other_sessions(Case(check(FALSE), Past(recipient=[before, polled])))
    assert [line.record for line in lines] == [polled]


def test_every_call_for_the_recipient_is_in_its_own_timeline_once() -> None:
    record = check(FALSE)
    other = check(refusal("AttemptsExpiredException"), uid="1", minutes_ago=5, request_id="b")
    spelled = replace(check(FALSE, uid="2", minutes_ago=8), recipient="89990001122")
    case = Case(record, Past(session=[record, spelled], recipient=[record, other, spelled]))
    assert [line.record for line in recipient_calls(case)] == [spelled, other, record]


def test_a_changed_call_is_changed_wherever_the_case_holds_it() -> None:
    looked, found = status(FALSE), channel()
    case = Case(
        looked, Past(session=[looked, found], recipient=[looked], recent=[looked]), found, looked
    )
    noted = replace(looked, note="4711")
    now = updated(case, noted)
    assert (now.record, now.channel, now.newer) == (noted, found, noted)
    assert list(now.past.session) == [noted, found]
    assert list(now.past.recipient) == list(now.past.recent) == [noted]
    assert updated(case, replace(noted, uid="another")) == updated(case, looked)
