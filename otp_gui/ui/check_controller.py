"""Leads a call that changes a session from the click to its answer: confirm, send once, tell."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import AlreadyRunningError, Progress
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest, fold
from otp_gui.services.check import CheckResult, CheckService
from otp_gui.services.recall import Recall
from otp_gui.ui.dialogs.confirm_call import ConfirmCall
from otp_gui.ui.dialogs.confirm_complete import ConfirmComplete
from otp_gui.ui.dialogs.confirm_resend import ConfirmResend
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.one_action import OneAction
from otp_gui.ui.theme import Theme
from otp_gui.ui.when import brief

AfterResend = Callable[[CheckRequest, Environment, CheckRecord], Awaitable[None]]
"""What follows a wish to send again that may have reached the server: within the same action."""

_STOP_COMPLETING: Final = Wording(
    phrase("Stop waiting for the answer?"),
    phrase(
        "The request may have reached the server already. If you stop now, it stays unknown "
        "whether the session was completed."
    ),
    reject=phrase("Keep waiting"),
    accept=phrase("Stop waiting"),
)
_STOP_RESENDING: Final = Wording(
    phrase("Stop waiting for the answer?"),
    phrase(
        "The request may have reached the server already. If you stop now, it stays unknown "
        "whether the user gets another message."
    ),
    reject=phrase("Keep waiting"),
    accept=phrase("Stop waiting"),
)
_AGAIN: Final = phrase(
    "This window has just completed this login, or may have: look at its answer before you repeat"
    " the call."
)
_MAY_HAVE_COMPLETED: Final = (Verdict.SUCCESS, Verdict.UNKNOWN)
_SEND_UNRECORDED: Final = phrase("Send without a record")


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is to be sent, and where to; ``operation`` is ``COMPLETE`` or ``RESEND``."""

    operation: Operation
    request: CheckRequest
    environment: Environment
    asks: bool = False
    """Whether to ask first, even where the environment does not want it."""


class CheckController(QObject):
    """Sends at most one call at a time; knows no widget but the window that its dialogs stand over.

    ``check_finished`` carries the ``Case``, and the ``Phrase`` that tells why history does not hold
    it, or None.
    """

    check_finished = Signal(object, object)

    def __init__(
        self,
        action: OneAction,
        check: CheckService,
        recall: Recall,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.action = action
        self.after_resend: AfterResend | None = None
        self.token_warnings: Callable[[], Sequence[Phrase]] = tuple
        """What is to be pointed out before a call is confirmed."""
        self._check = check
        self._recall = recall
        self._theme = theme
        self._window = window
        self._progress: Progress | None = None
        """Of the call in flight, None between calls."""
        self._completed: tuple[str, str] | None = None
        """The login that was completed last, or may have been, and its environment."""
        self._only_reads = False
        """Whether the action has come to what follows it, which changes nothing."""
        self._wording = _STOP_COMPLETING

    def complete(
        self, request: CheckRequest, environment: Environment, *, asks: bool = False
    ) -> None:
        """Start a completing check; does nothing while something runs.

        A login that this window has just completed, or may have, is asked about before it is
        called again: the keys may only have been pressed once too often.
        """
        self._start(_Errand(Operation.COMPLETE, request, environment, asks))

    def resend(self, request: CheckRequest, environment: Environment) -> None:
        """Have the user sent another message, once that is confirmed; then look what it did."""
        self._start(_Errand(Operation.RESEND, request, environment))

    @property
    def may_have_been_sent(self) -> bool:
        """Whether a call is in flight that may have reached the server."""
        return self._progress is not None and self._progress.may_have_been_sent

    @Slot()
    def cancel(self) -> None:
        """Stop the call in flight; asks first once the request may have reached the server."""
        if self.may_have_been_sent:
            self.ask_to_stop().accepted.connect(self.action.break_off)
        elif self._progress is not None or self._only_reads:
            self.action.break_off()

    def ask_to_stop(self) -> Question:
        """Open the question whether to stop waiting; it goes away when the answer comes."""
        question = Question(self._theme, self._window, self._wording)
        self.action.running_changed.connect(question.reject)
        self.check_finished.connect(question.reject)
        question.open()
        return question

    def _start(self, errand: _Errand) -> None:
        self.action.start(lambda: self._run(errand), self.cancel)

    async def _run(self, errand: _Errand) -> None:
        self._only_reads = False
        try:
            record = await self._send_once(errand)
        except AlreadyRunningError as error:
            self.action.drop()
            await self._tell_running(error.record)
            return
        if record is None or self.after_resend is None:
            return
        if errand.operation is Operation.RESEND and _is_to_be_looked_at(record.outcome):
            self._only_reads = True
            await self.after_resend(errand.request, errand.environment, record)

    async def _send_once(self, errand: _Errand) -> CheckRecord | None:
        """POST once, or once more where history refused and the user insists: nothing left then."""
        if not await self._confirmed(errand):
            return None
        result = await self._call(errand)
        await self._tell(result)
        if result.record.outcome.failure is not Failure.HISTORY_UNAVAILABLE:
            return result.record
        if not await self._insists(result.unsaved_reason) or not await self._confirmed(errand):
            return None
        result = await self._call(errand, unsaved=True)
        await self._tell(result)
        return result.record

    async def _confirmed(self, errand: _Errand) -> bool:
        question = self._question(errand)
        if question is None:
            return True
        repeated = (_AGAIN,) if self._was_just_completed(errand) else ()
        question.warn([*repeated, *self.token_warnings()])
        return await answer(question)

    def _was_just_completed(self, errand: _Errand) -> bool:
        login = fold(errand.request.request_id.value), errand.environment.id
        return errand.operation is Operation.COMPLETE and login == self._completed

    def _question(self, errand: _Errand) -> ConfirmCall | None:
        request, environment = errand.request, errand.environment
        if errand.operation is Operation.RESEND:
            return ConfirmResend(self._theme, self._window, request, environment)
        if environment.confirm_complete or errand.asks or self._was_just_completed(errand):
            return ConfirmComplete(self._theme, self._window, request, environment)
        return None

    async def _call(self, errand: _Errand, *, unsaved: bool = False) -> CheckResult:
        resends = errand.operation is Operation.RESEND
        self._wording = _STOP_RESENDING if resends else _STOP_COMPLETING
        send = self._check.resend if resends else self._check.complete
        limit = errand.environment.timeout_seconds
        self._progress = self.action.begin_call(limit, errand.operation)
        try:
            return await send(errand.request, errand.environment, self._progress, unsaved=unsaved)
        finally:
            self._progress = None

    async def _tell(self, result: CheckResult) -> None:
        record = result.record
        if record.operation is Operation.COMPLETE and record.outcome.verdict in _MAY_HAVE_COMPLETED:
            self._completed = fold(record.request_id), record.environment
        case = await self._recall.case(result.record)
        self.action.settle()
        self.check_finished.emit(case, result.unsaved_reason)

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


def _is_to_be_looked_at(outcome: Outcome) -> bool:
    """Tell whether a resend may have done something; who has stopped it wants to wait no longer."""
    return outcome.verdict is not Verdict.NOT_SENT and outcome.failure is not Failure.CANCELLED
