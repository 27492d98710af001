"""Icons from the SVG files of Lucide, drawn in any colour and sharp on every screen."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_INK = b"currentColor"


class IconPainter:
    """Draws ``<name>.svg`` of a directory on demand; a file is read once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._sources: dict[str, bytes] = {}

    def pixmap(self, name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
        """Draw an icon ``size`` device-independent pixels wide for a screen of ``ratio``.

        :raises FileNotFoundError: if no icon has this name.
        """
        source = self._source(name).replace(_INK, colour.name().encode())
        pixels = round(size * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def icon(self, name: str, colour: QColor, disabled: QColor, size: int) -> QIcon:
        """Build an icon with a pixmap for every screen there is.

        It keeps its colour in a selected row, where Qt would wash it out, and shows ``disabled`` on
        a disabled button.
        """
        icon = QIcon()
        for ratio in sorted({1.0, *(s.devicePixelRatio() for s in QGuiApplication.screens())}):
            enabled = self.pixmap(name, colour, size, ratio)
            icon.addPixmap(enabled, QIcon.Mode.Normal)
            icon.addPixmap(enabled, QIcon.Mode.Selected)
            icon.addPixmap(self.pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
        return icon

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            self._sources[name] = (self._directory / f"{name}.svg").read_bytes()
        return self._sources[name]
