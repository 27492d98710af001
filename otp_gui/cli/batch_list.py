"""The list of a batch on the console: where it comes from, how it is read, what is wrong in it."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from otp_gui.bootstrap import list_files
from otp_gui.cli.batch_columns import column_name, columns_of, map_option, refusal
from otp_gui.cli.output import say, warn
from otp_gui.domain.batch_files import MOST_BYTES
from otp_gui.domain.batch_labels import counted, found_in
from otp_gui.domain.draft import Draft, DraftRow, RowState, draft
from otp_gui.domain.labels import hint_phrase
from otp_gui.domain.table import Table, TableChoice, TableError
from otp_gui.i18n import figure, render, tr

_MOST_TOLD: Final = 20
_DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": " "}
_STDIN: Final = "-"


@dataclass(frozen=True, slots=True)
class ListOptions:
    """How a list is to be read; what is left open is found out."""

    choice: TableChoice
    columns: str | None
    as_typed: bool
    strict: bool

    @staticmethod
    def of(given: Mapping[str, object]) -> "ListOptions":
        """Read what the options of :func:`list_options` gave, by name."""
        delimiter = given["delimiter"]
        encoding, header, sheet = given["encoding"], given["header"], given["sheet"]
        return ListOptions(
            TableChoice(
                encoding=None if encoding is None else str(encoding),
                delimiter=None if delimiter is None else _DELIMITERS[str(delimiter)],
                header=None if header is None else bool(header),
                sheet=None if sheet is None else str(sheet),
            ),
            None if given["columns"] is None else str(given["columns"]),
            bool(given["as_typed"]),
            bool(given["strict"]),
        )


def list_options() -> list[click.Parameter]:
    """Return how a list is read; :meth:`ListOptions.of` takes them."""
    return [
        map_option(),
        click.Option(
            ["--encoding"], metavar="NAME", help=tr("utf-8, cp1251…; detected where left out.")
        ),
        click.Option(
            ["--delimiter"],
            type=click.Choice(list(_DELIMITERS)),
            help=tr("What stands between two cells; detected where left out."),
        ),
        click.Option(
            ["--header/--no-header"],
            default=None,
            help=tr("Whether the first line names the columns; detected where left out."),
        ),
        click.Option(["--sheet"], metavar="NAME", help=tr("The sheet of a workbook.")),
        click.Option(["--as-typed"], is_flag=True, help=tr("Send numbers exactly as they stand.")),
        click.Option(
            ["--strict"],
            is_flag=True,
            help=tr("Send nothing if any row is wrong or repeated."),
        ),
    ]


def read_draft(source: str, options: ListOptions) -> Draft:
    """Read a list, and say how it was read.

    :raises click.BadParameter: where it is none, or its columns are not known.
    """
    try:
        table = _read(source, options.choice)
    except TableError as error:
        raise refusal(f"{render(error.explanation)} {_ways(error.tried)}".strip(), "FILE") from None
    columns = columns_of(table, options.columns)
    say(tr("Read: {how}.", how=render(found_in(table, figure))))
    say(
        tr(
            "Request ID: {request_id}. Phone number: {recipient}.",
            request_id=column_name(table, columns.request_id),
            recipient=column_name(table, columns.recipient),
        )
    )
    return draft(table, columns, as_typed=options.as_typed)


def tell_draft(made: Draft, *, strict: bool) -> None:
    """Say by line what is wrong in a list and what becomes of it, and how many rows are left.

    :raises click.BadParameter: where none is, or where ``strict`` wants all of them.
    """
    bad = [row for row in made.rows if row.state is not RowState.READY]
    _tell_lines(bad, [row for row in made.rows if _doubt(row)], is_refused=strict and bool(bad))
    say(tr("Rows: {counts}.", counts=render(counted(made.counts, figure))))
    if not made.counts.ready:
        raise click.BadParameter(tr("No row of it can be called."), param_hint="FILE")
    if strict and bad:
        raise click.BadParameter(tr("Not every row can be called, so none was."), param_hint="FILE")


def _tell_lines(bad: Sequence[DraftRow], doubtful: Sequence[DraftRow], *, is_refused: bool) -> None:
    """Tell of rows in the order of the list; where not all are told, of bad ones before others."""
    rows = [*bad, *doubtful]
    for row in sorted(rows[:_MOST_TOLD], key=lambda row: row.line):
        problem = _doubt(row) or (render(row.problem) if row.problem else "")
        if is_refused:
            words = tr("Line {line}: {problem}", line=row.line, problem=problem)
        elif row.state is RowState.READY:
            words = tr(
                "Line {line}: {problem} This row is sent all the same.",
                line=row.line,
                problem=problem,
            )
        else:
            words = tr(
                "Line {line}: {problem} This row is left out.", line=row.line, problem=problem
            )
        warn(words)
    if len(rows) > _MOST_TOLD:
        warn(tr("… and {count} more.", count=figure(len(rows) - _MOST_TOLD)))


def _doubt(row: DraftRow) -> str:
    """Say what looks wrong with a row that is called all the same; empty for any other."""
    if row.state is not RowState.READY:
        return ""
    return " ".join(render(hint_phrase(doubt, "")) for doubt in row.doubts)


def _read(source: str, choice: TableChoice) -> Table:
    path = Path(source)
    if source == _STDIN:
        raw = _of_input()
    elif path.is_fifo():
        raw = _of_pipe(path)
    else:
        return asyncio.run(list_files().read(str(path), choice))
    return asyncio.run(list_files().read_bytes(raw, choice))


def _of_input() -> bytes:
    try:
        # There is none where it was closed before the start.
        if sys.stdin is not None:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        # It is closed, or open for writing only.
        pass
    raise refusal(tr("Standard input cannot be read."), "FILE")


def _of_pipe(path: Path) -> bytes:
    """Read what another program writes, as far as a list may reach.

    It is waited for here, on the main thread, where Ctrl+C ends that.
    """
    try:
        with path.open("rb") as pipe:
            return pipe.read(MOST_BYTES + 1)
    except OSError:
        raise refusal(tr("{file} cannot be read.", file=str(path)), "FILE") from None


def _ways(tried: Table | None) -> str:
    """Say which options may make a list of what was refused as none."""
    if tried is None:
        return ""
    if tried.encoding:
        return tr("See --encoding, --delimiter and --header.")
    return tr("See --sheet.") if len(tried.sheets) > 1 else ""
