"""One answer as a card: the headline, the server's own words, and three tabs."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from otp_gui.domain.case import Case, updated
from otp_gui.domain.catalogue.model import Advice, FollowUp, Severity, Symbol
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.record_note import NoteButton, NoteLine
from otp_gui.ui.result_answer import ServerAnswer
from otp_gui.ui.result_explanation import Explanation
from otp_gui.ui.session_timeline import SessionTimeline
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import GRID, ICON_SIZE_LARGE, Size, Theme
from otp_gui.ui.tinted_box import TintedBox

_MESSAGE_LIMIT: Final = 4096
_MESSAGE_LINES: Final = 4
_TYPE_LIMIT: Final = 256
_TYPE_LINES: Final = 3
_LOWEST_TAB: Final = 112
"""So much of a tab is seen at once, however little room there is."""
_NO_BREAK: Final = "\u00a0"


class ResultCard(QWidget):
    """Shows a :class:`Case` and what it means.

    ``record_chosen`` carries a ``CheckRecord`` of the timeline, ``note_requested`` the one whose
    note is to be edited.
    """

    record_chosen = Signal(object)
    note_requested = Signal(object)

    def __init__(self, theme: Theme, environment_name: Callable[[str], str]) -> None:
        super().__init__()
        self._theme = theme
        self._environment_name = environment_name
        self.case: Case | None = None
        """What is shown."""
        self._unsaved_reason: Phrase | None = None
        self._resent: CheckRecord | None = None
        self._banner = TintedBox(theme, icon_size=ICON_SIZE_LARGE)
        self._headline = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._headline.setObjectName("resultHeadline")
        self._headline.make_selectable()
        self._type = PlainText(theme.font(Size.SMALL, mono=True), _TYPE_LINES, "resultType")
        self._unsaved, self._unsaved_text = self._note_box("resultUnsaved")
        self._resent_box, self._resent_text = self._note_box("resultResent")
        self._message = PlainText(theme.font(Size.BODY), _MESSAGE_LINES, "resultMessage")
        self._message_note = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._message_note.setObjectName("resultMessageNote")
        self._note = NoteLine(theme)
        self._note_button = NoteButton(theme)
        self._note_button.clicked.connect(self._on_note)
        self._explanation = Explanation(theme)
        self._answer = ServerAnswer(theme)
        self.timeline = SessionTimeline(theme)
        self.timeline.setObjectName("timelineTab")
        self.timeline.record_chosen.connect(self.record_chosen)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("resultTabs")
        self._arrange()

    def show_case(
        self, case: Case, unsaved_reason: Phrase | None, resent: CheckRecord | None
    ) -> None:
        """Show ``case``; the tab that was open stays open.

        ``resent`` is the call by which another message was sent just before, if it was.
        """
        self._unsaved_reason, self._resent = unsaved_reason, resent
        self.renew(case)
        self._announce()

    def renew(self, case: Case) -> None:
        """Show ``case``, which is what is shown, as it is by now; nobody is told."""
        self.case = case
        self._answer.show_calls(_calls(case))
        self.timeline.show_case(case)
        self._say()

    def update_record(self, record: CheckRecord) -> None:
        """Show the note that a call has now, if it is part of what is shown."""
        if self.case is not None:
            self.case = updated(self.case, record)
            self._show_note(self.case.record)
            self.timeline.update_record(record)

    @property
    def follow_ups(self) -> Sequence[FollowUp]:
        """What the tool can do next about what is shown, the most useful first."""
        return () if self.case is None else _explained(self.case)[0].follow_ups

    def open_timeline(self) -> None:
        """Show what else is known of the session."""
        self._tabs.setCurrentWidget(self.timeline)

    def open_explanation(self) -> None:
        """Let the next answer be seen by its explanation."""
        self._tabs.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._say()
        self._answer.retranslate()
        self.timeline.retranslate()

    def _say(self) -> None:
        """Say what stands on the card itself."""
        case = self.case
        if case is None:
            return
        told, whose_move = _explained(case)
        self._headline.setText(render(told.headline))
        self._type.show_text(_technical_line(case), tr("Type, HTTP status, duration"))
        self._unsaved.setVisible(self._unsaved_reason is not None)
        if self._unsaved_reason is not None:
            reason = render(self._unsaved_reason)
            self._unsaved_text.setText(
                tr("The history does not hold this. {reason}", reason=reason)
            )
        self._show_resent()
        self._show_message(case.record)
        self._show_note(case.record)
        environment = self._environment_name(case.record.environment)
        self._explanation.show_advice(told, whose_move, case, environment)
        self._tabs.setAccessibleName(tr("Result"))
        titles = (tr("Explanation"), tr("Server's answer"), tr("Session timeline"))
        for index, title in enumerate(titles):
            self._tabs.setTabText(index, title)
        self._colour()

    @Slot()
    def dress(self) -> None:
        """Take the colours of the scheme in force."""
        self._colour()
        self.timeline.retranslate()

    def _colour(self) -> None:
        if self.case is None:
            return
        told, _whose_move = _explained(self.case)
        tint = self._banner.dress(told.severity, told.symbol)
        self._headline.set_colour(tint.strong)
        self._type.set_colour(tint.text)
        warning = self._unsaved.dress(Severity.ACT, Symbol.TRIANGLE_ALERT)
        self._unsaved_text.set_colour(warning.strong)
        if self._resent is not None:
            sent, _whose_move = _explained(Case(self._resent))
            self._resent_text.set_colour(self._resent_box.dress(sent.severity, sent.symbol).strong)
        self._note.dress()

    def _note_box(self, name: str) -> tuple[TintedBox, PlainLabel]:
        box = TintedBox(self._theme, margin=2 * GRID)
        text = PlainLabel(self._theme.font(Size.SMALL))
        text.setObjectName(name)
        box.body.addWidget(text)
        return box, text

    def _arrange(self) -> None:
        self._banner.body.addWidget(self._headline)
        self._banner.body.addWidget(self._type)
        self._banner.add_corner(self._note_button)
        self._tabs.tabBar().setDrawBase(False)
        # Three short tabs always fit; the tab key would stop at the buttons nevertheless.
        self._tabs.setUsesScrollButtons(False)
        for page in (self._explanation, self._answer, self.timeline):
            self._tabs.addTab(page, "")
            page.setMinimumHeight(_LOWEST_TAB)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * GRID)
        layout.addWidget(self._banner)
        layout.addWidget(self._unsaved)
        layout.addWidget(self._resent_box)
        layout.addWidget(self._message)
        layout.addWidget(self._message_note)
        layout.addWidget(self._note)
        layout.addWidget(self._tabs, 1)

    def _show_resent(self) -> None:
        self._resent_box.setVisible(self._resent is not None)
        if self._resent is not None:
            sent, _whose_move = _explained(Case(self._resent))
            self._resent_text.setText(
                tr(
                    "{headline} ({technical}). Below is what an inspection found right after it.",
                    headline=render(sent.headline),
                    technical=_facts(self._resent),
                )
            )

    def _show_note(self, record: CheckRecord) -> None:
        self._note.show_note(record)
        self._note_button.offer(record)

    @Slot()
    def _on_note(self) -> None:
        if self.case is not None:
            self.note_requested.emit(self.case.record)

    def _show_message(self, record: CheckRecord) -> None:
        shown, cut = visible(record.outcome.message or "", _MESSAGE_LIMIT, newlines=True)
        shown = privacy.words(shown, record.recipient)
        self._message.setVisible(bool(shown))
        self._message.show_text(shown, tr("The server's message"))
        self._message_note.setText(tr("Cut here after 4 KB.") if cut else "")
        self._message_note.setVisible(cut)

    def _announce(self) -> None:
        if QAccessible.isActive():
            words = f"{self._headline.text()}. {self._type.text()}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


def _calls(case: Case) -> Sequence[CheckRecord]:
    return [case.record] if case.channel is None else [case.record, case.channel]


def _explained(case: Case) -> tuple[Advice, Phrase]:
    # 25 ms to import, which the start of the window does not have to pay.
    from otp_gui.domain.advice import explain, whose_move_label  # noqa: PLC0415

    told = explain(case)
    return told, whose_move_label(told.whose_move)


def _technical_line(case: Case) -> str:
    """Return what came of the call; of an inspection what came of each of its two."""
    if case.channel is None:
        return _facts(case.record, duration(case.record.duration_ms))
    calls = _calls(case)
    told = [_facts(call) for call in calls]
    if len(set(told)) == 1:
        return f"{', '.join(map(_called, calls))}: {told[0]}"
    return "\n".join(f"{_called(call)}: {facts}" for call, facts in zip(calls, told, strict=True))


def _called(call: CheckRecord) -> str:
    """Name one of the two calls of an inspection."""
    return tr("channel") if call.operation is Operation.CHANNEL else tr("status")


def _facts(record: CheckRecord, *more: str) -> str:
    """Return the server's type or our cause, the status and ``more``."""
    parts = [
        _word(record.outcome),
        f"HTTP {record.outcome.http_status}" if record.outcome.http_status is not None else "",
        *more,
    ]
    # A line breaks between the parts, not between a number and its word.
    return " · ".join(part.replace(" ", _NO_BREAK) for part in parts if part)


def _word(outcome: Outcome) -> str:
    if outcome.error_type:
        return visible(outcome.error_type, _TYPE_LIMIT)[0]
    return outcome.failure.value if outcome.failure else ""


def duration(milliseconds: float | None) -> str:
    """Say how long a call took, in the unit that the history has."""
    if milliseconds is None:
        return ""
    return tr("{count} ms", count=QLocale().toString(round(milliseconds)))
