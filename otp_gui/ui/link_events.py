"""Hears of links that the system hands to the running program as events: macOS does.

There a link starts no second process, and the one that starts the program is not on its command
line either: it comes as an event, maybe before there is a window.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

_SCHEME: Final = "otp-gui"
"""As ``domain.link`` has it, which the first frame does without."""


class Application(QApplication):
    """Keeps links until somebody takes them.

    An event filter would be asked about each event of every widget; this hears of the
    application's own only.
    """

    _take: Callable[[str], None] | None = None
    _waiting: tuple[str, ...] = ()

    def hand_links_to(self, take: Callable[[str], None]) -> None:
        """Hand over the links that came already, and each one that comes."""
        self._take = take
        waiting, self._waiting = self._waiting, ()
        for link in waiting:
            take(link)

    def event(self, event: QEvent) -> bool:
        """Take what is a link of ours; files and others' links are no business of the tool."""
        if isinstance(event, QFileOpenEvent) and event.url().scheme() == _SCHEME:
            self._hear(event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded))
            return True
        return super().event(event)

    def _hear(self, link: str) -> None:
        if self._take is None:
            self._waiting = (*self._waiting, link)
        else:
            self._take(link)
