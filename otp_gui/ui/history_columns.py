"""What each column of the history says about a record."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QLocale

from otp_gui.domain.catalogue.model import Advice
from otp_gui.domain.display import visible
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui.when import brief, moment

_CELL_LIMIT: Final = 128
_TIP_LIMIT: Final = 512
_NOTHING: Final = "–"
_RUSSIAN: Final = re.compile(r"\+7(\d{3})(\d{3})(\d{2})(\d{2})")

SortKey = str | int | float


class Column(IntEnum):
    """The columns, in their order: first what tells rows apart at a glance."""

    TIME = 0
    ENVIRONMENT = 1
    RECIPIENT = 2
    RESULT = 3
    HTTP = 4
    DURATION = 5
    TYPE = 6
    REQUEST_ID = 7


NUMERIC: Final = (Column.HTTP, Column.DURATION)
SECONDARY: Final = (Column.TIME, Column.REQUEST_ID, Column.TYPE, *NUMERIC)
"""What is written paler than the rest."""


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
    }[column]


def cell(
    column: Column, record: CheckRecord, told: Advice, names: Mapping[str, str], now: datetime
) -> str:
    """Return the text of a cell; ``names`` are those of environments, by ID."""
    match column:
        case Column.TIME:
            return brief(record.started_at, now)
        case Column.RECIPIENT:
            return _cut(_grouped(record.recipient))
        case Column.RESULT:
            return render(told.short)
        case Column.HTTP:
            return _NOTHING if record.outcome.http_status is None else _status(record)
        case Column.DURATION:
            return _NOTHING if record.duration_ms is None else _whole(record.duration_ms)
        case _:
            return _cut(_words(column, record, names))


def tip(column: Column, record: CheckRecord, told: Advice, names: Mapping[str, str]) -> str:
    """Return what a cell would say with more room."""
    match column:
        case Column.TIME:
            return moment(record.started_at)
        case Column.RECIPIENT:
            return _cut(record.recipient, _TIP_LIMIT)
        case Column.RESULT:
            message = _cut(record.outcome.message or "", _TIP_LIMIT)
            headline = render(told.headline)
            return f"{headline}\n{message}" if message else headline
        case Column.HTTP:
            return _status(record)
        case Column.DURATION:
            return ""
        case _:
            return _cut(_words(column, record, names), _TIP_LIMIT)


def sort_key(
    column: Column, record: CheckRecord, told: Advice, names: Mapping[str, str]
) -> SortKey:
    """Return what rows are ordered by in a column."""
    match column:
        case Column.TIME:
            return record.started_at.timestamp()
        case Column.HTTP:
            return -1 if record.outcome.http_status is None else record.outcome.http_status
        case Column.DURATION:
            return -1.0 if record.duration_ms is None else record.duration_ms
        case Column.RECIPIENT:
            return record.recipient
        case Column.RESULT:
            return render(told.short)
        case _:
            return _words(column, record, names)


def _words(column: Column, record: CheckRecord, names: Mapping[str, str]) -> str:
    """Return what a column holds in somebody's words, uncut."""
    if column is Column.ENVIRONMENT:
        return names.get(record.environment, record.environment)
    if column is Column.REQUEST_ID:
        return record.request_id
    failure = record.outcome.failure
    return record.outcome.error_type or (failure.value if failure else "")


def _grouped(recipient: str) -> str:
    """Write a Russian number as people read it aloud; anything else stays as it was sent."""
    match_ = _RUSSIAN.fullmatch(recipient)
    return "+7 {} {}-{}-{}".format(*match_.groups()) if match_ else recipient


def _status(record: CheckRecord) -> str:
    status = record.outcome.http_status
    return "" if status is None else str(status)


def _whole(milliseconds: float) -> str:
    return QLocale().toString(round(milliseconds))


def _cut(text: str, limit: int = _CELL_LIMIT) -> str:
    shown, cut = visible(text, limit)
    return f"{shown}…" if cut else shown
