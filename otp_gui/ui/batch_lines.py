"""A row of a batch as the window shows it: of a list that is looked at, or of a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from otp_gui.domain.advice import advice
from otp_gui.domain.batch import BatchRow
from otp_gui.domain.batch_labels import row_state_label
from otp_gui.domain.catalogue.model import Advice, Severity, Symbol
from otp_gui.domain.display import visible
from otp_gui.domain.draft import DraftRow, RowState
from otp_gui.domain.labels import failure_label, hint_phrase, verdict_label
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.request import Hint
from otp_gui.domain.wire import known_type
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.figures import figure
from otp_gui.ui.when import clock

Explained = Callable[[BatchRow], Advice]
"""Explains the call of a row, which has one."""

_LONGEST: Final = 200
_LONGEST_TIP: Final = 1_000
_FAILED: Final = frozenset({Verdict.ERROR, Verdict.UNKNOWN, Verdict.NOT_SENT})
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
        if verdict is Verdict.NOT_SENT and self.is_next and not self.is_called:
            return WAITING
        return FORGOTTEN if verdict is None else verdict.value

    @property
    def keys(self) -> tuple[str, ...]:
        """All the words that the filter finds it by."""
        is_doubtful = self.draft is not None and self.draft.is_doubtful
        return (self.key, DOUBTFUL) if is_doubtful else (self.key,)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number of the row: as it stands in the list, and as it would be sent."""
        request = None if self.draft is None else self.draft.request
        return (self.recipient,) if request is None else (self.recipient, request.recipient.value)

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


def look_of(line: Line, told: Explained) -> Look:
    """Return how the result of a line looks; that of a call tells what the history's does."""
    if line.draft is not None:
        symbol, severity = _LOOKS[line.draft.state]
        if line.draft.is_doubtful:
            symbol = Symbol.CIRCLE_HELP
        words = render(row_state_label(line.draft.state))
        return Look(words, symbol, severity, is_plain=line.draft.state is RowState.READY)
    key = line.key
    if key == WAITING:
        return Look(tr("Waiting"), "clock", Severity.NOT_SENT, is_plain=True)
    if key == FORGOTTEN or line.row is None:
        return Look(tr("Deleted since"), "trash-2", Severity.NOT_SENT, is_plain=True)
    if line.row.record is None:
        return Look(render(verdict_label(Verdict.NOT_SENT)), "ban", Severity.NOT_SENT)
    advised = told(line.row)
    return Look(render(advised.short), advised.symbol, advised.severity)


def advice_of(row: BatchRow) -> Advice:
    """Explain the call of a row, which has one."""
    if row.record is None:
        raise ValueError("this row was not called")
    return advice(row.record)


def text(line: Line, column: Column, operation: Operation, told: Explained) -> str:
    """Return what a cell says."""
    record = None if line.row is None else line.row.record
    match column:
        case Column.LINE:
            words = str(line.line)
        case Column.REQUEST_ID:
            words = privacy.words(visible(line.request_id, _LONGEST)[0])
        case Column.RECIPIENT:
            words = privacy.number(visible(line.recipient, _LONGEST)[0])
        case Column.RESULT:
            words = look_of(line, told).words
        case Column.DETAIL:
            words = privacy.words(detail(line, operation, told))
        case Column.TIME if record is not None:
            words = clock(record.started_at, seconds=True)
        case Column.DURATION if record is not None and record.duration_ms is not None:
            words = figure(round(record.duration_ms))
        case _:
            words = ""
    return words


def tip(line: Line, column: Column, operation: Operation, told: Explained) -> str:
    """Return what a cell would say with more room: of a call that failed also what that means."""
    row = line.row
    if column is not Column.DETAIL or row is None:
        return text(line, column, operation, told)
    words = detail(line, operation, told, _LONGEST_TIP)
    if row.record is not None and row.record.outcome.verdict in _FAILED:
        meaning = render(told(row).meaning)
        if meaning not in words:
            words = f"{words}\n{meaning}"
    return privacy.words(words)


def title(column: Column) -> str:
    """Return the name of a column in the current language."""
    return {
        Column.LINE: tr("Line"),
        Column.REQUEST_ID: tr("Request ID"),
        Column.RECIPIENT: tr("Recipient"),
        Column.RESULT: tr("Result"),
        Column.DETAIL: tr("Details"),
        Column.TIME: tr("Time"),
        Column.DURATION: tr("ms"),
    }[column]


def detail(line: Line, operation: Operation, told: Explained, longest: int = _LONGEST) -> str:
    """Say what is wrong with a row of a list, or what there is to a call besides its result."""
    if line.draft is not None:
        return _of_draft(line.draft)
    if line.row is None or line.row.record is None:
        return ""
    parts = _of_outcome(line.row.record.outcome)
    if not parts and line.row.record.outcome.verdict in _FAILED:
        parts.append(render(told(line.row).meaning))
    if line.row.is_overtaken and operation is Operation.COMPLETE:
        parts.insert(0, tr("another completing call since"))
    later = line.row.later
    if later is not None and operation is Operation.COMPLETE:
        # First, where it is read: why the call itself ended so is old news then.
        parts.insert(0, tr("later: {verdict}", verdict=render(advice(later).short)))
    return " · ".join(_cut(part, longest) for part in parts)


def machine_word(line: Line) -> str:
    """Return the server's type of a call, or our cause: what somebody may search for."""
    record = None if line.row is None else line.row.record
    if record is None:
        return ""
    return record.outcome.error_type or record.outcome.failure or ""


def _of_outcome(outcome: Outcome) -> list[str]:
    """Return our cause in words, a type that no result tells, and the server's message."""
    parts = []
    # What a redirect is, its result tells; where it leads is part of what it means.
    if outcome.failure is not None and outcome.failure is not Failure.REDIRECT:
        parts.append(render(failure_label(outcome.failure)))
        if outcome.failure is Failure.UNEXPECTED_STATUS and outcome.http_status is not None:
            parts.append(f"HTTP {outcome.http_status}")
    is_told = outcome.verdict is Verdict.ERROR and known_type(outcome.error_type) is not None
    if outcome.error_type and not is_told:
        parts.append(outcome.error_type)
    message = (outcome.message or "").strip()
    return [*parts, message] if message else parts


def _of_draft(row: DraftRow) -> str:
    if row.problem is not None:
        return render(row.problem)
    doubts = " ".join(render(hint_phrase(doubt, "")) for doubt in row.doubts)
    if row.request is None or Hint.CLEANED not in row.request_id_hints:
        return doubts
    # What was taken off it may be something that nobody sees.
    sent = render(hint_phrase(Hint.CLEANED, row.request.request_id.value))
    return " · ".join(filter(None, (sent, doubts)))


def _cut(words: str, limit: int) -> str:
    shown, is_cut = visible(words, limit)
    return f"{shown}…" if is_cut else shown
