"""Runs: many calls, a few at a time, each once and never without its row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from otp_gui.domain.batch import (
    Batches,
    BatchPlan,
    BatchRow,
    BatchRun,
    RunReader,
    RunState,
    StopReason,
    Told,
)
from otp_gui.domain.batch_labels import MADE_ELSEWHERE
from otp_gui.domain.batch_rules import (
    LONGEST_HOLD_SECONDS,
    is_elsewhere,
    pause_left_seconds,
    to_resume,
)
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Gateway
from otp_gui.domain.record import Source
from otp_gui.domain.token_expiry import warnings
from otp_gui.services.calls import Access, Calls, Refusal, cancelled_by_now, to_the_end
from otp_gui.services.course import Course, Way
from otp_gui.services.gate import Gate, RunControl
from otp_gui.services.ledger import Ledger

__all__ = ["BatchService", "Foresight", "RunControl", "RunResult"]


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    ``refusal`` tells why it never began: no token, keyring, transport; ``run`` is None then, and
    nothing is kept. ``unsaved_reason`` tells why history does not hold all of it as it stands;
    ``is_end_kept``, that it holds at least how the run ended.
    """

    run: BatchRun | None
    refusal: Outcome | None = None
    unsaved_reason: Phrase | None = None
    is_end_kept: bool = True


@dataclass(frozen=True, slots=True)
class Foresight:
    """What can be known of a run before it is confirmed.

    ``refusal`` tells why it could not begin; ``of_token`` what is wrong with the token though it is
    there; ``before`` what earlier completing calls for its logins came to, one for each login that
    had any.
    """

    refusal: Outcome | None = None
    of_token: Sequence[Phrase] = ()
    before: Sequence[Verdict] = ()


class BatchService:
    """Begins and resumes runs.

    Cancelling the task does what :meth:`RunControl.cancel` does; cancelling it once more gives up
    the calls in flight, too, which then tell whether they may have been sent.
    """

    def __init__(
        self,
        *,
        new_reader: Callable[[], RunReader],
        gateway: Gateway,
        batches: Batches,
        calls: Calls,
        new_uid: Callable[[], str],
    ) -> None:
        self._new_reader = new_reader
        self._gateway = gateway
        self._batches = batches
        self._calls = calls.by(Source.BATCH)
        self._new_uid = new_uid

    async def foresee(
        self,
        environment: Environment,
        completing: Sequence[str] = (),
        unknown: Sequence[str] = (),
    ) -> Foresight:
        """Look at what the user is to know before a run is confirmed; nothing is called.

        ``completing`` are the request IDs of the logins that it is to complete; ``unknown`` those
        of which is known that an earlier call may have completed them, so only what certainly did
        is told.

        :raises StoreError: where the history cannot be read.
        """
        access = await self._calls.prepare(environment)
        if isinstance(access, Refusal):
            return Foresight(access.outcome)
        where = access.environment
        before = await self._batches.completed_before(where.base_url, completing)
        of_unknown = await self._batches.completed_before(where.base_url, unknown)
        return Foresight(
            of_token=warnings(where, access.token, (), self._calls.clock.now()),
            before=[*before, *(each for each in of_unknown if each is Verdict.SUCCESS)],
        )

    async def start(self, plan: BatchPlan, control: RunControl, told: Told) -> RunResult:
        """Make the run that the user confirmed.

        A pause that the server has asked for is kept, though another run was asked for it.

        :raises StoreError: where the history cannot keep it; nothing is sent.
        """
        access = await self._calls.prepare(plan.environment)
        if isinstance(access, Refusal):
            return RunResult(None, access.outcome)
        held_seconds = await self._held_seconds(access)
        uid, now = self._new_uid(), self._calls.clock.now()
        at = now if plan.chosen_at is None else min(plan.chosen_at, now)
        # With the address that is called: the embedded sandbox is given one by its start.
        made = replace(plan, environment=access.environment)
        created, cancelled = await to_the_end(self._batches.create(made, uid, at))
        run = created.result()
        if cancelled:
            control.cancel()
        rows = [
            BatchRow(number, item.line, item.request) for number, item in enumerate(plan.items, 1)
        ]
        return await self._go(run, rows, access, control, told, held_seconds)

    async def resume(
        self, run: BatchRun, environment: Environment, control: RunControl, told: Told
    ) -> RunResult:
        """Call the rows of a stopped run that were never called, as fast as its settings say.

        ``environment`` is the one that the run names; it has to have the same base URL. A pause
        that the server has asked for is kept, as by :meth:`start`.

        :raises StoreError: as for :meth:`start`; where a living process is at it.
        """
        if is_elsewhere(run, environment):
            raise StoreError(MADE_ELSEWHERE)
        access = await self._calls.prepare(environment)
        if isinstance(access, Refusal):
            return RunResult(None, access.outcome)
        held_seconds = await self._held_seconds(access)
        taking, cancelled = await to_the_end(self._batches.take(run.uid))
        taken = taking.result()
        reading, cancelled_then = await to_the_end(self._batches.rows(run.uid))
        if cancelled or cancelled_then:
            control.cancel()
        try:
            found = reading.result()
        except StoreError:
            await self._stop(taken, StopReason.HISTORY)
            raise
        rows = to_resume(found, run.operation)
        resumed = replace(taken, settings=run.settings)
        return await self._go(resumed, rows, access, control, told, held_seconds)

    async def run(self, uid: str) -> BatchRun | None:
        """Return one run, None where it is not there; :raises StoreError: as :meth:`runs`."""
        return await self._batches.run(uid)

    async def runs(self, limit: int = 50) -> Sequence[BatchRun]:
        """Return the newest runs, newest first; :raises StoreError: where they cannot be read."""
        return await self._batches.runs(limit)

    async def rows(self, uid: str) -> Sequence[BatchRow]:
        """Return all rows of a run with their calls."""
        return await self._batches.rows(uid)

    async def remove(self, uid: str) -> None:
        """Forget a run that nobody is at; its calls stay."""
        await self._batches.remove(uid)

    async def _held_seconds(self, access: Access) -> float:
        """Return for how long the server wants no call of a run yet."""
        now = self._calls.clock.now()
        since = now - timedelta(seconds=LONGEST_HOLD_SECONDS)
        asked = await self._batches.asked_to_wait(access.environment.base_url, since)
        return pause_left_seconds(asked, now)

    async def _go(
        self,
        run: BatchRun,
        rows: Sequence[BatchRow],
        access: Access,
        control: RunControl,
        told: Told,
        held_seconds: float,
    ) -> RunResult:
        reader = self._new_reader()
        gate = Gate(self._calls.clock, control, told)
        if held_seconds > 0:
            gate.hold(held_seconds)
        ledger = Ledger(self._batches, run.uid)
        send = self._gateway.complete if run.operation is Operation.COMPLETE else reader.status
        way = Way(self._calls, access, run.operation, send)
        course = Course(rows, run.settings, way, gate, ledger)
        reason: StopReason | None = StopReason.INTERRUPTED
        try:
            await course.until_it_ends()
            reason = gate.reason or (StopReason.BUSY if course.is_busy else None)
            if reason is None and run.called + course.called < run.count:
                reason = StopReason.OVERTAKEN
        finally:
            await to_the_end(gate.aclose())
            await to_the_end(reader.aclose())
            reached = replace(run, called=run.called + course.called)
            stopped, unsaved_reason = await self._stop(reached, reason)
            # Else that would strike whatever its caller waits for next.
            await cancelled_by_now()
        return RunResult(
            stopped,
            unsaved_reason=unsaved_reason or ledger.unsaved_reason,
            is_end_kept=unsaved_reason is None,
        )

    async def _stop(
        self, run: BatchRun, reason: StopReason | None
    ) -> tuple[BatchRun, Phrase | None]:
        state = RunState.FINISHED if reason is None else RunState.STOPPED
        ending, _cancelled = await to_the_end(self._batches.stop(run.uid, state, reason))
        try:
            return ending.result(), None
        except StoreError as error:
            return replace(run, state=state, reason=reason), error.explanation
