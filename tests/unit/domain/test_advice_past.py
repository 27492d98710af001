"""Verdicts that know what the history holds of the session."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from otp_gui.domain.advice import Advice, FollowUp, Severity, WhoseMove, advice, explain
from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render
from tests.unit.domain.records import FALSE, TRUE, channel, check, refusal, status

COMPLETED = check(TRUE, uid="completed", minutes_ago=9, operator="boris")
UNCLEAR = check(Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), uid="unclear", minutes_ago=8)
CONFIRMED = status(TRUE, uid="confirmed", minutes_ago=5)
WAITING = status(FALSE, uid="waiting", minutes_ago=1)
LONG_AGO = status(FALSE, uid="long ago", minutes_ago=30)


def of(record: CheckRecord, *session: CheckRecord) -> Advice:
    return advice(record, Past(session=session))


def text(phrases: Sequence[Phrase]) -> str:
    return " ".join(render(phrase) for phrase in phrases)


class TestFalseOnComplete:
    def test_nothing_known_leaves_both_readings_and_offers_a_look(self) -> None:
        found = of(check(FALSE))
        assert render(found.headline) == "Not completed"
        assert "Inspect the login" in render(found.next_steps[0])
        assert found.follow_ups == (FollowUp.INSPECT, FollowUp.WATCH)

    def test_a_fresh_look_says_not_confirmed_yet_and_calls_it_likely(self) -> None:
        found = of(check(FALSE), WAITING)
        assert render(found.headline) == "Not confirmed yet"
        assert "most likely" in render(found.meaning)
        assert found.whose_move is WhoseMove.END_USER
        assert found.follow_ups[0] is FollowUp.WATCH
        assert "do not repeat this check" in text(found.next_steps)

    def test_an_old_look_tells_nothing_of_now(self) -> None:
        assert of(check(FALSE), LONG_AGO) == of(check(FALSE))

    def test_a_login_that_was_confirmed_was_most_likely_completed_by_the_site(self) -> None:
        found = of(check(FALSE), CONFIRMED)
        assert render(found.headline) == "Most likely completed by the customer's site"
        assert found.meaning.values["found"] == CONFIRMED.finished_at
        assert found.whose_move is WhoseMove.INTEGRATOR
        assert found.follow_ups == ()

    def test_a_channel_that_had_finished_well_tells_of_the_confirmation_too(self) -> None:
        before = timedelta(minutes=1)
        done = channel(status="confirmed")
        assert done.finished_at is not None
        earlier = replace(
            done, started_at=done.started_at - before, finished_at=done.finished_at - before
        )
        found = of(check(FALSE), WAITING, earlier)
        assert render(found.short) == "Likely completed"
        # The other half of an inspection is not a look that came before.
        assert render(of(status(FALSE), done).headline) == "Not confirmed"

    def test_a_confirmation_outweighs_a_later_look_that_missed_it(self) -> None:
        assert render(of(check(FALSE), WAITING, CONFIRMED).short) == "Likely completed"

    def test_a_check_without_an_answer_may_have_been_it_too(self) -> None:
        found = of(check(FALSE), CONFIRMED, UNCLEAR)
        assert render(found.headline) == "Most likely completed already"
        assert "or by the check on" in render(found.meaning)
        assert found.notes == ()

    def test_a_check_without_an_answer_keeps_both_readings_beside_a_fresh_look(self) -> None:
        found = of(check(FALSE), WAITING, UNCLEAR)
        assert render(found.headline) == "Not completed"
        assert "may have completed this session" in text(found.notes)

    @pytest.mark.parametrize("more", [(), (WAITING,), (CONFIRMED,), (CONFIRMED, UNCLEAR)])
    def test_our_own_success_outweighs_everything(self, more: tuple[CheckRecord, ...]) -> None:
        found = of(check(FALSE), *more, COMPLETED)
        assert render(found.meaning).startswith("boris completed this session")
        assert found.follow_ups == ()


class TestTrueOnStatus:
    def test_the_site_is_to_finish_and_completing_is_offered_with_what_it_does(self) -> None:
        found = of(status(TRUE))
        assert (found.severity, found.whose_move) == (Severity.SUCCESS, WhoseMove.INTEGRATOR)
        assert "as far as this tool knows" in render(found.meaning)
        assert "should now finish the login by itself" in render(found.meaning)
        assert "would take the true" in render(found.next_steps[-1])
        assert found.follow_ups == (FollowUp.COMPLETE,)

    def test_after_our_own_success_nobody_is_invited_to_complete(self) -> None:
        found = of(status(TRUE), COMPLETED)
        assert render(found.headline) == "Completed earlier"
        assert "boris" in render(found.meaning)
        assert "Check and complete" not in text(found.next_steps)
        assert "answers" not in render(found.meaning)
        assert found.follow_ups == ()

    def test_after_a_check_without_an_answer_it_is_not_known(self) -> None:
        found = of(status(TRUE), UNCLEAR)
        assert "is not known" in render(found.meaning)
        assert found.meaning.values["when"] == UNCLEAR.started_at

    def test_a_confirmation_that_stands_for_long_is_told(self) -> None:
        assert "has had time to finish" in text(of(status(TRUE), CONFIRMED).notes)
        just_now = status(TRUE, uid="just now")
        assert of(status(TRUE), just_now).notes == ()

    def test_a_check_that_still_got_true_proves_that_the_site_had_not(self) -> None:
        assert "had not completed it" in text(of(check(TRUE), CONFIRMED).notes)
        assert of(check(TRUE)).notes == ()


class TestFalseOnStatus:
    def test_nothing_known_leaves_both_readings(self) -> None:
        found = of(status(FALSE))
        assert render(found.headline) == "Not confirmed"
        assert found.follow_ups == (FollowUp.WATCH, FollowUp.INSPECT)

    def test_a_login_that_was_confirmed_is_not_called_unconfirmed(self) -> None:
        found = of(status(FALSE), CONFIRMED)
        assert render(found.headline) == "Most likely completed by the customer's site"


class TestSessionNotFound:
    NOT_FOUND = refusal("SessionNotFoundException", 404)

    @pytest.mark.parametrize("operation", Operation)
    def test_a_stranger_is_looked_for_elsewhere(self, operation: Operation) -> None:
        assert of(check(self.NOT_FOUND, operation)).follow_ups == (FollowUp.LOOK_ELSEWHERE,)

    def test_a_session_that_was_known_here_is_gone(self) -> None:
        found = of(check(self.NOT_FOUND), WAITING)
        assert (render(found.headline), found.severity) == ("Session gone", Severity.OVER)
        assert found.meaning.values["when"] == WAITING.finished_at
        assert found.follow_ups == ()

    def test_an_answer_that_tells_nothing_of_the_session_does_not_make_it_known(self) -> None:
        assert of(check(self.NOT_FOUND), UNCLEAR).follow_ups == (FollowUp.LOOK_ELSEWHERE,)


class TestEndedAfterConfirmation:
    CLOSED = refusal("SessionClosedException")
    NOT_FOUND = refusal("SessionNotFoundException", 404)

    @pytest.mark.parametrize(
        ("outcome", "headline", "short"),
        [
            (CLOSED, "Session closed after it was confirmed", "Session closed"),
            (NOT_FOUND, "Session gone after it was confirmed", "Session gone"),
        ],
    )
    @pytest.mark.parametrize("operation", Operation)
    @pytest.mark.parametrize("before", [(CONFIRMED,), (CONFIRMED, WAITING), (CONFIRMED, UNCLEAR)])
    def test_it_is_asked_first_whether_the_user_is_in(
        self,
        outcome: Outcome,
        headline: str,
        short: str,
        operation: Operation,
        before: tuple[CheckRecord, ...],
    ) -> None:
        found = of(check(outcome, operation), *before)
        assert (render(found.headline), render(found.short)) == (headline, short)
        assert found.meaning.values["found"] == CONFIRMED.finished_at
        assert "Most likely it was completed" in render(found.meaning)
        assert "whether the user is logged in" in render(found.next_steps[0])
        assert render(found.next_steps[1]).startswith("If not, ask the user to start a new login")
        assert (found.severity, found.whose_move) == (Severity.OVER, WhoseMove.INTEGRATOR)
        assert found.follow_ups == ()
        assert ("may have completed" in text(found.notes)) is (UNCLEAR in before)

    def test_what_this_tool_completed_needs_no_guess(self) -> None:
        found = of(check(self.CLOSED), CONFIRMED, COMPLETED)
        assert render(found.headline) == "Session closed"
        assert "A check with this tool completed this session" in text(found.notes)

    def test_other_endings_say_what_ended_it(self) -> None:
        expired = refusal("AttemptsExpiredException")
        assert of(check(expired), CONFIRMED) == of(check(expired))


class TestResend:
    def test_a_message_on_its_way_may_be_watched(self) -> None:
        assert FollowUp.WATCH in of(check(TRUE, Operation.RESEND)).follow_ups

    @pytest.mark.parametrize(
        "type_", ["RestartCooldownActiveException", "SessionAlreadyConfirmedException"]
    )
    def test_its_refusals_lead_to_a_look(self, type_: str) -> None:
        found = of(check(refusal(type_, 409), Operation.RESEND))
        assert found.follow_ups == (FollowUp.INSPECT,)

    def test_a_false_after_our_own_success_says_so(self) -> None:
        found = of(check(FALSE, Operation.RESEND), COMPLETED)
        assert render(found.headline) == "Not sent again"
        assert "completed this session" in text(found.notes)

    def test_a_channel_to_restart_is_not_restarted_once_completed(self) -> None:
        record = check(refusal("ResendChannelException"))
        assert of(record).follow_ups == (FollowUp.RESEND, FollowUp.INSPECT)
        assert FollowUp.RESEND not in of(record, COMPLETED).follow_ups


class TestFollowUps:
    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [
            (Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), [FollowUp.INSPECT]),
            (Outcome(Verdict.ERROR, http_status=401), [FollowUp.TOKEN]),
            (Outcome(Verdict.ERROR, http_status=403), [FollowUp.TOKEN]),
            (refusal("TokenExpired", 401), [FollowUp.TOKEN]),
            (refusal("SomethingNew", 403), [FollowUp.TOKEN]),
            (refusal("ForbiddenException", 403), [FollowUp.TOKEN]),
            (Outcome(Verdict.NOT_SENT, Failure.NO_TOKEN), [FollowUp.TOKEN]),
            (Outcome(Verdict.NOT_SENT, Failure.KEYRING_LOCKED), [FollowUp.TOKEN]),
            (Outcome(Verdict.NOT_SENT, Failure.DNS), []),
            (refusal("PhoneNumberMismatchException", 409), [FollowUp.TRY_FORMATS]),
            (refusal("ChannelChangedException"), [FollowUp.INSPECT, FollowUp.WATCH]),
            (refusal("AttemptsExpiredException"), []),
            (refusal("NoAvailableChannelsException"), []),
            (refusal("SessionClosedException"), []),
            (Outcome(Verdict.RUNNING), []),
            (TRUE, []),
        ],
    )
    def test_they_fit_what_came_of_the_check(
        self, outcome: Outcome, expected: list[FollowUp]
    ) -> None:
        assert list(of(check(outcome)).follow_ups) == expected


def test_the_day_and_the_wave_are_told_in_words() -> None:
    expired = refusal("AttemptsExpiredException")
    rows = [check(expired, uid=f"{n}", minutes_ago=n, request_id=f"s{n}") for n in range(1, 12)]
    record = check(expired)
    past = Past(recipient=rows[:3], recent=rows, day_began=rows[-1].started_at)
    assert [render(note) for note in advice(record, past).notes] == [
        (
            "10 of the last 10 logins checked here ended the same way:"
            " probably not this customer alone."
        ),
        "4th session of this recipient today, 4 ended with AttemptsExpired.",
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st")],
)
def test_a_place_in_a_row_is_spelled_as_people_do(number: int, expected: str) -> None:
    rows = [check(FALSE, uid=f"{n}", minutes_ago=n, request_id=f"s{n}") for n in range(1, number)]
    past = Past(recipient=rows, day_began=check(FALSE, minutes_ago=60).started_at)
    (note,) = advice(check(FALSE), past).notes
    assert render(note) == f"{expected} session of this recipient today."


class TestOldAnswers:
    def test_an_old_answer_names_the_newer_one_and_offers_only_a_look(self) -> None:
        old = refusal("ResendChannelException")
        newer = status(TRUE, uid="newer", minutes_ago=-2)
        found = explain(Case(check(old), newer=newer))
        assert render(found.notes[0]).startswith("There is a newer answer for this login, of ")
        assert found.notes[0].values["when"] == newer.finished_at
        assert found.follow_ups == (FollowUp.INSPECT,)
        assert FollowUp.RESEND in explain(Case(check(old))).follow_ups


class TestConfirmedByItsChannelOnly:
    """Whether the site has completed such a login, or somebody else, nobody has seen."""

    @staticmethod
    def look(minutes_ago: int) -> tuple[CheckRecord, CheckRecord]:
        before = timedelta(minutes=minutes_ago)
        half = channel(status="confirmed")
        assert half.finished_at is not None
        half = replace(
            half,
            uid=f"channel-{minutes_ago}",
            started_at=half.started_at - before,
            finished_at=half.finished_at - before,
        )
        return status(FALSE, uid=f"status-{minutes_ago}", minutes_ago=minutes_ago), half

    @pytest.mark.parametrize("record", [check(FALSE), status(FALSE)])
    def test_a_status_that_was_false_then_too_names_nobody(self, record: CheckRecord) -> None:
        found = of(record, *self.look(3))
        assert render(found.headline) == "Most likely completed already"
        assert "while the status was false, as now" in render(found.meaning)
        assert "by whom is not known" in render(found.meaning)
        assert "found confirmed" not in render(found.meaning)

    def test_a_second_inspection_says_so_too(self) -> None:
        now, half = self.look(0)
        found = explain(Case(now, Past(session=self.look(2)), half))
        assert "while the status was false, as now" in render(found.meaning)

    def test_a_channel_alone_does_not_say_what_the_status_was(self) -> None:
        found = of(status(FALSE), self.look(3)[1])
        assert "while the status was false" not in render(found.meaning)
        assert "by whom is not known" in render(found.meaning)

    def test_a_status_that_was_true_outweighs_it(self) -> None:
        found = of(status(FALSE), *self.look(7), CONFIRMED)
        assert render(found.headline) == "Most likely completed by the customer's site"
        assert found.meaning.values["found"] == CONFIRMED.finished_at


class TestTimeToFinish:
    @pytest.mark.parametrize(("minutes_ago", "waits"), [(0, True), (1, True), (2, False)])
    def test_no_step_waits_for_what_the_site_has_had_time_for(
        self, minutes_ago: int, *, waits: bool
    ) -> None:
        # The answer comes a second after the call was begun.
        found = of(status(TRUE), status(TRUE, uid="before", minutes_ago=minutes_ago))
        assert ("a few seconds" in text(found.next_steps)) is waits
        assert ("has had time to finish" in text(found.notes)) is not waits
        assert found.follow_ups == (FollowUp.COMPLETE,)


class TestNothingNew:
    TIMEOUT = refusal("LongPollingTimeoutException", 408)

    def test_after_a_confirmation_nobody_waits_for_the_user(self) -> None:
        found = of(status(self.TIMEOUT), CONFIRMED)
        assert render(found.headline) == "Nothing new since it was confirmed"
        assert found.meaning.values["found"] == CONFIRMED.finished_at
        assert found.whose_move is WhoseMove.INTEGRATOR

    def test_after_our_own_success_it_is_completed(self) -> None:
        found = of(status(self.TIMEOUT), CONFIRMED, COMPLETED)
        assert render(found.headline) == "Completed earlier"
        assert "completed this session" not in text(found.notes)

    def test_without_a_past_it_is_as_before(self) -> None:
        assert render(of(status(self.TIMEOUT)).headline) == "Nothing has happened yet"


class TestAfterATrialOfSpellings:
    MISMATCH = refusal("PhoneNumberMismatchException", 409)

    def spelled(
        self, recipient: str, outcome: Outcome | None = None, minutes_ago: int = 1
    ) -> CheckRecord:
        row = status(outcome or self.MISMATCH, uid=recipient, minutes_ago=minutes_ago)
        return replace(row, recipient=recipient)

    @pytest.mark.parametrize("operation", Operation)
    def test_the_trial_is_not_offered_again(self, operation: Operation) -> None:
        trial = [self.spelled(n) for n in ("+79990001122", "79990001122", "8 999 000-11-22")]
        found = of(check(self.MISMATCH, operation), *trial)
        assert render(found.meaning).startswith("3 spellings of this number were refused")
        assert "another number" in render(found.meaning)
        assert "format" not in text(found.next_steps)
        assert found.follow_ups == ()

    @pytest.mark.parametrize(
        "rows",
        [
            ["+79990001122"],
            ["+79990003344", "79990003344"],
            ["+79990001122", "+79990003344"],
        ],
    )
    def test_one_spelling_or_those_of_another_number_are_no_trial(self, rows: list[str]) -> None:
        found = of(check(self.MISMATCH), *(self.spelled(n) for n in rows))
        assert found.follow_ups == (FollowUp.TRY_FORMATS,)

    def test_a_spelling_that_the_session_knows_makes_it_the_same_number(self) -> None:
        trial = [
            self.spelled("79990001122", minutes_ago=2),
            self.spelled("89990001122", FALSE),
        ]
        found = of(status(self.MISMATCH), *trial)
        assert "refused" not in render(found.meaning)

    def test_what_a_call_was_refused_before_the_trial_says_nothing_of_it(self) -> None:
        later = [self.spelled(n, minutes_ago=-1) for n in ("79990001122", "89990001122")]
        assert of(status(self.MISMATCH), *later).follow_ups == (FollowUp.TRY_FORMATS,)


class TestWhoseMove:
    def test_who_completed_it_with_this_tool_tells_the_customer(self) -> None:
        found = of(status(FALSE), COMPLETED)
        assert found.whose_move is WhoseMove.SUPPORT
        assert "Tell the customer" in render(found.next_steps[0])

    def test_a_dead_channel_is_sent_again_by_the_user(self) -> None:
        found = explain(Case(status(FALSE), channel=channel(status="closed")))
        assert found.whose_move is WhoseMove.END_USER
        assert advice(channel(status="closed")).whose_move is WhoseMove.SUPPORT


class TestAfterAResend:
    def test_an_accepted_resend_claims_no_message(self) -> None:
        found = of(check(TRUE, Operation.RESEND))
        assert render(found.headline) == "The service accepted the resend"
        assert "sends" not in render(found.meaning)

    @pytest.mark.parametrize("state", ["wait", "sent", "closed"])
    def test_a_look_says_of_itself_only_that_it_changed_nothing(self, state: str) -> None:
        resent = check(TRUE, Operation.RESEND, uid="resent", minutes_ago=1)
        half = channel(status=state)
        found = explain(Case(status(FALSE), Past(session=[resent]), half))
        for said in (render(found.meaning), render(advice(half).meaning)):
            assert said.endswith("This look changed nothing.")
            assert "Nothing was changed" not in said
