"""How long personal data is kept: what is too old goes, and what is to be forgotten."""

from datetime import timedelta

from otp_gui.domain.ports import Clock
from otp_gui.domain.upkeep import Purge, Told, Upkeep


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
