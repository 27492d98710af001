"""Asks, or tells, in a few plain sentences; the harmless answer is the default one."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import ICON_SIZE_LARGE, SPACE, SPACE_WIDE, Size, Theme

_WIDTH = 480


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question says; without ``accept`` it only tells, and ``reject`` closes it."""

    heading: Phrase
    text: Phrase
    reject: Phrase
    accept: Phrase | None = None


class Question(Dialog):
    """Accepted by its second button only; Esc, and Enter at first, give the harmless answer.

    ``variant`` is how the second button looks; without ``urges`` the harmless one looks so instead.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        wording: Wording,
        icon: str = "triangle-alert",
        variant: str = "danger",
        *,
        urges: bool = True,
    ) -> None:
        super().__init__(theme, parent, _WIDTH)
        self._wording = wording
        self._icon_name = icon
        self._icon = QLabel()
        self._heading = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._text = PlainLabel(theme.font(Size.BODY))
        self._text.make_selectable()
        self.reject_button = named(QPushButton(), "rejectButton")
        self.reject_button.setDefault(True)
        self.reject_button.clicked.connect(self.reject)
        self.accept_button = named(QPushButton(), "acceptButton")
        # Where it does not urge, the harmless answer is the one that stands out.
        button = self.accept_button if urges else self.reject_button
        button.setProperty("variant", variant)
        self.accept_button.clicked.connect(self.accept)
        self.accept_button.setVisible(wording.accept is not None)
        self.body = QVBoxLayout()
        self.outer = QVBoxLayout(self)
        self._arrange()
        self.reject_button.setFocus()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.retranslate()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        wording = self._wording
        self.setWindowTitle(render(wording.heading))
        self._heading.setText(render(wording.heading))
        self._text.setText(render(wording.text))
        for button, text in (
            (self.reject_button, wording.reject),
            (self.accept_button, wording.accept),
        ):
            if text is not None:
                say(button, render(text))

    def _arrange(self) -> None:
        self.body.setSpacing(SPACE)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._text)
        speech = QHBoxLayout()
        speech.setSpacing(SPACE_WIDE)
        speech.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        speech.addLayout(self.body, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self.reject_button)
        buttons.addWidget(self.accept_button)
        inner = QVBoxLayout()
        inner.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        inner.setSpacing(SPACE_WIDE)
        inner.addLayout(speech)
        inner.addLayout(buttons)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)
        self.outer.addLayout(inner)

    def _on_theme_changed(self) -> None:
        self._icon.setPixmap(self.theme.pixmap(self._icon_name, "amber_icon", ICON_SIZE_LARGE))
