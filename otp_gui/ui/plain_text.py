"""Widgets for text that is only ever text: nothing in it is markup, all of it can be selected."""

from html import escape
from math import ceil
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QSizePolicy

SELECTABLE: Final = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
"""How text to read is to be set: selectable, by the keyboard too."""
_NARROWEST: Final = 80


class PlainLabel(QLabel):
    """A caption or a sentence of our own: plain text that wraps and never widens its window."""

    def __init__(self, font: QFont, *, muted: bool = False) -> None:
        super().__init__()
        self.setFont(font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        if muted:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def make_selectable(self) -> None:
        """Let the text be selected and copied, by the keyboard too."""
        self.setTextInteractionFlags(SELECTABLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_colour(self, colour: QColor) -> None:
        """Write in ``colour`` instead of the scheme's own."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Let a long word be clipped rather than push the window wider."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _NARROWEST), hint.height())


class PlainText(QPlainTextEdit):
    """Text to read and copy: breaks anywhere, as high as its text up to ``most_lines``.

    What others wrote must be cut before: one line of 1 MB takes Qt most of a minute.
    """

    def __init__(self, font: QFont, most_lines: int, name: str) -> None:
        super().__init__()
        self._most_lines = most_lines
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

    def _fit(self) -> None:
        # The layout of a QPlainTextEdit counts its height in lines.
        lines = max(1, ceil(self.document().size().height()))
        fits = lines <= self._most_lines
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        margins = self.contentsMargins()
        self.setFixedHeight(
            min(lines, self._most_lines) * self.fontMetrics().lineSpacing()
            + margins.top()
            + margins.bottom()
        )
        self.verticalScrollBar().setValue(0)


def tooltip(text: str) -> str:
    """Return a tool tip that shows ``text`` as the characters it is, wrapped.

    Qt guesses whether a tool tip is rich text, and wraps it only if so.
    """
    return f"<qt>{escape(text)}</qt>" if text else ""
