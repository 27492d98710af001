"""Keeps secrets secret: a token that cannot print itself, and masks for text that leaves."""

import re
from typing import Final

HIDDEN: Final = "***"

_SHORTEST_WITH_TAIL: Final = 12
_SHORTEST_WITH_ENDS: Final = 6

# A token after its usual names, as headers, JSON, Python and URLs write them.
_SCHEME: Final = r"(?:(?:bearer|basic)(?:\s|%20|\+)+)"
# Compiled on first use, by re.sub: that costs as much as a tenth of the window's first frame.
_NAMED: Final = rf"""(?ix)
    (?P<name>
        (?:authorization|token|api[_-]?key|password|secret) ["']* \s* [:=,] \s*
        (?:b?["']+)? {_SCHEME}*
      | \b{_SCHEME}
    )
    [^\s,;'"&)\]}}]+
    """
_JWT: Final = r"eyJ[\w-]{8,2048}\.[\w-]+(?:\.[\w-]*)?"

# Numbers that are no phone numbers.
_KEPT: Final = r"""(?:
      (?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])
    | (?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d
      (?:[T_\ ][0-2]\d:?[0-5]\d(?::?[0-6]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)
    | (?<!\d)20\d\d[01]\d[0-3]\d[-_T][0-2]\d[0-5]\d[0-6]\d(?!\d)
    | (?<![\d.])\d+\.\d+(?=\ ?(?:[mnµ]?s|sec|seconds)\b)
)"""
# A day as Russians write it, with its time: the dots alone would make it a number.
_WRITTEN_DAY: Final = (
    r"((?<![\d.])[0-3]\d\.[01]\d\.(?:19|20)\d\d(?: [0-2]\d:[0-5]\d(?::[0-6]\d)?)?(?!\d))"
)
# What the digits of a phone number are parted by, in a URL too.
_GAP: Final = r"(?:[ \t\-./()+\u00a0\u2007\u2009\u2010-\u2015\u202f\u2212]|%20|%28|%29|%2[Dd]){0,3}"
_DIGIT: Final = rf"(?:{_GAP}(?!{_KEPT})\d)"
_NUMBER: Final = rf"""(?x)
      (?P<kept>{_KEPT})
    | (?:\+|%(?:25)?2[Bb])? {_GAP} [78] {_DIGIT}{{10}} (?!\d)
    | (?:\+|%(?:25)?2[Bb]) {_DIGIT}{{7,15}} \d*
    | \d {_DIGIT}{{8,14}} \d*
    """


class Secret:
    """A token that never shows itself: ``str``, ``repr`` and formatting give ``***``.

    Only :meth:`reveal` gives the text, so that every place that needs it can be found by name.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself, for the wire or the keyring only."""
        return self._text

    @property
    def tail(self) -> str:
        """The last four characters, to tell tokens apart; empty where they would tell too much."""
        return self._text[-4:] if len(self._text) >= _SHORTEST_WITH_TAIL else ""

    def hide_in(self, text: str) -> str:
        """Return ``text`` with every occurrence of this secret replaced by ``***``."""
        return text.replace(self._text, HIDDEN) if self._text else text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")


def mask_phone(number: str) -> str:
    """Mask a phone number: its first two and last two digits stay (``+79*******22``).

    Anything with fewer than six digits is masked whole.
    """
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    shown = {*digits[:2], *digits[-2:]} if len(digits) >= _SHORTEST_WITH_ENDS else set()
    return "".join("*" if c.isalnum() and i not in shown else c for i, c in enumerate(number))


def is_masked(number: str) -> bool:
    """Tell whether a number is one that :func:`mask_phone` has made."""
    return "*" in number and sum(map(str.isdigit, number)) < _SHORTEST_WITH_ENDS


def mask_numbers(text: str) -> str:
    """Mask every phone number in ``text``, however it is spelled, as :func:`mask_phone` does.

    UUIDs, days, timestamps and durations stay. What only looks like a number is masked as well.
    """
    parts = re.split(_WRITTEN_DAY, text)
    parts[::2] = [re.sub(_NUMBER, _masked, part) for part in parts[::2]]
    return "".join(parts)


def _masked(match: re.Match[str]) -> str:
    if match["kept"]:
        return match["kept"]
    # As a URL writes the plus, which has a digit of its own.
    plus = re.match("(?:%(?:25)?2[Bb])?", match[0])
    sign = plus[0] if plus else ""
    return sign + mask_phone(match[0].removeprefix(sign))


def redact(text: str) -> str:
    """Remove what must not reach a log: tokens and phone numbers, however they are spelled.

    UUIDs, timestamps and durations stay. What only looks like a phone number goes as well.
    """
    return re.sub(_NUMBER, lambda match: match["kept"] or HIDDEN, without_tokens(text))


def without_tokens(text: str) -> str:
    """Remove tokens alone: for what is to show a phone number."""
    text = re.sub(_NAMED, lambda match: match["name"] + HIDDEN, text)
    return re.sub(_JWT, HIDDEN, text)
