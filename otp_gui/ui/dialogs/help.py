"""Short help: what the tool does to a login, and the keys."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from otp_gui.i18n import tr
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

_WIDTH: Final = 560


class HelpDialog(Dialog):
    """What a support agent needs to know before the first check."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _WIDTH)
        self.setObjectName("helpDialog")
        self._heading = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._text = PlainLabel(theme.font(Size.BODY))
        self._keys_heading = PlainLabel(theme.font(Size.BODY, bold=True))
        self._rows = [(QLabel(), PlainLabel(theme.font(Size.BODY))) for _ in _keys()]
        self.close_button = named(QPushButton(), "closeButton")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self._arrange()
        self.retranslate()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Help"))
        self._heading.setText(tr("What this tool does"))
        self._text.setText("\n\n".join(_paragraphs()))
        self._keys_heading.setText(tr("Keys"))
        for (key_label, meaning_label), (key, meaning) in zip(self._rows, _keys(), strict=True):
            key_label.setText(key)
            meaning_label.setText(meaning)
        say(self.close_button, tr("Close"))

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_WIDE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        for row, (key_label, meaning_label) in enumerate(self._rows):
            key_label.setFont(self.theme.font(Size.BODY, mono=True))
            grid.addWidget(key_label, row, 0)
            grid.addWidget(meaning_label, row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE_WIDE)
        for label in (self._heading, self._text, self._keys_heading):
            layout.addWidget(label)
        layout.addLayout(grid)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)


def _paragraphs() -> Sequence[str]:
    return (
        tr(
            "Choose the environment, enter the request ID and the phone number from the ticket, "
            "and press Enter. That inspects: it reads status and channel, and changes nothing. The "
            "answer says what state the login is in, what it means and who has to do what next."
        ),
        tr(
            "“Check and complete” completes a login that the user has confirmed. It answers “true” "
            "once: the customer's own server then gets “false”. So complete a live login only when "
            "that is what you want."
        ),
        tr(
            "Every call is kept in the history. When the result of completing is unknown, do not "
            "repeat it blindly: inspect first."
        ),
    )


def _keys() -> Sequence[tuple[str, str]]:
    return (
        ("Enter", tr("Inspect, without completing")),
        ("Ctrl+Enter", tr("Check and complete")),
        ("Esc", tr("Cancel the running call, or stop watching")),
        ("Ctrl+V", tr("Fill the form from a copied ticket (outside of a field)")),
        ("Ctrl+Shift+C", tr("Copy the report on the answer")),
        ("Ctrl+Shift+E", tr("Export the history")),
        ("Ctrl+F", tr("Search the history")),
        ("Ctrl+Shift+F", tr("Clear search and filters (Esc in the empty search does so, too)")),
        ("Ctrl+C", tr("Copy the rows chosen in the history")),
        ("F2", tr("Write the note of the call chosen in the history")),
        ("Ctrl+Shift+H", tr("Privacy view: mask phone numbers on the screen")),
        ("F1", tr("This help")),
        ("Ctrl+Q", tr("Quit")),
    )
