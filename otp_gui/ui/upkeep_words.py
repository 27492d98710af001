"""What is said of the work on the history: asked before it, told after it."""

from collections.abc import Sequence
from pathlib import Path

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.upkeep import Purge
from otp_gui.services.upkeep_words import UpkeepWords
from otp_gui.ui.dialogs.question import Wording
from otp_gui.ui.figures import calls, days, figure, found

AFTER = UpkeepWords(figure)
"""What is said once it is done."""


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
        accept=phrase("Delete: {what}", what=calls(purge.rows)),
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


def too_old(older: Purge, kept: int | None) -> Sequence[Phrase]:
    """Say how much of what has come is older than calls are kept."""
    if not older.rows:
        return []
    return [
        phrase(
            "Older than calls are kept ({time}): {calls}. A later start deletes them, unless you"
            " change that in the menu History.",
            time=days(kept),
            calls=calls(older.rows),
        )
    ]
