"""What the dialogs of the history share: a heading, what is chosen below it, buttons."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

_WIDTH = 520


class ChoiceDialog(Dialog):
    """Children fill :attr:`body`; :attr:`accept_button` is the default one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _WIDTH)
        self.is_over = False
        """Whether it was closed: what comes late is not to be shown any more."""
        self.heading = PlainLabel(theme.font(Size.LARGE, bold=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE)
        self.reject_button = named(QPushButton(), "rejectButton")
        self.reject_button.setAutoDefault(False)
        self.reject_button.clicked.connect(self.reject)
        self.accept_button = named(QPushButton(), "acceptButton")
        self.accept_button.setProperty("variant", "primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SPACE)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.reject_button)
        self.buttons.addWidget(self.accept_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        outer.setSpacing(SPACE_WIDE)
        outer.addWidget(self.heading)
        outer.addLayout(self.body)
        outer.addLayout(self.buttons)
        self.finished.connect(self._on_finished)

    def _on_finished(self) -> None:
        self.is_over = True
