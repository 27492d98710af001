"""How the console tells how far a run is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from otp_gui.cli.batch_progress import Teller
from otp_gui.domain.batch import BatchNews, BatchRow
from otp_gui.domain.outcome import Operation
from tests.fakes import REQUEST
from tests.unit.store.records import ended


class Watch:
    """A monotonic clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def answered() -> BatchNews:
    record = ended()
    return BatchNews(BatchRow(1, 1, REQUEST, record.uid, record))


def test_what_is_left_of_a_hold_is_part_of_what_remains(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watch = Watch()
    teller = Teller(3, Operation.STATUS, monotonic=watch)
    watch.seconds = 10.0
    teller.hear(answered())
    teller.hear(BatchNews(held_until=datetime.now(UTC) + timedelta(hours=1)))
    watch.seconds = 500.0
    teller.hear(replace(answered(), held_until=datetime.now(UTC) + timedelta(hours=1)))
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith("2/3: ")
    assert "1 h 0 min left" in told


def test_the_pace_is_that_of_the_last_rows_and_pauses_do_not_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watch = Watch()
    teller = Teller(1_000, Operation.STATUS, monotonic=watch)
    for row in range(300):
        watch.seconds += 0.1 if row < 200 else 1.0
        teller.hear(answered())
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith("300/1,000: ")
    assert "(1.0 a second, 12 min left)" in told
    teller.hear(BatchNews(held_until=datetime.now(UTC)))
    watch.seconds += 3600
    teller.hear(BatchNews())
    for _row in range(100):
        watch.seconds += 1.0
        teller.hear(answered())
    told = capsys.readouterr().err.splitlines()[-1]
    assert "(1.0 a second, 11 min left)" in told
