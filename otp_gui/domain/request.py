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
DEFAULT_REGION: Final = "RU"

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# What chats and documents put around a copied value; the pairs are matched by _unwrap.
_QUOTES: Final = ('""', "''", "``", "«»", "“”", "„“", "„”", "‘’", "‹›", "<>", "()", "[]")
_INVISIBLE: Final = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_PHONE_SEPARATORS: Final = frozenset(
    " -().\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212\t"
)
_PHONE_SHAPE: Final = re.compile(r"\+?\d+")
_RU_TRUNK: Final = "8"


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


def read_request_id(typed: str) -> RequestIdReading:
    """Clean and check a request ID: white space, invisible characters and quotes around it go."""
    text = _clean(typed)
    if problem := _request_id_problem(text):
        return RequestIdReading(None, problem)
    hints = []
    if text != typed:
        hints.append(Hint.CLEANED)
    if not _UUID.fullmatch(text):
        hints.append(Hint.NOT_A_UUID)
    return RequestIdReading(RequestId(text), hints=tuple(hints))


def read_recipient(typed: str, *, as_typed: bool = False) -> RecipientReading:
    """Read a phone number into international form, or take it exactly as typed.

    Only spellings of the same number are changed: separators go, full-width digits become digits,
    a Russian ``8`` or missing country code becomes ``+7``. Whatever is not clearly a phone number
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
    text = "".join(c for c in typed if c not in _INVISIBLE).strip()
    while (inner := _unwrap(text)) != text:
        text = inner
    return text


def _unwrap(text: str) -> str:
    for pair in _QUOTES:
        if len(text) > 1 and text[0] == pair[0] and text[-1] == pair[1]:
            return text[1:-1].strip()
    return text


def _international(text: str) -> tuple[str, tuple[Hint, ...]]:
    compact = "".join(
        "+" if c == "\uff0b" else _ascii_digit(c) for c in text if c not in _PHONE_SEPARATORS
    )
    if not _PHONE_SHAPE.fullmatch(compact):
        return text, (Hint.NOT_A_PHONE,)
    candidate = _candidate(compact)
    if candidate is None or not _plausible(candidate):
        return compact, (Hint.IMPLAUSIBLE_PHONE,)
    assumed = not compact.startswith("+") and not candidate.endswith(compact)
    no_code = len(compact) < len(candidate) - 1
    return candidate, (Hint.COUNTRY_ASSUMED,) if assumed or no_code else ()


def _ascii_digit(char: str) -> str:
    value = unicodedata.digit(char, None)
    return char if value is None or unicodedata.category(char) != "Nd" else str(value)


def _candidate(compact: str) -> str | None:
    """Return the international form of ``compact``, or None where it is not clearly one.

    ``phonenumbers`` would also drop a doubled country code or turn letters into digits; so its
    result is taken only if it keeps the digits typed, but for the Russian trunk prefix.
    """
    # The metadata costs 28 ms to import, which start-up does not have to pay.
    import phonenumbers  # noqa: PLC0415

    for spelling in (compact, f"+{compact}"):
        try:
            parsed = phonenumbers.parse(spelling, DEFAULT_REGION)
        except phonenumbers.NumberParseException:
            continue
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(parsed) and _same_digits(compact, number):
            return number
    return None


def _same_digits(compact: str, number: str) -> bool:
    typed, result = compact.removeprefix("+"), number.removeprefix("+")
    if compact.startswith("+"):
        return typed == result
    return typed == result or result in (f"7{typed}", f"7{typed.removeprefix(_RU_TRUNK)}")


def _plausible(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, DEFAULT_REGION))
    except phonenumbers.NumberParseException:
        return False


def _doubt(text: str) -> Hint:
    shaped = any(c.isdigit() for c in text) and not any(c.isalpha() for c in text)
    return Hint.IMPLAUSIBLE_PHONE if shaped else Hint.NOT_A_PHONE
