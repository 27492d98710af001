"""Numbers of things in words; ``figure`` writes a number as people of the language do."""

from collections.abc import Callable, Iterable
from functools import reduce

from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.upkeep import Purge

Figure = Callable[[int], str]


def calls(count: int, figure: Figure) -> Phrase:
    """Say how many calls."""
    return phrases("{figure} call", "{figure} calls", count, figure=figure(count))


def list_rows(count: int, figure: Figure) -> Phrase:
    """Say how many rows of lists."""
    return phrases("{figure} row of a list", "{figure} rows of lists", count, figure=figure(count))


def found_in_short(purge: Purge, figure: Figure) -> Phrase:
    """Say in two or three words what a purge deletes."""
    if purge.uncalled and not purge.rows:
        return list_rows(purge.uncalled, figure)
    return calls(purge.rows, figure)


def found_rows(purge: Purge, figure: Figure) -> Phrase:
    """Say which calls and rows of lists a purge deletes, and what that means for batch runs."""
    return _joined(_found_rows(purge, figure))


def found(purge: Purge, figure: Figure) -> Phrase:
    """Say what a purge deletes and changes, one after the other; calls always."""
    parts = _found_rows(purge, figure)
    if purge.mentions:
        parts.append(
            phrases(
                "a mention in {figure} other call",
                "mentions in {figure} other calls",
                purge.mentions,
                figure=figure(purge.mentions),
            )
        )
    if purge.files:
        parts.append(
            phrases(
                "{figure} file beside the history",
                "{figure} files beside the history",
                purge.files,
                figure=figure(purge.files),
            )
        )
    return _joined(parts)


def _found_rows(purge: Purge, figure: Figure) -> list[Phrase]:
    parts = [calls(purge.rows, figure)]
    if purge.uncalled:
        parts.append(
            phrases(
                "{figure} row of a list that was never called",
                "{figure} rows of lists that were never called",
                purge.uncalled,
                figure=figure(purge.uncalled),
            )
        )
    if purge.runs:
        parts.append(
            phrases(
                "with that the rest of {figure} batch run that could still be resumed",
                "with that the rest of {figure} batch runs that could still be resumed",
                purge.runs,
                figure=figure(purge.runs),
            )
        )
    return parts


def _joined(parts: Iterable[Phrase]) -> Phrase:
    return reduce(
        lambda so_far, part: phrase("{first}, {second}", first=so_far, second=part), parts
    )


def days(count: int | None, figure: Figure) -> Phrase:
    """Say how long calls are kept."""
    if count is None:
        return phrase("For ever")
    return phrases("{figure} day", "{figure} days", count, figure=figure(count))


def ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers, those in a row as in ``3–7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
