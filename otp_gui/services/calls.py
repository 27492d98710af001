"""What every call has in common: its token, the refusals without network, its end and its row."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Clock, History, Progress, Sandbox, StoreError, VaultError
from otp_gui.domain.record import Caller, CheckRecord, Source, intent
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest
from otp_gui.domain.token import read_token
from otp_gui.services.tokens import TokenService

_T = TypeVar("_T")

Send = Callable[[Environment, CheckRequest, Secret, Progress], Awaitable[Outcome]]
"""One method of a gateway or a reader."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where to call, and with which token."""

    environment: Environment
    token: Secret


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be sent; ``environment`` is the one that was asked for."""

    environment: Environment
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call as history took it; ``unsaved_reason`` tells why it does not hold it as it stands.

    ``cancelled`` tells that the task was cancelled while history was at it.
    """

    record: CheckRecord
    unsaved_reason: Phrase | None = None
    cancelled: bool = False


class Calls:
    """The frame around a call: what has to be known before it, and what is kept after it.

    Cancelling the task that waits for a call ends the call, not its record: the outcome then is
    ``cancelled``, and tells whether the request may have been sent.
    """

    def __init__(
        self,
        *,
        history: History,
        tokens: TokenService,
        sandbox: Sandbox,
        clock: Clock,
        caller: Caller,
        new_uid: Callable[[], str],
    ) -> None:
        self.clock = clock
        self._history = history
        self._tokens = tokens
        self._sandbox = sandbox
        self._caller = caller
        self._new_uid = new_uid

    def by(self, source: Source) -> "Calls":
        """Return the same with rows that name another source."""
        return Calls(
            history=self._history,
            tokens=self._tokens,
            sandbox=self._sandbox,
            clock=self.clock,
            caller=replace(self._caller, source=source),
            new_uid=self._new_uid,
        )

    async def prepare(
        self, environment: Environment, *, stored_only: bool = False
    ) -> Access | Refusal:
        """Return where to call and with which token, or why nothing may be sent.

        With ``stored_only`` the token of this run's variable does not count: it is meant for the
        environment that the user calls, and no other one is to see it.
        """
        if environment.refuses_transport:
            return Refusal(environment, not_sent(Failure.INSECURE_TRANSPORT))
        read = self._tokens.stored if stored_only else self._tokens.read
        try:
            token = await read(environment)
            if environment.is_embedded_sandbox:
                environment = replace(environment, base_url=await self._sandbox.start())
        except VaultError as error:
            return Refusal(environment, not_sent(error.failure))
        except asyncio.CancelledError:
            uncancel()
            return Refusal(environment, not_sent(Failure.CANCELLED))
        if token is None:
            return Refusal(environment, not_sent(Failure.NO_TOKEN))
        if read_token(token.secret.reveal()).value != token.secret:
            return Refusal(environment, not_sent(Failure.TOKEN_REJECTED_LOCALLY))
        return Access(environment, token.secret)

    def intent(
        self,
        request: CheckRequest,
        environment: Environment,
        operation: Operation,
        at: datetime | None = None,
    ) -> CheckRecord:
        """Return the record of a call that is about to be made, ``at`` or now."""
        at = at or self.clock.now()
        return intent(self._new_uid(), at, request, environment, self._caller, operation)

    async def begin(self, record: CheckRecord) -> Recorded:
        """Commit an intent row.

        :raises AlreadyRunningError: while a call for the same session is in flight.
        """
        return await self._recorded(record, self._history.begin(record))

    async def call(
        self,
        send: Send,
        record: CheckRecord,
        request: CheckRequest,
        access: Access,
        progress: Progress,
    ) -> CheckRecord:
        """Make one call and return ``record`` with what came of it."""
        began = self.clock.monotonic()
        try:
            outcome = await send(access.environment, request, access.token, progress)
        except asyncio.CancelledError:
            uncancel()
            verdict = Verdict.UNKNOWN if progress.may_have_been_sent else Verdict.NOT_SENT
            outcome = Outcome(verdict, failure=Failure.CANCELLED)
        return record.finished(outcome, self.clock.now(), (self.clock.monotonic() - began) * 1000)

    def refused(self, record: CheckRecord, outcome: Outcome) -> CheckRecord:
        """Return ``record`` of a call that was not made."""
        return replace(record, outcome=outcome, finished_at=self.clock.now())

    async def finish(self, record: CheckRecord) -> Recorded:
        """Record what came of a call; one that has no row yet is added whole."""
        return await self._recorded(replace(record, saved=False), self._history.finish(record))

    async def _recorded(
        self, unsaved: CheckRecord, work: Coroutine[Any, Any, CheckRecord]
    ) -> Recorded:
        done, cancelled = await to_the_end(work)
        try:
            return Recorded(done.result(), cancelled=cancelled)
        except StoreError as error:
            return Recorded(unsaved, error.explanation, cancelled)


def not_sent(failure: Failure) -> Outcome:
    """Return the outcome of a call that never left."""
    return Outcome(Verdict.NOT_SENT, failure=failure)


async def to_the_end(work: Coroutine[Any, Any, _T]) -> tuple[asyncio.Task[_T], bool]:
    """Wait until ``work`` is done even if cancelled meanwhile, and tell whether that happened.

    A half-heard commit would leave a row of which nobody knows; the waits of history are bounded.
    """
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            uncancel()
            cancelled = True
    return task, cancelled


async def together(*works: Coroutine[Any, Any, _T]) -> tuple[_T | None, ...]:
    """Run ``works`` side by side until each has ended; being cancelled is passed on to them.

    None stands for a work that was cancelled and had no answer to that, such as one that had not
    even begun.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    while pending := {task for task in tasks if not task.done()}:
        try:
            await asyncio.wait(pending)
        except asyncio.CancelledError:
            uncancel()
            for task in pending:
                task.cancel()
    return tuple(None if task.cancelled() else task.result() for task in tasks)


async def end(tasks: Iterable[asyncio.Task[Any]]) -> bool:
    """Cancel ``tasks`` and wait until each has ended, even if cancelled meanwhile.

    Tells whether that happened: nobody else hears of it.
    """
    cancelled = False
    waiting = {task for task in tasks if not task.done()}
    for task in waiting:
        task.cancel()
    while waiting := {task for task in waiting if not task.done()}:
        try:
            await asyncio.wait(waiting)
        except asyncio.CancelledError:
            uncancel()
            cancelled = True
    return cancelled


async def cancelled_by_now() -> bool:
    """Tell whether the task was cancelled since it last waited for something.

    Else that would strike whatever its caller waits for next.
    """
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        uncancel()
        return True
    return False


def uncancel() -> None:
    """Take a cancellation as heard: the call is cancelled, its record still gets finished."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
