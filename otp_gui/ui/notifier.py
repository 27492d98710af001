"""Tells the user of something while the window is in the background."""

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

_SHOWN_MS: Final = 10_000


class Notifier(QObject):
    """Marks ``window`` in the task bar and, where there is a tray, shows a message there.

    What it says may be seen by anybody: no phone number belongs in it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        window.installEventFilter(self)

    def tell(self, title: str, text: str) -> None:
        """Say ``text`` under ``title``, unless the user is looking at the window."""
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
            return
        if self._tray is None:
            # Only while there is something to tell: the tool does not live in the tray.
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.activated.connect(self._bring_forward)
            self._tray.messageClicked.connect(self._bring_forward)
        self._tray.show()
        self._tray.showMessage(title, text, self._window.windowIcon(), _SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the icon away once the user looks at the window."""
        if event.type() is QEvent.Type.WindowActivate and self._tray is not None:
            self._tray.hide()
        return super().eventFilter(watched, event)

    def _bring_forward(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
