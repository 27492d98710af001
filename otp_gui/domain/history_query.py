"""What to look for in the history, in which order, and one page of what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.record import CheckRecord, Source


class SortColumn(StrEnum):
    """What rows can be ordered by; rows of the same value go by their ID."""

    STARTED_AT = "started_at"
    FINISHED_AT = "finished_at"
    ENVIRONMENT = "environment"
    OPERATION = "operation"
    REQUEST_ID = "request_id"
    RECIPIENT = "recipient"
    VERDICT = "verdict"
    TYPE = "type"
    """The server's type or, where it gave none, the failure on our side."""
    HTTP_STATUS = "http_status"
    MESSAGE = "message"
    DURATION_MS = "duration_ms"
    NOTE = "note"
    OPERATOR = "operator"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What to look for; empty fields do not restrict.

    ``text`` is matched as a part of request ID, recipient (any spelling), type, message and note;
    ``error_type`` and ``operator`` as a whole. ``untyped`` asks for calls without a type,
    ``types_left_out`` for those of any type but these. ``since`` is included, ``until`` is not;
    both UTC. ``verdicts`` lets any of them through; ``verdict`` asks for one, which an index
    answers. The order restricts nothing: newest first unless told otherwise.
    """

    text: str = ""
    environment: str | None = None
    verdict: Verdict | None = None
    error_type: str | None = None
    untyped: bool = False
    types_left_out: tuple[str, ...] = ()
    operation: Operation | None = None
    source: Source | None = None
    operator: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: SortColumn = SortColumn.STARTED_AT
    ascending: bool = False
    verdicts: frozenset[Verdict] = frozenset()

    @property
    def restricts(self) -> bool:
        """Whether there are rows that it may leave out."""
        return replace(self, sort=SortColumn.STARTED_AT, ascending=False) != HistoryQuery()


@dataclass(frozen=True, slots=True)
class PageKey:
    """The last row of a page: the next one begins behind it (keyset paging).

    ``value`` is what the row is ordered by, as its store keeps it: only to be handed back.
    """

    value: datetime | str | float
    id: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Rows in the order that was asked for; ``next`` is None on the last page."""

    records: Sequence[CheckRecord] = field(default_factory=tuple)
    next: PageKey | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by, each in alphabetical order."""

    operators: Sequence[str] = ()
    error_types: Sequence[str] = ()
    sources: Sequence[Source] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """Equal for as long as nobody changes a row; ``others`` counts what other processes did."""

    ours: int = 0
    others: int = 0
