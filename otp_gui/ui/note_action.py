"""What edits the note of the row that the keyboard is on: an entry of the rows' menu, and a key."""

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence

from otp_gui.i18n import tr
from otp_gui.ui.history_view import HistoryView
from otp_gui.ui.naming import named
from otp_gui.ui.theme import Theme

_KEY: Final = Qt.Key.Key_F2


class NoteAction(QObject):
    """``wanted`` carries the ``CheckRecord`` of the row; the key works anywhere in ``history``."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, history: HistoryView) -> None:
        super().__init__(history)
        self._theme = theme
        self._history = history
        self._action = named(QAction(self), "historyNote")
        self._action.setShortcut(QKeySequence(_KEY))
        self._action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._action.triggered.connect(self._on_triggered)
        history.addAction(self._action)
        history.row_menu.add_row_action(self._action)
        history.row_menu.aboutToShow.connect(self.retranslate)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Say what it does in the current language."""
        self._action.setText(tr("Note…"))

    @Slot()
    def _on_triggered(self) -> None:
        record = self._history.current_record
        if record is not None:
            self.wanted.emit(record)

    @Slot()
    def _dress(self) -> None:
        self._action.setIcon(self._theme.icon("notebook-pen"))
