"""A list of JSON Lines: what this tool writes, and what others do."""

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from otp_gui.domain.phrase import phrase
from otp_gui.domain.table import TableRow
from otp_gui.domain.table_heading import MOST_COLUMNS, refuse_too_many, too_wide

_NO_OBJECT: Final = phrase("It is no JSON object, as the other lines are.")


def is_json_lines(lines: Sequence[str]) -> bool:
    """Tell whether the first line that is not blank is a JSON object."""
    line = next((line for line in islice(lines, 100) if line.strip()), "")
    return line.lstrip().startswith("{") and _read(line) is not None


def rows_of_objects(lines: Sequence[str], most: int) -> tuple[tuple[str, ...], list[TableRow]]:
    """Return the names of the columns, those of the first object first, and the rows.

    :raises TableError: where there are more than ``most``, or too many columns.
    """
    filled = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    found = [(number, _read(line)) for number, line in islice(filled, most + 1)]
    names = tuple(dict.fromkeys(name for _number, each in found for name in each or ()))
    if len(names) > MOST_COLUMNS:
        raise too_wide()
    rows = [
        TableRow(number, ("",) * len(names), _NO_OBJECT)
        if each is None
        else TableRow(number, tuple(_said(each.get(name)) for name in names))
        for number, each in found
    ]
    refuse_too_many(rows, most)
    return names, rows


def _read(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
