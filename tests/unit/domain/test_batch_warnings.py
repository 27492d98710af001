"""What is said before rows of a run are called once more."""

from otp_gui.domain.batch import BatchRow
from otp_gui.domain.batch_warnings import called_before, inferred
from otp_gui.domain.outcome import Outcome, Verdict
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


def test_logins_that_were_completed_or_tried_before_are_told() -> None:
    assert called_before([], str) == []
    assert called_before([Verdict.NOT_COMPLETED, Verdict.ERROR], str) == []
    found = called_before([Verdict.UNKNOWN, Verdict.RUNNING, Verdict.SUCCESS], str)
    assert [render(each) for each in found] == [
        "2 logins had completing calls before, and how these ended is unknown: inspect them first.",
        "1 login was completed before.",
    ]
