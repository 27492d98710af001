"""A run that is over, or an earlier one: shown, saved, forgotten, and what can be called of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.bootstrap import Batch
from otp_gui.domain.batch import BatchItem, BatchPlan, BatchRow, BatchRun, RunState, StopReason
from otp_gui.domain.batch_files import ResultFormat, ResultPlan
from otp_gui.domain.batch_rules import may_call_again, tally, to_inspect
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.i18n import tr
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.batch_results import KINDS, BatchResultsDialog
from otp_gui.ui.dialogs.batch_runs import BatchRunsDialog
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

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
        bar = window.run
        window.source.earlier_wanted.connect(lambda: self._asking.take(self._choose))
        bar.save_wanted.connect(lambda: self._asking.take(self._save))
        bar.inspect_wanted.connect(self._on_inspect)
        bar.again_wanted.connect(self._on_again)
        bar.resume_wanted.connect(self._on_resume)

    def clear(self) -> None:
        """Show none any more."""
        self.run, self.rows = None, ()

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
        self.run, self.rows = run, rows
        window.source.show_run(run.title)
        window.model.show_run(rows, run.operation, goes_on=False)
        window.rows.begin(run.operation, is_draft=False, keep=keep)
        window.bars.show_tally(tally(rows), run.operation)
        window.show_run()
        left = sum(row.check_uid is None for row in rows)
        window.run.end(
            run,
            unknown=len(to_inspect(rows)) if run.operation is Operation.COMPLETE else 0,
            again=len(self._again()),
            left=left if run.state is RunState.STOPPED else 0,
            notes=notes,
        )

    async def look_back(self) -> None:
        """Show the newest run where it was interrupted."""
        try:
            runs = await self._batch.service.runs(1)
        except StoreError:
            # Whoever needs the history is told by it.
            return
        if runs and runs[0].reason is StopReason.INTERRUPTED:
            await self._show(runs[0])

    async def show_again(self, uid: str) -> None:
        """Show what the history has of a run by now."""
        try:
            runs = await self._batch.service.runs()
            run = next((each for each in runs if each.uid == uid), None)
        except StoreError as error:
            self._window.tell(error.explanation)
            return
        if run is not None:
            await self._show(run)
        else:
            self.clear()
            self.gone.emit()

    async def _show(self, run: BatchRun) -> None:
        try:
            rows = await self._batch.service.rows(run.uid)
        except StoreError as error:
            self._window.tell(error.explanation)
            return
        if not self._window.is_busy():
            self.show(run, rows)

    async def _choose(self) -> None:
        try:
            runs = await self._batch.service.runs()
        except StoreError as error:
            self._window.tell(error.explanation)
            return
        dialog = BatchRunsDialog(self._theme, self._window, runs)
        dialog.forget_wanted.connect(lambda run: self._tasks.spawn(self._forget(run)))
        if await answer(dialog) and dialog.chosen is not None:
            await self._show(dialog.chosen)

    async def _forget(self, run: BatchRun) -> None:
        try:
            await self._batch.service.remove(run.uid)
        except StoreError as error:
            self._window.tell(error.explanation)
            return
        if self.run is not None and self.run.uid == run.uid:
            self.clear()
            self.gone.emit()

    def _again(self) -> Sequence[BatchItem]:
        """Return the rows that were called and may be once more."""
        run = self.run
        return [
            BatchItem(row.line, row.request)
            for row in self.rows
            if run is not None and row.check_uid and may_call_again(row, run.operation)
        ]

    @Slot()
    def _on_inspect(self) -> None:
        items = [BatchItem(row.line, row.request) for row in to_inspect(self.rows)]
        self._want(Operation.STATUS, items)

    @Slot()
    def _on_again(self) -> None:
        if self.run is not None:
            self._want(self.run.operation, self._again())

    @Slot()
    def _on_resume(self) -> None:
        environment = self._environment()
        if self.run is not None and environment is not None:
            self.resume_wanted.emit(self.run, self.rows, environment)

    def _want(self, operation: Operation, items: Sequence[BatchItem]) -> None:
        run, environment = self.run, self._environment()
        if run is not None and environment is not None:
            self.plan_wanted.emit(BatchPlan(environment, operation, items, run.title, run.settings))

    def _environment(self) -> Environment | None:
        run = self.run
        known = self._window.plan.environments
        found = next((e for e in known if run is not None and e.id == run.environment), None)
        if found is None:
            self._window.tell(_NOWHERE)
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
            self._window.tell(error.explanation)
            return
        self._window.tell(_saved(target.path, masked=plan.masked))


def _saved(path: str, *, masked: bool) -> Phrase:
    told = (
        phrase("Phone numbers are masked in it.")
        if masked
        else phrase("It holds phone numbers in full.")
    )
    return phrase("Results: {file}. {told}", file=Path(path).name, told=told)
