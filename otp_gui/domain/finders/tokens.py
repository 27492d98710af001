"""Bearer tokens in pasted text: found to be offered to the vault, and to be kept from fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from otp_gui.domain.finders.places import MAX_FINDS, MAX_PLACES, lowered, scan
from otp_gui.domain.redact import Secret
from otp_gui.domain.token import MAX_TOKEN, read_token

FILLER: Final = "\ue000"
"""Stands where a token stood: no letter, no digit, no sign that means anything."""

_OPEN: Final = r"""\\{0,4}["']{0,2}\s{0,4}[:=,]\s{0,4}\\{0,4}[\["']{0,3}b?["']?"""
_VALUE: Final = rf"""(?P<value>[^\s"'`,;<>\\&)}}\]^|]{{1,{MAX_TOKEN + 1}}})"""
_BEARER: Final = r"(?:[Bb][Ee][Aa][Rr][Ee][Rr](?:\s{1,4}|%20|\+))"
# The word that is searched, and what has to follow it.
_SHAPES: Final = (
    ("authorization", rf"{_OPEN}{_BEARER}(?P<sure>){_VALUE}"),
    ("bearer", rf"""(?:\s{{1,4}}|%20|\+|:\s{{0,4}})\\{{0,4}}["']?{_VALUE}"""),
    ("authorization", rf"{_OPEN}{_VALUE}"),
    ("token", rf"{_OPEN}{_BEARER}?{_VALUE}"),
)
# Only where a run of such letters begins: elsewhere each of its letters would begin a search.
_JWT: Final = r"(?<![\w.-])eyJ[\w-]{8,16384}\.[\w-]{2,16384}\.[\w-]{0,16384}"
_LONGEST_JWT: Final = 3 * 16_384 + 8
_DOTS_OF_JWT: Final = 2
_SHORTEST: Final = 8
_LONG: Final = 32
_PLACE_HOLDER: Final = r"[$%{<*(\[…].*|.*(?:…|\.\.\.|\*\*).*|[xX]+"
_SCHEMES: Final = ("basic", "bearer", "digest", "negotiate")
_NOT_OURS: Final = "refresh"


@dataclass(frozen=True, slots=True)
class Swept:
    """A text without its tokens, and the tokens that it holds, each another one.

    ``text`` is as long as what was swept, or ends where there were too many tokens to sweep.
    """

    text: str
    tokens: tuple[Secret, ...]


def sweep(text: str) -> Swept:
    """Find the bearer tokens of a text and fill their places."""
    tokens: list[Secret] = []
    low = lowered(text)
    for word, shape in _SHAPES:
        pattern = re.compile(shape)
        text, found = _sweep_word(text, low, word, pattern)
        tokens += found
    jwts = islice(scan(_JWT, text, _LONGEST_JWT), MAX_FINDS)
    tokens += [Secret(match[0]) for match in jwts]
    # The longest first: one may be the beginning of another.
    known = sorted(set(tokens), key=lambda token: -len(token.reveal()))
    for token in known:
        text = text.replace(token.reveal(), FILLER * len(token.reveal()))
    return Swept(text, tuple(_each_another(known)))


def _each_another(tokens: Sequence[Secret]) -> list[Secret]:
    """Leave out what is only a piece of one before it."""
    whole: list[Secret] = []
    for token in tokens:
        if not any(token.reveal() in other.reveal() for other in whole):
            whole.append(token)
    return whole


def _sweep_word(
    text: str, low: str, word: str, pattern: re.Pattern[str]
) -> tuple[str, list[Secret]]:
    """Return the tokens behind ``word``, and the text up to where there were too many of them."""
    found: dict[Secret, None] = {}
    place = low.find(word, 0, len(text))
    for _each in range(MAX_PLACES):
        if place < 0:
            return text, list(found)
        end = place + len(word)
        if match := pattern.match(text, end):
            end = match.end()
            ours = _NOT_OURS not in low[max(0, place - len(_NOT_OURS) - 1) : place]
            if ours and (token := _token(match)):
                found[token] = None
        if len(found) == MAX_FINDS:
            return text[:end], list(found)
        place = low.find(word, end, len(text))
    return text[: max(place, 0)], list(found)


def _token(match: re.Match[str]) -> Secret | None:
    value = match["value"]
    # A JWT without a signature ends in its second dot.
    if not value.startswith("eyJ") or value.count(".") > _DOTS_OF_JWT:
        value = value.rstrip(".:")
    if len(value) < _SHORTEST or re.fullmatch(_PLACE_HOLDER, value) or value.lower() in _SCHEMES:
        return None
    sure = "sure" in match.groupdict() or len(value) >= _LONG
    # In prose a word follows: "bearer authentication failed", "Token: required".
    if not sure and value.isalpha():
        return None
    return read_token(value).value
