"""Every type, verdict and operation, with every kind of past, in both languages."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.advice import Advice, FollowUp, Severity, advice, whose_move_label
from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wire import ErrorType
from otp_gui.i18n import render
from tests.unit.domain.records import TRUE, channel, check
from tests.unit.domain.situations import MIDNIGHT, OUTCOMES, PASTS, expected, past_of, refused

READING = (Operation.STATUS, Operation.CHANNEL)
OVER = {
    ErrorType.ATTEMPTS_EXPIRED,
    ErrorType.NO_AVAILABLE_CHANNELS,
    ErrorType.SESSION_CLOSED,
}
SHORT = """
ResendChannel           | *        | *         | Channel to restart
AttemptsExpired         | *        | *         | Attempts used up
NoAvailableChannels     | *        | *         | No channel
SessionClosed           | *        | *         | Session closed
ChannelChanged          | *        | *         | Channel changed
Forbidden               | *        | *         | No access
SessionNotFound         | *        | *         | Session not found
SessionNotFound         | *        | success   | Session gone
SessionNotFound         | *        | confirmed | Session gone
SessionNotFound         | *        | waiting   | Session gone
LongPollingTimeout      | *        | *         | Nothing yet
LongPollingTimeout      | *        | success   | Completed earlier
LongPollingTimeout      | *        | confirmed | Nothing new
PhoneNumberMismatch     | *        | *         | Number mismatch
RestartCooldownActive   | *        | *         | Too early
SessionAlreadyConfirmed | *        | *         | Already confirmed
BadRequest              | *        | *         | Bad request
CaptchaNotConfirmed     | *        | *         | Captcha
CommonForbidden         | *        | *         | No access
InternalServerError     | *        | *         | Service fault
InvalidCode             | *        | *         | Wrong code
IsCodelessChannel       | *        | *         | No code here
NoConnection            | *        | *         | No connection
RateLimit               | *        | *         | Too many requests
ValidateError           | *        | *         | Invalid values
WidgetIsBlocked         | *        | *         | Widget blocked
WidgetNotFound          | *        | *         | Widget not found
401                     | *        | *         | Token not accepted
true                    | complete | *         | Completed
true                    | status   | *         | Confirmed
true                    | status   | success   | Completed earlier
true                    | channel  | *         | Channel received
true                    | resend   | *         | Resend accepted
false                   | complete | *         | Not completed
false                   | complete | success   | Completed earlier
false                   | complete | confirmed | Likely completed
false                   | complete | waiting   | Not confirmed yet
false                   | status   | *         | Status: false
false                   | status   | success   | Completed earlier
false                   | status   | confirmed | Likely completed
false                   | channel  | *         | Channel received
false                   | resend   | *         | Not sent again
unknown                 | *        | *         | Unknown
not sent                | *        | *         | Not sent
"""


def sentences(found: Advice) -> Sequence[Phrase]:
    return (
        found.headline,
        found.short,
        found.meaning,
        *found.next_steps,
        *found.notes,
        whose_move_label(found.whose_move),
    )


def said(found: Advice, language: str) -> list[str]:
    i18n.install(language)
    return [render(sentence) for sentence in sentences(found)]


def cases(past: str) -> Iterator[tuple[str, Operation, Advice]]:
    for (name, outcome), operation in product(OUTCOMES.items(), Operation):
        yield name, operation, advice(check(outcome, operation), past_of(past, outcome))


@pytest.mark.parametrize("past", PASTS)
def test_the_short_word_is_the_tables(past: str) -> None:
    told = {(name, operation.value): render(found.short) for name, operation, found in cases(past)}
    assert told == expected(SHORT, past)


@pytest.mark.parametrize("past", PASTS)
def test_everything_is_said_whole_and_in_both_languages(past: str) -> None:
    for name, operation, found in cases(past):
        english, russian = said(found, "en"), said(found, "ru")
        assert found.next_steps, (name, operation)
        for one, other in zip(english, russian, strict=True):
            assert one.strip(), (name, operation)
            assert "{" not in one + other, (name, operation)
            assert not re.search("[а-яё]", one, re.IGNORECASE), one
            assert re.search("[а-яё]", other, re.IGNORECASE), other


@pytest.mark.parametrize("past", PASTS)
def test_what_is_offered_fits(past: str) -> None:
    for name, operation, found in cases(past):
        offered = found.follow_ups
        assert len(set(offered)) == len(offered)
        if name in OVER or found.severity is Severity.OVER:
            assert offered == (), (name, operation)
        if FollowUp.COMPLETE in offered:
            assert (name, operation) == ("true", Operation.STATUS)
            assert past != "success"
        if FollowUp.RESEND in offered:
            assert name == ErrorType.RESEND_CHANNEL
            assert past != "success"
        if past == "success":
            assert not {FollowUp.WATCH, FollowUp.LOOK_ELSEWHERE} & set(offered)


@pytest.mark.parametrize("past", PASTS)
def test_a_call_that_only_reads_claims_no_completion(past: str) -> None:
    for _name, operation, found in cases(past):
        words = " ".join(said(found, "en"))
        if operation in READING:
            assert "has just completed" not in words
        if past != "success":
            assert "Completed earlier" not in words


@pytest.mark.parametrize("past", PASTS)
def test_only_a_true_looks_like_success(past: str) -> None:
    for name, _operation, found in cases(past):
        if found.severity is Severity.SUCCESS:
            assert name == "true"


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ("success", "completed this session"),
        ("unknown", "may have completed"),
        ("wave", "probably not this customer alone"),
        ("many sessions", "session of this recipient today"),
    ],
)
def test_the_past_is_told_where_it_explains(past: str, words: str) -> None:
    name, outcome = ErrorType.FORBIDDEN, refused(ErrorType.FORBIDDEN)
    found = advice(check(outcome), past_of(past, outcome))
    assert any(words in sentence for sentence in said(found, "en")), name


@pytest.mark.parametrize(
    ("count", "counted"),
    [(2, "2 закончились с"), (5, "5 закончились с"), (21, "21 закончилась с")],
)
def test_russian_counts_as_russians_do(count: int, counted: str) -> None:
    expired = refused(ErrorType.ATTEMPTS_EXPIRED)
    rows = [check(expired, uid=f"{n}", minutes_ago=n, request_id=f"s{n}") for n in range(1, count)]
    found = advice(check(expired), Past(recipient=rows, day_began=MIDNIGHT))
    i18n.install("ru")
    note = render(found.notes[-1])
    assert note.startswith(f"{count}-я сессия этого получателя за сегодня, ")
    assert counted in note


_outcomes = st.builds(
    Outcome,
    st.sampled_from(Verdict),
    st.none() | st.sampled_from(Failure),
    error_type=st.none() | st.text() | st.sampled_from([type_.value for type_ in ErrorType]),
    http_status=st.none() | st.integers(),
    response=st.none() | st.text() | st.just(channel().outcome.response),
    remarks=st.lists(st.sampled_from(Remark), unique=True).map(tuple),
)


@st.composite
def _rows(draw: st.DrawFn) -> list[CheckRecord]:
    return [
        check(
            draw(_outcomes),
            draw(st.sampled_from(Operation)),
            uid=f"{n}",
            minutes_ago=draw(st.integers(-3, 200)),
            request_id=draw(st.sampled_from(["a", "b", "c", check(TRUE).request_id])),
        )
        for n in range(draw(st.integers(0, 8)))
    ]


@given(
    record=st.builds(check, _outcomes, st.sampled_from(Operation)),
    other=st.none() | st.builds(check, _outcomes, st.just(Operation.CHANNEL), uid=st.just("o")),
    rows=_rows(),
)
def test_advice_is_total(
    record: CheckRecord, other: CheckRecord | None, rows: list[CheckRecord]
) -> None:
    found = advice(record, Past(rows, rows, rows, MIDNIGHT), other)
    assert found.next_steps
    assert all(render(sentence) for sentence in sentences(found))
