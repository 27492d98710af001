"""Edits plain values and tomlkit's documents alike, and leaves every comment where it belongs.

tomlkit gives the comments between two tables to the upper one. Left to itself it adds keys and
tables below the comment that introduces the next table, and drops it with the table above.
"""

from collections.abc import Mapping, MutableMapping, MutableSequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomlkit.items import Item, Key

    _Tail = list[tuple[Key | None, Item]]

Table = MutableMapping[str, Any]


def put(table: Table, key: str, value: object) -> None:
    """Set ``key``, or take it out where ``value`` is None; an equal value is not touched."""
    if value is None:
        table.pop(key, None)
    elif key not in table:
        _tie_to_first_table(table)
        tail = _take_tail(table)
        table[key] = value
        _give_tail(table, tail)
    elif table[key] != value:
        table[key] = value


def append(document: Table, key: str, values: Mapping[str, Any]) -> None:
    """Add a table to the end of the array of tables ``key``, which is made where there is none."""
    if key not in document:
        document[key] = _empty_array(document)
    tables = document[key]
    tail = _take_tail(tables[-1]) if tables else []
    tables.append(_new_table(tables, values, above="\n" if len(document) > 1 or tables else ""))
    _give_tail(tables[-1], tail)


def remove(tables: MutableSequence[Any], index: int) -> None:
    """Take out a table, but not the comments between it and the next."""
    tail = _take_tail(tables[index])
    del tables[index]
    if index < len(tables):
        _put_above(tables[index], tail)
    elif tables:
        _give_tail(tables[-1], tail)


def _empty_array(document: Table) -> MutableSequence[Any]:
    import tomlkit  # noqa: PLC0415 - 23 ms, and needed for writing only

    return tomlkit.aot() if isinstance(document, tomlkit.TOMLDocument) else []


def _new_table(
    tables: MutableSequence[Any], values: Mapping[str, Any], above: str
) -> Mapping[str, Any]:
    import tomlkit  # noqa: PLC0415
    from tomlkit.items import AoT, Array  # noqa: PLC0415

    if isinstance(tables, Array):
        inline = tomlkit.inline_table()
        inline.update(values)
        return inline
    if isinstance(tables, AoT):
        table = tomlkit.table()
        table.update(values)
        table.trivia.indent = above
        return table
    return dict(values)


def _tie_to_first_table(document: Table) -> None:
    """Tie the comment right above the first table of a document to that table."""
    import tomlkit  # noqa: PLC0415
    from tomlkit.items import AoT, Comment, Null  # noqa: PLC0415
    from tomlkit.items import Table as TomlTable  # noqa: PLC0415

    if not isinstance(document, tomlkit.TOMLDocument):
        return
    body = document.body
    for end, (_, item) in enumerate(body):
        if isinstance(item, AoT | TomlTable):
            start = end
            while start > 0 and isinstance(body[start - 1][1], Comment):
                start -= 1
            _put_above(item[0] if isinstance(item, AoT) else item, body[start:end])
            # Taken out, they would shift the places that tomlkit remembers the keys by.
            body[start:end] = [(None, Null())] * (end - start)
            return


def _take_tail(table: Any) -> "_Tail":  # noqa: ANN401 - a plain dict or any of tomlkit's items
    """Take off the comments and blank lines below the last key, those of the next table."""
    body = _body_of(table)
    start = len(body)
    while start > 0 and body[start - 1][0] is None:
        start -= 1
    tail = body[start:]
    del body[start:]
    return tail


def _give_tail(table: Any, tail: "_Tail") -> None:  # noqa: ANN401
    _body_of(table).extend(tail)


def _put_above(table: Any, tail: "_Tail") -> None:  # noqa: ANN401
    from tomlkit.items import Table as TomlTable  # noqa: PLC0415

    # One that is only a part of other tables' headings has no line of its own.
    while isinstance(table, TomlTable) and table.is_super_table() and len(table):
        table = next(iter(table.values()))
    if isinstance(table, TomlTable):
        table.trivia.indent = "".join(item.as_string() for _, item in tail) + table.trivia.indent


def _body_of(table: Any) -> "_Tail":  # noqa: ANN401
    """Return what a table's text ends with, its last sub-table's where it has any."""
    from tomlkit.items import AoT  # noqa: PLC0415
    from tomlkit.items import Table as TomlTable  # noqa: PLC0415

    if isinstance(table, AoT):
        return _body_of(table[-1])
    if not isinstance(table, TomlTable):
        return []
    body = table.value.body
    if body and isinstance(body[-1][1], AoT | TomlTable):
        return _body_of(body[-1][1])
    return body
