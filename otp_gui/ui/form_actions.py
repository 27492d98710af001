"""The row of buttons under the fields: what can be done with the login that is typed."""

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from otp_gui.i18n import render, tr
from otp_gui.ui.form_fields import DeliberateButton
from otp_gui.ui.naming import named, say
from otp_gui.ui.theme import SPACE, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from otp_gui.domain.ports import SandboxSession

_FULL: Final = 0
_WITHOUT_KEYS: Final = 1
_WITHOUT_SOURCES: Final = 2
"""How much of the words is left out where there is no room: the keys, then what fills the form."""
_KEY_GAP: Final = "   "


class FormActions(QWidget):
    """Looking on the right in blue, completing in red; on the left what fills the form.

    However long the words of a language are, they never widen the window: keys and the words on
    the left give way, and stay in the tool tips. ``session_chosen`` carries a ``SandboxSession``.
    """

    session_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asks = False
        self._level = _FULL
        self.sources = QHBoxLayout()
        """On the left: buttons that fill the form."""
        self.paste_button = named(QPushButton(), "pasteButton")
        self.sandbox_button = named(QPushButton(), "sandboxButton")
        self.sandbox_button.setMenu(QMenu(self.sandbox_button))
        self.watch_button = named(QPushButton(), "watchButton")
        self.inspect_button = named(QPushButton(), "inspectButton")
        self.inspect_button.setProperty("variant", "primary")
        self.complete_button = named(DeliberateButton(), "completeButton")
        self.complete_button.setProperty("variant", "danger")
        self._sessions: Sequence[SandboxSession] = ()
        self._arrange()
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def set_sessions(self, sessions: "Sequence[SandboxSession]") -> None:
        """Offer the sandbox's sessions."""
        self._sessions = sessions
        self._fill_menu()

    def set_asks(self, asks: bool) -> None:  # noqa: FBT001 - a setter
        """Say by dots whether completing is followed by a question."""
        if asks is not self._asks:
            self._asks = asks
            self.retranslate()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.complete_button.setAccessibleName(tr("Check and complete"))
        self.complete_button.setToolTip(
            tr("Completes the login if the user has confirmed (Ctrl+Enter)")
        )
        self.inspect_button.setAccessibleName(tr("Inspect"))
        self.inspect_button.setToolTip(tr("Reads status and channel, changes nothing (Enter)"))
        say(self.watch_button, tr("Watch"))
        self.watch_button.setToolTip(tr("Reads again and again, changes nothing"))
        self.paste_button.setAccessibleName(tr("Paste ticket"))
        self.paste_button.setToolTip(tr("Fills the form from the clipboard's text (Ctrl+V)"))
        self.sandbox_button.setAccessibleName(tr("Sandbox sessions"))
        self.sandbox_button.setToolTip(tr("Sandbox sessions"))
        self._fill_menu()
        self.fit()

    def fit(self) -> None:
        """Say as much as there is room for."""
        words = self._words(_FULL)
        for level in (_WITHOUT_KEYS, _WITHOUT_SOURCES):
            if self._width(words) > self.width():
                words = self._words(level)
        for button, text in words.items():
            # Each change asks for a layout, and so for this again.
            if button.text() != text:
                button.setText(text)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the height only."""
        return QSize(0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never widen the window."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the words to the room."""
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Fit anew when a button comes, goes or changes its words."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.fit()
        return super().event(event)

    def _words(self, level: int) -> dict[QPushButton, str]:
        """Return what the buttons that are there say at ``level``, from left to right."""
        keys = level == _FULL
        complete = tr("Check and complete…") if self._asks else tr("Check and complete")
        inspect = tr("Inspect")
        items = (self.sources.itemAt(index) for index in range(self.sources.count()))
        left = [item.widget() for item in items if item is not None]
        return {
            **{
                button: button.accessibleName() if level < _WITHOUT_SOURCES else ""
                for button in left
                if isinstance(button, QPushButton) and not button.isHidden()
            },
            self.watch_button: tr("Watch"),
            self.inspect_button: f"{inspect}{_KEY_GAP}⏎" if keys else inspect,
            self.complete_button: f"{complete}{_KEY_GAP}Ctrl+⏎" if keys else complete,
        }

    def _width(self, words: dict[QPushButton, str]) -> int:
        """Return how wide the row would be with ``words``."""
        return sum(
            button.sizeHint().width()
            + button.fontMetrics().horizontalAdvance(text)
            - button.fontMetrics().horizontalAdvance(button.text())
            + SPACE
            for button, text in words.items()
        )

    def _arrange(self) -> None:
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.setSizePolicy(policy)
        self.sources.setSpacing(SPACE)
        self.sources.addWidget(self.paste_button)
        self.sources.addWidget(self.sandbox_button)
        actions = QHBoxLayout(self)
        actions.setContentsMargins(0, 0, 0, 0)
        actions.setSpacing(SPACE)
        actions.addLayout(self.sources)
        actions.addStretch(1)
        looking = (self.watch_button, self.inspect_button, self.complete_button)
        order = (self.paste_button, self.sandbox_button, *looking)
        for button in looking:
            actions.addWidget(button)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _fill_menu(self) -> None:
        menu = self.sandbox_button.menu()
        menu.clear()
        for session in self._sessions:
            action = menu.addAction(render(session.title))
            action.triggered.connect(lambda _checked=False, s=session: self.session_chosen.emit(s))

    @Slot()
    def _dress(self) -> None:
        self.paste_button.setIcon(self._theme.icon("clipboard-paste"))
        self.sandbox_button.setIcon(self._theme.icon("flask-conical"))
        self.watch_button.setIcon(self._theme.icon("eye"))
        self.inspect_button.setIcon(self._theme.icon("search", "primary_text"))
        self.complete_button.setIcon(self._theme.icon("circle-check", "danger_text"))
