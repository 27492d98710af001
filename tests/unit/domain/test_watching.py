"""What is said of a watch: as much as its last look and the past allow, and no more."""

import pytest

from otp_gui.domain.advice import explain
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import FollowUp, Severity
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.watching import Ending, ended, is_cut_short, state
from otp_gui.i18n import install, render
from tests.unit.domain.records import FALSE, TRUE, channel, check, refusal, status

UNREACHABLE = Outcome(Verdict.NOT_SENT, Failure.REFUSED)
COMPLETED = Past(session=[check(TRUE, minutes_ago=60, uid="done")])
CONFIRMED = Past(session=[status(TRUE, minutes_ago=60, uid="seen")])
CUT_SHORT = (Ending.STOPPED, Ending.TIME_UP)


@pytest.mark.parametrize(
    ("ending", "outcome", "headline", "severity"),
    [
        (Ending.CONFIRMED, TRUE, "Login confirmed", Severity.SUCCESS),
        (Ending.OVER, refusal("SessionClosedException"), "Session closed", Severity.OVER),
        (Ending.OVER, refusal("SessionNotFoundException"), "Session not found", Severity.DATA),
        (
            Ending.REFUSED,
            refusal("PhoneNumberMismatchException"),
            "The number does not match",
            Severity.DATA,
        ),
        (
            Ending.REFUSED,
            Outcome(Verdict.ERROR, http_status=401),
            "Token not accepted",
            Severity.ACCESS,
        ),
    ],
)
def test_what_the_login_has_ended_is_explained_as_an_inspection_is(
    ending: Ending, outcome: Outcome, headline: str, severity: Severity
) -> None:
    case = Case(status(outcome), channel=channel())
    told, expected = ended(ending, case), explain(case)
    assert render(told.headline) == headline
    assert (told.severity, told.symbol) == (severity, expected.symbol)
    assert render(told.meaning).startswith(render(expected.meaning))
    assert told.follow_ups == expected.follow_ups
    assert render(told.summary) == f"The watch is over: {headline}."


def test_who_is_offered_to_complete_is_told_what_that_takes() -> None:
    told = ended(Ending.CONFIRMED, Case(status(TRUE)))
    assert told.follow_ups == (FollowUp.COMPLETE,)
    assert "takes the “true” that the site is about to get" in render(told.meaning)


def test_a_confirmed_login_that_this_tool_has_completed_invites_nobody_to_complete_it() -> None:
    told = ended(Ending.CONFIRMED, Case(status(TRUE), COMPLETED))
    assert render(told.headline) == "Completed earlier"
    assert "by itself" not in render(told.meaning)
    assert "about to get" not in render(told.meaning)
    assert told.follow_ups == ()


def test_what_could_not_begin_says_why() -> None:
    refused = status(Outcome(Verdict.NOT_SENT, Failure.NO_TOKEN))
    told = ended(Ending.NOT_STARTED, Case(refused))
    assert render(told.headline) == "Nothing could be watched"
    assert render(told.meaning).startswith(render(explain(Case(refused)).headline))
    assert told.follow_ups == (FollowUp.TOKEN,)


@pytest.mark.parametrize("ending", CUT_SHORT)
@pytest.mark.parametrize(
    ("case", "goes_on"),
    [
        (Case(status(FALSE), channel=channel()), True),
        (Case(status(refusal("ResendChannelException"))), True),
        (Case(status(refusal("LongPollingTimeoutException", 408))), True),
        (Case(status(UNREACHABLE), channel=channel()), False),
        (Case(status(Outcome(Verdict.UNKNOWN, Failure.TIMEOUT))), False),
        (Case(status(Outcome(Verdict.ERROR, http_status=429))), False),
        (Case(status(refusal("SomethingNewException"))), False),
        (Case(status(UNREACHABLE), COMPLETED), False),
        (Case(channel()), False),
        (None, False),
    ],
)
def test_only_of_a_login_that_was_seen_alive_it_is_said_that_it_goes_on(
    ending: Ending,
    case: Case | None,
    goes_on: bool,  # noqa: FBT001 - the expected value
) -> None:
    told = ended(ending, case)
    meaning = render(told.meaning)
    assert meaning.startswith("The login goes on;" if goes_on else "It is not known how")
    assert render(told.summary) == f"{render(told.headline)}. {meaning}"
    assert FollowUp.INSPECT in told.follow_ups


@pytest.mark.parametrize("ending", CUT_SHORT)
@pytest.mark.parametrize("past", [COMPLETED, CONFIRMED])
def test_of_a_login_that_is_completed_it_is_not_said_that_it_goes_on(
    ending: Ending, past: Past
) -> None:
    case = Case(status(FALSE), past)
    told = ended(ending, case)
    assert told.meaning == explain(case).meaning
    assert told.follow_ups == (FollowUp.INSPECT,)


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("outcome", [TRUE, FALSE, UNREACHABLE, None])
def test_every_ending_can_be_told_in_both_languages(
    ending: Ending, outcome: Outcome | None
) -> None:
    told = ended(ending, None if outcome is None else Case(status(outcome)))
    english = [render(words) for words in (told.headline, told.meaning, told.summary)]
    install("ru")
    russian = [render(words) for words in (told.headline, told.meaning, told.summary)]
    assert all(english)
    assert not set(english) & set(russian)


def test_what_the_login_has_no_part_in_is_cut_short() -> None:
    assert [ending for ending in Ending if is_cut_short(ending)] == list(CUT_SHORT)


def test_a_state_is_the_headline_with_the_attempts() -> None:
    parts = state(Case(status(FALSE), channel=channel(remainingCodeAttempts=2)))
    assert [render(part) for part in parts] == ["SMS: code sent", "attempts left: 2 of 3"]
    confirmed = state(Case(status(TRUE), channel=channel(status="confirmed")))
    assert [render(part) for part in confirmed][:3] == ["Login confirmed", "SMS", "confirmed"]


def test_a_channel_that_is_all_one_has_is_a_state_too() -> None:
    record = channel(remainingCodeAttempts=1)
    assert record.operation is Operation.CHANNEL
    assert render(state(Case(record))[0]) == "SMS: sent"
