"""One answer as a card: the headline, the server's own words, and two tabs."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QLocale, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from otp_gui.domain.catalogue.model import Advice, Severity, Symbol
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Outcome
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.result_answer import ServerAnswer
from otp_gui.ui.result_explanation import Explanation
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import GRID, ICON_SIZE_LARGE, Size, Theme
from otp_gui.ui.tinted_box import TintedBox

_MESSAGE_LIMIT: Final = 4096
_MESSAGE_LINES: Final = 4
_TYPE_LIMIT: Final = 256
_TYPE_LINES: Final = 2
_NO_BREAK: Final = "\u00a0"


class ResultCard(QWidget):
    """Shows a :class:`CheckRecord` and what it means."""

    def __init__(self, theme: Theme, environment_name: Callable[[str], str]) -> None:
        super().__init__()
        self._theme = theme
        self._environment_name = environment_name
        self._record: CheckRecord | None = None
        self._earlier: Sequence[CheckRecord] = ()
        self._unsaved_reason: Phrase | None = None
        self._banner = TintedBox(theme, icon_size=ICON_SIZE_LARGE)
        self._headline = PlainLabel(theme.font(Size.LARGE, bold=True))
        self._headline.setObjectName("resultHeadline")
        self._headline.make_selectable()
        self._type = PlainText(theme.font(Size.SMALL, mono=True), _TYPE_LINES, "resultType")
        self._unsaved = TintedBox(theme, margin=2 * GRID)
        self._unsaved_text = PlainLabel(theme.font(Size.SMALL))
        self._unsaved_text.setObjectName("resultUnsaved")
        self._message = PlainText(theme.font(Size.BODY), _MESSAGE_LINES, "resultMessage")
        self._message_note = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._message_note.setObjectName("resultMessageNote")
        self._explanation = Explanation(theme)
        self._answer = ServerAnswer(theme)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("resultTabs")
        self._arrange()

    def show_record(
        self,
        record: CheckRecord,
        earlier: Sequence[CheckRecord],
        unsaved_reason: Phrase | None,
    ) -> None:
        """Show ``record``; the tab that was open stays open."""
        self._record, self._earlier, self._unsaved_reason = record, earlier, unsaved_reason
        self._answer.show_outcome(record.outcome)
        self.retranslate()
        self._announce()

    def open_explanation(self) -> None:
        """Let the next answer be seen by its explanation."""
        self._tabs.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        record = self._record
        if record is None:
            return
        told, whose_move = _advice(record, self._earlier)
        self._headline.setText(render(told.headline))
        self._type.show_text(_technical_line(record), tr("Type, HTTP status, duration"))
        self._unsaved.setVisible(self._unsaved_reason is not None)
        if self._unsaved_reason is not None:
            reason = render(self._unsaved_reason)
            self._unsaved_text.setText(
                tr("The history does not hold this. {reason}", reason=reason)
            )
        self._show_message(record.outcome.message)
        environment = self._environment_name(record.environment)
        self._explanation.show_advice(told, whose_move, record, environment)
        self._tabs.setAccessibleName(tr("Result"))
        self._tabs.setTabText(0, tr("Explanation"))
        self._tabs.setTabText(1, tr("Server's answer"))
        self._answer.retranslate()
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Take the colours of the scheme in force."""
        if self._record is None:
            return
        told, _whose_move = _advice(self._record, self._earlier)
        tint = self._banner.dress(told.severity, told.symbol)
        self._headline.set_colour(tint.strong)
        self._type.set_colour(tint.text)
        warning = self._unsaved.dress(Severity.ACT, Symbol.TRIANGLE_ALERT)
        self._unsaved_text.set_colour(warning.strong)

    def _arrange(self) -> None:
        self._banner.body.addWidget(self._headline)
        self._banner.body.addWidget(self._type)
        self._unsaved.body.addWidget(self._unsaved_text)
        self._tabs.tabBar().setDrawBase(False)
        # Two short tabs always fit; the tab key would stop at the buttons nevertheless.
        self._tabs.setUsesScrollButtons(False)
        self._tabs.addTab(self._explanation, "")
        self._tabs.addTab(self._answer, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * GRID)
        layout.addWidget(self._banner)
        layout.addWidget(self._unsaved)
        layout.addWidget(self._message)
        layout.addWidget(self._message_note)
        layout.addWidget(self._tabs, 1)

    def _show_message(self, message: str | None) -> None:
        shown, cut = visible(message or "", _MESSAGE_LIMIT, newlines=True)
        self._message.setVisible(bool(shown))
        self._message.show_text(shown, tr("The server's message"))
        self._message_note.setText(tr("Cut here after 4 KB.") if cut else "")
        self._message_note.setVisible(cut)

    def _announce(self) -> None:
        if QAccessible.isActive():
            words = f"{self._headline.text()}. {self._type.text()}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


def _advice(record: CheckRecord, earlier: Sequence[CheckRecord]) -> tuple[Advice, Phrase]:
    # 25 ms to import, which the start of the window does not have to pay.
    from otp_gui.domain.advice import advice, whose_move_label  # noqa: PLC0415

    told = advice(record, Past(session=earlier))
    return told, whose_move_label(told.whose_move)


def _technical_line(record: CheckRecord) -> str:
    """Return the server's type or our cause, the status and the duration."""
    parts = [
        _word(record.outcome),
        f"HTTP {record.outcome.http_status}" if record.outcome.http_status is not None else "",
        duration(record.duration_ms),
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
