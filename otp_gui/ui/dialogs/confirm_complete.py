"""Asks before a session is completed: what happens, to which login, and where."""

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
    phrase("Complete this login?"),
    phrase(
        "If the user has confirmed, this completes the session and takes the only “true”: the "
        "customer's own server will then get “false”, and the login on its site fails."
    ),
    reject=phrase("Cancel"),
    accept=phrase("Check and complete"),
)


class ConfirmComplete(ConfirmCall):
    """Shows exactly what is about to be sent; Enter and Esc cancel."""

    def __init__(
        self, theme: Theme, parent: QWidget, request: CheckRequest, environment: Environment
    ) -> None:
        super().__init__(theme, parent, _WORDING, request, environment)
        self.setObjectName("confirmCompleteDialog")

    def recipient_caption(self) -> str:
        """Tell that the number is sent as it stands here."""
        return tr("Recipient as sent")
