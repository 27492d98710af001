"""The reading services on fakes, and the answers that they get."""

import asyncio
from itertools import count

from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.ports import Progress
from otp_gui.domain.record import Caller, Source
from otp_gui.domain.redact import Secret
from otp_gui.services.calls import Calls
from otp_gui.services.inspect import InspectService
from otp_gui.services.recall import Recall
from otp_gui.services.tokens import TokenService
from otp_gui.services.watch import WatchService
from otp_gui.vault.session import SessionVault
from tests.fakes import FakeClock, FakeHistory, FakeReader, FakeSandbox, RefusingVault

CONFIRMED = Outcome(Verdict.SUCCESS, http_status=200, response='{"success": true}')
WAITING = Outcome(Verdict.NOT_COMPLETED, http_status=200, response='{"success": false}')
TIMED_OUT = Outcome(Verdict.UNKNOWN, Failure.TIMEOUT)
UNREACHABLE = Outcome(Verdict.NOT_SENT, Failure.REFUSED)
UNAUTHORIZED = Outcome(Verdict.ERROR, http_status=401)
NOT_OFFERED = Outcome(Verdict.ERROR, http_status=404)


def typed(error_type: str, http_status: int = 400) -> Outcome:
    return Outcome(Verdict.ERROR, error_type=error_type, http_status=http_status)


NOT_FOUND = typed("SessionNotFoundException", 404)
MISMATCH = typed("PhoneNumberMismatchException", 409)
NOTHING_YET = typed("LongPollingTimeoutException", 408)


def channel(kind: str = "sms", status: str = "sent", remaining: int | None = 3) -> Outcome:
    left = "" if remaining is None else f', "remainingCodeAttempts": {remaining}'
    body = f'{{"type": "{kind}", "status": "{status}", "codeType": "code"{left}}}'
    return Outcome(Verdict.NOT_COMPLETED, http_status=200, response=body)


async def turns(number: int = 20) -> None:
    """Let other tasks go on."""
    for _turn in range(number):
        await asyncio.sleep(0)


class Desk:
    """Inspecting and watching, with one vault for all environments."""

    def __init__(
        self, keyring: RefusingVault | None = None, variable: Secret | None = None
    ) -> None:
        self.clock = FakeClock()
        self.reader = FakeReader(self.clock)
        self.history = FakeHistory()
        self.sandbox = FakeSandbox()
        self.vault = SessionVault()
        self.progress = Progress()
        uids = count(1)
        calls = Calls(
            history=self.history,
            tokens=TokenService(
                keyring=keyring or SessionVault(),
                session=self.vault,
                sandbox_token=Secret("sandbox-own-token"),
                variable=variable,
            ),
            sandbox=self.sandbox,
            clock=self.clock,
            caller=Caller("agent", Source.GUI),
            new_uid=lambda: f"uid-{next(uids)}",
        )
        recall = Recall(self.history)
        self.inspecting = InspectService(self.reader, calls, recall)
        self.watching = WatchService(self.reader, calls, recall)
