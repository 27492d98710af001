"""How far a run is: a bar, counts, pace; pause, cancel; and what can be done once it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.batch import BatchRun
from otp_gui.domain.batch_labels import ending_phrase, pace_phrase
from otp_gui.domain.batch_rules import Pace, Tally
from otp_gui.domain.outcome import Operation
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.i18n import render, tr
from otp_gui.ui.batch_counts import BatchCounts
from otp_gui.ui.figures import figure
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.form_fields import DeliberateButton, press_by_enter
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, Size, Theme
from otp_gui.ui.when import exact

_LOOK_FIRST: Final = phrase(
    "Some ended unknown: inspect those before anything else is done with them."
)


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done with a run that is over, by the number of its rows.

    ``unknown`` rows can be inspected, ``is_unseen`` tells that some of them were not so far;
    ``again`` rows can be called again, ``left`` rows resumed. ``has_list`` tells that a list is
    there to go to, ``is_of_list`` that the run was made of that one.
    """

    unknown: int = 0
    is_unseen: bool = False
    again: int = 0
    left: int = 0
    has_list: bool = False
    is_of_list: bool = False


class BatchRunBar(QWidget):
    """Shows a run that goes on, or is over; says by its signals what is wanted of it."""

    pause_wanted = Signal()
    cancel_wanted = Signal()
    save_wanted = Signal()
    inspect_wanted = Signal()
    again_wanted = Signal()
    resume_wanted = Signal()
    token_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._paused = self._is_stopping = False
        self._until: datetime | None = None
        self._run: BatchRun | None = None
        self._notes: Sequence[Phrase] = ()
        self._offers = Offers()
        self.counts = BatchCounts(theme)
        """Shown where there is no room for bars."""
        self.bar = named(QProgressBar(), "batchProgress")
        self.bar.setTextVisible(False)
        self._words = named(PlainLabel(theme.font(Size.BODY, tabular=True)), "batchState")
        self._held = named(PlainLabel(theme.font(Size.BODY, bold=True)), "batchHeld")
        self.pause_button = named(QPushButton(), "batchPauseButton")
        self.cancel_button = named(QPushButton(), "batchCancelButton")
        self.save_button = named(QPushButton(), "batchSaveButton")
        press_by_enter(self.save_button)
        self.inspect_button = named(QPushButton(), "batchInspectUnknownButton")
        self.again_button = named(DeliberateButton(), "batchAgainButton")
        self.resume_button = named(DeliberateButton(), "batchResumeButton")
        self.token_button = named(QPushButton(), "batchRunTokenButton")
        self.list_button = named(QPushButton(), "batchListButton")
        self._arrange()
        for button, signal in (
            (self.pause_button, self.pause_wanted),
            (self.cancel_button, self.cancel_wanted),
            (self.save_button, self.save_wanted),
            (self.inspect_button, self.inspect_wanted),
            (self.again_button, self.again_wanted),
            (self.resume_button, self.resume_wanted),
            (self.token_button, self.token_wanted),
            (self.list_button, self.list_wanted),
        ):
            button.clicked.connect(signal)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def begin(self, count: int) -> None:
        """Show a run of ``count`` rows that begins."""
        self._run, self._notes, self._is_stopping = None, (), False
        for button in (self.pause_button, self.cancel_button):
            button.setEnabled(True)
        self.bar.setRange(0, count)
        self.bar.setValue(0)
        self.set_paused(paused=False)
        self.show_hold(None)
        self.counts.show_tally(Tally(), Operation.STATUS)
        self._words.setText("")
        self._refresh()
        self._announce(tr("The batch run has begun."))

    def show_progress(self, done: int, tally: Tally, operation: Operation, pace: Pace) -> None:
        """Say how far the run is."""
        self.bar.setValue(done)
        self.counts.show_tally(tally, operation)
        words = [tr("{done} of {count}", done=figure(done), count=figure(self.bar.maximum()))]
        told = pace_phrase(pace)
        if self._is_stopping:
            words.append(tr("stopping: calls in flight are finished"))
        elif self._paused:
            words.append(tr("paused"))
        # How fast a run goes says nothing while it is held.
        elif told is not None and self._held.isHidden():
            words.append(render(told))
        self._words.setText(" · ".join(words))

    def show_hold(self, until: datetime | None) -> None:
        """Say until when the server wants no call; None for now."""
        self._until = until
        self._held.setVisible(until is not None)
        self._say_hold()

    def set_paused(self, *, paused: bool) -> None:
        """Offer to go on, or to pause."""
        self._paused = paused
        self._say_pause()

    def set_stopping(self) -> None:
        """Say that the run is being ended."""
        self._is_stopping = True
        for button in (self.pause_button, self.cancel_button):
            button.setEnabled(False)

    def end(
        self, run: BatchRun, tally: Tally, offers: Offers, notes: Sequence[Phrase] = ()
    ) -> None:
        """Show how a run ended, and what can be done next."""
        self.counts.show_tally(tally, run.operation)
        self._run, self._notes, self._offers = run, notes, offers
        self.show_hold(None)
        self.bar.setRange(0, max(run.count, 1))
        self.bar.setValue(run.called)
        self.retranslate()
        self._announce(self._words.text())

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.bar.setAccessibleName(tr("Progress"))
        say(self.cancel_button, tr("Cancel"))
        say(self.save_button, tr("Save results…"))
        say(self.token_button, tr("Token…"))
        offers = self._offers
        back = tr("Back to the list") if offers.is_of_list else tr("To the list")
        say(self.list_button, back)
        unknown, count, rest = map(figure, (offers.unknown, offers.again, offers.left))
        say(self.inspect_button, tr("Inspect the unknown ({count})", count=unknown))
        # Dots promise a question, which is asked before logins are completed.
        asks = self._run is not None and self._run.operation is Operation.COMPLETE
        say(
            self.again_button,
            tr("Call again ({count})…", count=count)
            if asks
            else tr("Call again ({count})", count=count),
        )
        self.again_button.setToolTip(
            tr("Rows that were not sent or turned away unheard, or were found still open.")
        )
        say(
            self.resume_button,
            tr("Resume the rest ({count})…", count=rest)
            if asks
            else tr("Resume the rest ({count})", count=rest),
        )
        self.counts.retranslate()
        self._say_pause()
        self._say_hold()
        if self._run is not None:
            told = [ending_phrase(self._run, figure), *self._notes]
            if offers.is_unseen:
                told.append(_LOOK_FIRST)
            self._words.setText(" ".join(map(render, told)))
        self._refresh()

    def _say_pause(self) -> None:
        say(self.pause_button, tr("Go on") if self._paused else tr("Pause"))

    def _say_hold(self) -> None:
        if self._until is not None:
            self._held.setText(
                tr(
                    "The service asks for a pause: nothing is sent before {time}.",
                    time=exact(self._until, datetime.now(UTC)),
                )
            )

    def _refresh(self) -> None:
        goes_on = self._run is None
        offers = self._offers
        self.pause_button.setVisible(goes_on)
        self.cancel_button.setVisible(goes_on)
        self.save_button.setVisible(not goes_on)
        self.inspect_button.setVisible(not goes_on and offers.unknown > 0)
        self.again_button.setVisible(not goes_on and offers.again > 0)
        self.resume_button.setVisible(not goes_on and offers.left > 0)
        calls = offers.unknown or offers.again or offers.left
        self.token_button.setVisible(not goes_on and bool(calls))
        self.list_button.setVisible(not goes_on and offers.has_list)

    def _arrange(self) -> None:
        flow = FlowLayout()
        for button in (
            *(self.pause_button, self.cancel_button, self.save_button),
            *(self.token_button, self.inspect_button, self.again_button, self.resume_button),
            self.list_button,
        ):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.counts)
        column.addWidget(self.bar)
        column.addWidget(self._words)
        column.addWidget(self._held)
        column.addLayout(flow)

    def _announce(self, words: str) -> None:
        if QAccessible.isActive() and words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _dress(self) -> None:
        for button, icon in (
            (self.cancel_button, "x"),
            (self.save_button, "download"),
            (self.inspect_button, "search"),
            (self.again_button, "rotate-cw"),
            (self.resume_button, "corner-up-right"),
            (self.token_button, "key-round"),
            (self.list_button, "list-checks"),
        ):
            button.setIcon(self._theme.icon(icon))
        self._held.set_colour(self._theme.color("amber_strong"))
