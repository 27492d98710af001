"""Tells in a window that the installation is broken, with nothing of the tool's own look."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from otp_gui.i18n import tr
from otp_gui.ui.dialogs.dialog import answer


async def tell_incomplete() -> None:
    """Say that resources are missing; returns when the user has closed the message."""
    box = QMessageBox(
        QMessageBox.Icon.Critical,
        "OTP GUI",
        tr("OTP GUI cannot start: its icons, fonts or texts are missing. Install it again."),
        QMessageBox.StandardButton.Close,
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    await answer(box)
