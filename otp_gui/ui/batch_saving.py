"""Saves the results of a run: all of its rows, or those that the filters show."""

from collections.abc import Sequence
from pathlib import Path

from otp_gui.domain.batch import BatchRow, BatchRun
from otp_gui.domain.batch_files import BatchFiles, ResultFormat, ResultPlan
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.i18n import tr
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.batch_results import KINDS, BatchResultsDialog, Rows
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.figures import figure
from otp_gui.ui.theme import Theme


class BatchSaving:
    """Asks how, then where, over the batch window; what is shown is what its table shows."""

    def __init__(
        self, window: BatchWindow, theme: Theme, files: BatchFiles, choice: FileChoice
    ) -> None:
        self._window = window
        self._theme = theme
        self._files = files
        self._choice = choice

    async def save(self, run: BatchRun, rows: Sequence[BatchRow]) -> Phrase | None:
        """Save the run on view, and return where its results went; None where the user gave up.

        :raises StoreError: where they could not be written.
        """
        # As they are counted in the question, also where the filters show others by its end.
        shown = [rows[place] for place in self._window.model.places]
        dialog = BatchResultsDialog(self._theme, self._window, Rows(len(shown), len(rows)))
        if not await answer(dialog):
            return None
        wanted = shown if dialog.only_shown else rows
        name = f"{Path(run.title or 'batch').stem}-results.{dialog.format.value}"
        target = await self._choice.to_save(tr("Save the results"), name, KINDS[dialog.format])
        if target is None:
            return None
        plan = ResultPlan(
            target.path,
            dialog.format,
            masked=dialog.masked,
            bom=dialog.format is ResultFormat.CSV,
            overwrite=target.overwrite,
        )
        await self._files.save(plan, run, wanted, lambda _done, _total: None)
        return _saved(target.path, len(wanted), len(rows), masked=plan.masked)


def _saved(path: str, count: int, all_rows: int, *, masked: bool) -> Phrase:
    told = (
        phrase("Phone numbers are masked in it.")
        if masked
        else phrase("It holds phone numbers in full.")
    )
    file = Path(path).name
    if count == all_rows:
        return phrase("Results: {file}. {told}", file=file, told=told)
    return phrase(
        "Results, {shown} of {count} rows: {file}. {told}",
        shown=figure(count),
        count=figure(all_rows),
        file=file,
        told=told,
    )
