"""Where words stand in a text, found in a time that grows with its length and no faster.

Pasted text may be a megabyte of anything. So words are found by plain search; patterns are only
matched at such a place, each piece of them bounded; and every finder gives up after so many places.

It is searched on a thread of its own, but a search in C lets no other thread run until it ends. So
patterns and changes of case go through a text in slices, in between which the window can be drawn.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

MAX_PLACES: Final = 2000
MAX_FINDS: Final = 20
"""How many candidates of a kind are worth offering."""

SLICE: Final = 200_000
"""Characters that are gone through at once: a few milliseconds."""
_REPETITIONS: Final = SLICE // 4
_ESCAPED: Final = r"(?:\\[nrt]|%[0-9A-Fa-f]{2})$"
_Key = TypeVar("_Key")


def lowered(text: str) -> str:
    """Return ``text`` in lower case, each character at its old place."""
    # The one letter that lower() turns into two.
    return "".join(piece.replace("\u0130", "I").lower() for piece in _slices(text))


def places(low: str, word: str) -> Iterator[int]:
    """Yield where ``word`` stands in ``low``, both in lower case; the first 2,000 places."""
    place = low.find(word)
    for _each in range(MAX_PLACES):
        if place < 0:
            return
        yield place
        place = low.find(word, place + len(word))


def scan(
    pattern: str, text: str, reach: int, start: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    """Yield what ``re.finditer`` would, slice by slice.

    ``reach`` is how many characters from its beginning on decide, at most, about a match and its
    end, what it looks ahead to included.
    """
    compiled = re.compile(pattern)
    end = len(text) if end is None else end
    while start < end:
        seam = start + SLICE
        for match in compiled.finditer(text, start, min(seam + reach, end)):
            if match.start() >= seam:
                break
            yield match
            start = match.end()
        start = max(start, seam)


def repeated(pattern: str) -> re.Pattern[str]:
    """Return what :func:`extended` goes on with; ``pattern`` gives back nothing it has matched."""
    return re.compile(rf"(?:{pattern}){{1,{_REPETITIONS}}}+")


def extended(some: re.Pattern[str], text: str, end: int) -> int:
    """Return where the repetitions end that begin at ``end``; slice by slice."""
    while match := some.match(text, end):
        end = match.end()
    return end


def _slices(text: str) -> Iterator[str]:
    return (text[start : start + SLICE] for start in range(0, len(text), SLICE))


def glued(text: str, place: int) -> bool:
    """Tell whether what begins at ``place`` continues a word; an escape before it is none."""
    before = text[place - 1 : place]
    if not (before.isalnum() or before == "_"):
        return False
    return re.search(_ESCAPED, text[max(0, place - 3) : place]) is None


def folded(
    finds: Iterable[str], key: Callable[[str], _Key], most: int = MAX_FINDS
) -> tuple[str, ...]:
    """Return the first spelling of each find, ``most`` of them."""
    kept: dict[_Key, str] = {}
    for find in finds:
        kept.setdefault(key(find), find)
        if len(kept) == most:
            break
    return tuple(kept.values())
