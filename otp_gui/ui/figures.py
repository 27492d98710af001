"""Numbers of things in the words of the current language."""

from datetime import date

from PySide6.QtCore import QDate, QLocale

from otp_gui.domain import counted
from otp_gui.domain.counted import ranges
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.upkeep import Purge

__all__ = ["calls", "days", "figure", "found", "found_in_short", "found_rows", "ranges"]


def figure(number: int) -> str:
    """Write a number as people of the current language do."""
    return QLocale().toString(number)


def calls(count: int) -> Phrase:
    """Say how many calls."""
    return counted.calls(count, figure)


def found(purge: Purge) -> Phrase:
    """Say what a purge deletes and changes, one after the other; calls always."""
    return counted.found(purge, figure)


def found_rows(purge: Purge) -> Phrase:
    """Say which calls and rows of lists a purge deletes."""
    return counted.found_rows(purge, figure)


def found_in_short(purge: Purge) -> Phrase:
    """Say in two or three words what a purge deletes."""
    return counted.found_in_short(purge, figure)


def days(count: int | None) -> Phrase:
    """Say how long calls are kept."""
    return counted.days(count, figure)


def day_in_words(day: date) -> str:
    """Write a day with its month and year, as in ``23 November 2026``."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMMM yyyy")
