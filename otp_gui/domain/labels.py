"""Names and hints for what the domain's words stand for."""

from typing import Final

from otp_gui.domain.environment import Kind
from otp_gui.domain.outcome import Operation, Phase, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.request import Hint

_VERDICTS: Final = {
    Verdict.SUCCESS: phrase("Success"),
    Verdict.NOT_COMPLETED: phrase("Not completed"),
    Verdict.ERROR: phrase("Refused"),
    Verdict.UNKNOWN: phrase("Unknown"),
    Verdict.NOT_SENT: phrase("Not sent"),
    Verdict.RUNNING: phrase("In progress"),
}
_PHASES: Final = {
    Phase.PREPARING: phrase("Preparing…"),
    Phase.CONNECTING: phrase("Connecting…"),
    Phase.SENDING: phrase("Sending…"),
    Phase.WAITING: phrase("Waiting for the answer…"),
    Phase.READING: phrase("Reading the answer…"),
}
_KINDS: Final = {
    Kind.PRODUCTION: phrase("Production"),
    Kind.STAGE: phrase("Stage"),
    Kind.SANDBOX: phrase("Sandbox"),
    Kind.CUSTOM: phrase("Custom"),
}
_OPERATIONS: Final = {
    Operation.COMPLETE: phrase("Check and complete"),
    Operation.STATUS: phrase("Status (read-only)"),
    Operation.CHANNEL: phrase("Channel (read-only)"),
    Operation.RESEND: phrase("Send again"),
}
_HINTS: Final = {
    Hint.NOT_A_UUID: phrase("This does not look like a usual request ID (a UUID)."),
    Hint.NOT_A_PHONE: phrase("This does not look like a phone number."),
    Hint.IMPLAUSIBLE_PHONE: phrase("No such phone number seems to exist: check the digits."),
    Hint.COUNTRY_ASSUMED: phrase("The country is assumed: check the country code."),
}


def verdict_label(verdict: Verdict) -> Phrase:
    """Name a verdict in a word or two."""
    return _VERDICTS[verdict]


def phase_label(phase: Phase) -> Phrase:
    """Say what a running call is doing."""
    return _PHASES[phase]


def kind_label(kind: Kind) -> Phrase:
    """Name a kind of environment."""
    return _KINDS[kind]


def operation_label(operation: Operation) -> Phrase:
    """Name an operation."""
    return _OPERATIONS[operation]


def hint_phrase(hint: Hint, value: str) -> Phrase:
    """Say what is doubtful about an input; ``value`` is what would be sent, made visible."""
    if hint in (Hint.CLEANED, Hint.SENT_AS):
        return phrase("Will be sent as {value}", value=value)
    return _HINTS[hint]
