"""Reads what a user pastes as a token into a secret that is safe to put into a header."""

import re
from dataclasses import dataclass
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.redact import Secret

MAX_TOKEN: Final = 16_384
# White space, quotes and invisible characters that come along from chats and documents.
_AROUND: Final = (
    " \t\r\n\v\f\x85\u00a0\u2007\u2028\u2029\u202f\u3000"
    "\"'`«»“”„‘’"
    "\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e"
)
_PREFIX: Final = re.compile(r"(?i)authorization\s*:|bearer(?=\s|$)")


@dataclass(frozen=True, slots=True)
class TokenReading:
    """A typed token: ``value`` unless there is a ``problem``, which never quotes the token."""

    value: Secret | None
    problem: Phrase | None = None


def read_token(typed: str) -> TokenReading:
    """Strip white space, quotes, ``Authorization:`` and ``Bearer`` around a token, and check it.

    What is left must be 1 to 16,384 visible ASCII characters: anything else cannot travel in a
    header, and the HTTP library's own complaint would print the token. Reading a token that was
    read before changes nothing.
    """
    text = typed.strip(_AROUND)
    while len(text) <= 2 * MAX_TOKEN and (prefix := _PREFIX.match(text)):
        text = text[prefix.end() :].strip(_AROUND)
    if not text:
        return TokenReading(None, phrase("Enter a token."))
    if problem := _problem(text):
        return TokenReading(None, problem)
    return TokenReading(Secret(text))


def _problem(text: str) -> Phrase | None:
    if len(text) > MAX_TOKEN:
        return phrase(
            "{length} characters are too many for a token: {limit} at most.",
            length=len(text),
            limit=MAX_TOKEN,
        )
    for place, char in enumerate(text, 1):
        if problem := _character_problem(char, place):
            return problem
    return None


def _character_problem(char: str, place: int) -> Phrase | None:
    if "!" <= char <= "~":
        return None
    if char in "\r\n":
        return phrase(
            "There is a line break at character {place}: paste one token, whole.", place=place
        )
    if char.isspace():
        return phrase("There is a space at character {place}: paste one token only.", place=place)
    if not char.isascii():
        return phrase(
            "Character {place} is not a Latin letter, digit or sign: a token has no other.",
            place=place,
        )
    return phrase("Character {place} is a control character: remove it.", place=place)
