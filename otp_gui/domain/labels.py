"""Names and hints for what the domain's words stand for."""

from typing import TYPE_CHECKING, Final

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Kind
from otp_gui.domain.outcome import Failure, Operation, Phase, Verdict
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.request import Hint

if TYPE_CHECKING:
    from otp_gui.domain.catalogue.model import FollowUp

_VERDICTS: Final = {
    Verdict.SUCCESS: phrase("Success"),
    Verdict.NOT_COMPLETED: phrase("Not completed"),
    Verdict.ERROR: phrase("Refused"),
    Verdict.UNKNOWN: phrase("Unknown"),
    Verdict.NOT_SENT: phrase("Not sent"),
    Verdict.RUNNING: phrase("In progress"),
}
_VERDICT_WORDS: Final = {
    Verdict.ERROR: phrase("the service answered with an error"),
    Verdict.UNKNOWN: phrase("no clear answer"),
    Verdict.NOT_SENT: phrase("nothing was sent"),
    Verdict.RUNNING: phrase("no answer so far"),
}
_FAILURES: Final = {
    Failure.NO_TOKEN: phrase("No token"),
    Failure.TOKEN_REJECTED_LOCALLY: phrase("Damaged token"),
    Failure.KEYRING_UNAVAILABLE: phrase("No keyring"),
    Failure.KEYRING_LOCKED: phrase("Keyring locked"),
    Failure.KEYRING_TIMEOUT: phrase("Keyring does not answer"),
    Failure.DNS: phrase("Host not found"),
    Failure.REFUSED: phrase("Connection refused"),
    Failure.CONNECT_TIMEOUT: phrase("Host does not answer"),
    Failure.TLS: phrase("No secure connection"),
    Failure.PROXY: phrase("Proxy failed"),
    Failure.RESET: phrase("Connection broke"),
    Failure.TIMEOUT: phrase("Time ran out"),
    Failure.PROTOCOL: phrase("Not valid HTTP"),
    Failure.REDIRECT: phrase("Redirect"),
    Failure.BAD_BODY: phrase("Unreadable answer"),
    Failure.TOO_LARGE: phrase("Oversized answer"),
    Failure.UNEXPECTED_STATUS: phrase("Unusual answer"),
    Failure.CANCELLED: phrase("Cancelled"),
    Failure.HISTORY_UNAVAILABLE: phrase("History not writable"),
    Failure.INSECURE_TRANSPORT: phrase("No encryption"),
}
_CHANNEL_WORDS: Final = phrase("the channel was read; nothing was completed")
_ANSWER_WORDS: Final = {
    (Operation.COMPLETE, Verdict.SUCCESS): phrase("confirmed, and completed by this call"),
    (Operation.COMPLETE, Verdict.NOT_COMPLETED): phrase("not confirmed, or completed already"),
    (Operation.STATUS, Verdict.SUCCESS): phrase("confirmed; nothing was completed"),
    (Operation.STATUS, Verdict.NOT_COMPLETED): phrase(
        "the status is false: not confirmed, or completed already"
    ),
    (Operation.CHANNEL, Verdict.SUCCESS): _CHANNEL_WORDS,
    (Operation.CHANNEL, Verdict.NOT_COMPLETED): _CHANNEL_WORDS,
    (Operation.RESEND, Verdict.SUCCESS): phrase("the resend was accepted"),
    (Operation.RESEND, Verdict.NOT_COMPLETED): phrase("the resend was not accepted"),
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
_SOURCES: Final = {
    "gui": phrase("Window"),
    "cli": phrase("Console"),
    "batch": phrase("Batch"),
    "watch": phrase("Watching"),
}
# By value, these and the next three: their enumerations load after the first frame.
_CHANNELS: Final[dict[str, Phrase]] = {
    "sms": phrase("SMS"),
    "flashcall": phrase("Flash call"),
    "sim_push": phrase("SIM push"),
    "telegramcode": phrase("Telegram"),
    "viber": phrase("Viber"),
    "vk": phrase("VK"),
    "voice": phrase("Voice call"),
    "whatsapp": phrase("WhatsApp"),
}
_CHANNEL_STATUSES: Final[dict[str, Phrase]] = {
    "wait": phrase("in progress"),
    "sent": phrase("sent"),
    "confirmed": phrase("confirmed"),
    "closed": phrase("closed"),
    "error": phrase("failed"),
}
_CODE_TYPES: Final[dict[str, Phrase]] = {
    "code": phrase("the user enters a code"),
    "codeless": phrase("no code: the user confirms on the phone"),
}
_FOLLOW_UPS: Final[dict[str, Phrase]] = {
    "inspect": phrase("Inspect"),
    "watch": phrase("Watch…"),
    "complete": phrase("Check and complete…"),
    "resend": phrase("Send again…"),
    "look_elsewhere": phrase("Look in the other environments"),
    "try_formats": phrase("Which format was it started with?"),
    "token": phrase("Token…"),
}
_SHOWN_WORD: Final = 40
_HINTS: Final = {
    Hint.NOT_A_UUID: phrase("This does not look like a usual request ID (a UUID)."),
    Hint.NOT_A_PHONE: phrase("This does not look like a phone number."),
    Hint.IMPLAUSIBLE_PHONE: phrase("No such phone number seems to exist: check the digits."),
    Hint.COUNTRY_ASSUMED: phrase("The country is assumed: check the country code."),
}


def verdict_label(verdict: Verdict) -> Phrase:
    """Name a verdict in a word or two."""
    return _VERDICTS[verdict]


def verdict_in_words(verdict: Verdict, operation: Operation) -> Phrase:
    """Give the machine word of a verdict, never translated, and what it means of ``operation``.

    Alone it is easily misread: ``success`` of a call that only reads has completed nothing.
    """
    words = _ANSWER_WORDS.get((operation, verdict)) or _VERDICT_WORDS[verdict]
    return phrase("{verdict} ({words})", verdict=verdict.value, words=words)


def failure_label(failure: Failure) -> Phrase:
    """Name a cause on our side of the wire in a word or two, whatever the verdict was."""
    return _FAILURES[failure]


def phase_label(phase: Phase) -> Phrase:
    """Say what a running call is doing."""
    return _PHASES[phase]


def kind_label(kind: Kind) -> Phrase:
    """Name a kind of environment."""
    return _KINDS[kind]


def operation_label(operation: Operation) -> Phrase:
    """Name an operation."""
    return _OPERATIONS[operation]


def source_label(source: str) -> Phrase:
    """Name the face of the tool that made a call, by the value of a ``Source``."""
    return _SOURCES.get(source) or _as_it_came(source)


def hint_phrase(hint: Hint, value: str) -> Phrase:
    """Say what is doubtful about an input; ``value`` is what would be sent, made visible."""
    if hint in (Hint.CLEANED, Hint.SENT_AS):
        return phrase("Will be sent as {value}", value=value)
    return _HINTS[hint]


def channel_label(channel_type: str) -> Phrase:
    """Name a channel; a type that no reference names is shown as it came."""
    return _CHANNELS.get(channel_type) or _as_it_came(channel_type)


def channel_status_label(status: str) -> Phrase:
    """Say how far a channel has come; an unknown word is shown as it came."""
    return _CHANNEL_STATUSES.get(status) or _as_it_came(status)


def code_type_label(code_type: str) -> Phrase:
    """Say what the user has to do; an unknown word is shown as it came."""
    return _CODE_TYPES.get(code_type) or _as_it_came(code_type)


def follow_up_label(follow_up: "FollowUp") -> Phrase:
    """Name what the tool can do next, as a button has it."""
    return _FOLLOW_UPS[follow_up]


def _as_it_came(word: str) -> Phrase:
    return phrase("{word}", word=visible(word, _SHOWN_WORD)[0])
