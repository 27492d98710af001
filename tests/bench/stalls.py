"""How long the UI thread is ever held up, while a user would be looking."""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import qasync  # type: ignore[import-untyped]  # ships no types
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView

from otp_gui.domain.batch import BatchPlan
from otp_gui.domain.case import Case
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.domain.ports import VaultError
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import Secret
from otp_gui.paths import under
from otp_gui.ui.batch_lead import BatchLead
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.collector import Collector
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.theme import Theme
from otp_gui.vault.keyring_vault import KeyringVault
from tests.bench import batch
from tests.bench import rows as rows_
from tests.bench.answering import answering
from tests.bench.figures import Figure
from tests.contract.keyring_session import silent_service
from tests.ui.desk import CONFIRMED, IN_TIME, WAITING, Desk, start
from tests.ui.waiting import until

_BOUND_MS = 50.0
_CHECKS = 20
_ROWS = 2_000
_PAGES = 20
_MEGABYTE = 1024 * 1024
_MANY = 10_000
_CALLED = 1_000


class Heartbeat:
    """A timer of 1 ms on the UI thread; the longest gap between two beats is the longest stall."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._last = time.perf_counter()
        self.longest_ms = 0.0

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now

    async def longest_during(self, work: Callable[[], Awaitable[None]]) -> float:
        """Return the longest stall while ``work`` runs, in milliseconds."""
        self._last = time.perf_counter()
        self.longest_ms = 0.0
        self._timer.start()
        await work()
        await asyncio.sleep(0.05)
        self._timer.stop()
        return self.longest_ms


def measure() -> list[Figure]:
    """Drive the real window, on a loop of its own, through what could hold it up."""
    app = QApplication.instance() or QApplication(["bench"])
    if not isinstance(app, QApplication):
        raise TypeError("the bench needs the application to itself")
    with (
        answering() as base_url,
        tempfile.TemporaryDirectory() as home,
        asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner,
    ):
        return runner.run(_measure(app, Path(home), base_url))


async def _measure(app: QApplication, home: Path, base_url: str) -> list[Figure]:
    theme = Theme(app)
    theme.apply(app, Scheme.LIGHT)
    desk = await start(app, theme, under(home))
    collector = Collector(app)
    collector.spare_what_is_there()
    await _fill(desk, await desk.check(CONFIRMED))
    file, called = _written(home / "list.csv", _MANY), _written(home / "called.csv", _CALLED)
    made = batch.plan(base_url, _CALLED)
    await desk.parts.tokens.keep_for_session(made.environment.id, Secret("made-up-token"))
    desk.workplace.batch.open()
    await asyncio.sleep(0.5)
    work: dict[str, Callable[[], Awaitable[None]]] = {
        f"{_CHECKS} checks": lambda: _checks(desk),
        f"{_PAGES} pages of a history of {_ROWS:,}": lambda: _scroll(desk),
        "a keyring that never answers": _keyring_timeout,
        "a server message of 1 MB": lambda: _message(desk),
        "1 MB of text pasted": lambda: _paste(desk),
        "a watch": lambda: _watch(desk),
        f"a list of {_MANY:,} rows, loaded, mended and filtered": lambda: _list(desk, file),
        f"a run of {_CALLED:,} inspections, {batch.AT_ONCE} at a time": lambda: _run(
            desk, made, called
        ),
    }
    heartbeat = Heartbeat()
    figures = [
        Figure(
            f"longest stall: {name}",
            await heartbeat.longest_during(doing),
            _BOUND_MS,
            "ms",
            "gap between two beats of a 1 ms timer",
        )
        for name, doing in work.items()
    ]
    await desk.end()
    return figures


async def _fill(desk: Desk, pattern: CheckRecord) -> None:
    for number in range(_ROWS):
        row = replace(
            pattern,
            id=None,
            uid=f"bench-{number}",
            request_id=f"{pattern.request_id[:-6]}{number:06}",
            started_at=pattern.started_at - timedelta(minutes=number),
            outcome=Outcome(Verdict.RUNNING),
        )
        begun = await desk.parts.history.begin(row)
        await desk.parts.history.finish(replace(begun, outcome=pattern.outcome))


async def _checks(desk: Desk) -> None:
    for _ in range(_CHECKS):
        await desk.check(WAITING)


async def _scroll(desk: Desk) -> None:
    table = desk.window.findChild(QTableView, "historyTable")
    if not isinstance(table, QTableView):
        raise TypeError("the window has no history table")
    model = table.model()
    if not isinstance(model, HistoryModel):
        raise TypeError("the history table shows something else")
    model.reload()
    await until(lambda: model.canFetchMore(QModelIndex()))
    for _ in range(_PAGES):
        oldest = model.record(model.rowCount() - 1)
        table.scrollToBottom()
        await until(
            lambda: model.record(model.rowCount() - 1) != oldest  # noqa: B023 - in this round
        )


async def _keyring_timeout() -> None:
    with silent_service() as bus:
        before = dict(os.environ)
        os.environ.update(bus.environment)
        try:
            await KeyringVault().read("stage")
        except VaultError:
            return
        finally:
            os.environ.clear()
            os.environ.update(before)
    raise RuntimeError("the silent keyring answered: the figure would mean nothing")


async def _paste(desk: Desk) -> None:
    """Paste texts of the kinds that take the finders longest."""
    lines = "2025-11-23 12:52:03,123 INFO 10.0.0.1 took 184 ms, 1234567890 +7 999 000 11 2x\n"
    for piece in ("a", "7 ", lines):
        QGuiApplication.clipboard().setText(piece * (_MEGABYTE // len(piece)))
        before = desk.label("pasteSummary")
        desk.window.form.paste_button.click()
        await until(lambda: desk.label("pasteSummary") != before)  # noqa: B023 - in this round
        desk.workplace.filler.clear()


async def _watch(desk: Desk) -> None:
    """Watch a session until it has changed on its own and the watch ends."""
    desk.fill(IN_TIME)
    desk.window.form.watch_button.click()
    await until(lambda: not desk.tasks.is_acting)


def _written(file: Path, count: int) -> Path:
    rows = [f"{rows_.request_id(n)};{rows_.recipient(n)}" for n in range(count)]
    file.write_text("\n".join(["request_id;phone", *rows]))
    return file


def _batch(desk: Desk) -> tuple[BatchWindow, BatchLead]:
    window, lead = desk.workplace.batch.batch_window, desk.workplace.batch.lead
    if window is None or lead is None:
        raise RuntimeError("the batch window did not open")
    return window, lead


async def _list(desk: Desk, file: Path) -> None:
    window, lead = _batch(desk)
    lead.lists.open(str(file))
    await until(lambda: window.model.rowCount() == _MANY)
    for number in range(10):
        lead.lists.mend(number, None, "+79990000001")
        await asyncio.sleep(0)
    window.rows.search.setText("7")
    await asyncio.sleep(0.05)
    window.rows.search.clear()
    await asyncio.sleep(0.05)


async def _run(desk: Desk, made: BatchPlan, file: Path) -> None:
    window, lead = _batch(desk)
    window.plan.set_environments([made.environment], made.environment.id)
    window.plan.at_once.setValue(batch.AT_ONCE)
    lead.lists.open(str(file))
    await until(lambda: window.model.rowCount() == _CALLED)
    window.plan.start_button.click()
    await until(lambda: lead.results.run is not None and not lead.course.is_running)
    if lead.results.run is None or lead.results.run.called != _CALLED:
        raise RuntimeError("not every row was called: the figure would mean nothing")


async def _message(desk: Desk) -> None:
    page = await desk.parts.history.page(HistoryQuery(), limit=1)
    outcome = Outcome(
        Verdict.ERROR,
        error_type="SessionNotFoundException",
        http_status=404,
        message="м" * _MEGABYTE,
        response="м" * _MEGABYTE,
    )
    desk.workplace.answers.pane.show_case(Case(replace(page.records[0], outcome=outcome)))
    await asyncio.sleep(0.2)
