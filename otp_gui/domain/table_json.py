"""A list in JSON: an object on each line, as this tool writes it, or an array of objects."""

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.table import TableError, TableRow
from otp_gui.domain.table_bytes import LINE_ENDS
from otp_gui.domain.table_heading import MOST_COLUMNS, refuse_too_many, too_wide

_NO_OBJECT: Final = phrase("It is no JSON object, as the other lines are.")
_NO_NUMBER: Final = phrase("This is no number that can be read.")
_NO_TEXT: Final = phrase("This is neither a text nor a number.")
_BEGINNING: Final = re.compile(r'\s*(?:\{\s*(?:["}]|\Z)|\[\s*(?:[\["\]]|\{\s*["}]|\Z))')
_LINE: Final = re.compile(r"\s*\{.*\}\s*")
_SPACE: Final = re.compile(r"[ \t\r\n]*")


class _Written(float):
    """A number that keeps how it was written: as a float it may be another one, or none."""

    text: str


def is_json(text: str) -> bool:
    """Tell whether a text begins as JSON does, and as no cell of a list."""
    return _BEGINNING.match(text) is not None


def rows_of_json(
    text: str, lines: Sequence[str], most: int
) -> tuple[tuple[str, ...], list[TableRow]]:
    """Return the names of the columns, those of the first object first, and the rows.

    ``lines`` are those of ``text``. Where objects share a line, a row's line is its number.

    :raises TableError: where it is no such list, breaks off, has more than ``most`` rows, or too
        many columns.
    """
    each = _of_array(text) if text.lstrip().startswith("[") else _of_lines(lines)
    found = list(islice(each, most + 1))
    if not found:
        raise TableError(phrase("There are no rows in it."))
    names = tuple(dict.fromkeys(name for _line, value in found for name in value or ()))
    if not names:
        raise _no_list()
    if len(names) > MOST_COLUMNS:
        raise too_wide()
    if len({line for line, _value in found}) < len(found):
        found = [(number, value) for number, (_line, value) in enumerate(found, 1)]
    rows = [_row(line, value, names) for line, value in found]
    refuse_too_many(rows, most)
    return names, rows


def _of_lines(lines: Sequence[str]) -> Iterator[tuple[int, dict[str, Any] | None]]:
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if _LINE.fullmatch(filled[0][1]) is None:
        raise _no_list()
    for number, line in filled:
        try:
            yield number, _object(_DECODER.decode(line))
        except (ValueError, RecursionError):
            yield number, None


def _of_array(text: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    at = _behind_space(text, text.index("[") + 1)
    line = 1 + _ends_in(text[:at])
    is_open = not text.startswith("]", at)
    while is_open:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise _broken(line) from None
        yield line, _object(value)
        end = _behind_space(text, end)
        is_open = text.startswith(",", end)
        if not is_open and not text.startswith("]", end):
            raise _broken(line)
        following = _behind_space(text, end + 1) if is_open else end
        line += _ends_in(text[at:following])
        at = following
    if text[at + 1 :].strip():
        raise _broken(line)


def _ends_in(text: str) -> int:
    return len(re.findall(LINE_ENDS, text))


def _behind_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return at if space is None else space.end()


def _object(value: object) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _no_list() -> TableError:
    return TableError(
        phrase(
            "This is JSON, but no list: it takes an array of objects, or one object on each line,"
            " each with a request ID and a phone number."
        )
    )


def _broken(line: int) -> TableError:
    return TableError(phrase("This JSON is broken at line {line} or right behind it.", line=line))


def _row(line: int, value: dict[str, Any] | None, names: Sequence[str]) -> TableRow:
    if value is None:
        return TableRow(line, ("",) * len(names), _NO_OBJECT)
    said = [_said(value.get(name)) for name in names]
    problems = {place: problem for place, (_text, problem) in enumerate(said) if problem}
    return TableRow(line, tuple(text for text, _problem in said), None, problems)


def _said(value: object) -> tuple[str, Phrase | None]:
    """Return the text of a value, and why it cannot be relied on."""
    match value:
        case None:
            return "", None
        case str():
            return value, None
        case _Written():
            return value.text, None if math.isfinite(value) else _NO_NUMBER
        case int() if not isinstance(value, bool):
            return str(value), None
        case _:
            return json.dumps(value, ensure_ascii=False), _NO_TEXT


def _written(text: str) -> _Written:
    number = _Written(text)
    number.text = text
    return number


_DECODER: Final = json.JSONDecoder(parse_float=_written, parse_constant=_written)
