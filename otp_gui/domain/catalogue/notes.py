"""Facts beside the verdict: what disagrees, when to come back, what earlier checks did."""

from collections.abc import Iterator
from typing import Final

from otp_gui.domain import wire
from otp_gui.domain.catalogue.typed import NAMED_ONLY
from otp_gui.domain.classify import claimed_status, retry_after
from otp_gui.domain.display import visible
from otp_gui.domain.outcome import Remark, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.record import CheckRecord

_SHOWN_TYPE: Final = 80
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


def of_session(
    verdict: Verdict, success: CheckRecord | None, unclear: CheckRecord | None
) -> Iterator[Phrase]:
    """Yield what earlier checks did to the session: the latest that succeeded or ended unclear."""
    if verdict in (Verdict.SUCCESS, Verdict.RUNNING):
        return
    if success is not None:
        if verdict is not Verdict.NOT_COMPLETED:
            yield phrase(
                "A check with this tool completed this session on {when}.",
                when=success.finished_at or success.started_at,
            )
    elif unclear is not None:
        yield phrase(
            "A check on {when} ended without a clear answer and may have completed this session.",
            when=unclear.started_at,
        )


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
        case Remark.TYPE_DISAGREES if known in wire.DOCUMENTED:
            return phrase(
                "The answer came with HTTP {status}; the reference has {documented} for {type}.",
                status=outcome.http_status,
                documented=wire.DOCUMENTED[known].http_status,
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
