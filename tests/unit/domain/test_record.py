from dataclasses import replace
from datetime import datetime, timedelta, timezone

from otp_gui.domain.environment import presets
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.record import Caller, Source, intent
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from tests.unit.domain.records import AT, check

REQUEST = CheckRequest(RequestId("made-up"), Recipient("+79990001122"))


def test_an_intent_is_running_and_in_utc() -> None:
    moscow = AT.astimezone(timezone(timedelta(hours=3)))
    record = intent("uid", moscow, REQUEST, presets()[0], Caller("anna", Source.CLI))
    assert (record.started_at, record.started_at.utcoffset()) == (AT, timedelta(0))
    assert record.outcome.verdict is Verdict.RUNNING
    assert (record.operation, record.environment) == (Operation.COMPLETE, "stage")
    assert (record.request_id, record.recipient) == ("made-up", "+79990001122")
    assert not record.saved


def test_a_finished_record_is_not_saved_yet() -> None:
    record = replace(check(Outcome(Verdict.RUNNING)), saved=True)
    finished = record.finished(Outcome(Verdict.SUCCESS), datetime.now(AT.tzinfo), 12.5)
    assert finished.outcome.verdict is Verdict.SUCCESS
    assert finished.duration_ms == 12.5
    assert not finished.saved
