"""Makes the batch window work: from a list to a run, and from a run to its results."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.bootstrap import Batch
from otp_gui.domain.batch import BatchPlan, BatchRow, BatchRun, Confirmation
from otp_gui.domain.batch_labels import left_out
from otp_gui.domain.batch_refusal import refusal_advice
from otp_gui.domain.batch_rules import confirmation, tally, to_resume
from otp_gui.domain.batch_warnings import inferred
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.services.batch import RunResult
from otp_gui.ui.batch_course import BatchCourse
from otp_gui.ui.batch_intake import BatchIntake
from otp_gui.ui.batch_lines import Line
from otp_gui.ui.batch_lists import BatchLists
from otp_gui.ui.batch_results import BatchResults
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.confirm_batch import ConfirmBatch
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.figures import figure
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

_CANCEL: Final = Wording(
    phrase("Cancel the batch run?"),
    phrase(
        "Calls in flight are finished and recorded; the rest is not called and can be resumed"
        " later."
    ),
    reject=phrase("Go on"),
    accept=phrase("Cancel the run"),
)
_LIST: Final = "list"
_START: Final = "start"


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
        self._operation = Operation.STATUS
        self._environment: Environment | None = None
        self._origin: BatchRun | None = None
        """The run on view from which the one that goes on was begun."""
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
        run.list_wanted.connect(self.show_list)
        run.token_wanted.connect(self._on_token)
        self.results.plan_wanted.connect(self._on_plan)
        self.results.resume_wanted.connect(self._on_resume)
        self.results.gone.connect(self.show_list)

    # A list

    @Slot()
    def _on_list_wanted(self) -> None:
        for word in (_LIST, _START):
            self._window.retract(word)

    @Slot()
    def _on_loaded(self) -> None:
        self._window.run.has_list = True
        # A run that was begun meanwhile stays on view; the list is there after it.
        if not self.course.is_running:
            self.show_list()

    @Slot()
    def show_list(self) -> None:
        """Show the list that is there, or how to get one."""
        lists, window = self.lists, self._window
        self.results.clear()
        window.source.show_table(lists.table, lists.columns, lists.title, lists.choice)
        window.model.show_draft(lists.draft)
        window.rows.begin(Operation.STATUS, is_draft=True)
        window.show_list(there=lists.table is not None)
        window.plan.set_ready(0 if lists.draft is None else lists.draft.counts.ready)
        if lists.problem is not None:
            window.tell(lists.problem, about=_LIST)

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
            wanted = BatchPlan(plan.environment, plan.operation, items, title, plan.settings)
            self._origin, self._returns = None, False
            self._left_out = draft.counts.all - len(items)
            self._asking.take(lambda: self.start(wanted))

    @Slot(object)
    def _on_plan(self, plan: BatchPlan) -> None:
        self._origin, self._left_out = self.results.run, 0
        run = self._origin
        # What only looks at the unknown rows of a completing run leads back to it.
        completes = run is not None and run.operation is Operation.COMPLETE
        self._returns = completes and plan.operation is Operation.STATUS
        asked = {item.request for item in plan.items}
        before = [row for row in self.results.rows if row.request in asked] if completes else ()
        self._asking.take(lambda: self.start(plan, inferred(before, figure)))

    @Slot(object, object, object)
    def _on_resume(self, run: BatchRun, rows: Sequence[BatchRow], environment: Environment) -> None:
        self._origin, self._returns, self._left_out = run, False, 0
        self._asking.take(lambda: self._resume(run, rows, environment))

    async def start(self, plan: BatchPlan, warnings: Sequence[Phrase] = ()) -> None:
        """Make the run that the user asks for, once that is confirmed where it has to be."""
        if await self._confirmed(plan.environment, plan.operation, len(plan.items), warnings):
            rows = [BatchRow(n, item.line, item.request) for n, item in enumerate(plan.items, 1)]
            if self.course.start(plan):
                self._show_beginning(rows, len(rows), plan.operation, plan.environment)

    async def _resume(
        self, run: BatchRun, rows: Sequence[BatchRow], environment: Environment
    ) -> None:
        left = to_resume(rows, run.operation)
        is_confirmed = await self._confirmed(environment, run.operation, len(left))
        if is_confirmed and self.course.resume(run, rows, environment):
            self._show_beginning(rows, len(left), run.operation, environment)

    async def _confirmed(
        self,
        environment: Environment,
        operation: Operation,
        count: int,
        warnings: Sequence[Phrase] = (),
    ) -> bool:
        how = confirmation(environment, operation)
        if how is Confirmation.NONE:
            return True
        question = ConfirmBatch(self._theme, self._window, environment, count, how)
        plan = self._window.plan
        of_token = plan.token_status.warnings() if environment == plan.environment else ()
        question.warn([*warnings, *of_token])
        return await answer(question)

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
        window.retract(_START)
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
        if await answer(Question(self._theme, self._window, _CANCEL)):
            self._cancel()
        elif not was_paused and self.course.is_paused:
            self._on_pause()

    @Slot(object)
    def _on_failed(self, why: Phrase) -> None:
        self._free()
        self._window.tell(why, about=_START)
        self._show_origin()

    @Slot(object, object)
    def _on_ended(self, result: RunResult, rows: Sequence[BatchRow]) -> None:
        self._free()
        if result.refusal is not None:
            self._tell_refusal(result.refusal)
        if self._returns or result.run is None:
            self._show_origin()
        else:
            notes = [] if result.unsaved_reason is None else [result.unsaved_reason]
            if self._left_out:
                notes.append(left_out(self._left_out, figure))
            self.results.show(result.run, rows, notes, keep=True)

    def _show_origin(self) -> None:
        """Show again what the run was begun from: another run, or the list."""
        if self._origin is not None:
            self._tasks.spawn(self.results.show_again(self._origin.uid))
        else:
            self.show_list()

    def _free(self) -> None:
        self._window.source.set_busy(busy=False)
        self.running_changed.emit(False)  # noqa: FBT003 - a signal

    def _tell_refusal(self, refusal: Outcome) -> None:
        if self._environment is not None:
            told = refusal_advice(refusal, self._environment, datetime.now(UTC))
            self._window.tell(
                phrase("{headline}. {meaning}", headline=told.headline, meaning=told.meaning),
                about=_START,
            )

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
