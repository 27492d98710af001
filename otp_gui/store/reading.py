"""Reads the history a step at a time, so that a slow search never holds up the writing of a row."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from otp_gui.domain.history_query import HistoryPage, HistoryQuery, PageKey
from otp_gui.domain.record import CheckRecord
from otp_gui.store.rows import RECORD, stamp, to_record, valid
from otp_gui.store.search import SINCE, UNTIL, Restriction, restriction
from otp_gui.store.sessions import same_session

RARE: Final = 4_000
"""Up to so many candidates are sorted; of more, the newest are sooner found by looking there."""
WINDOW: Final = 5_000
"""So many rows are compared in one step, a few milliseconds."""

_IDS_AT_ONCE: Final = 500

NEWEST: Final = "ORDER BY started_at DESC, id DESC LIMIT :limit"
NOT_INDEXED: Final = "id > (SELECT last FROM search_mark)"
CANDIDATES: Final = f"""(
    SELECT rowid AS candidate FROM search WHERE search MATCH :index
    UNION ALL SELECT id FROM checks WHERE {NOT_INDEXED}
)"""  # noqa: S608 - constants


class Walk(Protocol):
    """Something that takes many steps on the history's thread, each a few milliseconds."""

    def step(self, connection: sqlite3.Connection) -> bool:
        """Go on, and tell whether that was the last step."""
        ...


class Window(NamedTuple):
    """Some rows as SQL with its values; ``bottom`` is None where they are the last."""

    table: str
    conditions: str
    values: Mapping[str, object]
    bottom: tuple[str, int] | None

    @property
    def source(self) -> str:
        """What stands behind FROM."""
        return f"{self.table} WHERE {self.conditions}"

    @property
    def is_last(self) -> bool:
        """Whether there is nothing below."""
        return self.bottom is None


class ByTime:
    """The rows that a query lets through, by time, a window of them at once.

    Where an index answers the whole query, or leaves few candidates, they are one window.
    """

    def __init__(self, query: HistoryQuery) -> None:
        self.sought: Final[Restriction] = restriction(query)
        direction, self._beyond, self._up_to = (
            ("ASC", ">", "<=") if query.ascending else ("DESC", "<", ">=")
        )
        self._first, self._last = (SINCE, UNTIL) if query.ascending else (UNTIL, SINCE)
        self.order: Final = f"ORDER BY started_at {direction}, id {direction}"
        self._top: tuple[str, int] | None = None
        self._one_by_one = False

    def begin_behind(self, top: tuple[str, int]) -> None:
        """Leave out all rows up to this one."""
        self._top = top

    def window(self, connection: sqlite3.Connection, *, at_once: bool = True) -> Window:
        """Return the next rows; the same ones until :meth:`go_behind` them.

        ``at_once`` is for who stops reading early: what an index answers is then one window.
        """
        scanned = self.sought.scanned
        if scanned is None and at_once:
            return Window("searchable", *self._conditions([]), None)
        if not self._one_by_one and self.sought.index and _is_rare(connection, self.sought):
            candidates = f"{CANDIDATES} CROSS JOIN searchable ON id = candidate"
            return Window(candidates, *self._conditions([scanned]), None)
        self._one_by_one = True
        bottom = self._bottom(connection)
        return Window("searchable", *self._conditions([scanned], bottom), bottom)

    def go_behind(self, window: Window) -> None:
        """Go on below what was read."""
        self._top = window.bottom

    def _bottom(self, connection: sqlite3.Connection) -> tuple[str, int] | None:
        """Return the key of the last row of the next window, None where the rows end before."""
        conditions, values = self._conditions([])
        row = connection.execute(
            f"SELECT started_at, id FROM checks WHERE {conditions}"  # noqa: S608 - constants
            f" {self.order} LIMIT 1 OFFSET :window",
            {**values, "window": WINDOW - 1},
        ).fetchone()
        return None if row is None else (row[0], row[1])

    def _conditions(
        self, more: Sequence[str | None], bottom: tuple[str, int] | None = None
    ) -> tuple[str, dict[str, object]]:
        fields = self.sought.fields
        conditions = list(filter(None, more))
        values = {**self.sought.values, "index": self.sought.index}
        # Row values are compared from the left, and SQLite seeks by them in an index: not by an end
        # of the period, from where it would walk to each window, hence the plus.
        if self._top is not None:
            fields = fields.replace(self._first, f"+{self._first}")
            conditions.append(f"(started_at, id) {self._beyond} (:top_time, :top_id)")
            values["top_time"], values["top_id"] = self._top
        if bottom is not None:
            fields = fields.replace(self._last, f"+{self._last}")
            conditions.append(f"(started_at, id) {self._up_to} (:bottom_time, :bottom_id)")
            values["bottom_time"], values["bottom_id"] = bottom
        return " AND ".join([fields, *conditions]), values


class PageWalk:
    """Collects one page of what matches, by time."""

    def __init__(self, query: HistoryQuery, after: PageKey | None, limit: int) -> None:
        self._rows: Final = ByTime(query)
        self._limit: Final = limit
        self._found: Final[list[Sequence[Any]]] = []
        self._after = after

    def step(self, connection: sqlite3.Connection) -> bool:
        """Read on, and tell whether the page is whole."""
        if self._after is not None:
            self._rows.begin_behind(key(connection, self._after))
            self._after = None
        window = self._rows.window(connection)
        # One row too many tells that there is a next page.
        missing = self._limit + 1 - len(self._found)
        order = self._rows.order
        if self._rows.sought.scanned is None:
            page = f"{RECORD} WHERE {window.conditions} {order} LIMIT :limit"
        else:
            page = _whole(f"SELECT id FROM {window.source} {order} LIMIT :limit", order)  # noqa: S608 - constants
        self._found.extend(_rows(connection, page, {**window.values, "limit": missing}))
        self._rows.go_behind(window)
        return window.is_last or len(self._found) > self._limit

    def page(self) -> HistoryPage:
        """Return the page, once :meth:`step` has told that it is whole."""
        found = self._found[: self._limit]
        following = None
        if len(self._found) > self._limit:
            following = PageKey(*_key_of(found[-1]))
        return HistoryPage(tuple(map(to_record, found)), following)


class CountWalk:
    """Counts what matches, up to a limit."""

    def __init__(self, query: HistoryQuery, limit: int) -> None:
        self._sought: Final = restriction(query)
        self._limit: Final = limit
        self._count = 0
        self._last: int | None = None

    def step(self, connection: sqlite3.Connection) -> bool:
        """Count on, and tell whether the count is final."""
        sought = self._sought
        values = {**sought.values, "index": sought.index, "limit": self._limit}
        if sought.scanned is None:
            rows = f"SELECT 1 FROM checks WHERE {sought.fields} LIMIT :limit"  # noqa: S608 - constants
            self._count = _scalar(connection, f"SELECT count(*) FROM ({rows})", values)  # noqa: S608 - constants
            return True
        if sought.index and self._last is None:
            self._count = _scalar(
                connection,
                f"SELECT count(*) FROM searchable WHERE {NOT_INDEXED}"  # noqa: S608 - constants
                f" AND {sought.fields} AND {sought.scanned}",
                values,
            )
        self._last = self._count_window(connection, values)
        return self._last is None or self._count >= self._limit

    @property
    def count(self) -> int:
        """The count, once :meth:`step` has told that it is final."""
        return min(self._count, self._limit)

    def _count_window(
        self, connection: sqlite3.Connection, values: Mapping[str, object]
    ) -> int | None:
        """Count among the next candidates and return the last of them, None at the end."""
        after = "" if self._last is None else "AND rowid > :last"
        table, where = ("search", "search MATCH :index") if self._sought.index else ("checks", "1")
        candidates = (
            f"SELECT rowid AS candidate FROM {table} WHERE {where} {after}"  # noqa: S608 - constants
            " ORDER BY rowid LIMIT :window"
        )
        matched, last = connection.execute(
            f"SELECT count(CASE WHEN {self._sought.fields} AND {self._sought.scanned} THEN 1 END),"  # noqa: S608 - constants
            f" max(candidate) FROM ({candidates}) CROSS JOIN searchable ON id = candidate",
            {**values, "window": WINDOW, "last": self._last},
        ).fetchone()
        self._count += matched
        found: int | None = last
        return found


def earlier(
    connection: sqlite3.Connection, request_id: str, base_url: str, limit: int
) -> Sequence[CheckRecord]:
    """Return the calls for one session, newest first."""
    is_ours = same_session("request_id", ":request_id")
    ids = f"SELECT id FROM checks WHERE {is_ours} AND base_url = :base_url {NEWEST}"  # noqa: S608 - constants
    values = {"request_id": valid(request_id), "base_url": valid(base_url), "limit": limit}
    return records(connection, ids, values)


def key(connection: sqlite3.Connection, after: PageKey) -> tuple[str, int]:
    """Return where a page ended, by the time as the file has it, be it one that no clock tells."""
    if not isinstance(after.value, datetime):
        return str(after.value), after.id
    row = connection.execute("SELECT started_at FROM checks WHERE id = ?", (after.id,)).fetchone()
    return (stamp(after.value) if row is None else row[0]), after.id


def records(
    connection: sqlite3.Connection, ids: str, values: Mapping[str, object]
) -> Sequence[CheckRecord]:
    """Return the records that ``ids`` selects, newest first."""
    found = _rows(connection, _whole(ids, "ORDER BY started_at DESC, id DESC"), values)
    return tuple(map(to_record, found))


def by_id(connection: sqlite3.Connection, ids: Iterable[int]) -> Sequence[CheckRecord]:
    """Return the records with these IDs, in that order; those that have gone are left out."""
    numbers = list(ids)
    held: dict[int, CheckRecord] = {}
    for first in range(0, len(numbers), _IDS_AT_ONCE):
        some = numbers[first : first + _IDS_AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = _rows(connection, f"{RECORD} WHERE c.id IN ({marks})", some)
        held.update((_key_of(row)[1], to_record(row)) for row in found)
    return tuple(held[number] for number in numbers if number in held)


def by_uid(connection: sqlite3.Connection, uids: Sequence[str]) -> Sequence[CheckRecord]:
    """Return the records with these UIDs that are there."""
    found: list[CheckRecord] = []
    for first in range(0, len(uids), _IDS_AT_ONCE):
        some = [valid(uid) for uid in uids[first : first + _IDS_AT_ONCE]]
        marks = ", ".join("?" * len(some))
        rows = _rows(connection, f"{RECORD} WHERE c.uid IN ({marks})", some)
        found.extend(map(to_record, rows))
    return tuple(found)


def _rows(
    connection: sqlite3.Connection, sql: str, values: Mapping[str, object] | Sequence[object]
) -> list[tuple[Any, ...]]:
    """Return plain rows, which are read in half the time of those that know their columns."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, values).fetchall()


def _key_of(row: Sequence[Any]) -> tuple[str, int]:
    number, _uid, started_at = row[:3]
    return started_at, number


def _whole(ids: str, order: str) -> str:
    """Select whole rows by ID, so that sorting does not drag whole responses along."""
    unindexed = order.replace("started_at", "+c.started_at").replace(" id ", " c.id ")
    return f"{RECORD} WHERE c.id IN ({ids}) {unindexed}"


def _is_rare(connection: sqlite3.Connection, sought: Restriction) -> bool:
    candidates = "SELECT 1 FROM search WHERE search MATCH :index LIMIT :limit"
    values = {"index": sought.index, "limit": RARE + 1}
    return _scalar(connection, f"SELECT count(*) FROM ({candidates})", values) <= RARE  # noqa: S608 - constants


def _scalar(connection: sqlite3.Connection, sql: str, values: Mapping[str, object]) -> int:
    number: int = connection.execute(sql, values).fetchone()[0]
    return number
