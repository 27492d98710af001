"""Takes off the view what the history does not hold any more, whoever has deleted it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from otp_gui.domain.forgetting import speaks_of
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import History, StoreError
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.answers import AnswersPanel
from otp_gui.ui.long_work import LongWork
from otp_gui.ui.request_form import RequestForm
from otp_gui.ui.tasks import Tasks

_GONE: Final = phrase("The calls shown here were deleted from the history.")
_FORM_TOO: Final = phrase(
    "The calls for the number in the form were deleted from the history, so the form was cleared."
)
_ALL: Final = phrase(
    "The calls shown here were deleted from the history. The form held their number and was"
    " cleared, too."
)


class Deletions(QObject):
    """Compares what ``answers`` and ``form`` show with ``history``, whenever that has changed.

    Another window, another process or this one's own purge may have deleted a call. What runs keeps
    what it is about: the comparison waits for its end, and for that of work on the history.
    ``told`` carries a ``Phrase``, once something has gone from view; ``form_cleared`` before it.
    """

    told = Signal(object)
    form_cleared = Signal()

    def __init__(
        self,
        answers: AnswersPanel,
        form: RequestForm,
        history: History,
        *,
        tasks: Tasks,
        work: LongWork,
    ) -> None:
        super().__init__(answers)
        self._answers = answers
        self._form = form
        self._history = history
        self._tasks = tasks
        self._work = work
        self._known: dict[str, CheckRecord] = {}
        """By uid, the calls on view at a change that has not been looked into yet."""
        self._is_looking = False
        answers.file_changed.connect(self.look)
        work.busy_changed.connect(self.go_on)

    @Slot()
    def look(self) -> None:
        """Look which of the calls on view are still there: the history has changed."""
        number = self._form.recipient_edit.text()
        rows = self._answers.listed if number else ()
        about_form = [row for row in rows if row.recipient and speaks_of(number, row.recipient)]
        for record in (*self._answers.on_view, *about_form):
            if record.id is not None:
                self._known[record.uid] = record
        self._begin()

    @Slot()
    def go_on(self) -> None:
        """Do what had to wait; what it waited for is not quite over when it says so."""
        QTimer.singleShot(0, self._begin)

    @property
    def _must_wait(self) -> bool:
        return self._tasks.is_acting or self._work.is_busy

    @Slot()
    def _begin(self) -> None:
        if self._known and not self._is_looking and not self._must_wait:
            self._is_looking = True
            self._tasks.spawn(self._look())

    async def _look(self) -> None:
        known, self._known = self._known, {}
        try:
            held = {record.uid: record for record in await self._history.held(list(known))}
            gone = [record for uid, record in known.items() if uid not in held]
            forgotten = [number for number in self._in_doubt(gone) if await self._is_gone(number)]
        except StoreError:
            # Whoever needs the history is told by it; the next change asks again.
            self._known = {**known, **self._known}
            return
        finally:
            self._is_looking = False
        if self._must_wait:
            # What has just begun, or a change that came with it, is looked into after its end.
            self._known = {**known, **self._known}
            return
        self._take_off(gone, forgotten)
        await self._answers.renew(held, [record.uid for record in gone])

    def _in_doubt(self, gone: Sequence[CheckRecord]) -> Sequence[str]:
        """Return the numbers of ``gone`` that something else on view may speak of."""
        numbers = dict.fromkeys(record.recipient for record in gone if record.recipient)
        return [n for n in numbers if self._form_speaks_of(n) or self._answers.speaks_of(n)]

    async def _is_gone(self, number: str) -> bool:
        """Tell whether the history holds no call of a number any more."""
        return not (await self._history.page(HistoryQuery(text=number), limit=1)).records

    def _form_speaks_of(self, number: str) -> bool:
        typed = (self._form.request_id_edit.text(), self._form.recipient_edit.text())
        return any(speaks_of(text, number) for text in typed)

    def _take_off(self, gone: Sequence[CheckRecord], forgotten: Sequence[str]) -> None:
        cleared = self._answers.drop([record.uid for record in gone])
        if any(map(self._answers.speaks_of, forgotten)):
            self._answers.forget()
            cleared = True
        form_cleared = any(map(self._form_speaks_of, forgotten))
        if form_cleared:
            self._form.fill("", "")
            self.form_cleared.emit()
        words = _words(cleared=cleared, form_cleared=form_cleared)
        if words is not None:
            self.told.emit(words)


def _words(*, cleared: bool, form_cleared: bool) -> Phrase | None:
    if cleared:
        return _ALL if form_cleared else _GONE
    return _FORM_TOO if form_cleared else None
