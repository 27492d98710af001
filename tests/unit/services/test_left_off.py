"""Which interrupted run is told of unasked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from otp_gui.domain.batch import BatchItem, BatchPlan, BatchRun, RunState, StopReason
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.services.left_off import left_off
from tests.fakes import STAGE, FakeBatches
from tests.unit.store.records import START, SUCCESS, TIMED_OUT, ended

ITEMS = [
    BatchItem(n, CheckRequest(RequestId(f"r-{n}"), Recipient("+79990001122"))) for n in range(1, 4)
]


async def left(
    batches: FakeBatches,
    uid: str,
    *,
    days: float = 0,
    called: int = 1,
    reason: StopReason | None = StopReason.INTERRUPTED,
    operation: Operation = Operation.COMPLETE,
) -> None:
    """Keep a run that was begun ``days`` ago and ended for ``reason``, None for its last row."""
    at = START - timedelta(days=days)
    run = await batches.create(BatchPlan(STAGE, operation, ITEMS), uid, at)
    for number in range(called):
        record = ended(SUCCESS)
        batches.history.rows.append(record)
        batches._name(uid, number + 1, record.uid)
    state = RunState.FINISHED if reason is None else RunState.STOPPED
    batches.kept[uid] = replace(run, called=called, state=state, reason=reason)


async def told(batches: FakeBatches) -> str | None:
    found: BatchRun | None = await left_off(batches)
    return None if found is None else found.uid


@pytest.mark.parametrize("days", [0, 400])
async def test_the_newest_run_is_told_of_at_any_age(days: int) -> None:
    batches = FakeBatches()
    await left(batches, "old", days=days + 1)
    await left(batches, "new", days=days)
    assert await told(batches) == "new"


@pytest.mark.parametrize("later", [StopReason.CANCELLED, StopReason.ACCESS, None])
async def test_a_later_run_hides_none_with_rows_to_be_called(later: StopReason | None) -> None:
    batches = FakeBatches()
    await left(batches, "older", days=3)
    await left(batches, "interrupted", days=2)
    await left(batches, "later", days=1, called=2, reason=later)
    await left(batches, "latest", called=3, reason=None)
    assert await told(batches) == "interrupted"


async def test_one_that_nobody_wanted_for_a_week_is_told_of_no_more() -> None:
    batches = FakeBatches()
    await left(batches, "interrupted", days=6.9)
    await left(batches, "later", called=3, reason=None)
    assert await told(batches) == "interrupted"
    await left(batches, "latest", days=-0.1, called=3, reason=None)
    assert await told(batches) is None


async def test_one_that_was_resumed_or_forgotten_is_told_of_no_more() -> None:
    batches = FakeBatches()
    await left(batches, "forgotten")
    await left(batches, "resumed")
    await left(batches, "later", called=3, reason=None)
    batches.held.clear()
    await batches.take("resumed")
    assert await told(batches) == "forgotten"
    await batches.stop("resumed", RunState.STOPPED, StopReason.CANCELLED)
    await batches.remove("forgotten")
    assert await told(batches) is None


async def test_one_whose_rows_were_all_completed_elsewhere_asks_for_nothing() -> None:
    batches = FakeBatches()
    await left(batches, "interrupted")
    batches.listed["interrupted"] = [
        replace(row, is_overtaken=True) for row in batches.listed["interrupted"]
    ]
    assert await told(batches) is None


async def test_one_that_called_every_row_is_told_of_while_unknown_ones_are_to_be_looked_at() -> (
    None
):
    batches = FakeBatches()
    await left(batches, "interrupted", called=3)
    assert await told(batches) is None
    batches.history.rows[0] = replace(batches.history.rows[0], outcome=TIMED_OUT)
    assert batches.history.rows[0].outcome.verdict is Verdict.UNKNOWN
    assert await told(batches) == "interrupted"
    # What is done next is a run of its own.
    await left(batches, "inspection", called=3, reason=None, operation=Operation.STATUS)
    assert await told(batches) is None


async def test_without_runs_nothing_is_told_of() -> None:
    assert await told(FakeBatches()) is None
