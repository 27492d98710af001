"""Asks before many sessions are completed: how many, where; on production the count is typed."""

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from otp_gui.domain.batch import Confirmation
from otp_gui.domain.batch_labels import logins
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.labels import kind_label
from otp_gui.domain.phrase import phrase
from otp_gui.i18n import render, tr
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.figures import figure
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE_TIGHT, SPACE_WIDE, Size, Theme

_LONGEST: Final = 10


class ConfirmBatch(Question):
    """Accepted by the mouse or the space bar only, and where the count is wanted, once it stands.

    ``how`` tells what is wanted.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        environment: Environment,
        count: int,
        how: Confirmation,
    ) -> None:
        self._environment = environment
        self._count = count
        self._band = PlainLabel(theme.font(Size.SMALL, bold=True))
        self._where = PlainLabel(theme.font(Size.BODY, bold=True))
        self._caption = QLabel()
        self.edit = named(QLineEdit(), "batchCountEdit")
        self.edit.setMaxLength(_LONGEST)
        self._caption.setBuddy(self.edit)
        self._keys = PlainLabel(theme.font(Size.SMALL), muted=True)
        wording = Wording(
            phrase("Complete {logins}?", logins=logins(count, figure)),
            phrase(
                "Each confirmed login is completed and its only “true” is taken: the customer's own"
                " server will then get “false”, and the login on its site fails. Each is called"
                " once; what was sent cannot be taken back."
            ),
            reject=phrase("Cancel"),
            accept=phrase("Check and complete"),
        )
        super().__init__(theme, parent, wording)
        named(self, "confirmBatchDialog")
        self.accept_button.setAutoDefault(False)
        self._band.setAutoFillBackground(True)
        self._band.setContentsMargins(SPACE_WIDE, SPACE_TIGHT, SPACE_WIDE, SPACE_TIGHT)
        self.outer.insertWidget(0, self._band)
        self._wants_count = how is Confirmation.TYPE_COUNT
        for part in (self._where, self._caption, self.edit, self._keys):
            self.body.addWidget(part)
        for part in (self._caption, self.edit):
            part.setVisible(self._wants_count)
        self.edit.textChanged.connect(self._refresh)
        if self._wants_count:
            self.edit.setFocus()
        theme.changed.connect(self._tint)
        self._tint()
        self._refresh()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        super().retranslate()
        self._band.setText(render(kind_label(self._environment.kind)))
        self._where.setText(tr("Environment: {name}", name=visible(self._environment.name)[0]))
        self._caption.setText(tr("Type the number of logins: {count}", count=self._count))
        self.edit.setAccessibleName(self._caption.text())
        self._keys.setText(tr("Enter and Esc cancel; press the button with Space or the mouse."))

    @Slot()
    def _refresh(self) -> None:
        stands = self.edit.text().strip() == str(self._count)
        self.accept_button.setEnabled(not self._wants_count or stands)

    @Slot()
    def _tint(self) -> None:
        tint = self.theme.kind(self._environment.kind)
        palette = QPalette(self._band.palette())
        palette.setColor(QPalette.ColorRole.Window, tint.background)
        palette.setColor(QPalette.ColorRole.WindowText, tint.text)
        self._band.setPalette(palette)
