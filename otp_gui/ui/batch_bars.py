"""How many rows came to what, as bars with words and numbers beside the table."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from otp_gui.domain.batch_rules import Tally
from otp_gui.domain.outcome import Operation
from otp_gui.i18n import tr
from otp_gui.ui.batch_counts import Entry, type_entries, verdict_entries
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, SPACE_WIDE, Size, Theme

_WIDTH: Final = 236
_HEIGHT: Final = 8
_MOST_TYPES: Final = 12


class BatchBars(QScrollArea):
    """Two groups of bars, per verdict and per type; what a screen reader needs is in the labels."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        named(self, "batchBars")
        self._theme = theme
        self._tally = Tally()
        self._operation = Operation.STATUS
        self.setWidgetResizable(True)
        self.setFixedWidth(_WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(SPACE, 0, SPACE, 0)
        self._column.setSpacing(SPACE_TIGHT)
        self._headings = [PlainLabel(theme.font(Size.SMALL, bold=True)) for _ in range(2)]
        self._groups = [QVBoxLayout(), QVBoxLayout()]
        self._bars: tuple[list[_Bar], list[_Bar]] = ([], [])
        for heading, group in zip(self._headings, self._groups, strict=True):
            group.setSpacing(SPACE)
            self._column.addWidget(heading)
            self._column.addLayout(group)
            self._column.addSpacing(SPACE_WIDE)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        theme.changed.connect(self._show)

    def show_tally(self, tally: Tally, operation: Operation) -> None:
        """Draw what the rows came to so far."""
        self._tally, self._operation = tally, operation
        self._show()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._show()

    @Slot()
    def _show(self) -> None:
        verdicts = verdict_entries(self._tally, self._operation)
        types = type_entries(self._tally, _MOST_TYPES)
        for heading, words, entries in (
            (self._headings[0], tr("Results"), verdicts),
            (self._headings[1], tr("Types"), types),
        ):
            heading.setText(words)
            heading.setVisible(bool(entries))
        self._fit(0, verdicts)
        self._fit(1, types)

    def _fit(self, group: int, entries: Sequence[Entry]) -> None:
        bars = self._bars[group]
        while len(bars) < len(entries):
            bars.append(_Bar(self._theme))
            self._groups[group].addWidget(bars[-1])
        most = max((entry.count for entry in entries), default=1)
        for bar, entry in zip(bars, entries, strict=False):
            colour = self._theme.severity(entry.severity).icon
            bar.show_entry(entry, entry.count / most, colour)
        for bar in bars[len(entries) :]:
            bar.hide()


class _Bar(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._label = PlainLabel(theme.font(Size.SMALL, tabular=True))
        self._line = _Line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._label)
        column.addWidget(self._line)

    def show_entry(self, entry: Entry, share: float, colour: QColor) -> None:
        self._label.setText(entry.text)
        self._line.draw(share, colour)
        self.show()


class _Line(QWidget):
    """A bar as long as its share of the longest one."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self._colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, share: float, colour: QColor) -> None:
        self._share, self._colour = share, colour
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        width = max(2.0, self.width() * self._share)
        painter.drawRoundedRect(QRectF(0, 0, width, self.height()), 2, 2)
        painter.end()
