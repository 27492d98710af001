"""What the console says of a run that is over."""

import pytest

from otp_gui.cli.batch_told import summary, tell_run
from otp_gui.domain.batch import BatchRow, BatchRun, RunSettings, RunState
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from tests.unit.domain.records import AT, status
from tests.unit.domain.situations import OUTCOMES

RUN = BatchRun(
    *("run", AT, "stage", "https://stage.example", Operation.STATUS, "", RunSettings(), 2, 2),
    RunState.FINISHED,
)
REFUSED = Outcome(Verdict.NOT_SENT, Failure.REFUSED)


def test_causes_on_our_side_are_told_in_words_and_kept_as_machine_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    records = [status(REFUSED, uid="1"), status(OUTCOMES["SessionNotFoundException"], uid="2")]
    rows = [
        BatchRow(n, n, CheckRequest(RequestId("r"), Recipient("1")), record.uid, record)
        for n, record in enumerate(records, 1)
    ]
    tell_run(RUN, rows)
    told = capsys.readouterr().err.splitlines()
    assert "  Connection refused: 1" in told
    assert "  SessionNotFoundException: 1" in told
    types = summary(RUN, rows, None)["types"]
    assert types == {"refused": 1, "SessionNotFoundException": 1}
