"""What to look for in the history: a line to type in, an environment, a verdict."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.labels import verdict_label
from otp_gui.domain.outcome import Verdict
from otp_gui.i18n import render, tr
from otp_gui.ui.theme import SPACE, Theme

_NAME_LIMIT: Final = 60
_ROOM_TO_SEARCH: Final = 200
_NARROWEST: Final = 100
_LONGEST_SEARCH: Final = 256


class HistoryFilters(QWidget):
    """Tells by ``query_changed`` that :attr:`query` is another one, once typing pauses.

    ``list_wanted`` when the user goes down to what was found.
    """

    query_changed = Signal()
    list_wanted = Signal()

    def __init__(self, theme: Theme, search_delay_ms: int) -> None:
        super().__init__()
        self._theme = theme
        self._environments: Sequence[Environment] = ()
        self._told = HistoryQuery()
        self._beyond = HistoryQuery()
        """What is asked for besides what can be chosen here."""
        self._narrow: bool | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(search_delay_ms)
        self._search = _SearchLine()
        self._search.setObjectName("historySearch")
        self._search.setMaxLength(_LONGEST_SEARCH)
        self._glass = QAction(self)
        self._wipe = QAction(self)
        self._search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._search.addAction(self._wipe, QLineEdit.ActionPosition.TrailingPosition)
        self._environment = _combo("historyEnvironmentFilter")
        self._verdict = _combo("historyVerdictFilter")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        self._arrange(narrow=False)
        self._connect()
        self._dress()
        self.retranslate()

    @property
    def query(self) -> HistoryQuery:
        """What is asked for now."""
        verdict = self._verdict.currentData()
        return replace(
            self._beyond,
            text=self._search.text().strip(),
            environment=self._environment.currentData(),
            verdict=Verdict(verdict) if verdict else None,
        )

    def set_environments(self, environments: Sequence[Environment]) -> None:
        """Offer ``environments``; the one chosen stays chosen if it is still there."""
        self._environments = environments
        self.retranslate()
        self._tell()

    def show_query(self, query: HistoryQuery) -> None:
        """Ask for ``query`` from now on."""
        self._beyond = query
        self._search.setText(query.text)
        for combo, value in (
            (self._environment, query.environment),
            (self._verdict, query.verdict),
        ):
            combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            combo.setCurrentIndex(max(0, combo.findData(value)))
            combo.blockSignals(False)  # noqa: FBT003
        self._tell()

    def clear(self) -> None:
        """Ask for everything again."""
        self._beyond = HistoryQuery()
        self._search.clear()
        self._environment.setCurrentIndex(0)
        self._verdict.setCurrentIndex(0)
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
        names = [(visible(e.name, _NAME_LIMIT)[0], e.id) for e in self._environments]
        _fill(self._environment, tr("All environments"), names)
        verdicts = [(render(verdict_label(verdict)), verdict.value) for verdict in Verdict]
        _fill(self._verdict, tr("All results"), verdicts)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the search line a row of its own where there is little room."""
        super().resizeEvent(event)
        filters = self._environment.sizeHint().width() + self._verdict.sizeHint().width()
        self._arrange(narrow=event.size().width() < filters + 2 * SPACE + _ROOM_TO_SEARCH)

    def _arrange(self, *, narrow: bool) -> None:
        if narrow is self._narrow:
            return
        self._narrow = narrow
        row = int(narrow)
        self._grid.addWidget(self._search, 0, 0, 1, 2 if narrow else 1)
        self._grid.addWidget(self._environment, row, 0 if narrow else 1)
        self._grid.addWidget(self._verdict, row, 1 if narrow else 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, row)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_text_changed)
        self._search.returnPressed.connect(self._tell)
        self._search.left_downwards.connect(self.list_wanted)
        self._wipe.triggered.connect(self._search.clear)
        self._timer.timeout.connect(self._tell)
        self._environment.currentIndexChanged.connect(self._tell)
        self._verdict.currentIndexChanged.connect(self._tell)
        self._theme.changed.connect(self._dress)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._wipe.setVisible(bool(text))
        self._timer.start()

    @Slot()
    def _tell(self) -> None:
        self._timer.stop()
        if self.query != self._told:
            self._told = self.query
            self.query_changed.emit()

    @Slot()
    def _dress(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "muted"))
        self._wipe.setIcon(self._theme.icon("x", "muted"))
        self._wipe.setVisible(bool(self._search.text()))


class _SearchLine(QLineEdit):
    """Esc clears it; Down, which says nothing to a single line, leaves it."""

    left_downwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the two keys; everything else types."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.clear()
            case Qt.Key.Key_Down:
                self.left_downwards.emit()
            case _:
                super().keyPressEvent(event)


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumWidth(_NARROWEST)
    return combo


def _fill(combo: QComboBox, everything: str, choices: Sequence[tuple[str, str]]) -> None:
    """Offer ``everything`` and the (text, value) pairs of ``choices``; keep what was chosen."""
    chosen = combo.currentData()
    combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
    combo.clear()
    combo.addItem(everything, None)
    for text, value in choices:
        combo.addItem(text, value)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    combo.blockSignals(False)  # noqa: FBT003
