"""Which columns of a list are which: as ``--map`` says, or found; and how they are told of."""

from dataclasses import replace
from typing import Final

import click

from otp_gui.domain.display import visible
from otp_gui.domain.draft import Columns, columns_problem, guess_columns
from otp_gui.domain.redact import mask_numbers
from otp_gui.domain.table import Table
from otp_gui.i18n import figure, render, tr

_LONGEST_NAME: Final = 60
_MOST_NAMED: Final = 20
_MAP: Final = "'--map'"


def map_option() -> click.Option:
    """Return ``--map``; :func:`columns_of` takes it."""
    return click.Option(
        ["--map", "columns"],
        metavar="COLUMNS",
        help=tr(
            "request_id=COLUMN,recipient=COLUMN, where the columns are not found by"
            " themselves: each a name of the heading or a number from 1."
        ),
    )


def columns_of(table: Table, given: str | None) -> Columns:
    """Return where request ID and phone number stand, by what ``--map`` was ``given``.

    :raises click.BadParameter: where that is not known, or is not of this list.
    """
    columns = guess_columns(table)
    for part in (given or "").split(",") if given else ():
        name, equals, wanted = (piece.strip() for piece in part.partition("="))
        if not equals or name not in ("request_id", "recipient"):
            raise refusal(
                tr("“{part}” is not request_id=COLUMN or recipient=COLUMN.", part=part), _MAP
            )
        place = _place(table, wanted)
        columns = (
            replace(columns, request_id=place)
            if name == "request_id"
            else replace(columns, recipient=place)
        )
    # Without its heading the problem names no columns: they are told here, as many as fit.
    if problem := columns_problem(replace(table, header=None), columns):
        words = [
            render(problem),
            tr("There are: {known}.", known=_known(table)),
            tr("Name them: --map request_id=COLUMN,recipient=COLUMN."),
            *_header_hint(table),
        ]
        raise refusal(" ".join(words), _MAP if given else "FILE")
    return columns


def column_name(table: Table, column: int | None) -> str:
    """Name a column by its number, and as the list does where it has a heading."""
    number = str((column or 0) + 1)
    if table.header is None or column is None or column >= len(table.header):
        return tr("column {number}", number=number)
    return tr("column {number} ({name})", number=number, name=_shown(table.header[column]))


def refusal(text: str, parameter: str) -> click.BadParameter:
    """Return a refusal; what it repeats of the list may go to a terminal."""
    return click.BadParameter(visible(text)[0], param_hint=parameter)


def _place(table: Table, wanted: str) -> int:
    names = [name.casefold().strip() for name in table.header or ()]
    if wanted.casefold() in names:
        return names.index(wanted.casefold())
    if wanted.isdecimal() and 1 <= int(wanted) <= table.width:
        return int(wanted) - 1
    words = [
        tr(
            "There is no column “{name}”. There are: {known}.",
            name=_shown(wanted),
            known=_known(table),
        ),
        *([] if wanted.isdecimal() else _header_hint(table)),
    ]
    raise refusal(" ".join(words), _MAP)


def _known(table: Table) -> str:
    """Name the columns by their numbers and what stands at their top, as many as fit."""
    top = table.header if table.header is not None else table.rows[0].cells if table.rows else ()
    # Where the top is taken for a row, it may hold somebody's number.
    names = [_shown(name if table.header is not None else mask_numbers(name)) for name in top]
    numbered = [
        f"{number} ({name})" if name else str(number)
        for number, name in enumerate([*names, *[""] * (table.width - len(names))], 1)
    ]
    told = ", ".join(numbered[:_MOST_NAMED])
    if len(numbered) <= _MOST_NAMED:
        return told
    return f"{told} {tr('… and {count} more.', count=figure(len(numbered) - _MOST_NAMED))}"


def _header_hint(table: Table) -> list[str]:
    """Say what to do where the line that names the columns was taken for a row."""
    if table.header is not None or not table.rows:
        return []
    return [
        tr(
            "Line {line} was taken for a row: if it names the columns, give --header.",
            line=table.rows[0].line,
        )
    ]


def _shown(name: str) -> str:
    shown, cut = visible(name.strip(), _LONGEST_NAME)
    return f"{shown}…" if cut else shown
