"""Facts beside the verdict: what disagrees, when to come back, what the history tells."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from otp_gui.domain import wire
from otp_gui.domain.catalogue.typed import NAMED_ONLY
from otp_gui.domain.classify import claimed_status, retry_after
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Operation, Remark, Verdict
from otp_gui.domain.past import (
    OF_THE_SESSION,
    Known,
    Tally,
    has_had_time_to_finish,
    moment_of,
)
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.wave import Wave

_SHOWN_TYPE: Final = 80
_TEENS: Final = (11, 12, 13)
_FIXED: Final = {
    Remark.EXTRA_FIELDS: phrase("The answer holds more than the reference names."),
    Remark.TRUNCATED: phrase("Only the first 64 KB of the answer were kept."),
    Remark.CONTENT_ENCODING: phrase(
        "The answer came compressed, which was not asked for; it was not unpacked."
    ),
}


def of_answer(record: CheckRecord) -> Iterator[Phrase]:
    """Yield what is to be told of the answer itself; TLS remarks are told by the meaning."""
    outcome = record.outcome
    for remark in outcome.remarks:
        if remark in _FIXED:
            yield _FIXED[remark]
        elif note := _disagreement(remark, record):
            yield note
    until = retry_after(outcome.headers, record.finished_at or record.started_at)
    if until is not None:
        yield phrase("The server asks to wait until {until}.", until=until)
    if outcome.verdict is Verdict.ERROR and wire.known_type(outcome.error_type) in NAMED_ONLY:
        yield phrase(
            "The reference names this type without describing it:"
            " the explanation follows from its name."
        )


def of_session(record: CheckRecord, known: Known) -> Iterator[Phrase]:
    """Yield what earlier calls did to the session, as far as the meaning does not tell it."""
    verdict = record.outcome.verdict
    answered = verdict in (Verdict.SUCCESS, Verdict.NOT_COMPLETED)
    told_by_the_meaning = answered and record.operation in OF_THE_SESSION
    if verdict is Verdict.RUNNING:
        return
    if verdict is Verdict.SUCCESS and record.operation in OF_THE_SESSION:
        if known.confirmed is not None:
            yield from _confirmed_before(record, known, moment_of(known.confirmed))
    elif known.completed is not None:
        if not (told_by_the_meaning or _says_nothing_new(record)):
            yield phrase(
                "A check with this tool completed this session on {when}.",
                when=moment_of(known.completed),
            )
    elif known.unclear is not None and not (told_by_the_meaning and known.confirmed is not None):
        yield phrase(
            "A check on {when} got no clear answer and may have completed this session.",
            when=known.unclear.started_at,
        )


def _says_nothing_new(record: CheckRecord) -> bool:
    timeout = wire.ErrorType.LONG_POLLING_TIMEOUT
    is_timeout = wire.known_type(record.outcome.error_type) is timeout
    return record.outcome.verdict is Verdict.ERROR and is_timeout


def of_recipient(tally: Tally | None) -> Iterator[Phrase]:
    """Yield which of the recipient's sessions of the day this is, and how they ended."""
    if tally is None:
        return
    if tally.ending is None:
        yield phrase("{nth} session of this recipient today.", nth=_ordinal(tally.number))
        return
    yield phrases(
        "{nth} session of this recipient today, {count} ended with {type}.",
        "{nth} session of this recipient today, {count} ended with {type}.",
        tally.count,
        nth=_ordinal(tally.number),
        type=visible(tally.ending.removesuffix("Exception") or tally.ending, _SHOWN_TYPE)[0],
    )


def of_environment(wave: Wave | None) -> Iterator[Phrase]:
    """Yield that the environment, not the customer, is the likely cause."""
    if wave is not None:
        yield phrases(
            "{count} of the last {total} logins checked here ended the same way:"
            " probably not this customer alone.",
            "{count} of the last {total} logins checked here ended the same way:"
            " probably not this customer alone.",
            wave.count,
            total=wave.total,
        )


def _confirmed_before(record: CheckRecord, known: Known, found: datetime) -> Iterator[Phrase]:
    if record.operation is Operation.COMPLETE:
        yield phrase(
            "The login was found confirmed on {when} already: until this call, the customer's site"
            " had not completed it.",
            when=found,
        )
    elif has_had_time_to_finish(record, known):
        yield phrase(
            "The login was found confirmed on {when} already: the customer's site has had time to"
            " finish it.",
            when=found,
        )


def _ordinal(number: int) -> Phrase:
    """Say a number as a place in a row."""
    if number % 100 in _TEENS:
        return phrase("{number}th", number=number)
    match number % 10:
        case 1:
            return phrase("{number}st", number=number)
        case 2:
            return phrase("{number}nd", number=number)
        case 3:
            return phrase("{number}rd", number=number)
        case _:
            return phrase("{number}th", number=number)


def _disagreement(remark: Remark, record: CheckRecord) -> Phrase | None:
    outcome = record.outcome
    known = wire.known_type(outcome.error_type)
    shown_type = visible(outcome.error_type or "", _SHOWN_TYPE)[0]
    match remark:
        case Remark.STATUS_DISAGREES:
            return phrase(
                "The answer came with HTTP {status}, but its text says {claimed}.",
                status=outcome.http_status,
                claimed=claimed_status(outcome.response),
            )
        case Remark.TYPE_DISAGREES if known in wire.DOCUMENTED_STATUS:
            return phrase(
                "The answer came with HTTP {status}; the reference has {documented} for {type}.",
                status=outcome.http_status,
                documented=wire.DOCUMENTED_STATUS[known],
                type=shown_type,
            )
        case Remark.UNDOCUMENTED_STATUS:
            return phrase(
                "The answer came with HTTP {status}; the reference has {documented}.",
                status=outcome.http_status,
                documented=wire.SUCCESS_STATUS[record.operation],
            )
        case Remark.UNKNOWN_TYPE:
            return phrase("No reference names the type {type}.", type=shown_type)
        case _:
            return None
