"""A button that acts at once, with a menu of how: by its arrow, or by the arrow key."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionToolButton, QToolButton

from otp_gui.ui.naming import named

_MENU_KEYS: Final = (Qt.Key.Key_Down, Qt.Key.Key_Menu)
_ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WITH_WORDS: Final = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_GAP: Final = 4
"""What Qt leaves between icon and text."""


class SplitButton(QToolButton):
    """Emits ``clicked``; its :attr:`options` are open to the keyboard, too."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self.options = QMenu(self)
        self.setMenu(self.options)
        self.setProperty("split", True)  # noqa: FBT003 - Qt's own signature
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setToolButtonStyle(_WITH_WORDS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_words(self, shown: bool) -> None:  # noqa: FBT001 - a setter
        """Show the text beside the icon, or the icon only."""
        style = self.toolButtonStyle()
        wanted = _WITH_WORDS if shown else Qt.ToolButtonStyle.ToolButtonIconOnly
        # Each change asks for a layout, and so for this again.
        if style is not wanted:
            self.setToolButtonStyle(wanted)

    def width_with_words(self) -> int:
        """Return the width that icon and text need, whatever is shown now."""
        return self._width(_WITH_WORDS)

    def width_without_words(self) -> int:
        """Return the width that the icon needs."""
        return self._width(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _width(self, style: Qt.ToolButtonStyle) -> int:
        self.ensurePolished()
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.toolButtonStyle = style
        size = QSize(option.iconSize)
        if style is _WITH_WORDS:
            # As Qt reckons in its own size hint.
            text = self.fontMetrics().horizontalAdvance(self.text())
            spaces = 2 * self.fontMetrics().horizontalAdvance(" ")
            size.setWidth(size.width() + _GAP + text + spaces)
        kind = QStyle.ContentsType.CT_ToolButton
        return self.style().sizeFromContents(kind, option, size, self).width()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the menu at the arrow key; let Enter press, as it does any other button here."""
        if event.key() in _MENU_KEYS:
            self.showMenu()
        elif event.key() in _ENTER_KEYS and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)
