"""Many calls as one run: its plan, its rows, what came of each, and what may be called again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.ports import Progress
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest

MOST_AT_ONCE: Final = 20
USUAL_AT_ONCE: Final = 4
OPERATIONS: Final = (Operation.STATUS, Operation.COMPLETE)
"""What a run can do; the first only reads."""


class RunState(StrEnum):
    """How far a run is, as its file says."""

    RUNNING = "running"
    """A process is at it, or was when it died."""
    STOPPED = "stopped"
    """Ended before its last row; the rest can be called."""
    FINISHED = "finished"
    """Every row had its turn."""


class StopReason(StrEnum):
    """Why a run ended before its last row."""

    CANCELLED = "cancelled"
    ACCESS = "access"
    """The token is not accepted: it would not be for any other row."""
    UNREACHABLE = "unreachable"
    """Nothing left this machine any more, row after row."""
    HISTORY = "history"
    """The history took no more rows."""
    BUSY = "busy"
    """All were called but those whose session another call was being made for."""
    OVERTAKEN = "overtaken"
    """All were called but those that another completing call was made for since."""
    INTERRUPTED = "interrupted"
    """The process that was at it is gone."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a run goes about it.

    Up to ``at_once`` calls at a time (1 to 20); each of these waits ``pause_seconds`` before its
    next one. ``access_errors`` answers of 403 end it; one of 401 always does.
    """

    at_once: int = USUAL_AT_ONCE
    pause_seconds: float = 0.0
    access_errors: int = 1


@dataclass(frozen=True, slots=True)
class BatchItem:
    """What one row asks; ``line`` is where it stood in the list."""

    line: int
    request: CheckRequest


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What the user confirms: these rows, there, so. ``title`` is the list's name, or empty.

    ``chosen_at`` (UTC) is when it was seen what may be called; what completes one of the logins
    later goes before the run, also while the user is being asked. None stands for its begin.
    """

    environment: Environment
    operation: Operation
    items: Sequence[BatchItem]
    title: str = ""
    settings: RunSettings = field(default_factory=RunSettings)
    chosen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchRun:
    """A run as its file has it; ``started_at`` is UTC, and the plan's ``chosen_at`` if it had one.

    Of its ``count`` rows, ``called`` have a call. ``reason`` is why it was stopped. A running one
    whose process is gone reads ``STOPPED`` and ``INTERRUPTED``.
    """

    uid: str
    started_at: datetime
    environment: str
    base_url: str
    operation: Operation
    title: str
    settings: RunSettings
    count: int
    called: int = 0
    state: RunState = RunState.RUNNING
    reason: StopReason | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row of a run; ``number`` is its place there, from 1.

    ``check_uid`` names its call from the moment when that was about to be made; ``record`` is that
    call, None where history no longer has it. ``later`` is the newest call of the status for the
    same session and number, and of the same environment, that left after this one had ended.
    ``is_overtaken`` tells that a newer completing call was made for the session, in whatever way:
    this row is not to be called for it again.
    """

    number: int
    line: int
    request: CheckRequest
    check_uid: str | None = None
    record: CheckRecord | None = None
    later: CheckRecord | None = None
    is_overtaken: bool = False

    @property
    def verdict(self) -> Verdict | None:
        """What came of it: ``not_sent`` where it was never called, None where that is forgotten."""
        if self.check_uid is None:
            return Verdict.NOT_SENT
        return None if self.record is None else self.record.outcome.verdict


class Confirmation(StrEnum):
    """What the user is asked before a run begins."""

    NONE = "none"
    ASK = "ask"
    """The count and the environment are shown."""
    TYPE_COUNT = "type_count"
    """The user types the count."""


class NotBegun(StrEnum):
    """Why a row was not called when its turn came."""

    RUNNING = "running"
    """Its session has a call in flight, or the row was called or forgotten elsewhere."""
    OVERTAKEN = "overtaken"
    """Its session got a completing call since it was chosen for the run."""


Begun = CheckRecord | NotBegun
"""What came of an intent row."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is committed together: calls of a run that are about to leave, and ones that ended.

    ``begins`` are row numbers with their intent rows. ``frees`` are such that were begun, and then
    not sent because the run was ended: they are recorded as ``ends``, and their row can be called.
    """

    begins: Sequence[tuple[int, CheckRecord]] = ()
    ends: Sequence[CheckRecord] = ()
    frees: Sequence[tuple[int, CheckRecord]] = ()


class Batches(Protocol):
    """The runs. Methods wait off the caller's thread and raise ``StoreError``.

    The row of a run goes with its call, and with a number that is forgotten; rows that were never
    called go once the run is as old as calls may get; a run goes with the last of its rows.
    """

    async def create(self, plan: BatchPlan, uid: str, at: datetime) -> BatchRun:
        """Keep a run and its rows, all not called so far, in one transaction; it is ours."""
        ...

    async def take(self, uid: str) -> BatchRun:
        """Make a stopped run ours and ``running``.

        :raises StoreError: where it is not there, or a living process is at it.
        """
        ...

    async def step(self, uid: str, step: Step) -> Sequence[Begun]:
        """Commit ``step`` in one transaction; the answers are those of its begins, in order.

        An intent row and the row of the run that names it come together. A begin is refused where
        a living process has a completing call in flight for the session, where the row of the run
        has a call already or is forgotten, and where it completes and its session got a completing
        call, other than one unsent or turned away, since the run began. Ends that could not be
        written are tried again with whatever history writes next.

        :raises StoreError: where it cannot be written, or the run is not ours; nothing is begun.
        """
        ...

    async def stop(self, uid: str, state: RunState, reason: StopReason | None) -> BatchRun:
        """Write how a run ended; it is nobody's any more.

        One of which no row is left to be called is ``FINISHED``, whatever ended it.

        :raises StoreError: where it cannot be written; the run reads ``INTERRUPTED`` then.
        """
        ...

    async def run(self, uid: str) -> BatchRun | None:
        """Return one run, None where it is not there any more."""
        ...

    async def runs(self, limit: int = 50) -> Sequence[BatchRun]:
        """Return the newest runs, newest first."""
        ...

    async def rows(self, uid: str) -> Sequence[BatchRow]:
        """Return all rows of a run in order, with their calls."""
        ...

    async def completed_before(
        self, base_url: str, request_ids: Sequence[str]
    ) -> Sequence[Verdict]:
        """Return what completing calls of each session came to, if it had any.

        That is ``running`` where one is in flight, else ``success`` where one completed it, else
        ``unknown`` where one may have. Those that did not leave this machine or were turned away
        unheard do not count.
        """
        ...

    async def asked_to_wait(self, base_url: str, since: datetime) -> Sequence[CheckRecord]:
        """Return calls of runs that left since then and whose answer may ask for a pause.

        They are those at an address, the newest first; of very many the newest.
        """
        ...

    async def remove(self, uid: str) -> None:
        """Forget a run that nobody is at; its calls stay."""
        ...


class RunReader(Protocol):
    """What a run reads by: a reader of its own that may keep connections between calls."""

    async def status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the status, as :meth:`otp_gui.domain.ports.Reader.status`."""
        ...

    async def aclose(self) -> None:
        """Let go of what is kept, once no call is in flight."""
        ...


@dataclass(frozen=True, slots=True)
class BatchNews:
    """What happens in a run.

    ``row`` has begun (its record is ``running``), has ended, or was refused because another call is
    in flight (``check_uid`` is None). ``held_until`` (UTC) tells that the server asked for a pause
    and no call leaves before; None in the next news says that it is over.
    """

    row: BatchRow | None = None
    held_until: datetime | None = None


Told = Callable[[BatchNews], None]
"""Hears the news, on the loop's thread, as often as there are any: up to thousands a second."""
