"""Makes text of others safe to look at: nothing invisible, nothing reordered, nothing endless."""

import unicodedata
from typing import Final

_CONTROL_PICTURES: Final = 0x2400
_DELETE: Final = 0x7F
_DELETE_PICTURE: Final = "\u2421"
_LAYOUT: Final = frozenset("\n\t")
# Controls and format characters reorder or hide; surrogates and unassigned ones cannot be drawn.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
# Letters and signs by category, yet drawn as nothing.
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def visible(text: str, limit: int = 4096, *, newlines: bool = False) -> tuple[str, bool]:
    """Return ``text`` with its invisible characters shown, and whether it was cut.

    Control characters become their pictures (``␀``); bidi marks, zero-width and other invisible
    ones their codes (``⟨U+202E⟩``). With ``newlines``, line breaks and tabs stay. The result has at
    most ``limit`` characters, and no more of ``text`` is looked at than that needs.
    """
    head = text[: 2 * limit + 2]
    if newlines:
        head = head.replace("\r\n", "\n")
    shown: list[str] = []
    room = limit
    for char in head:
        picture = char if newlines and char in _LAYOUT else _picture(char)
        room -= len(picture)
        if room < 0:
            return "".join(shown), True
        shown.append(picture)
    return "".join(shown), False


def is_plain(text: str) -> bool:
    """Tell at a glance that :func:`visible` would change nothing; of some odd spaces it does not.

    Line breaks and tabs count as what would be changed.
    """
    return text.isprintable() and (text.isascii() or not any(blank in text for blank in _BLANK))


def _picture(char: str) -> str:
    if char.isascii():
        if char.isprintable():
            return char
        return _DELETE_PICTURE if ord(char) == _DELETE else chr(_CONTROL_PICTURES + ord(char))
    if unicodedata.category(char) in _UNSEEN or char in _BLANK:
        return f"⟨U+{ord(char):04X}⟩"
    return char
