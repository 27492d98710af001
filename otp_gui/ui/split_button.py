"""A button that acts at once, with a menu of how: by its arrow, or by the arrow key."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton

from otp_gui.ui.naming import named

_MENU_KEYS: Final = (Qt.Key.Key_Down, Qt.Key.Key_Menu)
_ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SplitButton(QToolButton):
    """Emits ``clicked``; its :attr:`options` are open to the keyboard, too."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self.options = QMenu(self)
        self.setMenu(self.options)
        self.setProperty("split", True)  # noqa: FBT003 - Qt's own signature
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the menu at the arrow key; let Enter press, as it does any other button here."""
        if event.key() in _MENU_KEYS:
            self.showMenu()
        elif event.key() in _ENTER_KEYS and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)
