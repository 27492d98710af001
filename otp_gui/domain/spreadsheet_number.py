"""Numbers as spreadsheets write them: read where they are exact, never silently another number."""

import re
from decimal import Decimal
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase

ROUNDED: Final = phrase(
    "A spreadsheet rounded this number: format the column as text and enter it again."
)
_WITH_FRACTION: Final = re.compile(r"(\+?\d{6,})[.,](\d+)")
_WITH_EXPONENT: Final = re.compile(r"(\+?)(\d+)(?:[.,](\d+))?[eE]\+?(\d{1,3})")
# More digits than these are not kept by any spreadsheet.
_MOST_DIGITS: Final = 15


def spelled_out(text: str) -> tuple[str, Phrase | None]:
    """Return the number that a spreadsheet wrote as ``79990001122.0`` or ``7.9990001122E10``.

    Any other text comes back as it is. Where digits are missing there is a problem, and the text.
    """
    bare = text.strip()
    if match := _WITH_FRACTION.fullmatch(bare):
        whole, fraction = match.groups()
        is_exact = not fraction.strip("0") and len(whole) <= _MOST_DIGITS
        return (whole, None) if is_exact else (text, ROUNDED)
    if match := _WITH_EXPONENT.fullmatch(bare):
        plus, whole, fraction, exponent = match[1], match[2], match[3] or "", int(match[4])
        digits = len(whole) + exponent
        # Zeros that were left off the end could as well have been other digits.
        if len(fraction) < exponent or digits > _MOST_DIGITS:
            return text, ROUNDED
        value = Decimal(f"{whole}.{fraction or '0'}e{exponent}")
        return (f"{plus}{int(value)}", None) if value == int(value) else (text, ROUNDED)
    return text, None


def is_rounded(text: str) -> bool:
    """Tell whether a text that may be anything is what is left of a number with many digits."""
    return re.fullmatch(r"\s*\d[.,]\d+[eE]\+\d+\s*", text) is not None
