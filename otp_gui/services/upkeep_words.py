"""What is said after the work on the history, in the window and on the console alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from otp_gui.domain.counted import Figure, calls, found, ranges
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.transfer import Exported, Imported
from otp_gui.domain.upkeep import Backup, Purge, Restored

_MOST_PROBLEMS: Final = 3


@dataclass(frozen=True, slots=True)
class UpkeepWords:
    """Says what was done; ``figure`` writes the numbers in it."""

    figure: Figure

    def exported(self, done: Exported, *, masked: bool) -> Sequence[Phrase]:
        """Say what an export has written."""
        return [
            phrase(
                "Exported to {file}: {calls}.",
                file=_name(done.target),
                calls=calls(done.rows, self.figure),
            ),
            phrase("Phone numbers are masked in it.")
            if masked
            else phrase("It holds phone numbers in full."),
        ]

    def deleted(self, done: Purge) -> Phrase:
        """Say what a purge has deleted."""
        return phrase("Deleted: {what}.", what=found(done, self.figure))

    def forgotten(self, done: Purge) -> Sequence[Phrase]:
        """Say what has gone of a number, and what has not."""
        told = [self.deleted(done), *done.notices]
        if done.running:
            told.append(
                phrase(
                    "Calls in flight were left alone ({count}): forget the number again after"
                    " them.",
                    count=self.figure(done.running),
                )
            )
        return told

    def restored(self, done: Restored) -> Sequence[Phrase]:
        """Say what the history holds now, and where that is which it held before."""
        return [
            phrase("Restored: {calls}.", calls=calls(done.rows, self.figure)),
            phrase("What the history held before is in {file}.", file=done.before),
        ]

    def imported(self, done: Imported) -> Sequence[Phrase]:
        """Say what has come in, and what could not be read."""
        told = [
            phrase("Added: {calls}.", calls=calls(done.added, self.figure)),
            phrase("There already: {calls}.", calls=calls(done.duplicates, self.figure)),
        ]
        if done.completed:
            told.append(
                phrase(
                    "Came masked before, complete now: {calls}.",
                    calls=calls(done.completed, self.figure),
                )
            )
        if done.masked:
            told.append(
                phrase(
                    "Of those added, the phone numbers are masked: {calls}. Import an export with"
                    " numbers to complete them.",
                    calls=calls(done.masked, self.figure),
                )
            )
        if done.bad:
            told.append(self._unreadable(done))
        return told

    def backed_up(self, done: Backup) -> Sequence[Phrase]:
        """Say what a backup holds, and what the check of it found."""
        told = [
            phrase(
                "Backed up to {file}: {calls}.",
                file=_name(done.target),
                calls=calls(done.rows, self.figure),
            )
        ]
        if not done.problems:
            return [*told, phrase("SQLite has checked the copy and found nothing wrong.")]
        shown = "; ".join(done.problems[:_MOST_PROBLEMS])
        return [*told, phrase("SQLite's check of the copy found: {problems}", problems=shown)]

    def _unreadable(self, done: Imported) -> Phrase:
        lines = ranges(done.bad_lines)
        if done.bad > len(done.bad_lines):
            return phrase(
                "Lines that could not be read: {count}, the first are {lines}.",
                count=self.figure(done.bad),
                lines=lines,
            )
        return phrase(
            "Lines that could not be read: {count} ({lines}).",
            count=self.figure(done.bad),
            lines=lines,
        )


def _name(path: str) -> str:
    return Path(path).name
