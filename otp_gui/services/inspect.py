"""Looks at a login without touching it: status and channel, elsewhere, in other spellings."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from otp_gui.domain import wire
from otp_gui.domain.case import Case
from otp_gui.domain.environment import Environment
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.ports import Progress, Reader
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest, Recipient, spellings
from otp_gui.domain.standing import ACCESS_TYPES, UNAUTHORIZED, is_no_access, is_state
from otp_gui.domain.wire import ErrorType
from otp_gui.services.calls import (
    Access,
    Calls,
    Recorded,
    Refusal,
    Send,
    not_sent,
    to_the_end,
    together,
)
from otp_gui.services.recall import Recall

_AT_ONCE: Final = 4


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
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a word
    """Its token is not accepted at all, so nothing was said of the session."""
    NO_ACCESS = "no_access"
    """Its token may not see this session."""
    UNCLEAR = "unclear"
    """It could not be asked, or gave no clear answer."""


_BY_TYPE: Final[dict[ErrorType | None, Presence]] = {
    ErrorType.PHONE_NUMBER_MISMATCH: Presence.FOUND,
    ErrorType.SESSION_NOT_FOUND: Presence.NOT_FOUND,
}


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
    a mismatch: the session belongs to another number. ``may_be_spelled_otherwise`` means that all
    that was tried was refused so, but that it is not sure which number it spells. None of them: the
    trial had no clear end.
    """

    trials: Sequence[Trial]
    match: str | None = None
    another_number: bool = False
    may_be_spelled_otherwise: bool = False


class InspectService:
    """Holds a reader, so it has no way to change a session."""

    def __init__(self, reader: Reader, calls: Calls, recall: Recall) -> None:
        self._reader = reader
        self._calls = calls
        self._recall = recall

    async def inspect(
        self, request: CheckRequest, environment: Environment, progress: Progress
    ) -> InspectionResult:
        """GET status and channel side by side; each answer stands for itself.

        Cancelling the task closes the connections; the result then tells ``cancelled``. Where
        history refuses the rows, the result says so: a call that only reads is made all the same.
        Where nothing can be sent at all, the status alone gets a row.
        """
        access = await self._calls.prepare(environment)
        at = self._calls.clock.now()
        status, channel = (
            self._calls.intent(request, access.environment, operation, at)
            for operation in (Operation.STATUS, Operation.CHANNEL)
        )
        if isinstance(access, Refusal):
            rest = self._calls.refused(channel, access.outcome)
            kept = await self._calls.finish(self._calls.refused(status, access.outcome))
            return await self._result(kept, Recorded(rest))
        answers = await together(
            self._read(self._reader.status, status, request, access, progress),
            self._read(self._reader.channel, channel, request, access, progress),
        )
        kept, rest_kept = [
            answer or await self._cancelled(record)
            for answer, record in zip(answers, (status, channel), strict=True)
        ]
        return await self._result(kept, rest_kept)

    async def look_elsewhere(
        self, request: CheckRequest, environments: Sequence[Environment], progress: Progress
    ) -> Sequence[Sighting]:
        """GET the status of the same session in each of ``environments`` that has a token.

        In their order; without the embedded sandbox, which holds made-up sessions only. A token of
        this run's variable is not shown to them. Cancelling ends it with what is known so far.
        """
        room = asyncio.Semaphore(_AT_ONCE)
        sightings = await together(
            *(
                self._look(request, environment, progress, room)
                for environment in environments
                if not environment.is_embedded_sandbox
            )
        )
        return [sighting for sighting in sightings if sighting is not None]

    async def try_formats(
        self, request: CheckRequest, environment: Environment, typed: str, progress: Progress
    ) -> FormatTrial:
        """GET the status with one spelling of the request's number after another, at most five.

        ``typed`` is what stands in the field. Ends at the first spelling that is not a mismatch.
        """
        access = await self._calls.prepare(environment)
        trials: list[Trial] = []
        spelled_so = spellings(request.recipient.value, typed)
        for recipient in spelled_so.ways:
            spelled = replace(request, recipient=Recipient(recipient))
            kept = await self._status(spelled, access, progress)
            outcome = kept.record.outcome
            trials.append(Trial(recipient, kept.record))
            error_type = wire.known_type(outcome.error_type)
            if error_type is not ErrorType.PHONE_NUMBER_MISMATCH:
                return FormatTrial(trials, match=recipient if is_state(outcome) else None)
            if kept.cancelled:
                return FormatTrial(trials)
        return FormatTrial(
            trials,
            another_number=spelled_so.are_all,
            may_be_spelled_otherwise=not spelled_so.are_all,
        )

    async def _look(
        self,
        request: CheckRequest,
        environment: Environment,
        progress: Progress,
        room: asyncio.Semaphore,
    ) -> Sighting | None:
        """Ask one environment; None where that was cancelled before anything was asked."""
        async with room:
            access = await self._calls.prepare(environment, stored_only=True)
            if isinstance(access, Refusal):
                if access.outcome.failure is Failure.NO_TOKEN:
                    return Sighting(environment, Presence.NO_TOKEN)
                if access.outcome.failure is Failure.CANCELLED:
                    return None
            record = (await self._status(request, access, progress)).record
            return Sighting(environment, _presence(record.outcome), record)

    async def _status(
        self, request: CheckRequest, access: Access | Refusal, progress: Progress
    ) -> Recorded:
        record = self._calls.intent(request, access.environment, Operation.STATUS)
        if isinstance(access, Refusal):
            return await self._calls.finish(self._calls.refused(record, access.outcome))
        return await self._read(self._reader.status, record, request, access, progress)

    async def _read(
        self,
        send: Send,
        record: CheckRecord,
        request: CheckRequest,
        access: Access,
        progress: Progress,
    ) -> Recorded:
        # Whether this call may have been sent, whatever the one beside it does.
        own = Progress(listener=progress.advance)
        return await self._calls.finish(await self._calls.call(send, record, request, access, own))

    async def _cancelled(self, record: CheckRecord) -> Recorded:
        return await self._calls.finish(self._calls.refused(record, not_sent(Failure.CANCELLED)))

    async def _result(self, status: Recorded, channel: Recorded) -> InspectionResult:
        recalled, _cancelled = await to_the_end(self._recall.case(status.record, channel.record))
        return InspectionResult(recalled.result(), status.unsaved_reason or channel.unsaved_reason)


def _presence(outcome: Outcome) -> Presence:
    """Read from a status whether the session exists; what leaves that open is unclear."""
    error_type = wire.known_type(outcome.error_type)
    if is_state(outcome):
        return Presence.FOUND
    if is_no_access(outcome):
        refused = outcome.http_status == UNAUTHORIZED and error_type not in ACCESS_TYPES
        return Presence.TOKEN_REFUSED if refused else Presence.NO_ACCESS
    if outcome.verdict is not Verdict.ERROR:
        return Presence.UNCLEAR
    return _BY_TYPE.get(error_type, Presence.UNCLEAR)
