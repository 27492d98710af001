"""Completes calls that came from a masked export once the full one comes."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from otp_gui.domain.outcome import Verdict
from otp_gui.domain.redact import mask_phone
from otp_gui.store.export_columns import redacted
from otp_gui.store.rows import COLUMNS, MORE_COLUMNS

_TEXTS: Final = ("error_type", "message", "response")
_NAMES: Final = (*COLUMNS, *MORE_COLUMNS)
_SET: Final = ", ".join(f"{name} = :{name}" for name in _NAMES if name != "uid")


def complete(connection: sqlite3.Connection, values: Sequence[Any]) -> bool:
    """Put what a full record tells in the place of what was masked, within a transaction.

    ``values`` are those of a row to insert, whose ``uid`` is there already. Only where that row is
    what a masked export makes of them it is changed: no call that was made here is. A note that was
    written meanwhile stays.
    """
    full = dict(zip(_NAMES, values, strict=True))
    held = connection.execute("SELECT * FROM checks WHERE uid = ?", (full["uid"],)).fetchone()
    if held is None or not _is_masked_form(held, full):
        return False
    if held["note"] not in ("", redacted(full["note"])):
        full["note"] = held["note"]
    connection.execute(f"UPDATE checks SET {_SET} WHERE uid = :uid", full)  # noqa: S608 - constants
    return True


def _is_masked_form(held: sqlite3.Row, full: Mapping[str, Any]) -> bool:
    if held["verdict"] == Verdict.RUNNING.value:
        return False
    # The full one was written while the call ran: it tells less of its end.
    if full["finished_at"] is None and held["finished_at"] is not None:
        return False
    if held["request_id"] not in (full["request_id"], redacted(full["request_id"])):
        return False
    if held["recipient"] != full["recipient"]:
        return bool(held["recipient"] == mask_phone(full["recipient"]))
    # Of calls without a recipient a number may stand in what the server said.
    differing = [name for name in _TEXTS if held[name] != full[name]]
    if held["request_id"] == full["request_id"] and not differing:
        return False
    return all(full[name] and held[name] == redacted(full[name]) for name in differing)
