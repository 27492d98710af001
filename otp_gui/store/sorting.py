"""Orders the history by a column that has no index: a walk through all rows, a page at its end."""

import sqlite3
from typing import Final

from otp_gui.domain.history_query import HistoryPage, HistoryQuery, PageKey, SortColumn
from otp_gui.store import reading
from otp_gui.store.search import restriction

AHEAD: Final = 1_000
"""A walk finds so many rows, so that the next pages need none."""

_Key = tuple[str | float, int]

# One type a column, whatever another program has left in it, and no NULL: keys are compared.
_TEXT: Final = "CAST(coalesce({0}, '') AS TEXT)"
_NUMBER: Final = "CAST(coalesce({0}, -1) AS REAL)"
_VALUES: Final = {
    SortColumn.TYPE: _TEXT.format("coalesce(error_type, failure)"),
    SortColumn.HTTP_STATUS: _NUMBER.format("http_status"),
    SortColumn.DURATION_MS: _NUMBER.format("duration_ms"),
}


class SortWalk:
    """Finds the rows that come next in an order.

    A row that changes while the walk is under way may be seen at either of its places, or at none.
    """

    def __init__(self, query: HistoryQuery, after: PageKey | None, limit: int) -> None:
        self.query: Final = query
        self.keys: list[_Key] = []
        self.is_all = False
        self._sought: Final = restriction(query)
        self._value: Final = _VALUES.get(query.sort, _TEXT.format(query.sort.value))
        self._after: Final = None if after is None else (after.value, after.id)
        self._enough: Final = max(AHEAD, limit)
        self._last = -1

    def step(self, connection: sqlite3.Connection) -> bool:
        """Look through the next rows, and tell whether they were the last."""
        end = connection.execute(
            "SELECT max(id), count(*) FROM"
            " (SELECT id FROM checks WHERE id > ? ORDER BY id LIMIT ?)",
            (self._last, reading.WINDOW),
        ).fetchone()
        if end[0] is not None:
            self._look(connection, end[0])
            self._last = end[0]
        if end[1] < reading.WINDOW:
            self.is_all = len(self.keys) <= self._enough
            del self.keys[self._enough :]
            return True
        return False

    def place_behind(self, after: PageKey | None) -> int:
        """Return where among :attr:`keys` the rows behind ``after`` begin, 0 if it is not there."""
        key = None if after is None else (after.value, after.id)
        return next((place for place, held in enumerate(self.keys, 1) if held == key), 0)

    def _look(self, connection: sqlite3.Connection, end: int) -> None:
        backwards = not self.query.ascending
        beyond, before, direction = ("<", ">", "DESC") if backwards else (">", "<", "ASC")
        conditions = ["id > :last AND id <= :end", self._sought.fields]
        values: dict[str, object] = {**self._sought.values, "last": self._last, "end": end}
        if self._sought.scanned is not None:
            conditions.append(self._sought.scanned)
        if self._after is not None:
            conditions.append(f"({self._value}, id) {beyond} (:after, :after_id)")
            values["after"], values["after_id"] = self._after
        if len(self.keys) > self._enough:
            conditions.append(f"({self._value}, id) {before} (:worst, :worst_id)")
            values["worst"], values["worst_id"] = self.keys[self._enough]
        found = connection.execute(
            f"SELECT {self._value}, id FROM searchable WHERE {' AND '.join(conditions)}"  # noqa: S608 - constants
            f" ORDER BY 1 {direction}, 2 {direction} LIMIT {self._enough + 1}",
            values,
        )
        self.keys += [(value, number) for value, number in found]
        self.keys.sort(reverse=backwards)
        del self.keys[self._enough + 1 :]


def page(
    connection: sqlite3.Connection, walk: SortWalk, after: PageKey | None, limit: int
) -> HistoryPage:
    """Return up to ``limit`` of the rows behind ``after`` that ``walk`` has found."""
    place = walk.place_behind(after)
    keys = walk.keys[place : place + limit]
    found = reading.by_id(connection, (number for _value, number in keys))
    if not keys or (walk.is_all and place + limit >= len(walk.keys)):
        return HistoryPage(found)
    return HistoryPage(found, PageKey(*keys[-1]))


def serves(walk: SortWalk, query: HistoryQuery, after: PageKey | None, limit: int) -> bool:
    """Tell whether an earlier walk has found the page already; the first page is always new."""
    if after is None or walk.query != query:
        return False
    place = walk.place_behind(after)
    return place > 0 and (walk.is_all or place + limit < len(walk.keys))
