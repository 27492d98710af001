"""The icon of each kind of environment, as lists and combo boxes show it."""

from typing import Final

from PySide6.QtGui import QIcon

from otp_gui.domain.environment import Kind
from otp_gui.ui.theme import Theme

KIND_ICONS: Final = {
    Kind.PRODUCTION: "globe",
    Kind.STAGE: "wrench",
    Kind.SANDBOX: "flask-conical",
    Kind.CUSTOM: "settings",
}


def kind_icon(theme: Theme, kind: Kind) -> QIcon:
    """Return the icon of ``kind`` in its colour; ask again after ``theme.changed``."""
    return theme.icon(KIND_ICONS[kind], theme.kind(kind).ink)
