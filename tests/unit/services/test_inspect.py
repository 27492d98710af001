"""A login is looked at without being touched, and each answer stands for itself."""

import asyncio
import inspect
from dataclasses import replace

import pytest

from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Verdict
from otp_gui.domain.ports import Gateway
from otp_gui.domain.record import Source
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import Recipient
from otp_gui.services.inspect import FormatTrial, InspectionResult, InspectService, Presence
from otp_gui.services.watch import WatchService
from tests.fakes import REQUEST, STAGE, TOKEN, RefusingVault
from tests.unit.services.reading import (
    CONFIRMED,
    MISMATCH,
    NOT_FOUND,
    TIMED_OUT,
    UNAUTHORIZED,
    WAITING,
    Desk,
    channel,
    turns,
    typed,
)

PRODUCTION = Environment(
    "production",
    "Production",
    "https://production.example/api",
    Kind.PRODUCTION,
    confirm_complete=True,
)
PLAIN = replace(PRODUCTION, id="plain", base_url="http://production.example/api")


@pytest.fixture
async def desk() -> Desk:
    made = Desk()
    await made.vault.write("stage", TOKEN)
    made.reader.script = {"status": [WAITING], "channel": [channel()]}
    return made


async def inspected(desk: Desk, environment: Environment = STAGE) -> InspectionResult:
    return await desk.inspecting.inspect(REQUEST, environment, desk.progress)


@pytest.mark.parametrize("service", [InspectService, WatchService])
def test_whoever_only_looks_is_given_nothing_that_can_post(service: type) -> None:
    given = inspect.signature(service).parameters
    assert set(given) == {"reader", "calls", "recall"}
    assert Gateway not in {parameter.annotation for parameter in given.values()}


# Status and channel


async def test_status_and_channel_are_asked_side_by_side_and_recorded(desk: Desk) -> None:
    result = await inspected(desk)
    case = result.case
    assert case.channel is not None
    assert (case.record.outcome, case.channel.outcome) == (WAITING, channel())
    assert (case.record.operation, case.channel.operation) == (
        Operation.STATUS,
        Operation.CHANNEL,
    )
    assert desk.reader.most_in_flight == 2
    assert desk.history.rows == [case.record, case.channel]
    assert case.record.uid != case.channel.uid
    assert case.record.started_at == case.channel.started_at
    for record in desk.history.rows:
        assert record.saved
        assert record.source is Source.GUI
        assert record.duration_ms is not None
        assert record.finished_at is not None
    assert result.unsaved_reason is None


async def test_the_case_comes_with_its_past(desk: Desk) -> None:
    first = await inspected(desk)
    second = await inspected(desk)
    assert first.case.record in second.case.past.session


@pytest.mark.parametrize(
    ("status", "channel_answer"),
    [(TIMED_OUT, channel()), (WAITING, UNAUTHORIZED), (NOT_FOUND, TIMED_OUT)],
)
async def test_a_failure_of_one_leaves_the_other(
    desk: Desk, status: Outcome, channel_answer: Outcome
) -> None:
    desk.reader.script = {"status": [status], "channel": [channel_answer]}
    case = (await inspected(desk)).case
    assert case.channel is not None
    assert (case.record.outcome, case.channel.outcome) == (status, channel_answer)


async def test_a_slow_half_does_not_hold_the_row_of_the_other(desk: Desk) -> None:
    desk.reader.stops_in = {"channel": Phase.WAITING}
    task = asyncio.create_task(inspected(desk))
    await turns()
    assert [row.operation for row in desk.history.rows] == [Operation.STATUS]
    task.cancel()
    case = (await task).case
    assert case.channel is not None
    assert case.record.outcome == WAITING
    assert case.channel.outcome == Outcome(Verdict.UNKNOWN, Failure.CANCELLED)
    assert len(desk.history.rows) == 2


async def test_cancelling_ends_both_and_records_both(desk: Desk) -> None:
    desk.reader.stops_in = {"status": Phase.CONNECTING, "channel": Phase.WAITING}
    task = asyncio.create_task(inspected(desk))
    await turns()
    task.cancel()
    case = (await task).case
    assert case.channel is not None
    assert case.record.outcome == Outcome(Verdict.NOT_SENT, Failure.CANCELLED)
    assert case.channel.outcome == Outcome(Verdict.UNKNOWN, Failure.CANCELLED)
    assert {row.uid for row in desk.history.rows} == {case.record.uid, case.channel.uid}
    assert desk.reader.in_flight == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("after", range(1, 13))
async def test_whenever_it_is_cancelled_it_answers_and_records(desk: Desk, after: int) -> None:
    task = asyncio.create_task(inspected(desk))
    await turns(after)
    task.cancel()
    case = (await task).case
    assert case.channel is not None
    assert desk.history.rows
    for record in (case.record, case.channel):
        assert record.outcome.verdict is not Verdict.RUNNING
    assert desk.reader.in_flight == 0


@pytest.mark.parametrize(
    ("keyring", "environment", "failure"),
    [
        (None, PRODUCTION, Failure.NO_TOKEN),
        (RefusingVault(Failure.KEYRING_LOCKED), PRODUCTION, Failure.KEYRING_LOCKED),
        (None, PLAIN, Failure.INSECURE_TRANSPORT),
    ],
)
async def test_where_nothing_may_be_sent_one_row_tells_it(
    keyring: RefusingVault | None, environment: Environment, failure: Failure
) -> None:
    desk = Desk(keyring)
    case = (await inspected(desk, environment)).case
    assert case.channel is not None
    for record in (case.record, case.channel):
        assert record.outcome == Outcome(Verdict.NOT_SENT, failure)
    assert desk.history.rows == [case.record]
    assert desk.reader.calls == []


async def test_a_history_that_refuses_does_not_hinder_a_look(desk: Desk) -> None:
    desk.history.broken = {"finish", "past"}
    result = await inspected(desk)
    assert result.unsaved_reason is not None
    assert result.case.record.outcome == WAITING
    assert not result.case.record.saved
    assert result.case.past.session == ()


async def test_the_embedded_sandbox_is_started_once_for_both() -> None:
    desk = Desk(RefusingVault())
    desk.reader.script = {"status": [WAITING], "channel": [channel()]}
    await inspected(desk, presets()[2])
    assert desk.sandbox.started == 1
    assert {call[1].base_url for call in desk.reader.calls} == {
        "http://127.0.0.1:4711/api/n/otp-handler"
    }


async def test_the_phases_of_both_are_told(desk: Desk) -> None:
    heard: list[Phase] = []
    desk.progress.listener = heard.append
    await inspected(desk)
    assert heard.count(Phase.READING) == 2


# Elsewhere


@pytest.mark.parametrize(
    ("outcome", "presence"),
    [
        (CONFIRMED, Presence.FOUND),
        (WAITING, Presence.FOUND),
        (MISMATCH, Presence.FOUND),
        (typed("AttemptsExpiredException"), Presence.FOUND),
        (typed("ResendChannelException"), Presence.FOUND),
        (NOT_FOUND, Presence.NOT_FOUND),
        (UNAUTHORIZED, Presence.TOKEN_REFUSED),
        (Outcome(Verdict.ERROR, http_status=401), Presence.TOKEN_REFUSED),
        (typed("ForbiddenException", 401), Presence.NO_ACCESS),
        (typed("ForbiddenException", 403), Presence.NO_ACCESS),
        (Outcome(Verdict.ERROR, http_status=403), Presence.NO_ACCESS),
        (Outcome(Verdict.ERROR, http_status=404), Presence.UNCLEAR),
        (typed("RateLimitException", 429), Presence.UNCLEAR),
        (typed("SomethingNewException", 400), Presence.UNCLEAR),
        (Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=302), Presence.UNCLEAR),
        (TIMED_OUT, Presence.UNCLEAR),
        (
            Outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS, http_status=500),
            Presence.UNCLEAR,
        ),
        (
            replace(NOT_FOUND, verdict=Verdict.UNKNOWN, http_status=500),
            Presence.UNCLEAR,
        ),
    ],
)
async def test_what_an_answer_tells_of_a_session_elsewhere(
    desk: Desk, outcome: Outcome, presence: Presence
) -> None:
    desk.reader.script = {"status": [outcome]}
    (sighting,) = await desk.inspecting.look_elsewhere(REQUEST, [STAGE], desk.progress)
    assert sighting.presence is presence
    assert sighting.record == desk.history.rows[0]
    assert sighting.record.operation is Operation.STATUS


async def test_only_environments_with_a_token_are_asked_in_their_order(desk: Desk) -> None:
    other = replace(STAGE, id="other", base_url="https://other.example/api")
    await desk.vault.write("other", Secret("made-up-token-of-another"))
    sightings = await desk.inspecting.look_elsewhere(
        REQUEST, [PRODUCTION, other, presets()[2], STAGE], desk.progress
    )
    assert [sighting.environment for sighting in sightings] == [PRODUCTION, other, STAGE]
    assert sightings[0].presence is Presence.NO_TOKEN
    assert sightings[0].record is None
    assert {(call[1].id, call[3].reveal()) for call in desk.reader.calls} == {
        ("other", "made-up-token-of-another"),
        ("stage", TOKEN.reveal()),
    }
    assert desk.sandbox.started == 0
    assert len(desk.history.rows) == 2


async def test_the_token_of_this_runs_variable_is_not_shown_to_other_environments() -> None:
    desk = Desk(variable=Secret("made-up-variable"))
    (sighting,) = await desk.inspecting.look_elsewhere(REQUEST, [STAGE], desk.progress)
    assert sighting.presence is Presence.NO_TOKEN
    assert desk.reader.calls == []


async def test_a_keyring_that_refuses_leaves_it_unclear() -> None:
    desk = Desk(RefusingVault(Failure.KEYRING_LOCKED))
    (sighting,) = await desk.inspecting.look_elsewhere(REQUEST, [STAGE], desk.progress)
    assert sighting.presence is Presence.UNCLEAR
    assert sighting.record is not None
    assert sighting.record.outcome.failure is Failure.KEYRING_LOCKED


async def test_a_plain_production_is_not_asked() -> None:
    desk = Desk()
    await desk.vault.write("plain", TOKEN)
    (sighting,) = await desk.inspecting.look_elsewhere(REQUEST, [PLAIN], desk.progress)
    assert sighting.presence is Presence.UNCLEAR
    assert sighting.record is not None
    assert sighting.record.outcome.failure is Failure.INSECURE_TRANSPORT
    assert desk.reader.calls == []


async def test_no_more_than_four_are_asked_at_once(desk: Desk) -> None:
    environments = [replace(STAGE, id=f"stage-{n}") for n in range(9)]
    for environment in environments:
        await desk.vault.write(environment.id, TOKEN)
    sightings = await desk.inspecting.look_elsewhere(REQUEST, environments, desk.progress)
    assert len(sightings) == 9
    assert desk.reader.most_in_flight == 4


async def test_cancelling_a_look_elsewhere_keeps_what_is_known(desk: Desk) -> None:
    environments = [replace(STAGE, id=f"stage-{n}") for n in range(6)]
    for environment in environments:
        await desk.vault.write(environment.id, TOKEN)
    desk.reader.stops_in = {"status": Phase.WAITING}
    task = asyncio.create_task(desk.inspecting.look_elsewhere(REQUEST, environments, desk.progress))
    await turns()
    task.cancel()
    sightings = await task
    assert [sighting.presence for sighting in sightings] == [Presence.UNCLEAR] * 4
    assert len(desk.history.rows) == 4
    assert desk.reader.in_flight == 0


# Spellings


async def tried(desk: Desk, typed_number: str, *answers: Outcome) -> FormatTrial:
    desk.reader.script = {"status": list(answers)}
    return await desk.inspecting.try_formats(REQUEST, STAGE, typed_number, desk.progress)


async def test_spellings_are_tried_until_one_is_known(desk: Desk) -> None:
    trial = await tried(desk, "8 (999) 000-11-22", MISMATCH, MISMATCH, WAITING)
    assert trial.match == "89990001122"
    assert not trial.another_number
    assert [t.recipient for t in trial.trials] == ["+79990001122", "79990001122", "89990001122"]
    assert [call[2].recipient.value for call in desk.reader.calls] == [
        t.recipient for t in trial.trials
    ]
    assert [t.record for t in trial.trials] == desk.history.rows
    assert desk.reader.most_in_flight == 1


async def test_a_state_of_the_session_is_a_match_too(desk: Desk) -> None:
    trial = await tried(desk, "+79990001122", MISMATCH, typed("SessionClosedException"))
    assert trial.match == "79990001122"


async def test_where_every_spelling_is_refused_it_is_another_number(desk: Desk) -> None:
    trial = await tried(desk, "8 (999) 000-11-22", MISMATCH)
    assert trial.another_number
    assert trial.match is None
    assert len(trial.trials) == 4
    assert trial.trials[-1].recipient == "8 (999) 000-11-22"


@pytest.mark.parametrize("answer", [UNAUTHORIZED, TIMED_OUT, NOT_FOUND])
async def test_an_answer_that_tells_nothing_ends_the_trial(desk: Desk, answer: Outcome) -> None:
    trial = await tried(desk, "+79990001122", MISMATCH, answer)
    assert (trial.match, trial.another_number, len(trial.trials)) == (None, False, 2)


async def test_without_a_token_nothing_is_tried() -> None:
    desk = Desk()
    trial = await tried(desk, "+79990001122", MISMATCH)
    assert desk.reader.calls == []
    assert (trial.match, trial.another_number) == (None, False)
    assert trial.trials[0].record.outcome.failure is Failure.NO_TOKEN
    assert len(desk.history.rows) == 1


async def test_cancelling_a_trial_ends_it(desk: Desk) -> None:
    desk.reader.stops_in = {"status": Phase.WAITING}
    task = asyncio.create_task(tried(desk, "+79990001122", MISMATCH))
    await desk.reader.entered.wait()
    task.cancel()
    trial = await task
    assert [t.record.outcome.failure for t in trial.trials] == [Failure.CANCELLED]
    assert len(desk.reader.calls) == 1


async def test_a_number_without_a_country_code_is_tried_as_it_was_sent(desk: Desk) -> None:
    trial = await tried(desk, "999 000 11 22", MISMATCH)
    assert trial.another_number
    assert [t.recipient for t in trial.trials] == [
        "+79990001122",
        "79990001122",
        "89990001122",
        "999 000 11 22",
    ]


async def test_where_the_number_is_not_sure_nothing_is_said_of_other_spellings(desk: Desk) -> None:
    desk.reader.script = {"status": [MISMATCH]}
    request = replace(REQUEST, recipient=Recipient("9990001122"))
    trial = await desk.inspecting.try_formats(request, STAGE, "9990001122", desk.progress)
    assert (trial.match, trial.another_number) == (None, False)
    assert trial.may_be_spelled_otherwise
    assert [t.recipient for t in trial.trials] == ["9990001122"]


async def test_what_could_not_be_sent_is_not_tried(desk: Desk) -> None:
    trial = await tried(desk, " ", MISMATCH)
    assert [t.recipient for t in trial.trials] == ["+79990001122", "79990001122", "89990001122"]
