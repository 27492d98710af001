"""What is said before rows of a run are called once more."""

from otp_gui.domain.batch import BatchRow
from otp_gui.domain.batch_warnings import called_before, doubtful, inferred, to_look_up
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.i18n import render
from tests.fakes import REQUEST
from tests.unit.store.records import NOT_FOUND, TIMED_OUT, ended


def row(outcome: Outcome | None) -> BatchRow:
    if outcome is None:
        return BatchRow(1, 1, REQUEST)
    record = ended(outcome)
    return BatchRow(1, 1, REQUEST, record.uid, record, ended(Outcome(Verdict.SUCCESS)))


def test_rows_that_left_nothing_open_need_no_warning() -> None:
    assert inferred([], str) == ()
    assert inferred([row(None), row(NOT_FOUND), row(Outcome(Verdict.NOT_SENT))], str) == ()


def test_rows_that_ended_unknown_may_have_been_completed() -> None:
    [one] = inferred([row(TIMED_OUT), row(None)], str)
    assert render(one).startswith("1 login may have been completed already:")
    assert "inferred from a later inspection" in render(one)
    [two] = inferred([row(TIMED_OUT)] * 2, str)
    assert render(two).startswith("2 logins may have been completed already:")


def test_only_logins_that_are_completed_are_looked_up() -> None:
    assert to_look_up([row(None)], Operation.STATUS) == ()
    assert to_look_up([row(None)], Operation.COMPLETE) == [REQUEST.request_id.value]


def test_rows_that_look_wrong_are_told() -> None:
    assert doubtful(0, str) == ()
    [two] = doubtful(2, str)
    assert render(two) == "2 of them are doubtful: the filter “Doubtful” shows them."


def test_logins_that_were_completed_or_tried_before_are_told() -> None:
    assert called_before([], str) == []
    assert called_before([Verdict.NOT_COMPLETED, Verdict.ERROR], str) == []
    found = called_before([Verdict.UNKNOWN, Verdict.RUNNING, Verdict.SUCCESS], str)
    assert [render(each) for each in found] == [
        "1 login has a completing call in flight: wait for its answer.",
        "1 login had a completing call before, and how that ended is unknown: inspect it first.",
        "1 login was completed before.",
    ]
