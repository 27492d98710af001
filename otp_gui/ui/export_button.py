"""The button under the history that exports it; its words are the foot's, which knows the room."""

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QPushButton

from otp_gui.i18n import tr
from otp_gui.ui.naming import named
from otp_gui.ui.theme import Theme


class ExportButton(QPushButton):
    """Disabled until there is a history to export."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        named(self, "exportButton")
        self._theme = theme
        self.setEnabled(False)
        theme.changed.connect(self._dress)
        self._dress()
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(tr("Export the history"))
        self.setToolTip(tr("Export the history (Ctrl+Shift+E)"))

    @Slot()
    def _dress(self) -> None:
        self.setIcon(self._theme.icon("download"))
