import json

import pytest

from otp_gui.sandbox import answers
from otp_gui.sandbox.answers import Answer
from otp_gui.sandbox.login import Login, State

RECIPIENT = "+79990000001"
MISMATCH = answers.refusal(answers.PHONE_NUMBER_MISMATCH)


def said(answer: Answer) -> object:
    assert answer.status == 201
    return json.loads(answer.body)["success"]


def test_a_confirmed_login_says_true_once_and_false_ever_after() -> None:
    login = Login(RECIPIENT, State.CONFIRMED)
    assert [said(login.complete(RECIPIENT)) for _ in range(4)] == [True, False, False, False]


@pytest.mark.parametrize("state", [State.WAITING, State.COMPLETED])
def test_any_other_login_says_false_and_stays_as_it_is(state: State) -> None:
    login = Login(RECIPIENT, state)
    assert said(login.complete(RECIPIENT)) is False
    assert login.state is state


def test_a_waiting_login_that_is_confirmed_later_still_has_its_true_to_give() -> None:
    login = Login(RECIPIENT)
    login.complete(RECIPIENT)
    login.state = State.CONFIRMED
    assert said(login.complete(RECIPIENT)) is True


@pytest.mark.parametrize("other", ["+79990000002", "79990000001", "89990000001", " 79990000001"])
def test_another_spelling_is_another_number_and_completes_nothing(other: str) -> None:
    login = Login(RECIPIENT, State.CONFIRMED)
    assert login.complete(other) == MISMATCH
    assert login.state is State.CONFIRMED


def test_a_stuck_login_refuses_the_right_number_and_does_not_know_the_wrong_one() -> None:
    login = Login(RECIPIENT, State.CONFIRMED, answers.SESSION_CLOSED)
    assert login.complete(RECIPIENT) == answers.refusal(answers.SESSION_CLOSED)
    assert login.complete("+79990000002") == MISMATCH
    assert login.state is State.CONFIRMED
