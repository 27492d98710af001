"""What a recorded check costs over the bare POST that it makes."""

import statistics
import tempfile
import time
from pathlib import Path

import httpx

from otp_gui import bootstrap
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.ports import Progress
from otp_gui.domain.record import Source
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.paths import under
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.place import SANDBOX_TOKEN
from otp_gui.sandbox.scenarios import catalogue
from tests.bench.figures import Figure

_ROUNDS = 200
_WARM_UP = 10
_BOUND_MS = 10.0


async def measure() -> list[Figure]:
    """Alternate bare and recorded calls, so that a drift of the machine meets both alike."""
    sandbox = SandboxHost()
    base_url = await sandbox.start()
    session = catalogue()[0]
    environment = Environment(
        "bench", "Bench", base_url, Kind.SANDBOX, confirm_complete=False, timeout_seconds=15
    )
    request = CheckRequest(RequestId(session.request_id), Recipient(session.recipient))
    with tempfile.TemporaryDirectory() as home:
        paths = under(Path(home))
        paths.create()
        parts = bootstrap.build(paths, Source.GUI, throw_away=True)
        await parts.open()
        await parts.tokens.keep_for_session(environment.id, Secret(SANDBOX_TOKEN))
        bare: list[float] = []
        ours: list[float] = []
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(_ROUNDS + _WARM_UP):
                bare.append(await _bare(client, base_url, request))
                began = time.perf_counter()
                result = await parts.check.complete(request, environment, Progress())
                ours.append(time.perf_counter() - began)
                _must_have_answered(result.record.outcome.verdict)
        await parts.close()
    await sandbox.stop()
    plain, recorded = (statistics.median(times[_WARM_UP:]) * 1000 for times in (bare, ours))
    return [
        Figure(
            "one check over a bare POST, median",
            recorded - plain,
            _BOUND_MS,
            "ms",
            f"{recorded:.2f} ms against {plain:.2f} ms, {_ROUNDS} rounds",
        )
    ]


async def _bare(client: httpx.AsyncClient, base_url: str, request: CheckRequest) -> float:
    began = time.perf_counter()
    response = await client.post(
        f"{base_url}/{request.request_id.value}/checkStatusAndComplete",
        params={"recipient": request.recipient.value},
        headers={"Authorization": f"Bearer {SANDBOX_TOKEN}"},
    )
    response.json()
    return time.perf_counter() - began


def _must_have_answered(verdict: Verdict) -> None:
    if verdict not in (Verdict.SUCCESS, Verdict.NOT_COMPLETED):
        raise RuntimeError(f"the sandbox gave {verdict}: the figure would mean nothing")
