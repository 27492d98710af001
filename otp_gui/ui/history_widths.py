"""How wide the columns of the history are: what they show whole, and who gives way."""

from math import ceil
from string import hexdigits
from typing import Final

from PySide6.QtCore import QByteArray, QObject, Slot
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QTableView

from otp_gui.ui.history_columns import Column, title
from otp_gui.ui.history_header import HistoryHeader
from otp_gui.ui.result_room import result_room, words_room

CELL_MARGIN: Final = 3
"""The air on either side of a cell."""
_STYLE_MARGIN: Final = 3
"""What Qt itself leaves free on either side of a text."""
_SAMPLES: Final = {
    Column.TIME: "22 Nov 14:52",
    Column.ENVIRONMENT: "Production",
    Column.RECIPIENT: "+7 999 000-00-00",
    Column.HTTP: "404",
    Column.DURATION: "15,204",
    Column.TYPE: "InvalidCredentialsException",
    Column.REQUEST_ID: "00000000-0000-0000-0000-000000000000",
    Column.NOTE: "A note of some words",
    Column.MESSAGE: "What the server said, in its words",
    Column.OPERATION: "Channel (read-only)",
    Column.OPERATOR: "anna.petrova",
    Column.SOURCE: "Watching",
    Column.FINISHED: "22 Nov 14:52",
}
"""What each column but the result's shows whole; in a request ID a zero stands for any digit."""
_HEADERS: Final = {Column.ENVIRONMENT: "Environment", Column.HTTP: "HTTP"}
"""The headers that are wider than what stands below them, in the language where they are so."""
_NARROWEST_RESULT: Final = 116


def width(column: Column, font: QFont) -> int:
    """Return how wide a column has to be in ``font``, the result's in the current language."""
    if column is Column.RESULT:
        return result_room(font) + 2 * CELL_MARGIN
    metrics = QFontMetricsF(font)
    sample = _SAMPLES[column]
    digits = hexdigits if column is Column.REQUEST_ID else "0"
    text = max(metrics.horizontalAdvance(sample.replace("0", digit)) for digit in digits)
    header = QFontMetricsF(_bold(font)).horizontalAdvance(_HEADERS.get(column, ""))
    return ceil(max(text, header)) + 2 * (CELL_MARGIN + _STYLE_MARGIN)


class HistoryWidths(QObject):
    """Fits the columns of ``table``, once it has a model, to the room that there is."""

    def __init__(self, table: QTableView, columns: HistoryHeader) -> None:
        super().__init__(table)
        self._table = table
        self._columns = columns
        self._time = width(Column.TIME, table.font())
        """How wide the time is where there is room: the user may have changed that."""
        self._is_fitting = False
        table.horizontalHeader().sectionResized.connect(self._on_resized)

    @Slot()
    def fit(self) -> None:
        """Give the result what room is left; what does not fit is reached by scrolling sideways.

        In little room it gives way to the other two by which a call is known; but the time first
        to it, as far as the times that are listed need no day.
        """
        table = self._table
        if table.model() is None or self._is_fitting:
            return
        self._is_fitting = True
        room = table.viewport().width()
        wanted = width(Column.RESULT, table.font())
        recipient = table.columnWidth(Column.RECIPIENT)
        if not table.isColumnHidden(Column.TIME):
            table.setColumnWidth(Column.TIME, self._of_time(room - recipient - wanted))
        others = sum(table.columnWidth(column) for column in Column if column is not Column.RESULT)
        known_by = table.columnWidth(Column.TIME) + recipient
        least = max(_NARROWEST_RESULT, min(wanted, room - known_by))
        table.setColumnWidth(Column.RESULT, max(least, room - others))
        self._is_fitting = False

    def state(self) -> QByteArray:
        """Return which columns are shown, where and how wide they are where there is room."""
        self._is_fitting = True
        is_hidden = self._table.isColumnHidden(Column.TIME)
        if not is_hidden:
            self._table.setColumnWidth(Column.TIME, self._time)
        state = self._columns.state()
        self._is_fitting = False
        self.fit()
        return state

    def restore(self, state: QByteArray) -> None:
        """Bring back what :meth:`state` returned; anything else changes nothing."""
        if self._columns.restore(state):
            self._time = self._table.columnWidth(Column.TIME) or self._time
            self.fit()

    def _of_time(self, left: int) -> int:
        """Return how wide the time is where ``left`` would do for the others to be whole."""
        if left >= self._time:
            return self._time
        return min(self._time, max(left, self._listed_times()))

    def _listed_times(self) -> int:
        model = self._table.model()
        times = (str(model.index(row, Column.TIME).data()) for row in range(model.rowCount()))
        longest = words_room(max(times, key=len, default=""), self._table.font())
        header = words_room(title(Column.TIME), _bold(self._table.font()))
        return max(longest, header) + 2 * CELL_MARGIN

    @Slot(int, int, int)
    def _on_resized(self, column: int, _before: int, now: int) -> None:
        if column == Column.TIME and now and not self._is_fitting:
            self._time = now


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
