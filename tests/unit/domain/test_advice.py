import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.advice import (
    Advice,
    FollowUp,
    Severity,
    Symbol,
    WhoseMove,
    advice,
    whose_move_label,
)
from otp_gui.domain.classify import classify
from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wire import ErrorType
from otp_gui.i18n import render
from tests.unit.domain.records import check

CERTIFICATE_REMARKS = [
    Remark.CERTIFICATE_UNTRUSTED,
    Remark.CERTIFICATE_EXPIRED,
    Remark.CERTIFICATE_WRONG_HOST,
    Remark.NO_CA_CERTIFICATES,
    Remark.CA_BUNDLE_UNREADABLE,
]


def typed(type_: str, status: int = 400) -> Outcome:
    return Outcome(Verdict.ERROR, error_type=type_, http_status=status, message="Сообщение")


def text(phrases: tuple[Phrase, ...]) -> str:
    return " ".join(render(phrase) for phrase in phrases)


def told(found: Advice) -> str:
    return text((found.headline, found.meaning, *found.next_steps, *found.notes))


class TestAnswers:
    def test_true_on_complete_says_that_the_site_now_gets_false(self) -> None:
        found = advice(check(Outcome(Verdict.SUCCESS, http_status=201)))
        assert render(found.short) == "Completed"
        assert (found.severity, found.symbol) == (Severity.SUCCESS, Symbol.CIRCLE_CHECK)
        assert "will now get false" in render(found.meaning)

    def test_true_on_status_completes_nothing(self) -> None:
        found = advice(check(Outcome(Verdict.SUCCESS, http_status=200), Operation.STATUS))
        assert render(found.headline) == "Login confirmed"
        assert "changed nothing" in render(found.meaning)

    def test_false_has_both_readings_and_names_who_may_have_completed(self) -> None:
        found = advice(check(Outcome(Verdict.NOT_COMPLETED, http_status=201)))
        meaning = render(found.meaning)
        assert found.severity is Severity.WAITING
        assert "has not confirmed yet" in meaning
        assert "completed earlier" in meaning
        assert "customer's own site" in meaning
        assert "check with this tool" in meaning

    @pytest.mark.parametrize("operation", [Operation.COMPLETE, Operation.STATUS])
    def test_false_after_our_own_success_says_completed_earlier_by_whom(
        self, operation: Operation
    ) -> None:
        success = check(Outcome(Verdict.SUCCESS), uid="first", minutes_ago=5, operator="boris")
        found = advice(check(Outcome(Verdict.NOT_COMPLETED), operation), Past(session=[success]))
        assert render(found.short) == "Completed earlier"
        assert render(found.meaning).startswith("boris completed this session")
        assert found.meaning.values["when"] == success.finished_at
        assert found.notes == ()

    def test_an_unnamed_operator_is_not_named(self) -> None:
        success = check(Outcome(Verdict.SUCCESS), uid="first", minutes_ago=5, operator="")
        found = advice(check(Outcome(Verdict.NOT_COMPLETED)), Past(session=[success]))
        assert render(found.meaning).startswith("A check with this tool")

    @pytest.mark.parametrize(
        "other",
        [
            check(Outcome(Verdict.SUCCESS)),
            check(Outcome(Verdict.SUCCESS), uid="later", minutes_ago=-5),
            check(Outcome(Verdict.NOT_COMPLETED), uid="false", minutes_ago=5),
            replace(check(Outcome(Verdict.SUCCESS), uid="a", minutes_ago=5), request_id="other"),
            replace(check(Outcome(Verdict.SUCCESS), uid="b", minutes_ago=5), base_url="http://o"),
        ],
    )
    def test_only_an_earlier_success_of_the_same_session_counts(self, other: CheckRecord) -> None:
        record = check(Outcome(Verdict.NOT_COMPLETED))
        assert advice(record, Past(session=[other])) == advice(record)

    def test_an_earlier_unclear_check_is_mentioned(self) -> None:
        unclear = check(Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), uid="first", minutes_ago=5)
        found = advice(check(Outcome(Verdict.NOT_COMPLETED)), Past(session=[unclear]))
        assert render(found.short) == "Not completed"
        assert "may have completed this session" in text(found.notes)

    def test_an_earlier_success_is_mentioned_beside_any_other_verdict(self) -> None:
        success = check(Outcome(Verdict.SUCCESS), uid="first", minutes_ago=5)
        found = advice(check(typed("SessionNotFoundException", 404)), Past(session=[success]))
        assert "completed this session" in text(found.notes)


class TestTypes:
    @pytest.mark.parametrize(
        ("type_", "short", "whose_move", "severity"),
        [
            ("ResendChannelException", "Channel to restart", "integrator", "act"),
            ("AttemptsExpiredException", "Attempts used up", "end_user", "over"),
            ("NoAvailableChannelsException", "No channel", "end_user", "over"),
            ("SessionClosedException", "Session closed", "end_user", "over"),
            ("ChannelChangedException", "Channel changed", "integrator", "act"),
            ("ForbiddenException", "No access", "support", "access"),
            ("SessionNotFoundException", "Session not found", "support", "data"),
            ("LongPollingTimeoutException", "Nothing yet", "end_user", "waiting"),
            ("PhoneNumberMismatchException", "Number mismatch", "support", "data"),
            ("RestartCooldownActiveException", "Too early", "end_user", "act"),
            ("SessionAlreadyConfirmedException", "Already confirmed", "integrator", "waiting"),
        ],
    )
    @pytest.mark.parametrize("operation", Operation)
    def test_a_documented_type_is_explained_the_same_for_every_operation(
        self, operation: Operation, type_: str, short: str, whose_move: str, severity: str
    ) -> None:
        found = advice(check(typed(type_), operation))
        assert (render(found.short), found.whose_move.value, found.severity.value) == (
            short,
            whose_move,
            severity,
        )
        assert found.notes == ()

    def test_every_type_has_its_own_explanation(self) -> None:
        meanings = {render(advice(check(typed(type_))).meaning) for type_ in ErrorType}
        assert len(meanings) == len(ErrorType)

    def test_a_type_that_is_only_named_says_so(self) -> None:
        found = advice(check(typed("WidgetIsBlockedException")))
        assert "without describing it" in text(found.notes)

    def test_an_unknown_type_is_named_as_it_came(self) -> None:
        outcome = classify(Operation.COMPLETE, 422, (), b'{"type": "BrandNewException"}')
        found = advice(check(outcome))
        assert render(found.headline) == "Refused: BrandNewException"
        assert "BrandNewException" in text(found.notes)

    def test_an_unknown_type_cannot_flood_or_reorder_the_headline(self) -> None:
        found = advice(check(typed("\u202e" + "x" * 5000, 418)))
        headline = render(found.headline)
        assert len(headline) < 120
        assert "⟨U+202E⟩" in headline

    @pytest.mark.parametrize(
        ("status", "short", "severity"),
        [
            (401, "Token not accepted", "access"),
            (403, "No access", "access"),
            (404, "Wrong address", "data"),
            (405, "Wrong address", "data"),
            (407, "Proxy", "access"),
            (429, "Too many requests", "act"),
            (400, "Refused", "act"),
            (418, "Refused", "act"),
            (None, "Refused", "act"),
        ],
    )
    def test_a_refusal_without_a_type_is_explained_by_its_status(
        self, status: int | None, short: str, severity: str
    ) -> None:
        found = advice(check(Outcome(Verdict.ERROR, http_status=status)))
        assert (render(found.short), found.severity.value) == (short, severity)

    def test_401_with_a_type_of_its_own_is_still_about_the_token(self) -> None:
        found = advice(check(typed("TokenExpired", 401)))
        assert render(found.headline) == "Token not accepted"

    def test_a_redirect_shows_its_target_as_text(self) -> None:
        headers = (("LOCATION", "https://login.example/?a=\u202eb"),)
        found = advice(
            check(Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=302, headers=headers))
        )
        assert "https://login.example/?a=⟨U+202E⟩b" in render(found.meaning)
        assert "does not follow" in render(found.meaning)

    def test_a_redirect_without_a_target_is_explained_too(self) -> None:
        found = advice(check(Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=304)))
        assert "does not follow" in render(found.meaning)


class TestUnknown:
    @pytest.mark.parametrize("failure", [*Failure, None])
    def test_completing_blindly_again_is_advised_against(self, failure: Failure | None) -> None:
        found = advice(check(Outcome(Verdict.UNKNOWN, failure, http_status=502)))
        assert (render(found.short), found.severity) == ("Unknown", Severity.UNKNOWN)
        assert "may have reached the service and completed" in render(found.meaning)
        assert "Do not repeat the call blindly" in render(found.next_steps[0])
        assert "inspect the login first" in render(found.next_steps[0])
        assert found.follow_ups == (FollowUp.INSPECT,)

    def test_resending_blindly_again_is_advised_against(self) -> None:
        found = advice(check(Outcome(Verdict.UNKNOWN, Failure.RESET), Operation.RESEND))
        assert "may have reached the service and sent" in render(found.meaning)
        assert "Do not repeat" in render(found.next_steps[0])

    @pytest.mark.parametrize("operation", [Operation.STATUS, Operation.CHANNEL])
    def test_a_read_only_call_may_be_repeated(self, operation: Operation) -> None:
        found = advice(check(Outcome(Verdict.UNKNOWN, Failure.RESET), operation))
        assert "nothing was changed" in render(found.meaning)
        assert "may be repeated" in render(found.next_steps[0])

    @pytest.mark.parametrize(
        ("status", "body", "expected"),
        [
            (502, b"", "a gateway answered, not the service"),
            (503, b"busy", "a gateway answered, not the service"),
            (504, b"<html>", "a gateway answered, not the service"),
            (500, b" <!doctype html>", "a gateway answered, not the service"),
            (500, b"", "something broke inside the service"),
            (503, b'{"type": "InternalServerErrorException"}', "something broke inside"),
            (999, b"", "HTTP 999 is not an answer"),
            (101, b"", "HTTP 101 is not an answer"),
        ],
    )
    def test_an_unexpected_status_is_told_apart(
        self, status: int, body: bytes, expected: str
    ) -> None:
        outcome = classify(Operation.COMPLETE, status, (), body)
        assert expected in render(advice(check(outcome)).meaning)


class TestNotSent:
    @pytest.mark.parametrize("failure", [*Failure, None])
    def test_every_cause_says_that_nothing_was_sent(self, failure: Failure | None) -> None:
        found = advice(check(Outcome(Verdict.NOT_SENT, failure)))
        assert (render(found.short), found.severity) == ("Not sent", Severity.NOT_SENT)
        assert "Nothing was sent" in render(found.meaning)

    def test_the_causes_are_told_apart(self) -> None:
        causes = [
            Failure.NO_TOKEN,
            Failure.TOKEN_REJECTED_LOCALLY,
            Failure.KEYRING_UNAVAILABLE,
            Failure.KEYRING_LOCKED,
            Failure.KEYRING_TIMEOUT,
            Failure.DNS,
            Failure.REFUSED,
            Failure.CONNECT_TIMEOUT,
            Failure.TLS,
            Failure.PROXY,
            Failure.RESET,
            Failure.TIMEOUT,
            Failure.PROTOCOL,
            Failure.CANCELLED,
            Failure.HISTORY_UNAVAILABLE,
            Failure.INSECURE_TRANSPORT,
            None,
        ]
        found = [advice(check(Outcome(Verdict.NOT_SENT, failure))) for failure in causes]
        assert len({render(each.headline) for each in found}) == len(causes)
        assert len({render(each.meaning) for each in found}) == len(causes)

    def test_a_tls_failure_names_the_reason(self) -> None:
        meanings = {
            render(advice(check(Outcome(Verdict.NOT_SENT, Failure.TLS, remarks=(remark,)))).meaning)
            for remark in CERTIFICATE_REMARKS
        }
        assert len(meanings) == len(CERTIFICATE_REMARKS)

    @pytest.mark.parametrize("remark", CERTIFICATE_REMARKS)
    def test_no_advice_ever_offers_to_ignore_a_certificate(self, remark: Remark) -> None:
        found = advice(check(Outcome(Verdict.NOT_SENT, Failure.TLS, remarks=(remark,))))
        assert "ignore" not in told(found).lower()


class TestNotes:
    def test_each_disagreement_is_named_with_its_numbers(self) -> None:
        body = b'{"type": "ForbiddenException", "httpStatus": 410, "trace": "x"}'
        notes = text(advice(check(classify(Operation.COMPLETE, 404, (), body))).notes)
        assert "HTTP 404, but its text says 410" in notes
        assert "the reference has 403 for ForbiddenException" in notes
        assert "more than the reference names" in notes

    def test_200_in_place_of_201_is_noted(self) -> None:
        found = advice(check(classify(Operation.COMPLETE, 200, (), b'{"success": true}')))
        assert text(found.notes) == "The answer came with HTTP 200; the reference has 201."

    def test_compression_and_cutting_are_noted(self) -> None:
        outcome = classify(
            Operation.COMPLETE, 201, (("Content-Encoding", "gzip"),), b"\x1f", truncated=True
        )
        notes = text(advice(check(outcome)).notes)
        assert "compressed" in notes
        assert "first 64 KB" in notes

    def test_retry_after_is_counted_from_the_answer(self) -> None:
        outcome = classify(Operation.COMPLETE, 429, (("Retry-After", "90"),), b"")
        record = check(outcome)
        note = advice(record).notes[0]
        assert note.template == "The server asks to wait until {until}."
        assert record.finished_at is not None
        assert note.values["until"] == record.finished_at + timedelta(seconds=90)

    def test_a_nonsensical_retry_after_is_not_mentioned(self) -> None:
        outcome = classify(Operation.COMPLETE, 429, (("Retry-After", "soon"),), b"")
        assert advice(check(outcome)).notes == ()


def test_a_running_call_is_left_alone() -> None:
    found = advice(check(Outcome(Verdict.RUNNING)))
    assert (found.severity, found.whose_move) == (Severity.RUNNING, WhoseMove.NOBODY)


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_and_failure_gives_a_whole_advice(
    verdict: Verdict, operation: Operation
) -> None:
    for failure in [*Failure, None]:
        found = advice(check(Outcome(verdict, failure), operation))
        assert found.next_steps
        assert 1 <= len(render(found.short).split()) <= 3
        assert render(whose_move_label(found.whose_move))
        assert "{" not in told(found)


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_sentence_is_said_in_russian_too(verdict: Verdict, operation: Operation) -> None:
    i18n.install("ru")
    types = ("Новый", *(type_.value for type_ in ErrorType))
    statuses = (None, 101, 401, 403, 404, 407, 418, 429, 500, 502)
    outcomes = [
        *(Outcome(verdict, failure) for failure in (*Failure, None)),
        *(Outcome(verdict, error_type=type_) for type_ in types),
        *(Outcome(verdict, http_status=status) for status in statuses),
        *(Outcome(verdict, Failure.UNEXPECTED_STATUS, http_status=status) for status in statuses),
        *(Outcome(verdict, Failure.TLS, remarks=(remark,)) for remark in Remark),
        Outcome(verdict, error_type=types[1], remarks=tuple(Remark)),
    ]
    earlier = [check(Outcome(Verdict.SUCCESS), uid="earlier", minutes_ago=1)]
    unclear = [check(Outcome(Verdict.UNKNOWN), uid="earlier", minutes_ago=1)]
    sentences = {
        render(phrase)
        for outcome in outcomes
        for before in ([], earlier, unclear)
        for found in [advice(check(outcome, operation), Past(session=before))]
        for phrase in (
            found.headline,
            found.short,
            found.meaning,
            *found.next_steps,
            *found.notes,
            whose_move_label(found.whose_move),
        )
    }
    assert not [said for said in sentences if "{" in said or not re.search("[а-яё]", said)]
    assert not [said for said in sentences if re.search(r"\b(the|is|this|not|was)\b", said)]


def _any_outcome() -> st.SearchStrategy[Outcome]:
    header = st.tuples(st.sampled_from(["Location", "Retry-After"]) | st.text(), st.text())
    return st.builds(
        Outcome,
        st.sampled_from(Verdict),
        st.none() | st.sampled_from(Failure),
        error_type=st.none() | st.text() | st.sampled_from([type_.value for type_ in ErrorType]),
        http_status=st.none() | st.integers(),
        response=st.none() | st.text(),
        headers=st.lists(header).map(tuple),
        remarks=st.lists(st.sampled_from(Remark), unique=True).map(tuple),
    )


@given(outcome=_any_outcome(), before=_any_outcome(), operation=st.sampled_from(Operation))
def test_advice_is_total(outcome: Outcome, before: Outcome, operation: Operation) -> None:
    earlier = check(before, uid="earlier", minutes_ago=1)
    found = advice(check(outcome, operation), Past(session=[earlier]))
    assert told(found)
    assert found.next_steps


def test_the_decoder_is_not_loaded_for_an_advice() -> None:
    code = "import sys, otp_gui.domain.advice; print({'msgspec', 'email.utils'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
