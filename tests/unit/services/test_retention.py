from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from otp_gui.domain.upkeep import Backup, Purge, Restored, Told
from otp_gui.services.retention import RetentionService
from tests.fakes import FakeClock

FOUND = Purge(rows=7)


def quiet(_done: int, _total: int | None) -> None:
    pass


@dataclass(slots=True)
class FakeUpkeep:
    """Remembers what it was asked, and has done it at once."""

    asked: list[object] = field(default_factory=list)

    async def preview(self, before: datetime) -> Purge:
        self.asked.append(("preview", before))
        return FOUND

    async def purge(self, before: datetime, told: Told) -> Purge:
        self.asked.append(("purge", before))
        return FOUND

    async def preview_recipient(self, number: str, told: Told) -> Purge:
        self.asked.append(("preview", number))
        return FOUND

    async def purge_recipient(self, number: str, told: Told) -> Purge:
        self.asked.append(("purge", number))
        return FOUND

    async def back_up(self, target: str, told: Told, *, overwrite: bool = False) -> Backup:
        raise NotImplementedError

    async def restore(self, source: str, told: Told) -> Restored:
        raise NotImplementedError


@pytest.mark.parametrize("days", [1, 30, 365])
async def test_calls_older_than_the_days_go(days: int) -> None:
    upkeep, clock = FakeUpkeep(), FakeClock()
    retention = RetentionService(upkeep=upkeep, clock=clock)

    assert await retention.preview(days) == FOUND
    assert await retention.purge(days, quiet) == FOUND

    before = clock.at - timedelta(days=days)
    assert upkeep.asked == [("preview", before), ("purge", before)]


async def test_for_ever_is_for_ever() -> None:
    upkeep = FakeUpkeep()
    retention = RetentionService(upkeep=upkeep, clock=FakeClock())

    assert await retention.preview(None) == await retention.purge(None, quiet) == Purge()
    assert upkeep.asked == []


async def test_number_is_handed_on_as_it_was_typed() -> None:
    upkeep = FakeUpkeep()
    retention = RetentionService(upkeep=upkeep, clock=FakeClock())

    await retention.preview_recipient("8 (999) 000-11-22", quiet)
    await retention.forget("8 (999) 000-11-22", quiet)

    assert upkeep.asked == [("preview", "8 (999) 000-11-22"), ("purge", "8 (999) 000-11-22")]
