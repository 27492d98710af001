"""Finds a phone number wherever it was written, in any spelling, in texts and in whole files."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Final

from otp_gui.domain.redact import HIDDEN
from otp_gui.store.connection import connect_read_only, lenient

_RUSSIAN: Final = re.compile(r"[78]?([0-9]{10})")
_LEAST_DIGITS: Final = 7
"""A shorter number may be anything: calls for it are found, texts are not searched."""
_LEAST_TEXT: Final = 6
# What people, programs and addresses part digits by: white space, dashes, brackets, dots.
_GAP: Final = r"(?:[ \t\-./()+\u00a0\u2007\u2009\u2010-\u2015\u202f\u2212]|%20|%28|%29|%2[Dd]){0,3}"
_PLUS: Final = r"(?:[+\uff0b]|%(?:25)?2[Bb])"
_FULL_WIDTH_ZERO: Final = 0xFF10
_CHUNK: Final = 1024 * 1024
_OVERLAP: Final = 1024
_SQLITE: Final = b"SQLite format 3\0"


class Traces:
    """One number, or what was sent in the place of one, and all its spellings."""

    def __init__(self, number: str) -> None:
        self._normal: Final = normal(number)

    def is_for(self, recipient: object) -> bool:
        """Tell whether a call with this recipient was for the number."""
        return normal(str(recipient)) == self._normal

    def are_in(self, text: object) -> bool:
        """Tell whether the number is part of a text."""
        return self._pattern is not None and self._pattern.search(str(text)) is not None

    def hidden_in(self, text: str) -> str:
        """Return ``text`` with ``***`` in the place of the number."""
        return text if self._pattern is None else self._pattern.sub(HIDDEN, text)

    def are_in_file(self, path: Path) -> bool:
        """Tell whether the number is in a copy of the history; True where none can tell.

        Both the rows and the bytes are looked at: a row may lie in pieces, and bytes may be left of
        a row that has gone.

        :raises OSError: where the file cannot be read.
        """
        return self._are_in_bytes(path) or self._are_in_rows(path)

    def _are_in_bytes(self, path: Path) -> bool:
        with path.open("rb") as file:
            before = ""
            while chunk := file.read(_CHUNK):
                text = before + chunk.decode(errors="replace")
                if self.are_in(text):
                    return True
                before = text[-_OVERLAP:]
        return False

    def _are_in_rows(self, path: Path) -> bool:
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                return True
        try:
            with closing(connect_read_only(path, 0)) as connection:
                connection.text_factory = lenient
                return any(
                    self.is_for(value) or self.are_in(value)
                    for table in _tables(connection)
                    for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - ours
                    for value in row
                    if isinstance(value, str)
                )
        except sqlite3.Error:
            return True

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self._normal.isdecimal():
            long = len(self._normal) >= _LEAST_TEXT
            return re.compile(re.escape(self._normal), re.IGNORECASE) if long else None
        if len(self._normal) < _LEAST_DIGITS:
            return None
        russian = _RUSSIAN.fullmatch(self._normal)
        if russian is None:
            return re.compile(f"(?:{_PLUS}{_GAP})?{_spaced(self._normal)}")
        code = f"(?:(?:{_PLUS}{_GAP})?{_digit('7')}|{_digit('8')}){_GAP}"
        return re.compile(f"(?:{code})?{_spaced(russian[1])}")


def _tables(connection: sqlite3.Connection) -> Sequence[str]:
    """Return the tables with numbers in them; a copy of an earlier version has but the first."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    return ["checks", *(table for table in ("run_rows", "runs") if table in there)]


def normal(recipient: str) -> str:
    """Return what is the same for all spellings: the digits, of a Russian number from 7 on."""
    text = unicodedata.normalize("NFKC", recipient).strip()
    if any(char.isalpha() for char in text):
        return text.casefold()
    digits = "".join(_digits(text))
    russian = _RUSSIAN.fullmatch(digits)
    abroad = text.startswith("+") and not digits.startswith("7")
    return digits or text if russian is None or abroad else f"7{russian[1]}"


def _digits(text: str) -> Iterator[str]:
    for char in text:
        value = unicodedata.decimal(char, None)
        if value is not None:
            yield str(value)


def _spaced(digits: str) -> str:
    return _GAP.join(map(_digit, digits))


def _digit(digit: str) -> str:
    return f"[{digit}{chr(_FULL_WIDTH_ZERO + int(digit))}]"
