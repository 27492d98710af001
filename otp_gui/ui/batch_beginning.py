"""How a run of the batch window begins: of the list, of rows of another run, or of its rest."""

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog

from otp_gui.domain.batch import BatchPlan, BatchRow
from otp_gui.domain.batch_rules import to_resume
from otp_gui.domain.batch_warnings import doubtful, hidden, inferred, to_look_up
from otp_gui.domain.draft import Draft
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.ui.batch_course import BatchCourse
from otp_gui.ui.batch_lists import BatchLists
from otp_gui.ui.batch_questions import BatchQuestions, Wish
from otp_gui.ui.batch_results import BatchResults, Shown
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.figures import figure
from otp_gui.ui.tasks import Slot as Room


@dataclass(frozen=True, slots=True)
class Origin:
    """What a run is begun from: ``shown``, a run that was on view, or the list where it is None.

    ``returns`` tells that this is what is wanted on view again once the run is over. ``left_out``
    are so many rows of the list that are not in the run.
    """

    shown: Shown | None = None
    returns: bool = False
    left_out: int = 0


class BatchBeginning(QObject):
    """``begun`` carries the rows of a run, the ``Wish`` for it and its ``Origin``.

    ``asking`` is the room for what is asked: one question at a time.
    """

    begun = Signal(object, object, object)

    def __init__(
        self,
        window: BatchWindow,
        lists: BatchLists,
        results: BatchResults,
        course: BatchCourse,
        questions: BatchQuestions,
        asking: Room,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._lists = lists
        self._results = results
        self._course = course
        self._questions = questions
        self._asking = asking

    @Slot()
    def of_list(self) -> None:
        """Begin a run of the list on view, as its fields say."""
        plan, draft = self._window.plan, self._lists.draft
        if plan.environment is not None and draft is not None and not self._lists.is_loading:
            title, items = self._lists.title, draft.items()
            wanted = BatchPlan(
                *(plan.environment, plan.operation, items, title, plan.settings),
                datetime.now(UTC),
            )
            wish = Wish(
                *(plan.environment, plan.operation, len(items)),
                lambda: self._is_as_wanted(wanted, draft),
                [
                    *hidden(self._window.rows.hidden_ready, figure),
                    *doubtful(draft.counts.doubtful, figure),
                ],
                to_look_up(items, plan.operation),
            )
            origin = Origin(left_out=draft.counts.all - len(items))
            self._asking.take(lambda: self._start(wanted, wish, origin))

    def _is_as_wanted(self, wanted: BatchPlan, draft: Draft) -> bool:
        """Tell whether the list and the fields below it are what a plan was made of."""
        plan = self._window.plan
        now = (plan.environment, plan.operation, plan.settings)
        is_same = now == (wanted.environment, wanted.operation, wanted.settings)
        is_there = self._lists.draft is draft and not self._lists.is_loading
        return is_same and is_there and self._shows("")

    def _shows(self, uid: str) -> bool:
        """Tell whether a run, or the list where ``uid`` is empty, is on view below no dialog."""
        run = self._results.run
        is_on_view = uid == ("" if run is None else run.uid)
        dialogs = self._window.findChildren(QDialog)
        return is_on_view and not any(dialog.isVisible() for dialog in dialogs)

    @Slot(object)
    def of_run(self, plan: BatchPlan) -> None:
        """Begin a run of rows of the one on view."""
        shown = self._results.shown
        if shown is None:
            return
        # What only looks at the unknown rows of a completing run leads back to it.
        completes = shown.run.operation is Operation.COMPLETE
        origin = Origin(shown, returns=completes and plan.operation is Operation.STATUS)
        asked = {item.request for item in plan.items}
        before = [row for row in shown.rows if row.request in asked] if completes else []
        # Those that ended unknown in this run have a warning of their own.
        others = [row for row in before if row.verdict is not Verdict.UNKNOWN]
        wish = Wish(
            *(plan.environment, plan.operation, len(plan.items)),
            lambda: self._shows(shown.run.uid),
            inferred(before, figure),
            to_look_up(others, plan.operation),
            to_look_up((row for row in before if row not in others), plan.operation),
        )
        self._asking.take(lambda: self._start(plan, wish, origin))

    @Slot(object, object)
    def of_rest(self, shown: Shown, environment: Environment) -> None:
        """Resume the run on view."""
        run = shown.run
        left = to_resume(shown.rows, run.operation)
        wish = Wish(
            *(environment, run.operation, len(left)),
            lambda: self._shows(run.uid),
            completing=to_look_up(left, run.operation),
        )
        self._asking.take(lambda: self._resume(shown, wish))

    async def _start(self, plan: BatchPlan, wish: Wish, origin: Origin) -> None:
        if await self._questions.may_begin(wish) and self._course.start(plan):
            rows = [BatchRow(n, item.line, item.request) for n, item in enumerate(plan.items, 1)]
            self.begun.emit(rows, wish, origin)

    async def _resume(self, shown: Shown, wish: Wish) -> None:
        may = await self._questions.may_begin(wish)
        if may and self._course.resume(shown.run, shown.rows, wish.environment):
            self.begun.emit(shown.rows, wish, Origin(shown))
