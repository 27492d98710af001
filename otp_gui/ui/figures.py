"""Numbers of things in the words of the current language."""

from collections.abc import Iterable
from datetime import date
from functools import reduce

from PySide6.QtCore import QDate, QLocale

from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.domain.upkeep import Purge


def figure(number: int) -> str:
    """Write a number as people of the current language do."""
    return QLocale().toString(number)


def calls(count: int) -> Phrase:
    """Say how many calls."""
    return phrases("{figure} call", "{figure} calls", count, figure=figure(count))


def found(purge: Purge) -> Phrase:
    """Say what a purge deletes and changes, one after the other; calls always."""
    parts = [calls(purge.rows)]
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
    return reduce(
        lambda so_far, part: phrase("{first}, {second}", first=so_far, second=part), parts
    )


def days(count: int | None) -> Phrase:
    """Say how long calls are kept."""
    if count is None:
        return phrase("For ever")
    return phrases("{figure} day", "{figure} days", count, figure=figure(count))


def day_in_words(day: date) -> str:
    """Write a day with its month and year, as in ``23 November 2026``."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMMM yyyy")


def ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers, those in a row as in ``3–7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
