"""Watches a login without touching it, until something ends the watching."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.request import CheckRequest

INTERVAL_SECONDS: Final = 3
INTERVAL_RANGE_SECONDS: Final = (1, 60)
LIMIT_SECONDS: Final = 600
"""A watch ends after so long."""


class Ending(StrEnum):
    """Why a watch is over."""

    CONFIRMED = "confirmed"
    """The user has confirmed: the customer's site should now finish by itself."""
    OVER = "over"
    """The session has ended without a confirmation, or does not exist."""
    REFUSED = "refused"
    """The service refuses to be asked: no access, another number, a redirect."""
    STOPPED = "stopped"
    TIME_UP = "time_up"
    NOT_STARTED = "not_started"
    """Nothing could be sent, such as without a token."""


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """A change that was seen, one line of the timeline; ``at`` is UTC."""

    at: datetime
    text: Phrase
    severity: Severity
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the session; the next comes in ``wait_seconds``.

    ``slowed`` says why that is longer than asked for, None where it is not.
    """

    at: datetime
    case: Case
    wait_seconds: float
    slowed: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch came to; ``case`` is the last look, None where none succeeded."""

    ending: Ending
    events: Sequence[WatchEvent]
    case: Case | None
    unsaved_reason: Phrase | None = None


class WatchService:
    """Holds a reader, so it has no way to change a session."""

    async def watch(
        self,
        request: CheckRequest,
        environment: Environment,
        interval_seconds: float,
        hear: Callable[[WatchEvent | Look], None],
    ) -> Watched:
        """Inspect every ``interval_seconds`` (1 to 60) and tell every change as it is seen.

        Cancelling the task stops it: the result then is ``STOPPED``, and no task or socket is left.
        History gets a row for the first look and for each one that differs from the last.
        """
        raise NotImplementedError
