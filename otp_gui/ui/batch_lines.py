"""A row of a batch as the window shows it: of a list that is looked at, or of a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from otp_gui.domain.advice import advice
from otp_gui.domain.batch import BatchRow
from otp_gui.domain.batch_labels import answer_label, row_state_label
from otp_gui.domain.catalogue.model import Advice, Severity
from otp_gui.domain.display import visible
from otp_gui.domain.draft import DraftRow, RowState
from otp_gui.domain.labels import hint_phrase
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.when import clock

_LONGEST: Final = 200
_LOOKS: Final[Mapping[RowState, tuple[str, Severity]]] = {
    RowState.READY: ("circle-check", Severity.NOT_SENT),
    RowState.WRONG: ("triangle-alert", Severity.DATA),
    RowState.DUPLICATE: ("copy", Severity.ACT),
    RowState.CONFLICT: ("copy", Severity.DATA),
    RowState.OFF: ("ban", Severity.NOT_SENT),
}


class Column(IntEnum):
    """What a row shows, from left to right."""

    LINE = 0
    REQUEST_ID = 1
    RECIPIENT = 2
    RESULT = 3
    DETAIL = 4
    TIME = 5
    DURATION = 6


@dataclass(frozen=True, slots=True)
class Look:
    """How a result looks: words, icon and severity; ``is_plain`` where the row needs no colour."""

    words: str
    symbol: str
    severity: Severity
    is_plain: bool = False


@dataclass(slots=True)
class Line:
    """``draft`` of a list, or ``row`` of a run; ``is_next`` tells that the row is still to come."""

    line: int
    request_id: str
    recipient: str
    draft: DraftRow | None = None
    row: BatchRow | None = None
    is_next: bool = False

    @property
    def key(self) -> str:
        """The machine word that the filter goes by."""
        if self.draft is not None:
            return self.draft.state.value
        verdict = None if self.row is None else self.row.verdict
        if verdict is Verdict.NOT_SENT and self.is_next:
            return WAITING
        return FORGOTTEN if verdict is None else verdict.value

    @property
    def keys(self) -> tuple[str, ...]:
        """All the words that the filter finds it by."""
        is_doubtful = self.draft is not None and self.draft.is_doubtful
        return (self.key, DOUBTFUL) if is_doubtful else (self.key,)

    @property
    def is_called(self) -> bool:
        """Whether there is an answer, or something in its place, to be read."""
        record = None if self.row is None else self.row.record
        return record is not None and record.outcome.verdict is not Verdict.RUNNING


WAITING: Final = "waiting"
FORGOTTEN: Final = "forgotten"
DOUBTFUL: Final = "doubtful"


def of_draft(rows: Sequence[DraftRow]) -> list[Line]:
    """Return the lines of a list."""
    return [Line(row.line, row.request_id, row.recipient, draft=row) for row in rows]


def of_run(rows: Sequence[BatchRow], *, goes_on: bool) -> list[Line]:
    """Return the lines of a run; those that were not called are to come where it ``goes_on``."""
    return [
        Line(
            row.line,
            row.request.request_id.value,
            row.request.recipient.value,
            row=row,
            is_next=goes_on and row.check_uid is None,
        )
        for row in rows
    ]


def look_of(line: Line, operation: Operation, told: Callable[[BatchRow], Advice]) -> Look:
    """Return how the result of a line looks."""
    if line.draft is not None:
        symbol, severity = _LOOKS[line.draft.state]
        words = render(row_state_label(line.draft.state))
        return Look(words, symbol, severity, is_plain=line.draft.state is RowState.READY)
    key = line.key
    if key == WAITING:
        return Look(tr("Waiting"), "clock", Severity.NOT_SENT, is_plain=True)
    if key == FORGOTTEN or line.row is None:
        return Look(tr("Deleted since"), "trash-2", Severity.NOT_SENT, is_plain=True)
    if line.row.record is None:
        return Look(render(answer_label(Verdict.NOT_SENT, operation)), "ban", Severity.NOT_SENT)
    advised = told(line.row)
    return Look(
        render(answer_label(line.row.record.outcome.verdict, operation)),
        advised.symbol,
        advised.severity,
    )


def advice_of(row: BatchRow) -> Advice:
    """Explain the call of a row, which has one."""
    if row.record is None:
        raise ValueError("this row was not called")
    return advice(row.record)


def text(line: Line, column: Column, operation: Operation) -> str:
    """Return what a cell says, but for the result's."""
    record = None if line.row is None else line.row.record
    match column:
        case Column.LINE:
            words = str(line.line)
        case Column.REQUEST_ID:
            words = privacy.words(visible(line.request_id, _LONGEST)[0])
        case Column.RECIPIENT:
            words = privacy.number(visible(line.recipient, _LONGEST)[0])
        case Column.DETAIL:
            words = privacy.words(detail(line, operation))
        case Column.TIME if record is not None:
            words = clock(record.started_at, seconds=True)
        case Column.DURATION if record is not None and record.duration_ms is not None:
            words = f"{record.duration_ms:.0f}"
        case _:
            words = ""
    return words


def detail(line: Line, operation: Operation) -> str:
    """Say what is wrong with a row of a list, or what came of a call besides its verdict."""
    if line.draft is not None:
        return _of_draft(line.draft)
    record = None if line.row is None else line.row.record
    if record is None or line.row is None:
        return ""
    outcome = record.outcome
    parts = [outcome.error_type or (outcome.failure or ""), (outcome.message or "").strip()]
    later = line.row.later
    if later is not None and operation is Operation.COMPLETE:
        verdict = render(answer_label(later.outcome.verdict, Operation.STATUS))
        parts.append(tr("later: {verdict}", verdict=verdict))
    return " · ".join(visible(part, _LONGEST)[0] for part in parts if part)


def _of_draft(row: DraftRow) -> str:
    if row.problem is not None:
        return render(row.problem)
    return " ".join(render(hint_phrase(doubt, "")) for doubt in row.doubts)
