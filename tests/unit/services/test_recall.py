"""What explains a call is remembered with it."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from otp_gui.domain.outcome import Operation
from otp_gui.domain.past import NOTHING
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.services.recall import Recall
from tests.fakes import FakeHistory
from tests.unit.domain.records import AT, check
from tests.unit.services.reading import WAITING, channel

STATUS = replace(check(WAITING, Operation.STATUS, uid="status"), id=7)
CHANNEL = replace(check(channel(), Operation.CHANNEL, uid="channel"), id=8)


def recall(*rows: CheckRecord) -> Recall:
    return Recall(FakeHistory(list(rows)))


async def test_the_past_is_recalled_with_the_day() -> None:
    earlier = check(WAITING, uid="earlier", minutes_ago=5)
    case = await recall(earlier, STATUS).case(STATUS)
    assert case.record is STATUS
    assert list(case.past.session) == [STATUS, earlier]
    began = case.past.day_began
    assert began is not None
    local = began.astimezone()
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    assert local.date() == AT.astimezone().date()
    assert began.tzinfo is UTC


async def test_a_history_that_refuses_leaves_no_past() -> None:
    case = await Recall(FakeHistory([STATUS], {"past"})).case(STATUS, CHANNEL)
    assert (case.record, case.channel) == (STATUS, CHANNEL)
    assert case.past is NOTHING


@pytest.mark.parametrize("row", [STATUS, CHANNEL])
async def test_half_of_an_inspection_finds_its_other_half(row: CheckRecord) -> None:
    case = await recall(STATUS, CHANNEL).case(row)
    assert (case.record, case.channel) == (STATUS, CHANNEL)


async def test_without_the_later_rows_a_half_stands_for_itself() -> None:
    case = await Recall(FakeHistory([STATUS, CHANNEL], {"earlier"})).case(STATUS)
    assert (case.record, case.channel) == (STATUS, None)
    assert list(case.past.session) == [STATUS]


async def test_of_several_the_nearest_is_its_half() -> None:
    before = replace(CHANNEL, uid="b", started_at=AT - timedelta(seconds=1))
    case = await recall(before, CHANNEL, STATUS).case(STATUS)
    assert case.channel == CHANNEL


@pytest.mark.parametrize(
    "other",
    [
        replace(CHANNEL, started_at=AT - timedelta(seconds=3)),
        replace(CHANNEL, operator="boris"),
        replace(CHANNEL, source=Source.CLI),
        replace(CHANNEL, request_id="another"),
        replace(CHANNEL, operation=Operation.COMPLETE),
    ],
)
async def test_a_call_of_its_own_is_no_half(other: CheckRecord) -> None:
    assert (await recall(other, STATUS).case(STATUS)).channel is None


async def test_a_channel_alone_stands_for_itself() -> None:
    case = await recall(CHANNEL).case(CHANNEL)
    assert (case.record, case.channel) == (CHANNEL, None)


async def test_a_completing_call_has_no_half() -> None:
    complete = check(WAITING)
    assert (await recall(STATUS, CHANNEL, complete).case(complete)).channel is None


async def test_a_later_call_for_the_session_is_named() -> None:
    later = check(WAITING, uid="later", minutes_ago=-3)
    case = await recall(STATUS, CHANNEL, later).case(CHANNEL)
    assert case.newer == later
    assert (await recall(STATUS, CHANNEL, later).case(later)).newer is None


async def test_halves_of_one_inspection_are_not_newer_than_each_other() -> None:
    late = replace(CHANNEL, started_at=AT + timedelta(seconds=1))
    for row in (STATUS, late):
        assert (await recall(STATUS, late).case(row)).newer is None
