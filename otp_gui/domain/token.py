"""Reads what a user pastes as a token into a secret that is safe to put into a header."""

from dataclasses import dataclass
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.redact import Secret

MAX_TOKEN: Final = 16_384
_SCHEME: Final = "bearer"
_HEADER: Final = "authorization:"


@dataclass(frozen=True, slots=True)
class TokenReading:
    """A typed token: ``value`` unless there is a ``problem``, which never quotes the token."""

    value: Secret | None
    problem: Phrase | None = None


def read_token(typed: str) -> TokenReading:
    """Strip white space, quotes, ``Authorization:`` and ``Bearer`` around a token, and check it.

    What is left must be 1 to 16,384 visible ASCII characters: anything else cannot travel in a
    header, and the HTTP library's own complaint would print the token.
    """
    text = typed.strip().strip("\ufeff\u200b").strip("\"'`«»“”").strip()
    if text.lower().startswith(_HEADER):
        text = text[len(_HEADER) :].strip()
    while text.lower().startswith(_SCHEME) and text[len(_SCHEME) :][:1].isspace():
        text = text[len(_SCHEME) :].strip()
    text = text.strip("\"'`«»“”")
    if not text or text.lower() == _SCHEME:
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
        if char in "\r\n":
            return phrase(
                "There is a line break at character {place}: paste one token, whole.", place=place
            )
        if char.isspace():
            return phrase(
                "There is a space at character {place}: paste one token only.", place=place
            )
        if not char.isascii():
            return phrase(
                "Character {place} is not a Latin letter, digit or sign: a token holds nothing else.",
                place=place,
            )
        if not char.isprintable():
            return phrase("Character {place} is a control character: remove it.", place=place)
    return None
