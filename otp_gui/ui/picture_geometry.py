"""Where in the picture everything is: stacks, parts, the scale; device-independent pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF

from otp_gui.domain.stacks import Picture

TOP: Final = 8
BOTTOM: Final = 20
"""For the times below the stacks."""
RIGHT: Final = 4
_NARROWEST: Final = 7.0
_WIDEST: Final = 56.0
_GAP_SHARE: Final = 0.2
_LEAST: Final = 3.0
"""So high is a part of a single call at least: it can be seen and pointed at."""
_STEPS: Final = (2, 4, 6, 8, 10, 20)

Place = tuple[int, int]
"""The number of a stack, and of a part of it."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The layout of ``picture`` in so much room, scrolled by ``offset`` to the right."""

    picture: Picture
    width: float
    height: float
    left: float
    offset: float = 0.0

    @property
    def room(self) -> float:
        """How wide the stacks may be without scrolling."""
        return max(1.0, self.width - self.left - RIGHT)

    @property
    def pitch(self) -> float:
        """How far stacks are apart."""
        count = max(1, len(self.picture.stacks))
        return min(_WIDEST, max(_NARROWEST, self.room / count))

    @property
    def surplus(self) -> int:
        """How far it can be scrolled."""
        return max(0, round(self.pitch * len(self.picture.stacks) - self.room))

    @property
    def floor(self) -> float:
        """Where stacks stand."""
        return self.height - BOTTOM

    @property
    def top_value(self) -> int:
        """The number at the top of the scale, an even one."""
        return nice(self.picture.highest)

    def level(self, count: float) -> float:
        """Return how far down a stack of ``count`` calls ends."""
        return self.floor - (self.floor - TOP) * count / self.top_value

    def column(self, stack: int) -> QRectF:
        """Return all of the room over and under a stack."""
        x = self.left + stack * self.pitch - self.offset
        return QRectF(x, 0, self.pitch, self.height)

    def parts(self, stack: int) -> Sequence[QRectF]:
        """Return where the parts of a stack are; each can be seen, and all of them have room."""
        column = self.column(stack)
        gap = max(1.0, column.width() * _GAP_SHARE)
        parts = self.picture.stacks[stack].parts
        heights = [max(_LEAST, self.floor - self.level(part.count)) for part in parts]
        squeeze = min(1.0, (self.floor - TOP) / max(1.0, sum(heights)))
        places = []
        bottom = self.floor
        for height in heights:
            bottom -= height * squeeze
            left, width = column.left() + gap / 2, column.width() - gap
            places.append(QRectF(left, bottom, width, height * squeeze))
        return places

    def seen(self) -> Iterator[int]:
        """Return the stacks that are in sight."""
        first = max(0, int(self.offset // self.pitch))
        last = int((self.offset + self.room) // self.pitch) + 1
        yield from range(first, min(last, len(self.picture.stacks)))

    def at(self, point: QPointF) -> Place | None:
        """Return the part at ``point``, None where there is none."""
        if point.x() < self.left:
            return None
        stack = int((point.x() - self.left + self.offset) // self.pitch)
        if not 0 <= stack < len(self.picture.stacks):
            return None
        hits = (n for n, place in enumerate(self.parts(stack)) if place.contains(point))
        number = next(hits, None)
        return None if number is None else (stack, number)


def nice(highest: int) -> int:
    """Return a round, even number that is not below ``highest``."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power >= highest:
                return step * power
        power *= 10
