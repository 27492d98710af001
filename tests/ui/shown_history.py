"""A history view on a history in memory, with its parts at hand."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from otp_gui.domain.environment import presets
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_view import HistoryView
from otp_gui.ui.theme import Theme
from tests.ui.histories import WaitingHistory, until
from tests.ui.records import NOT_FOUND, NOW, record


class ShownHistory:
    """``count`` rows, every other one not found in production; or the rows of ``records``."""

    def __init__(self, theme: Theme, count: int, records: list[CheckRecord] | None = None) -> None:
        rows = [
            record(n, NOT_FOUND if n % 2 else record().outcome, ("stage", "production")[n % 2])
            for n in range(1, count + 1)
        ]
        self.now = NOW
        self.history = WaitingHistory(rows if records is None else records)
        self.view = HistoryView(theme, search_delay_ms=0, now=lambda: self.now)
        self.view.resize(640, 420)
        self.view.set_environments(presets())
        self.selected: list[str] = []
        """The uids of the records that the view told of."""
        self.reused: list[str] = []
        self.view.record_selected.connect(lambda told: self.selected.append(told.uid))
        self.view.reuse_requested.connect(lambda told: self.reused.append(told.uid))
        loop = asyncio.get_running_loop()
        self.model = HistoryModel(theme, self.history, loop.create_task, now=lambda: NOW)

    async def attach(self) -> None:
        self.view.attach(self.model)
        await until(lambda: not self.model.is_restarting and self.model.total is not None)

    @property
    def table(self) -> QTableView:
        table = self.view.findChild(QTableView, "historyTable")
        assert isinstance(table, QTableView)
        return table

    @property
    def search(self) -> QLineEdit:
        search = self.view.findChild(QLineEdit, "historySearch")
        assert isinstance(search, QLineEdit)
        return search

    def combo(self, name: str) -> QComboBox:
        combo = self.view.findChild(QComboBox, name)
        assert isinstance(combo, QComboBox)
        return combo

    @property
    def reuse(self) -> QPushButton:
        return self.button("reuseButton")

    def button(self, name: str) -> QPushButton:
        button = self.view.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        return button

    def menu(self, name: str) -> QMenu:
        menu = self.view.findChild(QMenu, name)
        assert isinstance(menu, QMenu)
        return menu

    @property
    def count(self) -> str:
        label = self.view.findChild(QLabel, "historyCount")
        assert isinstance(label, QLabel)
        return label.text()

    def spoken(self) -> list[str]:
        labels = self.view.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible() and label.text()]

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.table, key)


async def shown(
    qtbot: QtBot, theme: Theme, count: int = 0, records: list[CheckRecord] | None = None
) -> ShownHistory:
    """Show such a history, and wait until it is there."""
    window = ShownHistory(theme, count, records)
    qtbot.addWidget(window.view)
    window.view.show()
    await window.attach()
    return window
