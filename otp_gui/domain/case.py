"""What the pane, the report and the console speak about: a call with all that explains it."""

from dataclasses import dataclass, replace

from otp_gui.domain.channel import Channel
from otp_gui.domain.classify import channel_in
from otp_gui.domain.past import NOTHING, Past, moment_of
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.standing import Standing, standing


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


def is_outdated(channel: CheckRecord, status: CheckRecord) -> bool:
    """Tell whether a channel was read before the session ended, or before it was refused.

    Two calls that were begun together are one look, whichever was answered first.
    """
    if standing(status.outcome) not in (Standing.OVER, Standing.REFUSED):
        return False
    is_one_look = channel.started_at == status.started_at
    return not is_one_look and moment_of(channel) < moment_of(status)


def channel_of_case(case: Case) -> Channel | None:
    """Return the channel that a case tells of, whichever of its records does."""
    return channel_in(case.channel or case.record)
