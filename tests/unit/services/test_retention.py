from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from otp_gui.domain.upkeep import Backup, Due, Purge, Restored, Told
from otp_gui.services.retention import GRACE, RetentionService
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


@dataclass(slots=True)
class Aged(FakeUpkeep):
    """Holds calls that were made so many days ago."""

    days: tuple[int, ...] = ()

    async def preview(self, before: datetime) -> Purge:
        ages = [FakeClock().at - timedelta(days=days) for days in self.days]
        return Purge(rows=sum(at < before for at in ages))


async def due(days: int | None, since: date | None, *ages: int) -> Due:
    return await RetentionService(upkeep=Aged(days=ages), clock=FakeClock()).due(days, since)


TODAY = FakeClock().at.astimezone().date()


async def test_a_history_without_calls_begins_with_the_rule_in_force() -> None:
    assert await due(30, None) == Due(TODAY)


async def test_young_calls_of_before_leave_open_what_is_to_be_told() -> None:
    assert await due(30, None, 3) == Due(None)


async def test_old_calls_of_before_are_announced_and_stay() -> None:
    assert await due(30, None, 3, 31, 400) == Due(TODAY + GRACE, Purge(rows=2))


async def test_they_are_announced_until_the_day_has_come() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert await due(30, tomorrow, 31) == Due(tomorrow, Purge(rows=1))
    assert await due(30, tomorrow, 3) == Due(tomorrow)
    assert await due(30, TODAY, 31) == Due(TODAY, deletes=True)


async def test_a_day_far_ahead_does_not_keep_calls_for_ever() -> None:
    assert await due(30, date(2099, 1, 1), 31) == Due(TODAY + GRACE, Purge(rows=1))


async def test_who_keeps_calls_for_ever_hears_nothing() -> None:
    assert await due(None, None, 400) == Due(None)
    assert await due(None, TODAY, 400) == Due(TODAY)


@pytest.mark.parametrize(
    ("told", "first"),
    [(None, 7), (3, 3), (0, 0), (-400, 0), (400, 7)],
    ids=["nobody was told", "told", "today", "long ago", "a clock was wrong"],
)
async def test_first_deletion_is_the_day_that_a_start_acts_by(told: int | None, first: int) -> None:
    retention = RetentionService(upkeep=FakeUpkeep(), clock=FakeClock())
    today = retention.today()
    since = None if told is None else today + timedelta(days=told)
    named = retention.first_deletion(since)
    assert named == today + timedelta(days=first)
    due = await retention.due(30, since)
    assert due.deletes == (first == 0)
    assert due.deletes or due.since == named
