"""What every question before a call that changes something shares: where, and what to beware of."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.labels import kind_label
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render, tr
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE_TIGHT, SPACE_WIDE, Size, Theme


class ConfirmSending(Question):
    """A band tells the kind of ``environment``; accepted by the mouse or the space bar only."""

    def __init__(
        self, theme: Theme, parent: QWidget, wording: Wording, environment: Environment
    ) -> None:
        self._environment = environment
        self._warnings: Sequence[Phrase] = ()
        self._band = PlainLabel(theme.font(Size.SMALL, bold=True))
        self._warning = named(PlainLabel(theme.font(Size.BODY, bold=True)), "confirmWarning")
        self._warning.setForegroundRole(QPalette.ColorRole.BrightText)
        self._warning.hide()
        self._keys = PlainLabel(theme.font(Size.SMALL), muted=True)
        super().__init__(theme, parent, wording)
        # Enter on the focused button is not enough either.
        self.accept_button.setAutoDefault(False)
        self._band.setAutoFillBackground(True)
        self._band.setContentsMargins(SPACE_WIDE, SPACE_TIGHT, SPACE_WIDE, SPACE_TIGHT)
        self.outer.insertWidget(0, self._band)
        self.body.addWidget(self._warning)
        self.body.addWidget(self._keys)
        theme.changed.connect(self._tint)
        self._tint()

    def warn(self, warnings: Sequence[Phrase]) -> None:
        """Point out what may be wrong with it, above what is sent."""
        self._warnings = warnings
        self._warning.setVisible(bool(warnings))
        self.retranslate()

    def place(self, *parts: QWidget | QLayout) -> None:
        """Show ``parts`` above what the keys do."""
        for part in parts:
            last = self.body.count() - 1
            if isinstance(part, QWidget):
                self.body.insertWidget(last, part)
            else:
                self.body.insertLayout(last, part)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        super().retranslate()
        self._warning.setText("\n".join(visible(render(told))[0] for told in self._warnings))
        self._band.setText(render(kind_label(self._environment.kind)))
        self._keys.setText(tr("Enter and Esc cancel; press the button with Space or the mouse."))

    @Slot()
    def _tint(self) -> None:
        tint = self.theme.kind(self._environment.kind)
        palette = QPalette(self._band.palette())
        palette.setColor(QPalette.ColorRole.Window, tint.background)
        palette.setColor(QPalette.ColorRole.WindowText, tint.text)
        self._band.setPalette(palette)
