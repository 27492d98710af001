"""What somebody types to find a row: a text in either case, or a number as people write it."""

from typing import Final

from otp_gui.domain.forgetting import speaks_of

_TRUNK: Final = ("7", "8")
"""What the country's code of a Russian number may be spelled as."""


class Sought:
    """A search; an empty one finds everything. Numbers are found as the history finds them.

    Those of the history's file are found by SQL; a test holds the two together.
    """

    def __init__(self, typed: str) -> None:
        self._text: Final = typed.strip()
        self._folded: Final = self._text.casefold()
        digits = "".join(char for char in self._text if char.isdecimal())
        self._may_be_number: Final = bool(digits) and not any(map(str.isalpha, self._text))
        begins = self._may_be_number and digits[1:] and digits.startswith(_TRUNK)
        begins = begins and not self._text.startswith("+8")
        self._beginning: Final = f"+7{digits[1:]}" if begins else None
        """What a Russian number has to begin with, of which only this is typed so far."""

    def __bool__(self) -> bool:
        """Tell whether anything is sought."""
        return bool(self._text)

    def is_in(self, text: str) -> bool:
        """Tell whether a text holds it."""
        return self._folded in text.casefold()

    def is_in_number(self, number: str) -> bool:
        """Tell whether a number holds it, whatever separates the digits of either."""
        if not self._may_be_number:
            return self.is_in(number)
        if self._beginning is not None and number.startswith(self._beginning):
            return True
        return speaks_of(number, self._text)
