"""What colours and patterns of the picture stand for: a swatch, an icon, words, a number."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from otp_gui.domain.stacks import Kind, Picture
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.picture_looks import Look
from otp_gui.ui.plain_text import PlainLabel, tooltip
from otp_gui.ui.theme import GRID, ICON_SIZE, SPACE, Size, Theme

_SWATCH: Final = QSize(20, 12)
_LINE: Final = 24


class PictureLegend(QScrollArea):
    """As many lines as the kinds need, up to a few."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._most = 4 * _LINE
        self.setObjectName("pictureLegend")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def show_picture(self, picture: Picture, looks: Mapping[Kind, Look]) -> None:
        """Explain what is in ``picture``."""
        content = QWidget()
        content.setObjectName("explanation")
        flow = FlowLayout()
        content.setLayout(flow)
        for kind, count in picture.kinds:
            flow.addWidget(self._entry(looks[kind], count))
        self.setWidget(content)
        self.updateGeometry()

    def limit(self, height: int) -> None:
        """Be no higher than whole lines within ``height``; the rest is reached by scrolling."""
        self._most = max(1, height // _LINE) * _LINE
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Tell that lines break."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height that all of it has, within limits."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        return min(self._most, layout.heightForWidth(width)) if layout is not None else 0

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what the present width needs."""
        return QSize(0, self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be there in little room, too."""
        return QSize(0, ICON_SIZE)

    def _entry(self, look: Look, count: int) -> QWidget:
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, SPACE, 0)
        row.setSpacing(GRID)
        swatch = QLabel()
        swatch.setPixmap(self._swatch(look))
        icon = QLabel()
        ink = self._theme.severity(look.severity).ink
        icon.setPixmap(self._theme.pixmap(look.symbol, ink))
        words = PlainLabel(self._theme.font(Size.SMALL, tabular=True))
        words.setWordWrap(False)
        words.setText(f"{look.short} {QLocale().toString(count)}")
        for part in (swatch, icon, words):
            row.addWidget(part)
        entry.setToolTip(tooltip(look.full))
        return entry

    def _swatch(self, look: Look) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(_SWATCH * ratio)
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        look.paint(painter, QRectF(0, 0, _SWATCH.width(), _SWATCH.height()), self._theme)
        painter.end()
        return pixmap
