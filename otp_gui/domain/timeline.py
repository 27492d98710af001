"""What happened to a login and to its recipient's other logins, as lines of a timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from otp_gui.domain.advice import advice
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.channel import Channel, CodeType
from otp_gui.domain.classify import channel_in
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.past import Past, moment_of
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord, Source


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One call in a few words: ``severity`` and ``symbol`` are its advice's.

    ``text`` is the advice's too, with what else may change between two calls that look alike.
    """

    text: Phrase
    severity: Severity
    symbol: Symbol
    record: CheckRecord

    @property
    def at(self) -> datetime:
        """When the answer came, or the call was begun where there is none; UTC.

        A long poll that tells of a confirmation was begun long before that.
        """
        return moment_of(self.record)

    @property
    def operation(self) -> Operation:
        """What was asked."""
        return self.record.operation

    @property
    def source(self) -> Source:
        """Which face of the tool asked."""
        return self.record.source

    @property
    def operator(self) -> str:
        """Who asked, by the OS user's name; may be empty."""
        return self.record.operator


def timeline(case: Case) -> Sequence[TimelineEntry]:
    """Return the calls for the session of ``case``, its own included, oldest first.

    They are in the order of their answers, and each is explained by those before it.
    """
    own = [case.record] if case.channel is None else [case.record, case.channel]
    return _entries([*own, *case.past.session], case.past.session)


def recipient_calls(case: Case) -> Sequence[TimelineEntry]:
    """Return every known call for the recipient of ``case``, its own included, oldest first.

    Each is explained by those before it.
    """
    own = [case.record] if case.channel is None else [case.record, case.channel]
    known = [*own, *case.past.session, *case.past.recipient]
    return _entries([r for r in known if r.recipient], known)


def other_sessions(case: Case) -> Sequence[TimelineEntry]:
    """Return the latest call of each other session of the recipient, oldest first.

    The channel speaks only for a session of which nothing else is known, and a call that was never
    sent for none.
    """
    latest: dict[str, CheckRecord] = {}
    for record in sorted(case.past.recipient, key=_speaks_for_its_session):
        if record.request_id != case.record.request_id:
            latest[record.request_id] = record
    told = [r for r in latest.values() if r.outcome.verdict is not Verdict.NOT_SENT]
    return _entries(told, case.past.recipient)


def _speaks_for_its_session(record: CheckRecord) -> tuple[bool, bool, datetime]:
    """Return a key that grows with how much a call tells of how its session ended."""
    return (
        record.outcome.verdict is not Verdict.NOT_SENT,
        record.operation is not Operation.CHANNEL,
        moment_of(record),
    )


def _entries(
    records: Iterable[CheckRecord], earlier: Sequence[CheckRecord]
) -> Sequence[TimelineEntry]:
    unique: dict[str, CheckRecord] = {}
    for record in records:
        unique.setdefault(record.uid, record)
    return tuple(
        _entry(record, Past(session=earlier)) for record in sorted(unique.values(), key=_place)
    )


def _place(record: CheckRecord) -> tuple[datetime, bool, datetime]:
    # The calls of an inspection are answered at about the same time; its verdict is the status's.
    at = moment_of(record)
    return at.replace(microsecond=0), record.operation is Operation.CHANNEL, at


def _entry(record: CheckRecord, past: Past) -> TimelineEntry:
    told = advice(record, past)
    text = _with_attempts(told.short, channel_in(record))
    return TimelineEntry(text, told.severity, told.symbol, record)


def _with_attempts(text: Phrase, channel: Channel | None) -> Phrase:
    """Tell the attempts left too: between two looks they are often all that has changed."""
    if channel is None or channel.remaining is None or channel.code_type == CodeType.CODELESS:
        return text
    return phrase("{state} · attempts left: {left}", state=text, left=f"{channel.remaining}")
