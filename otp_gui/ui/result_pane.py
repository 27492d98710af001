"""The answer to "what happened?": empty, running, or one record."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from otp_gui.domain.outcome import Phase
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import tr
from otp_gui.ui.empty_state import EmptyState
from otp_gui.ui.result_card import ResultCard
from otp_gui.ui.result_running import RunningCall
from otp_gui.ui.theme import GRID, Theme

_MARGIN = 3 * GRID


def _id_as_name(environment_id: str) -> str:
    return environment_id


class ResultPane(QFrame):
    """Shows one thing at a time; ``cancel_requested`` while a call runs.

    ``environment_name`` turns an environment's ID into its name; ``monotonic`` gives seconds.
    """

    cancel_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        environment_name: Callable[[str], str] = _id_as_name,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("resultPane")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's own signature
        self._empty = EmptyState(theme)
        self._running = RunningCall(theme, monotonic)
        self._card = ResultCard(theme, environment_name)
        self._running.cancel_requested.connect(self.cancel_requested)
        theme.changed.connect(self._dress)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack)
        for page in (self._empty, self._running, self._card):
            self._stack.addWidget(page)
        self.retranslate()

    def show_empty(self) -> None:
        """Say how to begin."""
        self._show(self._empty)

    def show_running(self, deadline_seconds: float) -> None:
        """Show a call that ends at the latest after ``deadline_seconds``; explain its answer."""
        self._card.open_explanation()
        self._running.start(deadline_seconds)
        self._show(self._running)

    def set_phase(self, phase: Phase) -> None:
        """Say what the running call is doing now."""
        self._running.set_phase(phase)

    def show_record(
        self,
        record: CheckRecord,
        earlier: Sequence[CheckRecord] = (),
        unsaved_reason: Phrase | None = None,
    ) -> None:
        """Show a call and what it means.

        ``earlier`` are other calls for the same session; ``unsaved_reason`` tells why the history
        does not hold the record, where that is so.
        """
        self._card.show_record(record, earlier, unsaved_reason)
        self._show(self._card)

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._empty.say(
            "search",
            tr("No answer chosen"),
            tr(
                "Enter the request ID and the recipient, choose the environment and press Check and"
                " complete. Or choose a row of the history to read its answer again."
            ),
        )
        self._running.retranslate()
        self._card.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self, page: QWidget) -> None:
        if page is not self._running:
            self._running.stop()
        self._stack.setCurrentWidget(page)

    @Slot()
    def _dress(self) -> None:
        self._card.dress()
