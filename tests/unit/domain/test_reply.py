import re
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.reply import ReplyKind, default_reply, reply, reply_kind
from tests.unit.domain.records import AT, FALSE, TRUE, channel, check, refusal, status
from tests.unit.domain.situations import OUTCOMES, PASTS, expected, past_of

KIND = ReplyKind
# Beside the short word of the advice for the same: no reply says more than that.
REPLIES = """
ResendChannel           | *        | *         | request_again
ResendChannel           | *        | success   | completed_earlier
AttemptsExpired         | *        | *         | attempts_used_up
AttemptsExpired         | *        | success   | completed_earlier
NoAvailableChannels     | *        | *         | no_channel
NoAvailableChannels     | *        | success   | completed_earlier
SessionClosed           | *        | *         | session_over
SessionClosed           | *        | success   | completed_earlier
SessionClosed           | *        | confirmed | ask_whether_in
ChannelChanged          | *        | *         | channel_changed
ChannelChanged          | *        | success   | completed_earlier
Forbidden               | *        | *         | our_side
SessionNotFound         | *        | *         | trouble
SessionNotFound         | *        | success   | completed_earlier
SessionNotFound         | *        | confirmed | ask_whether_in
SessionNotFound         | *        | waiting   | session_over
LongPollingTimeout      | *        | *         | not_confirmed
LongPollingTimeout      | *        | success   | completed_earlier
LongPollingTimeout      | *        | unknown   | not_completed
LongPollingTimeout      | *        | confirmed | ask_whether_in
PhoneNumberMismatch     | *        | *         | number_mismatch
RestartCooldownActive   | *        | *         | wait
RestartCooldownActive   | *        | success   | completed_earlier
SessionAlreadyConfirmed | *        | *         | confirmed
SessionAlreadyConfirmed | *        | success   | completed_earlier
SessionAlreadyConfirmed | *        | unknown   | ask_whether_in
BadRequest              | *        | *         | our_side
CaptchaNotConfirmed     | *        | *         | captcha
CaptchaNotConfirmed     | *        | success   | completed_earlier
CommonForbidden         | *        | *         | our_side
InternalServerError     | *        | *         | trouble
InvalidCode             | *        | *         | wrong_code
InvalidCode             | *        | success   | completed_earlier
IsCodelessChannel       | *        | *         | not_confirmed
IsCodelessChannel       | *        | success   | completed_earlier
IsCodelessChannel       | *        | unknown   | not_completed
IsCodelessChannel       | *        | confirmed | not_completed
NoConnection            | *        | *         | trouble
RateLimit               | *        | *         | trouble
ValidateError           | *        | *         | our_side
WidgetIsBlocked         | *        | *         | our_side
WidgetNotFound          | *        | *         | our_side
401                     | *        | *         | our_side
true                    | complete | *         | completed
true                    | status   | *         | confirmed
true                    | status   | success   | completed_earlier
true                    | status   | unknown   | ask_whether_in
true                    | channel  | *         | trouble
true                    | resend   | *         | sent_again
false                   | complete | *         | not_completed
false                   | complete | success   | completed_earlier
false                   | complete | confirmed | ask_whether_in
false                   | complete | waiting   | not_confirmed
false                   | status   | *         | not_completed
false                   | status   | success   | completed_earlier
false                   | status   | confirmed | ask_whether_in
false                   | channel  | *         | trouble
false                   | resend   | *         | request_again
false                   | resend   | success   | completed_earlier
unknown                 | *        | *         | trouble
not sent                | *        | *         | our_side
"""
COMPLETED_BEFORE = check(TRUE, uid="1", minutes_ago=5)
CONFIRMED_BEFORE = status(TRUE, uid="1", minutes_ago=5)
UNCLEAR_BEFORE = check(Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), uid="1", minutes_ago=5)


@pytest.mark.parametrize("past", PASTS)
def test_a_call_has_the_reply_of_the_table(past: str) -> None:
    told = {
        (name, operation.value): reply_kind(
            Case(check(outcome, operation), past_of(past, outcome))
        ).value
        for (name, outcome), operation in product(OUTCOMES.items(), Operation)
    }
    assert told == expected(REPLIES, past)


# What getChannel says, and the reply where the status is false, and where no status is known.
CHANNELS: list[tuple[dict[str, object], ReplyKind, ReplyKind]] = [
    ({}, KIND.NOT_CONFIRMED, KIND.NOT_CONFIRMED),
    ({"status": "wait"}, KIND.NOT_CONFIRMED, KIND.NOT_CONFIRMED),
    ({"remainingCodeAttempts": 0}, KIND.REQUEST_AGAIN, KIND.REQUEST_AGAIN),
    (
        {"codeType": "codeless", "status": "wait", "remainingCodeAttempts": 0},
        KIND.NOT_CONFIRMED,
        KIND.NOT_CONFIRMED,
    ),
    ({"codeType": "codeless", "remainingCodeAttempts": 0}, KIND.NOT_CONFIRMED, KIND.NOT_CONFIRMED),
    ({"status": "confirmed"}, KIND.ASK_WHETHER_IN, KIND.ASK_WHETHER_IN),
    (
        {"status": "confirmed", "remainingCodeAttempts": 0},
        KIND.ASK_WHETHER_IN,
        KIND.ASK_WHETHER_IN,
    ),
    ({"status": "closed"}, KIND.REQUEST_AGAIN, KIND.TROUBLE),
    ({"status": "error"}, KIND.REQUEST_AGAIN, KIND.TROUBLE),
    ({"status": "error", "remainingCodeAttempts": 0}, KIND.REQUEST_AGAIN, KIND.TROUBLE),
    ({"status": "flying"}, KIND.NOT_COMPLETED, KIND.NOT_COMPLETED),
    ({"status": None}, KIND.NOT_COMPLETED, KIND.NOT_COMPLETED),
]


each_channel = pytest.mark.parametrize("fields", [fields for fields, *_kinds in CHANNELS])


class TestChannel:
    @pytest.mark.parametrize(("fields", "inspected", "alone"), CHANNELS)
    def test_beside_a_status_that_is_false_and_alone(
        self, fields: dict[str, object], inspected: ReplyKind, alone: ReplyKind
    ) -> None:
        other = channel(**fields)
        nothing_yet = status(refusal("LongPollingTimeoutException", 408))
        assert reply_kind(Case(status(FALSE), channel=other)) is inspected
        assert reply_kind(Case(nothing_yet, channel=other)) is inspected
        assert reply_kind(Case(other)) is alone

    @each_channel
    def test_what_history_knows_outweighs_it(self, fields: dict[str, object]) -> None:
        def told(before: CheckRecord) -> ReplyKind:
            return reply_kind(Case(status(FALSE), Past([before]), channel(**fields)))

        assert told(COMPLETED_BEFORE) is KIND.COMPLETED_EARLIER
        assert told(CONFIRMED_BEFORE) is KIND.ASK_WHETHER_IN
        assert told(UNCLEAR_BEFORE) is not KIND.NOT_CONFIRMED

    @each_channel
    @pytest.mark.parametrize(
        ("outcome", "kind"),
        [
            (TRUE, KIND.CONFIRMED),
            (Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), KIND.TROUBLE),
            (refusal("PhoneNumberMismatchException", 409), KIND.NUMBER_MISMATCH),
            (refusal("AttemptsExpiredException"), KIND.ATTEMPTS_USED_UP),
        ],
    )
    def test_a_status_that_answers_otherwise_outweighs_it(
        self, fields: dict[str, object], outcome: Outcome, kind: ReplyKind
    ) -> None:
        assert reply_kind(Case(status(outcome), channel=channel(**fields))) is kind


@pytest.mark.parametrize(
    "outcome",
    [
        refusal("ResendChannelException"),
        refusal("AttemptsExpiredException"),
        Outcome(Verdict.ERROR, http_status=401),
        Outcome(Verdict.UNKNOWN, Failure.TIMEOUT),
    ],
)
def test_a_channel_that_could_not_be_read_leaves_the_status_reply(outcome: Outcome) -> None:
    other = check(outcome, Operation.CHANNEL, uid="channel")
    assert reply_kind(Case(status(FALSE), channel=other)) is KIND.NOT_COMPLETED


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (refusal("UnheardOfException"), KIND.TROUBLE),
        (refusal("UnheardOfException", 401), KIND.OUR_SIDE),
        (refusal("UnheardOfException", 403), KIND.OUR_SIDE),
        (Outcome(Verdict.ERROR, http_status=404), KIND.OUR_SIDE),
        (Outcome(Verdict.ERROR, http_status=418), KIND.TROUBLE),
        (Outcome(Verdict.ERROR, http_status=429), KIND.TROUBLE),
        (Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=302), KIND.OUR_SIDE),
        (Outcome(Verdict.NOT_SENT, Failure.NO_TOKEN), KIND.OUR_SIDE),
        (Outcome(Verdict.RUNNING), KIND.TROUBLE),
    ],
)
def test_what_names_no_type_says_nothing_of_the_session(outcome: Outcome, kind: ReplyKind) -> None:
    assert reply_kind(Case(check(outcome))) is kind


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (status(TRUE), KIND.ASK_WHETHER_IN),
        (status(refusal("LongPollingTimeoutException", 408)), KIND.NOT_COMPLETED),
        (check(TRUE, Operation.RESEND), KIND.NOT_COMPLETED),
        (check(refusal("ResendChannelException")), KIND.NOT_COMPLETED),
        (check(refusal("ChannelChangedException")), KIND.NOT_COMPLETED),
        (check(refusal("InvalidCodeException")), KIND.NOT_COMPLETED),
        (check(refusal("RestartCooldownActiveException", 409)), KIND.NOT_COMPLETED),
        (check(refusal("CaptchaNotConfirmedException")), KIND.NOT_COMPLETED),
        (check(FALSE), KIND.NOT_COMPLETED),
        (check(TRUE), KIND.COMPLETED),
        (check(refusal("AttemptsExpiredException")), KIND.ATTEMPTS_USED_UP),
    ],
)
def test_an_answer_that_has_a_newer_one_says_nothing_of_the_moment(
    record: CheckRecord, kind: ReplyKind
) -> None:
    newer = replace(status(FALSE, uid="newer"), started_at=AT + timedelta(minutes=1))
    assert reply_kind(Case(record, newer=newer)) is kind


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        (KIND.NOT_COMPLETED, r"waiting|not finished|completed"),
        (KIND.ASK_WHETHER_IN, r"completed|by itself|waiting"),
        (KIND.REQUEST_AGAIN, r"deliver|could not|failed|closed"),
        (KIND.TROUBLE, r"cannot be|sign in|once more|confirm"),
        (KIND.CONFIRMED, r"completed"),
    ],
)
def test_a_careful_reply_claims_nothing(kind: ReplyKind, claims: str) -> None:
    assert not re.search(claims, default_reply(kind).template)


@pytest.mark.parametrize("kind", [k for k in ReplyKind if k is not KIND.ATTEMPTS_USED_UP])
def test_only_a_session_that_ended_by_wrong_codes_is_called_closed(kind: ReplyKind) -> None:
    assert "closed" not in default_reply(kind).template


def test_every_situation_is_reached() -> None:
    reached = {kind for past in PASTS for kind in expected(REPLIES, past).values()}
    assert reached == {kind.value for kind in ReplyKind}


def test_every_situation_is_worded_on_its_own() -> None:
    for language in i18n.LANGUAGES:
        say = i18n.speaker(language)
        assert len({say(default_reply(kind)) for kind in ReplyKind}) == len(ReplyKind)


_INTERNAL = (
    r"\d|request|session|token|channel|http|api|status|checkStatus|Exception|\bID\b|сесси|токен"
    r"|канал|запрос[аеу]?\b|статус|\{|\}"
)


@pytest.mark.parametrize("kind", ReplyKind)
def test_a_reply_is_plain_and_polite(kind: ReplyKind) -> None:
    english, russian = (reply(kind, lang, i18n.speaker(lang)) for lang in ("en", "ru"))
    # "Request it again" is something to do on the page.
    plain = re.sub(r"request it again|запросите", "", f"{english} {russian}")
    assert not re.search(_INTERNAL, plain, re.IGNORECASE)
    assert re.search(r"[Pp]lease|thank|[Ss]orry", english)
    assert re.search(r"[Пп]ожалуйста|спасибо|[Ии]звините|сожалению", russian)
    assert re.search(r"[а-яё]", russian)


class TestTemplates:
    def test_the_users_own_words_come_first_in_their_language(self) -> None:
        templates = {("ru", KIND.WAIT): "Подождите.", ("en", KIND.WAIT): "  "}
        russian, english = i18n.speaker("ru"), i18n.speaker("en")
        assert reply(KIND.WAIT, "ru", russian, templates) == "Подождите."
        assert reply(KIND.WAIT, "en", english, templates) == english(default_reply(KIND.WAIT))
        assert reply(KIND.TROUBLE, "ru", russian, templates) == russian(default_reply(KIND.TROUBLE))

    @pytest.mark.parametrize(
        ("template", "text"),
        [
            ("В {when} по {channel}.", "В 12:30 по SMS."),
            ("{recipient} {requestId} {0} {} {when!r} {when.x}", None),
            ("{{when}} { {channel", "{12:30} { {channel"),
            ("100% {", None),
        ],
    )
    def test_only_known_place_holders_are_filled(self, template: str, text: str | None) -> None:
        values = {"when": "12:30", "channel": "SMS", "recipient": "+79990001122"}
        told = reply(KIND.WAIT, "ru", i18n.render, {("ru", KIND.WAIT): template}, values)
        assert told == (template if text is None else text)

    def test_an_unknown_value_leaves_a_gap_to_be_seen(self) -> None:
        templates = {("ru", KIND.WAIT): "По {channel}, {when}."}
        assert reply(KIND.WAIT, "ru", i18n.render, templates, {"when": ""}) == "По …, …."

    def test_a_value_of_the_server_is_shown_safely(self) -> None:
        templates = {("ru", KIND.WAIT): "По {channel}."}
        values = {"channel": "\u202e{when}" + "x" * 99}
        told = reply(KIND.WAIT, "ru", i18n.render, templates, values)
        assert told.startswith("По ⟨U+202E⟩{when}x")
        assert len(told) < 70

    @given(st.text(), st.dictionaries(st.sampled_from(["when", "channel"]), st.text()))
    def test_no_template_raises(self, template: str, values: dict[str, str]) -> None:
        reply(KIND.WAIT, "ru", i18n.render, {("ru", KIND.WAIT): template}, values)
