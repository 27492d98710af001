"""The history as a table for people: as wide as the terminal, or one line a call in a pipe."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import click

from otp_gui.cli.output import severity_colour, write
from otp_gui.domain.advice import Severity, advice
from otp_gui.domain.display import visible
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import moment, render, tr

_LONGEST_CELL: Final = 60
_GAP: Final = "  "
_NOTHING: Final = "–"
_INDENT: Final = 4 * " "
_RESULT: Final = 3
_FIRST_LINE: Final = 4
"""So many columns stand on the first line of a call where a line does not hold all."""


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Sequence[str]
    severity: Severity


class Table:
    """Prints calls to stdout; the first of them decide how wide the columns are."""

    def __init__(self, first: Sequence[CheckRecord]) -> None:
        is_terminal = sys.stdout is not None and sys.stdout.isatty()
        headings = _headings()
        rows = [_row(record).cells for record in first]
        shown = [headings, *rows] if is_terminal else rows
        self._widths: Final = [max(map(len, column)) for column in zip(*shown, strict=True)]
        whole = sum(self._widths) + len(_GAP) * (len(self._widths) - 1)
        self._is_narrow: Final = is_terminal and whole > shutil.get_terminal_size().columns
        self._headings: Final = headings if is_terminal else None

    def begin(self) -> bool:
        """Print the headings where somebody looks; False where nobody reads any more."""
        if self._headings is None:
            return True
        return all(write(click.style(line, bold=True)) for line in self._lines(self._headings))

    def add(self, record: CheckRecord) -> bool:
        """Print a call; False where nobody reads any more."""
        row = _row(record)
        return all(write(line) for line in self._lines(row.cells, row.severity))

    def _lines(self, cells: Sequence[str], severity: Severity | None = None) -> Sequence[str]:
        padded = [cell.ljust(width) for cell, width in zip(cells, self._widths, strict=True)]
        if severity is not None:
            # Styled once it is as wide as it has to be: the codes have no width.
            padded[_RESULT] = click.style(padded[_RESULT], fg=severity_colour(severity))
        if not self._is_narrow:
            return [_GAP.join(padded).rstrip()]
        more = [cell for cell in cells[_FIRST_LINE:] if cell != _NOTHING]
        return [_GAP.join(padded[:_FIRST_LINE]).rstrip(), _INDENT + _GAP.join(more)]


def _headings() -> Sequence[str]:
    return (
        tr("Time"),
        tr("Environment"),
        tr("Recipient"),
        tr("Result"),
        tr("Operation"),
        tr("HTTP"),
        tr("Type"),
        tr("Request ID"),
        tr("Note"),
    )


def _row(record: CheckRecord) -> _Row:
    outcome = record.outcome
    told = advice(record)
    found = (
        moment(record.started_at),
        record.environment,
        record.recipient,
        render(told.short),
        record.operation.value,
        "" if outcome.http_status is None else str(outcome.http_status),
        outcome.error_type or outcome.failure or "",
        record.request_id,
        record.note,
    )
    return _Row([_cell(text) for text in found], told.severity)


def _cell(text: str) -> str:
    shown, cut = visible(text, _LONGEST_CELL)
    return f"{shown}…" if cut else shown or _NOTHING
