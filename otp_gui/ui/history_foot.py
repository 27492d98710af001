"""The line under the history: how much it lists, and buttons that give up their words to that."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from otp_gui.ui.plain_text import PlainLabel, tooltip
from otp_gui.ui.steady_bar import BAR_WIDTH
from otp_gui.ui.theme import SPACE


class HistoryFoot(QWidget):
    """``count`` on the left, ``buttons`` on the right; the first ones lose their words first.

    A button without words says them by its tool tip and to screen readers.
    """

    def __init__(self, count: PlainLabel, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self._count = count
        self._buttons = buttons
        self._words = [""] * len(buttons)
        """What each button says where there is room."""
        count.setWordWrap(False)
        row = QHBoxLayout(self)
        # Above it a bar has its room.
        row.setContentsMargins(0, 0, BAR_WIDTH, 0)
        row.setSpacing(SPACE)
        row.addWidget(count, 1)
        for button in buttons:
            row.addWidget(button)

    def say(self, *words: str) -> None:
        """Call the buttons by ``words``, as far as there is room."""
        self._words = list(words)
        self.fit()

    def fit(self) -> None:
        """Give the count the room that it needs now."""
        # Wide enough for every button without its words and most counts: no room is no matter.
        for said in range(len(self._buttons), -1, -1):
            silent = len(self._buttons) - said
            for place, button in enumerate(self._buttons):
                words = "" if place < silent else self._words[place]
                if button.text() != words:
                    button.setText(words)
            if self._needed() <= self.width() - BAR_WIDTH:
                break
        self._count.setToolTip(tooltip(self._count.text()))

    def _needed(self) -> int:
        buttons = sum(button.sizeHint().width() + SPACE for button in self._buttons)
        return buttons + self._count.sizeHint().width()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never widen the view."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew with another look."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.fit()
