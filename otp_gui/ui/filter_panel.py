"""The filters that come at a click: type, operation, source, operator, period."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.history_query import Choices, HistoryQuery
from otp_gui.domain.labels import operation_label, source_label
from otp_gui.domain.outcome import Operation
from otp_gui.domain.record import Source
from otp_gui.i18n import render, tr
from otp_gui.ui.form_fields import ElidedComboBox, caption
from otp_gui.ui.history_period import PeriodChoice
from otp_gui.ui.naming import named
from otp_gui.ui.theme import GRID, SPACE, SPACE_WIDE, Theme

_LONGEST: Final = 60
_LETTERS: Final = 22
TYPE, OPERATION, SOURCE, OPERATOR, PERIOD = "type", "operation", "source", "operator", "period"
"""The keys of the filters."""
# As no type is called.
_UNTYPED, _OTHER_TYPES = "\0", "\0…"


class FilterPanel(QFrame):
    """Opens under a button and takes no room; a click beside it, or Esc, closes it.

    ``changed`` tells of each choice, at once.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("historyFilterPanel")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's own signature
        # The click that closes it is not to press the button that opens it.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self._choices = Choices()
        self._types_left_out: tuple[str, ...] = ()
        self._combos = {
            TYPE: filter_combo("historyTypeFilter"),
            OPERATION: filter_combo("historyOperationFilter"),
            SOURCE: filter_combo("historySourceFilter"),
            OPERATOR: filter_combo("historyOperatorFilter"),
        }
        self._period = PeriodChoice(now)
        self._captions = {key: caption(theme) for key in (*self._combos, PERIOD)}
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        grid.setHorizontalSpacing(SPACE_WIDE)
        grid.setVerticalSpacing(SPACE)
        for row, (key, label) in enumerate(self._captions.items()):
            grid.addWidget(label, row, 0)
            grid.addWidget(self._combos.get(key, self._period), row, 1)
            label.setBuddy(self._combos.get(key, self._period.combo))
        for combo in self._combos.values():
            combo.currentIndexChanged.connect(self.changed)
        self._period.changed.connect(self.changed)

    def open_under(self, button: QWidget) -> None:
        """Open below ``button``, its right edge at the button's, on the button's screen."""
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + GRID))
        screen = button.screen().availableGeometry()
        self.move(max(screen.left(), corner.x()), min(corner.y(), screen.bottom() - self.height()))
        self.show()
        self._combos[TYPE].setFocus()

    def restrict(self, query: HistoryQuery) -> HistoryQuery:
        """Return ``query`` with what is chosen here."""
        operation, source = self._chosen(OPERATION), self._chosen(SOURCE)
        since, until = self._period.span
        kind = self._chosen(TYPE)
        return replace(
            query,
            error_type=None if kind in (_UNTYPED, _OTHER_TYPES) else kind,
            untyped=kind == _UNTYPED,
            types_left_out=self._types_left_out if kind == _OTHER_TYPES else (),
            operation=Operation(operation) if operation else None,
            source=Source(source) if source else None,
            operator=self._chosen(OPERATOR),
            since=since,
            until=until,
        )

    def show_query(self, query: HistoryQuery) -> None:
        """Choose what ``query`` asks for; nobody is told."""
        was_blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        if query.types_left_out:
            self._types_left_out = query.types_left_out
            self._fill()
        wanted = (_type_of(query), query.operation, query.source, query.operator)
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
        told = [
            (key, combo.currentText())
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

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        texts = {
            TYPE: (tr("Type"), tr("Types to list")),
            OPERATION: (tr("Operation"), tr("Operations to list")),
            SOURCE: (tr("Source"), tr("Sources to list")),
            OPERATOR: (tr("Made by"), tr("Operators to list")),
            PERIOD: (tr("Period"), tr("Period to list")),
        }
        for key, (title, name) in texts.items():
            self._captions[key].setText(title)
            self._combos.get(key, self._period.combo).setAccessibleName(name)
        self._period.retranslate()
        self._fill()

    def _chosen(self, key: str) -> str | None:
        value = self._combos[key].currentData()
        return None if value is None else str(value)

    def _fill(self) -> None:
        known = self._choices
        special = [(tr("No type"), _UNTYPED)]
        if self._types_left_out:
            special.append((tr("Other types"), _OTHER_TYPES))
        types = [(_short(t), t) for t in known.error_types]
        fill(self._combos[TYPE], tr("All types"), [*special, *types])
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


def _type_of(query: HistoryQuery) -> str | None:
    """Return what is chosen among the types for ``query``."""
    if query.untyped:
        return _UNTYPED
    return _OTHER_TYPES if query.types_left_out else query.error_type


def filter_combo(name: str) -> QComboBox:
    """Return a list to choose from that stays narrow, however long its items are."""
    combo = named(ElidedComboBox(), name)
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
