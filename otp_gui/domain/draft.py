"""A list on its way to a run: what each row would ask, what is wrong with it, what is left out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from otp_gui.domain.batch import BatchItem
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.request import CheckRequest, Hint
from otp_gui.domain.table import Table
from otp_gui.domain.table_columns import Columns, guess_columns

__all__ = ["Columns", "Counts", "Draft", "DraftRow", "RowState", "draft", "guess_columns"]


class RowState(StrEnum):
    """What becomes of a row; only a ready one is called."""

    READY = "ready"
    WRONG = "wrong"
    """It cannot be sent as it stands: see its problem."""
    DUPLICATE = "duplicate"
    """An earlier row has the same request ID and the same number."""
    CONFLICT = "conflict"
    """An earlier row has the same request ID with another number."""
    OFF = "off"
    """The user took it out."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row; ``line`` is where it stood in the list.

    ``request_id`` and ``recipient`` are its texts, as found or as mended. ``request`` is what would
    be sent, None where the row is wrong. ``problem`` says in words why a row is left out (``WRONG``,
    ``DUPLICATE``, ``CONFLICT``; an ``OFF`` row keeps what is wrong with it). ``first`` is the line
    of the row that it repeats. ``is_mended`` tells that the user changed it.
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
    is_mended: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each state; ``duplicates`` includes conflicts."""

    ready: int = 0
    wrong: int = 0
    duplicates: int = 0
    off: int = 0

    @property
    def all(self) -> int:
        """How many rows there are."""
        return self.ready + self.wrong + self.duplicates + self.off


class Draft:
    """The rows of a list; every change is a new draft, in which duplicates are worked out anew."""

    @property
    def rows(self) -> Sequence[DraftRow]:
        """The rows in the order of the list; the index of one stays what it is."""
        raise NotImplementedError

    @property
    def counts(self) -> Counts:
        """How many rows there are of each state."""
        raise NotImplementedError

    def mended(
        self, index: int, *, request_id: str | None = None, recipient: str | None = None
    ) -> "Draft":
        """Return the draft with new texts in a row; None leaves one as it is."""
        raise NotImplementedError

    def switched(self, indexes: Collection[int], *, on: bool) -> "Draft":
        """Return the draft with these rows taken out, or in again."""
        raise NotImplementedError

    def items(self) -> Sequence[BatchItem]:
        """Return what would be called: the rows that are ready, in order."""
        raise NotImplementedError


def draft(table: Table, columns: Columns, *, as_typed: bool = False) -> Draft:
    """Read the rows of a table; nothing is raised, a row that cannot be read says why.

    ``as_typed`` sends numbers exactly as they stand.
    """
    raise NotImplementedError
