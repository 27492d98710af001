"""Short help: what the tool does to a login, and the keys of both windows."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.i18n import tr
from otp_gui.ui.dialogs.dialog import Dialog
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Size, Theme

_WIDTH: Final = 920

Keys = Sequence[tuple[str, str]]
"""Keys, and what each of them does."""


class HelpDialog(Dialog):
    """What a support agent needs to know before the first check."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _WIDTH)
        self.setObjectName("helpDialog")
        self._heading = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._text = PlainLabel(theme.font(Size.BODY))
        self._lists = (_KeyList(theme, keys_of_window), _KeyList(theme, keys_of_batch))
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
        for keys, title in zip(
            self._lists, (tr("Keys"), tr("Keys of the batch window")), strict=True
        ):
            keys.retranslate(title)
        say(self.close_button, tr("Close"))

    def _arrange(self) -> None:
        keys = QHBoxLayout()
        keys.setSpacing(2 * SPACE_WIDE)
        for list_ in self._lists:
            keys.addWidget(list_, 1, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        layout.setSpacing(SPACE_WIDE)
        layout.addWidget(self._heading)
        layout.addWidget(self._text)
        layout.addLayout(keys)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)


class _KeyList(QWidget):
    """The keys of one window under their title, each with what it does."""

    def __init__(self, theme: Theme, keys: Callable[[], Keys]) -> None:
        super().__init__()
        self._keys = keys
        self._title = PlainLabel(theme.font(Size.BODY, bold=True))
        self._rows = [(QLabel(), PlainLabel(theme.font(Size.BODY))) for _ in keys()]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_WIDE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._title, 0, 0, 1, 2)
        for row, (key, meaning) in enumerate(self._rows, 1):
            key.setFont(theme.font(Size.BODY, mono=True))
            grid.addWidget(key, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(meaning, row, 1, Qt.AlignmentFlag.AlignTop)

    def retranslate(self, title: str) -> None:
        """Say every text again in the current language."""
        self._title.setText(title)
        for (key_label, meaning_label), (key, meaning) in zip(
            self._rows, self._keys(), strict=True
        ):
            key_label.setText(key)
            meaning_label.setText(meaning)


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


def keys_of_window() -> Keys:
    """Return the keys of the main window."""
    return (
        ("Enter", tr("Inspect, without completing")),
        ("Ctrl+Enter", tr("Check and complete")),
        ("Esc", tr("Cancel the running call, or stop watching")),
        ("Ctrl+V", tr("Fill the form from a copied ticket (outside of a field)")),
        ("Ctrl+Shift+C", tr("Copy the report on the answer")),
        ("Ctrl+B", tr("Check many logins at once")),
        ("Ctrl+Shift+E", tr("Export the history")),
        ("Ctrl+F", tr("Search the history")),
        ("Ctrl+Shift+F", tr("Clear search and filters (Esc in the empty search does so, too)")),
        ("Ctrl+C", tr("Copy the rows chosen in the history")),
        ("F2", tr("Write the note of the call chosen in the history")),
        ("Ctrl+Shift+H", tr("Privacy view: mask phone numbers on the screen")),
        ("F1", tr("This help")),
        ("Ctrl+Q", tr("Quit")),
    )


def keys_of_batch() -> Keys:
    """Return the keys of the batch window."""
    return (
        ("Ctrl+O", tr("Open a list")),
        ("Ctrl+V", tr("Take a list from the clipboard")),
        ("Ctrl+F", tr("Search the rows")),
        ("F2", tr("Mend the chosen cell of a list")),
        ("Ctrl+A", tr("Select all rows")),
        ("Space", tr("Leave the selected rows out, or call them after all")),
        ("Ctrl+C", tr("Copy the selected rows")),
        ("Enter", tr("Put the chosen row into the form")),
        ("Esc", tr("Cancel the run; the rest can be resumed")),
        ("Ctrl+W", tr("Close the window; a run goes on")),
    )
