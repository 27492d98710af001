"""Finds the line and the column of a fault in a TOML file, which the parser does not remember."""

import re
from collections.abc import Callable, Sequence
from functools import reduce
from operator import getitem
from typing import Any, Final, NamedTuple

_HEADING: Final = r"\s*\[\[\s*[\"']?{}[\"']?\s*\]\]"
_KEY: Final = r"\s*([\"']?){}\1\s*=\s*"
_ANY_MENTION: Final = r"\s*\[*\s*[\"']?{}\b"
_TOKENS: Final = (
    r'"""(?:\\.|[^\\])*?"""',
    r"'''.*?'''",
    r'"(?:\\.|[^"\\\n])*"',
    r"'[^'\n]*'",
    r"#[^\n]*",
    r"[\[{\]}]",
)
_STRINGS_COMMENTS_BRACKETS: Final = re.compile("|".join(_TOKENS), re.DOTALL)


class Place(NamedTuple):
    """A line and a column, both from 1 and the column in characters, as an editor counts them."""

    line: int
    column: int


START: Final = Place(1, 1)


def after(text: str) -> Place:
    """Return the place right after ``text``, the beginning of a file."""
    return Place(text.count("\n") + 1, len(text) - text.rfind("\n"))


def of_key(text: str, key: str) -> Place:
    """Return the place of the value of a top-level key, or of what else defines it."""
    lines = text.split("\n")
    found = _value(lines, range(len(lines)), key, lambda values: values)
    return found or _first(lines, _ANY_MENTION.format(key)) or START


def of_keys(text: str, keys: Sequence[str]) -> Place:
    """Return the place of the value of a key in nested tables; of the table where it is hidden."""
    lines = text.split("\n")
    *tables, key = keys
    every = range(len(lines))
    found = _value(lines, every, key, lambda values: reduce(getitem, tables, values))
    return found or of_key(text, keys[0])


def of_entry(text: str, tables: str, index: int, count: int, key: str | None) -> Place | None:
    """Return the place of ``key`` in the entry ``index`` of ``count`` in an array of tables.

    Without a key, and where the key is not written plainly, it is the entry's heading; None where
    the entries have no headings.
    """
    lines = text.split("\n")
    heading = re.compile(_HEADING.format(tables))
    starts = [number for number, line in enumerate(lines) if heading.match(line)]
    if len(starts) != count:
        return None
    start, end = [*starts, len(lines)][index : index + 2]
    found = None
    if key is not None:
        found = _value(lines, range(start, end), key, lambda values: values[tables][index])
    return found or Place(start + 1, lines[start].index("[") + 1)


def of_nesting(text: str) -> Place:
    """Return where the outermost of the most deeply nested brackets begins."""
    depth = deepest = outermost = found = 0
    for token in _STRINGS_COMMENTS_BRACKETS.finditer(text):
        if token[0] in ("[", "{"):
            outermost = token.start() if depth == 0 else outermost
            depth += 1
            if depth > deepest:
                deepest, found = depth, outermost
        elif token[0] in ("]", "}"):
            depth = max(depth - 1, 0)
    return after(text[:found])


def _value(
    lines: Sequence[str], among: range, key: str, table: Callable[[dict[str, Any]], Any]
) -> Place | None:
    """Return where ``key`` is given its value in one of the lines, as a key of ``table``."""
    pattern = re.compile(_KEY.format(re.escape(key)))
    for number in among:
        if (match := pattern.match(lines[number])) and _takes(lines[:number], key, table):
            return Place(number + 1, match.end() + 1)
    return None


def _takes(before: Sequence[str], key: str, table: Callable[[dict[str, Any]], Any]) -> bool:
    """Tell whether a line below ``before`` that sets ``key`` sets it in ``table``."""
    # 3 ms to import, which a sound file does not need twice.
    import tomllib  # noqa: PLC0415

    try:
        return bool(table(tomllib.loads("\n".join([*before, f"{key} = true"])))[key] is True)
    except (tomllib.TOMLDecodeError, LookupError, TypeError, RecursionError):
        # The line is within a text of several lines, or in another table.
        return False


def _first(lines: Sequence[str], pattern: str) -> Place | None:
    for number, line in enumerate(lines):
        if match := re.match(pattern, line):
            return Place(number + 1, match.end() - len(match[0].lstrip()) + 1)
    return None
