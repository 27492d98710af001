"""What has to leave a list and what has to come in, so that it becomes another one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Rows ``first`` up to ``end`` leave; those of the other list from ``start`` to ``stop`` come.

    Either part may be empty.
    """

    first: int
    end: int
    start: int
    stop: int


def edits(before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
    """Yield what turns ``before`` into ``after``, last first: earlier places stay what they are.

    What is in both stays, unless its order has changed.
    """
    # With the first change, not with the window.
    from difflib import SequenceMatcher  # noqa: PLC0415

    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, end, start, stop in reversed(matcher.get_opcodes()):
        if tag != "equal":
            yield Edit(first, end, start, stop)
