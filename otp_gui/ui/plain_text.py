"""Text that is only ever text: nothing in it is taken for markup."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QLabel

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
        """Let the text be selected and copied; it is no stop on the way of the tab key."""
        self.setTextInteractionFlags(SELECTABLE)
        # After the flags, which make it a stop.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def set_colour(self, colour: QColor) -> None:
        """Write in ``colour`` instead of the scheme's own."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Let a long word be clipped rather than push the window wider."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _NARROWEST), hint.height())


def tooltip(text: str) -> str:
    """Return a tool tip that shows ``text`` as the characters it is, its lines wrapped.

    Qt guesses whether a tool tip is rich text, and wraps it only if so.
    """
    # html.escape brings the names of all entities along: 3 ms before the first frame.
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    lines = escaped.replace("\n", "<br>")
    return f"<qt>{lines}</qt>" if text else ""
