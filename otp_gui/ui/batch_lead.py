"""Makes the batch window work: from a list to a run, and from a run to its results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.bootstrap import Batch
from otp_gui.domain.batch import BatchPlan, BatchRow, BatchRun
from otp_gui.domain.batch_labels import inspected, left_out
from otp_gui.domain.batch_rules import tally, to_resume
from otp_gui.domain.batch_warnings import hidden, inferred
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase
from otp_gui.services.batch import RunResult
from otp_gui.ui.batch_course import BatchCourse
from otp_gui.ui.batch_intake import BatchIntake
from otp_gui.ui.batch_lines import Line
from otp_gui.ui.batch_lists import BatchLists
from otp_gui.ui.batch_questions import ABOUT_START, BatchQuestions
from otp_gui.ui.batch_results import BatchResults, Shown
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.figures import figure
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

_LIST: Final = "list"


class BatchLead(QObject):
    """``line_entered`` carries a ``Line`` for the form, and the ID of its environment.

    ``running_changed`` brackets a run; ``token_wanted`` carries an ``Environment``.
    """

    line_entered = Signal(object, str)
    running_changed = Signal(bool)
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
        self._questions = BatchQuestions(window, theme, batch.service)
        self._operation = Operation.STATUS
        self._environment: Environment | None = None
        self._origin: Shown | None = None
        """The run on view from which the one that goes on was begun, None for the list."""
        self._returns = False
        """Whether that one is what is wanted on view again."""
        self._left_out = 0
        """How many rows of the list the run leaves alone."""
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
        lists.changed.connect(self._on_changed)
        lists.began.connect(self._on_list_wanted)
        lists.refused.connect(lambda why: window.tell(why, about=_LIST))
        plan.start_wanted.connect(self._on_start)
        plan.token_wanted.connect(lambda: self.token_wanted.emit(plan.environment))
        course.began.connect(lambda: self.running_changed.emit(True))  # noqa: FBT003 - a signal
        course.moved.connect(self._on_moved)
        course.held.connect(run.show_hold)
        course.ended.connect(self._on_ended)
        course.failed.connect(self._on_failed)
        run.pause_wanted.connect(self._on_pause)
        run.cancel_wanted.connect(self._cancel)
        run.list_wanted.connect(self._on_back)
        run.token_wanted.connect(self._on_token)
        self.results.plan_wanted.connect(self._on_plan)
        self.results.resume_wanted.connect(self._on_resume)
        self.results.gone.connect(self.show_list)

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
    def _on_back(self) -> None:
        self._window.plan.be_harmless()
        self.show_list()
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

    @Slot()
    def _on_start(self) -> None:
        plan, draft = self._window.plan, self.lists.draft
        if plan.environment is not None and draft is not None and not self.lists.is_loading:
            title, items = self.lists.title, draft.items()
            wanted = BatchPlan(
                *(plan.environment, plan.operation, items, title, plan.settings),
                datetime.now(UTC),
            )
            self._origin, self._returns = None, False
            self._left_out = draft.counts.all - len(items)
            ids = [item.request.request_id.value for item in items]
            completing = ids if plan.operation is Operation.COMPLETE else ()
            unseen = hidden(self._window.rows.hidden_ready, figure)
            self._asking.take(lambda: self.start(wanted, unseen, completing))

    @Slot(object)
    def _on_plan(self, plan: BatchPlan) -> None:
        self._origin, self._left_out = self.results.shown, 0
        run = self.results.run
        # What only looks at the unknown rows of a completing run leads back to it.
        completes = run is not None and run.operation is Operation.COMPLETE
        self._returns = completes and plan.operation is Operation.STATUS
        asked = {item.request for item in plan.items}
        before = [row for row in self.results.rows if row.request in asked] if completes else ()
        self._asking.take(lambda: self.start(plan, inferred(before, figure)))

    @Slot(object, object)
    def _on_resume(self, shown: Shown, environment: Environment) -> None:
        self._origin, self._returns, self._left_out = shown, False, 0
        self._asking.take(lambda: self._resume(shown.run, shown.rows, environment))

    async def start(
        self,
        plan: BatchPlan,
        warnings: Sequence[Phrase] = (),
        completing: Sequence[str] = (),
    ) -> None:
        """Make the run that the user asks for, as :meth:`BatchQuestions.may_begin` allows it."""
        count = len(plan.items)
        if await self._questions.may_begin(
            plan.environment, plan.operation, count, warnings, completing
        ):
            rows = [BatchRow(n, item.line, item.request) for n, item in enumerate(plan.items, 1)]
            if self.course.start(plan):
                self._show_beginning(rows, len(rows), plan.operation, plan.environment)

    async def _resume(
        self, run: BatchRun, rows: Sequence[BatchRow], environment: Environment
    ) -> None:
        left = to_resume(rows, run.operation)
        may = await self._questions.may_begin(environment, run.operation, len(left))
        if may and self.course.resume(run, rows, environment):
            self._show_beginning(rows, len(left), run.operation, environment)

    def _show_beginning(
        self,
        rows: Sequence[BatchRow],
        count: int,
        operation: Operation,
        environment: Environment,
    ) -> None:
        window = self._window
        self._operation, self._environment = operation, environment
        self.results.clear()
        window.retract(ABOUT_START)
        window.model.show_run(rows, operation, goes_on=True)
        window.rows.begin(operation, is_draft=False)
        window.run.begin(count)
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
        if result.run is None:
            self._show_origin()
            return
        if self._returns:
            self._show_origin([inspected(result.run, rows, figure), *notes])
            return
        if self._left_out:
            notes.append(left_out(self._left_out, figure))
        if self._origin is None or self._origin.run.uid in self.results.of_list:
            self.results.of_list.add(result.run.uid)
        self.results.show(Shown(result.run, rows, notes, self.course.unsaved), keep=True)

    def _show_origin(self, notes: Sequence[Phrase] = ()) -> None:
        """Show again what the run was begun from: another run, or the list."""
        if self._origin is None:
            self.show_list()
            return
        self.results.show(replace(self._origin, notes=[*self._origin.notes, *notes]))
        self.results.look()

    def _free(self) -> None:
        self._window.source.set_busy(busy=False)
        self.running_changed.emit(False)  # noqa: FBT003 - a signal

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
