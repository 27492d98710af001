"""Counts calls by time and kind, and tells which kinds there are: walks in steps, as the pages."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from otp_gui.domain.history_query import Choices, HistoryQuery
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.picture import MOST_TYPES, OTHER_TYPES, Bar, Bucket
from otp_gui.domain.record import Source
from otp_gui.store import reading
from otp_gui.store.reading import ByTime

NEWEST: Final = 100_000
"""Choices are looked for among so many of the newest rows."""
MOST_CHOICES: Final = 200

_MINUTES: Final = len("2026-11-23T10:2")
"""So much of a time tells its ten minutes; every zone but three is so many of them from UTC."""

_Part = tuple[datetime, Verdict, str | None]


class HistogramWalk:
    """Counts what matches in bars."""

    def __init__(self, query: HistoryQuery, bucket: Bucket, zone: tzinfo) -> None:
        self._rows: Final = ByTime(query)
        self._bucket: Final = bucket
        self._zone: Final = zone
        self._counts: Final[Counter[_Part]] = Counter()
        self._types: Final[set[str]] = set()
        self._starts: Final[dict[str, datetime | None]] = {}

    def step(self, connection: sqlite3.Connection) -> bool:
        """Count on, and tell whether all is counted."""
        window = self._rows.window(connection, at_once=False)
        counted = connection.execute(
            f"SELECT substr(started_at, 1, {_MINUTES}), verdict, error_type, count(*)"  # noqa: S608 - constants
            f" FROM {window.source} GROUP BY 1, 2, 3",
            window.values,
        ).fetchall()
        self._rows.go_behind(window)
        for minutes, verdict, error_type, count in counted:
            start = self._start(str(minutes))
            if start is not None:
                known = next((word for word in Verdict if word == verdict), Verdict.UNKNOWN)
                self._counts[start, known, self._type(error_type)] += count
        return window.is_last

    def bars(self) -> Sequence[Bar]:
        """Return what was counted, earliest first, the largest part of a stack first."""
        parts = sorted(
            self._counts.items(),
            key=lambda part: (part[0][0], -part[1], part[0][1], part[0][2] or ""),
        )
        return tuple(Bar(*part, count) for part, count in parts)

    def _start(self, minutes: str) -> datetime | None:
        """Return when the bar begins that holds ten minutes, None where no clock tells them."""
        if minutes not in self._starts:
            try:
                at = datetime.fromisoformat(f"{minutes}0").replace(tzinfo=UTC)
                self._starts[minutes] = begin(at, self._bucket, self._zone)
            except (ValueError, OverflowError):
                self._starts[minutes] = None
        return self._starts[minutes]

    def _type(self, error_type: object) -> str | None:
        if error_type is None:
            return None
        word = str(error_type)
        if word not in self._types:
            if len(self._types) >= MOST_TYPES:
                return OTHER_TYPES
            self._types.add(word)
        return word


class ChoicesWalk:
    """Collects the operators, types and sources of the newest rows."""

    def __init__(self) -> None:
        self._found: Final = {
            "operator": set[str](),
            "error_type": set[str](),
            "source": set[str](),
        }
        self._below: int | None = None
        self._seen = 0

    def step(self, connection: sqlite3.Connection) -> bool:
        """Look on, and tell whether enough was seen."""
        window = (
            "SELECT id, operator, error_type, source FROM checks WHERE id < :below"
            " ORDER BY id DESC LIMIT :window"
        )
        values = {"below": self._below or 2**63 - 1, "window": reading.WINDOW}
        lowest, count = connection.execute(
            f"SELECT min(id), count(*) FROM ({window})",  # noqa: S608 - constants
            values,
        ).fetchone()
        for column, words in self._found.items():
            distinct = connection.execute(
                f"SELECT DISTINCT {column} FROM ({window}) WHERE {column} <> ''",  # noqa: S608 - constants
                values,
            )
            words.update(str(row[0]) for row in distinct.fetchmany(MOST_CHOICES - len(words)))
        self._below = lowest
        self._seen += count
        return count < reading.WINDOW or self._seen >= NEWEST

    def choices(self) -> Choices:
        """Return what was found."""
        sources = self._found["source"]
        return Choices(
            operators=tuple(sorted(self._found["operator"])),
            error_types=tuple(sorted(self._found["error_type"])),
            sources=tuple(source for source in sorted(Source) if source in sources),
        )


def begin(at: datetime, bucket: Bucket, zone: tzinfo) -> datetime:
    """Return when the bar that holds ``at`` begins in ``zone``, UTC."""
    local = at.astimezone(zone)
    if bucket is Bucket.DAY:
        return local.replace(hour=0, minute=0, fold=0).astimezone(UTC)
    return at - timedelta(minutes=local.minute)
