"""Asks before many sessions are completed: how many, where; on production the count is typed."""

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from otp_gui.domain.batch import Confirmation
from otp_gui.domain.batch_labels import logins
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import phrase
from otp_gui.i18n import tr
from otp_gui.ui.dialogs.confirm_sending import ConfirmSending
from otp_gui.ui.dialogs.question import Wording
from otp_gui.ui.figures import figure
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import Size, Theme

_LONGEST: Final = 10


class ConfirmBatch(ConfirmSending):
    """Accepted where the count is wanted only once it stands.

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
        self._environment_name = environment.name
        self._count = count
        self._where = PlainLabel(theme.font(Size.BODY, bold=True))
        self._caption = QLabel()
        self.edit = named(QLineEdit(), "batchCountEdit")
        self.edit.setMaxLength(_LONGEST)
        self._caption.setBuddy(self.edit)
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
        super().__init__(theme, parent, wording, environment)
        named(self, "confirmBatchDialog")
        self._wants_count = how is Confirmation.TYPE_COUNT
        self.place(self._where, self._caption, self.edit)
        for part in (self._caption, self.edit):
            part.setVisible(self._wants_count)
        self.edit.textChanged.connect(self._refresh)
        if self._wants_count:
            self.edit.setFocus()
        self._refresh()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        super().retranslate()
        self._where.setText(tr("Environment: {name}", name=visible(self._environment_name)[0]))
        self._caption.setText(tr("Type the number of logins: {count}", count=self._count))
        self.edit.setAccessibleName(self._caption.text())

    @Slot()
    def _refresh(self) -> None:
        stands = self.edit.text().strip() == str(self._count)
        self.accept_button.setEnabled(not self._wants_count or stands)
