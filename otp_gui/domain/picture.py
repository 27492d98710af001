"""The day's picture: how many calls came to which end, hour by hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from otp_gui.domain.outcome import Verdict

LONGEST_IN_HOURS: Final = timedelta(days=3)
MOST_TYPES: Final = 24
OTHER_TYPES: Final = "…"
"""Stands for the types beyond :data:`MOST_TYPES`."""


class Bucket(StrEnum):
    """How much time one bar stands for."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the stack at ``start``, UTC: so many calls ended alike.

    ``error_type`` is the server's, None where it gave none.
    """

    start: datetime
    verdict: Verdict
    error_type: str | None
    count: int


def bucket_for(since: datetime | None, until: datetime) -> Bucket:
    """Return the bars that suit a period; one without a beginning is long."""
    if since is None or until - since > LONGEST_IN_HOURS:
        return Bucket.DAY
    return Bucket.HOUR
