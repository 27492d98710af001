"""A run that is over, or an earlier one: shown, saved, forgotten, and what can be called of it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.bootstrap import Batch
from otp_gui.domain.batch import BatchItem, BatchPlan, BatchRow, BatchRun, RunState
from otp_gui.domain.batch_files import ResultFormat, ResultPlan
from otp_gui.domain.batch_labels import MADE_ELSEWHERE
from otp_gui.domain.batch_labels import rows as rows_words
from otp_gui.domain.batch_rules import (
    is_elsewhere,
    tally,
    to_call_again,
    to_inspect,
    to_resume,
)
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.i18n import tr
from otp_gui.services.left_off import left_off
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.batch_results import KINDS, BatchResultsDialog
from otp_gui.ui.dialogs.batch_runs import BatchRunsDialog
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.figures import figure
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

ABOUT_RUN: Final = "run"
"""The word for notices about the run on view."""
_NOWHERE: Final = phrase(
    "The environment of this run is not there any more, so nothing of it can be called."
)


class BatchResults(QObject):
    """``plan_wanted`` carries a ``BatchPlan`` that the user asks for.

    ``resume_wanted`` carries the run, all its rows and its ``Environment``; ``gone`` tells that the
    run on view is not there any more.
    """

    plan_wanted = Signal(object)
    resume_wanted = Signal(object, object, object)
    gone = Signal()

    def __init__(
        self, window: BatchWindow, theme: Theme, batch: Batch, tasks: Tasks, files: FileChoice
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._batch = batch
        self._tasks = tasks
        self._files = files
        self._asking = tasks.slot()
        self.run: BatchRun | None = None
        """The one on view."""
        self.rows: Sequence[BatchRow] = ()
        self._notes: Sequence[Phrase] = ()
        self._saved: Phrase | None = None
        """Where its results went."""
        self._turn = 0
        """Changes with what is wanted on view: what was being read for another turn is dropped."""
        bar = window.run
        window.source.earlier_wanted.connect(lambda: self._asking.take(self._choose))
        bar.save_wanted.connect(lambda: self._asking.take(self._save))
        bar.inspect_wanted.connect(self._on_inspect)
        bar.again_wanted.connect(self._on_again)
        bar.resume_wanted.connect(self._on_resume)

    def clear(self) -> None:
        """Show none any more."""
        self.run, self.rows, self._notes, self._saved = None, (), (), None
        self._window.retract(ABOUT_RUN)
        self._turn += 1

    def show(
        self,
        run: BatchRun,
        rows: Sequence[BatchRow],
        notes: Sequence[Phrase] = (),
        *,
        keep: bool = False,
    ) -> None:
        """Show a run that is over, with what can be done next; ``keep`` what is searched for."""
        window = self._window
        self._turn += 1
        if self.run is None or self.run.uid != run.uid:
            self._saved = None
            window.retract(ABOUT_RUN)
        self.run, self.rows, self._notes = run, rows, notes
        window.source.show_run(run.title)
        window.model.show_run(rows, run.operation, goes_on=False)
        window.rows.begin(run.operation, is_draft=False, keep=keep)
        window.show_run(run.environment)
        self._sum_up()

    def look(self) -> None:
        """Show what the history has of the run on view by now, if that differs."""
        if self.run is not None:
            self._tasks.spawn(self._look(self.run.uid, self._turn))

    async def look_back(self) -> None:
        """Show the run that was interrupted and asks for something, if there is one."""
        try:
            run = await left_off(self._batch.service)
        except StoreError:
            # Whoever needs the history is told by it.
            return
        if run is not None:
            await self.show_again(run.uid)

    async def show_again(self, uid: str) -> None:
        """Show a run as the history has it."""
        self._turn += 1
        found = await self._read(uid, self._turn)
        if found is not None:
            self.show(*found)

    async def _look(self, uid: str, turn: int) -> None:
        found = await self._read(uid, turn)
        if found is None or self.run is None:
            return
        run, rows = found
        if len(rows) != len(self.rows):
            self.show(run, rows, self._notes, keep=True)
            return
        changed = [new for new, old in zip(rows, self.rows, strict=True) if new != old]
        if changed or run != self.run:
            self.run, self.rows = run, rows
            self._window.model.take(changed)
            self._sum_up()

    async def _read(self, uid: str, turn: int) -> tuple[BatchRun, Sequence[BatchRow]] | None:
        """Read a run, None where another one is wanted by now, or it is not there any more."""
        try:
            run = await self._batch.service.run(uid)
            rows = () if run is None else await self._batch.service.rows(uid)
        except StoreError as error:
            self._window.tell(error.explanation, about=ABOUT_RUN)
            return None
        if turn != self._turn or self._window.is_busy():
            return None
        if run is None:
            self.clear()
            self.gone.emit()
            return None
        return run, rows

    def _sum_up(self) -> None:
        """Say what the rows came to, and what can be done next."""
        run, rows, window = self.run, self.rows, self._window
        if run is None:
            return
        counted = tally(rows)
        window.bars.show_tally(counted, run.operation)
        window.rows.recount()
        window.run.end(
            run,
            counted,
            unknown=len(to_inspect(rows)) if run.operation is Operation.COMPLETE else 0,
            again=len(to_call_again(rows, run.operation)),
            left=len(to_resume(rows, run.operation)) if run.state is RunState.STOPPED else 0,
            notes=[*self._notes, *([] if self._saved is None else [self._saved])],
        )

    async def _choose(self) -> None:
        try:
            runs = await self._batch.service.runs()
        except StoreError as error:
            self._window.tell(error.explanation, about=ABOUT_RUN)
            return
        names = {e.id: e.name for e in self._window.plan.environments}
        dialog = BatchRunsDialog(self._theme, self._window, runs, names)
        dialog.forget_wanted.connect(lambda run: self._tasks.spawn(self._forget(dialog, run)))
        if await answer(dialog) and dialog.chosen is not None:
            await self.show_again(dialog.chosen.uid)

    async def _forget(self, dialog: BatchRunsDialog, run: BatchRun) -> None:
        left = run.count - run.called
        if left and not await answer(Question(self._theme, self._window, _may_forget(left))):
            return
        try:
            await self._batch.service.remove(run.uid)
        except StoreError as error:
            self._window.tell(error.explanation, about=ABOUT_RUN)
            return
        dialog.drop(run)
        if self.run is not None and self.run.uid == run.uid:
            self.clear()
            self.gone.emit()

    @Slot()
    def _on_inspect(self) -> None:
        self._asking.take(lambda: self._call(to_inspect, Operation.STATUS))

    @Slot()
    def _on_again(self) -> None:
        run = self.run
        if run is not None:
            choose = partial(to_call_again, operation=run.operation)
            self._asking.take(lambda: self._call(choose, run.operation))

    @Slot()
    def _on_resume(self) -> None:
        self._asking.take(self._resume)

    async def _resume(self) -> None:
        run, environment = self.run, self.find_environment()
        if run is None or environment is None:
            return
        await self._look(run.uid, self._turn)
        if self.run is not None and self.run.uid == run.uid:
            self.resume_wanted.emit(self.run, self.rows, environment)

    async def _call(
        self, choose: Callable[[Sequence[BatchRow]], Sequence[BatchRow]], operation: Operation
    ) -> None:
        """Ask for a run of the rows that ``choose`` returns of what the history has right now."""
        run, environment = self.run, self.find_environment()
        if run is None or environment is None:
            return
        await self._look(run.uid, self._turn)
        items = [BatchItem(row.line, row.request) for row in choose(self.rows)]
        if self.run is not None and self.run.uid == run.uid and items:
            self.plan_wanted.emit(BatchPlan(environment, operation, items, run.title, run.settings))

    def find_environment(self) -> Environment | None:
        """Return the one that the run on view was made in; None, and say so, where it is gone."""
        run = self.run
        known = self._window.plan.environments
        found = next((e for e in known if run is not None and e.id == run.environment), None)
        if found is None:
            self._window.tell(_NOWHERE, about=ABOUT_RUN)
        elif run is not None and is_elsewhere(run, found):
            self._window.tell(MADE_ELSEWHERE, about=ABOUT_RUN)
            return None
        return found

    async def _save(self) -> None:
        run, rows = self.run, self.rows
        dialog = BatchResultsDialog(self._theme, self._window)
        if run is None or not await answer(dialog):
            return
        name = f"{Path(run.title or 'batch').stem}-results.{dialog.format.value}"
        target = await self._files.to_save(tr("Save the results"), name, KINDS[dialog.format])
        if target is None:
            return
        plan = ResultPlan(
            target.path,
            dialog.format,
            masked=dialog.masked,
            bom=dialog.format is ResultFormat.CSV,
            overwrite=target.overwrite,
        )
        try:
            await self._batch.files.save(plan, run, rows, lambda _done, _total: None)
        except StoreError as error:
            self._window.tell(error.explanation, about=ABOUT_RUN)
            return
        if self.run is not None and self.run.uid == run.uid:
            self._saved = _saved(target.path, masked=plan.masked)
            self._window.retract(ABOUT_RUN)
            self._sum_up()


def _may_forget(left: int) -> Wording:
    return Wording(
        phrase("Forget this run?"),
        phrase(
            "What was never called is lost with it: {rows}. Its calls stay in the history.",
            rows=rows_words(left, figure),
        ),
        reject=phrase("Keep it"),
        accept=phrase("Forget this run"),
    )


def _saved(path: str, *, masked: bool) -> Phrase:
    told = (
        phrase("Phone numbers are masked in it.")
        if masked
        else phrase("It holds phone numbers in full.")
    )
    return phrase("Results: {file}. {told}", file=Path(path).name, told=told)
