"""The real window, from the command line until its history is on view, and out."""

# First, as for the command itself: it looks after the imports that follow.
from otp_gui.ui import app

# isort: split

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QTableView

from otp_gui.ui.main_window import MainWindow


class _Window(MainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if not self.findChildren(QTimer, "untilReady"):
            timer = QTimer(self)
            timer.setObjectName("untilReady")
            timer.timeout.connect(self._look)
            timer.start(1)

    def _look(self) -> None:
        table = self.findChild(QTableView, "historyTable")
        model = table.model() if isinstance(table, QTableView) else None
        # Only a history that was read knows that there is nothing in it.
        if model is not None and (model.rowCount() or getattr(model, "total", None) == 0):
            os._exit(0)


if __name__ == "__main__":
    app.MainWindow = _Window  # type: ignore[attr-defined]  # the one seam that start-up has for a bench
    sys.exit(app.run(app.Wishes()))
