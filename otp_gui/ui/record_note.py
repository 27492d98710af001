"""The note of the call on view: the line that shows it, and the button that edits it."""

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import tr
from otp_gui.ui import privacy
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import ICON_SIZE, SPACE, Size, Theme

_LIMIT: Final = 2_000
_LINES: Final = 3


class NoteLine(QWidget):
    """Shows a note as the text it is; not there without one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._icon.setFixedSize(ICON_SIZE, ICON_SIZE)
        self._text = PlainText(theme.font(Size.BODY), _LINES, "recordNote")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def show_note(self, record: CheckRecord) -> None:
        """Show the note of ``record``, and its icon."""
        shown, _cut = visible(record.note, _LIMIT, newlines=True)
        self._text.show_text(privacy.words(shown, record.recipient), tr("Note"))
        self.setToolTip(tr("Note"))
        self.setVisible(bool(record.note))

    def dress(self) -> None:
        """Take the colours of the scheme in force."""
        self._icon.setPixmap(self._theme.pixmap("sticky-note", "muted"))


class NoteButton(QPushButton):
    """There while the history holds the call on view: only then there is something to note on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._has_note = False
        self.setObjectName("noteButton")
        self.setProperty("variant", "corner")
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def offer(self, record: CheckRecord) -> None:
        """Offer to edit the note of ``record``, or to add one."""
        self._has_note = bool(record.note)
        self.setVisible(record.id is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what it does in the current language."""
        words = tr("Edit the note") if self._has_note else tr("Add a note")
        self.setAccessibleName(words)
        self.setToolTip(f"{words} (F2)")

    @Slot()
    def _dress(self) -> None:
        self.setIcon(self._theme.icon("notebook-pen"))
