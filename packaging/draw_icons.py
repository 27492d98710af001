"""Draws the program's icon in the sizes and containers that the systems want; needs Qt.

``python packaging/draw_icons.py FOLDER`` writes ``otp-gui.ico`` (Windows), ``otp-gui.icns`` (macOS)
and ``hicolor/…`` (Linux).
"""

import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING: Final = Path(__file__).resolve().parents[1] / "resources" / "icons" / "otp-gui.svg"
NAME: Final = "otp-gui"
HICOLOR_SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256)
ICO_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS_TYPES: Final = {
    16: b"icp4",
    32: b"icp5",
    64: b"icp6",
    128: b"ic07",
    256: b"ic08",
    512: b"ic09",
    1024: b"ic10",
}
_ICO_BYTE: Final = 256
_ICO_ENTRY: Final = struct.Struct("<BBBBHHII")
_ICO_HEADER: Final = struct.Struct("<HHH")
_ICNS_HEADER: Final = struct.Struct(">4sI")


def draw(size: int) -> bytes:
    """Draw the icon as a square PNG; needs a ``QGuiApplication``."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def ico(drawings: Mapping[int, bytes]) -> bytes:
    """Put PNG drawings, by their size, into an icon of Windows."""
    entries, bodies = [], []
    offset = _ICO_HEADER.size + _ICO_ENTRY.size * len(drawings)
    for size, body in sorted(drawings.items()):
        # A byte holds no 256: a zero stands for it.
        side = size % _ICO_BYTE
        entries.append(_ICO_ENTRY.pack(side, side, 0, 0, 1, 32, len(body), offset))
        bodies.append(body)
        offset += len(body)
    return _ICO_HEADER.pack(0, 1, len(drawings)) + b"".join([*entries, *bodies])


def icns(drawings: Mapping[int, bytes]) -> bytes:
    """Put PNG drawings, by their size, into an icon of macOS."""
    chunks = [
        _ICNS_HEADER.pack(ICNS_TYPES[size], _ICNS_HEADER.size + len(body)) + body
        for size, body in sorted(drawings.items())
    ]
    body = b"".join(chunks)
    return _ICNS_HEADER.pack(b"icns", _ICNS_HEADER.size + len(body)) + body


def write_all(folder: Path) -> None:
    """Draw everything into ``folder``."""
    app = QGuiApplication.instance() or QGuiApplication([NAME, "-platform", "offscreen"])
    sizes = {*HICOLOR_SIZES, *ICO_SIZES, *ICNS_TYPES}
    drawings = {size: draw(size) for size in sizes}
    del app
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.ico").write_bytes(ico({size: drawings[size] for size in ICO_SIZES}))
    (folder / f"{NAME}.icns").write_bytes(icns({size: drawings[size] for size in ICNS_TYPES}))
    for size in HICOLOR_SIZES:
        place = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(drawings[size])


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
