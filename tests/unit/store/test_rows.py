import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.advice import advice
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Operation, Outcome, Remark, Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render
from otp_gui.store import writing
from otp_gui.store.database import Database
from otp_gui.store.history import SqliteHistory
from otp_gui.store.rows import COLUMNS, MAX_RESPONSE_BYTES, RECORD, stamp, storable, to_record
from tests.fakes import FakeClock
from tests.unit.store.records import NOT_FOUND, START, ended

times = st.datetimes(timezones=st.just(UTC))


def test_stamp_is_iso_8601_in_utc_with_milliseconds() -> None:
    moscow = timezone(timedelta(hours=3))

    assert stamp(START.astimezone(moscow)) == "2026-11-23T10:20:30.123Z"


@given(times, times)
def test_stamps_sort_as_the_times_do(one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))

    assert stamp(early) <= stamp(late)


@given(times)
def test_stamp_reads_back_to_the_millisecond(at: datetime) -> None:
    assert at - datetime.fromisoformat(stamp(at)) < timedelta(milliseconds=1)


@given(st.text())
def test_storable_text_is_valid_unicode_and_stays_so(text: str) -> None:
    outcome = Outcome(
        Verdict.ERROR, error_type=text, message=text, response=text, headers=((text, text),)
    )

    names: dict[str, Any] = dict.fromkeys(
        ("request_id", "recipient", "note", "operator", "environment", "base_url"), text
    )

    kept = storable(ended(outcome, **names))

    assert kept.note.encode().decode() == kept.note
    assert {getattr(kept, name) for name in names} == {kept.note}
    assert kept.outcome.message == kept.outcome.response == kept.note
    assert storable(kept) == kept


def test_response_is_cut_between_characters() -> None:
    response = "a" * (MAX_RESPONSE_BYTES - 1) + "ы"

    kept = storable(ended(Outcome(Verdict.UNKNOWN, response=response))).outcome

    assert kept.response == "a" * (MAX_RESPONSE_BYTES - 1)
    assert kept.remarks == (Remark.TRUNCATED,)


def test_response_that_fits_is_kept_as_it_is() -> None:
    response = "a" * MAX_RESPONSE_BYTES

    kept = storable(ended(Outcome(Verdict.UNKNOWN, response=response))).outcome

    assert kept.response == response
    assert kept.remarks == ()


def test_storable_record_is_not_changed() -> None:
    record = ended(NOT_FOUND)

    assert storable(record) == record


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "history.sqlite3", FakeClock(), 0)
    with database.writing() as connection:
        writing.finish(connection, ended(NOT_FOUND))
    yield database
    database.close()


def read_with(database: Database, table: str, column: str, value: object) -> CheckRecord:
    """Read the row after another program has put ``value`` into one of its columns."""
    with database.writing() as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608 - the test's own
    with database.reading() as connection:
        return to_record(connection.execute(RECORD).fetchone())


@pytest.mark.parametrize("column", ["verdict", "operation"])
def test_verdict_or_operation_that_is_not_known_means_an_unclear_end(
    database: Database, column: str
) -> None:
    read = read_with(database, "checks", column, "unheard-of")

    assert read.operation is Operation.COMPLETE
    assert read.outcome.verdict is Verdict.UNKNOWN
    assert read.outcome.message == NOT_FOUND.message


def test_failure_and_source_that_are_not_known_cost_no_more_than_themselves(
    database: Database,
) -> None:
    assert read_with(database, "checks", "failure", "unheard-of").outcome == NOT_FOUND
    assert read_with(database, "checks", "source", "unheard-of").outcome == NOT_FOUND


def test_remark_that_is_not_known_is_left_out(database: Database) -> None:
    read = read_with(database, "checks", "remarks", '["unheard-of", "truncated", 7, ["a"]]')

    assert read.outcome.remarks == (Remark.TRUNCATED,)


@pytest.mark.parametrize("text", ["", "{", "7", "[" * 100_000, '["a", ["a"], [1, 2], {"a": 1}]'])
def test_headers_and_remarks_that_make_no_sense_are_left_out(database: Database, text: str) -> None:
    assert read_with(database, "checks", "headers", text).outcome.headers == ()
    assert read_with(database, "checks", "remarks", text).outcome.remarks == ()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-23T10:20:30.123", START),
        ("2026-11-23T13:20:30.123+03:00", START),
        ("yesterday", datetime(1970, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-23:00", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_time_is_read_in_any_form_and_is_never_one_that_cannot_be_shown(
    database: Database, text: str, at: datetime
) -> None:
    assert read_with(database, "checks", "started_at", text).started_at == at


@pytest.mark.parametrize("value", [b"\xff\x00", "text", 7, 7.5, float("inf"), -1])
@pytest.mark.parametrize("column", COLUMNS)
def test_no_value_in_any_column_costs_the_row(
    database: Database, column: str, value: object
) -> None:
    read = read_with(database, "checks", column, value)

    assert storable(read).saved
    assert render(advice(read).headline)


async def test_text_in_another_encoding_does_not_cost_the_row(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path / "history.sqlite3", FakeClock())
    made = await history.finish(ended(NOT_FOUND))
    with closing(sqlite3.connect(history.path)) as other, other:
        other.execute("UPDATE checks SET note = CAST(x'efff' AS TEXT), error_type = note")

    [read] = (await history.page(HistoryQuery())).records
    finished = await history.finish(made)
    await history.close()

    assert read.note == finished.note == "\N{REPLACEMENT CHARACTER}" * 2
