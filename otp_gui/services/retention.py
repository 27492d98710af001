"""How long personal data is kept: what is too old goes, and what is to be forgotten."""

from datetime import date, timedelta
from typing import Final

from otp_gui.domain.ports import Clock
from otp_gui.domain.upkeep import Due, Purge, Told, Upkeep

GRACE: Final = timedelta(days=7)
"""So long calls stay that are too old, after it was told for the first time that they will go."""


class RetentionService:
    """Purges by age, as the user's preferences say, and by recipient."""

    def __init__(self, *, upkeep: Upkeep, clock: Clock) -> None:
        self._upkeep = upkeep
        self._clock = clock

    async def preview(self, days: int | None) -> Purge:
        """Tell what :meth:`purge` would delete.

        :raises StoreError: where the history cannot be read.
        """
        if days is None:
            return Purge()
        return await self._upkeep.preview(self._clock.now() - timedelta(days=days))

    async def due(self, days: int | None, since: date | None) -> Due:
        """Decide what a start does about calls that are older than ``days``.

        ``since`` is the day from which on they may be deleted, None where nobody was told so far.
        Calls that were there before are never deleted untold: the first start that finds some
        announces them, and they stay for :data:`GRACE`. A history without any call begins with
        the rule in force.

        :raises StoreError: where the history cannot be read.
        """
        if days is None:
            return Due(since)
        today = self.today()
        if since is not None and since <= today:
            return Due(since, deletes=True)
        older = await self.preview(days)
        if older.finds_nothing:
            return Due(since if since is not None or await self._has_calls() else today)
        return Due(self.first_deletion(since), older)

    def first_deletion(self, since: date | None) -> date:
        """Return the day from which on a start deletes what is older; whoever tells it names it.

        ``since`` is as for :meth:`due`: nobody was told so far means that a week is left.
        """
        today = self.today()
        # A day far ahead is of a clock that was wrong.
        at_last = today + GRACE
        return at_last if since is None else max(today, min(since, at_last))

    def today(self) -> date:
        """Return the local day."""
        return self._clock.now().astimezone().date()

    async def _has_calls(self) -> bool:
        return not (await self._upkeep.preview(self._clock.now())).finds_nothing

    async def purge(self, days: int | None, told: Told) -> Purge:
        """Delete the calls that are older than ``days``; None keeps them for ever.

        :raises StoreError: where the history cannot be read or written.
        """
        if days is None:
            return Purge()
        return await self._upkeep.purge(self._clock.now() - timedelta(days=days), told)

    async def preview_recipient(self, number: str, told: Told) -> Purge:
        """Tell what :meth:`forget` would delete.

        :raises StoreError: where no number is given, or the history cannot be read.
        """
        return await self._upkeep.preview_recipient(number, told)

    async def forget(self, number: str, told: Told) -> Purge:
        """Delete every trace of a number, in any spelling.

        :raises StoreError: where no number is given, or the history cannot be read or written.
        """
        return await self._upkeep.purge_recipient(number, told)
