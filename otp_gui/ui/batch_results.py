"""A run that is over, or an earlier one: shown, saved, forgotten, and what can be called of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from otp_gui.bootstrap import Batch
from otp_gui.domain.batch import BatchItem, BatchPlan, BatchRow, BatchRun, RunState, StopReason
from otp_gui.domain.batch_labels import MADE_ELSEWHERE, completed_since
from otp_gui.domain.batch_labels import rows as rows_words
from otp_gui.domain.batch_rules import (
    by_now,
    is_elsewhere,
    so_far,
    tally,
    to_call_again,
    to_inspect,
    to_resume,
    unseen,
    with_unsaved,
)
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.services.left_off import left_off
from otp_gui.ui.batch_run import Offers
from otp_gui.ui.batch_saving import BatchSaving
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.batch_runs import BatchRunsDialog
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.figures import figure
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

ABOUT_RUN: Final = "run"
"""The word for notices about the run on view."""
_READING: Final = "reading"
"""The word for notices that it cannot be read, until it can."""
_LOOKED_MS: Final = 3_000
"""So often it is looked whether somebody is still at a run."""
_NOWHERE: Final = phrase(
    "The environment of this run is not there any more, so nothing of it can be called."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A run that is over, with all of its rows, and ``notes`` on how it ended.

    ``unsaved`` are ends of its calls that the history could not take, by the uid of the call;
    ``unkept`` is the run as it ended, where it could not take that. ``findings`` tell what a look
    at its unknown rows came to.
    """

    run: BatchRun
    rows: Sequence[BatchRow]
    notes: Sequence[Phrase] = ()
    unsaved: Mapping[str, CheckRecord] = field(default_factory=dict)
    unkept: BatchRun | None = None
    findings: Sequence[Phrase] = ()

    def read_anew(self, run: BatchRun, rows: Sequence[BatchRow]) -> "Shown":
        """Return it as the history has it, with what only this process knows."""
        ours = self.unkept
        if ours is not None and (run.called, run.reason) == (ours.called, StopReason.INTERRUPTED):
            # Its end could not be written: no other program has died.
            run = replace(run, state=ours.state, reason=ours.reason)
        return replace(self, run=run, rows=with_unsaved(rows, self.unsaved))


class BatchResults(QObject):
    """``plan_wanted`` carries a ``BatchPlan`` that the user asks for.

    ``resume_wanted`` carries what is :class:`Shown` and its ``Environment``; ``gone`` tells that
    the run on view is not there any more.
    """

    plan_wanted = Signal(object)
    resume_wanted = Signal(object, object)
    gone = Signal()

    def __init__(
        self, window: BatchWindow, theme: Theme, batch: Batch, tasks: Tasks, files: FileChoice
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._batch = batch
        self._tasks = tasks
        self._saving = BatchSaving(window, theme, batch.files, files)
        self._asking = tasks.slot()
        self.shown: Shown | None = None
        """What is on view."""
        self.has_list: Callable[[], bool] = lambda: False
        """Whether there is a list to go to."""
        self.of_list: set[str] = set()
        """The runs that were made of it."""
        self._saved: Phrase | None = None
        """Where its results went."""
        self._turn = 0
        """Changes with what is wanted on view: what was being read for another turn is dropped."""
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOKED_MS)
        self._clock.timeout.connect(self.look)
        bar = window.run
        window.source.earlier_wanted.connect(lambda: self._asking.take(self._choose))
        bar.save_wanted.connect(lambda: self._asking.take(self._save))
        bar.inspect_wanted.connect(self._on_inspect)
        bar.again_wanted.connect(self._on_again)
        bar.resume_wanted.connect(self._on_resume)

    @property
    def run(self) -> BatchRun | None:
        """The run on view."""
        return None if self.shown is None else self.shown.run

    @property
    def rows(self) -> Sequence[BatchRow]:
        """Its rows."""
        return () if self.shown is None else self.shown.rows

    def clear(self) -> None:
        """Show none any more."""
        self.shown = self._saved = None
        self._clock.stop()
        self._retract()
        self._turn += 1

    def show(self, shown: Shown, *, keep: bool = False) -> None:
        """Show a run that is over, with what can be done next; ``keep`` what is searched for."""
        window, run, rows = self._window, shown.run, shown.rows
        self._turn += 1
        if self.run is None or self.run.uid != run.uid:
            self._saved = None
            self._retract()
        self.shown = shown
        window.source.show_run(run.title)
        # Somebody else may be at it.
        window.model.show_run(rows, run.operation, goes_on=run.state is RunState.RUNNING)
        window.rows.begin(run.operation, is_draft=False, keep=keep)
        window.show_run(run.environment)
        self._sum_up()

    @Slot()
    def look(self) -> None:
        """Show what the history has of the run on view by now, if that differs."""
        if self.run is not None:
            self._tasks.spawn(self._refresh(self.run.uid, self._turn))

    async def look_back(self) -> None:
        """Show the run that was interrupted and asks for something, if there is one."""
        turn = self._turn
        try:
            run = await left_off(self._batch.service)
        except StoreError:
            # Whoever needs the history is told by it.
            return
        # A list that the user has taken meanwhile stays.
        if run is not None and turn == self._turn:
            await self.show_again(run.uid)

    async def show_again(self, uid: str) -> None:
        """Show a run as the history has it."""
        self._turn += 1
        found = await self._read(uid, self._turn)
        if found is not None:
            self.show(Shown(*found))

    async def _refresh(self, uid: str, turn: int) -> None:
        await self._look(uid, turn)

    async def _look(self, uid: str, turn: int) -> Shown | None:
        """Bring what is on view up to date and return it, None where that could not be read."""
        found = await self._read(uid, turn)
        before = self.shown
        if found is None or before is None:
            return None
        now = before.read_anew(*found)
        if len(now.rows) != len(before.rows) or now.run.state is not before.run.state:
            # Once somebody is no more at a run, what was to come is what was never called.
            self.show(now, keep=True)
            return now
        changed = [new for new, old in zip(now.rows, before.rows, strict=True) if new != old]
        self.shown = now
        if changed or now.run != before.run:
            self._window.model.take(changed)
            self._sum_up()
        return now

    async def _read(self, uid: str, turn: int) -> tuple[BatchRun, Sequence[BatchRow]] | None:
        """Read a run, None where another one is wanted by now, or it is not there any more."""
        try:
            run = await self._batch.service.run(uid)
            rows = () if run is None else await self._batch.service.rows(uid)
        except StoreError as error:
            self._window.tell(error.explanation, about=_READING)
            return None
        self._window.retract(_READING)
        if turn != self._turn or self._window.is_busy():
            return None
        if run is None:
            self.clear()
            self.gone.emit()
            return None
        return run, rows

    def _sum_up(self) -> None:
        """Say what the rows came to, and what can be done next."""
        shown, window = self.shown, self._window
        if shown is None:
            return
        run, rows = shown.run, shown.rows
        # Who is at it may die without a change to the file.
        if run.state is not RunState.RUNNING:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()
        counted = tally(so_far(run, rows))
        window.bars.show_tally(counted, run.operation)
        window.rows.recount()
        completes = run.operation is Operation.COMPLETE
        offers = Offers(
            unknown=len(to_inspect(rows)) if completes else 0,
            is_unseen=completes and bool(unseen(rows)),
            again=len(to_call_again(rows, run.operation)),
            left=len(to_resume(rows, run.operation)) if run.state is RunState.STOPPED else 0,
            has_list=self.has_list(),
            is_of_list=run.uid in self.of_list,
        )
        saved = [] if self._saved is None else [self._saved]
        notes = [*shown.notes, *shown.findings, *completed_since(run, rows, figure), *saved]
        window.run.end(by_now(run, rows), counted, offers, notes)

    def _retract(self) -> None:
        for word in (ABOUT_RUN, _READING):
            self._window.retract(word)

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
        shown = await self._look(run.uid, self._turn)
        if shown is not None:
            self.resume_wanted.emit(shown, environment)

    async def _call(
        self, choose: Callable[[Sequence[BatchRow]], Sequence[BatchRow]], operation: Operation
    ) -> None:
        """Ask for a run of the rows that ``choose`` returns of what the history has right now."""
        run, environment = self.run, self.find_environment()
        if run is None or environment is None:
            return
        chosen_at = datetime.now(UTC)
        shown = await self._look(run.uid, self._turn)
        items = [BatchItem(row.line, row.request) for row in choose(shown.rows)] if shown else ()
        if items:
            self.plan_wanted.emit(
                BatchPlan(environment, operation, items, run.title, run.settings, chosen_at)
            )

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
        if run is None:
            return
        try:
            told = await self._saving.save(run, rows)
        except StoreError as error:
            self._window.tell(error.explanation, about=ABOUT_RUN)
            return
        if told is not None and self.run is not None and self.run.uid == run.uid:
            self._saved = told
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
