"""The one thing that runs in a window: who leads it, what it is doing, how it is cancelled."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.domain.outcome import Operation
from otp_gui.domain.ports import Progress
from otp_gui.ui.tasks import Tasks


class OneAction(QObject):
    """At most one action, whichever controller leads it.

    ``running_changed`` brackets it from the first question to the end. ``call_started`` carries the
    time limit in seconds and the ``Operation`` that is made, ``phase_entered`` a ``Phase``.
    ``dropped`` means that something which was begun has nothing to show.
    """

    running_changed = Signal(bool)
    call_started = Signal(float, object)
    phase_entered = Signal(object)
    dropped = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._cancelling: Callable[[], None] = tasks.cancel_action
        self._owes = False

    @property
    def is_running(self) -> bool:
        """Whether an action runs."""
        return self._tasks.is_acting

    def start(
        self,
        work: Callable[[], Coroutine[Any, Any, None]],
        cancel: Callable[[], None] | None = None,
    ) -> bool:
        """Start ``work``, unless an action runs; tell whether it was started.

        ``cancel`` is what the user's wish to cancel does; by default it ends the action at once.
        """
        if not self._tasks.act(lambda: self._run(work)):
            return False
        self._cancelling = cancel or self.break_off
        return True

    @Slot()
    def cancel(self) -> None:
        """Do what the user's wish to cancel means for what runs, if anything does."""
        if self.is_running:
            self._cancelling()

    @Slot()
    def break_off(self) -> None:
        """Cancel what runs without a question."""
        self._tasks.cancel_action()

    def begin_call(self, limit_seconds: float, operation: Operation) -> Progress:
        """Tell that a call begins which ends within ``limit_seconds``; :meth:`settle` ends it."""
        self.owe()
        self.call_started.emit(limit_seconds, operation)
        return Progress(listener=self.phase_entered.emit)

    def owe(self) -> None:
        """Note that something is on view which is to be replaced by what came of it."""
        self._owes = True

    def settle(self) -> None:
        """Note that there is something to show."""
        self._owes = False

    def drop(self) -> None:
        """Tell that nothing will come of what was begun, if something was."""
        if self._owes:
            self._owes = False
            self.dropped.emit()

    async def _run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.running_changed.emit(True)  # noqa: FBT003 - a signal has no keywords
        try:
            await work()
        finally:
            self.drop()
            self.running_changed.emit(False)  # noqa: FBT003
