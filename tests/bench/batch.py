"""What a batch run costs over the bare requests that it makes, and how much memory it takes."""

import asyncio
import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from otp_gui import bootstrap
from otp_gui.domain.batch import BatchItem, BatchNews, BatchPlan, RunSettings, RunState, Told
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.record import Source
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.paths import under
from otp_gui.services.batch import RunControl
from tests.bench.answering import answering
from tests.bench.figures import Figure
from tests.bench.rows import recipient, request_id

AT_ONCE = 8
ROWS = 1_000
_MANY = 10_000
_ROUNDS = 7
_TIME_BOUND = 1 / 0.7
_MEMORY_BOUND_MIB = 40.0
_TOKEN = "made-up-token-9f3c"
_KIB = 1024


def measure() -> list[Figure]:
    """Measure the time here, and the memory in a process of its own."""
    return [asyncio.run(_time()), _memory()]


def plan(base_url: str, rows: int = ROWS, operation: Operation = Operation.STATUS) -> BatchPlan:
    """Return a run of ``rows`` made-up logins."""
    environment = Environment("bench", "Bench", base_url, Kind.SANDBOX, confirm_complete=False)
    items = [
        BatchItem(
            number + 1, CheckRequest(RequestId(request_id(number)), Recipient(recipient(number)))
        )
        for number in range(rows)
    ]
    return BatchPlan(environment, operation, items, "bench.csv", RunSettings(AT_ONCE))


@asynccontextmanager
async def parts(environment_id: str = "bench") -> AsyncIterator[bootstrap.Parts]:
    """Give the real services over a history of their own, with a token."""
    with tempfile.TemporaryDirectory() as home:
        paths = under(Path(home))
        paths.create()
        built = bootstrap.build(paths, Source.GUI, throw_away=True)
        await built.open()
        await built.warm_up()
        await built.tokens.keep_for_session(environment_id, Secret(_TOKEN))
        try:
            yield built
        finally:
            await built.close()


def _hear(_news: BatchNews) -> None:
    """Hear the news of a run, and keep none."""


async def run(built: bootstrap.Parts, made: BatchPlan, hear: Told = _hear) -> float:
    """Make a run and return how many seconds it took; for a window, too."""
    began = time.perf_counter()
    result = await built.batch.service.start(made, RunControl(), hear)
    took = time.perf_counter() - began
    if result.run is None or result.run.state is not RunState.FINISHED:
        raise RuntimeError(f"the run came to {result}: the figure would mean nothing")
    return took


async def _time() -> Figure:
    """Alternate bare and recorded runs, so that a drift of the machine meets both alike."""
    ratios = []
    rates: list[tuple[float, float]] = []
    with answering() as base_url:
        made = plan(base_url)
        async with parts() as built, httpx.AsyncClient(trust_env=False) as client:
            for round_ in range(_ROUNDS + 1):
                bare = await _bare(client, made)
                ours = await run(built, made)
                # The first one warms both up.
                if round_:
                    ratios.append(ours / bare)
                    rates.append((ROWS / ours, ROWS / bare))
            await _must_be_kept(built, (_ROUNDS + 1) * ROWS)
    ours_rate, bare_rate = (statistics.median(side) for side in zip(*rates, strict=True))
    return Figure(
        f"{ROWS:,} inspections, {AT_ONCE} at a time, over a bare client",
        statistics.median(ratios),
        _TIME_BOUND,
        "×",
        f"{ours_rate:,.0f} a second against {bare_rate:,.0f}, {_ROUNDS} rounds",
    )


async def _bare(client: httpx.AsyncClient, made: BatchPlan) -> float:
    waiting = iter(made.items)

    async def work() -> None:
        for item in waiting:
            response = await client.get(
                f"{made.environment.base_url}/{item.request.request_id.value}/status",
                params={"recipient": item.request.recipient.value},
                headers={"Authorization": f"Bearer {_TOKEN}"},
            )
            response.json()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return time.perf_counter() - began


async def _must_be_kept(built: bootstrap.Parts, count: int) -> None:
    run_, *_others = await built.batch.service.runs(1)
    rows = await built.batch.service.rows(run_.uid)
    answered = sum(row.verdict is Verdict.NOT_COMPLETED for row in rows)
    if answered != ROWS or await built.history.total() != count:
        raise RuntimeError("rows are missing: the figure would mean nothing")


def _memory() -> Figure:
    with answering() as base_url:
        grown = subprocess.run(
            [sys.executable, "-m", "tests.bench.batch", base_url],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    return Figure(
        f"memory for a run of {_MANY:,} rows",
        float(grown),
        _MEMORY_BOUND_MIB,
        "MiB",
        "growth of the largest resident size, rows read at the end included",
    )


async def _grow(base_url: str) -> float:
    async with parts() as built:
        await run(built, plan(base_url, ROWS))
        gc.collect()
        before = _largest()
        made = plan(base_url, _MANY)
        await run(built, made)
        newest, *_others = await built.batch.service.runs(1)
        rows: Sequence[object] = await built.batch.service.rows(newest.uid)
        if len(rows) != _MANY:
            raise RuntimeError("rows are missing: the figure would mean nothing")
        return _largest() - before


def _largest() -> float:
    """Return the largest resident size so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB


if __name__ == "__main__":
    print(asyncio.run(_grow(sys.argv[1])))
