"""Icons from the SVG files of Lucide, drawn in any colour and sharp on every screen."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

_SAFE_AREA: Final = 2
"""The air around an icon on a button, which asks for one this much larger on every side."""


class IconPainter:
    """Draws ``<name>.svg`` of a directory on demand: its shape once, then in each colour."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._shapes: dict[tuple[str, int, float], QPixmap] = {}

    def pixmap(
        self, name: str, colour: QColor, size: int, ratio: float, margin: int = 0
    ) -> QPixmap:
        """Draw an icon ``size`` device-independent pixels wide for a screen of ``ratio``.

        ``margin`` is left free on every side of it.

        :raises FileNotFoundError: if no icon has this name.
        """
        shape = self._shape(name, size, ratio)
        pixmap = _blank(size + 2 * margin, ratio)
        painter = QPainter(pixmap)
        painter.drawPixmap(margin, margin, shape)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), colour)
        painter.end()
        return pixmap

    def icon(self, name: str, colour: QColor, disabled: QColor, size: int) -> QIcon:
        """Build an icon with pixmaps for every screen there is, bare and with room around it.

        It keeps its colour in a selected row, where Qt would wash it out, and shows ``disabled`` on
        a disabled button.
        """
        icon = QIcon()
        for ratio in sorted({1.0, *(s.devicePixelRatio() for s in QGuiApplication.screens())}):
            for margin in (0, _SAFE_AREA):
                enabled = self.pixmap(name, colour, size, ratio, margin)
                icon.addPixmap(enabled, QIcon.Mode.Normal)
                icon.addPixmap(enabled, QIcon.Mode.Selected)
                faint = self.pixmap(name, disabled, size, ratio, margin)
                icon.addPixmap(faint, QIcon.Mode.Disabled)
        return icon

    def blank(self, size: int) -> QIcon:
        """Return an icon that takes the room of one of ``size``, and shows nothing."""
        icon = QIcon()
        for margin in (0, _SAFE_AREA):
            icon.addPixmap(_blank(size + 2 * margin, 1.0))
        return icon

    def _shape(self, name: str, size: int, ratio: float) -> QPixmap:
        key = (name, size, ratio)
        if key not in self._shapes:
            # A library of its own, which is not there before it is needed.
            from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

            drawing = QSvgRenderer((self._directory / f"{name}.svg").read_bytes())
            pixmap = _blank(size, ratio)
            painter = QPainter(pixmap)
            drawing.render(painter, QRectF(0, 0, size, size))
            painter.end()
            self._shapes[key] = pixmap
        return self._shapes[key]


def _blank(size: int, ratio: float) -> QPixmap:
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
