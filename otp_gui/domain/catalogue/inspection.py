"""One explanation for the two calls of an inspection: the status, and the channel beside it."""

from dataclasses import replace

from otp_gui.domain.catalogue import channel_states
from otp_gui.domain.catalogue.model import Advice
from otp_gui.domain.channel import Channel
from otp_gui.domain.outcome import Outcome, Verdict
from otp_gui.domain.past import Known
from otp_gui.domain.phrase import phrase
from otp_gui.domain.wire import ErrorType, known_type


def joined(told: Advice, status: Outcome, channel: Channel, known: Known) -> Advice:
    """Explain a status by the channel that was read beside it.

    The verdict stays the status's: the channel says what a login waits for, and where the status
    did not answer it is all that is known.
    """
    if _is_waiting(status):
        settled = known.completed or known.confirmed
        return told if settled else channel_states.not_confirmed(channel)
    match status.verdict:
        case Verdict.ERROR:
            return _beside(told, channel)
        case Verdict.UNKNOWN | Verdict.NOT_SENT:
            headline = phrase("Status unknown. {channel}", channel=channel_states.summary(channel))
            return replace(_beside(told, channel), headline=headline)
        case _:
            return told


def without_channel(told: Advice, status: Outcome, other: Advice, channel: Outcome) -> Advice:
    """Explain a status beside which no channel could be read; ``other`` tells why not.

    What failed both calls alike is told once.
    """
    if (status.verdict, status.failure, status.error_type, status.http_status) == (
        channel.verdict,
        channel.failure,
        channel.error_type,
        channel.http_status,
    ):
        return told
    note = phrase("The channel could not be read — {reason}.", reason=other.headline)
    return replace(told, notes=(*told.notes, note))


def _beside(told: Advice, channel: Channel) -> Advice:
    note = phrase("The channel could be read — {channel}.", channel=channel_states.summary(channel))
    return replace(told, notes=(*told.notes, note))


def _is_waiting(status: Outcome) -> bool:
    if status.verdict is Verdict.NOT_COMPLETED:
        return True
    nothing_yet = known_type(status.error_type) is ErrorType.LONG_POLLING_TIMEOUT
    return status.verdict is Verdict.ERROR and nothing_yet
