"""A box for text to read and copy, whoever wrote it."""

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from otp_gui.ui.plain_text import SELECTABLE


class PlainText(QPlainTextEdit):
    """Text to read and copy: breaks anywhere, as high as its text up to ``most_lines``.

    The tab key stops here only where there is more than fits: then arrow keys scroll.

    What others wrote must be cut before: one line of 1 MB takes Qt most of a minute.
    """

    def __init__(self, font: QFont, most_lines: int, name: str) -> None:
        super().__init__()
        self._most_lines = most_lines
        self._is_fitting = False
        self.setObjectName(name)
        self.setFont(font)
        self.setProperty("bare", True)  # noqa: FBT003 - Qt's own signature
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(SELECTABLE)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self._fit()

    def show_text(self, text: str, accessible_name: str) -> None:
        """Show ``text`` from its beginning; a screen reader calls it ``accessible_name``."""
        self.setAccessibleName(accessible_name)
        self.setPlainText(text)
        self._fit()

    def text(self) -> str:
        """Return the text, as a label would."""
        return self.toPlainText()

    def set_colour(self, colour: QColor) -> None:
        """Write in ``colour`` instead of the scheme's own."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, colour)
        self.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the width: other line breaks make another height."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the keyboard is, in place of the frame that there is no room for."""
        super().paintEvent(event)
        if self.hasFocus() and self.focusPolicy() is Qt.FocusPolicy.StrongFocus:
            painter = QPainter(self.viewport())
            # The palette's name for the colour of a focus.
            painter.setPen(self.palette().color(QPalette.ColorRole.Link))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def _fit(self) -> None:
        # A bar that comes or goes makes another width, which is told at once: in next to no width
        # it would come and go for ever.
        if self._is_fitting:
            return
        self._is_fitting = True
        self._take_height()
        self._is_fitting = False

    def _lines(self) -> int:
        # The layout of a QPlainTextEdit counts its height in lines.
        return max(1, ceil(self.document().size().height()))

    def _take_height(self) -> None:
        fits = self._lines() <= self._most_lines
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if fits else Qt.FocusPolicy.StrongFocus)
        margins = self.contentsMargins()
        self.setFixedHeight(
            min(self._lines(), self._most_lines) * self.fontMetrics().lineSpacing()
            + margins.top()
            + margins.bottom()
        )
        self.verticalScrollBar().setValue(0)
