"""What is new between two looks, in words."""

from dataclasses import replace

import pytest

from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.changes import (
    answered,
    asked_to_wait,
    channel_changes,
    says_something_new,
)
from otp_gui.domain.channel import Channel
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.past import Past
from otp_gui.i18n import install, render
from tests.unit.domain.records import AT, check

SMS = Channel("sms", "sent", code_type="code", remaining=3)
VIBER = Channel("viber", "wait")


@pytest.mark.parametrize(
    ("before", "after", "english", "russian"),
    [
        (None, SMS, ["SMS: code sent"], ["SMS: код отправлен"]),
        (None, VIBER, ["Viber: in progress"], ["Viber: в работе"]),
        (None, Channel("sms"), ["Channel: SMS"], ["Канал: SMS"]),
        (None, Channel(status="sent"), ["message sent"], ["сообщение отправлено"]),
        (SMS, SMS, [], []),
        (
            VIBER,
            SMS,
            ["Channel switched from Viber to SMS", "SMS: code sent"],
            ["Канал сменился: был Viber, теперь SMS", "SMS: код отправлен"],
        ),
        (
            VIBER,
            Channel("sms"),
            ["Channel switched from Viber to SMS"],
            ["Канал сменился: был Viber, теперь SMS"],
        ),
        (
            VIBER,
            replace(VIBER, status="sent", code_type="codeless"),
            ["Viber: request to confirm sent"],
            ["Viber: запрос подтверждения отправлен"],
        ),
        (
            VIBER,
            replace(VIBER, status="sent"),
            ["Viber: message sent"],
            ["Viber: сообщение отправлено"],
        ),
        (SMS, replace(SMS, status="confirmed"), ["SMS: confirmed"], None),
        (SMS, replace(SMS, status="closed"), ["SMS: closed"], None),
        (SMS, replace(SMS, status="error"), ["SMS: failed"], None),
        (SMS, replace(SMS, status="paused"), ["SMS: paused"], ["SMS: paused"]),
        (SMS, replace(SMS, remaining=2), ["Attempts left: 3 → 2"], ["Осталось попыток: 3 → 2"]),
        (replace(SMS, remaining=0), SMS, ["Attempts left: 0 → 3"], None),
        (SMS, replace(SMS, remaining=None), [], []),
        (SMS, replace(SMS, status=None), [], []),
        (SMS, replace(SMS, type=None), [], []),
        (replace(SMS, remaining=1), replace(VIBER, remaining=3, status=None), None, None),
        (
            SMS,
            replace(SMS, type="smoke\u202e", status="sent"),
            ["Channel switched from SMS to smoke⟨U+202E⟩", "smoke⟨U+202E⟩: code sent"],
            None,
        ),
    ],
)
def test_what_is_new_about_a_channel_is_said(
    before: Channel | None,
    after: Channel,
    english: list[str] | None,
    russian: list[str] | None,
) -> None:
    changes = channel_changes(before, after)
    if english is not None:
        assert [render(change.text) for change in changes] == english
    else:
        assert not [c for c in changes if "left" in render(c.text)]
    install("ru")
    if russian is not None:
        assert [render(change.text) for change in changes] == russian


def test_a_loss_looks_otherwise_than_a_gain() -> None:
    (fewer,) = channel_changes(SMS, replace(SMS, remaining=2))
    (more,) = channel_changes(SMS, replace(SMS, remaining=4))
    assert (fewer.severity, fewer.symbol) == (Severity.ACT, Symbol.TRIANGLE_ALERT)
    assert more.severity is Severity.WAITING
    (dead,) = channel_changes(SMS, replace(SMS, status="error"))
    assert dead.severity is Severity.ACT


@pytest.mark.parametrize(
    ("outcome", "said", "severity"),
    [
        (
            Outcome(Verdict.SUCCESS),
            "Confirmed: the customer's site should now finish by itself",
            Severity.SUCCESS,
        ),
        (Outcome(Verdict.NOT_COMPLETED), "Not confirmed", Severity.WAITING),
        (
            Outcome(Verdict.ERROR, error_type="ResendChannelException", http_status=400),
            "The channel must be restarted",
            Severity.ACT,
        ),
        (
            Outcome(Verdict.ERROR, error_type="SessionClosedException", http_status=400),
            "Session closed",
            Severity.OVER,
        ),
        (Outcome(Verdict.ERROR, http_status=401), "Token not accepted", Severity.ACCESS),
    ],
)
def test_what_an_answer_says_is_said(outcome: Outcome, said: str, severity: Severity) -> None:
    change = answered(check(outcome, Operation.STATUS))
    assert (render(change.text), change.severity) == (said, severity)


def test_a_refusal_without_a_type_differs_by_its_status() -> None:
    too_many = check(Outcome(Verdict.ERROR, http_status=429), Operation.STATUS)
    nothing_yet = check(Outcome(Verdict.ERROR, http_status=408), Operation.STATUS)
    assert says_something_new(too_many, nothing_yet)


@pytest.mark.parametrize("verdict", [Verdict.SUCCESS, Verdict.NOT_COMPLETED])
def test_of_a_login_that_was_completed_that_is_said(verdict: Verdict) -> None:
    done = check(Outcome(Verdict.SUCCESS), Operation.COMPLETE, uid="done", minutes_ago=60)
    change = answered(check(Outcome(verdict), Operation.STATUS), Past(session=[done]))
    assert render(change.text) == "Completed earlier"
    assert change.severity is Severity.WAITING


def test_of_a_login_that_is_perhaps_completed_nothing_is_promised() -> None:
    lost = Outcome(Verdict.UNKNOWN, Failure.TIMEOUT)
    unclear = check(lost, Operation.COMPLETE, uid="unclear", minutes_ago=60)
    record = check(Outcome(Verdict.SUCCESS), Operation.STATUS)
    assert render(answered(record, Past(session=[unclear])).text) == "Login confirmed"


def test_a_false_after_a_confirmation_is_no_waiting() -> None:
    seen = check(Outcome(Verdict.SUCCESS), Operation.STATUS, uid="seen", minutes_ago=60)
    record = check(Outcome(Verdict.NOT_COMPLETED), Operation.STATUS)
    said = render(answered(record, Past(session=[seen])).text)
    assert said == "Most likely completed by the customer's site"


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.NOT_SENT])
@pytest.mark.parametrize("operation", [Operation.STATUS, Operation.CHANNEL])
def test_trouble_is_said_too(verdict: Verdict, operation: Operation) -> None:
    change = answered(check(Outcome(verdict, Failure.TIMEOUT), operation))
    assert render(change.text)


def test_a_pause_is_said_with_its_moment() -> None:
    assert render(asked_to_wait(AT).text).startswith("The service asks to wait until 2026-")


def described(body: str, verdict: Verdict = Verdict.NOT_COMPLETED) -> Outcome:
    return Outcome(verdict, http_status=200, response=body)


ONE = described('{"type": "sms", "status": "sent"}')


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (ONE, False),
        (described('{"status": "sent",  "type": "sms", "payload": {"new": 1}}'), False),
        (described('{"type": "sms", "status": "sent", "remainingCodeAttempts": 2}'), True),
        (described('{"type": "sms", "status": "wait"}'), True),
        (Outcome(Verdict.UNKNOWN, Failure.TIMEOUT), True),
        (Outcome(Verdict.ERROR, http_status=401), True),
        (Outcome(Verdict.ERROR, error_type="SessionClosedException"), True),
    ],
)
def test_an_answer_is_new_by_its_facts(after: Outcome, expected: bool) -> None:  # noqa: FBT001 - the expected value
    first = check(ONE, Operation.CHANNEL)
    later = check(after, Operation.CHANNEL, uid="later")
    assert says_something_new(first, later) is expected
    assert says_something_new(None, later)
