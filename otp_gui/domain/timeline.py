"""What happened to a login and to its recipient's other logins, as lines of a timeline."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from otp_gui.domain.advice import advice
from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.channel import Channel, CodeType
from otp_gui.domain.classify import channel_in
from otp_gui.domain.outcome import Operation, Verdict
from otp_gui.domain.past import Past, moment_of
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.request import fold

_HALVES: Final = (Operation.STATUS, Operation.CHANNEL)
"""What an inspection consists of."""


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
        if (session := fold(record.request_id)) != fold(case.record.request_id):
            latest[session] = record
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
    known = list(unique.values())
    return tuple(
        _entry(record, Past(session=earlier)) for record in sorted(known, key=_places(known))
    )


def _places(records: Sequence[CheckRecord]) -> Callable[[CheckRecord], tuple[datetime, bool]]:
    """Return where each of ``records`` stands: by its answer, the halves of an inspection as one.

    Those begin at the same moment; the status comes first, as its verdict is the inspection's.
    """
    answered: dict[datetime, datetime] = {}
    for record in records:
        if record.operation in _HALVES:
            at = moment_of(record)
            answered[record.started_at] = max(at, answered.get(record.started_at, at))

    def place(record: CheckRecord) -> tuple[datetime, bool]:
        at = moment_of(record)
        if record.operation in _HALVES:
            at = answered[record.started_at]
        return at, record.operation is Operation.CHANNEL

    return place


def _entry(record: CheckRecord, past: Past) -> TimelineEntry:
    told = advice(record, past)
    text = _with_attempts(told.short, channel_in(record))
    return TimelineEntry(text, told.severity, told.symbol, record)


def _with_attempts(text: Phrase, channel: Channel | None) -> Phrase:
    """Tell the attempts left too: between two looks they are often all that has changed."""
    if channel is None or channel.remaining is None or channel.code_type == CodeType.CODELESS:
        return text
    return phrase("{state} · attempts left: {left}", state=text, left=f"{channel.remaining}")
