"""The filters that are not always at hand: type, operation, source, operator, period."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame

from otp_gui.domain.display import visible
from otp_gui.domain.history_query import Choices, HistoryQuery
from otp_gui.domain.labels import operation_label, source_label
from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import Source
from otp_gui.i18n import render, tr
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.history_period import PeriodChoice
from otp_gui.ui.naming import named

_LONGEST: Final = 60
_LETTERS: Final = 12
TYPE, OPERATION, SOURCE, OPERATOR, PERIOD = "type", "operation", "source", "operator", "period"
"""The keys of the filters."""


class FilterPanel(QFrame):
    """Tells of each choice by ``changed``; ``closed`` when Esc is pressed in it."""

    changed = Signal()
    closed = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("historyFilterPanel")
        self._choices = Choices()
        self._combos = {
            TYPE: filter_combo("historyTypeFilter"),
            OPERATION: filter_combo("historyOperationFilter"),
            SOURCE: filter_combo("historySourceFilter"),
            OPERATOR: filter_combo("historyOperatorFilter"),
        }
        self._period = PeriodChoice(now)
        self._flow = flow = FlowLayout()
        for combo in self._combos.values():
            flow.addWidget(combo)
            combo.currentIndexChanged.connect(self.changed)
        flow.addWidget(self._period)
        self.setLayout(flow)
        self._period.changed.connect(self._on_period_changed)
        self.hide()

    def restrict(self, query: HistoryQuery) -> HistoryQuery:
        """Return ``query`` with what is chosen here."""
        operation, source = self._chosen(OPERATION), self._chosen(SOURCE)
        since, until = self._period.span
        return replace(
            query,
            error_type=self._chosen(TYPE),
            operation=Operation(operation) if operation else None,
            source=Source(source) if source else None,
            operator=self._chosen(OPERATOR),
            since=since,
            until=until,
        )

    def show_query(self, query: HistoryQuery) -> None:
        """Choose what ``query`` asks for; nobody is told."""
        was_blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        wanted = (query.error_type, query.operation, query.source, query.operator)
        for combo, value in zip(self._combos.values(), wanted, strict=True):
            choose(combo, value)
        self._period.choose((query.since, query.until))
        self.blockSignals(was_blocked)

    def set_choices(self, choices: Choices) -> None:
        """Offer what the history holds; what is chosen stays so."""
        self._choices = choices
        self._fill()

    def in_force(self) -> Sequence[tuple[str, str]]:
        """Return the key of each filter that restricts, and what it says."""
        captions = {
            TYPE: tr("Type"),
            OPERATION: tr("Operation"),
            SOURCE: tr("Source"),
            OPERATOR: tr("Made by"),
        }
        told = [
            (key, f"{captions[key]}: {combo.currentText()}")
            for key, combo in self._combos.items()
            if combo.currentData() is not None
        ]
        if words := self._period.words():
            told.append((PERIOD, words))
        return told

    def remove(self, key: str) -> None:
        """Take the filter with this key away."""
        if key == PERIOD:
            self._period.clear()
        elif key in self._combos:
            self._combos[key].setCurrentIndex(0)

    def focus_first(self) -> None:
        """Go to the first filter."""
        self._combos[TYPE].setFocus()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        names = (
            tr("Types to list"),
            tr("Operations to list"),
            tr("Sources to list"),
            tr("Operators to list"),
        )
        for combo, name in zip(self._combos.values(), names, strict=True):
            combo.setAccessibleName(name)
        self._period.retranslate()
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_period_changed(self) -> None:
        # The days come and go with it.
        self._flow.invalidate()
        self.updateGeometry()
        self.changed.emit()

    def _chosen(self, key: str) -> str | None:
        value = self._combos[key].currentData()
        return None if value is None else str(value)

    def _fill(self) -> None:
        known = self._choices
        fill(self._combos[TYPE], tr("All types"), [(_short(t), t) for t in known.error_types])
        fill(
            self._combos[OPERATION],
            tr("All operations"),
            [(render(operation_label(o)), o.value) for o in Operation],
        )
        fill(
            self._combos[SOURCE],
            tr("All sources"),
            [(render(source_label(s)), s.value) for s in known.sources],
        )
        fill(self._combos[OPERATOR], tr("Everybody"), [(_short(o), o) for o in known.operators])


def filter_combo(name: str) -> QComboBox:
    """Return a list to choose from that stays narrow, however long its items are."""
    combo = named(QComboBox(), name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(_LETTERS)
    return combo


def fill(combo: QComboBox, everything: str, choices: Sequence[tuple[str, str]]) -> None:
    """Offer ``everything`` and the (text, value) pairs of ``choices``; keep what was chosen.

    What was chosen is offered even where there is nothing of it any more.
    """
    text, chosen = combo.currentText(), combo.currentData()
    combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
    combo.clear()
    combo.addItem(everything, None)
    for words, value in choices:
        combo.addItem(words, value)
    if chosen is not None and combo.findData(chosen) < 0:
        combo.addItem(text, chosen)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    combo.blockSignals(False)  # noqa: FBT003


def choose(combo: QComboBox, value: str | None) -> None:
    """Choose ``value``, which is offered from now on if it was not."""
    if value is not None and combo.findData(str(value)) < 0:
        combo.addItem(_short(str(value)), str(value))
    combo.setCurrentIndex(0 if value is None else combo.findData(str(value)))


def _short(word: str) -> str:
    return visible(word, _LONGEST)[0]
