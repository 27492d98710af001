"""Reads the history a step at a time, so that a slow search never holds up the writing of a row."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from otp_gui.domain.history_query import HistoryPage, HistoryQuery, PageKey
from otp_gui.domain.record import CheckRecord
from otp_gui.store.rows import RECORD, stamp, to_record, valid
from otp_gui.store.search import Restriction, restriction

RARE: Final = 4_000
"""Up to so many candidates are sorted; of more, the newest are sooner found by looking there."""
WINDOW: Final = 5_000
"""So many rows are compared in one step, a few milliseconds."""

NEWEST: Final = "ORDER BY started_at DESC, id DESC LIMIT :limit"
"""Ends a statement that selects ``id`` for :func:`records`."""
_NOT_INDEXED: Final = "id > (SELECT last FROM search_mark)"
_CANDIDATES: Final = f"""(
    SELECT rowid AS candidate FROM search WHERE search MATCH :index
    UNION ALL SELECT id FROM checks WHERE {_NOT_INDEXED}
)"""  # noqa: S608 - constants
# Row values are compared from the left, and SQLite seeks by them in an index.
_BELOW: Final = "(started_at, id) < (:top_time, :top_id)"
_DOWN_TO: Final = "(started_at, id) >= (:bottom_time, :bottom_id)"


class PageWalk:
    """Collects one page of what matches, newest first."""

    def __init__(self, query: HistoryQuery, after: PageKey | None, limit: int) -> None:
        self._sought: Final = restriction(query)
        self._limit: Final = limit
        self._found: Final[list[CheckRecord]] = []
        self._after = after
        self._top: tuple[str, int] | None = None
        self._by_time = False

    def step(self, connection: sqlite3.Connection) -> bool:
        """Read on, and tell whether the page is whole."""
        if self._after is not None:
            self._top, self._after = key(connection, self._after), None
        if self._sought.text is None:
            self._add(connection, "searchable", [])
            return True
        if not self._by_time and self._sought.index and _is_rare(connection, self._sought):
            candidates = f"{_CANDIDATES} CROSS JOIN searchable ON id = candidate"
            self._add(connection, candidates, [self._sought.text])
            return True
        self._by_time = True
        bottom = self._bottom(connection)
        self._add(connection, "searchable", [self._sought.text], bottom)
        self._top = bottom
        return bottom is None or len(self._found) > self._limit

    def page(self) -> HistoryPage:
        """Return the page, once :meth:`step` has told that it is whole."""
        records = tuple(self._found[: self._limit])
        if len(self._found) <= self._limit:
            return HistoryPage(records)
        last = records[-1]
        return HistoryPage(records, PageKey(last.started_at, last.id or 0))

    def _bottom(self, connection: sqlite3.Connection) -> tuple[str, int] | None:
        """Return the key of the last row of the next window, None where the rows end before."""
        conditions, values = self._conditions([], None)
        row = connection.execute(
            f"SELECT started_at, id FROM checks WHERE {conditions} {NEWEST} OFFSET :window",  # noqa: S608 - constants
            {**values, "limit": 1, "window": WINDOW - 1},
        ).fetchone()
        return None if row is None else (row[0], row[1])

    def _add(
        self,
        connection: sqlite3.Connection,
        source: str,
        more: Sequence[str],
        bottom: tuple[str, int] | None = None,
    ) -> None:
        conditions, values = self._conditions(more, bottom)
        ids = f"SELECT id FROM {source} WHERE {conditions} {NEWEST}"  # noqa: S608 - constants
        # One row too many tells that there is a next page.
        values["limit"] = self._limit + 1 - len(self._found)
        self._found.extend(records(connection, ids, values))

    def _conditions(
        self, more: Sequence[str], bottom: tuple[str, int] | None
    ) -> tuple[str, dict[str, object]]:
        conditions = [self._sought.fields, *more]
        values = {**self._sought.values, "index": self._sought.index}
        if self._top is not None:
            conditions.append(_BELOW)
            values["top_time"], values["top_id"] = self._top
        if bottom is not None:
            conditions.append(_DOWN_TO)
            values["bottom_time"], values["bottom_id"] = bottom
        return " AND ".join(conditions), values


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
        if sought.text is None:
            rows = f"SELECT 1 FROM checks WHERE {sought.fields} LIMIT :limit"  # noqa: S608 - constants
            self._count = _scalar(connection, f"SELECT count(*) FROM ({rows})", values)  # noqa: S608 - constants
            return True
        if sought.index and self._last is None:
            self._count = _scalar(
                connection,
                f"SELECT count(*) FROM searchable WHERE {_NOT_INDEXED}"  # noqa: S608 - constants
                f" AND {sought.fields} AND {sought.text}",
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
            f"SELECT count(CASE WHEN {self._sought.fields} AND {self._sought.text} THEN 1 END),"  # noqa: S608 - constants
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
    ids = f"SELECT id FROM checks WHERE request_id = :request_id AND base_url = :base_url {NEWEST}"  # noqa: S608 - constants
    values = {"request_id": valid(request_id), "base_url": valid(base_url), "limit": limit}
    return records(connection, ids, values)


def key(connection: sqlite3.Connection, after: PageKey) -> tuple[str, int]:
    """Return where a page ended, by the time as the file has it, be it one that no clock tells."""
    row = connection.execute("SELECT started_at FROM checks WHERE id = ?", (after.id,)).fetchone()
    return (stamp(after.started_at) if row is None else row[0]), after.id


def _is_rare(connection: sqlite3.Connection, sought: Restriction) -> bool:
    candidates = "SELECT 1 FROM search WHERE search MATCH :index LIMIT :limit"
    values = {"index": sought.index, "limit": RARE + 1}
    return _scalar(connection, f"SELECT count(*) FROM ({candidates})", values) <= RARE  # noqa: S608 - constants


def records(
    connection: sqlite3.Connection, ids: str, values: Mapping[str, object]
) -> Sequence[CheckRecord]:
    """Read whole rows by ID, so that sorting does not drag whole responses along."""
    rows = connection.execute(
        f"{RECORD} WHERE c.id IN ({ids}) ORDER BY +c.started_at DESC, c.id DESC", values
    )
    return tuple(to_record(row) for row in rows)


def _scalar(connection: sqlite3.Connection, sql: str, values: Mapping[str, object]) -> int:
    number: int = connection.execute(sql, values).fetchone()[0]
    return number
