"""Which rows of the history are of one session, and which of these may have completed it."""

from otp_gui.domain.standing import TURNED_AWAY_STATUSES, TURNED_AWAY_TYPES

_UUID_SHAPE = "'________-____-____-____-____________'"


def same_session(column: str, other: str) -> str:
    """Return SQL that tells whether ``column`` and ``other`` are one request ID.

    A UUID may be written in either case, see :func:`otp_gui.domain.request.fold`.
    """
    return (
        f"{column} = {other} COLLATE NOCASE AND ({column} = {other} OR {column} LIKE {_UUID_SHAPE})"
    )


def may_have_completed(call: str) -> str:
    """Return SQL that tells whether a completing call was looked at by a server, or may have been.

    ``call`` is the alias of its row. What was turned away unheard was not, see
    :func:`otp_gui.domain.batch_rules.was_turned_away`.
    """
    statuses = ", ".join(map(str, TURNED_AWAY_STATUSES))
    types = ", ".join(f"'{word}'" for word in sorted(TURNED_AWAY_TYPES))
    return f"""
        {call}.operation = 'complete' AND {call}.verdict <> 'not_sent'
        AND NOT ({call}.verdict = 'error' AND (coalesce({call}.http_status, 0) IN ({statuses})
            OR coalesce({call}.error_type, '') IN ({types})))
    """
