"""Made-up lists of request IDs and phone numbers."""

import pytest

from otp_gui.domain.draft import Draft, draft, guess_columns
from otp_gui.domain.table import TableChoice, TableError
from otp_gui.domain.table_text import read_table
from otp_gui.i18n import render


def an_id(number: int) -> str:
    return f"e0c1e8ea-0000-4000-8000-{number:012d}"


def a_number(number: int) -> str:
    return f"+7999000{number:04d}"


def a_list(count: int, delimiter: str = ",") -> str:
    rows = (f"{an_id(each)}{delimiter}{a_number(each)}\n" for each in range(1, count + 1))
    return f"requestId{delimiter}phone\n" + "".join(rows)


def drafted(source: bytes | str) -> Draft:
    table = read_table(source)
    return draft(table, guess_columns(table))


def told(made: Draft) -> list[tuple[int, str, str]]:
    """Return line, state and problem of each row, in English."""
    return [
        (row.line, row.state.value, "" if row.problem is None else render(row.problem))
        for row in made.rows
    ]


def refusal(source: bytes | str, choice: TableChoice | None = None, **more: int) -> str:
    """Return in English why there is no list in it."""
    with pytest.raises(TableError) as raised:
        read_table(source, choice or TableChoice(), **more)
    return render(raised.value.explanation)
