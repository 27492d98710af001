"""What the history knows of the sessions of a run, and of where it calls, before it calls them."""

import sqlite3
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from otp_gui.domain.outcome import Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wire import ErrorType
from otp_gui.store.rows import COLUMNS, MORE_COLUMNS, stamp, to_record, valid
from otp_gui.store.sessions import may_have_completed, same_session

_AT_ONCE: Final = 500
"""So many sessions are looked for in one step, a few milliseconds; so many calls are read."""
_VERDICTS: Final = {word.value: word for word in Verdict}
_OVERTAKEN_NOW: Final = f"""
    SELECT 1 FROM runs JOIN checks AS o ON o.base_url = :base_url
    WHERE runs.id = :run AND {same_session("o.request_id", ":request_id")}
        AND {may_have_completed("o")} AND o.started_at >= runs.started_at
"""  # noqa: S608 - constants
_COMPLETED_BEFORE: Final = f"""
    SELECT o.verdict FROM checks AS o
    WHERE {same_session("o.request_id", ":request_id")} AND o.base_url = :base_url
        AND {may_have_completed("o")}
    ORDER BY CASE o.verdict
        WHEN 'running' THEN 0 WHEN 'success' THEN 1 WHEN 'unknown' THEN 2 ELSE 3 END
    LIMIT 1
"""  # noqa: S608 - constants
# The index by verdict, as most calls end well: it is of those that do not run, to be said in so
# many words.
_ASKED_TO_WAIT: Final = f"""
    SELECT {", ".join(("id", *COLUMNS, *MORE_COLUMNS))} FROM checks
    WHERE verdict <> 'running' AND verdict IN ('error', 'unknown')
        AND started_at >= ? AND base_url = ? AND source = 'batch'
        AND (http_status = 429 OR error_type = '{ErrorType.RATE_LIMIT}'
            OR headers LIKE '%"retry-after"%')
    ORDER BY started_at DESC, id DESC LIMIT {_AT_ONCE}
"""  # noqa: S608 - constants


def is_overtaken(connection: sqlite3.Connection, run: int, record: CheckRecord) -> bool:
    """Tell whether the session of a call to be made got a completing call since a run began.

    The call has the address: the embedded sandbox may have another one than when the run began.
    """
    values = {
        "run": run,
        "request_id": valid(record.request_id),
        "base_url": valid(record.base_url),
    }
    return connection.execute(_OVERTAKEN_NOW, values).fetchone() is not None


class CompletedWalk:
    """Finds what the completing calls of each of many sessions came to: the word that counts."""

    def __init__(self, base_url: str, request_ids: Sequence[str]) -> None:
        self.verdicts: Final[list[Verdict]] = []
        self._base_url: Final = valid(base_url)
        self._left: Final = deque(request_ids)

    def step(self, connection: sqlite3.Connection) -> bool:
        """Look for the next ones, and tell whether these were the last."""
        for _ in range(min(_AT_ONCE, len(self._left))):
            values = {"request_id": valid(self._left.popleft()), "base_url": self._base_url}
            found = connection.execute(_COMPLETED_BEFORE, values).fetchone()
            if found is not None:
                # A word that this version does not know claims nothing.
                self.verdicts.append(_VERDICTS.get(found[0], Verdict.UNKNOWN))
        return not self._left


def asked_to_wait(
    connection: sqlite3.Connection, base_url: str, since: datetime
) -> Sequence[CheckRecord]:
    """Return the newest calls of runs whose answer may ask for a pause, and that left since then.

    Which do, and for how long, is for :func:`otp_gui.domain.batch_rules.pause_left_seconds`.
    """
    values = (stamp(since), valid(base_url))
    return [to_record(row) for row in connection.execute(_ASKED_TO_WAIT, values).fetchall()]
