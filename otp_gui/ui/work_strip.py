"""A strip under everything else: how far work on the history is, and what came of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QUrl, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.display import visible
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.i18n import render, tr
from otp_gui.ui.figures import figure
from otp_gui.ui.naming import named, say
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme

_LONGEST: Final = 2000
_STEPS: Final = 1000
_MOST_LINES: Final = 4


class WorkStrip(QWidget):
    """Shows progress with Cancel, then the result until it is dismissed.

    ``cancel_requested`` when the user has had enough.
    """

    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "workStrip")
        self._theme = theme
        self._sentences: Sequence[Phrase] = ()
        self._symbol = ("info", "muted")
        self._folder: str | None = None
        self._icon = QLabel()
        self._text = PlainText(theme.font(Size.SMALL, tabular=True), _MOST_LINES, "workText")
        self._bar = named(QProgressBar(), "workBar")
        self._bar.setTextVisible(False)
        self._cancel = named(QPushButton(), "cancelWorkButton")
        self._show_folder = named(QPushButton(), "showInFolderButton")
        self._dismiss = named(QToolButton(), "dismissWorkButton")
        self._dismiss.setAutoRaise(True)
        self.setAutoFillBackground(True)
        self._arrange()
        self._cancel.clicked.connect(self.cancel_requested)
        self._show_folder.clicked.connect(self._on_show_folder)
        self._dismiss.clicked.connect(self.hide)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def begin(self, what: Phrase) -> None:
        """Show that ``what`` is being done."""
        self._set(running=True, symbol=("loader", "accent"))
        self.show_progress(what, 0, None)
        self.show()

    def show_progress(self, what: Phrase, done: int, total: int | None) -> None:
        """Say how far it is: ``done`` of ``total``, where that is known."""
        self._bar.setRange(0, _STEPS if total else 0)
        if total:
            self._bar.setValue(_STEPS * min(done, total) // total)
        self._sentences = (what,)
        self._retranslate()

    def tell(
        self, sentences: Sequence[Phrase], *, folder: str | None = None, doubtful: bool = False
    ) -> None:
        """Show what came of the work; ``folder`` is where the file lies that it made."""
        self._folder = folder
        symbol = ("triangle-alert", "amber_icon") if doubtful else ("info", "blue_icon")
        self._set(running=False, symbol=symbol)
        self._sentences = sentences
        self._retranslate()
        self.show()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self._text, self._text.text())
            )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(SPACE_TIGHT)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_WIDE, SPACE, SPACE_WIDE, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self._icon)
        row.addLayout(column, 1)
        for button in (self._show_folder, self._cancel, self._dismiss):
            row.addWidget(button)

    def _set(self, *, running: bool, symbol: tuple[str, str]) -> None:
        had_focus = self._cancel.hasFocus()
        self._symbol = symbol
        self._bar.setVisible(running)
        self._cancel.setVisible(running)
        self._dismiss.setVisible(not running)
        self._show_folder.setVisible(not running and self._folder is not None)
        if running:
            self._folder = None
            self._show_folder.hide()
        elif had_focus:
            self._dismiss.setFocus()
        self._dress()

    def _retranslate(self) -> None:
        text = " ".join(render(sentence) for sentence in self._sentences)
        self._text.show_text(visible(text, _LONGEST)[0], tr("Work on the history"))
        say(self._cancel, tr("Cancel"))
        self._cancel.setAccessibleName(tr("Cancel the work on the history"))
        self._cancel.setToolTip(tr("Cancel the work on the history (Esc)"))
        self._bar.setAccessibleName(tr("Progress"))
        say(self._show_folder, tr("Show in folder"))
        self._dismiss.setAccessibleName(tr("Dismiss this notice"))
        self._dismiss.setToolTip(tr("Dismiss this notice"))

    @Slot()
    def _on_show_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))

    @Slot()
    def _dress(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(*self._symbol))
        self._dismiss.setIcon(self._theme.icon("x", "muted"))
        self._show_folder.setIcon(self._theme.icon("folder-open"))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, self._theme.color("raised"))
        self.setPalette(palette)


def of_rows(what: Phrase, done: int, total: int | None) -> Phrase:
    """Say how many rows of how many are done."""
    if total is None:
        return phrase("{what}: rows done: {done}", what=what, done=figure(done))
    return phrase(
        "{what}: rows done: {done} of {total}", what=what, done=figure(done), total=figure(total)
    )
