"""The pieces that the form is made of: controls that nothing happens to by accident, and notes."""

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSizePolicy

from otp_gui.domain.display import visible
from otp_gui.domain.labels import hint_phrase
from otp_gui.domain.request import Hint, RecipientReading, RequestIdReading
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.naming import named
from otp_gui.ui.theme import SPACE, Size, Theme

if TYPE_CHECKING:
    # Qt's types are made when they are first named: these are of no use for the first frame.
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QAbstractSpinBox, QStyleOptionComboBox

_Box = TypeVar("_Box", bound="QAbstractSpinBox")

ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
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
_AIR: Final = 2
"""What a style leaves on either side of a text, and of an icon."""
_BESIDE: Final = 80
"""More than frame, icon and arrow take."""
_SPELLING: Final = frozenset((Hint.CLEANED, Hint.SENT_AS))
"""Hints that only say how a value is spelled; all others are doubts."""


class DeliberateButton(QPushButton):
    """Not pressed by Enter, which some desktops would have press any focused button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter pass by."""
        if event.key() in ENTER_KEYS:
            event.ignore()
            return
        super().keyPressEvent(event)


def padded(box: _Box) -> _Box:
    """Give the text of a box room at its left, and return it.

    The padding of a style sheet does not reach the field inside.
    """
    box.lineEdit().setTextMargins(SPACE, 0, 0, 0)
    return box


def press_by_enter(*buttons: QPushButton) -> None:
    """Let Enter press ``buttons`` wherever they stand: none of them sends anything.

    Qt does so in dialogs only, and on some desktops.
    """
    for button in buttons:
        button.setAutoDefault(True)


class ElidedComboBox(QComboBox):
    """Says with “…” that what is chosen has no room: where there is a style sheet, Qt does not."""

    def paintEvent(self, event: "QPaintEvent") -> None:  # noqa: N802 - Qt's name
        """Paint what Qt would paint, with a text that has its room."""
        width = self.fontMetrics().horizontalAdvance(self.currentText())
        if self.currentIndex() >= 0 and width + _BESIDE < self.width():
            # Most have it, and the first frame is not to wait for those that may not.
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import (  # noqa: PLC0415 - as above
            QStyle,
            QStyleOptionComboBox,
            QStylePainter,
        )

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        role = QPalette.ColorRole
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
            option.palette.setBrush(role.ButtonText, option.palette.brush(role.PlaceholderText))
        option.currentText = self.elided(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def elided(self, option: "QStyleOptionComboBox") -> str:
        """Return as much of the text of ``option`` as there is room for beside icon and arrow."""
        from PySide6.QtWidgets import QStyle  # noqa: PLC0415 - as above

        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width() - 2 * _AIR
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + 2 * _AIR
        mode = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(option.currentText, mode, room)


class CalmComboBox(ElidedComboBox):
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
    """The lines under a field: what is wrong or doubtful about it, and how it would be sent."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._doubtful = False
        named(self, name).setFont(theme.font(Size.SMALL))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        never_widen(self)
        # Empty, it keeps two lines, so that the form does not jump while one types.
        self.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._dress)

    def tell(
        self,
        reading: RequestIdReading | RecipientReading,
        *,
        typed: bool,
        as_typed: bool = False,
    ) -> None:
        """Tell about ``reading``; red where what was typed cannot be sent, amber where in doubt."""
        wrong = reading.value is None and typed
        self._doubtful = bool(set(reading.hints) - _SPELLING)
        role = QPalette.ColorRole
        calm = role.WindowText if self._doubtful else role.PlaceholderText
        self.setForegroundRole(role.BrightText if wrong else calm)
        self.setText(_about(reading, as_typed=as_typed))
        self._dress()

    @Slot()
    def _dress(self) -> None:
        if self._doubtful:
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.WindowText, self._theme.color("amber_text"))
            self.setPalette(palette)


def never_widen(label: QLabel) -> None:
    """Let the text of ``label`` wrap at the width there is, and never ask for more."""
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)


def caption(theme: Theme) -> QLabel:
    """Return the title over a field."""
    label = QLabel()
    label.setFont(theme.font(Size.SMALL, bold=True))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def _about(reading: RequestIdReading | RecipientReading, *, as_typed: bool) -> str:
    if reading.value is None:
        return render(reading.problem) if reading.problem is not None else ""
    value, _cut = visible(reading.value.value)
    if isinstance(reading, RecipientReading):
        value = privacy.number(value)
    said = [tr("Will be sent exactly as typed: {value}", value=value)] if as_typed else []
    return "\n".join([*said, *(render(hint_phrase(hint, value)) for hint in reading.hints)])
