import json
import uuid

import phonenumbers

from otp_gui.domain.outcome import Verdict
from otp_gui.domain.ports import SandboxSession
from otp_gui.domain.request import read_recipient, read_request_id
from otp_gui.i18n import render
from otp_gui.sandbox.answers import Answer
from otp_gui.sandbox.scenarios import Scenario, catalogue

# API.md, "Error bodies": type and HTTP status.
DOCUMENTED = {
    ("ResendChannelException", 400),
    ("AttemptsExpiredException", 400),
    ("NoAvailableChannelsException", 400),
    ("SessionClosedException", 400),
    ("ChannelChangedException", 400),
    ("ForbiddenException", 403),
    ("SessionNotFoundException", 404),
    ("LongPollingTimeoutException", 408),
    ("PhoneNumberMismatchException", 409),
    ("RestartCooldownActiveException", 409),
    ("SessionAlreadyConfirmedException", 409),
}


def first_answer(scenario: Scenario) -> Answer:
    return scenario.fixed or scenario.open().complete(scenario.recipient)


def test_every_documented_error_type_has_a_session_that_gives_it() -> None:
    given = set()
    for answer in map(first_answer, catalogue()):
        if 400 <= answer.status < 500 and answer.body:
            body = json.loads(answer.body)
            assert body["httpStatus"] == answer.status
            assert body["message"]
            given.add((body["type"], answer.status))
    assert given >= DOCUMENTED


def test_the_pick_list_is_made_of_values_that_are_sent_as_they_stand() -> None:
    for scenario in catalogue():
        assert isinstance(scenario, SandboxSession)
        assert str(uuid.UUID(scenario.request_id)) == scenario.request_id
        assert read_request_id(scenario.request_id).hints == ()
        reading = read_recipient(scenario.recipient)
        assert reading.value is not None
        assert reading.value.value == scenario.recipient
        assert reading.hints == ()
        assert phonenumbers.is_valid_number(phonenumbers.parse(scenario.recipient))
        assert scenario.recipient.startswith("+799900000")


def test_sessions_tell_each_other_apart_by_id_recipient_and_title() -> None:
    scenarios = catalogue()
    for names in (
        {s.request_id for s in scenarios},
        {s.recipient for s in scenarios},
        {render(s.title) for s in scenarios},
    ):
        assert len(names) == len(scenarios)


def test_opening_a_scenario_twice_gives_two_lives() -> None:
    confirmed = catalogue()[0]
    first, second = confirmed.open(), confirmed.open()
    assert first.complete(confirmed.recipient) == second.complete(confirmed.recipient)


def numbered(number: int) -> Scenario:
    return next(s for s in catalogue() if s.request_id.endswith(f"{number:012}"))


def said(answer: Answer) -> object:
    body = json.loads(answer.body)
    return body.get("success", body.get("type"))


def looks(number: int) -> tuple[object, str]:
    """Return what status says of a fresh session, and the channel's status or its refusal."""
    login = numbered(number).open()
    channel = json.loads(login.channel().body)
    return said(login.status(numbered(number).recipient)), channel.get("status", channel["type"])


def test_a_look_at_a_fresh_session_tells_what_its_title_does() -> None:
    assert {number: looks(number) for number in (1, 2, 3, 4, 15, 18, 19, 20, 21)} == {
        1: (True, "confirmed"),
        2: (False, "sent"),
        3: (False, "confirmed"),
        4: (True, "confirmed"),
        15: ("ChannelChangedException", "sent"),
        18: ("PhoneNumberMismatchException", "sent"),
        19: (False, "sent"),
        20: (True, "confirmed"),
        21: ("MoonPhaseException", "MoonPhaseException"),
    }


def test_a_first_complete_of_a_session_in_time_finds_it_unconfirmed() -> None:
    for number in (51, 52, 53, 54, 56):
        scenario = numbered(number)
        assert said(scenario.open().complete(scenario.recipient)) is False, number
        assert (scenario.verdict, scenario.error_type) == (Verdict.NOT_COMPLETED, None)


def test_one_session_knows_its_number_without_the_plus_only() -> None:
    scenario = numbered(55)
    assert scenario.recipient == "+79990000055"
    assert said(scenario.open().status(scenario.recipient)) == scenario.error_type
    assert said(scenario.open().status("79990000055")) is False
    assert said(scenario.open().status("89990000055")) == "PhoneNumberMismatchException"


def test_resend_brings_to_life_what_can_be_and_says_why_not_elsewhere() -> None:
    assert {number: said(numbered(number).open().resend()) for number in (2, 11, 19, 20, 54)} == {
        2: True,
        11: True,
        19: "RestartCooldownActiveException",
        20: "SessionAlreadyConfirmedException",
        54: True,
    }
