"""Of which days the history is listed: any, today, a week, or from one day to another."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QDate, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLabel, QWidget

from otp_gui.i18n import tr
from otp_gui.ui.form_fields import padded
from otp_gui.ui.naming import named
from otp_gui.ui.theme import SPACE
from otp_gui.ui.when import brief, day

_DAY: Final = timedelta(days=1)
_WEEK_DAYS: Final = 7

Span = tuple[datetime | None, datetime | None]
"""Since, included, and until, not included; UTC, None where there is no bound."""


class Period(StrEnum):
    """The choices."""

    ANY = "any"
    TODAY = "today"
    WEEK = "week"
    CUSTOM = "custom"


class PeriodChoice(QWidget):
    """Tells by ``changed`` that :attr:`span` may be another one; ``now`` gives UTC.

    A week is today and the six days before. Days begin at midnight on this computer. Whoever edits
    a day chooses from one day to another.
    """

    changed = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._exact: Span | None = None
        """A span that is no whole days, such as the hour of a bar."""
        self.combo = named(QComboBox(), "historyPeriodFilter")
        self.first = _date_edit("historyFirstDay")
        self.last = _date_edit("historyLastDay")
        for period in Period:
            self.combo.addItem("", period.value)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (self.combo, self.first, QLabel("–"), self.last):
            layout.addWidget(part)
        layout.addStretch(1)
        self._show_days()
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self.first.dateChanged.connect(self._on_dates_changed)
        self.last.dateChanged.connect(self._on_dates_changed)

    @property
    def span(self) -> Span:
        """What is chosen now."""
        today = _local(self._now())
        match self._period:
            case Period.ANY:
                return None, None
            case Period.TODAY:
                return _midnight(today), None
            case Period.WEEK:
                return _midnight(today - (_WEEK_DAYS - 1) * _DAY), None
            case Period.CUSTOM:
                first, last = sorted((_day_of(self.first), _day_of(self.last)))
                return self._exact or (_midnight(first), _midnight(last + _DAY))

    def words(self) -> str:
        """Say in short what is chosen, empty for any time."""
        if self._period is Period.ANY:
            return ""
        if self._period is not Period.CUSTOM:
            return self.combo.currentText()
        since, until = self.span
        now = self._now()
        if self._exact is not None:
            ends = [brief(at, now) if at is not None else "" for at in (since, until)]
        else:
            ends = [day(at, now) for at in (since, until - _DAY) if at is not None] if until else []
        return "–".join(dict.fromkeys(ends))

    def clear(self) -> None:
        """Choose any time."""
        self._exact = None
        self.combo.setCurrentIndex(0)

    def choose(self, span: Span) -> None:
        """Choose ``span``, which need not be whole days."""
        if span == self.span:
            return
        if span == (None, None):
            self.clear()
            return
        since, until = span
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.combo.setCurrentIndex(self.combo.findData(Period.CUSTOM.value))
        end = until - timedelta(microseconds=1) if until is not None else self._now()
        self._put_days(_local(since or end), _local(end))
        self.blockSignals(False)  # noqa: FBT003
        self._exact = None
        if self.span != span:
            self._exact = span
        self.changed.emit()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self.first.setAccessibleName(tr("First day"))
        self.last.setAccessibleName(tr("Last day"))
        texts = (tr("Any time"), tr("Today"), tr("7 days"), tr("From – to"))
        for index, text in enumerate(texts):
            self.combo.setItemText(index, text)

    @property
    def _period(self) -> Period:
        return Period(self.combo.currentData())

    def _put_days(self, first: date, last: date) -> None:
        for edit, at in ((self.first, first), (self.last, last)):
            edit.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            edit.setDate(QDate(at.year, at.month, at.day))
            edit.blockSignals(False)  # noqa: FBT003

    def _show_days(self) -> None:
        """Put the days of the choice into the fields; of any time those of a week."""
        today = _local(self._now())
        is_week = self._period is not Period.TODAY
        self._put_days(today - (_WEEK_DAYS - 1) * _DAY * is_week, today)

    @Slot()
    def _on_chosen(self) -> None:
        self._exact = None
        if self._period is not Period.CUSTOM:
            self._show_days()
        self.changed.emit()

    @Slot()
    def _on_dates_changed(self) -> None:
        self._exact = None
        self.combo.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.combo.setCurrentIndex(self.combo.findData(Period.CUSTOM.value))
        self.combo.blockSignals(False)  # noqa: FBT003
        self.changed.emit()


def _date_edit(name: str) -> QDateEdit:
    edit = padded(named(QDateEdit(), name))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("dd.MM.yyyy")
    return edit


def _day_of(edit: QDateEdit) -> date:
    return date(edit.date().year(), edit.date().month(), edit.date().day())


def _local(at: datetime) -> date:
    return at.astimezone().date()


def _midnight(at: date) -> datetime:
    return datetime(at.year, at.month, at.day).astimezone().astimezone(UTC)
