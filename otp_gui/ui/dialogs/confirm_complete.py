"""Asks before a session is completed: what happens, to which login, and where."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.labels import kind_label
from otp_gui.domain.phrase import phrase
from otp_gui.domain.request import CheckRequest
from otp_gui.i18n import render, tr
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme

_WORDING = Wording(
    phrase("Complete this login?"),
    phrase(
        "If the user has confirmed, this completes the session and takes the only “true”: the "
        "customer's own server will then get “false”, and the login on its site fails."
    ),
    reject=phrase("Cancel"),
    accept=phrase("Check and complete"),
)


class ConfirmComplete(Question):
    """Shows exactly what is about to be sent; Enter and Esc cancel."""

    def __init__(
        self, theme: Theme, parent: QWidget, request: CheckRequest, environment: Environment
    ) -> None:
        self._environment = environment
        self._captions = [QLabel() for _ in range(3)]
        mono = theme.font(Size.BODY, mono=True)
        self._values = [
            _value(environment.name, theme.font(Size.BODY, bold=True)),
            _value(request.request_id.value, mono),
            _value(request.recipient.value, mono),
        ]
        self._band = PlainLabel(theme.font(Size.SMALL, bold=True))
        super().__init__(theme, parent, _WORDING)
        self.setObjectName("confirmCompleteDialog")
        self._band.setAutoFillBackground(True)
        self._band.setContentsMargins(SPACE_WIDE, SPACE_TIGHT, SPACE_WIDE, SPACE_TIGHT)
        self.outer.insertWidget(0, self._band)
        self._show_facts()
        theme.changed.connect(self._tint)
        self._tint()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        super().retranslate()
        self._band.setText(render(kind_label(self._environment.kind)))
        captions = (tr("Environment"), tr("Request ID"), tr("Recipient as sent"))
        for label, text in zip(self._captions, captions, strict=True):
            label.setText(text)

    @Slot()
    def _tint(self) -> None:
        tint = self.theme.kind(self._environment.kind)
        palette = QPalette(self._band.palette())
        palette.setColor(QPalette.ColorRole.Window, tint.background)
        palette.setColor(QPalette.ColorRole.WindowText, tint.text)
        self._band.setPalette(palette)

    def _show_facts(self) -> None:
        facts = QGridLayout()
        facts.setHorizontalSpacing(SPACE_WIDE)
        facts.setVerticalSpacing(SPACE)
        facts.setContentsMargins(0, SPACE, 0, 0)
        facts.setColumnStretch(1, 1)
        for row, (caption, value) in enumerate(zip(self._captions, self._values, strict=True)):
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            value.make_selectable()
            facts.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, row, 1)
        self.body.addLayout(facts)


def _value(text: str, font: QFont) -> PlainLabel:
    label = PlainLabel(font)
    label.setText(visible(text)[0])
    return label
