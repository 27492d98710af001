"""The pieces that the form is made of: controls that nothing happens to by accident, and notes."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from otp_gui.domain.display import visible
from otp_gui.domain.labels import hint_phrase
from otp_gui.domain.request import RecipientReading, RequestIdReading
from otp_gui.i18n import render
from otp_gui.ui.naming import named
from otp_gui.ui.theme import Size, Theme

_ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVING_KEYS: Final = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)
_OPENING_KEYS: Final = (Qt.Key.Key_Space, Qt.Key.Key_F4)
_LETTERS: Final = 10


class DeliberateButton(QPushButton):
    """Not pressed by Enter, which some desktops would have press any focused button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter pass by."""
        if event.key() in _ENTER_KEYS:
            event.ignore()
            return
        super().keyPressEvent(event)


class CalmComboBox(QComboBox):
    """Changed only in its open list: a wheel or a letter in passing would lead to production.

    However long its items are, it asks for the width of ``_LETTERS`` only, and elides the rest.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Let the wheel pass by."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the list where Qt would go to another item; let letters pass by."""
        if event.key() in _MOVING_KEYS:
            self.showPopup()
        elif event.key() in _OPENING_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()


class FieldNote(QLabel):
    """The line under a field: what is wrong or doubtful about it, and how it would be sent."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        named(self, name).setFont(theme.font(Size.SMALL))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        # Empty, it keeps its line, so that the form does not jump at the first letter.
        self.setMinimumHeight(self.fontMetrics().height())

    def tell(self, reading: RequestIdReading | RecipientReading, *, typed: bool) -> None:
        """Tell about ``reading``; in red only where something was typed that cannot be sent."""
        wrong = reading.value is None and typed
        role = QPalette.ColorRole
        self.setForegroundRole(role.BrightText if wrong else role.PlaceholderText)
        self.setText(_about(reading))


def caption(theme: Theme) -> QLabel:
    """Return the title over a field."""
    label = QLabel()
    label.setFont(theme.font(Size.SMALL, bold=True))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def _about(reading: RequestIdReading | RecipientReading) -> str:
    if reading.value is None:
        return render(reading.problem) if reading.problem is not None else ""
    value, _cut = visible(reading.value.value)
    return "\n".join(render(hint_phrase(hint, value)) for hint in reading.hints)
