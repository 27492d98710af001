from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.batch import (
    BatchRow,
    BatchRun,
    Confirmation,
    RunSettings,
    RunState,
    StopReason,
)
from otp_gui.domain.batch_rules import (
    LONGEST_HOLD_SECONDS,
    Pace,
    Tempo,
    access_errors,
    asked_pause_seconds,
    asks_for_pause,
    by_now,
    confirmation,
    guessed_pause_seconds,
    hold_left,
    is_elsewhere,
    looked_too_soon,
    may_call_again,
    pace,
    pause_left_seconds,
    so_far,
    tally,
    to_inspect,
    to_resume,
    unseen,
    unsent_in_a_row,
    with_unsaved,
    worst,
)
from otp_gui.domain.environment import Kind, presets
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from tests.fakes import REQUEST, STAGE
from tests.unit.store.records import START, ended

WAIT = "Retry-After"


def row(outcome: Outcome | None, later: Verdict | None = None) -> BatchRow:
    """Return a row that came to ``outcome``, None where it was never called."""
    if outcome is None:
        return BatchRow(1, 1, REQUEST)
    record = ended(outcome)
    return BatchRow(
        1, 1, REQUEST, record.uid, record, None if later is None else ended(Outcome(later))
    )


@pytest.mark.parametrize(
    ("kind", "operation", "asked"),
    [
        (Kind.PRODUCTION, Operation.STATUS, Confirmation.NONE),
        (Kind.PRODUCTION, Operation.COMPLETE, Confirmation.TYPE_COUNT),
        (Kind.STAGE, Operation.COMPLETE, Confirmation.ASK),
        (Kind.SANDBOX, Operation.COMPLETE, Confirmation.ASK),
        (Kind.CUSTOM, Operation.STATUS, Confirmation.NONE),
    ],
)
def test_what_changes_sessions_is_confirmed(
    kind: Kind, operation: Operation, asked: Confirmation
) -> None:
    assert confirmation(replace(STAGE, kind=kind), operation) is asked


@pytest.mark.parametrize(
    ("operation", "verdict", "later", "may"),
    [
        (Operation.STATUS, Verdict.NOT_SENT, None, True),
        (Operation.STATUS, Verdict.UNKNOWN, None, True),
        (Operation.STATUS, Verdict.SUCCESS, None, False),
        (Operation.STATUS, Verdict.ERROR, None, False),
        (Operation.COMPLETE, Verdict.NOT_SENT, None, True),
        (Operation.COMPLETE, Verdict.UNKNOWN, None, False),
        (Operation.COMPLETE, Verdict.UNKNOWN, Verdict.SUCCESS, True),
        (Operation.COMPLETE, Verdict.UNKNOWN, Verdict.NOT_COMPLETED, False),
        (Operation.COMPLETE, Verdict.UNKNOWN, Verdict.UNKNOWN, False),
        (Operation.COMPLETE, Verdict.RUNNING, Verdict.SUCCESS, False),
        *((Operation.COMPLETE, verdict, Verdict.SUCCESS, False)
          for verdict in (Verdict.SUCCESS, Verdict.NOT_COMPLETED, Verdict.ERROR)),
    ],
)  # fmt: skip
def test_only_what_cannot_have_been_completed_is_called_again(
    operation: Operation, verdict: Verdict, later: Verdict | None, *, may: bool
) -> None:
    assert may_call_again(row(Outcome(verdict), later), operation) is may


def test_row_that_was_never_called_may_be_and_one_that_is_forgotten_may_not() -> None:
    assert may_call_again(row(None), Operation.COMPLETE)
    assert not may_call_again(BatchRow(1, 1, REQUEST, "gone"), Operation.COMPLETE)


def test_unknown_rows_are_to_be_inspected_until_it_is_clear_where_they_stand() -> None:
    unknown = Outcome(Verdict.UNKNOWN)
    unclear = [row(unknown)] + [
        row(unknown, later) for later in (Verdict.UNKNOWN, Verdict.NOT_SENT, Verdict.NOT_COMPLETED)
    ]
    refused = replace(row(unknown), later=ended(Outcome(Verdict.ERROR, http_status=401)))
    clear = [row(unknown, Verdict.SUCCESS), row(unknown, Verdict.ERROR)]

    assert to_inspect([*unclear, refused, *clear, row(Outcome(Verdict.ERROR))]) == [
        *unclear,
        refused,
    ]


def test_rows_are_unseen_until_the_server_has_said_anything_of_them() -> None:
    unknown = Outcome(Verdict.UNKNOWN)
    silent = [row(unknown), row(unknown, Verdict.UNKNOWN), row(unknown, Verdict.NOT_SENT)]
    refused = replace(row(unknown), later=ended(Outcome(Verdict.ERROR, http_status=429)))

    assert unseen([*silent, refused, row(unknown, Verdict.NOT_COMPLETED)]) == [*silent, refused]


def test_a_look_within_half_a_minute_of_a_call_that_was_broken_off_is_too_soon() -> None:
    died = replace(row(None), check_uid="u", record=replace(ended(), finished_at=None))

    def looked(seconds: int) -> BatchRow:
        at = START + timedelta(seconds=seconds)
        return replace(row(None), check_uid="l", record=replace(ended(), started_at=at))

    assert looked_too_soon([died], [looked(29)])
    assert not looked_too_soon([died], [looked(30)])
    assert not looked_too_soon([row(Outcome(Verdict.UNKNOWN, http_status=502))], [looked(1)])
    timed_out = row(Outcome(Verdict.UNKNOWN, Failure.TIMEOUT))
    assert timed_out.record is not None
    assert timed_out.record.finished_at is not None
    waited = round((timed_out.record.finished_at - START).total_seconds())
    assert looked_too_soon([timed_out], [looked(waited + 29)])
    assert not looked_too_soon([timed_out], [looked(waited + 31)])
    assert not looked_too_soon([died], [])


def test_rows_whose_turn_is_to_come_count_for_nothing_while_somebody_is_at_the_run() -> None:
    run = BatchRun(
        *("u", START, "stage", "https://otp.example", Operation.COMPLETE, "", RunSettings(), 2),
        state=RunState.RUNNING,
    )
    rows = [row(Outcome(Verdict.SUCCESS)), row(None)]
    assert so_far(run, rows) == rows[:1]
    assert so_far(replace(run, state=RunState.STOPPED), rows) == rows


def test_the_embedded_sandbox_is_the_same_with_each_of_its_ports() -> None:
    sandbox = next(preset for preset in presets() if preset.is_embedded_sandbox)
    settings = RunSettings()
    old = "http://127.0.0.1:4711/api/n/otp-handler"
    run = BatchRun("u", START, sandbox.id, old, Operation.COMPLETE, "", settings, 2)
    assert not is_elsewhere(run, sandbox)
    assert is_elsewhere(replace(run, environment="stage"), sandbox)
    assert is_elsewhere(replace(run, environment=STAGE.id), STAGE)
    assert not is_elsewhere(replace(run, environment=STAGE.id, base_url=STAGE.base_url), STAGE)


def test_logins_that_were_busy_are_overtaken_once_others_have_completed_them() -> None:
    busy = BatchRun(
        *("u", START, "stage", "https://otp.example", Operation.COMPLETE, "", RunSettings(), 2),
        state=RunState.STOPPED,
        reason=StopReason.BUSY,
    )
    overtaken = replace(row(None), is_overtaken=True)

    assert by_now(busy, [row(None), overtaken]).reason is StopReason.BUSY
    assert by_now(busy, [overtaken]).reason is StopReason.OVERTAKEN
    cancelled = replace(busy, reason=StopReason.CANCELLED)
    assert by_now(cancelled, [overtaken]) == cancelled


@pytest.mark.parametrize("operation", [Operation.STATUS, Operation.COMPLETE])
@pytest.mark.parametrize(
    ("outcome", "may"),
    [
        (Outcome(Verdict.ERROR, http_status=401), True),
        (Outcome(Verdict.ERROR, http_status=403), True),
        (Outcome(Verdict.ERROR, http_status=429), True),
        (Outcome(Verdict.ERROR, error_type="RateLimitException", http_status=400), True),
        (Outcome(Verdict.ERROR, http_status=404), False),
        (Outcome(Verdict.ERROR, error_type="AttemptsExpiredException", http_status=400), False),
        (Outcome(Verdict.SUCCESS, http_status=201), False),
    ],
)
def test_what_was_turned_away_unheard_may_be_called_again(
    operation: Operation, outcome: Outcome, *, may: bool
) -> None:
    assert may_call_again(row(outcome), operation) is may
    overtaken = replace(row(outcome), is_overtaken=True)
    assert may_call_again(overtaken, Operation.COMPLETE) is False


@pytest.mark.parametrize(
    ("outcome", "later"),
    [
        (None, None),
        (Outcome(Verdict.NOT_SENT), None),
        (Outcome(Verdict.UNKNOWN), Verdict.SUCCESS),
    ],
)
def test_what_a_newer_call_completes_is_left_to_that_one(
    outcome: Outcome | None, later: Verdict | None
) -> None:
    mine = row(outcome, later)
    overtaken = replace(mine, is_overtaken=True)

    assert may_call_again(mine, Operation.COMPLETE)
    assert not may_call_again(overtaken, Operation.COMPLETE)
    assert not to_resume([overtaken], Operation.COMPLETE)
    assert not to_inspect([replace(overtaken, later=None)])
    # What only reads harms nobody.
    assert may_call_again(replace(row(outcome), is_overtaken=True), Operation.STATUS)


def test_what_was_never_called_is_to_be_resumed() -> None:
    rows = [row(None), row(Outcome(Verdict.NOT_SENT)), replace(row(None), is_overtaken=True)]

    assert to_resume(rows, Operation.COMPLETE) == rows[:1]
    assert to_resume(rows, Operation.STATUS) == [rows[0], rows[2]]


def test_call_that_the_history_could_not_take_is_told_in_its_place() -> None:
    begun = row(Outcome(Verdict.RUNNING))
    heard = ended(Outcome(Verdict.SUCCESS))
    assert begun.check_uid is not None
    rows = [row(None), begun, BatchRow(3, 3, REQUEST, "another")]

    found = with_unsaved(rows, {begun.check_uid: heard})

    assert found == [rows[0], replace(begun, record=heard), rows[2]]
    # What the history has by now is newer than what was heard.
    written = row(Outcome(Verdict.NOT_COMPLETED))
    assert with_unsaved([written], {written.check_uid or "": heard}) == [written]


def test_unknown_is_the_worst_and_nothing_is_no_fault() -> None:
    by_gravity = [
        Verdict.UNKNOWN,
        Verdict.ERROR,
        Verdict.NOT_SENT,
        Verdict.NOT_COMPLETED,
        Verdict.SUCCESS,
    ]
    for place, verdict in enumerate(by_gravity):
        assert worst([None, *by_gravity[place:]]) is verdict
    assert worst([]) is Verdict.SUCCESS
    assert worst([Verdict.RUNNING, Verdict.ERROR]) is Verdict.UNKNOWN


def test_tally_counts_verdicts_and_the_words_behind_them() -> None:
    typed = Outcome(Verdict.ERROR, error_type="SessionNotFoundException")
    rows = [
        row(typed),
        row(typed),
        row(Outcome(Verdict.UNKNOWN, Failure.TIMEOUT)),
        row(None),
        BatchRow(5, 5, REQUEST, "gone"),
    ]

    found = tally(rows)

    assert found.verdicts == {Verdict.ERROR: 2, Verdict.UNKNOWN: 1, Verdict.NOT_SENT: 1}
    assert found.types == {"SessionNotFoundException": 2, "timeout": 1}
    assert next(iter(found.verdicts)) is Verdict.ERROR
    assert found.forgotten == 1


def test_pace_is_told_once_something_is_finished() -> None:
    assert pace(0, 100, 3.0) == Pace()
    assert pace(10, 90, 0.0) == Pace()
    assert pace(50, 100, 10.0) == Pace(5.0, 20.0)
    assert pace(50, 100, 10.0, held_seconds=30.0) == Pace(5.0, 50.0)
    assert pace(50, 0, 10.0, held_seconds=30.0) == Pace(5.0, 0.0)


def test_the_tempo_is_that_of_the_last_rows() -> None:
    tempo = Tempo()
    assert tempo.pace(100) == Pace()
    for done in range(1, 101):
        tempo.go_on(0.1, done)
    assert tempo.pace(100).rate == pytest.approx(10.0)
    # The server has become slow, and that is what the rest will be like.
    for done in range(101, 131):
        tempo.go_on(1.0, done)
    assert tempo.pace(100).rate == pytest.approx(1.0)
    assert tempo.pace(100).remaining_seconds == pytest.approx(100.0)
    # An answer that does not come makes it slower still.
    tempo.go_on(20.0, 130)
    assert tempo.pace(100).rate == pytest.approx(0.5)


def test_of_few_rows_the_tempo_is_that_of_all() -> None:
    tempo = Tempo()
    tempo.go_on(1.0, 1)
    tempo.go_on(29.0, 15)
    assert tempo.pace(5) == pace(15, 5, 30.0)


def test_a_pause_is_no_part_of_the_tempo_but_of_what_remains() -> None:
    tempo = Tempo()
    tempo.go_on(10.0, 50)
    tempo.go_on(0.0, 54)
    assert tempo.pace(54, held_seconds=30.0) == Pace(5.4, 40.0)


@pytest.mark.parametrize(
    ("until", "left"),
    [(None, 0.0), (START + timedelta(seconds=30), 30.0), (START - timedelta(seconds=1), 0.0)],
)
def test_what_is_left_of_a_hold(until: datetime | None, left: float) -> None:
    assert hold_left(until, START) == left


def answer(status: int, *headers: tuple[str, str], error_type: str | None = None) -> Outcome:
    verdict = Verdict.UNKNOWN if status >= 500 else Verdict.ERROR
    return Outcome(verdict, error_type=error_type, http_status=status, headers=headers)


@pytest.mark.parametrize(
    ("outcome", "seconds"),
    [
        (answer(429, (WAIT, "7")), 7.0),
        (answer(503, (WAIT, "12")), 12.0),
        (answer(429, (WAIT, "Mon, 23 Nov 2026 10:20:40 GMT")), 10 - 0.123),
        (answer(429, (WAIT, "7200")), 7200.0),
        (answer(429, (WAIT, "99999999999999999999")), LONGEST_HOLD_SECONDS),
        (answer(429), None),
        (answer(429, (WAIT, "soon")), None),
        (answer(503, (WAIT, "soon")), None),
        (answer(429, (WAIT, "-5")), None),
        (answer(429, (WAIT, "0")), None),
        (answer(429, (WAIT, "Mon, 23 Nov 2020 10:20:40 GMT")), None),
        (answer(400, error_type="RateLimitException"), None),
    ],
)
def test_server_that_wants_a_pause_is_heard(outcome: Outcome, seconds: float | None) -> None:
    assert asks_for_pause(outcome)
    found = asked_pause_seconds(outcome, START)
    assert found == (seconds if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    "outcome",
    [
        answer(503),
        answer(404),
        Outcome(Verdict.SUCCESS, http_status=200, headers=((WAIT, "60"),)),
        Outcome(Verdict.NOT_SENT, Failure.DNS),
    ],
)
def test_other_answers_ask_for_no_pause(outcome: Outcome) -> None:
    assert not asks_for_pause(outcome)


@given(st.text(), st.integers(100, 999))
def test_no_pause_is_longer_than_a_day_whatever_the_header(text: str, status: int) -> None:
    outcome = answer(status, (WAIT, text))

    seconds = asked_pause_seconds(outcome, START)

    assert seconds is None or 0 < seconds <= timedelta(days=1).total_seconds()


def test_pauses_that_are_guessed_grow_up_to_a_minute() -> None:
    pauses = [0.0]
    for _ in range(6):
        pauses.append(guessed_pause_seconds(pauses[-1]))

    assert pauses[1:] == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]


def test_refused_token_ends_a_run_at_once_and_forbidden_sessions_after_some() -> None:
    assert access_errors(answer(401), 0, 5) == (1, True)
    assert access_errors(answer(403), 0, 2) == (1, False)
    assert access_errors(answer(403), 1, 2) == (2, True)
    assert access_errors(answer(400, error_type="ForbiddenException"), 0, 1) == (1, True)
    assert access_errors(answer(404), 1, 2) == (1, False)
    assert access_errors(Outcome(Verdict.SUCCESS), 1, 1) == (1, False)


def test_calls_that_leave_break_the_row_of_those_that_do_not() -> None:
    unsent = Outcome(Verdict.NOT_SENT, Failure.REFUSED)

    assert unsent_in_a_row(unsent, 4) == 5
    assert unsent_in_a_row(Outcome(Verdict.UNKNOWN), 4) == 0
    assert unsent_in_a_row(Outcome(Verdict.NOT_SENT, Failure.CANCELLED), 4) == 4


@pytest.mark.parametrize(
    ("outcome", "after", "left"),
    [
        (Outcome(Verdict.ERROR, http_status=429, headers=((WAIT, "120"),)), 20, 100),
        (Outcome(Verdict.ERROR, http_status=429, headers=((WAIT, "120"),)), 121, 0),
        (Outcome(Verdict.ERROR, http_status=429, headers=((WAIT, "120"),)), -3600, 120),
        (Outcome(Verdict.ERROR, http_status=429), 2, 3),
        (Outcome(Verdict.SUCCESS, http_status=200, headers=((WAIT, "120"),)), 0, 0),
    ],
)
def test_pause_that_was_asked_for_is_over_in_its_time(
    outcome: Outcome, after: int, left: float
) -> None:
    asked, answered = row(outcome).record, row(Outcome(Verdict.SUCCESS)).record
    assert asked is not None
    assert asked.finished_at is not None
    assert answered is not None
    now = asked.finished_at + timedelta(seconds=after)
    assert pause_left_seconds([answered, asked], now) == left
