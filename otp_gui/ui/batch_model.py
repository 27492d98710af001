"""The rows of a batch for the table: filtered, mended in place, coloured as answers come in."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QIcon

from otp_gui.domain.batch import BatchRow
from otp_gui.domain.catalogue.model import Advice
from otp_gui.domain.draft import Draft, RowState
from otp_gui.domain.outcome import Operation
from otp_gui.domain.sought import Sought
from otp_gui.ui import privacy
from otp_gui.ui.batch_lines import (
    Column,
    Line,
    Look,
    advice_of,
    look_of,
    machine_word,
    of_draft,
    of_run,
    text,
    tip,
    title,
)
from otp_gui.ui.plain_text import tooltip
from otp_gui.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_EDITABLE: Final = (Column.REQUEST_ID, Column.RECIPIENT)
_NUMERIC: Final = (Column.LINE, Column.DURATION)
_Role = Qt.ItemDataRole


class BatchModel(QAbstractTableModel):
    """Shows a draft, whose rows can be mended and left out, or the rows of a run.

    ``mended`` carries the index of a row of the draft, and its new request ID and recipient, None
    for the one that stays; ``switched`` the indexes of rows, and whether they are in.
    """

    mended = Signal(int, object, object)
    switched = Signal(object, bool)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[Line] = []
        self._shown: list[int] = []
        self._operation = Operation.STATUS
        self._wanted: str | None = None
        self._sought = Sought("")
        self._advice: dict[str, Advice] = {}
        self._looks: dict[object, Look] = {}
        self._places: Mapping[int, int] = {}
        """Of the rows of a run, by their number."""
        self.is_draft = False
        """Whether the rows of a list are shown, and not those of a run."""
        self.is_same_list = False
        """Whether a reset only shows other rows of the same list."""
        self._answers: Mapping[int, Callable[[Line, Column], object]] = {
            _Role.DisplayRole: self._words,
            _Role.EditRole: self._typed,
            _Role.ToolTipRole: self._tip,
            _Role.TextAlignmentRole: lambda _line, column: _RIGHT if column in _NUMERIC else _LEFT,
            _Role.CheckStateRole: self._check,
            _Role.DecorationRole: self._icon,
            _Role.ForegroundRole: self._ink,
            _Role.BackgroundRole: self._ground,
        }
        theme.changed.connect(self._redraw)

    def show_draft(self, draft: Draft | None) -> None:
        """Show the rows of a list, or none."""
        self._reset([] if draft is None else of_draft(draft.rows), is_draft=True)

    def show_run(self, rows: Sequence[BatchRow], operation: Operation, *, goes_on: bool) -> None:
        """Show the rows of a run."""
        self._operation = operation
        self._places = {row.number: place for place, row in enumerate(rows)}
        self._reset(of_run(rows, goes_on=goes_on), is_draft=False)

    def change_draft(self, draft: Draft) -> None:
        """Show what has become of the same list: its rows keep their places."""
        self._lines = of_draft(draft.rows)
        self._filter_anew()

    def take(self, rows: Iterable[BatchRow]) -> None:
        """Show what has come of some rows of the run; nothing where a list is on view."""
        if self.is_draft:
            return
        touched = []
        for row in rows:
            place = self._places.get(row.number)
            if place is not None:
                self._lines[place].row = row
                touched.append(place)
                if row.record is not None:
                    self._advice.pop(row.record.uid, None)
        if self._wanted is not None or self._sought:
            self._filter_anew()
        elif touched:
            self._tell(min(touched), max(touched))

    def filter(self, wanted: str | None, sought: str) -> None:
        """Show the rows of a state or verdict, None for all, that hold a text."""
        self._wanted, self._sought = wanted, Sought(sought)
        self._filter_anew()

    def place(self, row: int) -> int:
        """Return where a row stands among all of them."""
        return self._shown[row]

    @property
    def places(self) -> Sequence[int]:
        """Where the rows that are shown stand among all of them."""
        return tuple(self._shown)

    def row_at(self, place: int) -> int | None:
        """Return in which row a place is shown, None where it is not."""
        row = bisect_left(self._shown, place)
        return row if row < len(self._shown) and self._shown[row] == place else None

    def line(self, row: int) -> Line:
        """Return what is shown in a row."""
        return self._lines[self._shown[row]]

    def switch(self, rows: Iterable[int], *, on: bool) -> None:
        """Have rows of a list called again, or left out; what is wrong with one stays as it is."""
        drafts = ((row, self.line(row).draft) for row in rows)
        places = [
            self._shown[row]
            for row, draft in drafts
            if draft is not None and draft.may_be_switched(on=on)
        ]
        if places:
            self.switched.emit(places, on)

    def toggle(self, rows: Sequence[int]) -> None:
        """Leave rows of a list out; where none of them would be called, have them called again."""
        states = [draft.state for row in rows if (draft := self.line(row).draft) is not None]
        self.switch(rows, on=RowState.READY not in states)

    @property
    def lines(self) -> Sequence[Line]:
        """All rows, whether they are shown or not."""
        return self._lines

    def plain(self, row: int, column: Column) -> str:
        """Return what a cell is worth on the clipboard."""
        return self._words(self.line(row), column)

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Count the rows that are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
        """Name a column."""
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return title(Column(section))
        if role == _Role.TextAlignmentRole:
            return _RIGHT if section in _NUMERIC else _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let a list be mended; nothing of a run is changed."""
        flags = super().flags(index)
        if self.is_draft and index.isValid():
            # An editor would show a number whole.
            typed = self._typed(self.line(index.row()), Column(index.column()))
            is_hidden = privacy.is_on() and (
                index.column() == Column.RECIPIENT or privacy.words(typed) != typed
            )
            if index.column() in _EDITABLE and not is_hidden:
                flags |= Qt.ItemFlag.ItemIsEditable
            elif index.column() == Column.LINE and self._is_optional(index.row()):
                flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Answer for a cell."""
        answer = self._answers.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(self.line(index.row()), Column(index.column()))

    def setData(self, index: Index, value: object, role: int = _Role.EditRole) -> bool:  # noqa: N802
        """Hand a change of the list on; it comes back as another draft."""
        line, column = self.line(index.row()), index.column()
        place = self._shown[index.row()]
        if role == _Role.CheckStateRole and column == Column.LINE:
            self.switch([index.row()], on=Qt.CheckState(value) is Qt.CheckState.Checked)
            return True
        if role != _Role.EditRole or column not in _EDITABLE:
            return False
        typed = str(value)
        if column == Column.REQUEST_ID and typed != line.request_id:
            self.mended.emit(place, typed, None)
        elif column == Column.RECIPIENT and typed != line.recipient:
            self.mended.emit(place, None, typed)
        return True

    def _words(self, line: Line, column: Column) -> str:
        if column is Column.RESULT:
            return self._look(line).words
        return text(line, column, self._operation, self._told)

    def _tip(self, line: Line, column: Column) -> str:
        return tooltip(tip(line, column, self._operation, self._told))

    def _typed(self, line: Line, column: Column) -> str:
        return line.request_id if column is Column.REQUEST_ID else line.recipient

    def _check(self, line: Line, column: Column) -> Qt.CheckState | None:
        if column is not Column.LINE or line.draft is None:
            return None
        is_in = line.draft.state is RowState.READY
        return Qt.CheckState.Checked if is_in else Qt.CheckState.Unchecked

    def _is_optional(self, row: int) -> bool:
        draft = self.line(row).draft
        return draft is not None and draft.is_optional

    def _icon(self, line: Line, column: Column) -> QIcon | None:
        if column is not Column.RESULT:
            return None
        look = self._look(line)
        return self._theme.icon(look.symbol, self._theme.severity(look.severity).ink)

    def _ground(self, line: Line, _column: Column) -> QBrush | None:
        look = self._look(line)
        return None if look.is_plain else QBrush(self._theme.severity(look.severity).background)

    def _look(self, line: Line) -> Look:
        """Return how a result looks; calls that ended alike look alike, and are explained once."""
        record = None if line.row is None else line.row.record
        if record is None:
            return look_of(line, self._told)
        outcome = record.outcome
        kind = (
            *(record.operation, outcome.verdict, outcome.failure),
            *(outcome.error_type, outcome.http_status, outcome.remarks),
        )
        if kind not in self._looks:
            self._looks[kind] = look_of(line, self._told)
        return self._looks[kind]

    def _told(self, row: BatchRow) -> Advice:
        key = "" if row.record is None else row.record.uid
        if key not in self._advice:
            self._advice[key] = advice_of(row)
        return self._advice[key]

    def _ink(self, line: Line, column: Column) -> object:
        if column is Column.RESULT:
            return self._theme.severity(self._look(line).severity).text
        return self._theme.color("muted") if column in (Column.LINE, Column.TIME) else None

    def _reset(self, lines: list[Line], *, is_draft: bool) -> None:
        self.beginResetModel()
        self._lines, self.is_draft = lines, is_draft
        self._advice.clear()
        self._looks.clear()
        self._wanted, self._sought = None, Sought("")
        self._shown = list(range(len(lines)))
        self.endResetModel()

    def _filter_anew(self) -> None:
        shown = [place for place, line in enumerate(self._lines) if self._is_wanted(line)]
        if shown == self._shown:
            self._redraw()
            return
        self.is_same_list = True
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()
        self.is_same_list = False

    def _is_wanted(self, line: Line) -> bool:
        if self._wanted is not None and self._wanted not in line.keys:
            return False
        if not self._sought:
            return True
        # What came of a call takes longest to say, so it is asked last.
        return (
            self._sought.is_in(line.request_id)
            or any(map(self._sought.is_in_number, line.numbers))
            or self._sought.is_in(machine_word(line))
            or self._sought.is_in(self._words(line, Column.DETAIL))
            or self._sought.is_in(self._words(line, Column.RESULT))
        )

    def _tell(self, first: int, last: int) -> None:
        """Have the rows between two places painted anew."""
        if len(self._shown) == len(self._lines):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
        else:
            self._redraw()

    def _redraw(self) -> None:
        if self._shown:
            last = self.index(len(self._shown) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self._advice.clear()
        self._looks.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._redraw()
