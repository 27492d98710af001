"""The main job: complete one login, at most once, and never lose the record of it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure, Outcome, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import (
    Clock,
    Gateway,
    History,
    Progress,
    Sandbox,
    StoredToken,
    StoreError,
    VaultError,
)
from otp_gui.domain.record import Caller, CheckRecord, intent
from otp_gui.domain.request import CheckRequest
from otp_gui.domain.token import read_token
from otp_gui.services.tokens import TokenService

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A finished check; ``unsaved_reason`` tells why history does not hold it as it stands."""

    record: CheckRecord
    unsaved_reason: Phrase | None = None


class CheckService:
    """Sends a completing call for a confirmed request, between its intent row and its outcome."""

    def __init__(  # noqa: PLR0913 - the use case's ports, all by keyword
        self,
        *,
        gateway: Gateway,
        history: History,
        tokens: TokenService,
        sandbox: Sandbox,
        clock: Clock,
        caller: Caller,
        new_uid: Callable[[], str],
    ) -> None:
        self._gateway = gateway
        self._history = history
        self._tokens = tokens
        self._sandbox = sandbox
        self._clock = clock
        self._caller = caller
        self._new_uid = new_uid

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
        environment, token, refusal = await self._prepare(environment)
        record = intent(
            self._new_uid(),
            self._clock.now(),
            request,
            environment,
            self._caller,
        )
        begun, cancelled = await _to_the_end(self._history.begin(record))
        unsaved_reason = None
        try:
            record = begun.result()
        except StoreError as error:
            unsaved_reason = error.explanation
            if not unsaved:
                refusal = refusal or _not_sent(Failure.HISTORY_UNAVAILABLE)
        if cancelled:
            refusal = refusal or _not_sent(Failure.CANCELLED)
        if refusal is not None or token is None:
            refusal = refusal or _not_sent(Failure.NO_TOKEN)
            ended = replace(record, outcome=refusal, finished_at=self._clock.now())
        else:
            ended = await self._call(record, request, environment, token, progress)
        return await self._finish(ended, unsaved_reason)

    async def resend(
        self,
        request: CheckRequest,
        environment: Environment,
        progress: Progress,
        *,
        unsaved: bool = False,
    ) -> CheckResult:
        """POST resend once, which sends the user another message; all as for :meth:`complete`."""
        raise NotImplementedError

    async def _prepare(
        self, environment: Environment
    ) -> tuple[Environment, StoredToken | None, Outcome | None]:
        """Return where to call and with which token, or why nothing may be sent."""
        if environment.refuses_transport:
            return environment, None, _not_sent(Failure.INSECURE_TRANSPORT)
        try:
            token = await self._tokens.read(environment)
            if environment.is_embedded_sandbox:
                environment = replace(environment, base_url=await self._sandbox.start())
        except VaultError as error:
            return environment, None, _not_sent(error.failure)
        except asyncio.CancelledError:
            _uncancel()
            return environment, None, _not_sent(Failure.CANCELLED)
        if token is None:
            return environment, None, _not_sent(Failure.NO_TOKEN)
        if read_token(token.secret.reveal()).value != token.secret:
            return environment, None, _not_sent(Failure.TOKEN_REJECTED_LOCALLY)
        return environment, token, None

    async def _call(
        self,
        record: CheckRecord,
        request: CheckRequest,
        environment: Environment,
        token: StoredToken,
        progress: Progress,
    ) -> CheckRecord:
        began = self._clock.monotonic()
        try:
            outcome = await self._gateway.complete(environment, request, token.secret, progress)
        except asyncio.CancelledError:
            _uncancel()
            verdict = Verdict.UNKNOWN if progress.may_have_been_sent else Verdict.NOT_SENT
            outcome = Outcome(verdict, failure=Failure.CANCELLED)
        return record.finished(outcome, self._clock.now(), (self._clock.monotonic() - began) * 1000)

    async def _finish(self, record: CheckRecord, unsaved_reason: Phrase | None) -> CheckResult:
        """Record what came of it; a call that went out without its row is added whole."""
        if record.outcome.failure is Failure.HISTORY_UNAVAILABLE:
            return CheckResult(record, unsaved_reason)
        finished, _cancelled = await _to_the_end(self._history.finish(record))
        try:
            return CheckResult(finished.result())
        except StoreError as error:
            return CheckResult(replace(record, saved=False), error.explanation)


def _not_sent(failure: Failure) -> Outcome:
    return Outcome(Verdict.NOT_SENT, failure=failure)


async def _to_the_end(work: Coroutine[Any, Any, _T]) -> tuple[asyncio.Task[_T], bool]:
    """Wait until ``work`` is done even if cancelled meanwhile, and tell whether that happened.

    A half-heard commit would leave a row of which nobody knows; the waits of history are bounded.
    """
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            _uncancel()
            cancelled = True
    return task, cancelled


def _uncancel() -> None:
    """Take a cancellation as heard: the call is cancelled, its record still gets finished."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
