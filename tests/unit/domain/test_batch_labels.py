"""What is said of lists and runs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from otp_gui.domain.batch import BatchRow, BatchRun, RunSettings, RunState, StopReason
from otp_gui.domain.batch_labels import (
    answer_label,
    completed_since,
    counted,
    ending_phrase,
    found_in,
    inspected,
    pace_phrase,
    still_to_call,
    tally_phrase,
    type_label,
)
from otp_gui.domain.batch_rules import Pace, Tally
from otp_gui.domain.draft import Counts
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.table import Table
from otp_gui.i18n import render
from tests.fakes import REQUEST
from tests.unit.store.records import START, SUCCESS, TIMED_OUT, ended

RUN = BatchRun(
    uid="u",
    started_at=datetime(2026, 11, 23, tzinfo=UTC),
    environment="stage",
    base_url="https://otp.example",
    operation=Operation.STATUS,
    title="list.csv",
    settings=RunSettings(),
    count=52,
)

WAITING = Outcome(Verdict.NOT_COMPLETED)


def test_success_of_a_call_that_reads_is_no_success() -> None:
    assert render(answer_label(Verdict.SUCCESS, Operation.STATUS)) == "Confirmed"
    assert render(answer_label(Verdict.NOT_COMPLETED, Operation.STATUS)) == "Status: false"
    assert render(answer_label(Verdict.SUCCESS, Operation.COMPLETE)) == "Completed"
    assert render(answer_label(Verdict.UNKNOWN, Operation.COMPLETE)) == "Unknown"


def test_types_of_the_server_stay_as_they_came_and_our_causes_are_words() -> None:
    assert render(type_label("refused")) == "Connection refused"
    assert render(type_label("SessionNotFoundException")) == "SessionNotFoundException"
    assert render(type_label("{no} type\u202e")) == "{no} type⟨U+202E⟩"


@pytest.mark.parametrize("reason", list(StopReason))
def test_every_reason_says_how_far_it_came_and_what_to_do(reason: StopReason) -> None:
    stopped = replace(RUN, state=RunState.STOPPED, reason=reason, called=31)
    said = render(ending_phrase(stopped, str))
    assert said.startswith("Stopped at 31 of 52. ")
    assert "resume" in said


def test_a_run_that_called_every_row_says_so() -> None:
    finished = replace(RUN, state=RunState.FINISHED, called=52)
    assert render(ending_phrase(finished, str)) == "Every row had its turn: 52 rows."
    died = replace(RUN, state=RunState.STOPPED, reason=StopReason.INTERRUPTED, called=52)
    assert "resume" not in render(ending_phrase(died, str))


def test_a_run_that_somebody_is_at_is_not_over() -> None:
    assert render(ending_phrase(replace(RUN, called=31), str)) == (
        "Another window or program is at this run: 31 of 52 so far."
    )


def test_what_a_look_at_unknown_rows_tells_and_does_not_tell() -> None:
    over = replace(RUN, state=RunState.FINISHED)
    before = [BatchRow(1, 1, REQUEST, "u", ended(TIMED_OUT))]

    def looked(outcome: Outcome) -> list[BatchRow]:
        later = replace(ended(outcome), started_at=START + timedelta(minutes=1))
        return [BatchRow(1, 1, REQUEST, "l", later)]

    [told] = inspected(over, looked(SUCCESS), before, str)
    assert render(told) == "Inspected: Confirmed: 1."
    _told, meaning = inspected(over, looked(WAITING), before, str)
    assert "most likely says that this call completed the login" in render(meaning)
    cancelled = replace(RUN, state=RunState.STOPPED, reason=StopReason.CANCELLED)
    _told, not_all = inspected(cancelled, looked(SUCCESS), before, str)
    assert render(not_all) == "It ended before all of them were looked at."
    late = START + timedelta(seconds=45)
    died = replace(before[0], record=replace(ended(), started_at=late, finished_at=None))
    _told, too_soon = inspected(over, looked(SUCCESS), [died], str)
    assert render(too_soon).startswith("That was too soon to be sure")


def test_rows_that_were_completed_by_a_later_call_are_told() -> None:
    run = replace(RUN, operation=Operation.COMPLETE, state=RunState.FINISHED)
    called = BatchRow(1, 1, REQUEST, "u", ended(TIMED_OUT), is_overtaken=True)
    [told] = completed_since(run, [called, BatchRow(2, 2, REQUEST, is_overtaken=True)], str)
    assert render(told).startswith("Another completing call was made since for 1 login:")
    assert completed_since(run, [replace(called, is_overtaken=False)], str) == ()
    assert completed_since(replace(run, operation=Operation.STATUS), [called], str) == ()


def test_what_is_left_of_the_run_before_is_told() -> None:
    stopped = replace(RUN, state=RunState.STOPPED, reason=StopReason.ACCESS)
    rows = [BatchRow(1, 1, REQUEST), BatchRow(2, 2, REQUEST, "u", ended(TIMED_OUT))]
    [told] = still_to_call(stopped, rows, str)
    assert render(told).startswith("Never called of the run before: 1 row;")
    assert still_to_call(stopped, rows[1:], str) == ()
    assert still_to_call(replace(RUN, state=RunState.FINISHED), rows, str) == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            Table((), 2, ("a", "b"), "cp1251", ";"),
            "Windows-1251, semicolon, with a heading, 0 rows",
        ),
        (Table((), 2, None, "", "\t"), "tab, without a heading, 0 rows"),
        (Table((), 2, ("a", "b"), "utf-8"), "JSON, 0 rows"),
        (Table((), 2, None, sheet="One"), "Workbook, sheet “One”, without a heading, 0 rows"),
    ],
)
def test_how_a_list_was_read_is_said(table: Table, said: str) -> None:
    assert render(found_in(table, str)) == said


def test_counts_that_are_none_are_not_told() -> None:
    assert render(counted(Counts(ready=3), str)) == "ready: 3"
    assert (
        render(counted(Counts(ready=3, wrong=2, duplicates=1, off=4), str))
        == "ready: 3, wrong: 2, duplicates: 1, left out: 4"
    )
    assert render(counted(Counts(ready=3, wrong=2, doubtful=1), str)) == (
        "ready: 3 (doubtful: 1), wrong: 2"
    )
    tally = Tally({Verdict.ERROR: 2, Verdict.SUCCESS: 1}, {}, forgotten=1)
    assert (
        render(tally_phrase(tally, Operation.COMPLETE, str))
        == "Refused: 2, Completed: 1, deleted since: 1"
    )
    assert render(tally_phrase(Tally(), Operation.COMPLETE, str)) == "nothing so far"


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (Pace(2.34, 0.2), "2.3 a second, 1 s left"),
        (Pace(23.4, 59.4), "23 a second, 59 s left"),
        (Pace(0.5, 61), "0.5 a second, 2 min left"),
        (Pace(0.5, 3_725), "0.5 a second, 1 h 2 min left"),
        (Pace(12.0, 0.0), "12 a second"),
    ],
)
def test_pace_is_said_in_the_unit_that_suits(pace: Pace, said: str) -> None:
    told = pace_phrase(pace)
    assert told is not None
    assert render(told) == said


def test_no_pace_says_nothing() -> None:
    assert pace_phrase(Pace()) is None
