from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.outcome import Outcome, Remark, Verdict
from otp_gui.store.rows import MAX_RESPONSE_BYTES, stamp, storable
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

    kept = storable(ended(outcome, request_id=text, recipient=text, note=text))

    assert kept.note.encode().decode() == kept.note
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
