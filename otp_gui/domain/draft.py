"""A list on its way to a run: what each row would ask, what is wrong with it, what is left out."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from otp_gui.domain.batch import BatchItem
from otp_gui.domain.draft_edits import Edits
from otp_gui.domain.draft_row import DraftRow, RowState, place_of, read_row
from otp_gui.domain.phrase import phrase
from otp_gui.domain.request import CheckRequest
from otp_gui.domain.table import Table, TableRow
from otp_gui.domain.table_columns import Columns, columns_problem, guess_columns

__all__ = [
    "Columns",
    "Counts",
    "Draft",
    "DraftRow",
    "RowState",
    "columns_problem",
    "draft",
    "guess_columns",
]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each state; ``duplicates`` includes conflicts.

    ``doubtful`` tells how many of those that are ready have doubts.
    """

    ready: int = 0
    wrong: int = 0
    duplicates: int = 0
    off: int = 0
    doubtful: int = 0

    @property
    def all(self) -> int:
        """How many rows there are."""
        return self.ready + self.wrong + self.duplicates + self.off


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of a list; every change is a new draft, in which duplicates are worked out anew.

    ``rows`` keep the order of the list, so the index of one stays what it is. Of rows with the same
    request ID one that is neither wrong nor off is called: the first one without doubts, or the
    first where all have some. ``as_typed`` sends numbers exactly as they stand. ``edits`` are what
    the user has made of the list so far.
    """

    table: Table
    columns: Columns
    as_typed: bool
    rows: Sequence[DraftRow]
    counts: Counts
    edits: Edits = field(default_factory=Edits)

    def mended(
        self, index: int, *, request_id: str | None = None, recipient: str | None = None
    ) -> "Draft":
        """Return the draft with new texts in a row; None leaves one as it is.

        What is wrong with the row as a whole is thereby settled: the user has looked at it.
        """
        old, found = self.rows[index], self.table.rows[index]
        edits = self.edits.mended(found, self.columns, request_id, recipient)
        rows = list(self.rows)
        rows[index] = self._mended(
            old, replace(found, problem=None), request_id=request_id, recipient=recipient
        )
        return self._with(rows, edits)

    def switched(self, indexes: Collection[int], *, on: bool) -> "Draft":
        """Return the draft with these rows taken out, or in again."""
        rows = list(self.rows)
        for index in indexes:
            rows[index] = _by_itself(rows[index], is_off=not on)
        found = [self.table.rows[index] for index in indexes]
        return self._with(rows, self.edits.switched(found, self.columns, on=on))

    def like(self, before: "Draft") -> "Draft":
        """Return this draft, newly made, with what the user had made of ``before``.

        That is one of the same list, read in another way or with other columns. A line that was
        taken out is out as long as what it named stands there. A text that was put in stays where
        the same column still is what it was put in for, and the line is the same; what was wrong
        with the row as a whole is settled by it only if it was that already when it was put in.
        """
        edits = before.edits
        rows = [
            self._edited(row, found, edits)
            for row, found in zip(self.rows, self.table.rows, strict=True)
        ]
        return self._with(rows, edits)

    def items(self) -> Sequence[BatchItem]:
        """Return what would be called: the rows that are ready, in order."""
        return tuple(
            BatchItem(row.line, row.request)
            for row in self.rows
            if row.state is RowState.READY and row.request is not None
        )

    def _edited(self, row: DraftRow, found: TableRow, edits: Edits) -> DraftRow:
        """Return a row with what the user had made of its line."""
        mends = edits.of_row(found, self.columns)
        request_id, recipient = (None if mend is None else mend.text for mend in mends)
        if request_id is not None or recipient is not None:
            if any(mend is not None and mend.found.problem == found.problem for mend in mends):
                found = replace(found, problem=None)
            row = self._mended(row, found, request_id=request_id, recipient=recipient)
        return _by_itself(row, is_off=True) if edits.is_off(found) else row

    def _mended(
        self, row: DraftRow, found: TableRow, *, request_id: str | None, recipient: str | None
    ) -> DraftRow:
        """Return a row with new texts; what was wrong with the cells in their place is settled."""
        cells = dict(found.cell_problems)
        # So it is where the other one was mended before.
        ids, numbers = self.edits.of_row(found, self.columns)
        if request_id is not None or ids is not None:
            cells.pop(place_of(self.columns.request_id), None)
        if recipient is not None or numbers is not None:
            cells.pop(place_of(self.columns.recipient), None)
        new = read_row(
            replace(found, cell_problems=cells),
            (
                row.request_id if request_id is None else request_id,
                row.recipient if recipient is None else recipient,
            ),
            self.columns,
            as_typed=self.as_typed,
        )
        return _by_itself(new, is_off=row.state is RowState.OFF)

    def _with(self, rows: Iterable[DraftRow], edits: Edits) -> "Draft":
        marked = _marked(rows)
        return replace(self, rows=marked, counts=_counted(marked), edits=edits)


def draft(table: Table, columns: Columns, *, as_typed: bool = False) -> Draft:
    """Read the rows of a table; nothing is raised, a row that cannot be read says why.

    Takes a third of a second for 10,000 rows, so make it off the window's thread.
    """
    rows = _marked(
        read_row(
            row,
            (row.cell(columns.request_id), row.cell(columns.recipient)),
            columns,
            as_typed=as_typed,
        )
        for row in table.rows
    )
    return Draft(table, columns, as_typed, rows, _counted(rows))


def _marked(rows: Iterable[DraftRow]) -> tuple[DraftRow, ...]:
    """Tell the rows that another one is called for; only those that change are made anew."""
    rows = tuple(rows)
    called: dict[str, DraftRow] = {}
    for row in rows:
        if row.request is None or row.state is RowState.OFF:
            continue
        before = called.setdefault(row.key, row)
        if before is not row and before.doubts and not row.doubts:
            called[row.key] = row
    return tuple(_beside(row, called.get(row.key)) for row in rows)


def _beside(row: DraftRow, called: DraftRow | None) -> DraftRow:
    """Return a row as it is where ``called`` is the one of its request ID."""
    if row.request is None or row.state is RowState.OFF or called is None:
        return row
    return _by_itself(row) if called is row else _repeating(row, row.request, called)


def _by_itself(row: DraftRow, *, is_off: bool = False) -> DraftRow:
    """Return a row that repeats none; one that is wrong keeps its problem."""
    is_wrong = row.request is None
    state = RowState.OFF if is_off else RowState.WRONG if is_wrong else RowState.READY
    if row.state is state:
        return row
    return replace(row, state=state, problem=row.problem if is_wrong else None, first=None)


def _repeating(row: DraftRow, request: CheckRequest, called: DraftRow) -> DraftRow:
    is_same = called.request is not None and called.request.recipient == request.recipient
    state = RowState.DUPLICATE if is_same else RowState.CONFLICT
    if row.state is state and row.first == called.line:
        return row
    told = (
        phrase("Line {line} is called instead: it asks the same.", line=called.line)
        if is_same
        else phrase("Line {line} is called instead, with another number.", line=called.line)
    )
    return replace(row, state=state, problem=told, first=called.line)


def _counted(rows: Sequence[DraftRow]) -> Counts:
    found = Counter(row.state for row in rows)
    return Counts(
        found[RowState.READY],
        found[RowState.WRONG],
        found[RowState.DUPLICATE] + found[RowState.CONFLICT],
        found[RowState.OFF],
        sum(row.is_doubtful for row in rows),
    )
