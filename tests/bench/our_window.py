"""The real window, from the command line to its first painted frame, and out."""

# First, as for the command itself: it looks after the imports that follow.
from otp_gui.ui import app

# isort: split

import os
import sys

from PySide6.QtGui import QPaintEvent

from otp_gui.ui.main_window import MainWindow


class _Window(MainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        os._exit(0)


if __name__ == "__main__":
    app.MainWindow = _Window  # type: ignore[attr-defined]  # the one seam that start-up has for a bench
    sys.exit(app.run(app.Wishes()))
