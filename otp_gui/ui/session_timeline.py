"""The tab with what happened before: the calls for a session, and its recipient's other ones."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from otp_gui.domain.case import Case
from otp_gui.domain.display import visible
from otp_gui.domain.labels import operation_label
from otp_gui.domain.record import Source
from otp_gui.i18n import render, tr
from otp_gui.ui.entry_list import EntryList
from otp_gui.ui.theme import SPACE, Theme
from otp_gui.ui.when import brief

if TYPE_CHECKING:
    from otp_gui.domain.timeline import TimelineEntry

_WHO_LIMIT = 64


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SessionTimeline(QWidget):
    """Lists earlier calls; ``record_chosen`` carries the ``CheckRecord`` that is to be shown.

    The list is made when it is to be seen: most answers are read without it.
    """

    record_chosen = Signal(object)

    def __init__(self, theme: Theme, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__()
        self._theme = theme
        self._now = now
        self._case: Case | None = None
        self._is_made = True
        """Whether the list tells of the case, in the language and the colours in force."""
        self._list = EntryList(theme, "timelineList")
        self._list.entered.connect(self.record_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE, 0, 0)
        layout.addWidget(self._list)

    def show_case(self, case: Case) -> None:
        """List what is known around ``case``."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._is_made = self._case is None
        if self.isVisible():
            self._make()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the list where it has not been seen yet."""
        super().showEvent(event)
        self._make()

    def _make(self) -> None:
        if self._is_made or self._case is None:
            return
        self._is_made = True
        # Loaded with the first answer, not with the window.
        from otp_gui.domain.timeline import other_sessions, timeline  # noqa: PLC0415

        self._list.clear()
        self._list.setAccessibleName(tr("Session timeline"))
        self._add(tr("This session"), timeline(self._case))
        self._add(tr("Other sessions of this recipient"), other_sessions(self._case))
        self._list.show_marked()

    def _add(self, heading: str, entries: "Sequence[TimelineEntry]") -> None:
        if not entries:
            return
        self._list.add_heading(heading)
        shown = self._case.record.uid if self._case is not None else ""
        for entry in entries:
            ink = self._theme.severity(entry.severity).ink
            own = entry.record.uid == shown
            self._list.add_entry(self._line(entry), entry.symbol, ink, entry.record, marked=own)

    def _line(self, entry: "TimelineEntry") -> str:
        who = visible(entry.operator, _WHO_LIMIT)[0]
        if entry.source is Source.WATCH:
            who = f"{who} ({tr('watching')})" if who else tr("watching")
        parts = (
            brief(entry.at, self._now(), seconds=True),
            render(entry.text),
            render(operation_label(entry.operation)),
            who,
        )
        return " · ".join(part for part in parts if part)
