"""What each column of the history says about a record."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QLocale

from otp_gui.domain.catalogue.model import Advice
from otp_gui.domain.display import visible
from otp_gui.domain.history_query import SortColumn
from otp_gui.domain.labels import operation_label, source_label
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.when import ago, brief, moment

_CELL_LIMIT: Final = 128
_TIP_LIMIT: Final = 512
_COPY_LIMIT: Final = 4096
_WHO_LIMIT: Final = 40
_NOTHING: Final = "–"
_RUSSIAN: Final = re.compile(r"\+7(\d{3})(\d{3})(\d{2})(\d{2})")


class Column(IntEnum):
    """The columns, each with the number by which a remembered state knows it."""

    TIME = 0
    ENVIRONMENT = 1
    RECIPIENT = 2
    RESULT = 3
    HTTP = 4
    DURATION = 5
    TYPE = 6
    REQUEST_ID = 7
    NOTE = 8
    MESSAGE = 9
    OPERATION = 10
    OPERATOR = 11
    SOURCE = 12
    FINISHED = 13


ORDER_AT_FIRST: Final = (Column.TIME, Column.RESULT, Column.RECIPIENT, Column.ENVIRONMENT)
"""What comes first: in a narrow window the rest is reached by scrolling. The others follow."""
NUMERIC: Final = (Column.HTTP, Column.DURATION)
TIMES: Final = (Column.TIME, Column.FINISHED)
SECONDARY: Final = (*TIMES, Column.REQUEST_ID, Column.TYPE, *NUMERIC)
"""What is written paler than the rest."""
HIDDEN_AT_FIRST: Final = (
    Column.MESSAGE,
    Column.OPERATION,
    Column.OPERATOR,
    Column.SOURCE,
    Column.FINISHED,
)
GREATEST_FIRST: Final = (*TIMES, *NUMERIC)
"""What is ordered downwards by the first click: the newest, the slowest."""
SORTED_BY: Final = {
    Column.TIME: SortColumn.STARTED_AT,
    Column.ENVIRONMENT: SortColumn.ENVIRONMENT,
    Column.RECIPIENT: SortColumn.RECIPIENT,
    Column.RESULT: SortColumn.VERDICT,
    Column.HTTP: SortColumn.HTTP_STATUS,
    Column.DURATION: SortColumn.DURATION_MS,
    Column.TYPE: SortColumn.TYPE,
    Column.REQUEST_ID: SortColumn.REQUEST_ID,
    Column.NOTE: SortColumn.NOTE,
    Column.MESSAGE: SortColumn.MESSAGE,
    Column.OPERATION: SortColumn.OPERATION,
    Column.OPERATOR: SortColumn.OPERATOR,
    Column.SOURCE: SortColumn.SOURCE,
    Column.FINISHED: SortColumn.FINISHED_AT,
}


@dataclass(slots=True)
class Manner:
    """How cells are written.

    ``names`` are those of environments, by ID; ``is_relative`` says times as so long ago;
    ``elsewhere`` are the uids of the calls that other living processes have in flight.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    is_relative: bool = False
    elsewhere: AbstractSet[str] = frozenset()


def title(column: Column) -> str:
    """Name a column."""
    return {
        Column.TIME: tr("Time"),
        Column.ENVIRONMENT: tr("Environment"),
        Column.RECIPIENT: tr("Recipient"),
        Column.RESULT: tr("Result"),
        Column.HTTP: tr("HTTP"),
        Column.DURATION: tr("ms"),
        Column.TYPE: tr("Type"),
        Column.REQUEST_ID: tr("Request ID"),
        Column.NOTE: tr("Note"),
        Column.MESSAGE: tr("Message"),
        Column.OPERATION: tr("Operation"),
        Column.OPERATOR: tr("Made by"),
        Column.SOURCE: tr("Source"),
        Column.FINISHED: tr("Finished"),
    }[column]


def cell(column: Column, record: CheckRecord, told: Advice, manner: Manner, now: datetime) -> str:
    """Return the text of a cell."""
    match column:
        case Column.TIME | Column.FINISHED:
            at = _at(column, record)
            if at is None:
                return _NOTHING
            return ago(at, now) if manner.is_relative else brief(at, now)
        case Column.RECIPIENT:
            return privacy.number(_cut(_grouped(record.recipient)))
        case Column.RESULT:
            return _result(record, told, manner)
        case Column.HTTP | Column.DURATION:
            return _figure(column, record) or _NOTHING
        case _:
            return _shown(column, record, manner, _CELL_LIMIT)


def tip(column: Column, record: CheckRecord, told: Advice, manner: Manner) -> str:
    """Return what a cell would say with more room."""
    match column:
        case Column.RESULT:
            message = _shown(Column.MESSAGE, record, manner, _TIP_LIMIT)
            headline = render(told.headline)
            if record.uid in manner.elsewhere:
                headline = tr("Another window or console is making this call.")
            return f"{headline}\n{message}" if message else headline
        case Column.DURATION:
            return ""
        case _:
            return _whole(column, record, told, manner, _TIP_LIMIT)


def plain(column: Column, record: CheckRecord, told: Advice, manner: Manner) -> str:
    """Return what a cell is worth on the clipboard: times to the second, texts whole, one line."""
    return _whole(column, record, told, manner, _COPY_LIMIT)


def _whole(column: Column, record: CheckRecord, told: Advice, manner: Manner, limit: int) -> str:
    match column:
        case Column.TIME | Column.FINISHED:
            at = _at(column, record)
            return "" if at is None else moment(at)
        case Column.RECIPIENT:
            return privacy.number(_cut(record.recipient, limit))
        case Column.RESULT:
            return _result(record, told, manner)
        case Column.HTTP | Column.DURATION:
            return _figure(column, record)
        case _:
            return _shown(column, record, manner, limit)


def _at(column: Column, record: CheckRecord) -> datetime | None:
    return record.started_at if column is Column.TIME else record.finished_at


def _result(record: CheckRecord, told: Advice, manner: Manner) -> str:
    """Return the result; of a call that another process has in flight also whose it is."""
    short = render(told.short)
    running = record.outcome.verdict is Verdict.RUNNING
    if running and record.uid in manner.elsewhere and record.operator:
        return f"{short} · {_cut(record.operator, _WHO_LIMIT)}"
    return short


def _shown(column: Column, record: CheckRecord, manner: Manner, limit: int) -> str:
    """Return what a column holds in somebody's words, made visible and cut."""
    text = _cut(_words(column, record, manner), limit)
    if column in (Column.ENVIRONMENT, Column.REQUEST_ID):
        return text
    return privacy.words(text, record.recipient)


def _words(column: Column, record: CheckRecord, manner: Manner) -> str:
    if column is Column.OPERATION:
        return render(operation_label(record.operation))
    if column is Column.SOURCE:
        return render(source_label(record.source))
    outcome = record.outcome
    return {
        Column.ENVIRONMENT: manner.names.get(record.environment, record.environment),
        Column.REQUEST_ID: record.request_id,
        Column.NOTE: record.note,
        Column.MESSAGE: outcome.message or "",
        Column.OPERATOR: record.operator,
        Column.TYPE: outcome.error_type or (outcome.failure.value if outcome.failure else ""),
    }[column]


def _grouped(recipient: str) -> str:
    """Write a Russian number as people read it aloud; anything else stays as it was sent."""
    match_ = _RUSSIAN.fullmatch(recipient)
    return "+7 {} {}-{}-{}".format(*match_.groups()) if match_ else recipient


def _figure(column: Column, record: CheckRecord) -> str:
    """Return a number, empty where there is none."""
    if column is Column.HTTP:
        status = record.outcome.http_status
        return "" if status is None else str(status)
    return "" if record.duration_ms is None else QLocale().toString(round(record.duration_ms))


def _cut(text: str, limit: int = _CELL_LIMIT) -> str:
    shown, cut = visible(text, limit)
    return f"{shown}…" if cut else shown
