"""What is asked before a run of the batch window begins, or is ended early."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject

from otp_gui.domain.batch import Confirmation
from otp_gui.domain.batch_refusal import refusal_advice
from otp_gui.domain.batch_rules import confirmation
from otp_gui.domain.batch_warnings import called_before
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.services.batch import BatchService
from otp_gui.ui.batch_course import BatchCourse
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.confirm_batch import ConfirmBatch
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.figures import figure
from otp_gui.ui.theme import Theme

ABOUT_START: Final = "start"
"""The word for notices that tell why a run did not begin."""
_CANCEL: Final = Wording(
    phrase("Cancel the batch run?"),
    phrase(
        "Calls in flight are finished and recorded; the rest is not called and can be resumed"
        " later."
    ),
    reject=phrase("Go on"),
    accept=phrase("Cancel the run"),
)


_CHANGED: Final = phrase("Something else was wanted in this window meanwhile: nothing was begun.")


@dataclass(frozen=True, slots=True)
class Wish:
    """A run that the user wants to begin: an ``operation`` for ``count`` rows.

    ``warnings`` are to be known before; ``completing`` are request IDs of which it is not known
    whether they were completed before, ``unknown`` such that an earlier call may have
    completed. ``is_still`` tells whether what was asked for is still what stands in the window:
    while it is looked at what has to be known, that may be changed.
    """

    environment: Environment
    operation: Operation
    count: int
    is_still: Callable[[], bool]
    warnings: Sequence[Phrase] = ()
    completing: Sequence[str] = ()
    unknown: Sequence[str] = ()


class BatchQuestions(QObject):
    """Asks in ``window``, and tells there why a run cannot begin."""

    def __init__(self, window: BatchWindow, theme: Theme, service: BatchService) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._service = service

    async def may_begin(self, wish: Wish) -> bool:
        """Tell whether a run is to begin; ask where that has to be confirmed."""
        environment = wish.environment
        self._window.retract(ABOUT_START)
        try:
            foreseen = await self._service.foresee(environment, wish.completing, wish.unknown)
        except StoreError as error:
            self._window.tell(error.explanation, about=ABOUT_START)
            return False
        if not wish.is_still():
            self._window.tell(_CHANGED, about=ABOUT_START)
            return False
        if foreseen.refusal is not None:
            self.tell_refusal(foreseen.refusal, environment)
            return False
        how = confirmation(environment, wish.operation)
        if how is Confirmation.NONE:
            return True
        question = ConfirmBatch(self._theme, self._window, environment, wish.count, how)
        plan = self._window.plan
        # What is on view knows more: where else the same token is stored.
        is_on_view = environment == plan.environment
        of_token = plan.token_status.warnings() if is_on_view else foreseen.of_token
        question.warn([*wish.warnings, *called_before(foreseen.before, figure), *of_token])
        return await answer(question)

    async def may_cancel(self, course: BatchCourse) -> bool:
        """Ask whether to end a run early, for as long as it goes on."""
        if not course.is_running:
            return False
        question = Question(self._theme, self._window, _CANCEL)
        for over in (course.ended, course.failed):
            over.connect(question.reject)
        return await answer(question)

    def tell_refusal(self, refusal: Outcome, environment: Environment) -> None:
        """Say why a run cannot begin."""
        told = refusal_advice(refusal, environment, datetime.now(UTC))
        self._window.tell(
            phrase("{headline}. {meaning}", headline=told.headline, meaning=told.meaning),
            about=ABOUT_START,
        )
