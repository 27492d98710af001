"""Made-up inspections, and services that answer with them in place of the real ones."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from otp_gui import bootstrap
from otp_gui.bootstrap import Parts
from otp_gui.cli import session
from otp_gui.domain.case import Case
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Progress
from otp_gui.domain.record import Caller, CheckRecord, Source, intent
from otp_gui.domain.request import CheckRequest
from otp_gui.services.inspect import InspectionResult
from otp_gui.services.watch import Look, Watched, WatchEvent
from tests.fakes import REQUEST, STAGE, FakeClock

AT = FakeClock().at
EXPIRED_JWT = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1ODAwMDAwMDB9.c2lnbmF0dXJl"
"""A made-up token that expired in 2020."""
CHANNEL = {
    "type": "viber",
    "status": "sent",
    "label": "Viber",
    "codeType": "code",
    "settings": {"lifetime": 60, "numberOfTries": 3, "numberOfRestart": 2, "code": {"length": 4}},
    "remainingCodeAttempts": 2,
    "payload": {"hint": "made up"},
}
WAITING = Outcome(Verdict.NOT_COMPLETED, http_status=200, response='{"success": false}')
CONFIRMED = Outcome(Verdict.SUCCESS, http_status=200, response='{"success": true}')
DESCRIBED = Outcome(Verdict.NOT_COMPLETED, http_status=200, response=json.dumps(CHANNEL))


def record(outcome: Outcome, operation: Operation = Operation.STATUS) -> CheckRecord:
    caller = Caller("operator", Source.CLI)
    begun = intent(f"uid-{operation}", AT, REQUEST, STAGE, caller, operation)
    return replace(begun.finished(outcome, AT, 12.3456), saved=True)


def inspected(status: Outcome = WAITING, channel: Outcome = DESCRIBED) -> Case:
    return Case(record(status), channel=record(channel, Operation.CHANNEL))


def look(case: Case, slowed: Phrase | None = None) -> Look:
    return Look(AT, case, 3.0, slowed)


@dataclass(slots=True)
class ScriptedInspect:
    """Brings one result, or fails as a broken tool does."""

    result: InspectionResult
    error: Exception | None = None
    asked: list[tuple[CheckRequest, Environment]] = field(default_factory=list)

    async def inspect(
        self, request: CheckRequest, environment: Environment, progress: Progress
    ) -> InspectionResult:
        self.asked.append((request, environment))
        if self.error is not None:
            raise self.error
        return self.result


@dataclass(slots=True)
class ScriptedWatch:
    """Tells what was seen, then what came of it; ``until_stopped`` waits to be cancelled first."""

    seen: Sequence[WatchEvent | Look]
    watched: Watched
    until_stopped: bool = False
    error: Exception | None = None
    intervals: list[float] = field(default_factory=list)
    told: int = 0

    async def watch(
        self,
        request: CheckRequest,
        environment: Environment,
        interval_seconds: float,
        hear: Callable[[WatchEvent | Look], None],
    ) -> Watched:
        self.intervals.append(interval_seconds)
        try:
            for seen in self.seen:
                hear(seen)
                self.told += 1
                await asyncio.sleep(0)
            if self.error is not None:
                raise self.error
            if self.until_stopped:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            assert task is not None
            task.uncancel()
        return self.watched


def put_in_place(monkeypatch: pytest.MonkeyPatch, **services: object) -> None:
    """Let the console build its services as ever, but with these in the place of its own."""

    def build(*arguments: object) -> Parts:
        built = bootstrap.build(*arguments)  # type: ignore[arg-type]  # passed on
        return built._replace(**services)  # type: ignore[arg-type]  # stand-ins

    monkeypatch.setattr(session, "build", build)
