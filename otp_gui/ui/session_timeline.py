"""The tab with everything that happened: to a session, and to its recipient's other ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from otp_gui.domain.case import Case, updated
from otp_gui.domain.display import visible
from otp_gui.domain.labels import operation_label
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.i18n import ntr, render, tr
from otp_gui.ui import privacy
from otp_gui.ui.entry_list import EntryList
from otp_gui.ui.theme import SPACE, Theme
from otp_gui.ui.when import clock, day

if TYPE_CHECKING:
    from otp_gui.domain.timeline import TimelineEntry

_WHO_LIMIT: Final = 64
_NOTE_LIMIT: Final = 160
_TAIL: Final = 8
"""So much of a request ID tells sessions apart in a list."""
_NO_BREAK: Final = "\u00a0"
_OTHER_SCOPE: Final = "other scope"
"""The value of the line that leads from the session to the recipient, and back."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SessionTimeline(QWidget):
    """Lists calls; ``record_chosen`` carries the ``CheckRecord`` that is to be shown.

    It begins with what explains the case. ``whole_wanted`` asks, once somebody looks, for the calls
    that came later, too: :meth:`show_whole` brings them. The list is made when it is to be seen:
    most answers are read without it.
    """

    record_chosen = Signal(object)
    whole_wanted = Signal(object)

    def __init__(self, theme: Theme, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__()
        self._theme = theme
        self._now = now
        self._case: Case | None = None
        self._of_recipient = False
        self._is_whole = False
        self._trouble: Phrase | None = None
        self._is_made = True
        """Whether the list tells of the case, in the language and the colours in force."""
        self._list = EntryList(theme, "timelineList", joined=True)
        self._list.entered.connect(self._on_entered)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE, 0, 0)
        layout.addWidget(self._list)

    @property
    def case(self) -> Case | None:
        """What it lists, None before there was anything."""
        return self._case

    def show_case(self, case: Case) -> None:
        """List what is known around ``case``."""
        self._case = case
        self._is_whole = False
        self._trouble = None
        self.retranslate()
        self._ask()

    def show_whole(self, record: CheckRecord, whole: Past) -> None:
        """List ``whole``, if it is still the case of ``record`` that is on view."""
        if self._case is not None and self._case.record.uid == record.uid:
            self._is_whole = True
            now = next((call for call in whole.session if call.uid == record.uid), record)
            self._case = updated(replace(self._case, past=whole), now)
            self.retranslate()

    def show_trouble(self, record: CheckRecord, explanation: Phrase) -> None:
        """Say why there is no more to list, if it is still the case of ``record``."""
        if self._case is not None and self._case.record.uid == record.uid:
            self._trouble = explanation
            self.retranslate()

    def update_record(self, record: CheckRecord) -> None:
        """List ``record`` as it is now."""
        if self._case is not None:
            self._case = updated(self._case, record)
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._is_made = self._case is None
        if self.isVisible():
            self._make()

    def _make(self) -> None:
        if self._is_made or self._case is None:
            return
        self._is_made = True
        # Loaded with the first answer, not with the window.
        from otp_gui.domain.timeline import (  # noqa: PLC0415
            other_sessions,
            recipient_calls,
            timeline,
        )

        self._list.clear()
        if self._trouble is not None:
            self._list.add_heading(render(self._trouble))
        calls = recipient_calls(self._case)
        if self._of_recipient:
            self._list.setAccessibleName(tr("Timeline of the recipient"))
            self._list.add_entry(tr("Back to this session"), "arrow-left", "muted", _OTHER_SCOPE)
            self._add(tr("All calls for this recipient"), calls)
        else:
            self._list.setAccessibleName(tr("Session timeline"))
            session = timeline(self._case)
            others = other_sessions(self._case)
            self._add(tr("This session"), session)
            self._add(tr("Other sessions of this recipient"), others)
            if others:
                more = ntr(
                    "All calls for this recipient: {count}",
                    "All calls for this recipient: {count}",
                    len(calls),
                )
                self._list.add_entry(more, "list-checks", "muted", _OTHER_SCOPE)
        self._list.show_marked()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the list, and ask for the rest: somebody looks."""
        super().showEvent(event)
        self._make()
        self._ask()

    def _ask(self) -> None:
        if self._case is not None and not self._is_whole and self.isVisible():
            self.whole_wanted.emit(self._case.record)

    def _add(self, heading: str, entries: "Sequence[TimelineEntry]") -> None:
        if not entries:
            return
        shown = self._case.record.uid if self._case is not None else ""
        told = ""
        for entry in entries:
            at = day(entry.at, self._now())
            if at != told:
                self._list.add_heading(at if told else f"{heading} · {at}")
                told = at
            ink = self._theme.severity(entry.severity).ink
            own = entry.record.uid == shown
            self._list.add_entry(self._line(entry), entry.symbol, ink, entry.record, marked=own)

    def _line(self, entry: "TimelineEntry") -> str:
        who = visible(entry.operator, _WHO_LIMIT)[0]
        if entry.source is Source.WATCH:
            who = f"{who} ({tr('watching')})" if who else tr("watching")
        parts = (
            clock(entry.at, seconds=True),
            render(entry.text),
            render(operation_label(entry.operation)),
            who,
            self._session(entry.record),
        )
        line = " · ".join(part for part in parts if part)
        note, _cut = visible(entry.record.note, _NOTE_LIMIT)
        note = privacy.words(note, entry.record.recipient)
        return f"{line}\n{tr('Note: {note}', note=note)}" if note else line

    def _session(self, record: CheckRecord) -> str:
        """Name the session where there are several."""
        if not self._of_recipient:
            return ""
        shown = visible(record.request_id, len(record.request_id))[0]
        return f"ID{_NO_BREAK}{shown[-_TAIL:]}"

    @Slot(object)
    def _on_entered(self, value: object) -> None:
        if isinstance(value, CheckRecord):
            self.record_chosen.emit(value)
        else:
            self._of_recipient = not self._of_recipient
            self.retranslate()
            self._list.setCurrentRow(0 if self._of_recipient else self._list.count() - 1)
