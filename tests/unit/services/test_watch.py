"""A login is watched without being touched, until something ends the watching."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import pytest

from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.environment import presets
from otp_gui.domain.outcome import Failure, Operation, Outcome, Phase, Verdict
from otp_gui.domain.record import Caller, Source, intent
from otp_gui.domain.watching import Ending, ended, state
from otp_gui.i18n import render
from otp_gui.services.watch import LIMIT_SECONDS, Look, Watched, WatchEvent
from tests.fakes import REQUEST, STAGE, SUCCESS, TOKEN, RefusingVault
from tests.unit.services.reading import (
    CONFIRMED,
    MISMATCH,
    NOT_FOUND,
    NOT_OFFERED,
    NOTHING_YET,
    TIMED_OUT,
    UNAUTHORIZED,
    UNREACHABLE,
    WAITING,
    Desk,
    channel,
    turns,
    typed,
)

BAD_GATEWAY = Outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS, http_status=502)
TOO_MANY = Outcome(
    Verdict.ERROR, http_status=429, headers=(("Retry-After", "20"), ("Content-Length", "0"))
)


class Watching(Desk):
    """A watch whose every word is heard."""

    def __init__(self, keyring: RefusingVault | None = None) -> None:
        super().__init__(keyring)
        self.heard: list[WatchEvent | Look] = []
        self.reader.script = {
            "status": [WAITING],
            "channel": [channel()],
            "await": [NOTHING_YET],
        }
        self.reader.lasts = {"await": 25.0}

    async def watch(self, interval: float = 3.0) -> Watched:
        return await self.watching.watch(REQUEST, STAGE, interval, self.heard.append)

    @property
    def looks(self) -> list[Look]:
        return [heard for heard in self.heard if isinstance(heard, Look)]

    def times(self, operation: str) -> list[float]:
        return [at for asked, at in self.reader.times if asked == operation]


async def watching() -> Watching:
    made = Watching()
    await made.vault.write("stage", TOKEN)
    return made


@pytest.fixture
async def desk() -> Watching:
    return await watching()


@pytest.fixture
async def plain(desk: Watching) -> Watching:
    """Offer no long polling."""
    desk.reader.script["await"] = [NOT_OFFERED]
    desk.reader.lasts = {}
    return desk


def said(watched: Watched) -> list[str]:
    return [render(event.text) for event in watched.events]


def gaps(times: Iterable[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


# How it ends


async def test_it_ends_when_the_login_is_confirmed(desk: Watching) -> None:
    desk.reader.script["await"] = [NOTHING_YET, CONFIRMED]
    watched = await desk.watch()
    assert watched.ending is Ending.CONFIRMED
    assert said(watched) == [
        "Not confirmed",
        "SMS: code sent",
        "Confirmed: the customer's site should now finish by itself",
    ]
    assert watched.case is not None
    assert watched.case.record.outcome == CONFIRMED
    assert watched.case.channel is not None
    assert list(watched.events) == [h for h in desk.heard if isinstance(h, WatchEvent)]
    assert [event.at for event in watched.events] == sorted(e.at for e in watched.events)
    assert desk.reader.in_flight == 0


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (CONFIRMED, Ending.CONFIRMED),
        (NOT_FOUND, Ending.OVER),
        (typed("AttemptsExpiredException"), Ending.OVER),
        (typed("NoAvailableChannelsException"), Ending.OVER),
        (typed("SessionClosedException"), Ending.OVER),
        (UNAUTHORIZED, Ending.REFUSED),
        (Outcome(Verdict.ERROR, http_status=403), Ending.REFUSED),
        (typed("ForbiddenException", 403), Ending.REFUSED),
        (MISMATCH, Ending.REFUSED),
        (NOT_OFFERED, Ending.REFUSED),
        (Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=307), Ending.REFUSED),
        (Outcome(Verdict.NOT_SENT, Failure.PROTOCOL), Ending.NOT_STARTED),
    ],
)
async def test_an_answer_that_ends_it_ends_it_at_once(
    desk: Watching, answer: Outcome, ending: Ending
) -> None:
    desk.reader.script["status"] = [answer]
    watched = await desk.watch()
    assert watched.ending is ending
    assert (desk.reader.asked("status"), desk.reader.asked("channel")) == (1, 1)
    assert watched.case is not None
    assert watched.case.record.outcome == answer
    assert len(desk.looks) == 1


async def test_it_ends_after_ten_minutes(desk: Watching) -> None:
    began = desk.clock.seconds
    watched = await desk.watch()
    assert watched.ending is Ending.TIME_UP
    assert LIMIT_SECONDS <= desk.clock.seconds - began < LIMIT_SECONDS + 5
    assert desk.reader.in_flight == 0


async def test_ten_minutes_of_waiting_are_two_rows(desk: Watching) -> None:
    await desk.watch(1.0)
    assert desk.reader.asked("channel") > 300
    assert [(row.operation, row.source) for row in desk.history.rows] == [
        (Operation.STATUS, Source.WATCH),
        (Operation.CHANNEL, Source.WATCH),
    ]


@pytest.mark.parametrize("failure", [Failure.KEYRING_LOCKED, Failure.KEYRING_TIMEOUT])
async def test_without_a_token_it_does_not_start(failure: Failure) -> None:
    desk = Watching(RefusingVault(failure))
    watched = await desk.watch()
    assert watched.ending is Ending.NOT_STARTED
    assert desk.reader.calls == []
    assert watched.case is not None
    assert watched.case.record.outcome.failure is failure
    assert [row.source for row in desk.history.rows] == [Source.WATCH]
    assert len(watched.events) == 1


async def test_the_sandbox_is_started_once_and_the_token_read_once() -> None:
    desk = Watching(RefusingVault())
    desk.reader.script["await"] = [NOTHING_YET, NOTHING_YET, CONFIRMED]
    watched = await desk.watching.watch(REQUEST, presets()[2], 3.0, desk.heard.append)
    assert watched.ending is Ending.CONFIRMED
    assert desk.sandbox.started == 1
    assert {call[3].reveal() for call in desk.reader.calls} == {"sandbox-own-token"}


# Stopping


@pytest.mark.parametrize("operation", ["status", "channel"])
async def test_stopping_in_the_first_look_keeps_the_other_half(
    desk: Watching, operation: str
) -> None:
    desk.reader.stops_in = {operation: Phase.WAITING}
    task = asyncio.create_task(desk.watch())
    await turns()
    task.cancel()
    watched = await task
    assert watched.ending is Ending.STOPPED
    assert len(desk.history.rows) == 1
    assert watched.case is not None
    assert desk.reader.in_flight == 0


async def test_stopping_a_long_poll_leaves_nothing(desk: Watching) -> None:
    desk.reader.stops_in = {"await": Phase.WAITING}
    task = asyncio.create_task(desk.watch())
    await desk.reader.entered.wait()
    task.cancel()
    watched = await task
    assert watched.ending is Ending.STOPPED
    assert said(watched) == ["Not confirmed", "SMS: code sent"]
    assert watched.case is not None
    assert watched.case.record.outcome == WAITING
    assert desk.reader.in_flight == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("lasts", [0.0, 5.0, 25.0, None], ids=lambda lasts: f"polls {lasts} s")
async def test_whenever_it_is_stopped_it_says_so_and_leaves_nothing(lasts: float | None) -> None:
    for after in range(1, 320):
        desk = await watching()
        if lasts is None:
            desk.reader.script["await"] = [NOT_OFFERED]
        desk.reader.lasts = {"await": lasts or 0.0}
        task = asyncio.create_task(desk.watch())
        await turns(after)
        task.cancel()
        assert (await task).ending is Ending.STOPPED, after
        assert desk.reader.in_flight == 0
        assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("answer", [WAITING, CONFIRMED])
@pytest.mark.parametrize("at", [1, 2, 3])
async def test_a_stop_by_the_listener_is_heard_by_the_watch_alone(
    desk: Watching, answer: Outcome, at: int
) -> None:
    desk.reader.script["status"] = [answer]

    def hear(said: WatchEvent | Look) -> None:
        desk.heard.append(said)
        if len(desk.heard) == at:
            task.cancel()

    async def watch_and_go_on() -> Watched:
        watched = await desk.watching.watch(REQUEST, STAGE, 3.0, hear)
        await asyncio.sleep(0)
        return watched

    task = asyncio.create_task(watch_and_go_on())
    # What was seen by then stays seen.
    expected = Ending.CONFIRMED if answer is CONFIRMED else Ending.STOPPED
    assert (await task).ending is expected
    assert len(desk.heard) == 3


async def test_a_stop_when_the_time_is_up_is_a_stop() -> None:
    async def stopped(after: int | None) -> tuple[Watched, int]:
        desk, passed = await watching(), 0
        task = asyncio.create_task(desk.watch())
        while not task.done():
            if passed == after:
                task.cancel()
            await turns(1)
            passed += 1
        return task.result(), passed

    watched, last = await stopped(None)
    assert watched.ending is Ending.TIME_UP
    # The first of them strike the last look, the others what is left in flight.
    for after in range(last - 8, last):
        assert (await stopped(after))[0].ending is Ending.STOPPED, after - last


async def test_a_listener_that_fails_leaves_nothing_either(desk: Watching) -> None:
    def hear(_said: WatchEvent | Look) -> None:
        if desk.reader.asked("await"):
            raise RuntimeError("a bug")

    desk.reader.lasts = {"await": 2.0}
    with pytest.raises(RuntimeError):
        await desk.watching.watch(REQUEST, STAGE, 3.0, hear)
    assert desk.reader.in_flight == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


# Its pace


async def test_the_status_is_waited_for_while_the_channel_is_looked_at(desk: Watching) -> None:
    await desk.watch(3.0)
    assert desk.reader.asked("status") == 1
    assert 20 <= desk.reader.asked("await") <= 25
    assert all(3.0 <= gap < 5.0 for gap in gaps(desk.times("channel")))
    assert desk.reader.most_in_flight == 2


async def test_a_long_poll_that_comes_back_at_once_makes_no_hot_loop(desk: Watching) -> None:
    desk.reader.lasts = {}
    desk.reader.script["await"] = [WAITING]
    await desk.watch(3.0)
    assert desk.reader.asked("status") == 1
    assert all(gap >= 3.0 for gap in gaps(desk.times("await")))


@pytest.mark.parametrize(
    "answer",
    [
        NOT_OFFERED,
        Outcome(Verdict.ERROR, http_status=405),
        Outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS, http_status=501),
        Outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS, http_status=504),
        TIMED_OUT,
    ],
)
async def test_without_long_polling_status_and_channel_are_asked_in_turn(
    desk: Watching, answer: Outcome
) -> None:
    desk.reader.script["await"] = [answer]
    desk.reader.lasts = {}
    watched = await desk.watch(3.0)
    assert watched.ending is Ending.TIME_UP
    assert desk.reader.asked("await") == 1
    for operation in ("status", "channel"):
        assert all(3.0 <= gap < 5.0 for gap in gaps(desk.times(operation)[1:]))
        assert desk.reader.asked(operation) > 100
    assert said(watched) == ["Not confirmed", "SMS: code sent"]
    assert len(desk.history.rows) == 2


@pytest.mark.parametrize(
    "answer",
    [
        NOT_OFFERED,
        typed("NotFoundException", 404),
        typed("BadRequestException"),
        typed("ValidateError", 422),
        Outcome(Verdict.ERROR, http_status=400),
        MISMATCH,
        NOT_FOUND,
        TIMED_OUT,
    ],
)
async def test_what_only_a_long_poll_is_told_ends_no_watch(desk: Watching, answer: Outcome) -> None:
    desk.reader.script |= {"await": [answer], "status": [WAITING, WAITING, CONFIRMED]}
    desk.reader.lasts = {}
    watched = await desk.watch(3.0)
    assert watched.ending is Ending.CONFIRMED
    assert (desk.reader.asked("await"), desk.reader.asked("status")) == (1, 3)
    assert said(watched)[:-1] == ["Not confirmed", "SMS: code sent"]


async def test_a_session_that_a_plain_question_does_not_find_either_is_over(
    desk: Watching,
) -> None:
    desk.reader.script |= {"await": [NOT_FOUND], "status": [WAITING, NOT_FOUND]}
    watched = await desk.watch()
    assert watched.ending is Ending.OVER
    assert (desk.reader.asked("await"), desk.reader.asked("status")) == (1, 2)


@pytest.mark.parametrize(
    ("answer", "ending"),
    [(typed("SessionClosedException"), Ending.OVER), (UNAUTHORIZED, Ending.REFUSED)],
)
async def test_what_a_long_poll_says_clearly_ends_it_at_once(
    desk: Watching, answer: Outcome, ending: Ending
) -> None:
    desk.reader.script["await"] = [answer]
    watched = await desk.watch()
    assert watched.ending is ending
    assert desk.reader.asked("status") == 1


@pytest.mark.parametrize("trouble", [Outcome(Verdict.ERROR, http_status=429), UNREACHABLE])
@pytest.mark.parametrize("after", [WAITING, NOTHING_YET, Outcome(Verdict.ERROR, http_status=408)])
async def test_trouble_of_a_long_poll_is_not_how_it_stands_once_it_is_over(
    desk: Watching, trouble: Outcome, after: Outcome
) -> None:
    desk.reader.script |= {"await": [NOTHING_YET, trouble, NOTHING_YET], "status": [WAITING, after]}
    watched = await desk.watch()
    assert watched.ending is Ending.TIME_UP
    assert said(watched)[-1] == "The service answers again"
    assert watched.case is not None
    assert watched.case.record.outcome == after
    # A plain question tells more, and sooner.
    assert desk.reader.asked("status") == 2
    assert [r.outcome for r in desk.history.rows if r.operation is Operation.STATUS] == [
        WAITING,
        trouble,
        after,
    ]


@pytest.mark.parametrize(("asked", "kept"), [(0.01, 1.0), (1000.0, 60.0), (7.0, 7.0)])
async def test_the_interval_is_kept_within_its_range(
    plain: Watching, asked: float, kept: float
) -> None:
    await plain.watch(asked)
    assert all(kept <= gap < kept + 2 for gap in gaps(plain.times("channel")))


@pytest.mark.parametrize("trouble", [TIMED_OUT, UNREACHABLE, BAD_GATEWAY])
async def test_trouble_is_told_once_and_doubles_the_wait_up_to_a_minute(
    plain: Watching, trouble: Outcome
) -> None:
    plain.reader.script = {"status": [WAITING, trouble], "channel": [channel(), trouble]}
    plain.reader.script["await"] = [NOT_OFFERED]
    watched = await plain.watch(3.0)
    waits = gaps(plain.times("status"))[1:]
    assert waits[:5] == pytest.approx([6, 12, 24, 48, 60], abs=1.5)
    assert waits[-1] == pytest.approx(60, abs=1.5)
    assert len(watched.events) == 3
    assert [look.slowed is not None for look in plain.looks[:2]] == [False, True]
    assert watched.case is not None
    assert watched.case.record.outcome == trouble
    assert len(plain.history.rows) == 4


@pytest.mark.parametrize(("interval", "waits"), [(40.0, [60, 60]), (60.0, [120, 120])])
async def test_trouble_slows_a_slow_watch_too(
    plain: Watching, interval: float, waits: list[float]
) -> None:
    plain.reader.script["status"] = [WAITING, UNREACHABLE]
    waits = [max(wait, 2 * interval) for wait in waits]
    await plain.watch(interval)
    assert gaps(plain.times("status"))[1:3] == pytest.approx(waits, abs=2)
    assert plain.looks[-1].slowed is not None


async def test_each_kind_of_trouble_is_told_once_until_all_is_well(plain: Watching) -> None:
    too_many = Outcome(Verdict.ERROR, http_status=429)
    plain.reader.script["status"] = [
        *(WAITING, TIMED_OUT, too_many, TIMED_OUT, too_many, WAITING),
        *(too_many, WAITING),
    ]
    watched = await plain.watch(3.0)
    first, *rest = said(watched)[2:]
    assert first != "Too many requests"
    assert rest == ["Too many requests", "The service answers again"] * 2


async def test_a_longer_pause_is_told_and_a_shorter_one_changes_nothing(plain: Watching) -> None:
    def pause(seconds: int) -> Outcome:
        return Outcome(Verdict.ERROR, http_status=429, headers=(("Retry-After", str(seconds)),))

    plain.reader.script["status"] = [pause(30), WAITING, pause(40), WAITING]
    plain.reader.script["channel"] = [pause(300), channel(), pause(20), channel()]
    watched = await plain.watch(3.0)
    assert said(watched)[0] == "Too many requests"
    pauses = [line for line in said(watched) if "asks to wait until" in line]
    assert len(pauses) == 3
    for operation in ("status", "channel"):
        long, _between, short, *_rest = gaps(plain.times(operation))
        assert 300 <= long < 310
        assert 40 <= short < 50


async def test_an_answer_after_trouble_is_told_and_brings_the_pace_back(plain: Watching) -> None:
    plain.reader.script["status"] = [WAITING, UNREACHABLE, UNREACHABLE, WAITING]
    watched = await plain.watch(3.0)
    assert said(watched)[-1] == "The service answers again"
    assert len(watched.events) == 4
    assert all(3 <= gap < 5 for gap in gaps(plain.times("status"))[5:])
    assert plain.looks[-1].slowed is None
    assert [r.outcome for r in plain.history.rows if r.operation is Operation.STATUS] == [
        WAITING,
        UNREACHABLE,
        WAITING,
    ]


async def test_trouble_of_both_questions_is_one_event(plain: Watching) -> None:
    plain.reader.script["status"] = [WAITING, UNREACHABLE, WAITING]
    plain.reader.script["channel"] = [channel(), UNREACHABLE, channel()]
    watched = await plain.watch(3.0)
    assert len(watched.events) == 4
    assert said(watched)[3] == "The service answers again"


async def test_the_pause_that_the_service_asks_for_is_kept_and_told(plain: Watching) -> None:
    plain.reader.script["status"] = [WAITING, TOO_MANY, WAITING]
    watched = await plain.watch(3.0)
    assert max(gaps(plain.times("status"))) >= 20
    assert max(gaps(plain.times("channel"))) >= 20
    trouble, pause, again = said(watched)[2:]
    assert trouble == "Too many requests"
    assert "asks to wait until" in pause
    assert again == "The service answers again"
    slowed = [look for look in plain.looks if look.slowed is not None]
    assert slowed
    assert 15 < slowed[0].wait_seconds <= 21


async def test_a_pause_longer_than_the_watch_ends_it_in_time(plain: Watching) -> None:
    plain.reader.script["status"] = [
        Outcome(Verdict.ERROR, http_status=429, headers=(("Retry-After", "86400"),))
    ]
    watched = await plain.watch(3.0)
    assert watched.ending is Ending.TIME_UP
    assert len(plain.reader.calls) == 2


async def test_each_look_tells_when_the_next_one_comes(desk: Watching) -> None:
    await desk.watch(5.0)
    assert all(0 <= look.wait_seconds <= 5.0 for look in desk.looks)
    assert desk.looks[0].wait_seconds > 4.0
    assert desk.looks[0].case.channel is not None


# What it tells


async def test_changes_of_the_channel_are_told_and_recorded(desk: Watching) -> None:
    desk.reader.script["channel"] = [
        channel("viber", "wait", None),
        channel("viber", "wait", None),
        channel("sms", "wait"),
        channel("sms", "sent"),
        channel("sms", "sent", 2),
    ]
    watched = await desk.watch()
    assert said(watched) == [
        "Not confirmed",
        "Viber: in progress",
        "Channel switched from Viber to SMS",
        "SMS: in progress",
        "SMS: code sent",
        "Attempts left: 3 → 2",
    ]
    assert len(desk.history.rows) == 5
    assert watched.case is not None
    assert watched.case.channel == desk.history.rows[-1]


async def test_a_changed_channel_is_looked_at_at_once(desk: Watching) -> None:
    desk.reader.lasts = {"await": 10.0}
    desk.reader.script["await"] = [typed("ChannelChangedException"), NOTHING_YET]
    desk.reader.script["channel"] = [channel("viber"), channel("sms")]
    watched = await desk.watch(60.0)
    assert said(watched)[-2:] == ["Channel switched from Viber to SMS", "SMS: code sent"]
    first, second = desk.times("channel")[:2]
    assert 10.0 <= second - first < 13.0


async def test_a_channel_to_restart_is_told_and_the_watch_goes_on(desk: Watching) -> None:
    desk.reader.script["await"] = [typed("ResendChannelException"), NOTHING_YET, CONFIRMED]
    watched = await desk.watch()
    assert watched.ending is Ending.CONFIRMED
    assert said(watched)[2:] == [
        "The channel must be restarted",
        "Confirmed: the customer's site should now finish by itself",
    ]


async def test_what_both_answers_say_is_told_once(plain: Watching) -> None:
    restart = typed("ResendChannelException")
    plain.reader.script = {"status": [restart], "channel": [restart], "await": [NOT_OFFERED]}
    assert said(await plain.watch()) == ["The channel must be restarted"]


async def test_that_a_confirmed_session_is_closed_is_no_news(desk: Watching) -> None:
    desk.reader.script["status"] = [CONFIRMED]
    desk.reader.script["channel"] = [typed("SessionClosedException")]
    watched = await desk.watch()
    assert watched.ending is Ending.CONFIRMED
    assert said(watched) == ["Confirmed: the customer's site should now finish by itself"]
    assert len(desk.history.rows) == 2


async def test_a_new_type_is_told_and_does_not_end_it(plain: Watching) -> None:
    plain.reader.script["status"] = [WAITING, typed("SomethingNewException")]
    watched = await plain.watch()
    assert watched.ending is Ending.TIME_UP
    assert said(watched)[-1] == "Refused: SomethingNewException"


@pytest.mark.parametrize(
    "hint", [typed("SessionClosedException"), UNAUTHORIZED, channel(status="confirmed")]
)
async def test_where_the_channel_points_to_an_end_the_status_decides_at_once(
    desk: Watching, hint: Outcome
) -> None:
    desk.reader.stops_in = {"await": Phase.WAITING}
    desk.reader.script["status"] = [WAITING, CONFIRMED]
    desk.reader.script["channel"] = [channel(), hint]
    watched = await desk.watch()
    assert watched.ending is Ending.CONFIRMED
    assert desk.reader.asked("status") == 2
    assert desk.reader.in_flight == 0


async def test_a_channel_that_is_not_to_be_had_does_not_end_it(desk: Watching) -> None:
    desk.reader.script["channel"] = [NOT_OFFERED]
    watched = await desk.watch()
    assert watched.ending is Ending.TIME_UP
    assert said(watched) == ["Not confirmed", "Nothing at this address"]
    assert desk.reader.asked("channel") < 20


@pytest.mark.parametrize(
    ("answers", "ending"), [([CONFIRMED], Ending.CONFIRMED), ([WAITING], Ending.OVER)]
)
async def test_what_history_knows_of_the_login_is_told(
    plain: Watching, answers: list[Outcome], ending: Ending
) -> None:
    before = plain.clock.at - timedelta(hours=1)
    caller = Caller("agent", Source.GUI)
    done = intent("done", before, REQUEST, STAGE, caller, Operation.COMPLETE)
    await plain.history.finish(done.finished(SUCCESS, before, 1.0))
    plain.reader.script["status"] = answers
    watched = await plain.watch()
    assert watched.ending is ending
    assert said(watched) == ["Completed earlier", "SMS: code sent"]


async def test_a_history_that_refuses_is_told_and_hinders_nothing(desk: Watching) -> None:
    desk.history.broken = {"finish", "past"}
    desk.reader.script["await"] = [CONFIRMED]
    watched = await desk.watch()
    assert watched.ending is Ending.CONFIRMED
    assert watched.unsaved_reason is not None
    assert watched.case is not None
    assert not watched.case.record.saved


# What is completed already


@pytest.fixture
async def finished(desk: Watching) -> Watching:
    """Let the channel say that the user has confirmed, and the status stay false."""
    desk.reader.script["channel"] = [channel("whatsapp", "confirmed")]
    return desk


async def test_a_login_that_is_confirmed_and_stays_false_is_over(finished: Watching) -> None:
    began = finished.clock.seconds
    watched = await finished.watch()
    assert watched.ending is Ending.OVER
    assert 10 <= finished.clock.seconds - began < 60
    assert said(watched) == [
        "Not confirmed",
        "WhatsApp: confirmed",
        "Most likely completed already",
    ]
    rows = [row.operation for row in finished.history.rows]
    assert rows == [Operation.STATUS, Operation.CHANNEL, Operation.STATUS]


async def test_a_confirmation_that_has_only_just_come_ends_nothing(finished: Watching) -> None:
    finished.reader.script["status"] = [WAITING, WAITING, WAITING, CONFIRMED]
    assert (await finished.watch()).ending is Ending.CONFIRMED


async def test_without_a_history_a_finished_login_is_over_too(finished: Watching) -> None:
    finished.history.broken = {"finish", "past"}
    watched = await finished.watch()
    assert watched.ending is Ending.OVER
    told = ended(watched.ending, watched.case)
    assert render(told.headline) == "Most likely completed already"


async def test_a_session_that_ends_is_not_told_with_the_channel_of_before(desk: Watching) -> None:
    desk.reader.script["await"] = [NOTHING_YET, typed("SessionClosedException")]
    watched = await desk.watch()
    assert watched.ending is Ending.OVER
    assert watched.case is not None
    assert watched.case.channel is None


async def test_a_dead_channel_is_told_with_what_to_do(desk: Watching) -> None:
    desk.reader.script["channel"] = [channel("viber", "error")]
    watched = await desk.watch()
    assert "Viber: failed — have it sent again" in said(watched)
    assert watched.case is not None
    assert "have it sent again" in [render(part) for part in state(watched.case)]
    offered = ended(watched.ending, watched.case).follow_ups
    assert offered == (FollowUp.RESEND, FollowUp.INSPECT, FollowUp.WATCH)


async def test_a_look_says_whether_the_service_is_to_report(desk: Watching) -> None:
    await desk.watch()
    assert {look.is_awaited for look in desk.looks} == {True}


async def test_where_nothing_is_reported_the_next_look_is_one(plain: Watching) -> None:
    await plain.watch()
    assert not any(look.is_awaited for look in plain.looks[1:])
