"""Finds the run that a crash or a power cut has left in the middle, to be told of unasked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Protocol

from otp_gui.domain.batch import BatchRow, BatchRun, StopReason
from otp_gui.domain.batch_rules import to_resume, unseen

_PATIENCE: Final = timedelta(days=7)


class Runs(Protocol):
    """Where the runs are: :class:`otp_gui.services.batch.BatchService`."""

    async def runs(self) -> Sequence[BatchRun]:
        """Return the newest runs, newest first."""
        ...

    async def rows(self, uid: str) -> Sequence[BatchRow]:
        """Return all rows of a run."""
        ...


async def left_off(kept: Runs) -> BatchRun | None:
    """Return the newest interrupted run that asks for something, None for none.

    It does while rows of it are still to be called, until a run is begun that is a week younger:
    who went on for so long without it does not want it, and finds it among the earlier runs all the
    same. The newest run of all does so at any age, and also while its unknown rows were not looked
    at since.

    :raises StoreError: where the runs cannot be read.
    """
    runs = await kept.runs()
    for run in runs:
        is_newest = run is runs[0]
        if run.reason is not StopReason.INTERRUPTED or (
            not is_newest and not _may_be_wanted(run, runs[0])
        ):
            continue
        rows = await kept.rows(run.uid)
        if to_resume(rows, run.operation) or (is_newest and unseen(rows)):
            return run
    return None


def _may_be_wanted(run: BatchRun, newest: BatchRun) -> bool:
    return run.called < run.count and newest.started_at - run.started_at < _PATIENCE
