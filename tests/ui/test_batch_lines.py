"""What a row of a batch says: the words of the history, and our own causes in words."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from otp_gui.domain.advice import advice
from otp_gui.domain.batch import BatchRow
from otp_gui.domain.draft import Columns, draft
from otp_gui.domain.outcome import Failure, Operation, Outcome, Remark, Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.domain.table import Table, TableRow
from otp_gui.i18n import install
from otp_gui.ui.batch_lines import (
    Column,
    Line,
    advice_of,
    look_of,
    machine_word,
    of_draft,
    of_run,
    text,
    tip,
)
from otp_gui.ui.history_columns import Column as HistoryColumn
from otp_gui.ui.history_columns import Manner, cell
from tests.unit.domain.records import AT, check, status
from tests.unit.domain.situations import OUTCOMES


@pytest.fixture(autouse=True)
def _languages() -> Iterator[None]:
    yield
    install("en")


REQUEST = CheckRequest(RequestId("r"), Recipient("+79990000001"))


def line_of(record: CheckRecord, later: CheckRecord | None = None) -> Line:
    """Return a line of a run, with its call."""
    [line] = of_run([BatchRow(1, 1, REQUEST, record.uid, record, later)], goes_on=False)
    return line


def details(outcome: Outcome, operation: Operation = Operation.STATUS) -> str:
    """Return the details of a call that ended so."""
    made = status(outcome) if operation is Operation.STATUS else check(outcome)
    return text(line_of(made), Column.DETAIL, operation, advice_of)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("make", [status, check])
@pytest.mark.parametrize("name", OUTCOMES)
def test_a_result_is_told_as_in_the_history(
    name: str, make: Callable[[Outcome], CheckRecord], language: str
) -> None:
    install(language)
    record = make(OUTCOMES[name])
    line = line_of(record)
    told = cell(HistoryColumn.RESULT, record, advice(record), Manner(), AT)
    assert look_of(line, advice_of).words == told
    assert text(line, Column.RESULT, record.operation, advice_of) == told


def test_details_hold_what_the_result_does_not_tell() -> None:
    missing = Outcome(
        Verdict.ERROR, None, "SessionNotFoundException", 404, "Сессия не найдена", "{}"
    )
    assert details(missing) == "Сессия не найдена"
    # No result tells of a type that no reference names, nor of one that came with a fault.
    assert (
        details(replace(missing, error_type="NewException")) == "NewException · Сессия не найдена"
    )
    fault = Outcome(Verdict.UNKNOWN, Failure.UNEXPECTED_STATUS, "SessionNotFoundException", 500)
    assert details(fault) == "Unusual answer · HTTP 500 · SessionNotFoundException"
    assert details(OUTCOMES["true"]) == ""
    assert details(OUTCOMES["false"]) == ""


@pytest.mark.parametrize("failure", list(Failure))
def test_our_own_causes_are_words_in_every_language(failure: Failure) -> None:
    verdict = Verdict.UNKNOWN if failure is Failure.RESET else Verdict.NOT_SENT
    outcome = Outcome(verdict, failure)
    told = details(outcome)
    install("ru")
    russian = details(outcome)
    assert failure.value not in (told, russian)
    assert told
    assert russian != told
    assert machine_word(line_of(status(outcome))) == failure


def test_a_refusal_without_a_word_says_what_it_means() -> None:
    assert details(OUTCOMES["401"]).startswith("The service does not accept the token")
    assert details(Outcome(Verdict.ERROR, http_status=418)).startswith("The answer is HTTP 418")
    led = Outcome(
        Verdict.ERROR, Failure.REDIRECT, http_status=302, headers=(("location", "https://else"),)
    )
    assert "https://else" in details(led)
    assert "The tool ended" in details(Outcome(Verdict.UNKNOWN), Operation.COMPLETE)


def test_a_tool_tip_also_says_what_a_failure_means() -> None:
    expired = Outcome(Verdict.NOT_SENT, Failure.TLS, remarks=(Remark.CERTIFICATE_EXPIRED,))
    told = tip(line_of(status(expired)), Column.DETAIL, Operation.STATUS, advice_of)
    assert told.startswith("No secure connection\nThe certificate of the server has expired")
    # What says so already does not say it twice.
    refused = line_of(status(OUTCOMES["401"]))
    once = tip(refused, Column.DETAIL, Operation.STATUS, advice_of)
    assert once == text(refused, Column.DETAIL, Operation.STATUS, advice_of)
    # A message that is cut in its cell is told whole.
    long = Outcome(Verdict.ERROR, None, "SessionNotFoundException", 404, "word " * 100)
    shown = line_of(status(long))
    assert text(shown, Column.DETAIL, Operation.STATUS, advice_of).endswith("…")
    assert ("word " * 99) in tip(shown, Column.DETAIL, Operation.STATUS, advice_of)


def test_a_later_look_is_told_as_in_the_history() -> None:
    later = status(OUTCOMES["SessionNotFoundException"], uid="later")
    line = line_of(check(OUTCOMES["unknown"]), later)
    told = text(line, Column.DETAIL, Operation.COMPLETE, advice_of)
    assert told == "later: Session not found · Time ran out"


def test_a_row_that_was_not_sent_does_not_wait_any_more() -> None:
    [line] = of_run([BatchRow(1, 1, REQUEST)], goes_on=True)
    assert look_of(line, advice_of).words == "Waiting"
    record = status(OUTCOMES["not sent"])
    line.row = BatchRow(1, 1, REQUEST, record.uid, record)
    assert look_of(line, advice_of).words == "Not sent"


def test_durations_are_written_as_in_the_history() -> None:
    record = replace(status(OUTCOMES["true"]), duration_ms=4010.4)
    line = line_of(record)
    told = cell(HistoryColumn.DURATION, record, advice(record), Manner(), AT)
    assert text(line, Column.DURATION, Operation.STATUS, advice_of) == told == "4,010"


def test_an_id_that_was_cleaned_shows_what_is_sent() -> None:
    uuid = "00000000-0000-4000-8000-000000000001"
    table = Table((TableRow(1, (f"\u202e{uuid}", "+79990000001")), TableRow(2, (uuid, "9"))), 2)
    cleaned, plain = of_draft(draft(table, Columns(0, 1)).rows)

    said = text(cleaned, Column.DETAIL, Operation.STATUS, advice_of)
    assert said == f"Will be sent as {uuid}"
    assert "Will be sent" not in text(plain, Column.DETAIL, Operation.STATUS, advice_of)
