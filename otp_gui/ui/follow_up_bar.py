"""What the tool can do next about an answer, as buttons under it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.i18n import render
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.form_fields import DeliberateButton
from otp_gui.ui.naming import named, say
from otp_gui.ui.theme import Theme

_ICONS: Final = {
    FollowUp.INSPECT: "search",
    FollowUp.WATCH: "eye",
    FollowUp.COMPLETE: "circle-check",
    FollowUp.RESEND: "rotate-cw",
    FollowUp.LOOK_ELSEWHERE: "globe",
    FollowUp.TRY_FORMATS: "list-checks",
    FollowUp.TOKEN: "key-round",
}
_CHANGING: Final = (FollowUp.COMPLETE, FollowUp.RESEND)
"""What changes the session is no matter of Enter."""
_NAMES: Final = {
    FollowUp.INSPECT: "followUpInspect",
    FollowUp.WATCH: "followUpWatch",
    FollowUp.COMPLETE: "followUpComplete",
    FollowUp.RESEND: "followUpResend",
    FollowUp.LOOK_ELSEWHERE: "followUpLookElsewhere",
    FollowUp.TRY_FORMATS: "followUpTryFormats",
    FollowUp.TOKEN: "followUpToken",
}


class FollowUpBar(QWidget):
    """Offers what :meth:`offer` names, in its order; ``chosen`` carries a ``FollowUp``."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._buttons = {follow_up: self._make(follow_up) for follow_up in FollowUp}
        for button in self._buttons.values():
            self._flow.addWidget(button)
        theme.changed.connect(self._dress)
        self._dress()
        self.offer(())

    def lead_to(self, following: QWidget) -> None:
        """Let the tab key go on from here to ``following``, whatever is on offer."""
        # The order of the buttons changes with each offer, but among themselves only.
        QWidget.setTabOrder(list(self._buttons.values())[-1], following)

    def offer(self, follow_ups: Sequence[FollowUp]) -> None:
        """Show the buttons of ``follow_ups``, and no other."""
        for follow_up, button in self._buttons.items():
            button.setVisible(follow_up in follow_ups)
        shown = [self._buttons[follow_up] for follow_up in follow_ups]
        self._flow.arrange(shown)
        for before, after in pairwise(shown):
            QWidget.setTabOrder(before, after)
        self.setVisible(bool(follow_ups))
        self.updateGeometry()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        # Loaded with the first answer, not with the window.
        from otp_gui.domain.labels import follow_up_label  # noqa: PLC0415

        for follow_up, button in self._buttons.items():
            say(button, render(follow_up_label(follow_up)))

    def _make(self, follow_up: FollowUp) -> QPushButton:
        button = DeliberateButton() if follow_up in _CHANGING else QPushButton()
        if follow_up is FollowUp.COMPLETE:
            button.setProperty("variant", "danger")
        button.clicked.connect(lambda: self.chosen.emit(follow_up))
        return named(button, _NAMES[follow_up])

    @Slot()
    def _dress(self) -> None:
        for follow_up, button in self._buttons.items():
            ink = "danger_text" if follow_up is FollowUp.COMPLETE else "text"
            button.setIcon(self._theme.icon(_ICONS[follow_up], ink))
