"""How wide the columns of a batch are: each has the room it needs, what is left tells details."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableView

from otp_gui.domain.batch_labels import row_state_label
from otp_gui.domain.draft import RowState
from otp_gui.i18n import render
from otp_gui.ui.batch_lines import Column, title
from otp_gui.ui.batch_model import BatchModel
from otp_gui.ui.result_room import result_room, words_room
from otp_gui.ui.theme import ICON_SIZE

_SAMPLES: Final[Mapping[Column, str]] = {
    Column.LINE: "00000",
    Column.RECIPIENT: "+7 999 000-00-00",
    Column.TIME: "00:00:00",
    Column.DURATION: "00,000",
}
"""What each of these shows whole."""
_WHOLE_ID: Final = "00000000-0000-4000-8000-000000000000"
_SHORT_ID: Final = "00000…000000"
_FOR_DETAILS: Final = 320
"""So much is left to the details before a request ID is shown whole."""
_AIR: Final = 6
_OF_CALLS: Final = (Column.TIME, Column.DURATION)


class BatchColumns(QObject):
    """Fits the columns of ``table`` to the window and the language.

    One that the user has made wider or narrower stays so.
    """

    def __init__(self, table: QTableView, model: BatchModel) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._header = table.horizontalHeader()
        self._chosen: set[int] = set()
        """The columns whose width is the user's."""
        self._is_fitting = False
        self._header.installEventFilter(self)
        self._header.sectionResized.connect(self._on_resized)
        model.modelReset.connect(self.fit)
        model.headerDataChanged.connect(self.fit)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Give each column its room; a list that was not called yet has no times to show."""
        self._is_fitting = True
        is_draft = self._model.is_draft
        for column in _OF_CALLS:
            self._table.setColumnHidden(column, is_draft)
        for column, width in self._widths(self._table.font(), is_draft=is_draft).items():
            if column not in self._chosen:
                self._table.setColumnWidth(column, width)
        self._fit_id()
        self._is_fitting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the room there is."""
        if event.type() is QEvent.Type.Resize:
            was_fitting, self._is_fitting = self._is_fitting, True
            self._fit_id()
            self._is_fitting = was_fitting
        return super().eventFilter(watched, event)

    def _widths(self, font: QFont, *, is_draft: bool) -> Mapping[Column, int]:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        widths = {
            column: max(words_room(sample, font), words_room(title(column), bold)) + _AIR
            for column, sample in _SAMPLES.items()
        }
        if is_draft:
            states = (words_room(render(row_state_label(state)), font) for state in RowState)
            widths[Column.RESULT] = max(states) + ICON_SIZE + 2 * _AIR
            # A box stands before the number.
            widths[Column.LINE] += ICON_SIZE + _AIR
        else:
            widths[Column.RESULT] = result_room(font) + _AIR
        return widths

    def _fit_id(self) -> None:
        """Show request IDs whole where the details have room enough; else both ends of them."""
        if Column.REQUEST_ID in self._chosen:
            return
        font = self._table.font()
        others = sum(
            self._table.columnWidth(column)
            for column in Column
            if column not in (Column.REQUEST_ID, Column.DETAIL)
        )
        room = self._header.width() - others - _FOR_DETAILS
        least = words_room(_SHORT_ID, font) + _AIR
        most = words_room(_WHOLE_ID, font) + _AIR
        self._table.setColumnWidth(Column.REQUEST_ID, max(least, min(most, room)))

    @Slot(int, int, int)
    def _on_resized(self, column: int, _before: int, _now: int) -> None:
        mode = self._header.sectionResizeMode(column)
        if not self._is_fitting and mode is QHeaderView.ResizeMode.Interactive:
            self._chosen.add(column)
