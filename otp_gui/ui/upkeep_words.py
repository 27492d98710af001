"""What is said of the work on the history: asked before it, told after it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.transfer import Exported, Imported
from otp_gui.domain.upkeep import Backup, Purge, Restored
from otp_gui.ui.dialogs.question import Wording
from otp_gui.ui.figures import calls, day_in_words, days, figure, found, ranges

RETENTION: Final = "retention"
"""What the notice is about that tells of the first deletion."""
_MOST_PROBLEMS: Final = 3


def announced(older: Purge, kept: int | None, first: date) -> Phrase:
    """Say what goes at a start on the day ``first``, before anything ever has."""
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


def exported(done: Exported, *, masked: bool) -> Sequence[Phrase]:
    """Say what an export has written."""
    return [
        phrase("Exported to {file}: {calls}.", file=Path(done.target).name, calls=calls(done.rows)),
        phrase("Phone numbers are masked in it.")
        if masked
        else phrase("It holds phone numbers in full."),
    ]


def renamed(target: str, kind: str) -> Phrase:
    """Say why the file is not called what was typed; ``kind`` is the name of the format."""
    return phrase(
        "It holds {kind}, so its name ends in {ending}.", kind=kind, ending=Path(target).suffix
    )


def forgotten(done: Purge) -> Sequence[Phrase]:
    """Say what has gone of a number, and what has not."""
    told = [deleted(done), *done.notices]
    if done.running:
        told.append(
            phrase(
                "Calls in flight were left alone ({count}): forget the number again after them.",
                count=figure(done.running),
            )
        )
    return told


def restored(done: Restored) -> Sequence[Phrase]:
    """Say what the history holds now, and where that is which it held before."""
    return [
        phrase("Restored: {calls}.", calls=calls(done.rows)),
        phrase("What the history held before is in {file}.", file=done.before),
    ]


def too_old(older: Purge, kept: int | None, first: date) -> Sequence[Phrase]:
    """Say how much of what has come is older than calls are kept, and when it goes."""
    if not older.rows:
        return []
    return [
        phrase(
            "Older than calls are kept ({time}): {calls}. A start on {day} or later deletes them,"
            " unless you choose otherwise: menu History, “How long calls are kept…”.",
            time=days(kept),
            calls=calls(older.rows),
            day=day_in_words(first),
        )
    ]


def imported(done: Imported) -> Sequence[Phrase]:
    """Say what has come in, and what could not be read."""
    told = [
        phrase("Added: {calls}.", calls=calls(done.added)),
        phrase("There already: {calls}.", calls=calls(done.duplicates)),
    ]
    if done.bad:
        told.append(_unreadable(done))
    return told


def _unreadable(done: Imported) -> Phrase:
    lines = ranges(done.bad_lines)
    if done.bad > len(done.bad_lines):
        return phrase(
            "Lines that could not be read: {count}, the first are {lines}.",
            count=figure(done.bad),
            lines=lines,
        )
    return phrase(
        "Lines that could not be read: {count} ({lines}).", count=figure(done.bad), lines=lines
    )


def deleted(done: Purge) -> Phrase:
    """Say what a purge has deleted."""
    return phrase("Deleted: {what}.", what=found(done))


def backed_up(done: Backup) -> Sequence[Phrase]:
    """Say what a backup holds, and what the check of it found."""
    told = [
        phrase("Backed up to {file}: {calls}.", file=Path(done.target).name, calls=calls(done.rows))
    ]
    if not done.problems:
        return [*told, phrase("SQLite has checked the copy and found nothing wrong.")]
    shown = "; ".join(done.problems[:_MOST_PROBLEMS])
    return [*told, phrase("SQLite's check of the copy found: {problems}", problems=shown)]
