"""The result pane while a call runs: what it is doing, how long it may still take, Cancel."""

from collections.abc import Callable
from math import ceil
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.labels import phase_label
from otp_gui.domain.outcome import Operation, Phase
from otp_gui.i18n import render, tr
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import ICON_SIZE_LARGE, SPACE, SPACE_WIDE, Size, Theme
from otp_gui.ui.tinted_box import TintedBox

_TICK_MS: Final = 250
_IN_DOUBT: Final = (Phase.SENDING, Phase.WAITING, Phase.READING)


class RunningCall(QWidget):
    """Counts down to the deadline; ``cancel_requested`` when the user has had enough."""

    cancel_requested = Signal()

    def __init__(self, theme: Theme, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._theme = theme
        self._monotonic = monotonic
        self._started = 0.0
        self._deadline = 0.0
        self._phase = Phase.PREPARING
        self._operation = Operation.COMPLETE
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._box = TintedBox(theme, icon_size=ICON_SIZE_LARGE)
        self._phase_label = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._phase_label.setObjectName("runningPhase")
        self._time_label = PlainLabel(theme.font(Size.SMALL, tabular=True))
        self._time_label.setObjectName("runningTime")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._doubt = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._doubt.setObjectName("runningDoubt")
        self._cancel = QPushButton()
        self._cancel.setObjectName("cancelButton")
        self._cancel.clicked.connect(self.cancel_requested)
        self._arrange()
        theme.changed.connect(self._dress)
        self._dress()

    def start(self, deadline_seconds: float, operation: Operation) -> None:
        """Begin to count: the call ends at the latest after ``deadline_seconds``."""
        self._operation = operation
        self._started = self._monotonic()
        self._deadline = deadline_seconds
        self._phase = Phase.PREPARING
        self._timer.start()
        self.retranslate()

    def stop(self) -> None:
        """Stop counting."""
        self._timer.stop()

    def set_phase(self, phase: Phase) -> None:
        """Say what the call is doing now."""
        self._phase = phase
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._bar.setAccessibleName(tr("Call in progress"))
        self._cancel.setText(tr("Cancel"))
        self._cancel.setAccessibleName(tr("Cancel the call"))
        self._cancel.setToolTip(tr("Cancel the call (Esc)"))
        self._phase_label.setText(render(phase_label(self._phase)))
        # Never empty, so that nothing jumps when the phase changes.
        self._doubt.setText(self._consequence())
        self._tick()

    def _consequence(self) -> str:
        """Say what cancelling now would mean."""
        if self._operation not in (Operation.COMPLETE, Operation.RESEND):
            return tr("This only reads: you can cancel without consequences.")
        if self._phase not in _IN_DOUBT:
            return tr("Nothing has been sent yet: you can cancel without consequences.")
        if self._operation is Operation.RESEND:
            return tr("If you cancel now, it stays unknown whether the user gets another message.")
        return tr("If you cancel now, it stays unknown whether the session was completed.")

    def _arrange(self) -> None:
        self._box.body.addWidget(self._phase_label)
        self._box.body.addWidget(self._time_label)
        row = QHBoxLayout()
        row.setSpacing(SPACE_WIDE)
        row.addWidget(self._cancel)
        row.addWidget(self._doubt, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE + SPACE // 2)
        layout.addWidget(self._box)
        layout.addWidget(self._bar)
        layout.addLayout(row)
        layout.addStretch(1)

    @Slot()
    def _tick(self) -> None:
        passed = max(0.0, self._monotonic() - self._started)
        left = max(0.0, self._deadline - passed)
        self._time_label.setText(
            tr("{passed} s so far, {left} s left", passed=int(passed), left=ceil(left))
        )

    @Slot()
    def _dress(self) -> None:
        tint = self._box.dress(Severity.RUNNING, Symbol.LOADER)
        for label, colour in ((self._phase_label, tint.strong), (self._time_label, tint.text)):
            label.set_colour(colour)
