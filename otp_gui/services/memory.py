"""What a watch has seen so far: it tells and records what is new, and nothing else."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from otp_gui.domain.case import is_outdated
from otp_gui.domain.changes import (
    ANSWERS_AGAIN,
    Change,
    answered,
    channel_changes,
    says_something_new,
)
from otp_gui.domain.channel import ChannelStatus
from otp_gui.domain.classify import channel_in
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.past import NOTHING, Past, known, moment_of
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.standing import Standing
from otp_gui.domain.watching import wants_resend
from otp_gui.services.calls import Calls, to_the_end
from otp_gui.services.recall import Recall

if TYPE_CHECKING:
    # Named in assignments only.
    from otp_gui.domain.case import Case
    from otp_gui.domain.channel import Channel
    from otp_gui.domain.phrase import Phrase

_OTHER: Final = {
    Operation.STATUS: Operation.CHANNEL,
    Operation.CHANNEL: Operation.STATUS,
}


class Memory:
    """Hears every answer of one watch, hands changes to ``tell`` and gives history their rows.

    ``case`` are the last answers that differed from those before them; ``was_cancelled`` tells that
    the task was, while history was at it.
    """

    def __init__(self, calls: Calls, recall: Recall, tell: Callable[[Change], None]) -> None:
        self.case: Case | None = None
        self.unsaved_reason: Phrase | None = None
        self.was_cancelled = False
        self._calls = calls
        self._recall = recall
        self._tell = tell
        self._kept: dict[Operation, CheckRecord] = {}
        self._told: dict[Operation, CheckRecord] = {}
        self._channel: Channel | None = None
        self._confirmed_at: datetime | None = None
        """Since when the channel says that the user has confirmed."""
        self._failing: set[Operation] = set()
        self._troubles: set[object] = set()
        """The kinds of trouble that were told since all was well."""

    async def learn(self, record: CheckRecord, judged: Standing) -> None:
        """Take in an answer: record it if anything is new about it, then tell what is.

        In that order, since what is known of the login's past is a part of what there is to tell.
        """
        operation = record.operation
        # That nothing has happened is news where it means that the trouble is over.
        is_nothing_new = judged is Standing.QUIET and operation not in self._failing
        if is_nothing_new and operation in self._kept:
            return
        if says_something_new(self._kept.get(operation), record):
            await self._keep(record)
        if judged is Standing.TROUBLE:
            self._tell_trouble(record)
            return
        self._tell_recovery(operation)
        if judged is not Standing.QUIET:
            self._tell_answer(record, judged)

    def settled_since(self, record: CheckRecord) -> datetime | None:
        """Return since when the login was known to be confirmed at ``record``, None if never."""
        before = known(record, self._past)
        calls = (before.completed, before.confirmed)
        moments = [moment_of(call) for call in calls if call is not None]
        if self._confirmed_at is not None:
            moments.append(self._confirmed_at)
        return min(moments, default=None)

    async def conclude(self, record: CheckRecord) -> None:
        """Take in the answer by which the login counts as completed: history holds that, too.

        It is the answer that was given before; new is what is known of the past by now.
        """
        first = self._told.get(record.operation)
        before = answered(first, self._past) if first is not None else None
        if self._kept[record.operation].uid != record.uid:
            await self._keep(record)
        change = answered(record, self._past)
        if before is None or change.text != before.text:
            self._tell(change)

    @property
    def _past(self) -> Past:
        return self.case.past if self.case is not None else NOTHING

    def _tell_trouble(self, record: CheckRecord) -> None:
        outcome = record.outcome
        kind = outcome.verdict, outcome.failure, outcome.error_type, outcome.http_status
        if kind not in self._troubles:
            self._tell(answered(record, self._past))
        self._troubles.add(kind)
        self._failing.add(record.operation)

    def _tell_recovery(self, operation: Operation) -> None:
        if operation in self._failing:
            self._failing.discard(operation)
            if not self._failing:
                self._troubles.clear()
                self._tell(ANSWERS_AGAIN)

    def _tell_answer(self, record: CheckRecord, judged: Standing) -> None:
        channel = channel_in(record)
        if channel is not None:
            can_resend = self.case is not None and wants_resend(self.case)
            for change in channel_changes(self._channel, channel, can_resend=can_resend):
                self._tell(change)
            self._channel = channel
            is_confirmed = channel.status == ChannelStatus.CONFIRMED
            self._confirmed_at = self._confirmed_at or moment_of(record) if is_confirmed else None
        elif judged is Standing.MOVED:
            # The channel itself is going to tell, and then the status is what it was.
            return
        elif self._is_news(record):
            self._tell(answered(record, self._past))
        self._told[record.operation] = record

    def _is_news(self, record: CheckRecord) -> bool:
        """Whether neither question got this answer the last time.

        Once confirmed, a session is soon completed and closed: that is no news either.
        """
        other = self._told.get(_OTHER[record.operation])
        if other is not None and other.outcome.verdict is Verdict.SUCCESS:
            return False
        is_echo = other is not None and _refusal(other) == _refusal(record) is not None
        return not is_echo and says_something_new(self._told.get(record.operation), record)

    async def _keep(self, record: CheckRecord) -> None:
        kept = await self._calls.finish(record)
        self._kept[record.operation] = kept.record
        self.unsaved_reason = kept.unsaved_reason or self.unsaved_reason
        status, channel = (self._kept.get(o) for o in (Operation.STATUS, Operation.CHANNEL))
        beside = None
        if status and channel and not is_outdated(channel, status):
            beside = channel
        recalled, cancelled = await to_the_end(self._recall.case(status or kept.record, beside))
        self.case = recalled.result()
        self.was_cancelled = self.was_cancelled or kept.cancelled or cancelled


def _refusal(record: CheckRecord) -> tuple[str | None, int | None] | None:
    outcome = record.outcome
    if outcome.verdict is not Verdict.ERROR:
        return None
    return outcome.error_type, outcome.http_status
