"""A history on the disk of a test's own home, as the commands find it."""

import asyncio
import io
from datetime import UTC, datetime
from itertools import count
from typing import Final

import pytest

from otp_gui import paths
from otp_gui.clock import SystemClock
from otp_gui.domain.batch import BatchItem, BatchPlan, RunState, StopReason
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.store.batches import SqliteBatches
from otp_gui.store.history import SqliteHistory
from tests.fakes import STAGE

_RUNS: Final = count(0x10000000)


def keep(*records: CheckRecord) -> None:
    """Put calls into the history."""

    async def put() -> None:
        history = await _opened()
        for record in records:
            await history.finish(record)
        await history.close()

    asyncio.run(put())


def keep_run(*recipients: str) -> str:
    """Put a run into the history that stopped before its first call, and return its uid."""
    uid = f"{next(_RUNS):08x}-run"
    items = [
        BatchItem(line, CheckRequest(RequestId(f"login-{uid}-{line}"), Recipient(recipient)))
        for line, recipient in enumerate(recipients, 2)
    ]

    async def put() -> None:
        history = await _opened()
        batches = SqliteBatches(history)
        plan = BatchPlan(STAGE, Operation.STATUS, items, "list.csv")
        await batches.create(plan, uid, datetime.now(UTC))
        await batches.stop(uid, RunState.STOPPED, StopReason.CANCELLED)
        await history.close()

    asyncio.run(put())
    return uid


def kept() -> list[CheckRecord]:
    """Return the calls that the history holds, newest first."""

    async def read() -> list[CheckRecord]:
        history = await _opened()
        page = await history.page(HistoryQuery(), limit=10_000)
        await history.close()
        return list(page.records)

    return asyncio.run(read())


async def _opened() -> SqliteHistory:
    here = paths.default()
    here.create()
    history = SqliteHistory(here.history, SystemClock())
    await history.open()
    return history


def pipe_in(monkeypatch: pytest.MonkeyPatch, typed: bytes) -> None:
    """Let the next command read ``typed`` from its standard input, which is no terminal."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
