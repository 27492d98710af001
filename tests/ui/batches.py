"""The batch window on the desk: a list in it, what its rows say, a run that is over."""

from collections import Counter
from datetime import timedelta
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from otp_gui.clock import SystemClock
from otp_gui.domain.batch import BatchItem, BatchPlan, Step
from otp_gui.domain.environment import presets
from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.scenarios import Scenario
from otp_gui.store.batches import SqliteBatches
from otp_gui.store.history import SqliteHistory
from otp_gui.ui.batch_lead import BatchLead
from otp_gui.ui.batch_lines import Column
from otp_gui.ui.batch_window import BatchWindow
from tests.ui.desk import Desk, session
from tests.ui.waiting import until
from tests.unit.store.records import TIMED_OUT, record

SLOW: Final = session(4)
SANDBOX: Final = presets()[2]


def opened_batch(desk: Desk) -> tuple[BatchWindow, BatchLead]:
    """Open the window from the menu."""
    batch = desk.workplace.batch
    desk.workplace.menus.batch.trigger()
    assert batch.batch_window is not None
    assert batch.lead is not None
    return batch.batch_window, batch.lead


async def loaded(desk: Desk, text: str) -> tuple[BatchWindow, BatchLead]:
    """Open the window and paste rows into it."""
    window, lead = opened_batch(desk)
    QGuiApplication.clipboard().setText(text)
    before = lead.lists.draft
    lead.intake.paste()
    await until(lambda: lead.lists.draft is not before)
    return window, lead


def rows_of(*sessions: Scenario) -> str:
    """Return a list as people copy it from a spreadsheet."""
    return "\n".join(f"{s.request_id}\t{s.recipient}" for s in sessions)


def cells(window: BatchWindow, column: Column) -> list[str]:
    """Return what stands in a column, from top to bottom."""
    return [window.model.plain(row, column) for row in range(window.model.rowCount())]


def posts(desk: Desk) -> Counter[str]:
    """Count the completing calls that reached the sandbox, by their path."""
    assert isinstance(desk.parts.sandbox, SandboxHost)
    return Counter(r.path for r in desk.parts.sandbox.requests if r.method == "POST")


def state(window: BatchWindow) -> str:
    """Return what stands under the bar."""
    label = window.run.findChild(QLabel, "batchState")
    assert isinstance(label, QLabel)
    return label.text()


async def ended(lead: BatchLead) -> None:
    """Wait until a run is over and on view."""
    await until(lambda: not lead.course.is_running and lead.results.run is not None)


async def interrupted(desk: Desk, *sessions: Scenario, unknown: int = 0) -> None:
    """Leave a completing run in the history whose process has died.

    Its first rows, so many as are ``unknown``, were called without an answer, the rest never.
    """
    assert isinstance(desk.parts.sandbox, SandboxHost)
    base_url = await desk.parts.sandbox.start()
    clock = SystemClock()
    history = SqliteHistory(desk.front.paths.history, clock)
    batches = SqliteBatches(history)
    items = [
        BatchItem(n, CheckRequest(RequestId(s.request_id), Recipient(s.recipient)))
        for n, s in enumerate(sessions, 1)
    ]
    at = clock.now() - timedelta(minutes=2)
    await batches.create(BatchPlan(SANDBOX, Operation.COMPLETE, items, "list.csv"), "run-1", at)
    calls = [
        record(
            started_at=at,
            environment=SANDBOX.id,
            base_url=base_url,
            request_id=item.request.request_id.value,
            recipient=item.request.recipient.value,
            source=Source.BATCH,
        )
        for item in items[:unknown]
    ]
    begun = await batches.step("run-1", Step(list(enumerate(calls, 1))))
    ends = [each.finished(TIMED_OUT, at, 0.0) for each in begun if isinstance(each, CheckRecord)]
    await batches.step("run-1", Step(ends=ends))
    await history.close()
