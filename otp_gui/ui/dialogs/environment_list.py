"""The list of environments with what can be done to it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.environment import Environment
from otp_gui.i18n import tr
from otp_gui.ui.kinds import kind_icon
from otp_gui.ui.naming import named, say
from otp_gui.ui.theme import SPACE, Theme

_WIDTH: Final = 240


class EnvironmentList(QWidget):
    """Shows names and kinds; ``chosen`` carries the row that the user moved to."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Sequence[Environment] = ()
        self.view = named(QListWidget(), "environmentsList")
        self.add_button = named(QPushButton(), "addEnvironmentButton")
        self.duplicate_button = named(QPushButton(), "duplicateEnvironmentButton")
        self.delete_button = named(QPushButton(), "deleteEnvironmentButton")
        self.restore_button = named(QPushButton(), "restorePresetsButton")
        pair = QHBoxLayout()
        pair.setSpacing(SPACE)
        pair.addWidget(self.add_button)
        pair.addWidget(self.duplicate_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.view, 1)
        layout.addLayout(pair)
        layout.addWidget(self.delete_button)
        layout.addWidget(self.restore_button)
        self.setFixedWidth(_WIDTH)
        self.view.currentRowChanged.connect(self.chosen)
        theme.changed.connect(self._dress)

    def show_environments(self, environments: Sequence[Environment], row: int) -> None:
        """List ``environments`` with ``row`` chosen, without saying so."""
        self._shown = environments
        with QSignalBlocker(self.view):
            self.view.clear()
            for environment in environments:
                self.view.addItem(QListWidgetItem(environment.name))
            self.view.setCurrentRow(row)
        self._dress()

    def rename(self, row: int, name: str) -> None:
        """Show what is being typed as the name of a row."""
        item = self.view.item(row)
        if item is not None:
            item.setText(name)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.view.setAccessibleName(tr("Environments"))
        for button, text in (
            (self.add_button, tr("Add")),
            (self.duplicate_button, tr("Duplicate")),
            (self.delete_button, tr("Delete…")),
            (self.restore_button, tr("Restore presets")),
        ):
            say(button, text)

    @Slot()
    def _dress(self) -> None:
        for row, environment in enumerate(self._shown):
            self.view.item(row).setIcon(kind_icon(self._theme, environment.kind))
        self.add_button.setIcon(self._theme.icon("plus"))
        self.duplicate_button.setIcon(self._theme.icon("copy"))
        self.delete_button.setIcon(self._theme.icon("trash-2"))
        self.restore_button.setIcon(self._theme.icon("rotate-cw"))
