"""What ``--json`` prints: objects of a stable shape, each on one line of ASCII.

ASCII is safe on any terminal and in any pipe. Machine words are never translated; ``headline``,
``meaning``, ``next_step`` and ``text`` are in the language of the run.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import click

from otp_gui.cli.follow_ups import next_steps
from otp_gui.cli.output import write
from otp_gui.domain.advice import Advice
from otp_gui.domain.channel import Channel
from otp_gui.domain.classify import channel_in
from otp_gui.domain.outcome import Outcome
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr

SCHEMA: Final = 1
_NO_CHANNEL: Final = Channel()

Object = Mapping[str, object]


def json_option() -> click.Option:
    """Return ``--json`` of a command that prints one object."""
    return click.Option(
        ["--json", "as_json"],
        is_flag=True,
        help=tr("Print the result as one JSON object on one line."),
    )


def print_json(record: CheckRecord, advice: Advice) -> None:
    """Print a check."""
    print_object(check_object(record, advice))


def print_object(found: Object) -> bool:
    """Print one object at once; False where whoever read has left."""
    return write(json.dumps(found))


def check_object(record: CheckRecord, advice: Advice) -> Object:
    """Return a check and its explanation."""
    return {
        "schema": SCHEMA,
        "operation": record.operation,
        "environment": record.environment,
        "base_url": record.base_url,
        "request_id": record.request_id,
        "recipient": record.recipient,
        **answer_fields(record.outcome),
        "headline": render(advice.headline),
        "meaning": " ".join(render(words) for words in (advice.meaning, *advice.notes)),
        "whose_move": advice.whose_move,
        "next_step": " ".join(render(step) for step in next_steps(advice)),
        "started_at": moment_word(record.started_at),
        "duration_ms": None if record.duration_ms is None else round(record.duration_ms, 3),
        "saved": record.saved,
    }


def answer_fields(outcome: Outcome) -> Object:
    """Return what the service answered, or why it did not."""
    return {
        "verdict": outcome.verdict,
        "error_type": outcome.error_type,
        "http_status": outcome.http_status,
        "message": outcome.message,
        "failure": outcome.failure,
    }


def channel_object(record: CheckRecord | None) -> Object | None:
    """Return what a call for the channel brought; None where there was no such call.

    What the service does not say is null; ``lifetime`` is in its own, undocumented unit, and
    ``payload`` is as it came.
    """
    if record is None:
        return None
    channel = channel_in(record)
    said = channel or _NO_CHANNEL
    return {
        "type": said.type,
        "status": said.status,
        "label": said.label,
        "code_type": said.code_type,
        "lifetime": said.lifetime,
        "tries": said.tries,
        "restarts": said.restarts,
        "code_length": said.code_length,
        "remaining": said.remaining,
        # What reads as a channel is sound JSON.
        "payload": json.loads(record.outcome.response or "{}").get("payload") if channel else None,
        **answer_fields(record.outcome),
    }


def moment_word(at: datetime) -> str:
    """Write a moment as ISO 8601 has it: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
