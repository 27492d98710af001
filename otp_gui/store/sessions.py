"""Which rows of the history are of one session."""

_UUID_SHAPE = "'________-____-____-____-____________'"


def same_session(column: str, other: str) -> str:
    """Return SQL that tells whether ``column`` and ``other`` are one request ID.

    A UUID may be written in either case, see :func:`otp_gui.domain.request.fold`.
    """
    return (
        f"{column} = {other} COLLATE NOCASE AND ({column} = {other} OR {column} LIKE {_UUID_SHAPE})"
    )
