"""The picture itself: stacks of calls, to be looked at, pointed at and walked through."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from otp_gui.domain.stacks import Kind, Picture
from otp_gui.ui.form_fields import ENTER_KEYS
from otp_gui.ui.picture_geometry import Geometry, Place
from otp_gui.ui.picture_looks import Look
from otp_gui.ui.picture_words import has_tick, tick, ticks_every
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import GRID, SPACE, Size, Theme

_LEAST: Final = QSize(160, 110)
_WISH: Final = QSize(480, 260)
_RING: Final = 2.0
_WIDEST_TIME: Final = "00 MMM"


class PictureChart(QAbstractScrollArea):
    """Draws a :class:`Picture`; arrow keys walk through its parts, and Enter takes one.

    ``part_taken`` carries the stack's number and the part's, as ``part_current`` does, which says
    where one is or points; -1 and -1 for nowhere. ``say`` describes a part in a line.
    """

    part_taken = Signal(int, int)
    part_current = Signal(int, int)

    def __init__(self, theme: Theme, say: Callable[[int, int], str]) -> None:
        super().__init__()
        self._theme = theme
        self._say = say
        self._picture: Picture | None = None
        self._looks: Mapping[Kind, Look] = {}
        self._chosen: Place | None = None
        """Where the keyboard is."""
        self._pointed: Place | None = None
        self.setObjectName("pictureChart")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.font(Size.SMALL, tabular=True))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self._on_scrolled)

    def show_picture(self, picture: Picture, looks: Mapping[Kind, Look]) -> None:
        """Draw ``picture``; where one was in the old one, one is in the new one, if it is there."""
        before = self._key(self._chosen)
        scrolls = self._picture is not None and self._picture.span.since == picture.span.since
        self._picture, self._looks = picture, looks
        self._pointed = None
        self._chosen = self._find(before)
        self._fit()
        if not scrolls:
            # What is going on now is seen first.
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())
        self.viewport().update()
        self._tell()

    @property
    def geometry_now(self) -> Geometry | None:
        """Where everything is, None without a picture."""
        if self._picture is None:
            return None
        room = self.viewport().size()
        digits = QLocale().toString(Geometry(self._picture, 1, 1, 0).top_value)
        left = self.fontMetrics().horizontalAdvance(digits) + SPACE
        offset = self.horizontalScrollBar().value()
        return Geometry(self._picture, room.width(), room.height(), left, offset)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be useful in little room."""
        return _LEAST

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Take what room there is."""
        return _WISH

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the stacks to the room."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and argument
        """Draw what is in sight."""
        layout = self.geometry_now
        if layout is None:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        self._paint_scale(painter, layout)
        painter.setClipRect(QRectF(layout.left, 0, layout.width - layout.left, layout.height))
        self._paint_times(painter, layout)
        for stack in layout.seen():
            parts = layout.picture.stacks[stack].parts
            for part, place in zip(parts, layout.parts(stack), strict=True):
                self._looks[part.kind].paint(painter, place, self._theme)
                if part is not parts[0]:
                    painter.setPen(QPen(self._theme.color("surface"), 1))
                    painter.drawLine(place.bottomLeft(), place.bottomRight())
        self._paint_ring(painter, layout, self._pointed, "text")
        if self.hasFocus():
            self._paint_ring(painter, layout, self._chosen, "focus")
            self._paint_ring(painter, layout, self._chosen, "text", margin=1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk: sideways between stacks, up and down within one; Enter takes the part."""
        if event.key() in ENTER_KEYS and self._chosen is not None:
            if not event.isAutoRepeat():
                self.part_taken.emit(*self._chosen)
            return
        target = self._step(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self._choose(target)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with the latest stack."""
        super().focusInEvent(event)
        if self._chosen is None:
            target = self._step(Qt.Key.Key_End)
            if target is not None:
                self._choose(target)
        self._tell()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the ring away."""
        super().focusOutEvent(event)
        self._tell()
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Say what is under the pointer."""
        self._point_at(event.position())
        if self._pointed is None:
            QToolTip.hideText()
        else:
            place = event.globalPosition().toPoint()
            QToolTip.showText(place, tooltip(self._say(*self._pointed)), self.viewport())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the part that is clicked."""
        self._point_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and self._pointed is not None:
            self._chosen = self._pointed
            self.part_taken.emit(*self._pointed)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Forget the pointer once it has left."""
        if event.type() is QEvent.Type.Leave:
            self._set_pointed(None)
        return super().viewportEvent(event)

    @Slot()
    def _on_scrolled(self) -> None:
        self.viewport().update()

    def _paint_scale(self, painter: QPainter, layout: Geometry) -> None:
        top, line = layout.top_value, self.fontMetrics().height()
        has_room = layout.floor - layout.level(top) > 3 * line
        for value in (0, top // 2, top) if has_room else (0, top):
            y = round(layout.level(value)) + 0.5
            painter.setPen(QPen(self._theme.color("border"), 1))
            painter.drawLine(QPointF(layout.left, y), QPointF(layout.width, y))
            painter.setPen(self._theme.color("muted"))
            words = QRectF(0, y - line / 2, layout.left - GRID, line)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight, QLocale().toString(value))

    def _paint_times(self, painter: QPainter, layout: Geometry) -> None:
        painter.setPen(self._theme.color("muted"))
        metrics, span = self.fontMetrics(), layout.picture.span
        stacks = layout.picture.stacks
        every = ticks_every(span, metrics.horizontalAdvance(_WIDEST_TIME), layout.pitch)
        for number in layout.seen():
            if not has_tick(number, stacks[number], span, every):
                continue
            words = tick(stacks[number], span)
            width = metrics.horizontalAdvance(words)
            middle = layout.column(number).center().x()
            x = min(max(middle - width / 2, layout.left), layout.width - width)
            painter.drawText(QPointF(x, layout.height - metrics.descent() - 1), words)

    def _paint_ring(
        self,
        painter: QPainter,
        layout: Geometry,
        place: Place | None,
        token: str,
        margin: float = _RING,
    ) -> None:
        if place is None:
            return
        stack, number = place
        around = layout.parts(stack)[number].adjusted(-margin, -margin, margin, margin)
        painter.setPen(QPen(self._theme.color(token), _RING if token == "focus" else 1))  # noqa: S105
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(around)

    def _fit(self) -> None:
        layout = self.geometry_now
        bar = self.horizontalScrollBar()
        if layout is not None:
            bar.setRange(0, layout.surplus)
            bar.setPageStep(int(layout.room))
            bar.setSingleStep(int(layout.pitch))

    def _step(self, key: Qt.Key) -> Place | None:
        """Return where ``key`` leads; None where it is not for us or there is nothing."""
        if self._picture is None:
            return None
        full = [n for n, stack in enumerate(self._picture.stacks) if stack.parts]
        if not full:
            return None
        stack, number = self._chosen if self._chosen is not None else (full[-1], 0)
        match key:
            case Qt.Key.Key_Left:
                stack = max((n for n in full if n < stack), default=full[0])
            case Qt.Key.Key_Right:
                stack = min((n for n in full if n > stack), default=full[-1])
            case Qt.Key.Key_Home:
                stack = full[0]
            case Qt.Key.Key_End:
                stack = full[-1]
            case Qt.Key.Key_Up:
                number += 1
            case Qt.Key.Key_Down:
                number = max(0, number - 1)
            case _:
                return None
        return stack, min(number, len(self._picture.stacks[stack].parts) - 1)

    def _choose(self, place: Place) -> None:
        self._chosen = place
        self._pointed = None
        layout = self.geometry_now
        if layout is not None:
            column = layout.column(place[0])
            bar = self.horizontalScrollBar()
            if column.left() < layout.left:
                bar.setValue(int(bar.value() - (layout.left - column.left())))
            elif column.right() > layout.left + layout.room:
                bar.setValue(int(bar.value() + column.right() - layout.left - layout.room) + 1)
        self.viewport().update()
        self._tell()

    def _point_at(self, point: QPointF) -> None:
        layout = self.geometry_now
        self._set_pointed(layout.at(point) if layout is not None else None)

    def _set_pointed(self, place: Place | None) -> None:
        if place != self._pointed:
            self._pointed = place
            self.viewport().update()
            self._tell()

    def _tell(self) -> None:
        """Say where the pointer is, or else the keyboard."""
        place = self._pointed
        if place is None and self.hasFocus():
            place = self._chosen
        self.part_current.emit(*(place or (-1, -1)))

    def _key(self, place: Place | None) -> tuple[object, Kind] | None:
        if self._picture is None or place is None:
            return None
        stack = self._picture.stacks[place[0]]
        return stack.start, stack.parts[place[1]].kind

    def _find(self, key: tuple[object, Kind] | None) -> Place | None:
        if self._picture is None or key is None:
            return None
        for number, stack in enumerate(self._picture.stacks):
            if stack.start == key[0]:
                kinds = [part.kind for part in stack.parts]
                return (number, kinds.index(key[1])) if key[1] in kinds else None
        return None
