"""Says for a few seconds what was just done, above where that was; takes no room and no clicks."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

_SHOWN_MS: Final = 6000
_FOLLOWED: Final = (QEvent.Type.Resize, QEvent.Type.Move)


class Toast(PlainLabel):
    """Lies over the window that ``owner`` is in, right above ``owner`` and at most as wide."""

    def __init__(self, theme: Theme, owner: QWidget) -> None:
        super().__init__(theme.font(Size.SMALL))
        self._owner = owner
        named(self, "handOverNote")
        self.setParent(owner)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self.hide)
        owner.installEventFilter(self)
        self.hide()

    def say(self, text: str) -> None:
        """Show ``text`` for a while; a screen reader speaks it."""
        window = self._owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._limit.start(_SHOWN_MS)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the owner, and go with it."""
        if event.type() in _FOLLOWED and self.isVisible():
            self._place()
        elif event.type() is QEvent.Type.Hide:
            self.hide()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = self._owner.width()
        words = self.fontMetrics().horizontalAdvance(self.text()) + 2 * SPACE_WIDE
        size = (min(words, width), self.heightForWidth(min(words, width)))
        corner = self._owner.mapTo(self._owner.window(), QPoint(0, -SPACE - size[1]))
        self.setGeometry(corner.x(), corner.y(), *size)
