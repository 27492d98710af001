"""Leads one check from the click to its answer: confirm, send once, tell."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import AlreadyRunningError, History, Progress, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest
from otp_gui.services.check import CheckResult, CheckService
from otp_gui.ui.dialogs.confirm_complete import ConfirmComplete
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme
from otp_gui.ui.when import brief

_STOP_WAITING: Final = Wording(
    phrase("Stop waiting for the answer?"),
    phrase(
        "The request may have reached the server already. If you stop now, it stays unknown "
        "whether the session was completed."
    ),
    reject=phrase("Keep waiting"),
    accept=phrase("Stop waiting"),
)


_SEND_UNRECORDED: Final = phrase("Send without a record")


class CheckController(QObject):
    """Runs at most one check at a time; knows no widget but the window that its dialogs stand over.

    ``running_changed`` brackets everything from the confirmation to the end; ``call_started``
    carries the time limit in seconds, ``phase_entered`` a ``Phase``. ``check_finished`` carries the
    ``CheckRecord``, the earlier records of the same session, and the ``Phrase`` that tells why
    history does not hold it, or None. ``check_dropped`` means that a started call left no record.
    """

    running_changed = Signal(bool)
    call_started = Signal(float)
    phase_entered = Signal(object)
    check_finished = Signal(object, object, object)
    check_dropped = Signal()

    def __init__(
        self,
        tasks: Tasks,
        check: CheckService,
        history: History,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._check = check
        self._history = history
        self._theme = theme
        self._window = window
        self._progress: Progress | None = None
        """Of the call in flight, None between calls."""
        self._owes_record = False

    def complete(self, request: CheckRequest, environment: Environment) -> None:
        """Start a completing check; does nothing while one runs."""
        self._tasks.act(lambda: self._run(request, environment))

    @property
    def may_have_been_sent(self) -> bool:
        """Whether a call is in flight that may have reached the server."""
        return self._progress is not None and self._progress.may_have_been_sent

    @Slot()
    def cancel(self) -> None:
        """Stop the call in flight; asks first once the request may have reached the server."""
        if self.may_have_been_sent:
            self.ask_to_stop().accepted.connect(self._tasks.cancel_action)
        elif self._progress is not None:
            self._tasks.cancel_action()

    async def earlier(self, record: CheckRecord) -> Sequence[CheckRecord]:
        """Return the calls for the session of ``record``, or none where history cannot tell."""
        try:
            return await self._history.earlier(record.request_id, record.base_url)
        except StoreError:
            return ()

    def ask_to_stop(self) -> Question:
        """Open the question whether to stop waiting; it goes away when the answer comes."""
        question = Question(self._theme, self._window, _STOP_WAITING)
        self.running_changed.connect(question.reject)
        question.open()
        return question

    async def _run(self, request: CheckRequest, environment: Environment) -> None:
        self.running_changed.emit(True)  # noqa: FBT003 - a signal has no keywords
        try:
            await self._check_once(request, environment)
        except AlreadyRunningError as error:
            self._drop()
            await self._tell_running(error.record)
        finally:
            self._drop()
            self.running_changed.emit(False)  # noqa: FBT003

    async def _check_once(self, request: CheckRequest, environment: Environment) -> None:
        """POST once, or once more where history refused and the user insists: nothing left then."""
        if not await self._confirmed(request, environment):
            return
        result = await self._call(request, environment)
        await self._tell(result)
        if result.record.outcome.failure is not Failure.HISTORY_UNAVAILABLE:
            return
        if await self._insists(result.unsaved_reason) and await self._confirmed(
            request, environment
        ):
            await self._tell(await self._call(request, environment, unsaved=True))

    async def _confirmed(self, request: CheckRequest, environment: Environment) -> bool:
        if not environment.confirm_complete:
            return True
        return await answer(ConfirmComplete(self._theme, self._window, request, environment))

    async def _call(
        self, request: CheckRequest, environment: Environment, *, unsaved: bool = False
    ) -> CheckResult:
        self._progress = Progress(listener=self.phase_entered.emit)
        self._owes_record = True
        self.call_started.emit(environment.timeout_seconds)
        try:
            return await self._check.complete(request, environment, self._progress, unsaved=unsaved)
        finally:
            self._progress = None

    async def _tell(self, result: CheckResult) -> None:
        record = result.record
        earlier = await self.earlier(record)
        self._owes_record = False
        self.check_finished.emit(record, earlier, result.unsaved_reason)

    def _drop(self) -> None:
        if self._owes_record:
            self._owes_record = False
            self.check_dropped.emit()

    async def _insists(self, reason: Phrase | None) -> bool:
        wording = Wording(
            phrase("Nothing was sent: the check cannot be recorded"),
            phrase(
                "{reason} You may send all the same: the answer is then shown, but not kept.",
                reason=reason or "",
            ),
            reject=phrase("Cancel"),
            accept=_SEND_UNRECORDED,
        )
        return await answer(Question(self._theme, self._window, wording))

    async def _tell_running(self, running: CheckRecord) -> None:
        wording = Wording(
            phrase("This login is being checked already"),
            phrase(
                "Another check of this request ID is running ({operator}, since {time}). Nothing "
                "was sent. Wait for its answer: it will be in the history.",
                operator=running.operator or "?",
                time=brief(running.started_at, datetime.now(UTC)),
            ),
            reject=phrase("Close"),
        )
        await answer(Question(self._theme, self._window, wording))
