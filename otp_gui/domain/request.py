"""What the user types, read into what is sent: request ID, recipient and the check request.

A reading never refuses silently and never changes silently: it says what is wrong (``problem``),
what is doubtful (``hints``) and which value would be sent.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase

MAX_REQUEST_ID: Final = 256
MAX_RECIPIENT: Final = 256
_MASK: Final = "*"
"""Stands for digits in exports and in the privacy view, and in no number."""
DEFAULT_REGION: Final = "RU"

# Patterns are compiled on first use, by re itself: the window's first frame is too early.
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# What chats and documents put around a copied value.
_QUOTES: Final = ('""', "''", "``", "«»", "“”", "„“", "„”", "‘’", "‹›", "<>", "()", "[]")
_MAX_LAYERS: Final = 4
_PHONE_SEPARATORS: Final = frozenset(
    " -().\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212\t"
)
_PHONE_SHAPE: Final = r"\+?\d+"
# A Russian number within Russia: the trunk prefix 8 stands for the country code 7.
_RU_DOMESTIC: Final = r"8\d{10}"
_RU_LENGTH: Final = 10
_RU_WITH_CODE: Final = r"7\d{10}"


class Hint(StrEnum):
    """What is doubtful about a value that may be sent all the same."""

    CLEANED = "cleaned"
    NOT_A_UUID = "not_a_uuid"
    SENT_AS = "sent_as"
    NOT_A_PHONE = "not_a_phone"
    IMPLAUSIBLE_PHONE = "implausible_phone"
    COUNTRY_ASSUMED = "country_assumed"


@dataclass(frozen=True, slots=True)
class RequestId:
    """The login's ID as ``send`` returned it: any string but a dot segment, 1 to 256 characters."""

    value: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """The phone number of the login as it goes on the wire."""

    value: str


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What a check asks about."""

    request_id: RequestId
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class RequestIdReading:
    """A typed request ID: ``value`` unless there is a ``problem``."""

    value: RequestId | None
    problem: Phrase | None = None
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientReading:
    """A typed recipient: ``value`` unless there is a ``problem``."""

    value: Recipient | None
    problem: Phrase | None = None
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Spellings:
    """At most five spellings of one number, none twice.

    ``are_all`` tells whether it is sure which number that is, so that these are all that a site may
    have sent.
    """

    ways: tuple[str, ...]
    are_all: bool


def fold(request_id: str) -> str:
    """Return what two spellings of one request ID share: a UUID may be written in either case."""
    return request_id.lower() if re.fullmatch(_UUID, request_id) else request_id


def read_request_id(typed: str) -> RequestIdReading:
    """Clean and check a request ID: white space, invisible characters and quotes around it go."""
    if re.fullmatch(_UUID, typed):
        # As most are, in a list of thousands.
        return RequestIdReading(RequestId(typed))
    text = _clean(typed)
    if problem := _request_id_problem(text):
        return RequestIdReading(None, problem)
    hints = []
    if text != typed:
        hints.append(Hint.CLEANED)
    if not re.fullmatch(_UUID, text):
        hints.append(Hint.NOT_A_UUID)
    return RequestIdReading(RequestId(text), hints=tuple(hints))


def read_recipient(typed: str, *, as_typed: bool = False) -> RecipientReading:
    """Read a phone number into international form, or take it exactly as typed.

    Only the spelling changes, never the number: separators go, full-width digits become digits, a
    Russian ``8`` or a missing country code becomes ``+7``. Whatever is not clearly a phone number
    is sent as it is (cleaned), with a hint.
    """
    if as_typed:
        if problem := _recipient_problem(typed):
            return RecipientReading(None, problem)
        plausible = _plausible(typed)
        return RecipientReading(Recipient(typed), hints=() if plausible else (_doubt(typed),))
    text = _clean(typed)
    if problem := _recipient_problem(text):
        return RecipientReading(None, problem)
    number, hints = _international(text)
    if number != typed:
        hints = (Hint.SENT_AS, *hints)
    return RecipientReading(Recipient(number), hints=hints)


def spellings(sent: str, typed: str = "") -> Spellings:
    """Return how the one number that was sent may have been spelled, likeliest first.

    With and without ``+``, within Russia with ``8`` for ``+7``, as it was sent, and as it was
    ``typed`` (without quotes), where that is read as what was sent. They differ in nothing but the
    prefix and separators. Where it is not sure which number ``sent`` spells (a country code is
    missing or could be two), or where it is none, there are only the last two; nothing that cannot
    be sent.
    """
    exact = sent.strip()
    compact = _compact(_clean(exact))
    found: list[str] = []
    is_sure = False
    if re.fullmatch(_PHONE_SHAPE, compact):
        number, hints = _international(compact)
        is_sure = compact.startswith("+") or not hints
        if is_sure:
            domestic = [f"8{number[2:]}"] if re.fullmatch(_RU_WITH_CODE, number[1:]) else []
            found = [number, number[1:], *domestic]
    found.append(exact)
    if _says(typed, exact):
        found.append(_clean(typed))
    sendable = tuple(dict.fromkeys(each for each in found if not _recipient_problem(each)))
    return Spellings(sendable, are_all=is_sure)


def _says(typed: str, sent: str) -> bool:
    """Tell whether ``typed`` is read as the number that was sent."""
    read = read_recipient(typed).value
    return read is not None and read.value == sent


def _request_id_problem(text: str) -> Phrase | None:
    if not text:
        return phrase("Enter the request ID.")
    if text in (".", ".."):
        return phrase("A request ID of only dots would change the address of the call.")
    if len(text) > MAX_REQUEST_ID:
        return phrase(
            "{length} characters are too many for a request ID: {limit} at most.",
            length=len(text),
            limit=MAX_REQUEST_ID,
        )
    return _unprintable_problem(text)


def _recipient_problem(text: str) -> Phrase | None:
    if not text.strip():
        return phrase("Enter the recipient's phone number.")
    if len(text) > MAX_RECIPIENT:
        return phrase(
            "{length} characters are too many for a recipient: {limit} at most.",
            length=len(text),
            limit=MAX_RECIPIENT,
        )
    if _MASK in text:
        return phrase("This number is masked: the whole one is needed.")
    return _unprintable_problem(text)


def _unprintable_problem(text: str) -> Phrase | None:
    for place, char in enumerate(text, 1):
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
            return phrase(
                "Character {place} is a control character (U+{code}): remove it.",
                place=place,
                code=f"{ord(char):04X}",
            )
    return None


def _clean(typed: str) -> str:
    text = "".join(c for c in typed if unicodedata.category(c) != "Cf").strip()
    for _layer in range(_MAX_LAYERS):
        text = _unwrap(text)
    return text


def _unwrap(text: str) -> str:
    around, inner = text[:1] + text[1:][-1:], text[1:-1]
    if around in _QUOTES and not set(around) & set(inner):
        return inner.strip()
    return text


def _international(text: str) -> tuple[str, tuple[Hint, ...]]:
    """Return the number that ``text`` spells, with what is doubtful about it.

    Where two countries could be meant, the Russian reading is taken and said to be assumed.
    """
    compact = _compact(text)
    if not re.fullmatch(_PHONE_SHAPE, compact):
        return text, (Hint.NOT_A_PHONE,)
    readings = _readings(compact)
    known = [number for number in readings if _plausible(number)]
    if not known:
        return _unheard_of(compact), (Hint.IMPLAUSIBLE_PHONE,)
    sure = known == readings[:1] and len(compact) != _RU_LENGTH
    return known[0], () if sure else (Hint.COUNTRY_ASSUMED,)


def _compact(text: str) -> str:
    return "".join(
        "+" if c == "\uff0b" else _ascii_digit(c) for c in text if c not in _PHONE_SEPARATORS
    )


def _ascii_digit(char: str) -> str:
    value = unicodedata.digit(char, None)
    return char if value is None or unicodedata.category(char) != "Nd" else str(value)


def _readings(compact: str) -> list[str]:
    """Return the international numbers that ``compact`` can be a spelling of, likeliest first.

    These keep its digits, but for the Russian trunk prefix and a missing country code; so they are
    spelled out here and not left to ``phonenumbers``, which would also drop a doubled country code.
    """
    if compact.startswith("+"):
        return [compact]
    domestic = [f"+7{compact[1:]}"] if re.fullmatch(_RU_DOMESTIC, compact) else []
    short = [f"+7{compact}"] if len(compact) == _RU_LENGTH else []
    return [*domestic, *short, f"+{compact}"]


def _unheard_of(compact: str) -> str:
    """Return the likeliest spelling of a number that no numbering plan knows."""
    if re.fullmatch(_RU_DOMESTIC, compact):
        return f"+7{compact[1:]}"
    return f"+{compact}" if re.fullmatch(_RU_WITH_CODE, compact) else compact


def _plausible(number: str) -> bool:
    # The metadata costs 28 ms to import, which start-up does not have to pay.
    import phonenumbers  # noqa: PLC0415

    try:
        parsed = phonenumbers.parse(number, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return False
    # The parser forgives a trunk prefix behind the country code; the server would not.
    kept = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    changed = number.startswith("+") and number != kept
    return phonenumbers.is_valid_number(parsed) and not changed


def _doubt(text: str) -> Hint:
    shaped = any(c.isdigit() for c in text) and not any(c.isalpha() for c in text)
    return Hint.IMPLAUSIBLE_PHONE if shaped else Hint.NOT_A_PHONE
