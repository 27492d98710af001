import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import NOTHING, Past
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.reply import ReplyKind, default_reply, reply, reply_kind
from otp_gui.domain.wire import ErrorType
from tests.unit.domain.records import FALSE, TRUE, channel, check, refusal, status

KIND = ReplyKind
UNTYPED = Outcome(Verdict.ERROR, http_status=401)
TIMEOUT = Outcome(Verdict.UNKNOWN, Failure.TIMEOUT)
NO_TOKEN = Outcome(Verdict.NOT_SENT, Failure.NO_TOKEN)


def earlier(record: CheckRecord) -> Past:
    return Past(session=[record])


COMPLETED_BEFORE = earlier(check(TRUE, uid="1", minutes_ago=5))
CONFIRMED_BEFORE = earlier(status(TRUE, uid="1", minutes_ago=5))
WAITING_BEFORE = earlier(status(FALSE, uid="1", minutes_ago=1))


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (Case(check(TRUE)), KIND.COMPLETED),
        (Case(check(FALSE)), KIND.NOT_COMPLETED),
        (Case(check(FALSE), COMPLETED_BEFORE), KIND.COMPLETED_EARLIER),
        (Case(check(FALSE), CONFIRMED_BEFORE), KIND.COMPLETED_EARLIER),
        (Case(check(FALSE), WAITING_BEFORE), KIND.NOT_CONFIRMED),
        (Case(status(TRUE)), KIND.CONFIRMED),
        (Case(status(TRUE), COMPLETED_BEFORE), KIND.COMPLETED_EARLIER),
        (Case(status(FALSE)), KIND.NOT_CONFIRMED),
        (Case(status(FALSE), channel=channel(status="sent")), KIND.NOT_CONFIRMED),
        (Case(status(FALSE), channel=channel(status="closed")), KIND.REQUEST_AGAIN),
        (Case(status(FALSE), channel=channel(status="error")), KIND.REQUEST_AGAIN),
        (
            Case(status(FALSE), channel=channel(status="sent", remainingCodeAttempts=0)),
            KIND.ATTEMPTS_USED_UP,
        ),
        (Case(channel(status="wait")), KIND.NOT_CONFIRMED),
        (Case(channel(status="confirmed")), KIND.CONFIRMED),
        (
            Case(
                status(FALSE),
                channel=check(refusal("ResendChannelException"), Operation.CHANNEL),
            ),
            KIND.REQUEST_AGAIN,
        ),
        (Case(status(FALSE), channel=check(UNTYPED, Operation.CHANNEL)), KIND.NOT_CONFIRMED),
        (Case(check(TRUE, Operation.RESEND)), KIND.SENT_AGAIN),
        (Case(check(FALSE, Operation.RESEND)), KIND.REQUEST_AGAIN),
        (Case(check(refusal("ResendChannelException"))), KIND.REQUEST_AGAIN),
        (Case(status(refusal("ChannelChangedException"))), KIND.CHANNEL_CHANGED),
        (Case(check(refusal("AttemptsExpiredException"))), KIND.ATTEMPTS_USED_UP),
        (Case(check(refusal("NoAvailableChannelsException"))), KIND.NO_CHANNEL),
        (Case(check(refusal("SessionClosedException"))), KIND.SESSION_OVER),
        (Case(check(refusal("SessionNotFoundException"))), KIND.SESSION_OVER),
        (
            Case(check(refusal("SessionNotFoundException")), COMPLETED_BEFORE),
            KIND.COMPLETED_EARLIER,
        ),
        (Case(check(refusal("PhoneNumberMismatchException"))), KIND.NUMBER_MISMATCH),
        (
            Case(check(refusal("RestartCooldownActiveException"), Operation.RESEND)),
            KIND.WAIT,
        ),
        (Case(check(refusal("RateLimitException"), Operation.RESEND)), KIND.WAIT),
        (Case(status(refusal("RateLimitException"))), KIND.TROUBLE),
        (
            Case(check(refusal("SessionAlreadyConfirmedException"), Operation.RESEND)),
            KIND.CONFIRMED,
        ),
        (Case(check(refusal("InvalidCodeException"))), KIND.WRONG_CODE),
        (Case(check(refusal("InternalServerErrorException"))), KIND.TROUBLE),
        (Case(check(refusal("ForbiddenException"))), KIND.OUR_SIDE),
        (Case(check(refusal("UnheardOfException"))), KIND.OUR_SIDE),
        (Case(check(UNTYPED)), KIND.OUR_SIDE),
        (Case(check(TIMEOUT)), KIND.TROUBLE),
        (Case(check(NO_TOKEN)), KIND.OUR_SIDE),
        (Case(check(Outcome(Verdict.RUNNING))), KIND.OUR_SIDE),
    ],
)
def test_a_case_has_its_reply(case: Case, kind: ReplyKind) -> None:
    assert reply_kind(case) is kind


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("type_", ErrorType)
@pytest.mark.parametrize("past", [NOTHING, COMPLETED_BEFORE, CONFIRMED_BEFORE])
def test_every_type_has_one(type_: ErrorType, operation: Operation, past: Past) -> None:
    assert reply_kind(Case(check(refusal(type_), operation), past)) in ReplyKind


def test_every_situation_is_reached_and_worded_on_its_own() -> None:
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
