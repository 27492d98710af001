"""The result pane while a login is watched: what has changed, how it stands, when the next look is.

After the end it stays, so that what was seen can be read.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil
from typing import Final

from PySide6.QtCore import QLocale, Qt, QTime, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import FollowUp, Severity
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.preferences import WATCH_INTERVAL_RANGE_SECONDS
from otp_gui.domain.request import CheckRequest
from otp_gui.domain.watching import Ended, ended, is_cut_short, state
from otp_gui.i18n import ntr, render, tr
from otp_gui.services.watch import Look, Watched, WatchEvent
from otp_gui.ui import privacy
from otp_gui.ui.entry_list import EntryList
from otp_gui.ui.form_fields import padded
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import ICON_SIZE_LARGE, SPACE, Size, Theme
from otp_gui.ui.tinted_box import TintedBox

_TICK_MS: Final = 250
_NAME_LIMIT: Final = 60
_ID_LIMIT: Final = 128
_MINUTE: Final = 60
_SHORTEST_TIMELINE: Final = 72
_WATCHING: Final = "eye"


class WatchPane(QWidget):
    """Shows one watch; ``stop_requested`` when the user has seen enough.

    ``first_looked`` once there is something known of the login.
    ``interval_chosen`` carries the seconds between two looks of the next watch. ``monotonic`` gives
    seconds.
    """

    stop_requested = Signal()
    first_looked = Signal()
    interval_chosen = Signal(int)

    def __init__(self, theme: Theme, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._theme = theme
        self._monotonic = monotonic
        self._request: CheckRequest | None = None
        self._environment: Environment | None = None
        self._events: list[WatchEvent] = []
        self._look: Look | None = None
        self._looked_at = 0.0
        self._started = 0.0
        self._watched: Watched | None = None
        self._ended: Ended | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._make(theme)
        self._arrange()
        self.stop_button.clicked.connect(self.stop_requested)
        self.interval_box.valueChanged.connect(self.interval_chosen)
        theme.changed.connect(self._dress)
        self._dress()

    def begin(self, request: CheckRequest, environment: Environment) -> None:
        """Show a watch of ``request`` in ``environment`` that has just begun."""
        self._request, self._environment = request, environment
        self._events, self._look, self._watched, self._ended = [], None, None, None
        self._started = self._monotonic()
        self._timer.start()
        self.retranslate()

    def add_event(self, event: WatchEvent) -> None:
        """Show a change; the newest is the last, and in sight."""
        self._events.append(event)
        self._add(event)
        self._timeline.scrollToBottom()

    def show_look(self, look: Look) -> None:
        """Show how the login stands."""
        is_first = self._look is None
        self._look, self._looked_at = look, self._monotonic()
        self._say_state()
        self._tick()
        if is_first:
            self.first_looked.emit()

    def end(self, watched: Watched) -> None:
        """Show how the watch has ended."""
        self._watched, self._ended = watched, ended(watched.ending, watched.case)
        self._timer.stop()
        self.retranslate()

    @property
    def case(self) -> Case | None:
        """What is known of the login by the last look, None before one."""
        if self._watched is not None and self._watched.case is not None:
            return self._watched.case
        return self._look.case if self._look is not None else None

    @property
    def events(self) -> Sequence[WatchEvent]:
        """What was seen, the newest last."""
        return self._events

    @property
    def follow_ups(self) -> Sequence[FollowUp]:
        """What the tool can do after the watch, the most useful first; nothing while it runs."""
        return () if self._ended is None else self._ended.follow_ups

    @property
    def _is_cut_short(self) -> bool:
        """Whether the login has not ended the watch."""
        return self._watched is not None and is_cut_short(self._watched.ending)

    def set_interval(self, seconds: int) -> None:
        """Show the seconds between two looks; nobody is told."""
        self.interval_box.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.interval_box.setValue(seconds)
        self.interval_box.blockSignals(False)  # noqa: FBT003

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._timeline.setAccessibleName(tr("What was seen"))
        say(self.stop_button, tr("Stop"))
        self.stop_button.setToolTip(tr("Stop watching (Esc)"))
        self._interval_label.setText(tr("Look every"))
        self.interval_box.setAccessibleName(tr("Seconds between two looks"))
        self.interval_box.setToolTip(tr("Seconds between two looks, from the next watch on"))
        self.interval_box.setSuffix(tr(" s"))
        self._harmless.setText(tr("Watching only reads: nothing is completed."))
        self._say_ending()
        self._say_state()
        self._tick()
        self._dress()

    def _make(self, theme: Theme) -> None:
        self._box = TintedBox(theme, icon_size=ICON_SIZE_LARGE)
        self._headline = named(PlainLabel(theme.font(Size.LARGE, bold=True)), "watchHeadline")
        self._headline.make_selectable()
        self._subject = named(PlainLabel(theme.font(Size.SMALL, mono=True)), "watchSubject")
        self._subject.make_selectable()
        # Which login it is stays in sight however little room there is.
        self._subject.setMinimumHeight(2 * self._subject.fontMetrics().lineSpacing())
        self._meaning = named(PlainLabel(theme.font(Size.BODY)), "watchMeaning")
        self._meaning.make_selectable()
        self._unsaved = named(PlainLabel(theme.font(Size.SMALL)), "watchUnsaved")
        self._unsaved.setForegroundRole(QPalette.ColorRole.BrightText)
        self._state = named(PlainLabel(theme.font(Size.BODY, bold=True)), "watchState")
        self._clock = named(
            PlainLabel(theme.font(Size.SMALL, tabular=True), muted=True), "watchClock"
        )
        self._harmless = named(PlainLabel(theme.font(Size.SMALL), muted=True), "watchHarmless")
        self._timeline = EntryList(theme, "watchTimeline", newest_last=True)
        self._timeline.setMinimumHeight(_SHORTEST_TIMELINE)
        self.stop_button = named(QPushButton(), "stopWatchButton")
        self._interval_label = QLabel()
        self._interval_label.setTextFormat(Qt.TextFormat.PlainText)
        self._interval_label.setFont(theme.font(Size.SMALL))
        self.interval_box = padded(named(QSpinBox(), "watchIntervalBox"))
        self.interval_box.setRange(*WATCH_INTERVAL_RANGE_SECONDS)
        self._interval_label.setBuddy(self.interval_box)

    def _arrange(self) -> None:
        self._box.body.addWidget(self._headline)
        self._box.body.addWidget(self._subject)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        row.addWidget(self._interval_label)
        row.addWidget(self.interval_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._box)
        for widget in (self._meaning, self._unsaved, self._state, self._clock, self._harmless):
            layout.addWidget(widget)
        layout.addWidget(self._timeline, 1)
        layout.addLayout(row)

    def _add(self, event: WatchEvent) -> None:
        ink = self._theme.severity(event.severity).ink
        self._timeline.add_entry(f"{_time(event.at)}  {render(event.text)}", event.symbol, ink)

    def _say_ending(self) -> None:
        """Say what is watched, or what came of it."""
        watched = self._watched
        name = visible(self._environment.name, _NAME_LIMIT)[0] if self._environment else ""
        self._meaning.setVisible(watched is not None)
        self._harmless.setVisible(watched is None)
        self.stop_button.setVisible(watched is None)
        for part in (self._interval_label, self.interval_box):
            part.setVisible(watched is None or self._is_cut_short)
        reason = watched.unsaved_reason if watched is not None else None
        self._unsaved.setVisible(reason is not None)
        if reason is not None:
            self._unsaved.setText(
                tr("The history does not hold this. {reason}", reason=render(reason))
            )
        if self._request is not None:
            request_id, recipient = self._request.request_id.value, self._request.recipient.value
            number = privacy.number(visible(recipient, _ID_LIMIT)[0])
            self._subject.setText(f"{visible(request_id, _ID_LIMIT)[0]}\n{name} · {number}")
        if self._ended is None:
            self._headline.setText(tr("Watching"))
            return
        self._headline.setText(render(self._ended.headline))
        self._meaning.setText(render(self._ended.meaning))

    def _say_state(self) -> None:
        look = self._look
        # An ending that settles the matter says it itself.
        shown = look is not None and (self._watched is None or self._is_cut_short)
        self._state.setVisible(shown)
        if look is not None:
            self._state.setText(" · ".join(render(part) for part in state(look.case)))

    @Slot()
    def _tick(self) -> None:
        now = self._monotonic()
        passed = _span(now - self._started)
        look = self._look
        if self._watched is not None:
            self._clock.setText(tr("Watched for {time}", time=passed))
            return
        if look is None:
            self._clock.setText(tr("{time} so far · looking…", time=passed))
            return
        left = ceil(look.wait_seconds - (now - self._looked_at))
        said = tr("{time} so far · {when}", time=passed, when=_next_look(left, look))
        slowed = f"\n{render(look.slowed)}" if look.slowed is not None else ""
        self._clock.setText(said + slowed)

    @Slot()
    def _dress(self) -> None:
        severity, symbol = Severity.RUNNING, _WATCHING
        if self._ended is not None:
            severity, symbol = self._ended.severity, self._ended.symbol.value
        tint = self._box.dress(severity, symbol)
        self._headline.set_colour(tint.strong)
        self._subject.set_colour(tint.text)
        self.stop_button.setIcon(self._theme.icon("square"))
        self._timeline.clear()
        for event in self._events:
            self._add(event)
        self._timeline.scrollToBottom()


def _next_look(seconds: int, look: Look) -> str:
    """Say what is waited for, and for how long."""
    if look.is_awaited:
        if seconds <= 0:
            return tr("the service is to report; looking at the channel…")
        return ntr(
            "the service is to report; the channel again in {count} s",
            "the service is to report; the channel again in {count} s",
            seconds,
        )
    if seconds <= 0:
        return tr("looking…")
    return ntr("next look in {count} s", "next look in {count} s", seconds)


def _time(at: datetime) -> str:
    local = at.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute, local.second), "HH:mm:ss")


def _span(seconds: float) -> str:
    """Write a duration as minutes and seconds."""
    whole = max(0, int(seconds))
    return f"{whole // _MINUTE}:{whole % _MINUTE:02}"
