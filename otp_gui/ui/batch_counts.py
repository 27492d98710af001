"""How many rows came to what, in few lines: where a window is too narrow for bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from otp_gui.domain.batch_labels import answer_label, type_label
from otp_gui.domain.batch_rules import Tally
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.i18n import render, tr
from otp_gui.ui.figures import figure
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, Size, Theme
from otp_gui.ui.tinted_box import TintedBox

_MOST_TYPES: Final = 6
_LOOKS: Final = {
    Verdict.SUCCESS: (Severity.SUCCESS, Symbol.CIRCLE_CHECK),
    Verdict.NOT_COMPLETED: (Severity.WAITING, Symbol.HOURGLASS),
    Verdict.ERROR: (Severity.OVER, Symbol.CIRCLE_X),
    Verdict.UNKNOWN: (Severity.UNKNOWN, Symbol.CIRCLE_HELP),
    Verdict.NOT_SENT: (Severity.NOT_SENT, Symbol.UNPLUG),
    Verdict.RUNNING: (Severity.RUNNING, Symbol.LOADER),
}
_FORGOTTEN: Final = "trash-2"


@dataclass(frozen=True, slots=True)
class Entry:
    """How many rows came to something, and how that looks."""

    words: str
    count: int
    severity: Severity
    symbol: str

    @property
    def text(self) -> str:
        """What is said of it."""
        return f"{self.words}: {figure(self.count)}"


def verdict_entries(tally: Tally, operation: Operation) -> Sequence[Entry]:
    """Return what the rows came to, in the order of the verdicts; nothing of what none did."""
    entries = [
        Entry(render(answer_label(verdict, operation)), tally.verdicts[verdict], *look)
        for verdict, look in _LOOKS.items()
        if tally.verdicts.get(verdict)
    ]
    if tally.forgotten:
        gone = Entry(tr("Deleted since"), tally.forgotten, Severity.NOT_SENT, _FORGOTTEN)
        entries.append(gone)
    return entries


def type_entries(tally: Tally, most: int) -> Sequence[Entry]:
    """Return the ``most`` frequent types, ours in words."""
    return [
        Entry(render(type_label(word)), count, Severity.RUNNING, Symbol.LOADER)
        for word, count in list(tally.types.items())[:most]
    ]


class BatchCounts(QWidget):
    """A chip for each verdict, and a sentence of the types."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        named(self, "batchCounts")
        self._theme = theme
        self._tally = Tally()
        self._operation = Operation.STATUS
        self._chips: list[_Chip] = []
        self._flow = FlowLayout()
        self._types = named(PlainLabel(theme.font(Size.SMALL, tabular=True)), "batchTypes")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_TIGHT)
        column.addLayout(self._flow)
        column.addWidget(self._types)
        theme.changed.connect(self._show)
        self._show()

    def show_tally(self, tally: Tally, operation: Operation) -> None:
        """Tell what the rows came to so far."""
        if (tally, operation) != (self._tally, self._operation):
            self._tally, self._operation = tally, operation
            self._show()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._show()

    @Slot()
    def _show(self) -> None:
        entries = verdict_entries(self._tally, self._operation)
        while len(self._chips) < len(entries):
            self._chips.append(_Chip(self._theme))
            self._flow.addWidget(self._chips[-1])
        for chip, entry in zip(self._chips, entries, strict=False):
            chip.show_entry(entry)
        for chip in self._chips[len(entries) :]:
            chip.hide()
        self._types.setText(self._of_types())
        self._types.setVisible(bool(self._tally.types))
        self._flow.invalidate()
        self.updateGeometry()

    def _of_types(self) -> str:
        # No line ends between a type and its number.
        told = [
            f"{entry.words}:\u00a0{figure(entry.count)}"
            for entry in type_entries(self._tally, _MOST_TYPES)
        ]
        more = len(self._tally.types) - len(told)
        if more:
            told.append(tr("{count} more", count=figure(more)))
        return f"{tr('Types')}: {' · '.join(told)}"


class _Chip(TintedBox):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._label = PlainLabel(theme.font(Size.SMALL, tabular=True))
        self._label.setWordWrap(False)
        self.body.addWidget(self._label)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(SPACE, SPACE_TIGHT, SPACE, SPACE_TIGHT)
            layout.setSpacing(SPACE_TIGHT)

    def show_entry(self, entry: Entry) -> None:
        self._label.setText(entry.text)
        self._label.set_colour(self.dress(entry.severity, entry.symbol).text)
        self.show()
