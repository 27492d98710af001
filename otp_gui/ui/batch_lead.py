"""Makes the batch window work: from a list to a run, and from a run to its results."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.bootstrap import Batch
from otp_gui.domain.batch import BatchRow
from otp_gui.domain.batch_labels import inspected, left_out, still_to_call
from otp_gui.domain.batch_rules import tally
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase
from otp_gui.services.batch import RunResult
from otp_gui.ui.batch_beginning import BatchBeginning, Origin
from otp_gui.ui.batch_course import BatchCourse
from otp_gui.ui.batch_intake import BatchIntake
from otp_gui.ui.batch_lines import Line
from otp_gui.ui.batch_lists import BatchLists
from otp_gui.ui.batch_questions import ABOUT_START, BatchQuestions, Wish
from otp_gui.ui.batch_results import BatchResults, Shown
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.figures import figure
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

if TYPE_CHECKING:
    from otp_gui.domain.environment import Environment

_LIST: Final = "list"


class BatchLead(QObject):
    """``line_entered`` carries a ``Line`` for the form, and the ID of its environment.

    ``over`` tells that a run is; ``token_wanted`` carries an ``Environment``.
    """

    line_entered = Signal(object, str)
    over = Signal()
    token_wanted = Signal(object)

    def __init__(self, window: BatchWindow, theme: Theme, batch: Batch, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._tasks = tasks
        self._files = FileChoice(theme, window)
        self._asking = tasks.slot()
        self.lists = BatchLists(batch.files, tasks, self)
        self.intake = BatchIntake(window, theme, self.lists, self._asking)
        self.course = BatchCourse(batch.service, tasks, self)
        self.results = BatchResults(window, theme, batch, tasks, self._files)
        self.results.has_list = lambda: self.lists.table is not None
        self._questions = BatchQuestions(window, theme, batch.service)
        self.beginning = BatchBeginning(
            window, self.lists, self.results, self.course, self._questions, self._asking
        )
        self._operation = Operation.STATUS
        self._environment: Environment | None = None
        self._origin = Origin()
        """What the run that goes on was begun from."""
        window.is_busy = lambda: self.course.is_running
        self._connect()

    def begin(self) -> None:
        """Show the run that was interrupted, where one asks for something."""
        self._tasks.spawn(self.results.look_back())

    @Slot()
    def look(self) -> None:
        """Show what the history has of the run on view by now: it has changed."""
        if not self.course.is_running:
            self.results.look()

    def _connect(self) -> None:
        window, lists, course = self._window, self.lists, self.course
        source, plan, run = window.source, window.plan, window.run
        window.cancel_key.activated.connect(self._on_cancel)
        source.choice_changed.connect(lists.choose)
        source.columns_changed.connect(lists.choose_columns)
        window.model.mended.connect(lists.mend)
        window.model.switched.connect(lists.switch)
        window.rows.line_entered.connect(self._on_line_entered)
        lists.loaded.connect(self._on_loaded)
        lists.kept.connect(self._on_kept)
        lists.changed.connect(self._on_changed)
        lists.began.connect(self._on_list_wanted)
        lists.refused.connect(lambda why: window.tell(why, about=_LIST))
        self.beginning.begun.connect(self._show_beginning)
        plan.start_wanted.connect(self.beginning.of_list)
        plan.token_wanted.connect(lambda: self.token_wanted.emit(plan.environment))
        course.moved.connect(self._on_moved)
        course.held.connect(run.show_hold)
        course.ended.connect(self._on_ended)
        course.failed.connect(self._on_failed)
        run.pause_wanted.connect(self._on_pause)
        run.cancel_wanted.connect(self._cancel)
        run.list_wanted.connect(self._on_back)
        run.token_wanted.connect(self._on_token)
        self.results.plan_wanted.connect(self.beginning.of_run)
        self.results.resume_wanted.connect(self.beginning.of_rest)
        self.results.gone.connect(self._on_gone)

    # A list

    @Slot()
    def _on_list_wanted(self) -> None:
        for word in (_LIST, ABOUT_START):
            self._window.retract(word)

    @Slot()
    def _on_loaded(self) -> None:
        self.results.of_list.clear()
        # A run that was begun meanwhile stays on view; the list is there after it.
        if not self.course.is_running:
            self.show_list()

    @Slot()
    def _on_kept(self) -> None:
        if self.results.run is None and not self.course.is_running:
            self.show_list()

    @Slot()
    def show_list(self) -> None:
        """Show the list that is there, or how to get one."""
        lists, window = self.lists, self._window
        if self.results.run is not None:
            # What was under one strip does not come under another one by itself.
            window.plan.choose(self.results.run.environment)
        self.results.clear()
        window.source.show_table(lists.table, lists.columns, lists.title, lists.choice)
        window.model.show_draft(lists.draft)
        window.rows.begin(Operation.STATUS, is_draft=True)
        window.show_list(there=lists.table is not None)
        window.plan.set_ready(0 if lists.draft is None else lists.draft.counts.ready)
        if lists.problem is not None:
            window.tell(lists.problem, about=_LIST)

    @Slot()
    def _on_gone(self) -> None:
        self._window.plan.be_harmless()
        self.show_list()

    @Slot()
    def _on_back(self) -> None:
        self._on_gone()
        self._window.rows.table.setFocus()

    @Slot()
    def forget_refusal(self) -> None:
        """Take back why a run did not begin: the token is another one."""
        self._window.retract(ABOUT_START)

    @Slot()
    def _on_changed(self) -> None:
        draft = self.lists.draft
        if draft is not None:
            self._window.model.change_draft(draft)
            self._window.rows.recount()
            self._window.plan.set_ready(draft.counts.ready)

    # A run

    @Slot(object, object, object)
    def _show_beginning(self, rows: Sequence[BatchRow], wish: Wish, origin: Origin) -> None:
        window, operation, environment = self._window, wish.operation, wish.environment
        self._operation, self._environment, self._origin = operation, environment, origin
        self.results.clear()
        for word in (_LIST, ABOUT_START):
            window.retract(word)
        window.model.show_run(rows, operation, goes_on=True)
        window.rows.begin(operation, is_draft=False)
        window.run.begin(wish.count)
        window.bars.show_tally(tally(()), operation)
        window.show_run(environment.id, environment)
        window.source.set_busy(busy=True)

    @Slot(object)
    def _on_moved(self, rows: Sequence[BatchRow]) -> None:
        course, window = self.course, self._window
        if rows:
            window.model.take(rows)
            window.rows.recount()
        counted = course.tally
        window.run.show_progress(course.done, counted, self._operation, course.pace)
        window.bars.show_tally(counted, self._operation)

    @Slot()
    def _on_pause(self) -> None:
        self.course.toggle_pause()
        self._window.run.set_paused(paused=self.course.is_paused)

    @Slot()
    def _on_cancel(self) -> None:
        if self.course.is_running and self._operation is Operation.COMPLETE:
            # A key is pressed in passing, the button is not.
            self._asking.take(self._ask_to_cancel)
        elif self.course.is_running:
            self._cancel()

    @Slot()
    def _cancel(self) -> None:
        self.course.cancel()
        self._window.run.set_stopping()

    async def _ask_to_cancel(self) -> None:
        """Ask, and let no call leave meanwhile."""
        was_paused = self.course.is_paused
        if not was_paused:
            self._on_pause()
        if await self._questions.may_cancel(self.course):
            self._cancel()
        elif not was_paused and self.course.is_running and self.course.is_paused:
            self._on_pause()

    @Slot(object)
    def _on_failed(self, why: Phrase) -> None:
        self._free()
        self._show_origin()
        self._window.tell(why, about=ABOUT_START)

    @Slot(object, object)
    def _on_ended(self, result: RunResult, rows: Sequence[BatchRow]) -> None:
        self._free()
        if result.refusal is not None and self._environment is not None:
            self._questions.tell_refusal(result.refusal, self._environment)
        notes = [] if result.unsaved_reason is None else [result.unsaved_reason]
        run, before = result.run, self._origin.shown
        if run is None:
            self._show_origin()
            return
        if self._origin.returns and before is not None:
            self._show_origin([*inspected(run, rows, before.rows, figure), *notes])
            return
        if self._origin.left_out:
            notes.append(left_out(self._origin.left_out, figure))
        if before is not None and before.run.uid != run.uid:
            notes.extend(still_to_call(before.run, before.rows, figure))
        if before is None or before.run.uid in self.results.of_list:
            self.results.of_list.add(run.uid)
        unkept = None if result.is_end_kept else run
        self.results.show(Shown(run, rows, notes, self.course.unsaved, unkept), keep=True)

    def _show_origin(self, findings: Sequence[Phrase] = ()) -> None:
        """Show again what the run was begun from: another run, or the list."""
        shown = self._origin.shown
        if shown is None:
            self.show_list()
            return
        self.results.show(replace(shown, findings=findings or shown.findings), keep=True)
        self.results.look()

    def _free(self) -> None:
        self._window.source.set_busy(busy=False)
        self.over.emit()

    @Slot()
    def _on_token(self) -> None:
        environment = self.results.find_environment()
        if environment is not None:
            self.token_wanted.emit(environment)

    @Slot(object)
    def _on_line_entered(self, line: Line) -> None:
        chosen = self._window.plan.environment
        id_ = "" if chosen is None else chosen.id
        run = self.results.run
        if run is not None:
            id_ = run.environment
        elif self.course.is_running and self._environment is not None:
            id_ = self._environment.id
        self.line_entered.emit(line, id_)
