"""Keeps secrets secret: a token that cannot print itself, and masks for text that leaves the tool."""

import re
from typing import Final

_PHONE: Final = re.compile(
    r"(?<![\w-])(?P<plus>\+|%2[Bb])?(?P<digits>\d(?:[ \-().\u00a0]{0,2}\d){8,14})(?![\w-])"
)
_BEARER: Final = re.compile(
    r"(?i)\b(bearer|token|authorization)\b(\s*[:=]\s*|\s+)(?:bearer\s+)?[^\s,;'\"]{6,}"
)
_JWT: Final = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?")

HIDDEN: Final = "***"


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
        """The last four characters, to tell tokens apart; empty for one too short to show any of it."""
        return self._text[-4:] if len(self._text) >= 12 else ""  # noqa: PLR2004

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
    """Mask a phone number for display: the first two and the last two digits stay (``+79*******22``).

    Anything with fewer than six digits is masked whole.
    """
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    shown = {*digits[:2], *digits[-2:]} if len(digits) >= 6 else set()  # noqa: PLR2004
    return "".join("*" if c.isalnum() and i not in shown else c for i, c in enumerate(number))


def redact(text: str) -> str:
    """Remove what must not reach a log: bearer tokens, JWTs and phone numbers, ``%2B7…`` included."""
    text = _BEARER.sub(lambda m: f"{m[1]}{m[2]}{HIDDEN}", text)
    text = _JWT.sub(HIDDEN, text)
    return _PHONE.sub(lambda m: f"{m['plus'] or ''}{HIDDEN}", text)
