"""What services need from the outside; adapters provide it, ``otp_gui.bootstrap`` joins them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Protocol

from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import AlreadyRunningError, StoreError, VaultError
from otp_gui.domain.history_query import (
    Choices,
    HistoryPage,
    HistoryQuery,
    PageKey,
    Revision,
)
from otp_gui.domain.outcome import Outcome, Phase, Verdict
from otp_gui.domain.past import Past
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.picture import Bar, Bucket
from otp_gui.domain.policy import Listed, Policy
from otp_gui.domain.preferences import Preferences
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.redact import Secret
from otp_gui.domain.request import CheckRequest

__all__ = [
    "AlreadyRunningError",
    "Clock",
    "Environments",
    "Gateway",
    "History",
    "Keeping",
    "PreferencesStore",
    "Progress",
    "Reader",
    "Sandbox",
    "SandboxSession",
    "StoreError",
    "StoredToken",
    "Vault",
    "VaultError",
]


class Clock(Protocol):
    """Time: UTC for what is stored, monotonic seconds for what is measured."""

    def now(self) -> datetime:
        """Return the current time, UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so many monotonic seconds."""
        ...


@dataclass(slots=True)
class Progress:
    """Where a running call is: the gateway advances it, its starter looks or listens."""

    phase: Phase = Phase.PREPARING
    listener: Callable[[Phase], None] | None = None

    def advance(self, phase: Phase) -> None:
        """Enter ``phase`` and tell the listener."""
        self.phase = phase
        if self.listener is not None:
            self.listener(phase)

    @property
    def may_have_been_sent(self) -> bool:
        """Whether the request may have reached the server."""
        return self.phase in (Phase.SENDING, Phase.WAITING, Phase.READING)


class Gateway(Protocol):
    """The calls of otp-handler that change a session."""

    async def complete(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """POST checkStatusAndComplete once and classify what came of it.

        Never raises for anything that the network or the server does, and never holds the token in
        what it returns. Cancelling the task closes the connection; ``progress`` then tells whether
        the request may have been sent.
        """
        ...

    async def resend(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """POST resend once: the service sends the user another message. As :meth:`complete`."""
        ...


class Reader(Protocol):
    """The calls of otp-handler that only read: whoever holds a reader has no way to POST.

    As with :class:`Gateway`, nothing that the network or the server does is raised.
    """

    async def status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the status: whether the user has confirmed."""
        ...

    async def channel(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the current channel; the recipient is not sent."""
        ...

    async def await_status(
        self, environment: Environment, request: CheckRequest, token: Secret, progress: Progress
    ) -> Outcome:
        """GET the status by long polling: the server answers when it changes, or after its time.

        It has a deadline of its own, longer than the environment's limit of a call.
        """
        ...


class History(Protocol):
    """Every call ever made. Methods wait off the caller's thread and raise :class:`StoreError`."""

    async def open(self) -> Sequence[Phrase]:
        """Open or create the file, turn what dead processes left ``running`` into ``unknown``.

        :returns: what the user is to be told, such as a corrupt file that was set aside.
        """
        ...

    async def begin(self, record: CheckRecord) -> CheckRecord:
        """Commit an intent row and return it with its ``id`` and ``saved``.

        :raises AlreadyRunningError: while a living process has a completing call in flight for the
            same base URL and request ID; decided in one transaction.
        """
        ...

    async def finish(self, record: CheckRecord) -> CheckRecord:
        """Commit the outcome of a begun record and return it with ``saved``."""
        ...

    async def page(
        self, query: HistoryQuery, after: PageKey | None = None, limit: int = 50
    ) -> HistoryPage:
        """Return up to ``limit`` records behind ``after``, in the order of the query.

        A page by time is read by an index; any other order may take a walk through all rows.
        """
        ...

    async def count(self, query: HistoryQuery, limit: int = 10_000) -> int:
        """Count the records that match, up to ``limit`` (then the true number may be larger)."""
        ...

    async def total(self) -> int:
        """Count all records."""
        ...

    async def choices(self) -> Choices:
        """Return what the latest records can be filtered by."""
        ...

    async def histogram(
        self, query: HistoryQuery, bucket: Bucket, zone: tzinfo = UTC
    ) -> Sequence[Bar]:
        """Count what matches by time, verdict and type: earliest first, largest part first.

        ``zone`` says when a day, or an hour, begins.
        """
        ...

    async def set_note(self, uid: str, note: str) -> CheckRecord:
        """Replace the note of a record, running or not, and nothing else; return the record.

        :raises StoreError: for a note that is too long or a record that is not there, too.
        """
        ...

    async def revision(self) -> Revision:
        """Tell whether anything has changed: cheap enough to be asked every second."""
        ...

    async def recover(self) -> int:
        """Turn what processes that died meanwhile left ``running`` into ``unknown``.

        :returns: how many; cheap enough to be asked every few seconds.
        """
        ...

    async def running_elsewhere(self) -> frozenset[str]:
        """Return the uids of the calls that other living processes have in flight."""
        ...

    async def earlier(
        self, request_id: str, base_url: str, limit: int = 50
    ) -> Sequence[CheckRecord]:
        """Return up to ``limit`` calls for one session, newest first, running ones included."""
        ...

    async def held(self, uids: Sequence[str]) -> Sequence[CheckRecord]:
        """Return those of the calls that are still there, as they are now, in no order."""
        ...

    async def past(self, record: CheckRecord, day_began: datetime) -> Past:
        """Return what explains ``record``: its session, its recipient, its environment.

        ``day_began`` is kept in the answer. Up to 50 calls of the session, 200 of the recipient in
        any spelling, and 100 of the environment by its ID and base URL; none later than ``record``.
        """
        ...

    async def close(self) -> None:
        """Finish what is queued and close the file."""
        ...


class Keeping(StrEnum):
    """Where a token lives."""

    KEYRING = "keyring"
    SESSION = "session"
    BUILT_IN = "built_in"
    """The sandbox's own, known to everybody."""
    VARIABLE = "variable"
    """``OTP_GUI_TOKEN`` of this process."""


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token and what may be told of it; ``stored_at`` is UTC, None where it was not noted."""

    secret: Secret
    keeping: Keeping
    stored_at: datetime | None = None


class Vault(Protocol):
    """Tokens by environment ID.

    All methods wait off the caller's thread and answer within 3 s or raise :class:`VaultError`.
    """

    async def read(self, environment_id: str) -> StoredToken | None:
        """Return the token of an environment, or None where there is none."""
        ...

    async def write(self, environment_id: str, secret: Secret) -> None:
        """Store a token and read it back; it is stored whole or reported as not saved."""
        ...

    async def delete(self, environment_id: str) -> None:
        """Forget a token; forgetting one that is not there is no error."""
        ...


class Environments(Protocol):
    """The list of environments; blocking, and quick: one small file."""

    def load(self) -> tuple[Sequence[Environment], Phrase | None]:
        """Return the environments, and what the user is to be told of their files."""
        ...

    def listed(self) -> Listed:
        """Return the environments with what of them is the user's to change."""
        ...

    def save(self, environment: Environment, replacing: str | None = None) -> None:
        """Add or replace one environment, keeping every comment of the file.

        ``replacing`` is the ID that it had before, where that changed.

        :raises StoreError: where the file is damaged (it is not overwritten) or cannot be written.
        """
        ...

    def remove(self, environment_id: str) -> None:
        """Take one environment out of the list.

        :raises StoreError: as for :meth:`save`.
        """
        ...

    def restore_presets(self) -> None:
        """Bring back the presets as they ship; other environments stay.

        :raises StoreError: as for :meth:`save`.
        """
        ...


class PreferencesStore(Protocol):
    """The user's choices; blocking, and quick: one small file."""

    def load(self) -> tuple[Preferences, Phrase | None]:
        """Return the preferences, and what is wrong with the file where defaults stand in.

        They are as they are to be used: no more than an administrator allows.
        """
        ...

    def policy(self) -> Policy:
        """Return what an administrator has locked."""
        ...

    def save(self, preferences: Preferences) -> None:
        """Write the preferences; a damaged file is not overwritten.

        :raises StoreError: where the file is damaged or cannot be written.
        """
        ...


@dataclass(frozen=True, slots=True)
class SandboxSession:
    """A made-up login that the sandbox knows, for the pick-list.

    ``verdict`` and ``error_type`` are what a completing call must come to while the session is
    fresh, with the right token. A tour completes each session; it inspects before where
    ``inspected`` tells to what verdict that must come, and only watches what ``is_watched``: its
    user confirms after some seconds.
    """

    request_id: str
    recipient: str
    title: Phrase
    verdict: Verdict
    error_type: str | None = None
    inspected: Verdict | None = None
    is_watched: bool = False


class Sandbox(Protocol):
    """The embedded otp-handler on loopback."""

    async def start(self, port: int = 0) -> str:
        """Start the server, unless it runs, and return its base URL; 0 lets the system choose."""
        ...

    async def stop(self) -> None:
        """End the server; no error where it does not run."""
        ...

    def sessions(self) -> Sequence[SandboxSession]:
        """Return the sessions that it knows."""
        ...
