import json

import pytest

from otp_gui.sandbox import answers, lives
from otp_gui.sandbox.answers import Answer, WireError
from otp_gui.sandbox.channels import SMS
from otp_gui.sandbox.lives import Life
from otp_gui.sandbox.login import COOLDOWN_SECONDS, Login, Moment, State
from otp_gui.sandbox.timing import Timing
from tests.hand_clock import HandClock

RECIPIENT = "+79990000001"
MISMATCH = answers.refusal(answers.PHONE_NUMBER_MISMATCH)


def still(state: State = State.WAITING, refusal: WireError | None = None) -> Login:
    """Return a login in which nothing happens by itself."""
    return Login(RECIPIENT, (Moment(state=state, refusal=refusal),))


def timed(life: Life, restarted: Life = (), pace: float = 1.0) -> tuple[Login, HandClock]:
    clock = HandClock()
    return Login(RECIPIENT, life, restarted, Timing(clock, pace)), clock


def said(answer: Answer, status: int = 201) -> object:
    assert answer.status == status
    return json.loads(answer.body)["success"]


def type_of(answer: Answer) -> object:
    return json.loads(answer.body)["type"]


def told(login: Login) -> tuple[object, str, str]:
    """Return what status says (or the type of its refusal), and type and status of the channel."""
    status = json.loads(login.status(RECIPIENT).body)
    channel = json.loads(login.channel().body)
    return status.get("success", status.get("type")), channel["type"], channel["status"]


def test_a_confirmed_login_says_true_once_and_false_ever_after() -> None:
    login = still(State.CONFIRMED)
    assert [said(login.complete(RECIPIENT)) for _ in range(4)] == [True, False, False, False]


@pytest.mark.parametrize("state", [State.WAITING, State.COMPLETED])
def test_any_other_login_says_false_and_stays_as_it_is(state: State) -> None:
    login = still(state)
    assert said(login.complete(RECIPIENT)) is False
    assert login.state is state


def test_a_waiting_login_that_is_confirmed_later_still_has_its_true_to_give() -> None:
    login, clock = timed(lives.SMS_IN_TIME)
    assert said(login.complete(RECIPIENT)) is False
    clock.pass_(6)
    assert said(login.complete(RECIPIENT)) is True


@pytest.mark.parametrize("other", ["+79990000002", "79990000001", "89990000001", " 79990000001"])
def test_another_spelling_is_another_number_and_completes_nothing(other: str) -> None:
    login = still(State.CONFIRMED)
    assert login.complete(other) == login.status(other) == MISMATCH
    assert login.state is State.CONFIRMED


def test_a_stuck_login_refuses_the_right_number_and_does_not_know_the_wrong_one() -> None:
    login = still(State.CONFIRMED, answers.SESSION_CLOSED)
    closed = answers.refusal(answers.SESSION_CLOSED)
    assert login.complete(RECIPIENT) == login.status(RECIPIENT) == closed
    assert login.channel() == login.resend() == closed
    assert login.complete("+79990000002") == MISMATCH
    assert login.state is State.CONFIRMED


class TestLooking:
    def test_status_is_true_from_the_confirmation_to_the_completion_and_takes_nothing(self) -> None:
        login, clock = timed(lives.SMS_IN_TIME)
        assert said(login.status(RECIPIENT), 200) is False
        clock.pass_(6)
        assert [said(login.status(RECIPIENT), 200) for _ in range(3)] == [True, True, True]
        assert said(login.complete(RECIPIENT)) is True
        assert said(login.status(RECIPIENT), 200) is False
        assert told(login) == (False, "sms", "confirmed")

    @pytest.mark.parametrize(
        ("refusal", "refused"),
        [
            (answers.RESEND_CHANNEL, "complete status channel"),
            (answers.ATTEMPTS_EXPIRED, "complete status channel resend"),
            (answers.NO_AVAILABLE_CHANNELS, "complete status channel resend"),
            (answers.SESSION_CLOSED, "complete status channel resend"),
            (answers.CHANNEL_CHANGED, "complete status"),
            (answers.LONG_POLLING_TIMEOUT, "complete"),
            (answers.RESTART_COOLDOWN_ACTIVE, "complete resend"),
            (answers.SESSION_ALREADY_CONFIRMED, "complete resend"),
        ],
        ids=lambda value: value.type if isinstance(value, WireError) else None,
    )
    def test_each_refusal_is_given_by_the_calls_that_know_it(
        self, refusal: WireError, refused: str
    ) -> None:
        answered = {
            "complete": still(refusal=refusal).complete(RECIPIENT),
            "status": still(refusal=refusal).status(RECIPIENT),
            "channel": still(refusal=refusal).channel(),
            "resend": still(refusal=refusal).resend(),
        }
        expected = answers.refusal(refusal)
        assert " ".join(name for name, answer in answered.items() if answer == expected) == refused

    def test_a_channel_has_the_fields_of_the_reference(self) -> None:
        assert json.loads(still().channel().body) == {
            "type": "sms",
            "status": "sent",
            "label": "SMS",
            "codeType": "code",
            "payload": {"sender": "SANDBOX"},
            "settings": {
                "lifetime": 300,
                "numberOfTries": 3,
                "numberOfRestart": 2,
                "code": {"length": 4},
            },
            "remainingCodeAttempts": 3,
        }

    def test_a_channel_that_no_reference_names_has_fields_that_none_names(self) -> None:
        channel = json.loads(Login(RECIPIENT, lives.BY_PIGEON).channel().body)
        assert channel["type"] == "carrier_pigeon"
        assert channel["loft"] == {"city": "Omsk", "perches": [1, 2, 3]}
        assert channel["settings"]["tailwind"] is True


class TestTime:
    def test_it_begins_with_the_first_touch(self) -> None:
        login, clock = timed(lives.SMS_IN_TIME)
        clock.pass_(1000)
        assert told(login) == (False, "sms", "wait")

    def test_an_sms_is_sent_and_confirmed_in_time(self) -> None:
        login, clock = timed(lives.SMS_IN_TIME)
        seen = []
        for _ in range(8):
            seen.append(told(login))
            clock.pass_(1)
        assert seen == [
            *[(False, "sms", "wait")] * 2,
            *[(False, "sms", "sent")] * 4,
            *[(True, "sms", "confirmed")] * 2,
        ]

    def test_viber_gives_way_to_sms_which_status_says_once(self) -> None:
        login, clock = timed(lives.VIBER_THEN_SMS)
        seen, left = [], []
        for _ in range(9):
            seen.append(told(login))
            left.append(json.loads(login.channel().body)["remainingCodeAttempts"])
            clock.pass_(1)
        assert seen == [
            *[(False, "viber", "wait")] * 3,
            ("ChannelChangedException", "sms", "wait"),
            *[(False, "sms", "sent")] * 4,
            (True, "sms", "confirmed"),
        ]
        assert left == [3, 3, 3, 3, 3, 2, 2, 2, 2]

    def test_a_switch_that_was_slept_through_is_said_by_the_next_status_unless_it_is_over(
        self,
    ) -> None:
        for seconds, news in ((7, "ChannelChangedException"), (8, True)):
            login, clock = timed(lives.VIBER_THEN_SMS)
            login.channel()
            clock.pass_(seconds)
            assert told(login)[0] == news

    def test_a_push_that_nobody_confirms_closes_the_session(self) -> None:
        login, clock = timed(lives.PUSH_EXPIRES)
        assert told(login) == (False, "sim_push", "sent")
        clock.pass_(6)
        assert type_of(login.status(RECIPIENT)) == "SessionClosedException"
        assert type_of(login.channel()) == "SessionClosedException"

    def test_it_tells_when_the_next_change_comes(self) -> None:
        login, clock = timed(lives.SMS_IN_TIME)
        login.standing()
        assert login.until_next() == 2
        clock.pass_(3)
        login.standing()
        assert login.until_next() == 3
        clock.pass_(9)
        login.standing()
        assert login.until_next() == float("inf")

    def test_pace_makes_everything_quicker(self) -> None:
        login, clock = timed(lives.SMS_IN_TIME, pace=0.01)
        login.status(RECIPIENT)
        clock.pass_(0.06)
        assert told(login) == (True, "sms", "confirmed")

    def test_without_any_pace_it_is_over_after_the_first_touch(self) -> None:
        login, _clock = timed(lives.SMS_IN_TIME, pace=0)
        assert said(login.status(RECIPIENT), 200) is False
        assert said(login.status(RECIPIENT), 200) is True


class TestResending:
    def test_a_dead_channel_gives_way_to_the_next_one(self) -> None:
        login, clock = timed(lives.DEAD, lives.NEXT_CHANNEL)
        assert told(login) == (False, "viber", "error")
        assert said(login.resend()) is True
        assert told(login) == (False, "sms", "wait")
        clock.pass_(2)
        assert told(login) == (False, "sms", "sent")

    def test_the_next_one_is_possible_after_the_cool_down(self) -> None:
        login, clock = timed(lives.DEAD, lives.NEXT_CHANNEL)
        login.resend()
        clock.pass_(COOLDOWN_SECONDS - 1)
        assert type_of(login.resend()) == "RestartCooldownActiveException"
        clock.pass_(1)
        assert said(login.resend()) is True
        assert told(login) == (False, "sms", "wait")

    def test_a_login_that_asks_for_a_restart_is_alive_after_it(self) -> None:
        stuck = (Moment(refusal=answers.RESEND_CHANNEL),)
        login, _clock = timed(stuck, (Moment(channel=SMS),))
        assert type_of(login.status(RECIPIENT)) == "ResendChannelException"
        assert said(login.resend()) is True
        assert told(login) == (False, "sms", "sent")
        assert said(login.complete(RECIPIENT)) is False

    @pytest.mark.parametrize("state", [State.CONFIRMED, State.COMPLETED])
    def test_a_confirmed_login_needs_none(self, state: State) -> None:
        assert type_of(still(state).resend()) == "SessionAlreadyConfirmedException"

    def test_a_login_whose_channel_lives_goes_on(self) -> None:
        login, clock = timed(lives.SMS_IN_TIME)
        login.status(RECIPIENT)
        clock.pass_(3)
        before = login.standing()
        assert said(login.resend()) is True
        assert login.standing() != before
        assert told(login) == (False, "sms", "sent")
