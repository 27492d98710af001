import asyncio
import json

import httpx
import pytest

from otp_gui.sandbox import answers
from otp_gui.sandbox.answers import WireError
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from otp_gui.sandbox.scenarios import OVERSIZED_BYTES, Scenario, catalogue
from tests.unit.sandbox.conftest import Complete, arrival

BY_TITLE = {scenario.title.template: scenario for scenario in catalogue()}
CONFIRMED = BY_TITLE["The user has confirmed: true once, then false"]
WAITING = BY_TITLE["The user has not confirmed yet: false"]
COMPLETED = BY_TITLE["Completed earlier: false"]
SLOW = BY_TITLE["Confirmed, with an answer after {seconds} seconds"]
SILENT = BY_TITLE["No answer within the time limit"]
BROKEN = BY_TITLE["The connection breaks before the answer"]

REFUSED = [
    ("The channel has to be restarted", answers.RESEND_CHANNEL),
    ("The code attempts are used up", answers.ATTEMPTS_EXPIRED),
    ("No channel can deliver the message", answers.NO_AVAILABLE_CHANNELS),
    ("The session is closed", answers.SESSION_CLOSED),
    ("The channel has changed", answers.CHANNEL_CHANGED),
    ("There is no such session", answers.SESSION_NOT_FOUND),
    ("Long polling ran out of time", answers.LONG_POLLING_TIMEOUT),
    ("The session belongs to another phone number", answers.PHONE_NUMBER_MISMATCH),
    ("It is too early to restart", answers.RESTART_COOLDOWN_ACTIVE),
    ("The session is confirmed already", answers.SESSION_ALREADY_CONFIRMED),
    ("An error type that no reference names", answers.UNHEARD_OF),
    ("The service reports an error of its own", answers.INTERNAL),
    ("The token may not see this session (403)", answers.FORBIDDEN),
]


def is_refusal(response: httpx.Response, error: WireError) -> bool:
    expected = {"type": error.type, "message": error.message, "httpStatus": error.http_status}
    return response.status_code == error.http_status and response.json() == expected


async def test_a_confirmed_session_is_completed_once(complete: Complete) -> None:
    responses = [await complete(CONFIRMED.request_id, CONFIRMED.recipient) for _ in range(3)]
    assert [r.status_code for r in responses] == [201, 201, 201]
    assert [r.json() for r in responses] == [
        {"success": True},
        {"success": False},
        {"success": False},
    ]
    assert responses[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize("scenario", [WAITING, COMPLETED])
async def test_other_sessions_answer_false(complete: Complete, scenario: Scenario) -> None:
    response = await complete(scenario.request_id, scenario.recipient)
    assert (response.status_code, response.json()) == (201, {"success": False})


@pytest.mark.parametrize(("title", "error"), REFUSED)
async def test_each_refusal_comes_typed_worded_and_under_its_status(
    complete: Complete, title: str, error: WireError
) -> None:
    scenario = BY_TITLE[title]
    assert is_refusal(await complete(scenario.request_id, scenario.recipient), error)


async def test_an_id_that_nobody_started_is_not_found(complete: Complete) -> None:
    for request_id in ("d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6", "a%2Fb", "%D0%B6"):
        response = await complete(request_id, "+79990000001")
        assert is_refusal(response, answers.SESSION_NOT_FOUND), request_id


async def test_another_number_mismatches_and_leaves_the_true_for_the_right_one(
    complete: Complete,
) -> None:
    wrong = await complete(CONFIRMED.request_id, WAITING.recipient)
    right = await complete(CONFIRMED.request_id, CONFIRMED.recipient)
    assert is_refusal(wrong, answers.PHONE_NUMBER_MISMATCH)
    assert right.json() == {"success": True}


async def test_the_other_number_of_a_mismatched_session_is_its_own(complete: Complete) -> None:
    scenario = BY_TITLE["The session belongs to another phone number"]
    response = await complete(scenario.request_id, scenario.started_with)
    assert response.json() == {"success": False}


async def test_a_bare_plus_arrives_as_a_space_and_mismatches(
    sandbox: SandboxHost, complete: Complete
) -> None:
    url = f"{CONFIRMED.request_id}/checkStatusAndComplete?recipient={CONFIRMED.recipient}"
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Authorization": f"Bearer {SANDBOX_TOKEN}"}
        response = await client.post(f"{sandbox.base_url}/{url}", headers=headers)
    assert is_refusal(response, answers.PHONE_NUMBER_MISMATCH)
    assert (await complete(CONFIRMED.request_id, CONFIRMED.recipient)).json() == {"success": True}


async def test_a_call_without_a_recipient_is_a_bad_request(complete: Complete) -> None:
    assert is_refusal(await complete(CONFIRMED.request_id, None), answers.BAD_REQUEST)


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer wrong-token", SANDBOX_TOKEN, "Basic c2FuZA=="]
)
async def test_without_the_right_token_there_is_401_no_body_and_no_change(
    complete: Complete, authorization: str | None
) -> None:
    refused = await complete(CONFIRMED.request_id, CONFIRMED.recipient, authorization=authorization)
    assert (refused.status_code, refused.content) == (401, b"")
    assert "content-type" not in refused.headers
    allowed = await complete(CONFIRMED.request_id, CONFIRMED.recipient)
    assert allowed.json() == {"success": True}


async def test_one_session_is_refused_whatever_the_token(complete: Complete) -> None:
    scenario = BY_TITLE["The token is not accepted (401)"]
    response = await complete(scenario.request_id, scenario.recipient)
    assert (response.status_code, response.content) == (401, b"")


async def test_too_many_requests_come_with_a_time_to_wait(complete: Complete) -> None:
    scenario = BY_TITLE["Too many requests: wait {seconds} seconds (429)"]
    response = await complete(scenario.request_id, scenario.recipient)
    assert is_refusal(response, answers.RATE_LIMIT)
    assert response.headers["retry-after"] == "30"


async def test_a_gateway_answers_with_a_page(complete: Complete) -> None:
    scenario = BY_TITLE["A gateway's HTML page (502)"]
    response = await complete(scenario.request_id, scenario.recipient)
    assert response.status_code == 502
    assert response.headers["content-type"].startswith("text/html")
    assert "<h1>502 Bad Gateway</h1>" in response.text


async def test_a_redirect_points_to_where_a_follower_would_be_seen(
    sandbox: SandboxHost, complete: Complete
) -> None:
    scenario = BY_TITLE["A redirect (307)"]
    response = await complete(scenario.request_id, scenario.recipient)
    assert (response.status_code, response.headers["location"]) == (307, "/login")
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("An answer cut off in the middle", b'{"success": tr'),
        ("An answer of the wrong shape", b'{"success": "true"}'),
    ],
)
async def test_a_bad_body_comes_under_a_good_status(
    complete: Complete, title: str, body: bytes
) -> None:
    response = await complete(BY_TITLE[title].request_id, BY_TITLE[title].recipient)
    assert (response.status_code, response.content) == (201, body)


async def test_an_oversized_answer_is_whole_and_well_formed(complete: Complete) -> None:
    scenario = BY_TITLE["An answer too large to read"]
    response = await complete(scenario.request_id, scenario.recipient)
    assert len(response.content) > OVERSIZED_BYTES
    assert json.loads(response.content)["success"] is True


async def test_a_silent_session_outlives_the_callers_patience(complete: Complete) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await complete(SILENT.request_id, SILENT.recipient, seconds=0.05)


async def test_a_broken_connection_ends_without_an_answer_after_the_request_arrived(
    sandbox: SandboxHost, complete: Complete
) -> None:
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await complete(BROKEN.request_id, BROKEN.recipient)
    assert [r.recipient for r in sandbox.requests] == [BROKEN.recipient]


async def test_a_slow_answer_that_nobody_waits_for_has_still_spent_the_true() -> None:
    host = SandboxHost(pace=0.001)
    url = f"{await host.start()}/{SLOW.request_id}/checkStatusAndComplete"
    async with httpx.AsyncClient(
        trust_env=False,
        headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
        params={"recipient": SLOW.recipient},
    ) as client:
        hasty = asyncio.create_task(client.post(url))
        await arrival(host)
        hasty.cancel()
        response = await client.post(url)
    await host.stop()
    assert response.json() == {"success": False}


async def test_anything_else_is_404_in_json(sandbox: SandboxHost) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for path in ("", "/", "/x", f"/{CONFIRMED.request_id}/elsewhere"):
            response = await client.get(f"{sandbox.base_url}{path}")
            assert response.status_code == 404, path
            assert response.json() == {"message": "Not Found", "httpStatus": 404}


async def test_nothing_that_changes_a_session_is_done_by_get_nor_a_look_by_post(
    sandbox: SandboxHost, complete: Complete
) -> None:
    async with httpx.AsyncClient(
        trust_env=False,
        params={"recipient": CONFIRMED.recipient},
        headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
    ) as client:
        session = f"{sandbox.base_url}/{CONFIRMED.request_id}"
        refused = [await client.get(f"{session}/resend")]
        refused += [await client.post(f"{session}/{look}") for look in ("status", "channel")]
    assert [response.status_code for response in refused] == [405, 405, 405]
    assert (await complete(CONFIRMED.request_id, CONFIRMED.recipient)).json() == {"success": True}


@pytest.mark.parametrize("path", ["{id}/status", "{id}/channel", "longPolling/{id}/status"])
async def test_a_look_asks_for_the_token_first_and_for_the_recipient_where_it_matters(
    sandbox: SandboxHost, path: str
) -> None:
    url = f"{sandbox.base_url}/{path.format(id=WAITING.request_id)}"
    async with httpx.AsyncClient(trust_env=False) as client:
        unknown = await client.get(url)
        known = await client.get(url, headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"})
    assert (unknown.status_code, unknown.content) == (401, b"")
    if path.endswith("channel"):
        assert (known.status_code, known.json()["type"]) == (200, "sms")
    else:
        assert is_refusal(known, answers.BAD_REQUEST)


@pytest.mark.parametrize("id_", ["a%2Fb", "d385ab22-0f51-4b97-9ecd-b8ff3fd4fcb6"])
async def test_no_call_finds_an_id_that_nobody_started(sandbox: SandboxHost, id_: str) -> None:
    async with httpx.AsyncClient(
        trust_env=False,
        params={"recipient": CONFIRMED.recipient},
        headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
    ) as client:
        for path in ("{}/status", "{}/channel", "longPolling/{}/status"):
            response = await client.get(f"{sandbox.base_url}/{path.format(id_)}")
            assert is_refusal(response, answers.SESSION_NOT_FOUND), path
        response = await client.post(f"{sandbox.base_url}/{id_}/resend")
        assert is_refusal(response, answers.SESSION_NOT_FOUND)


async def test_completing_by_get_is_not_possible(sandbox: SandboxHost, complete: Complete) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.get(
            f"{sandbox.base_url}/{CONFIRMED.request_id}/checkStatusAndComplete",
            params={"recipient": CONFIRMED.recipient},
            headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
        )
    assert response.status_code == 405
    assert (await complete(CONFIRMED.request_id, CONFIRMED.recipient)).json() == {"success": True}
