"""A rounded box in the colours of a severity, with an icon at its head."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from otp_gui.domain.catalogue.model import Severity
from otp_gui.ui.theme import GRID, ICON_SIZE, SPACE_WIDE, Theme, Tint

_RADIUS = 2 * GRID


class TintedBox(QWidget):
    """Lays out what is added to :attr:`body` beside an icon, and paints the box around it."""

    def __init__(self, theme: Theme, *, icon_size: int = ICON_SIZE, margin: int = 3 * GRID) -> None:
        super().__init__()
        self._theme = theme
        self._severity = Severity.RUNNING
        self._icon_size = icon_size
        self._icon = QLabel()
        self._icon.setFixedSize(icon_size, icon_size)
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_WIDE, margin, SPACE_WIDE, margin)
        layout.setSpacing(3 * GRID)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self.body, 1)

    def add_corner(self, corner: QWidget) -> None:
        """Put ``corner`` into the upper corner on the other side than the icon."""
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.addWidget(corner, 0, Qt.AlignmentFlag.AlignTop)

    def dress(self, severity: Severity, symbol: str) -> Tint:
        """Take the look of ``severity`` with the icon ``symbol``; return its colours."""
        tint = self._theme.severity(severity)
        self._severity = severity
        self._icon.setPixmap(self._theme.pixmap(symbol, tint.ink, self._icon_size))
        self.update()
        return tint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and argument
        """Paint the rounded background and its border."""
        tint = self._theme.severity(self._severity)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tint.border, 1))
        painter.setBrush(tint.background)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS
        )
