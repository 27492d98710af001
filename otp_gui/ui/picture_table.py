"""The picture as a table: for whoever reads numbers, or has them read."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from otp_gui.domain.labels import verdict_label
from otp_gui.domain.stacks import Kind, Picture
from otp_gui.i18n import render, tr
from otp_gui.ui.form_fields import ENTER_KEYS
from otp_gui.ui.picture_looks import Look, type_name
from otp_gui.ui.picture_words import interval
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import ROW_HEIGHT, Size, Theme

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_WHEN, _RESULT, _TYPE, _COUNT = range(4)
_FEWEST_ROWS: Final = 4
_NARROWEST_TYPE: Final = 140
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _PictureRows(QAbstractTableModel):
    """One row for each part of the picture, the latest stack first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture: Picture | None = None
        self._looks: Mapping[Kind, Look] = {}
        self.places: Sequence[tuple[int, int]] = ()

    def show_picture(self, picture: Picture, looks: Mapping[Kind, Look]) -> None:
        """Hold the rows of ``picture`` instead."""
        self.beginResetModel()
        self._picture, self._looks = picture, looks
        self.places = [
            (number, part)
            for number in reversed(range(len(picture.stacks)))
            for part in range(len(picture.stacks[number].parts))
        ]
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return the number of parts."""
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else _COUNT + 1

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section == _COUNT else _LEFT
        titles = (tr("Time"), tr("Result"), tr("Type"), tr("Calls"))
        return titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell says, and how."""
        if self._picture is None or not index.isValid():
            return None
        number, place = self.places[index.row()]
        part = self._picture.stacks[number].parts[place]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index.column(), number, part.kind, part.count)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(self._text(index.column(), number, part.kind, part.count))
            case Qt.ItemDataRole.DecorationRole if index.column() == _RESULT:
                look = self._looks[part.kind]
                return self._theme.icon(look.symbol, self._theme.severity(look.severity).ink)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if index.column() == _COUNT else _LEFT
        return None

    def _text(self, column: int, number: int, kind: Kind, count: int) -> str:
        if self._picture is None:
            return ""
        match column:
            case 0:
                return interval(self._picture.stacks[number], self._picture.span)
            case 1:
                return render(verdict_label(kind.verdict))
            case 2:
                return type_name(kind)
            case _:
                return QLocale().toString(count)


class PictureTable(QTableView):
    """``part_taken`` carries the number of the stack and of the part that was entered."""

    part_taken = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows = _PictureRows(theme)
        self._rows.setParent(self)
        self.setObjectName("pictureTable")
        self.setModel(self._rows)
        self.setFont(theme.font(Size.BODY, tabular=True))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setFixedHeight(ROW_HEIGHT)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        # By the rows in sight: the others are no wider.
        columns.setResizeContentsPrecision(0)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(_TYPE, QHeaderView.ResizeMode.Fixed)
        columns.geometriesChanged.connect(self._fit_types)
        self.setMinimumHeight(_FEWEST_ROWS * ROW_HEIGHT)
        self.doubleClicked.connect(self._on_taken)

    def show_picture(self, picture: Picture, looks: Mapping[Kind, Look]) -> None:
        """List ``picture``; the row that one was at is kept in number."""
        row = self.currentIndex().row()
        self._rows.show_picture(picture, looks)
        if 0 <= row < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the row; everything else walks."""
        if event.key() in ENTER_KEYS:
            if not event.isAutoRepeat():
                self._on_taken(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the types to the room."""
        super().resizeEvent(event)
        self._fit_types()

    @Slot()
    def _fit_types(self) -> None:
        """Give the types what room is left; in little room one scrolls sideways."""
        others = sum(self.columnWidth(column) for column in (_WHEN, _RESULT, _COUNT))
        width = max(_NARROWEST_TYPE, self.viewport().width() - others)
        if width != self.columnWidth(_TYPE):
            self.setColumnWidth(_TYPE, width)

    @Slot(QModelIndex)
    def _on_taken(self, index: QModelIndex) -> None:
        if index.isValid():
            self.part_taken.emit(*self._rows.places[index.row()])
