"""Asks before the user is sent another message: to whom, and where."""

from typing import Final

from PySide6.QtWidgets import QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import phrase
from otp_gui.domain.request import CheckRequest
from otp_gui.i18n import tr
from otp_gui.ui.dialogs.confirm_call import ConfirmCall
from otp_gui.ui.dialogs.question import Wording
from otp_gui.ui.theme import Theme

_WORDING: Final = Wording(
    phrase("Send the user another message?"),
    phrase(
        "This restarts the channel of the session or starts the next one: the person who logs in "
        "gets another message or call. It completes nothing. Right after it the session is "
        "inspected, read-only."
    ),
    reject=phrase("Cancel"),
    accept=phrase("Send again"),
)


class ConfirmResend(ConfirmCall):
    """Asked everywhere, whatever the environment: a real person hears of it; Enter cancels."""

    def __init__(
        self, theme: Theme, parent: QWidget, request: CheckRequest, environment: Environment
    ) -> None:
        super().__init__(theme, parent, _WORDING, request, environment)
        self.setObjectName("confirmResendDialog")

    def recipient_caption(self) -> str:
        """Name the number; the call does not carry it, the session knows its own."""
        return tr("Recipient")
