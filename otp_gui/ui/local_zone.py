"""The time zone of this computer with all its changes: Python itself has only its offset of now."""

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """Knows what the system's clock shows, or showed, at any moment."""

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        """Return how far the clock is ahead of UTC when it shows ``at``."""
        return None if at is None else at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None) -> timedelta | None:  # noqa: ARG002 - the name is Python's
        """Tell nothing: nobody asks."""
        return None

    def tzname(self, at: datetime | None) -> str | None:
        """Return what the system calls the zone when it shows ``at``."""
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, at: datetime) -> datetime:
        """Return what the clock shows at ``at``, UTC that is labelled with this zone."""
        shown = at.replace(tzinfo=UTC).astimezone()
        plain = shown.replace(tzinfo=None)
        # Of an hour that comes twice, the second has the other offset.
        second = plain.astimezone().utcoffset() != shown.utcoffset()
        return plain.replace(tzinfo=self, fold=int(second))
