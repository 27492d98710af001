"""The calls that change a session: each at most once, and never without the record of it."""

from dataclasses import dataclass

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure, Operation
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Gateway, Progress
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest
from otp_gui.services.calls import Calls, Recorded, Refusal, Send, not_sent


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A finished check; ``unsaved_reason`` tells why history does not hold it as it stands."""

    record: CheckRecord
    unsaved_reason: Phrase | None = None


class CheckService:
    """Sends a changing call for a confirmed request, between its intent row and its outcome."""

    def __init__(self, gateway: Gateway, calls: Calls) -> None:
        self._gateway = gateway
        self._calls = calls

    async def complete(
        self,
        request: CheckRequest,
        environment: Environment,
        progress: Progress,
        *,
        unsaved: bool = False,
    ) -> CheckResult:
        """POST once and return what came of it, recorded.

        Cancelling the task ends the call, not the record: the result then tells ``cancelled`` and
        whether the request may have been sent. Where history refuses the intent row nothing is
        sent (``history_unavailable``), unless the user insisted (``unsaved``).

        :raises AlreadyRunningError: while a call for the same session is in flight; sends nothing.
        """
        return await self._change(
            Operation.COMPLETE, request, environment, progress, unsaved=unsaved
        )

    async def resend(
        self,
        request: CheckRequest,
        environment: Environment,
        progress: Progress,
        *,
        unsaved: bool = False,
    ) -> CheckResult:
        """POST resend once, which sends the user another message; all as for :meth:`complete`."""
        return await self._change(Operation.RESEND, request, environment, progress, unsaved=unsaved)

    async def _change(
        self,
        operation: Operation,
        request: CheckRequest,
        environment: Environment,
        progress: Progress,
        *,
        unsaved: bool,
    ) -> CheckResult:
        access = await self._calls.prepare(environment)
        record = self._calls.intent(request, access.environment, operation)
        begun = await self._calls.begin(record)
        if isinstance(access, Refusal):
            refusal = access.outcome
        elif begun.unsaved_reason is not None and not unsaved:
            refusal = not_sent(Failure.HISTORY_UNAVAILABLE)
        elif begun.cancelled:
            refusal = not_sent(Failure.CANCELLED)
        else:
            send = self._send(operation)
            ended = await self._calls.call(send, begun.record, request, access, progress)
            return _result(await self._calls.finish(ended))
        ended = self._calls.refused(begun.record, refusal)
        if refusal.failure is Failure.HISTORY_UNAVAILABLE:
            return CheckResult(ended, begun.unsaved_reason)
        return _result(await self._calls.finish(ended))

    def _send(self, operation: Operation) -> Send:
        return self._gateway.resend if operation is Operation.RESEND else self._gateway.complete


def _result(recorded: Recorded) -> CheckResult:
    return CheckResult(recorded.record, recorded.unsaved_reason)
