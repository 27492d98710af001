"""The context menu of the history: what can be done with the row, the cell, or several rows."""

from typing import Final

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from otp_gui.domain.display import visible
from otp_gui.i18n import ntr, tr
from otp_gui.ui.naming import named
from otp_gui.ui.theme import Theme

_SHOWN_OF_CELL: Final = 40


class RowMenu(QMenu):
    """``columns`` is the menu of the columns, which is offered here, too."""

    def __init__(self, theme: Theme, columns: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "historyMenu")
        self._theme = theme
        self.reuse = named(self.addAction(""), "historyReuse")
        self.show_answer = named(self.addAction(""), "historyShowAnswer")
        self.show_timeline = named(self.addAction(""), "historyShowTimeline")
        self._own_end = self.addSeparator()
        self.copy_cell = named(self.addAction(""), "historyCopyCell")
        self.copy_rows = named(self.addAction(""), "historyCopyRows")
        self.addSeparator()
        self.addMenu(columns)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def add_row_action(self, action: QAction) -> None:
        """Offer something else that can be done with the row that the keyboard is on."""
        self.insertAction(self._own_end, action)

    def open_at(self, place: QPoint, cell: str, rows: int) -> None:
        """Open for a cell that holds ``cell`` and so many selected rows."""
        shown, cut = visible(cell, _SHOWN_OF_CELL)
        # In a menu an ampersand would underline what follows.
        quoted = f"{shown}…".replace("&", "&&") if cut else shown.replace("&", "&&")
        self.copy_cell.setText(tr("Copy “{text}”", text=quoted) if cell else tr("Copy the cell"))
        self.copy_cell.setEnabled(bool(cell))
        one = rows == 1
        said = tr("Copy the row") if one else ntr("Copy {count} row", "Copy {count} rows", rows)
        self.copy_rows.setText(f"{said}\tCtrl+C")
        self.popup(place)

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self.reuse.setText(f"{tr('Put into the form')}\t{tr('Enter')}")
        self.show_answer.setText(tr("Show the answer"))
        self.show_timeline.setText(tr("Show the session's timeline"))

    @Slot()
    def _dress(self) -> None:
        self.reuse.setIcon(self._theme.icon("text-cursor-input"))
        self.copy_rows.setIcon(self._theme.icon("copy"))
