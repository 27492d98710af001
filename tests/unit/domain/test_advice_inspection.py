"""One explanation for the two halves of an inspection, and for a channel on its own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.advice import Advice, FollowUp, Severity, WhoseMove, advice, explain
from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render
from tests.unit.domain.records import FALSE, TRUE, channel, check, refusal, status

TIMEOUT = Outcome(Verdict.UNKNOWN, Failure.TIMEOUT)
NOTHING_YET = refusal("LongPollingTimeoutException", 408)


def unreadable(outcome: Outcome) -> CheckRecord:
    return check(outcome, Operation.CHANNEL, uid="channel")


def inspected(outcome: Outcome, other: CheckRecord, *session: CheckRecord) -> Advice:
    return explain(Case(status(outcome), Past(session=session), other))


def notes(found: Advice) -> list[str]:
    return [render(note) for note in found.notes]


class TestWaiting:
    @pytest.mark.parametrize("outcome", [FALSE, NOTHING_YET])
    @pytest.mark.parametrize(
        ("fields", "headline", "whose_move", "follow_ups"),
        [
            ({}, "SMS: code sent", "end_user", ["watch", "inspect"]),
            (
                {"type": "flashcall", "status": "wait"},
                "Flash call: in progress",
                "nobody",
                ["watch", "inspect"],
            ),
            (
                {"type": "sim_push", "codeType": "codeless"},
                "SIM push: sent, the user has to confirm",
                "end_user",
                ["watch", "inspect"],
            ),
            (
                {"type": "vk", "codeType": None},
                "VK: sent, the user has to react",
                "end_user",
                ["watch", "inspect"],
            ),
            (
                {"type": "viber", "status": "closed"},
                "Viber: closed",
                "end_user",
                ["resend", "inspect"],
            ),
            (
                {"type": "voice", "status": "error"},
                "Voice call: failed",
                "end_user",
                ["resend", "inspect"],
            ),
            ({"remainingCodeAttempts": 0}, "SMS: no attempts left", "end_user", ["inspect"]),
            (
                {"type": "whatsapp", "status": "confirmed"},
                "WhatsApp: confirmed",
                "integrator",
                ["inspect"],
            ),
            (
                {"type": "pigeon{}", "status": "flying"},
                "pigeon{}: flying",
                "end_user",
                ["watch", "inspect"],
            ),
            ({"type": None}, "Channel: code sent", "end_user", ["watch", "inspect"]),
            ({"status": None}, "SMS", "end_user", ["watch", "inspect"]),
        ],
    )
    def test_the_channel_says_what_the_login_waits_for(
        self,
        outcome: Outcome,
        fields: dict[str, object],
        headline: str,
        whose_move: str,
        follow_ups: list[str],
    ) -> None:
        found = inspected(outcome, channel(**fields))
        assert (render(found.headline), found.whose_move.value, [*found.follow_ups]) == (
            headline,
            whose_move,
            follow_ups,
        )
        assert 1 <= len(render(found.short).split()) <= 3
        assert found.severity is not Severity.SUCCESS

    def test_a_code_on_the_phone_means_not_confirmed_yet(self) -> None:
        meaning = render(inspected(FALSE, channel()).meaning)
        assert meaning.startswith("The user has not confirmed yet. The service has sent the code")
        assert "completed" not in meaning

    def test_a_dead_channel_leaves_open_what_became_of_the_session(self) -> None:
        meaning = render(inspected(FALSE, channel(status="closed")).meaning)
        assert meaning.startswith("The login is not confirmed.")
        assert "not confirmed yet" not in meaning

    @pytest.mark.parametrize(
        ("fields", "warned"),
        [
            ({"remainingCodeAttempts": 1}, True),
            ({"remainingCodeAttempts": 2}, False),
            ({"remainingCodeAttempts": 1, "settings": {"numberOfTries": 1}}, False),
            ({"remainingCodeAttempts": 1, "codeType": "codeless"}, False),
            ({"remainingCodeAttempts": 1, "settings": None}, True),
        ],
    )
    def test_the_last_attempt_is_warned_of(
        self, fields: dict[str, object], *, warned: bool
    ) -> None:
        step = render(inspected(FALSE, channel(**fields)).next_steps[0])
        assert ("Only one attempt is left" in step) is warned

    def test_a_channel_without_codes_has_no_attempts_to_run_out_of(self) -> None:
        fields = {"codeType": "codeless", "remainingCodeAttempts": 0}
        assert "no attempts" not in render(inspected(FALSE, channel(**fields)).headline)

    def test_what_history_knows_of_the_session_outweighs_the_channel(self) -> None:
        completed = check(TRUE, uid="1", minutes_ago=3)
        confirmed = status(TRUE, uid="2", minutes_ago=3)
        dead = channel(status="closed")
        assert render(inspected(FALSE, dead, completed).headline) == "Completed earlier"
        found = inspected(FALSE, dead, confirmed)
        assert render(found.headline) == "Most likely completed by the customer's site"
        assert FollowUp.RESEND not in found.follow_ups


class TestHalves:
    def test_a_confirmed_login_is_confirmed_whatever_the_channel(self) -> None:
        for other in (channel(), channel(status="error"), channel(status="confirmed")):
            assert inspected(TRUE, other) == advice(status(TRUE))

    @pytest.mark.parametrize("outcome", [TRUE, FALSE])
    def test_a_channel_that_could_not_be_read_is_told_beside_the_status(
        self, outcome: Outcome
    ) -> None:
        found = inspected(outcome, unreadable(TIMEOUT))
        assert replace(found, notes=()) == advice(status(outcome))
        assert notes(found) == [
            "The channel could not be read — Outcome unknown: no answer in time."
        ]

    @pytest.mark.parametrize("outcome", [TIMEOUT, Outcome(Verdict.NOT_SENT, Failure.DNS)])
    def test_a_channel_is_shown_where_the_status_is_unknown(self, outcome: Outcome) -> None:
        found = inspected(outcome, channel())
        assert render(found.headline) == "Status unknown. SMS: sent"
        assert found.severity is advice(status(outcome)).severity
        assert notes(found) == ["The channel could be read — SMS: sent."]

    def test_a_refused_status_keeps_its_own_words_beside_the_channel(self) -> None:
        mismatch = refusal("PhoneNumberMismatchException", 409)
        found = inspected(mismatch, channel())
        assert found.headline == advice(status(mismatch)).headline
        assert found.follow_ups == (FollowUp.TRY_FORMATS,)
        assert notes(found) == ["The channel could be read — SMS: sent."]

    @pytest.mark.parametrize(
        "type_",
        ["AttemptsExpiredException", "SessionClosedException", "NoAvailableChannelsException"],
    )
    def test_a_session_that_is_over_is_not_sent_to_again(self, type_: str) -> None:
        assert inspected(refusal(type_), channel(status="closed")).follow_ups == ()

    @pytest.mark.parametrize(
        "outcome",
        [
            TIMEOUT,
            refusal("SessionNotFoundException", 404),
            Outcome(Verdict.NOT_SENT, Failure.NO_TOKEN),
            Outcome(Verdict.ERROR, http_status=401),
        ],
    )
    def test_what_failed_both_is_told_once(self, outcome: Outcome) -> None:
        assert inspected(outcome, unreadable(outcome)) == advice(status(outcome))

    def test_two_different_failures_are_both_told(self) -> None:
        found = inspected(TIMEOUT, unreadable(refusal("ForbiddenException", 403)))
        assert render(found.headline) == "Outcome unknown: no answer in time"
        assert notes(found) == ["The channel could not be read — No access to this session."]

    def test_a_channel_belongs_to_a_status_only(self) -> None:
        assert advice(check(FALSE), channel=channel(status="closed")) == advice(check(FALSE))


class TestChannelOnItsOwn:
    @pytest.mark.parametrize(
        ("fields", "short"),
        [
            ({}, "SMS: sent"),
            ({"type": "viber", "status": "wait"}, "Viber: in progress"),
            ({"status": "error"}, "SMS: failed"),
            ({"status": "confirmed"}, "SMS: confirmed"),
            ({"type": "pigeon", "status": "up"}, "pigeon: up"),
            ({"type": None}, "Channel: sent"),
            ({"status": None}, "SMS"),
        ],
    )
    def test_a_row_says_the_channel_and_its_state(
        self, fields: dict[str, object], short: str
    ) -> None:
        found = advice(channel(**fields))
        assert render(found.short) == render(found.headline) == short
        assert found.severity is not Severity.SUCCESS

    def test_it_does_not_tell_whether_the_session_is_alive(self) -> None:
        for state in ("closed", "error"):
            found = advice(channel(status=state))
            assert found.follow_ups == (FollowUp.INSPECT,)
            assert "still alive" in render(found.next_steps[0])

    def test_a_body_that_is_not_kept_is_explained_all_the_same(self) -> None:
        found = advice(unreadable(Outcome(Verdict.NOT_COMPLETED)))
        assert (render(found.headline), found.whose_move) == (
            "Channel received",
            WhoseMove.NOBODY,
        )

    def test_an_errors_type_is_no_channel(self) -> None:
        outcome = replace(refusal("ResendChannelException"), response='{"type": "sms"}')
        assert render(advice(unreadable(outcome)).headline) == "Channel to restart"


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_fields = st.dictionaries(
    st.sampled_from(["type", "status", "label", "codeType", "settings", "remainingCodeAttempts"]),
    _scalars | st.dictionaries(st.sampled_from(["lifetime", "numberOfTries", "code"]), _scalars),
)


@given(fields=_fields, outcome=st.sampled_from([TRUE, FALSE, NOTHING_YET, TIMEOUT]))
def test_no_channel_breaks_an_inspection(fields: dict[str, object], outcome: Outcome) -> None:
    found = inspected(outcome, channel(**fields))
    assert render(found.headline)
    assert render(found.meaning)
    assert found.next_steps
    assert render(advice(channel(**fields)).short)
