"""How the console tells how far a run is."""

from datetime import UTC, datetime, timedelta

import pytest

from otp_gui.cli.batch_progress import Teller
from otp_gui.domain.batch import BatchNews, BatchRow
from otp_gui.domain.outcome import Operation
from tests.fakes import REQUEST
from tests.unit.store.records import ended


def test_what_is_left_of_a_hold_is_part_of_what_remains(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seconds = iter([0.0, 20.0])
    teller = Teller(2, Operation.STATUS, monotonic=lambda: next(seconds))
    teller.hear(BatchNews(held_until=datetime.now(UTC) + timedelta(hours=1)))
    record = ended()
    teller.hear(BatchNews(BatchRow(1, 1, REQUEST, record.uid, record)))
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith("1/2: ")
    assert "1 h 0 min left" in told
