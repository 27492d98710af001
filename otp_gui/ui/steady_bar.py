"""A scroll bar whose room is always kept, so that its coming and going moves nothing.

Where texts wrap, a bar that takes room makes them higher, and one that leaves makes them lower: in
some sizes Qt's own area then goes to and fro without end, until the stack is used up.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar

BAR_WIDTH: Final = 10
"""As the stylesheet has it, in device-independent pixels."""


class _SteadyBar(QScrollBar):
    """Not to be seen where there is nothing to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint, if there is something to scroll."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


def keep_bar(area: QScrollArea) -> None:
    """Have ``area`` keep the room of its vertical bar."""
    area.setVerticalScrollBar(_SteadyBar(area))
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
