"""Which column of a list is which: by its name, else by what stands in it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.table import Table, TableRow
from otp_gui.domain.table_marks import unmarked

LOOKED_AT: Final = 200
"""So many rows tell what stands in a column."""

# Those that say it best come first; each is a name without its spaces, dashes and capitals.
_REQUEST_ID: Final = (
    *("requestid", "requestuuid", "requestguid", "reqid", "idзапроса", "идентификаторзапроса"),
    *("айдизапроса", "идзапроса", "uuidзапроса", "номерзапроса", "запросid", "запрос", "request"),
    *("sessionid", "idсессии", "идентификаторсессии", "session", "сессия", "сессии"),
    *("otpid", "loginid", "uuid", "guid", "id", "ид", "айди", "идентификатор"),
)
_RECIPIENT: Final = (
    *("recipient", "phonenumber", "phoneno", "phone", "msisdn", "номертелефона", "телефон"),
    *("номерполучателя", "получатель", "телефонполучателя", "номерабонента", "абонент"),
    *("mobilephone", "mobilenumber", "mobile", "cellphone", "cell", "telephone", "tel", "тел"),
    *("мобильныйтелефон", "мобильный", "моб", "сотовый", "customerphone", "телефонклиента"),
    *("clientphone", "userphone", "телефонпользователя", "destination", "addressee", "to"),
    *("number", "номер", "кому"),
)
_WITHIN_REQUEST_ID: Final = ("requestid", "idзапроса", "sessionid", "idсессии")
_WITHIN_RECIPIENT: Final = ("phone", "телефон", "msisdn", "recipient", "получател")
_UUID: Final = re.compile(
    r"\s*['\"{]?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}['\"}]?\s*"
)
_NUMBER: Final = re.compile(
    r"\s*['\"]?[+\uff0b]?[\d() .\-\u00a0\u2010-\u2015\u2212]{10,24}(?:[.,]0+)?['\"]?\s*"
    r"|\s*\d[.,]\d{4,}[eE]\+?1\d\s*"
)
_FEWEST_DIGITS: Final = 10
_MOST_DIGITS: Final = 15
_HALF: Final = 0.5
_SAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the request ID and the recipient stand, from 0; None where that is not known."""

    request_id: int | None = None
    recipient: int | None = None

    @property
    def are_known(self) -> bool:
        """Whether both are named, and are two."""
        return None not in (self.request_id, self.recipient) and self.request_id != self.recipient


def guess_columns(table: Table) -> Columns:
    """Guess by the names of the columns, and by their content where these say nothing.

    A column that could as well be another one is not guessed.
    """
    named = named_columns(table.header or ())
    request_id, recipient = named.request_id, named.recipient
    rows = list(islice(table.rows, LOOKED_AT))
    if recipient is None:
        recipient = _fullest(rows, table.width, is_number, request_id)
    if request_id is None:
        request_id = _fullest(rows, table.width, is_uuid, recipient)
    if request_id is None and table.header is None and table.width == 2 and recipient is not None:  # noqa: PLR2004 - the other one of two
        request_id = 1 - recipient
    return Columns(request_id, recipient)


def samples(table: Table, column: int) -> Sequence[str]:
    """Return the first few things that stand in a column."""
    cells = (unmarked(row.cell(column)) for row in islice(table.rows, LOOKED_AT))
    return tuple(islice(filter(None, cells), _SAMPLES))


def columns_problem(table: Table, columns: Columns) -> Phrase | None:
    """Say what is to be chosen before the rows can be read; None where nothing is."""
    if columns.are_known:
        return None
    if columns.request_id is not None and columns.request_id == columns.recipient:
        return phrase("The request ID and the phone number cannot be the same column.")
    if columns.request_id is None and columns.recipient is None:
        what = phrase("Which column holds the request ID, and which the phone number?")
    elif columns.request_id is None:
        what = phrase("Which column holds the request ID?")
    else:
        what = phrase("Which column holds the phone number?")
    if table.header is None:
        return what
    return phrase("{what} The columns are: {names}.", what=what, names=", ".join(table.header))


def named_columns(names: Sequence[str]) -> Columns:
    """Find the columns by what a heading calls them."""
    folded = [_folded(name) for name in names]
    request_id = _place(folded, _REQUEST_ID, _WITHIN_REQUEST_ID)
    left = ["" if place == request_id else name for place, name in enumerate(folded)]
    return Columns(request_id, _place(left, _RECIPIENT, _WITHIN_RECIPIENT))


def is_uuid(cell: str) -> bool:
    """Tell whether a cell holds a UUID and nothing else."""
    return _UUID.fullmatch(_seen(cell)) is not None


def is_number(cell: str) -> bool:
    """Tell whether a cell looks like a phone number, as a spreadsheet may write it, too."""
    cell = _seen(cell)
    if _NUMBER.fullmatch(cell) is None:
        return False
    digits = sum(char.isdigit() for char in cell)
    return _FEWEST_DIGITS <= digits <= _MOST_DIGITS


def _seen(cell: str) -> str:
    """Return what a cell says to somebody who looks at it: neither marks nor hidden characters."""
    if not cell.isascii():
        cell = "".join(char for char in cell if unicodedata.category(char) != "Cf")
    return unmarked(cell)


def _folded(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _place(folded: Sequence[str], known: Sequence[str], within: Sequence[str]) -> int | None:
    for name in known:
        if name in folded:
            return folded.index(name)
    holding = [place for place, name in enumerate(folded) if any(part in name for part in within)]
    return holding[0] if len(holding) == 1 else None


def _fullest(
    rows: Sequence[TableRow], width: int, is_one: Callable[[str], bool], taken: int | None
) -> int | None:
    """Return the column in which most cells are such ones; None where two are as full."""
    filled = [row for row in rows if row.problem is None]
    shares = [
        (sum(is_one(row.cell(column)) for row in filled) / len(filled), column)
        for column in range(width)
        if column != taken and filled
    ]
    shares.sort(reverse=True)
    if not shares or shares[0][0] < _HALF:
        return None
    is_alone = len(shares) == 1 or shares[1][0] < shares[0][0]
    return shares[0][1] if is_alone else None
