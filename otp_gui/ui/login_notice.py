"""Says when an answer is not about what the form shows, or is no longer the latest one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.display import visible
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import moment, tr
from otp_gui.ui import privacy
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import GRID, SPACE, Size, Theme
from otp_gui.ui.tinted_box import TintedBox

_LIMIT = 256
_WHOLE = 20
_HEAD = 8
_TAIL = 6


class LoginNotice(TintedBox):
    """A line with one button; ``reuse_requested`` and ``newer_requested`` carry a record.

    Under pressure an old answer is easily read as one about the login that was just filled in.
    """

    reuse_requested = Signal(object)
    newer_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, margin=2 * GRID)
        self._of_another: CheckRecord | None = None
        self._newer: CheckRecord | None = None
        self._text = named(PlainLabel(theme.font(Size.SMALL)), "resultLoginNotice")
        self.button = named(QPushButton(), "resultLoginButton")
        self.button.clicked.connect(self._on_clicked)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_for(self, of_another: CheckRecord | None, newer: CheckRecord | None) -> None:
        """Speak of a record whose login the form does not show, or of a newer one; or be gone."""
        self._of_another, self._newer = of_another, newer
        self.retranslate()
        self.setVisible(of_another is not None or newer is not None)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        if self._of_another is not None:
            self._text.setText(
                tr(
                    "The form does not show this login: {request_id}, {recipient}.",
                    request_id=_short(visible(self._of_another.request_id, _LIMIT)[0]),
                    recipient=visible(privacy.number(self._of_another.recipient), _LIMIT)[0],
                )
            )
            say(self.button, tr("Put into the form"))
        elif self._newer is not None:
            at = moment(self._newer.finished_at or self._newer.started_at)
            self._text.setText(tr("There is a newer answer for this login, of {when}.", when=at))
            say(self.button, tr("Show it"))

    def _on_clicked(self) -> None:
        if self._of_another is not None:
            self.reuse_requested.emit(self._of_another)
        elif self._newer is not None:
            self.newer_requested.emit(self._newer)

    def _dress(self) -> None:
        self._text.set_colour(self.dress(Severity.ACT, Symbol.TRIANGLE_ALERT).strong)


def _short(request_id: str) -> str:
    """Leave out the middle: it is the ends by which people compare."""
    if len(request_id) <= _WHOLE:
        return request_id
    return f"{request_id[:_HEAD]}…{request_id[-_TAIL:]}"
