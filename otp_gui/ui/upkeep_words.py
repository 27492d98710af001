"""What is said of the work on the history: asked before it, told after it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.upkeep import Purge
from otp_gui.services.upkeep_words import UpkeepWords
from otp_gui.ui.dialogs.question import Wording
from otp_gui.ui.figures import day_in_words, days, figure, found, found_in_short, found_rows

RETENTION: Final = "retention"
"""What the notice is about that tells of the first deletion."""
AFTER: Final = UpkeepWords(figure)
"""What is said once it is done."""


def announced(older: Purge, kept: int | None, first: date, *, is_set: bool = False) -> Phrase:
    """Say what goes at a start on the day ``first``, before anything ever has.

    ``is_set`` tells that the administrator allows no longer time.
    """
    if is_set:
        return phrase(
            "Calls are kept for {time}, as your administrator has set. Older ones are in the"
            " history: {what}. A start on {day} or later deletes them: export what is still"
            " needed.",
            time=days(kept),
            what=found(older),
            day=day_in_words(first),
        )
    return phrase(
        "Calls are kept for {time}. Older ones are in the history: {what}. A start on {day} or"
        " later deletes them, unless you choose otherwise: menu History, “How long calls are"
        " kept…”.",
        time=days(kept),
        what=found(older),
        day=day_in_words(first),
    )


def may_delete(purge: Purge, kept: int | None) -> Wording:
    """Ask whether what is older than ``kept`` days is to go."""
    return Wording(
        phrase("Delete old calls now?"),
        phrase(
            "To be deleted: {what}. From now on older calls go at each start; calls are kept:"
            " {time}. It cannot be undone.",
            what=found(purge),
            time=days(kept),
        ),
        reject=phrase("Cancel"),
        accept=phrase("Delete: {what}", what=found_in_short(purge)),
    )


def may_restore(source: str) -> Wording:
    """Ask whether the backup ``source`` is to take the history's place."""
    return Wording(
        phrase("Restore the history?"),
        phrase(
            "All calls that the history holds now give way to those of {name}. They are kept in a"
            " file beside the history first; you are told where.",
            name=Path(source).name,
        ),
        reject=phrase("Cancel"),
        accept=phrase("Restore it"),
    )


def renamed(target: str, kind: str) -> Phrase:
    """Say why the file is not called what was typed; ``kind`` is the name of the format."""
    return phrase(
        "It holds {kind}, so its name ends in {ending}.", kind=kind, ending=Path(target).suffix
    )


def too_old(older: Purge, kept: int | None, first: date) -> Sequence[Phrase]:
    """Say how much of what has come is older than calls are kept, and when it goes."""
    if not older.has_rows:
        return []
    return [
        phrase(
            "Older than calls are kept ({time}): {calls}. A start on {day} or later deletes them,"
            " unless you choose otherwise: menu History, “How long calls are kept…”.",
            time=days(kept),
            calls=found_rows(older),
            day=day_in_words(first),
        )
    ]
