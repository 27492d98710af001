"""Reads what explains a call: the latest of its session, its recipient and its environment."""

import sqlite3
from datetime import datetime
from typing import Final

from otp_gui.domain.history_query import PageKey
from otp_gui.domain.past import Past
from otp_gui.domain.record import CheckRecord
from otp_gui.store.reading import NEWEST, key, records
from otp_gui.store.rows import stamp, valid
from otp_gui.store.search import same_number
from otp_gui.store.sessions import same_session

SESSION: Final = 50
RECIPIENT: Final = 200
RECENT: Final = 100
NEARBY: Final = 2_000
"""Among so many newest calls of an environment those to the same base URL are looked for."""

# Row values are compared from the left, and SQLite seeks by them in an index.
_NOT_LATER: Final = "(started_at, id) <= (:at, :id)"
_OF_SESSION: Final = (
    f"SELECT id FROM checks WHERE {same_session('request_id', ':request_id')}"  # noqa: S608 - constants
    f" AND base_url = :base_url AND {_NOT_LATER} {NEWEST}"
)
_OF_ENVIRONMENT: Final = (
    "SELECT id FROM (SELECT id, started_at, base_url FROM checks"  # noqa: S608 - constants
    f" WHERE environment = :environment AND {_NOT_LATER}"
    " ORDER BY started_at DESC, id DESC LIMIT :nearby)"
    f" WHERE base_url = :base_url {NEWEST}"
)
_NO_ID: Final = 2**63 - 1
"""Above every ID: a record that is not in the file is later than all of its millisecond."""


def past(connection: sqlite3.Connection, record: CheckRecord, day_began: datetime) -> Past:
    """Return what explains ``record``, each sequence newest first and none of it later."""
    at, number = stamp(record.started_at), _NO_ID
    if record.id is not None:
        at, number = key(connection, PageKey(record.started_at, record.id))
    spellings = [valid(spelling) for spelling in same_number(record.recipient)]
    values = {
        "at": at,
        "id": number,
        "request_id": valid(record.request_id),
        "base_url": valid(record.base_url),
        "environment": valid(record.environment),
        "nearby": NEARBY,
        **{f"spelling{n}": spelling for n, spelling in enumerate(spellings)},
    }
    return Past(
        session=records(connection, _OF_SESSION, {**values, "limit": SESSION}),
        recipient=records(
            connection, _of_recipient(len(spellings)), {**values, "limit": RECIPIENT}
        ),
        recent=records(connection, _OF_ENVIRONMENT, {**values, "limit": RECENT}),
        day_began=day_began,
    )


def _of_recipient(spellings: int) -> str:
    """Say it spelling by spelling: each is read by the index, and never further than needed."""
    each = (
        "SELECT * FROM (SELECT id, started_at FROM checks"  # noqa: S608 - constants
        f" WHERE recipient = :spelling{n} AND base_url = :base_url AND {_NOT_LATER} {NEWEST})"
        for n in range(spellings)
    )
    return f"SELECT id FROM ({' UNION ALL '.join(each)}) {NEWEST}"  # noqa: S608 - constants
