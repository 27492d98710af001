"""Where words stand in a text, found in a time that grows with its length and no faster.

Pasted text may be a megabyte of anything. So words are found by plain search; patterns are only
matched at such a place, each piece of them bounded; and every finder gives up after so many places.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

MAX_PLACES: Final = 2000
MAX_FINDS: Final = 20
"""How many candidates of a kind are worth offering."""

_ESCAPED: Final = r"(?:\\[nrt]|%[0-9A-Fa-f]{2})$"
_Key = TypeVar("_Key")


def lowered(text: str) -> str:
    """Return ``text`` in lower case, each character at its old place."""
    # The one letter that lower() turns into two.
    return text.replace("\u0130", "I").lower()


def places(low: str, word: str) -> Iterator[int]:
    """Yield where ``word`` stands in ``low``, both in lower case; the first 2,000 places."""
    place = low.find(word)
    for _each in range(MAX_PLACES):
        if place < 0:
            return
        yield place
        place = low.find(word, place + len(word))


def glued(text: str, place: int) -> bool:
    """Tell whether what begins at ``place`` continues a word; an escape before it is none."""
    before = text[place - 1 : place]
    if not (before.isalnum() or before == "_"):
        return False
    return re.search(_ESCAPED, text[max(0, place - 3) : place]) is None


def folded(finds: Iterable[str], key: Callable[[str], _Key]) -> tuple[str, ...]:
    """Return the first spelling of each find, as many as are worth offering."""
    kept: dict[_Key, str] = {}
    for find in finds:
        kept.setdefault(key(find), find)
        if len(kept) == MAX_FINDS:
            break
    return tuple(kept.values())
