"""Lets nothing into a file that a terminal obeys or that changes what the eye reads of it.

Text of others holds escape sequences, and marks that turn letters round: whoever looks at a file
with ``cat`` would see what their author wants. Line breaks and tabs stay, as a quoted cell may have
them.
"""

import functools
from typing import Final

from otp_gui.domain.display import is_plain, visible

_CACHED_TEXTS: Final = 4_096
_LONGEST_CACHED: Final = 512
_LONGEST_PICTURE: Final = len("⟨U+10FFFF⟩")
_LINE_END: Final = "\r\n"
_BEYOND_ONE_UNIT: Final = 0x10000


def shown(cell: str) -> str:
    """Return a cell with what cannot be seen in it made visible, as the window shows it."""
    if is_plain(cell):
        return cell
    return _shown_again(cell) if len(cell) <= _LONGEST_CACHED else _shown(cell)


def is_shown(table: str) -> bool:
    """Tell at a glance of many cells, as they are written, that :func:`shown` changes none."""
    lines = table.replace(_LINE_END, "")
    return is_plain(lines) or is_plain(lines.replace("\n", "").replace("\t", ""))


def spelled(line: str) -> str:
    r"""Return a line of JSON with what cannot be seen in it as ``\u202e``: it is the same value."""
    return line if is_plain(line) else "".join(map(_spelled, line))


def _shown(cell: str) -> str:
    return _LINE_END.join(
        visible(part, _LONGEST_PICTURE * len(part), newlines=True)[0]
        for part in cell.split(_LINE_END)
    )


_shown_again: Final = functools.lru_cache(_CACHED_TEXTS)(_shown)


def _spelled(char: str) -> str:
    if is_plain(char) or visible(char)[0] == char:
        return char
    if ord(char) < _BEYOND_ONE_UNIT:
        return f"\\u{ord(char):04x}"
    high, low = divmod(ord(char) - _BEYOND_ONE_UNIT, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
