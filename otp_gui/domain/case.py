"""What the pane, the report and the console speak about: a call with all that explains it."""

from dataclasses import dataclass, replace

from otp_gui.domain.channel import Channel
from otp_gui.domain.classify import read_channel
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.past import NOTHING, Past
from otp_gui.domain.record import CheckRecord


@dataclass(frozen=True, slots=True)
class Case:
    """One call, or the two calls of an inspection, with the past known when it was explained.

    ``record`` is the call; of an inspection it is the status, and ``channel`` its other half. An
    inspection of which only the channel is known (such as a row of the history) has that as
    ``record`` and no ``channel``. ``newer`` is the latest call for the same session that was made
    after it, where there is one: how the login stands now is told by that.
    """

    record: CheckRecord
    past: Past = NOTHING
    channel: CheckRecord | None = None
    newer: CheckRecord | None = None


def updated(case: Case, record: CheckRecord) -> Case:
    """Return ``case`` with ``record`` wherever it held that call as it was before."""

    def now(known: CheckRecord) -> CheckRecord:
        return record if known.uid == record.uid else known

    past = case.past
    return Case(
        now(case.record),
        replace(
            past,
            session=tuple(map(now, past.session)),
            recipient=tuple(map(now, past.recipient)),
            recent=tuple(map(now, past.recent)),
        ),
        now(case.channel) if case.channel is not None else None,
        now(case.newer) if case.newer is not None else None,
    )


def channel_in(record: CheckRecord) -> Channel | None:
    """Return the channel that a record of getChannel tells of, or None where it tells of none.

    An error's body has a ``type`` too, so only an answer that was taken for a channel is read.
    """
    if record.operation is not Operation.CHANNEL:
        return None
    outcome = record.outcome
    return read_channel(outcome.response) if outcome.verdict is Verdict.NOT_COMPLETED else None


def channel_of_case(case: Case) -> Channel | None:
    """Return the channel that a case tells of, whichever of its records does."""
    return channel_in(case.channel or case.record)
