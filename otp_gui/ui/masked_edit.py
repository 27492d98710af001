"""A field for a phone number: masked in the privacy view, unless one is typing in it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit

from otp_gui.ui import privacy


class MaskedEdit(QLineEdit):
    """Holds its text as typed; ``mask`` says how the privacy view shows it meanwhile.

    A screen reader then gets dots, as from a password field: that reads the text itself otherwise.
    """

    def __init__(self, mask: Callable[[str], str] = privacy.number) -> None:
        super().__init__()
        self._mask = mask

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show what is edited."""
        super().focusInEvent(event)
        self._refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Mask what was edited."""
        super().focusOutEvent(event)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the privacy view, which is told of as the language is."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the masked text where Qt would paint dots: two digits tell numbers apart."""
        if self.echoMode() is QLineEdit.EchoMode.Normal or not self.text():
            super().paintEvent(event)
            return
        # QStyle makes 5 ms of enumerations, which the first frame does not have to pay.
        from PySide6.QtWidgets import QStyle, QStyleOptionFrame  # noqa: PLC0415

        frame = QStyleOptionFrame()
        self.initStyleOption(frame)
        painter = QPainter(self)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, frame, painter, self)
        room = style.subElementRect(QStyle.SubElement.SE_LineEditContents, frame, self)
        margins = self.textMargins()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        style.drawItemText(
            painter,
            room.adjusted(2 + margins.left() + self._beside_icon(), 0, -2, 0),
            int(left.value),
            self.palette(),
            self.isEnabled(),
            self._mask(self.text()),
            QPalette.ColorRole.Text,
        )
        painter.end()

    def _beside_icon(self) -> int:
        """Return the room that an icon before the text takes."""
        from PySide6.QtWidgets import QToolButton  # noqa: PLC0415 - as above

        return sum(b.width() for b in self.findChildren(QToolButton) if b.x() < self.width() // 2)

    def _refresh(self) -> None:
        hides = privacy.is_on() and not self.hasFocus()
        mode = QLineEdit.EchoMode.Password if hides else QLineEdit.EchoMode.Normal
        if mode is not self.echoMode():
            self.setEchoMode(mode)
