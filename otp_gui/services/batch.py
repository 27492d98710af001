"""Runs: many calls, a few at a time, each once and never without its row."""

from collections.abc import Sequence
from dataclasses import dataclass

from otp_gui.domain.batch import BatchPlan, BatchRow, BatchRun, Told
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Outcome
from otp_gui.domain.phrase import Phrase


class RunControl:
    """How the user holds a run: from any place on the loop's thread, at any time."""

    def pause(self) -> None:
        """Let no further call leave until :meth:`resume`; those in flight go on."""
        raise NotImplementedError

    def resume(self) -> None:
        """Go on after :meth:`pause`."""
        raise NotImplementedError

    def cancel(self) -> None:
        """End the run: calls in flight are finished and recorded, the rest is never called."""
        raise NotImplementedError

    @property
    def is_paused(self) -> bool:
        """Whether it is held by :meth:`pause`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    ``refusal`` tells why it never began: no token, keyring, transport; ``run`` is None then, and
    nothing is kept. ``unsaved_reason`` tells why history does not hold all of it as it stands.
    """

    run: BatchRun | None
    refusal: Outcome | None = None
    unsaved_reason: Phrase | None = None


class BatchService:
    """Begins and resumes runs.

    Cancelling the task does what :meth:`RunControl.cancel` does; cancelling it once more gives up
    the calls in flight, too, which then tell whether they may have been sent.
    """

    async def start(self, plan: BatchPlan, control: RunControl, told: Told) -> RunResult:
        """Make the run that the user confirmed.

        :raises StoreError: where the history cannot keep it; nothing is sent.
        """
        raise NotImplementedError

    async def resume(
        self, run: BatchRun, environment: Environment, control: RunControl, told: Told
    ) -> RunResult:
        """Call the rows of a stopped run that were never called.

        ``environment`` is the one that the run names; it has to have the same base URL.

        :raises StoreError: as for :meth:`start`; where a living process is at it.
        """
        raise NotImplementedError

    async def runs(self, limit: int = 50) -> Sequence[BatchRun]:
        """Return the newest runs, newest first; :raises StoreError: where they cannot be read."""
        raise NotImplementedError

    async def rows(self, uid: str) -> Sequence[BatchRow]:
        """Return all rows of a run with their calls."""
        raise NotImplementedError

    async def remove(self, uid: str) -> None:
        """Forget a run that nobody is at; its calls stay."""
        raise NotImplementedError
