"""A row of a list on its way to a run: what it would ask, and what is wrong with it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.request import (
    CheckRequest,
    Hint,
    Recipient,
    RequestId,
    fold,
    read_recipient,
    read_request_id,
)
from otp_gui.domain.spreadsheet_number import ROUNDED, is_rounded, spelled_out
from otp_gui.domain.table import TableRow
from otp_gui.domain.table_columns import Columns, is_uuid
from otp_gui.domain.table_marks import FORMULA, is_formula, unmarked

_NO_NUMBER: Final = phrase("This is a UUID, not a phone number.")
_DOUBTS: Final = frozenset(
    {Hint.NOT_A_UUID, Hint.NOT_A_PHONE, Hint.IMPLAUSIBLE_PHONE, Hint.COUNTRY_ASSUMED}
)
"""Hints that say more than how a value is spelled."""


class RowState(StrEnum):
    """What becomes of a row; only a ready one is called."""

    READY = "ready"
    WRONG = "wrong"
    """It cannot be sent as it stands: see its problem."""
    DUPLICATE = "duplicate"
    """Another row with the same request ID and the same number is called instead."""
    CONFLICT = "conflict"
    """Another row with the same request ID and another number is called instead."""
    OFF = "off"
    """The user took it out."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row; ``line`` is where it stood in the list.

    ``request_id`` and ``recipient`` are its texts, as found or as mended, without what marks them
    as text. ``request`` is what would be sent, None where the row is wrong. ``problem`` says why a
    row is left out (``WRONG``, ``DUPLICATE``, ``CONFLICT``; an ``OFF`` one keeps what is wrong with
    itself); those of the two texts say it of one. ``first`` is the line of the row that is called
    instead of it. ``key`` is what two spellings of one request ID share.
    """

    line: int
    request_id: str
    recipient: str
    request: CheckRequest | None
    state: RowState
    problem: Phrase | None = None
    request_id_problem: Phrase | None = None
    recipient_problem: Phrase | None = None
    request_id_hints: tuple[Hint, ...] = ()
    recipient_hints: tuple[Hint, ...] = ()
    first: int | None = None
    key: str = ""

    @property
    def doubts(self) -> tuple[Hint, ...]:
        """What looks wrong with its texts, although they may be sent."""
        hints = self.request_id_hints + self.recipient_hints
        if _DOUBTS.isdisjoint(hints):
            # As most are, of ten thousand that are counted with each change.
            return ()
        return tuple(hint for hint in hints if hint in _DOUBTS)

    @property
    def is_doubtful(self) -> bool:
        """Whether it is called in spite of doubts."""
        return self.state is RowState.READY and bool(self.doubts)

    @property
    def is_optional(self) -> bool:
        """Whether it is the user's choice that it is called, or is not."""
        return self.request is not None and self.state in (RowState.READY, RowState.OFF)

    def may_be_switched(self, *, on: bool) -> bool:
        """Tell whether it can be taken out, or in again, so that this makes a difference.

        One that repeats another can be taken out before it: it would be called in its place.
        """
        return self.request is not None and on is (self.state is RowState.OFF)


def read_row(
    row: TableRow, texts: tuple[str, str], columns: Columns, *, as_typed: bool
) -> DraftRow:
    """Read one row by itself, as these texts of its ID and its number."""
    id_text, number_text = map(unmarked, texts)
    id_reading = read_request_id(id_text)
    number, number_problem = (number_text, None) if as_typed else spelled_out(number_text)
    number_reading = read_recipient(number, as_typed=as_typed)
    hints = number_reading.hints
    if number is not number_text and Hint.SENT_AS not in hints:
        hints = (Hint.SENT_AS, *hints)
    id_problem = (
        row.cell_problems.get(place_of(columns.request_id))
        or (ROUNDED if is_rounded(id_text) else None)
        or _formula_problem(id_text, id_reading.value)
        or id_reading.problem
    )
    number_problem = (
        row.cell_problems.get(place_of(columns.recipient))
        or number_problem
        or _formula_problem(number_text, number_reading.value)
        or (_NO_NUMBER if is_uuid(number_text) else None)
        or number_reading.problem
    )
    problem = row.problem or id_problem or number_problem
    request = None
    if problem is None and id_reading.value is not None and number_reading.value is not None:
        request = CheckRequest(id_reading.value, number_reading.value)
    return DraftRow(
        row.line,
        id_text,
        number_text,
        request,
        RowState.WRONG if request is None else RowState.READY,
        problem,
        id_problem,
        number_problem,
        id_reading.hints,
        hints,
        key="" if request is None else fold(request.request_id.value),
    )


def place_of(column: int | None) -> int:
    """Return where problems of a column are found; nowhere where none is named."""
    return -1 if column is None else column


def _formula_problem(text: str, sent: RequestId | Recipient | None) -> Phrase | None:
    """Refuse a formula, also where only brackets around it hide that it is one."""
    return FORMULA if is_formula(text if sent is None else sent.value) else None
