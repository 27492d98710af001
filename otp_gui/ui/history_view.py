"""The history beside the answer: filters, the table, how much there is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import History
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui.empty_state import EmptyState
from otp_gui.ui.export_button import ExportButton
from otp_gui.ui.history_actions import RowActions
from otp_gui.ui.history_columns import SORTED_BY, Column
from otp_gui.ui.history_filters import HistoryFilters
from otp_gui.ui.history_foot import HistoryFoot
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_table import HistoryTable
from otp_gui.ui.history_words import count_line, nothing_found
from otp_gui.ui.naming import named
from otp_gui.ui.picture_switch import PictureSwitch, Spawn
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.roomy import PageStack, RoomyArea
from otp_gui.ui.theme import SPACE, Size, Theme

SEARCH_DELAY_MS: Final = 150


def _utc_now() -> datetime:
    return datetime.now(UTC)


class HistoryView(QWidget):
    """Finds earlier calls; silent until :meth:`attach`.

    ``record_selected`` carries the ``CheckRecord`` that the user went to, ``reuse_requested`` the
    one that is to be put into the form, ``timeline_requested`` the one whose session is asked for.
    ``export_requested`` carries nothing, ``times_chosen`` whether times are said as so long ago.
    ``search_delay_ms`` is the pause in typing that searches; ``now`` gives UTC.
    """

    record_selected = Signal(object)
    reuse_requested = Signal(object)
    export_requested = Signal()
    timeline_requested = Signal(object)
    times_chosen = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        search_delay_ms: int = SEARCH_DELAY_MS,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: HistoryModel | None = None
        self._environments: Sequence[Environment] = ()
        self._failure: Phrase | None = None
        self._shown: str | None = None
        """The uid of the record that the result pane shows."""
        self._filters = HistoryFilters(theme, search_delay_ms, now)
        self._table = HistoryTable(theme)
        self._empty = EmptyState(theme)
        self._count = PlainLabel(theme.font(Size.SMALL, tabular=True), muted=True)
        self._count.setObjectName("historyCount")
        self._reuse = QPushButton()
        self._reuse.setObjectName("reuseButton")
        self.export_button = ExportButton(theme)
        self._actions = RowActions(theme, self._table, self)
        self.row_menu = self._actions.menu
        self.columns_menu = self._table.columns.menu
        self._order = HistoryQuery()
        """Only its order counts."""
        self._place = PageStack()
        self._picture = PictureSwitch(
            theme, self._place, self._table, lambda: self._filters.query, self
        )
        buttons = (self._picture.button, self.export_button, self._reuse)
        self._foot = HistoryFoot(self._count, buttons)
        self._arrange()
        self._connect()
        self._dress()
        self.retranslate()

    def attach(self, model: HistoryModel) -> None:
        """Show ``model`` from now on, beginning with what the filters ask for."""
        self._model = model
        model.setParent(self)
        model.loaded.connect(self._on_loaded)
        model.failed.connect(self._on_failed)
        model.time_passed.connect(self._filters.follow_the_day)
        model.choices_loaded.connect(self._filters.set_choices)
        model.say_relative_times(self._table.columns.is_relative)
        self._table.show_model(model)
        self._name_environments()
        model.search(self.query)

    @property
    def query(self) -> HistoryQuery:
        """What the filters ask for now, and in which order."""
        return replace(self._filters.query, sort=self._order.sort, ascending=self._order.ascending)

    @property
    def current_record(self) -> CheckRecord | None:
        """The record of the row that the keyboard is on."""
        return self._actions.current_record

    @property
    def selected_records(self) -> Sequence[CheckRecord]:
        """The records of the rows that are selected, from the top."""
        return self._actions.selected_records

    def narrow(self, query: HistoryQuery) -> None:
        """List what ``query`` asks for, and show its filters; the order stays."""
        self._filters.show_query(query)

    def clear_filters(self) -> None:
        """List everything again."""
        self._filters.clear()

    def say_relative_times(self, relative: bool) -> None:  # noqa: FBT001 - a slot
        """Say times as so long ago, or as the clock tells them."""
        self._table.columns.is_relative = relative
        if self._model is not None:
            self._model.say_relative_times(relative)

    def offer_picture(self, history: History, spawn: Spawn) -> None:
        """Let what ``history`` holds be drawn."""
        self._picture.attach(history, spawn)

    def set_environments(self, environments: Sequence[Environment]) -> None:
        """Call environments by their names, and offer them as a filter."""
        self._environments = environments
        self._filters.set_environments(environments)
        self._name_environments()

    def show_current(self, record: CheckRecord | None) -> None:
        """Mark the record that the result pane shows; nobody is told."""
        self._shown = record.uid if record is not None else None
        self._mark()

    def focus_search(self) -> None:
        """Go to the search line."""
        self._filters.focus_search()

    def columns_state(self) -> QByteArray:
        """Return how the columns stand, to be restored another day."""
        return self._table.columns_state()

    def restore_columns(self, state: QByteArray) -> None:
        """Bring back what :meth:`columns_state` returned; anything else changes nothing."""
        self._table.restore_columns(state)

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._table.setAccessibleName(tr("History"))
        reuse = tr("Put into the form")
        self._reuse.setAccessibleName(reuse)
        self._reuse.setToolTip(
            tr("Put request ID, recipient and environment into the form (Enter)")
        )
        self.row_menu.retranslate()
        self._table.columns.retranslate()
        self._picture.retranslate()
        self._foot.say(tr("Picture"), tr("Export…"), reuse)
        if self._model is not None:
            self._model.retranslate()
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        place = QFrame()
        place.setProperty("card", True)  # noqa: FBT003 - Qt's own signature
        QVBoxLayout(place).addWidget(self._empty)
        # Of this from the beginning: a page of no window would open as one of its own.
        rows = QWidget(self)
        self._stack = PageStack(rows)
        self._stack.addWidget(self._table)
        self._stack.addWidget(place)
        self._place.addWidget(rows)
        content = QWidget(self)
        listed = QVBoxLayout(content)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(SPACE)
        listed.addWidget(self._filters)
        listed.addLayout(self._place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(named(RoomyArea(content), "historyArea"), 1)
        layout.addWidget(self._foot)
        QWidget.setTabOrder(self._table, self._picture.button)
        QWidget.setTabOrder(self._picture.button, self.export_button)
        QWidget.setTabOrder(self.export_button, self._reuse)

    def _connect(self) -> None:
        self._filters.query_changed.connect(self._on_query_changed)
        self._filters.list_wanted.connect(self._on_list_wanted)
        self._table.row_chosen.connect(self._on_row_chosen)
        self._table.row_entered.connect(self._on_row_entered)
        self._actions.reuse_wanted.connect(self._on_reuse)
        self._actions.answer_wanted.connect(self.record_selected)
        self._actions.timeline_wanted.connect(self.timeline_requested)
        self._table.columns.sort_changed.connect(self._on_sort_changed)
        self._table.columns.times_chosen.connect(self.say_relative_times)
        self._table.columns.times_chosen.connect(self.times_chosen)
        self._filters.choices_wanted.connect(self._on_choices_wanted)
        self._reuse.clicked.connect(self._on_reuse)
        self.export_button.clicked.connect(self.export_requested)
        clear = QShortcut(QKeySequence("Ctrl+Shift+F"), self)
        clear.activated.connect(self.clear_filters)
        self._picture.query_wanted.connect(self.narrow)
        self._picture.list_shown.connect(self._on_list_wanted)
        self._empty.action_triggered.connect(self._on_way_out)
        self._theme.changed.connect(self._dress)

    def _name_environments(self) -> None:
        if self._model is not None:
            self._model.set_environment_names({e.id: e.name for e in self._environments})

    def _mark(self) -> None:
        """Mark the row of the record that is shown, if it is in memory."""
        if self._model is None:
            return
        row = self._model.row_of(self._shown) if self._shown is not None else None
        if row != self._table.current_row:
            self._table.choose_silently(row)
        self._reuse.setEnabled(row is not None)

    def _refresh(self) -> None:
        """Say how much there is, or why there is nothing."""
        model = self._model
        rows = model.rowCount() if model is not None else 0
        self._count.setText(self._count_words())
        self._foot.fit()
        self._reuse.setEnabled(self._table.current_row is not None)
        if model is None or rows:
            self._stack.setCurrentIndex(0)
        elif self._failure is not None:
            self._say_empty("triangle-alert", tr("The history cannot be read"), tr("Try again"))
        elif model.query.restricts:
            self._say_empty("search-x", tr("Nothing matches"), tr("Clear search and filters"))
        else:
            self._say_empty("history", tr("No checks yet"), "")

    def _say_empty(self, symbol: str, title: str, action: str) -> None:
        self._empty.say(symbol, title, self._empty_words(), action)
        self._stack.setCurrentIndex(1)

    def _empty_words(self) -> str:
        if self._failure is not None:
            return render(self._failure)
        return nothing_found(self._model.query if self._model is not None else HistoryQuery())

    def _count_words(self) -> str:
        if self._failure is not None:
            return render(self._failure)
        return count_line(self._model) if self._model is not None else ""

    @Slot()
    def _on_query_changed(self) -> None:
        if self._model is not None:
            self._model.search(self.query)
        self._picture.follow()

    @Slot(int, bool)
    def _on_sort_changed(self, column: int, ascending: bool) -> None:  # noqa: FBT001 - a slot
        self._order = HistoryQuery(sort=SORTED_BY[Column(column)], ascending=ascending)
        self._on_query_changed()

    @Slot()
    def _on_choices_wanted(self) -> None:
        if self._model is not None:
            self._model.ask_choices()

    @Slot()
    def _on_list_wanted(self) -> None:
        if self._picture.is_on:
            self._picture.take_focus()
        elif self._table.isVisible():
            self._table.setFocus()

    @Slot()
    def _on_loaded(self) -> None:
        self._failure = None
        self._mark()
        self._refresh()

    @Slot(object)
    def _on_failed(self, explanation: Phrase) -> None:
        self._failure = explanation
        self._refresh()

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        if self._model is not None:
            record = self._model.record(row)
            self._shown = record.uid
            self._reuse.setEnabled(True)
            self.record_selected.emit(record)

    @Slot(int)
    def _on_row_entered(self, row: int) -> None:
        if self._model is not None:
            self.reuse_requested.emit(self._model.record(row))

    @Slot()
    def _on_reuse(self) -> None:
        row = self._table.current_row
        if row is not None:
            self._on_row_entered(row)

    @Slot()
    def _on_way_out(self) -> None:
        """Do what the empty place offers: read again, or ask for everything."""
        if self._failure is not None and self._model is not None:
            self._model.reload()
        else:
            self._filters.clear()
            self._filters.focus_search()

    @Slot()
    def _dress(self) -> None:
        self._reuse.setIcon(self._theme.icon("text-cursor-input"))
