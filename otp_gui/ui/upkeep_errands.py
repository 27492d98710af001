"""Leads what is done with the history as a whole: asks, has it done, says what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from otp_gui.bootstrap import Parts
from otp_gui.domain.errors import StoreError
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.transfer import ExportPlan, Format
from otp_gui.domain.upkeep import day_told
from otp_gui.i18n import tr
from otp_gui.services.export import named_for
from otp_gui.ui import upkeep_jobs as jobs
from otp_gui.ui import upkeep_words as words
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.export import ExportDialog, Offer, What
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.dialogs.forget import ForgetDialog
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.dialogs.retention import RetentionDialog, Terms
from otp_gui.ui.long_work import LongWork
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

COUNT_LIMIT: Final = 100_000
"""Up to so many rows are counted for a filter."""
_KINDS: Final = {Format.CSV: "CSV", Format.JSONL: "JSON Lines"}


class UpkeepErrands(QObject):
    """One errand at a time, from its first question to its result.

    ``changed`` when the history holds other calls than before, ``restored`` when all are others;
    ``forgot`` carries a number of which nothing is to be on view any more.
    ``choices_changed`` when preferences are to be saved, ``retention_chosen`` when what was told of
    the first deletion is old news.
    """

    changed = Signal()
    restored = Signal()
    forgot = Signal(str)
    choices_changed = Signal()
    retention_chosen = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        parts: Parts,
        work: LongWork,
        tasks: Tasks,
        keeper: PreferencesKeeper,
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._archive = parts.archive
        self._history = parts.history
        self._work = work
        self._tasks = tasks
        self._keeper = keeper
        self._files = FileChoice(theme, window)

    def export(self, query: HistoryQuery, selected: Sequence[str]) -> None:
        """Write calls into a file: those that match, those whose uids are ``selected``, or all."""
        self._work.start(lambda: self._export(query, selected))

    @Slot()
    def import_(self) -> None:
        """Add the calls of such a file."""
        self._work.start(self._import)

    @Slot()
    def retention(self) -> None:
        """Choose how long calls are kept."""
        self._work.start(self._retention)

    @Slot()
    def forget(self) -> None:
        """Delete every trace of a phone number."""
        self._work.start(self._forget)

    @Slot()
    def back_up(self) -> None:
        """Copy the history into a file."""
        self._work.start(self._back_up)

    @Slot()
    def restore(self) -> None:
        """Put such a copy in the history's place."""
        self._work.start(self._restore)

    async def _export(self, query: HistoryQuery, selected: Sequence[str]) -> None:
        offer = Offer(len(selected), query.restricts)
        dialog = ExportDialog(self._theme, self._window, offer)
        self._tasks.spawn(self._count(dialog, query))
        if not await answer(dialog) or (choice := dialog.choice) is None:
            return
        name = self._archive.export.file_name(choice.format)
        target = await self._files.to_save(
            tr("Export the history"), name, _KINDS[choice.format], partial(named_for, choice.format)
        )
        if target is None:
            return
        what: Mapping[What, HistoryQuery | Sequence[str]] = {
            What.SELECTED: selected,
            What.SHOWN: query,
            What.ALL: HistoryQuery(),
        }
        plan = ExportPlan(
            target=target.path,
            format=choice.format,
            what=what[choice.what],
            masked=choice.masked,
            bom=choice.bom,
            response=choice.response,
            overwrite=target.overwrite,
        )
        done = await self._work.carry_out(
            jobs.EXPORT, lambda told: self._archive.export.write(plan, told)
        )
        if done is not None:
            renamed = [words.renamed(target.path, _KINDS[choice.format])]
            self._work.tell(
                [
                    *words.AFTER.exported(done, masked=choice.masked),
                    *(renamed if target.is_renamed else ()),
                ],
                file=target.path,
            )

    async def _count(self, dialog: ExportDialog, query: HistoryQuery) -> None:
        try:
            total = await self._history.total()
            shown = total
            if query.restricts:
                shown = await self._history.count(query, COUNT_LIMIT + 1)
        except StoreError:
            # The export itself will say so.
            return
        dialog.set_counts(shown, COUNT_LIMIT, total)

    async def _import(self) -> None:
        source = await self._files.to_open(tr("Import calls"), _KINDS[Format.JSONL], ".jsonl")
        if source is None:
            return
        try:
            done = await self._work.carry_out(
                jobs.IMPORT, lambda told: self._archive.export.read(source, told)
            )
        finally:
            # What was added before a failure or a stop is there all the same.
            self.changed.emit()
        if done is not None:
            self._work.tell(
                [*words.AFTER.imported(done), *await self._too_old()], doubtful=bool(done.bad)
            )

    async def _retention(self) -> None:
        service = self._archive.retention
        first = service.first_deletion(self._told_since)
        dialog = RetentionDialog(
            self._theme,
            self._window,
            Terms(self._keeper.current.retention_days, first, await self._keeper.policy()),
            service.preview,
            self._tasks,
        )
        if not await answer(dialog) or (choice := dialog.choice) is None:
            return
        deleted_now = choice.deleted_now
        if deleted_now is not None and not await self._ask(
            words.may_delete(deleted_now, choice.days)
        ):
            return
        if deleted_now is not None:
            first = service.today()
        self._keeper.change(retention_days=choice.days, retention_since=first.isoformat())
        self.choices_changed.emit()
        self.retention_chosen.emit()
        if deleted_now is not None:
            await self._purge(choice.days)

    async def _purge(self, kept: int | None) -> None:
        try:
            done = await self._work.carry_out(
                jobs.PURGE, lambda told: self._archive.retention.purge(kept, told)
            )
        finally:
            self.changed.emit()
        if done is not None:
            self._work.tell([words.AFTER.deleted(done), *done.notices], doubtful=bool(done.notices))

    async def _forget(self) -> None:
        service = self._archive.retention
        dialog = ForgetDialog(self._theme, self._window, service.preview_recipient, self._tasks)
        if not await answer(dialog):
            return
        number = dialog.chosen
        try:
            done = await self._work.carry_out(
                jobs.FORGET, lambda told: service.forget(number, told)
            )
        finally:
            self.changed.emit()
            self.forgot.emit(number)
        if done is not None:
            self._work.tell(words.AFTER.forgotten(done), doubtful=bool(done.running))

    async def _back_up(self) -> None:
        name = Path(self._archive.export.file_name(Format.CSV)).with_suffix(".sqlite3").name
        target = await self._files.to_save(tr("Back up the history"), name, tr("Backup"))
        if target is None:
            return
        done = await self._work.carry_out(
            jobs.BACK_UP,
            lambda told: self._archive.upkeep.back_up(
                target.path, told, overwrite=target.overwrite
            ),
        )
        if done is not None:
            self._work.tell(
                words.AFTER.backed_up(done), file=target.path, doubtful=bool(done.problems)
            )

    async def _restore(self) -> None:
        source = await self._files.to_open(tr("Restore the history"), tr("Backup"), ".sqlite3")
        if source is None or not await self._ask(words.may_restore(source)):
            return
        try:
            done = await self._work.carry_out(
                jobs.RESTORE, lambda told: self._archive.upkeep.restore(source, told)
            )
        finally:
            # One that was stopped may have been at its very end.
            self.changed.emit()
        if done is None:
            return
        self.restored.emit()
        self._work.tell([*words.AFTER.restored(done), *await self._too_old()], file=done.before)

    async def _ask(self, wording: Wording) -> bool:
        return await answer(Question(self._theme, self._window, wording))

    @property
    def _told_since(self) -> date | None:
        """The day that was told, from which on a start deletes; None where nobody was told."""
        return day_told(self._keeper.current.retention_since)

    async def _too_old(self) -> Sequence[Phrase]:
        """Say how much of what has come is older than calls are kept, and when that goes."""
        service, kept = self._archive.retention, self._keeper.current.retention_days
        try:
            older = await service.preview(kept)
        except StoreError:
            return ()
        first = service.first_deletion(self._told_since)
        told = words.too_old(older, kept, first)
        if told and self._told_since is None:
            # From now on the user knows.
            self._keeper.change(retention_since=first.isoformat())
            self.choices_changed.emit()
        return told
