"""What to look for in the history: a line to type in, and filters, with those in force below."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.history_query import Choices, HistoryQuery
from otp_gui.domain.labels import verdict_label
from otp_gui.domain.outcome import Verdict
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.filter_chips import FilterChips
from otp_gui.ui.filter_panel import FilterPanel, choose, fill
from otp_gui.ui.masked_edit import MaskedEdit
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import SPACE, Theme

_NAME_LIMIT: Final = 60
_ROOM_TO_SEARCH: Final = 200
_NARROWEST: Final = 100
_NARROW: Final = 300
"""With the search line in a row of its own, which is not known before there is so little room."""
_BUTTON: Final = 112
"""The button with its words, about."""
_COMBO_FRAME: Final = 36
"""The padding of a list, and its arrow."""
_LONGEST_SEARCH: Final = 256
_ENVIRONMENT, _VERDICT = "environment", "verdict"


class HistoryFilters(QWidget):
    """Tells by ``query_changed`` that :attr:`query` is another one, once typing pauses.

    ``list_wanted`` when the user goes down to what was found, ``choices_wanted`` when what there is
    to filter by is about to be seen. ``now`` gives UTC. The order is no matter of the filters.
    """

    query_changed = Signal()
    list_wanted = Signal()
    choices_wanted = Signal()

    def __init__(self, theme: Theme, search_delay_ms: int, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._theme = theme
        self._environments: Sequence[Environment] = ()
        self._told = HistoryQuery()
        self._narrow: bool | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(search_delay_ms)
        self._search = named(_SearchLine(), "historySearch")
        self._search.setMaxLength(_LONGEST_SEARCH)
        self._glass = QAction(self)
        self._wipe = QAction(self)
        self._search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._search.addAction(self._wipe, QLineEdit.ActionPosition.TrailingPosition)
        self._environment = _combo("historyEnvironmentFilter")
        self._verdict = _combo("historyVerdictFilter")
        self._button = named(QPushButton(), "historyFiltersButton")
        self._panel = FilterPanel(theme, self._button, now)
        self._chips = FilterChips(theme)
        self.setMinimumWidth(_NARROW)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addLayout(self._grid)
        rows.addWidget(self._chips)
        self._arrange(narrow=False)
        self._connect()
        self._dress()
        self.retranslate()

    @property
    def query(self) -> HistoryQuery:
        """What is asked for now, in the usual order."""
        verdict = self._verdict.currentData()
        return self._panel.restrict(
            HistoryQuery(
                text=self._search.text().strip(),
                environment=self._environment.currentData(),
                verdict=Verdict(verdict) if verdict else None,
            )
        )

    def show_query(self, query: HistoryQuery) -> None:
        """Ask for ``query`` as if it had been typed and chosen; its order is left out."""
        self._search.setText(query.text)
        self._panel.show_query(query)
        for combo, value in (
            (self._environment, query.environment),
            (self._verdict, query.verdict),
        ):
            combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            choose(combo, value)
            combo.blockSignals(False)  # noqa: FBT003
        self._tell()

    def set_environments(self, environments: Sequence[Environment]) -> None:
        """Offer ``environments``; the one chosen stays chosen if it is still there."""
        self._environments = environments
        if self._environment.currentData() not in {e.id for e in environments}:
            self._environment.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self._environment.setCurrentIndex(0)
            self._environment.blockSignals(False)  # noqa: FBT003
        self.retranslate()
        self._tell()

    def set_choices(self, choices: Choices) -> None:
        """Offer what the history holds to filter by."""
        self._panel.set_choices(choices)

    @Slot()
    def clear(self) -> None:
        """Ask for everything again."""
        self.show_query(HistoryQuery())

    @Slot()
    def follow_the_day(self) -> None:
        """Ask again where midnight has made another day of today."""
        if not self._timer.isActive():
            self._tell()

    def focus_search(self) -> None:
        """Go to the search line, ready to type another text."""
        self._search.setFocus()
        self._search.selectAll()

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._search.setPlaceholderText(tr("Search: ID, number, type, message"))
        self._search.setAccessibleName(tr("Search the history"))
        self._glass.setText(tr("Search the history"))
        self._wipe.setText(tr("Clear the search"))
        self._wipe.setToolTip(tr("Clear the search"))
        self._environment.setAccessibleName(tr("Environments to list"))
        self._verdict.setAccessibleName(tr("Results to list"))
        self._say_button()
        self._button.setToolTip(tr("Filter by type, operation, source, operator and period"))
        names = [(visible(e.name, _NAME_LIMIT)[0], e.id) for e in self._environments]
        fill(self._environment, tr("All environments"), names)
        verdicts = [(render(verdict_label(verdict)), verdict.value) for verdict in Verdict]
        fill(self._verdict, tr("All results"), verdicts)
        self._panel.retranslate()
        self._show_in_force()
        self._chips.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the search line a row of its own where there is little room."""
        super().resizeEvent(event)
        combos = sum(part.sizeHint().width() for part in (self._environment, self._verdict))
        needed = combos + _BUTTON + 3 * SPACE + _ROOM_TO_SEARCH
        self._arrange(narrow=event.size().width() < needed)

    def _arrange(self, *, narrow: bool) -> None:
        if narrow is self._narrow:
            return
        self._narrow = narrow
        row, first = (1, 0) if narrow else (0, 1)
        self._grid.addWidget(self._search, 0, 0, 1, 3 if narrow else 1)
        for place, part in enumerate((self._environment, self._verdict, self._button)):
            self._grid.addWidget(part, row, first + place)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, row)
        self._say_button()

    def _say_button(self) -> None:
        """Leave the room to the lists' words where there is little."""
        say(self._button, tr("Filters"))
        if self._narrow:
            self._button.setText("")

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_text_changed)
        self._search.returnPressed.connect(self._tell)
        self._search.left_downwards.connect(self.list_wanted)
        self._search.emptied_again.connect(self.clear)
        self._wipe.triggered.connect(self._search.clear)
        self._timer.timeout.connect(self._tell)
        self._environment.currentIndexChanged.connect(self._tell)
        self._verdict.currentIndexChanged.connect(self._tell)
        self._button.clicked.connect(self._on_panel_wanted)
        self._panel.changed.connect(self._tell)
        self._chips.removed.connect(self._on_chip_removed)
        self._chips.all_removed.connect(self._on_all_removed)
        self._theme.changed.connect(self._dress)

    def _show_in_force(self) -> None:
        combos = ((_ENVIRONMENT, self._environment), (_VERDICT, self._verdict))
        told = [(key, c.currentText()) for key, c in combos if c.currentData() is not None]
        self._chips.show_filters([*told, *self._panel.in_force()])

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._wipe.setVisible(bool(text))
        self._timer.start()

    @Slot()
    def _tell(self) -> None:
        self._timer.stop()
        self._show_in_force()
        query = self.query
        if query != self._told:
            self._told = query
            self.query_changed.emit()

    @Slot()
    def _on_panel_wanted(self) -> None:
        self.choices_wanted.emit()
        self._panel.open_under(self._button)

    @Slot(str)
    def _on_chip_removed(self, key: str) -> None:
        combo = {_ENVIRONMENT: self._environment, _VERDICT: self._verdict}.get(key)
        if combo is not None:
            combo.setCurrentIndex(0)
        else:
            self._panel.remove(key)

    @Slot()
    def _on_all_removed(self) -> None:
        self.clear()
        self._search.setFocus()

    @Slot()
    def _dress(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "muted"))
        self._wipe.setIcon(self._theme.icon("x", "muted"))
        self._wipe.setVisible(bool(self._search.text()))
        self._button.setIcon(self._theme.icon("list-filter"))


class _SearchLine(MaskedEdit):
    """Esc clears it, and, where it is empty, everything else; Down leaves it."""

    left_downwards = Signal()
    emptied_again = Signal()

    def __init__(self) -> None:
        super().__init__(privacy.words)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the two keys; everything else types."""
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Escape:
                self.emptied_again.emit()
            case Qt.Key.Key_Down:
                self.left_downwards.emit()
            case _:
                super().keyPressEvent(event)


class _ElidedCombo(QComboBox):
    """Ends what does not fit with dots, and tells the whole of it in a tool tip."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802 - Qt's name
        """Give the style no more letters than it has room for."""
        super().initStyleOption(option)
        room = self.width() - _COMBO_FRAME
        words = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = words
        self.setToolTip(tooltip(self.currentText()) if words != self.currentText() else "")


def _combo(name: str) -> QComboBox:
    combo = named(_ElidedCombo(), name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumWidth(_NARROWEST)
    return combo
