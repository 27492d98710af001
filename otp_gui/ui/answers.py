"""The lower half of the window: what came of the last action, and the history beside it."""

from collections.abc import Callable, Container, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from otp_gui.domain.case import Case
from otp_gui.domain.environment import Environment
from otp_gui.domain.forgetting import case_speaks_of, records_of, speaks_of, texts_of
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import History, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest
from otp_gui.services.inspect import FormatTrial, Sighting
from otp_gui.services.recall import Recall
from otp_gui.services.watch import Watched
from otp_gui.ui.findings import Findings
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_pulse import HistoryPulse
from otp_gui.ui.history_view import HistoryView
from otp_gui.ui.note_action import NoteAction
from otp_gui.ui.one_action import OneAction
from otp_gui.ui.result_pane import ResultPane
from otp_gui.ui.steady_bar import BAR_WIDTH
from otp_gui.ui.theme import GRID, SPACE, SPACE_WIDE, Theme

_WIDTHS: Final = (424, 654)
"""So that all of what tells calls apart is in sight in a window of the usual width."""

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class AnswersPanel(QWidget):
    """Shows what came of an action, and of any earlier call that is chosen in the history.

    ``reuse_requested`` carries the ``CheckRecord`` that is to be put into the form,
    ``note_requested`` the one whose note is to be edited. ``file_changed`` when the history does
    not hold what it held, just before it is read again.
    """

    file_changed = Signal()
    reuse_requested = Signal(object)
    note_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: dict[str, str] = {}
        self._action: OneAction | None = None
        self._recall: Recall | None = None
        self._model: HistoryModel | None = None
        self._spawn: Spawn | None = None
        self._chosen: CheckRecord | None = None
        """What the pane is about to show."""
        self._found: Sequence[CheckRecord] = ()
        """What the findings tell of that the pane has shown last."""
        self.pane = ResultPane(theme, environment_name=lambda id_: self._names.get(id_, id_))
        self.history = HistoryView(theme)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self.history)
        self._splitter.setSizes(_WIDTHS)
        self._splitter.setHandleWidth(3 * GRID)
        self._splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        # The bar of the history stands in the margin.
        layout.setContentsMargins(SPACE_WIDE, SPACE, SPACE_WIDE - BAR_WIDTH, 3 * GRID)
        layout.addWidget(self._splitter)
        self.history.record_selected.connect(self.show_record)
        self.history.timeline_requested.connect(self._on_timeline_requested)
        self.history.reuse_requested.connect(self.reuse_requested)
        NoteAction(theme, self.history).wanted.connect(self.note_requested)
        self.pane.note_requested.connect(self.note_requested)
        self.pane.reuse_requested.connect(self.reuse_requested)
        self.pane.record_chosen.connect(self._on_record_chosen)
        self.pane.timeline.whole_wanted.connect(self._on_whole_wanted)

    def attach(self, action: OneAction, recall: Recall, history: History, spawn: Spawn) -> None:
        """Follow ``action``, and show what ``history`` holds, as ``recall`` explains it."""
        self._action = action
        self._recall = recall
        self._spawn = spawn
        action.call_started.connect(self.pane.show_running)
        action.phase_entered.connect(self.pane.set_phase)
        action.dropped.connect(self.pane.show_empty)
        self.pane.cancel_requested.connect(action.cancel)
        self._model = HistoryModel(self._theme, history, spawn, self)
        self.history.attach(self._model)
        self.history.offer_picture(history, spawn)
        pulse = HistoryPulse(history, self._model, spawn, self._is_seen)
        pulse.changed.connect(self.file_changed)

    def set_environments(self, environments: Sequence[Environment]) -> None:
        """Call environments by their names."""
        self._names = {environment.id: environment.name for environment in environments}
        self.history.set_environments(environments)

    def reload(self) -> None:
        """Read the history anew: it holds other calls now."""
        if self._model is not None:
            self._model.reload()

    @property
    def listed(self) -> Sequence[CheckRecord]:
        """The calls of the history that are in memory."""
        model = self._model
        return [] if model is None else [model.record(row) for row in range(model.rowCount())]

    @property
    def on_view(self) -> Sequence[CheckRecord]:
        """Every call that the pane tells of."""
        told = [record for case in self.pane.cases for record in records_of(case)]
        return [*told, *self._found_on_view]

    def speaks_of(self, number: str) -> bool:
        """Tell whether the pane is about ``number``: not only what came before is."""
        return any(speaks_of(text, number) for record in self._about for text in texts_of(record))

    def forget(self, number: str | None = None) -> None:
        """Clear what may speak of ``number`` (None: whatever there is), unless something runs."""
        case = self.pane.case
        if self._action is not None and self._action.is_running:
            return
        if number is None or case is None or case_speaks_of(case, number):
            self._chosen = None
            self._found = ()
            self.pane.forget()
            self.history.show_current(None)

    def drop(self, uids: Container[str]) -> bool:
        """Clear what is about a call of ``uids``; tell whether there was any."""
        is_gone = any(record.uid in uids for record in self._about)
        if is_gone:
            self.forget()
        return is_gone

    async def renew(self, held: Mapping[str, CheckRecord], gone: Container[str]) -> None:
        """Show what is on view anew where a call in it is among ``gone``, or is another by now."""
        case = self.pane.case
        if (
            self._recall is None
            or case is None
            or not any(_differs(r, held, gone) for r in self.on_view)
        ):
            return
        record, channel = case.record, case.channel
        now = await self._recall.case(
            held.get(record.uid, record),
            channel and held.get(channel.uid, channel),
        )
        if self.pane.case is case:
            self.pane.renew(now)

    def split(self) -> QByteArray:
        """Return how the room is divided, to be restored another day."""
        return self._splitter.saveState()

    def restore_split(self, state: QByteArray) -> None:
        """Bring back what :meth:`split` returned; anything else changes nothing."""
        self._splitter.restoreState(state)

    @Slot(object)
    def add(self, record: CheckRecord) -> None:
        """Show a record that was just made in the history, if that holds it."""
        if self._model is not None and record.id is not None:
            self._model.prepend(record)

    @Slot(object)
    def show_note(self, record: CheckRecord) -> None:
        """Show the note that ``record`` has now, wherever the record is on view."""
        if self._chosen is not None and self._chosen.uid == record.uid:
            self._chosen = record
        if self._model is not None:
            self._model.update(record)
        self.pane.update_record(record)

    @Slot(object, object)
    def show_checked(self, case: Case, unsaved_reason: Phrase | None) -> None:
        """Show what came of a call that changes a session."""
        self.add(case.record)
        self.show_inspected(case, unsaved_reason, None)

    @Slot(object, object, object)
    def show_inspected(
        self, case: Case, unsaved_reason: Phrase | None, resent: CheckRecord | None
    ) -> None:
        """Show what an inspection found; ``resent`` is what it followed, if it did."""
        self._chosen = case.record
        self.pane.show_case(case, unsaved_reason, resent)
        self.history.show_current(case.record)

    @Slot(object, object)
    def show_sightings(self, _request: CheckRequest, sightings: Sequence[Sighting]) -> None:
        """Show what other environments said of a session."""
        from otp_gui.ui.sightings import of_sightings  # noqa: PLC0415 - when wanted

        found = [seen.record for seen in sightings if seen.record is not None]
        self._show_findings(of_sightings(sightings), found)

    @Slot(object, object)
    def show_trial(self, _request: CheckRequest, trial: FormatTrial) -> None:
        """Show which spelling of a number a session knows."""
        from otp_gui.ui.sightings import of_trial  # noqa: PLC0415 - when wanted

        self._show_findings(of_trial(trial), [tried.record for tried in trial.trials])

    @Slot(object, object, int)
    def show_watch(
        self, request: CheckRequest, environment: Environment, _interval_seconds: int
    ) -> None:
        """Show a watch that has just begun."""
        self._chosen = None
        self.history.show_current(None)
        self.pane.show_watch(request, environment)

    @Slot(object)
    def end_watch(self, watched: Watched) -> None:
        """Show how the watch has ended."""
        self.pane.end_watch(watched)

    @Slot(object)
    def show_record(self, record: CheckRecord) -> None:
        """Show a call that was made earlier, unless something is running now."""
        self._chosen = record
        if self._spawn is not None and self._recall is not None:
            self._spawn(self._show_again(self._recall, record))

    def _is_seen(self) -> bool:
        return self.isVisible() and not self.window().isMinimized()

    @property
    def _about(self) -> Sequence[CheckRecord]:
        """What the pane is about: the calls of its cases themselves, and what was found."""
        cases = self.pane.cases
        calls = [call for case in cases for call in (case.record, case.channel) if call is not None]
        return [*calls, *self._found_on_view]

    @property
    def _found_on_view(self) -> Sequence[CheckRecord]:
        return self._found if self.pane.shows_findings else ()

    def _show_findings(self, findings: Findings, found: Sequence[CheckRecord]) -> None:
        self._chosen = None
        self._found = found
        self.history.show_current(None)
        self.pane.show_findings(findings)

    async def _show_again(self, recall: Recall, record: CheckRecord) -> None:
        case = await recall.case(record)
        running = self._action is not None and self._action.is_running
        if record is self._chosen and not running:
            self.pane.show_case(case)

    async def _tell_whole(self, recall: Recall, record: CheckRecord) -> None:
        try:
            whole = await recall.whole(record, datetime.now(UTC))
        except StoreError as error:
            self.pane.timeline.show_trouble(record, error.explanation)
        else:
            self.pane.timeline.show_whole(record, whole)

    @Slot(object)
    def _on_whole_wanted(self, record: CheckRecord) -> None:
        if self._spawn is not None and self._recall is not None:
            self._spawn(self._tell_whole(self._recall, record))

    @Slot(object)
    def _on_timeline_requested(self, record: CheckRecord) -> None:
        self.pane.open_timeline()
        self.show_record(record)

    @Slot(object)
    def _on_record_chosen(self, record: CheckRecord) -> None:
        self.history.show_current(record)
        self.show_record(record)


def _differs(record: CheckRecord, held: Mapping[str, CheckRecord], gone: Container[str]) -> bool:
    """Tell whether the history tells another thing of ``record`` by now, or nothing."""
    now = held.get(record.uid)
    if now is None:
        return record.uid in gone
    return tuple(texts_of(now)) != tuple(texts_of(record))
