"""What a user has made of a list, however it is read: rows taken out, texts put in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from otp_gui.domain.table import TableRow
from otp_gui.domain.table_columns import Columns


@dataclass(frozen=True, slots=True)
class Mend:
    """A text put in the place of a cell; ``found`` is its row as it was then.

    ``columns`` are those that were called the request ID and the number then.
    """

    text: str
    columns: Columns
    found: TableRow

    def suits(self, row: TableRow) -> bool:
        """Tell whether the same ID and number stand in a row that is read anew, or otherwise."""
        both = (self.columns.request_id, self.columns.recipient)
        return all(row.cell(column) == self.found.cell(column) for column in both)


@dataclass(frozen=True, slots=True)
class Edits:
    """What was taken ``off``, by line, and mends by line and column: of IDs, and of numbers.

    What does not suit the columns of the moment is kept: they may be the old ones again. What was
    taken off is known by a text that stood there: a file may have become another one.
    """

    off: Mapping[int, str] = field(default_factory=dict)
    ids: Mapping[tuple[int, int | None], Mend] = field(default_factory=dict)
    numbers: Mapping[tuple[int, int | None], Mend] = field(default_factory=dict)

    def switched(self, rows: Iterable[TableRow], columns: Columns, *, on: bool) -> "Edits":
        """Return them with rows taken out, or in again."""
        known = {
            row.line: row.cell(columns.request_id) or row.cell(columns.recipient) for row in rows
        }
        if on:
            return replace(self, off={k: v for k, v in self.off.items() if k not in known})
        return replace(self, off={**self.off, **known})

    @property
    def has_texts(self) -> bool:
        """Whether texts were put in."""
        return bool(self.ids or self.numbers)

    def is_off(self, row: TableRow) -> bool:
        """Tell whether a row was taken out; where cells end may have changed since."""
        text = self.off.get(row.line)
        return text is not None and any(text in cell for cell in (*row.cells, ""))

    def mended(
        self, row: TableRow, columns: Columns, request_id: str | None, recipient: str | None
    ) -> "Edits":
        """Return them with new texts in a row; None leaves one as it is."""
        ids, numbers = self.ids, self.numbers
        if request_id is not None:
            ids = {**ids, (row.line, columns.request_id): Mend(request_id, columns, row)}
        if recipient is not None:
            numbers = {**numbers, (row.line, columns.recipient): Mend(recipient, columns, row)}
        return replace(self, ids=ids, numbers=numbers)

    def of_row(self, row: TableRow, columns: Columns) -> tuple[Mend | None, Mend | None]:
        """Return what was put in the place of the ID and of the number of a row."""
        mends = (
            self.ids.get((row.line, columns.request_id)),
            self.numbers.get((row.line, columns.recipient)),
        )
        id_mend, number_mend = (m if m is not None and m.suits(row) else None for m in mends)
        return id_mend, number_mend
