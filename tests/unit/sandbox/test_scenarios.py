import json
import uuid

import phonenumbers

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
