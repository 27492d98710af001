"""How a cell of the history looks: text, icon, colour, alignment, tool tip."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon

from otp_gui.domain.catalogue.model import Advice
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import tr
from otp_gui.ui.history_columns import (
    GREATEST_FIRST,
    NUMERIC,
    SECONDARY,
    Column,
    Manner,
    cell,
    plain,
    tip,
    title,
)
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import Theme

RECORD_ROLE: Final = Qt.ItemDataRole.UserRole
"""The :class:`CheckRecord` itself."""

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HistoryCells:
    """Answers for every role of a cell; keeps the advice on each record that it was asked about."""

    def __init__(self, theme: Theme, now: Callable[[], datetime]) -> None:
        self.manner = Manner()
        self._theme = theme
        self._now = now
        self._advice: dict[str, Advice] = {}
        self._answers: Mapping[int, Callable[[CheckRecord, Column], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.DecorationRole: self._icon,
            Qt.ItemDataRole.ForegroundRole: self._colour,
            Qt.ItemDataRole.TextAlignmentRole: lambda _record, column: _alignment(column),
            Qt.ItemDataRole.ToolTipRole: self._tip,
            RECORD_ROLE: lambda record, _column: record,
        }

    @property
    def roles(self) -> AbstractSet[int]:
        """The roles that :meth:`data` has an answer for; Qt asks for others, too."""
        return self._answers.keys()

    def data(self, record: CheckRecord, column: Column, role: int) -> object:
        """Return what ``role``, one of :attr:`roles`, asks about a cell."""
        return self._answers[role](record, column)

    def forget(self, records: Iterable[CheckRecord]) -> None:
        """Drop what was kept about ``records``: they have changed or left."""
        for record in records:
            self._advice.pop(record.uid, None)

    def forget_all(self) -> None:
        """Drop what was kept about every record."""
        self._advice.clear()

    def plain(self, record: CheckRecord, column: Column) -> str:
        """Return what a cell is worth on the clipboard."""
        return plain(column, record, self._told(record), self.manner)

    def _told(self, record: CheckRecord) -> Advice:
        if record.uid not in self._advice:
            self._advice[record.uid] = _explained(record)
        return self._advice[record.uid]

    def _text(self, record: CheckRecord, column: Column) -> str:
        return cell(column, record, self._told(record), self.manner, self._now())

    def _tip(self, record: CheckRecord, column: Column) -> str:
        return tooltip(tip(column, record, self._told(record), self.manner))

    def _icon(self, record: CheckRecord, column: Column) -> QIcon | None:
        if column is not Column.RESULT:
            return None
        told = self._told(record)
        return self._theme.icon(told.symbol, self._theme.severity(told.severity).ink)

    def _colour(self, record: CheckRecord, column: Column) -> QColor | None:
        if column is Column.RESULT:
            return self._theme.severity(self._told(record).severity).text
        return self._theme.color("muted") if column in SECONDARY else None


def header(column: Column, role: int) -> object:
    """Return what ``role`` asks about the header of a column."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return title(column)
        case Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        case Qt.ItemDataRole.InitialSortOrderRole if column in GREATEST_FIRST:
            return Qt.SortOrder.DescendingOrder
        case Qt.ItemDataRole.ToolTipRole if column is Column.DURATION:
            return tr("Duration in milliseconds")
        case _:
            return None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    return _RIGHT if column in NUMERIC else _LEFT


def _explained(record: CheckRecord) -> Advice:
    # 25 ms to import, which the start of the window does not have to pay.
    from otp_gui.domain.advice import advice  # noqa: PLC0415

    return advice(record)
