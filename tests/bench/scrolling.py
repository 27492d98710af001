"""How long the window is held up while a large history is scrolled through, and drawn by day."""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import qasync  # type: ignore[import-untyped]  # ships no types
from PySide6.QtWidgets import QApplication, QTableView

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.preferences import Scheme
from otp_gui.paths import Paths
from otp_gui.ui.collector import Collector
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_view import HistoryView
from otp_gui.ui.picture_chart import PictureChart
from otp_gui.ui.theme import Theme
from tests.bench.figures import Figure
from tests.bench.homes import home_with
from tests.bench.rows import END
from tests.bench.stalls import Heartbeat
from tests.ui.desk import Desk, start

_BOUND_MS = 50.0
_PICTURE_BOUND_SECONDS = 5.0
_PAGES_WALKED = 400
_ROWS_PULLED = int(os.environ.get("BENCH_PULLED", "100000"))
"""Of a million it takes minutes to see them all, and each page costs the same."""
_TURN_SECONDS = 0.001
_PATIENCE_SECONDS = 1_800
_HOW = "gap between two beats of a 1 ms timer"


def measure(file: Path) -> list[Figure]:
    """Show a copy of ``file`` in the real window, on a loop of its own."""
    app = QApplication.instance() or QApplication(["bench"])
    if not isinstance(app, QApplication):
        raise TypeError("the bench needs the application to itself")
    with (
        tempfile.TemporaryDirectory(dir=file.parent) as home,
        asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner,
    ):
        paths = home_with(file, Path(home))
        return runner.run(_measure(app, paths))


async def _measure(app: QApplication, paths: Paths) -> list[Figure]:
    theme = Theme(app)
    theme.apply(app, Scheme.LIGHT)
    desk = await start(app, theme, paths)
    collector = Collector(app)
    collector.spare_what_is_there()
    table = desk.window.findChild(QTableView, "historyTable")
    model = table.model() if isinstance(table, QTableView) else None
    if not isinstance(table, QTableView) or not isinstance(model, HistoryModel):
        raise TypeError("the window has no history table")
    await _until(lambda: model.everything is not None)
    rows = f"{model.everything:,} rows"
    work: dict[str, Callable[[], Awaitable[None]]] = {
        f"{rows}, page by page from the top": lambda: _page_down(table),
        f"{rows}, {_ROWS_PULLED:,} with the bar at the bottom": lambda: _pull(table, model),
    }
    heartbeat = Heartbeat()
    figures = []
    for name, doing in work.items():
        model.reload()
        await _until(lambda: not model.is_restarting)
        longest = await heartbeat.longest_during(doing)
        figures.append(Figure(f"longest stall: {name}", longest, _BOUND_MS, "ms", _HOW))
    figures += await _picture(desk, heartbeat, rows)
    await desk.end()
    return figures


async def _page_down(table: QTableView) -> None:
    """Press Page Down, as fast as the window answers, until so many pages were loaded."""
    bar = table.verticalScrollBar()
    seen = 0
    while seen < _PAGES_WALKED:
        if bar.value() < bar.maximum():
            bar.setValue(bar.value() + bar.pageStep())
            seen += 1
        await asyncio.sleep(_TURN_SECONDS)


async def _pull(table: QTableView, model: HistoryModel) -> None:
    """Jump to the bottom at each turn, until so many rows have come by or there are no more."""
    wanted = min(_ROWS_PULLED, model.everything or 0)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while model.above + model.rowCount() < wanted:
            table.scrollToBottom()
            await asyncio.sleep(0)


async def _picture(desk: Desk, heartbeat: Heartbeat, rows: str) -> list[Figure]:
    """Draw all days, until they are there."""
    view = desk.window.findChild(HistoryView)
    if not isinstance(view, HistoryView):
        raise TypeError("the window has no history")
    view.narrow(HistoryQuery(until=END))
    began = time.perf_counter()

    async def draw() -> None:
        desk.click("historyPictureButton")
        chart = view.findChild(PictureChart)
        await _until(lambda: isinstance(chart, PictureChart) and chart.isVisible())

    longest = await heartbeat.longest_during(draw)
    seconds = time.perf_counter() - began
    return [
        Figure(f"longest stall: picture of {rows}", longest, _BOUND_MS, "ms", _HOW),
        Figure(f"picture of {rows}", seconds, _PICTURE_BOUND_SECONDS, "s", "until it is drawn"),
    ]


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - models set no event
            await asyncio.sleep(_TURN_SECONDS)
