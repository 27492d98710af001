"""What colours and patterns of the picture stand for: a swatch, an icon, words, a number.

Each entry lists its calls, as a part of the picture does.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from otp_gui.domain.stacks import Kind, Picture
from otp_gui.i18n import tr
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.form_fields import ENTER_KEYS
from otp_gui.ui.naming import named
from otp_gui.ui.picture_looks import Look
from otp_gui.ui.picture_words import calls
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import GRID, ICON_SIZE, SPACE, Size, Theme

_SWATCH: Final = QSize(20, 12)
_SIGN: Final = QSize(_SWATCH.width() + ICON_SIZE + 2 * GRID, ICON_SIZE)
_HEIGHT: Final = 26
_LINE: Final = _HEIGHT + SPACE
"""An entry and the gap below it."""


class PictureLegend(QScrollArea):
    """As many lines as the kinds need, up to a few; ``kind_taken`` carries the :class:`Kind`."""

    kind_taken = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._most = 4 * _LINE
        self._entries: dict[Kind, _Entry] = {}
        """In the order in which they stand there."""
        self.setObjectName("pictureLegend")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content = named(QWidget(), "explanation")
        self._flow = FlowLayout()
        content.setLayout(self._flow)
        self.setWidget(content)

    def show_picture(self, picture: Picture, looks: Mapping[Kind, Look]) -> None:
        """Explain what is in ``picture``; an entry that stays keeps the keyboard."""
        shown = [kind for kind, _count in picture.kinds]
        for kind in [kind for kind in self._entries if kind not in shown]:
            self._drop(self._entries.pop(kind))
        for kind, count in picture.kinds:
            if kind not in self._entries:
                self._entries[kind] = self._made(kind)
            self._say(self._entries[kind], looks[kind], count)
        self._entries = {kind: self._entries[kind] for kind in shown}
        self._flow.arrange(list(self._entries.values()))
        self.updateGeometry()

    def order_after(self, stop: QWidget) -> None:
        """Let the tab key come here after ``stop``, from entry to entry."""
        for before, after in pairwise((stop, *self._entries.values())):
            QWidget.setTabOrder(before, after)

    def limit(self, height: int) -> None:
        """Be no higher than whole lines within ``height``; the rest is reached by scrolling."""
        self._most = max(1, height // _LINE) * _LINE
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Tell that lines break."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height that all of it has, within limits."""
        return min(self._most, self._flow.heightForWidth(width))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what the present width needs."""
        return QSize(0, self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be there in little room, too."""
        return QSize(0, _LINE - SPACE)

    def _made(self, kind: Kind) -> "_Entry":
        entry = _Entry()
        entry.setFont(self._theme.font(Size.SMALL, tabular=True))
        entry.clicked.connect(lambda: self.kind_taken.emit(kind))
        self._flow.addWidget(entry)
        return entry

    def _drop(self, entry: "_Entry") -> None:
        self._flow.removeWidget(entry)
        entry.setParent(None)
        entry.deleteLater()

    def _say(self, entry: "_Entry", look: Look, count: int) -> None:
        # In a button an ampersand would underline what follows.
        short = look.short.replace("&", "&&")
        entry.setText(f"{short} {QLocale().toString(count)}")
        entry.setIcon(self._sign(look))
        entry.setAccessibleName(f"{look.full}: {calls(count)}")
        entry.setAccessibleDescription(tr("List these calls"))
        entry.setToolTip(tooltip(look.full))

    def _sign(self, look: Look) -> QIcon:
        """Draw the swatch and the icon beside it."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(_SIGN * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        top = (_SIGN.height() - _SWATCH.height()) / 2
        look.paint(painter, QRectF(0, top, _SWATCH.width(), _SWATCH.height()), self._theme)
        ink = self._theme.severity(look.severity).ink
        painter.drawPixmap(QPoint(_SWATCH.width() + GRID, 0), self._theme.pixmap(look.symbol, ink))
        painter.end()
        return QIcon(pixmap)


class _Entry(QPushButton):
    """A button that looks like a line of text until it is pointed at; Enter presses it, too."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "pictureLegendEntry")
        self.setProperty("variant", "legend")
        # The stylesheet's size of an icon is a square: as wide as the sign, and too high.
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the entry by Enter as well as by Space."""
        if event.key() not in ENTER_KEYS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()
