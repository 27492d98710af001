"""Scrolls the real window's history from its first row to its last; prints the longest stall."""

import asyncio
import sys
import time
from pathlib import Path

import qasync  # type: ignore[import-untyped]  # ships no types
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication, QTableView

from otp_gui.domain.preferences import Scheme
from otp_gui.paths import under
from otp_gui.ui.collector import Collector
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.theme import Theme
from tests.bench.stalls import Heartbeat
from tests.ui.desk import Desk, start
from tests.ui.waiting import until


async def _measure(app: QApplication, home: Path, rows: int) -> None:
    theme = Theme(app)
    theme.apply(app, Scheme.LIGHT)
    desk = await start(app, theme, under(home))
    Collector(app).spare_what_is_there()
    seen = 0

    async def scroll() -> None:
        nonlocal seen
        seen = await _to_the_end(desk, rows)

    began = time.perf_counter()
    longest = await Heartbeat().longest_during(scroll)
    print(longest, time.perf_counter() - began, seen)
    await desk.end()


async def _to_the_end(desk: Desk, rows: int) -> int:
    """Go down page by page, and tell how many rows there were."""
    shown = desk.window.findChild(QTableView, "historyTable")
    model = shown.model() if isinstance(shown, QTableView) else None
    if not isinstance(shown, QTableView) or not isinstance(model, HistoryModel):
        raise TypeError("the window shows no history")
    model.reload()
    await until(lambda: model.canFetchMore(QModelIndex()))
    while (seen := model.above + model.rowCount()) < rows:
        oldest = model.record(model.rowCount() - 1)
        shown.scrollToBottom()
        model.fetchMore(QModelIndex())
        await until(
            lambda: model.record(model.rowCount() - 1) != oldest  # noqa: B023 - in this round
        )
    return seen


def main() -> None:
    """Run on a loop that is Qt's."""
    app = QApplication(["bench"])
    home, rows = sys.argv[1:]
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(_measure(app, Path(home), int(rows)))


if __name__ == "__main__":
    main()
