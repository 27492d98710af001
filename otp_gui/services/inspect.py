"""Looks at a login without touching it: status and channel, elsewhere, in other spellings."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from otp_gui.domain.case import Case
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Progress
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest


@dataclass(frozen=True, slots=True)
class InspectionResult:
    """An inspection (``case.record`` is the status, ``case.channel`` the channel), recorded.

    ``unsaved_reason`` tells why history does not hold it as it stands.
    """

    case: Case
    unsaved_reason: Phrase | None = None


class Presence(StrEnum):
    """What an environment says of a session that was looked for."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NO_TOKEN = "no_token"  # noqa: S105 - a word
    """No token is stored for it, so it was not asked."""
    NO_ACCESS = "no_access"
    """Its token is refused, or may not see this session."""
    UNCLEAR = "unclear"
    """It could not be asked, or gave no clear answer."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one environment said; ``record`` is the call, None where it was not asked."""

    environment: Environment
    presence: Presence
    record: CheckRecord | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One spelling of the number and what the service said of it."""

    recipient: str
    record: CheckRecord


@dataclass(frozen=True, slots=True)
class FormatTrial:
    """The spellings that were tried, in order, up to the one that the session knows.

    ``match`` is that spelling. ``another_number`` means that every spelling was clearly refused as
    a mismatch: the session belongs to another number. Neither: the trial had no clear end.
    """

    trials: Sequence[Trial]
    match: str | None = None
    another_number: bool = False


class InspectService:
    """Holds a reader, so it has no way to change a session."""

    async def inspect(
        self, request: CheckRequest, environment: Environment, progress: Progress
    ) -> InspectionResult:
        """GET status and channel side by side; each answer stands for itself.

        Cancelling the task closes the connections; the result then tells ``cancelled``. Where
        history refuses the rows, the result says so: a call that only reads is made all the same.
        """
        raise NotImplementedError

    async def look_elsewhere(
        self, request: CheckRequest, environments: Sequence[Environment], progress: Progress
    ) -> Sequence[Sighting]:
        """GET the status of the same session in each of ``environments`` that has a token.

        In their order; without those of which nothing is to be sent, such as the embedded sandbox
        where no session of that ID can be. Cancelling ends it with what is known so far.
        """
        raise NotImplementedError

    async def try_formats(
        self, request: CheckRequest, environment: Environment, typed: str, progress: Progress
    ) -> FormatTrial:
        """GET the status with one spelling of the same number after another, at most five.

        ``typed`` is what stands in the field. Ends at the first spelling that is not a mismatch.
        """
        raise NotImplementedError
