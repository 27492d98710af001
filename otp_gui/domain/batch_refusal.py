"""Explains why a run never began, in the words for a single call."""

from datetime import datetime
from typing import Final

from otp_gui.domain.advice import explain
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import Advice
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome
from otp_gui.domain.record import Caller, Source, intent
from otp_gui.domain.request import CheckRequest, Recipient, RequestId

_NO_LOGIN: Final = CheckRequest(RequestId("-"), Recipient("-"))


def refusal_advice(refusal: Outcome, environment: Environment, at: datetime) -> Advice:
    """Return what to tell of ``refusal``, which is of no login in particular; ``at`` is UTC."""
    caller = Caller("", Source.BATCH)
    record = intent("", at, _NO_LOGIN, environment, caller, Operation.STATUS)
    return explain(Case(record.finished(refusal, at, 0.0)))
