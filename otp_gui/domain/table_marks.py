"""What spreadsheets and exports put around a value to keep it as text, and what is a formula."""

import re
from typing import Final

from otp_gui.domain.phrase import phrase

FORMULA: Final = phrase("There is a formula: put its value in its place.")

_BEFORE: Final = r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]*"
"""White space, and characters that nobody sees."""
_LITERAL: Final = r'="(?P<literal>(?:[^"]|"")*)"'
_KEPT_AS_TEXT: Final = re.compile(rf"{_BEFORE}{_LITERAL}\s*")
_APOSTROPHES: Final = re.compile(rf"(?:{_BEFORE}')+(?P<marked>.*)", re.DOTALL)
_BRACED: Final = re.compile(
    rf"{_BEFORE}\{{\s*(?P<uuid>[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}})\s*\}}\s*"
)
# A call of a function, a link to another program, or a reference: what else begins so is a number
# or, for all that anybody knows, an ID.
_FORMULA: Final = re.compile(
    rf"{_BEFORE}(?:[=\uff1d]|[@+-]+"
    r"(?:[^\W\d]\w*\s*\(|[^|]{1,99}\|[^!]*!|\$?[A-Za-z]{1,3}\$?\d{1,7}\s*\Z))"
)
_PLACE_HOLDER: Final = re.compile(r"[\s@+\-\u2010-\u2015\u2212]+")
_LITERAL_CELL: Final = re.compile(_LITERAL)


def unmarked(text: str) -> str:
    """Return the value that stands in a cell, without what marks it as text.

    ``="+79990000001"`` and ``'+79990000001`` are a number, ``{…}`` around a UUID is another way to
    write it, and a lone dash says that there is nothing.
    """
    if text[:1].isalnum() or (text[:1] == "+" and text[1:2].isdigit()):
        # As most are, in a list of thousands.
        return text
    while (inner := _once(text)) != text:
        text = inner
    return text


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would work something out where ``text`` stands.

    What :func:`unmarked` takes off is to be off already. A number that begins with a sign is none.
    """
    return _FORMULA.match(text) is not None


def literal_end(line: str, start: int) -> int | None:
    """Return where a quoted literal, ``="…"``, ends that begins at ``start``; None for none."""
    found = _LITERAL_CELL.match(line, start)
    return None if found is None else found.end()


def _once(text: str) -> str:
    if found := _KEPT_AS_TEXT.fullmatch(text):
        return found["literal"].replace('""', '"')
    if found := _BRACED.fullmatch(text):
        return found["uuid"]
    # In a pair they are quotes, which go with all the other kinds.
    if (found := _APOSTROPHES.fullmatch(text)) and not found["marked"].rstrip().endswith("'"):
        return found["marked"]
    return "" if _PLACE_HOLDER.fullmatch(text) else text
