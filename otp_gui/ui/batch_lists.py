"""Reads the list of a batch off the UI thread, and holds the draft that is made of it."""

from collections.abc import Callable, Collection, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.domain.batch_files import BatchFiles
from otp_gui.domain.draft import Columns, Draft, columns_problem, guess_columns
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.table import Table, TableChoice, TableError
from otp_gui.ui.tasks import Tasks, on_thread


class BatchLists(QObject):
    """``began`` when one is read, ``loaded`` when it is there, ``changed`` when its rows have.

    ``refused`` carries the ``Phrase`` that says why there is none, and what was there stays: where
    that has rows, ``kept`` tells so, as what was chosen is not how they were read. Where the user
    can say how else to read it, a list without rows is there in its place.
    """

    began = Signal()
    loaded = Signal()
    kept = Signal()
    changed = Signal()
    refused = Signal(object)

    def __init__(self, files: BatchFiles, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self._slot = tasks.slot()
        self._read: Callable[[TableChoice], Coroutine[Any, Any, Table]] | None = None
        self.title = ""
        self.choice = TableChoice()
        self.table: Table | None = None
        self.columns = Columns()
        self.draft: Draft | None = None
        self._last: Draft | None = None
        """The last one of this list, which holds what the user has made of it."""
        self._is_another = False
        """Whether another list is being drafted while the rows of the old one are on view."""
        self.problem: Phrase | None = None
        """What is to be chosen before there can be a draft: columns, or another way to read it."""

    @property
    def is_loading(self) -> bool:
        """Whether another list, or another reading of this one, is on its way."""
        return self._slot.is_taken

    @property
    def is_mended(self) -> bool:
        """Whether the user has put texts into it, also where its columns do not show them."""
        return self._last is not None and self._last.edits.has_texts

    def open(self, path: str) -> None:
        """Read the file at ``path``."""
        self._begin(lambda choice: self._files.read(path, choice), Path(path).name)

    def paste(self, text: str) -> None:
        """Read rows out of a text; one that is no list leaves what is there."""
        self._begin(lambda choice: self._files.read_pasted(text, choice), "", keeps=True)

    @Slot(object)
    def choose(self, choice: TableChoice) -> None:
        """Read the same list as the user says."""
        read = self._read
        if read is not None:
            self._slot.take(lambda: self._load(read, choice, self.title, keeps=True))

    @Slot(object)
    def choose_columns(self, columns: Columns) -> None:
        """Take other columns of the same list."""
        self.began.emit()
        self._slot.take(lambda: self._draw_up(columns))

    @Slot(int, object, object)
    def mend(self, index: int, request_id: str | None, recipient: str | None) -> None:
        """Put new texts into a row."""
        if self.draft is not None:
            self._change(self.draft.mended(index, request_id=request_id, recipient=recipient))

    @Slot(object, bool)
    def switch(self, indexes: Collection[int], on: bool) -> None:  # noqa: FBT001 - a slot
        """Take rows out, or in again."""
        if self.draft is not None:
            self._change(self.draft.switched(indexes, on=on))

    def clear(self) -> None:
        """Forget the list."""
        self._read = self.table = self.draft = self._last = self.problem = None
        self.columns, self.choice, self.title = Columns(), TableChoice(), ""

    def _begin(
        self,
        read: Callable[[TableChoice], Coroutine[Any, Any, Table]],
        title: str,
        *,
        keeps: bool = False,
    ) -> None:
        self._slot.take(lambda: self._load(read, TableChoice(), title, keeps=keeps))

    async def _load(
        self,
        read: Callable[[TableChoice], Coroutine[Any, Any, Table]],
        choice: TableChoice,
        title: str,
        *,
        keeps: bool = False,
    ) -> None:
        """Read a list; with ``keeps`` the rows on view stay where it is none."""
        problem = None
        self.began.emit()
        try:
            table = await read(choice)
        except TableError as error:
            has_rows = keeps and self.table is not None and bool(self.table.rows)
            if error.tried is None or has_rows:
                self.refused.emit(_why(title, error))
                if has_rows:
                    self.kept.emit()
                return
            table, problem = error.tried, _why(title, error)
        if read is not self._read or self.table is None or table.sheet != self.table.sheet:
            # Other rows: what is made of those on view is of no use for them.
            self._last, self._is_another = None, True
        self._read, self.table, self.choice, self.title = read, table, choice, title
        if problem is None:
            await self._draw_up(guess_columns(table))
        else:
            self.columns, self.draft, self.problem = Columns(), None, problem
            self._is_another = False
            self.loaded.emit()

    async def _draw_up(self, columns: Columns) -> None:
        if self.table is None:
            return
        self.columns = columns
        self.problem = columns_problem(self.table, columns)
        self.draft = None if self.problem is not None else await self._drafted(self.table, columns)
        self._last, self._is_another = self.draft or self._last, False
        self.loaded.emit()

    def _change(self, draft: Draft) -> None:
        self.draft = draft
        if not self._is_another:
            self._last = draft
        self.changed.emit()

    async def _drafted(self, table: Table, columns: Columns) -> Draft:
        """Make a draft with what the user makes of the list, up to the last moment."""
        new = made = await self._files.draft(table, columns)
        before = None
        while self._last is not None and self._last is not before:
            before = self._last
            made = await on_thread(partial(new.like, before))
        return made


def _why(title: str, error: TableError) -> Phrase:
    """Say which list is refused, and why."""
    if not title:
        return error.explanation
    return phrase("{file}: {problem}", file=title, problem=error.explanation)
