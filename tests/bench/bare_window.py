"""The reference of the start: a bare window, painted once, and out."""

import os

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class _Window(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        os._exit(0)


if __name__ == "__main__":
    app = QApplication(["bare"])
    window = _Window()
    window.resize(1100, 720)
    window.show()
    app.exec()
