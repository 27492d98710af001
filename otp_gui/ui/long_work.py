"""The one piece of work on the history as a whole: its progress, its end, how it is given up.

It goes on beside the calls, so it is not their action; the window stays usable meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

if TYPE_CHECKING:
    # Loaded with the first work.
    from otp_gui.ui.dialogs.question import Question
    from otp_gui.ui.work_strip import WorkStrip

_T = TypeVar("_T")
_STOP: Final = phrase("Stop and close?")
Told = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What a piece of work is called.

    ``failed`` is told before the reason. ``stopped`` says what is left after it was given up,
    ``closing`` what closing the window now would mean. ``counts_rows`` tells whether progress is
    told in rows.
    """

    doing: Phrase
    failed: Phrase
    stopped: Phrase
    closing: Phrase
    counts_rows: bool = False


class LongWork(QObject):
    """At most one piece of work, from its first question to its end.

    ``busy_changed`` brackets that, ``working_changed`` the time in which it can be cancelled.
    """

    busy_changed = Signal(bool)
    working_changed = Signal(bool)

    def __init__(self, tasks: Tasks, window: MainWindow, theme: Theme) -> None:
        super().__init__(window)
        self._slot = tasks.slot()
        self._window = window
        self._theme = theme
        self._turn = asyncio.Lock()
        self._job: Job | None = None
        self._strip: WorkStrip | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an errand is under way, be it that it asks."""
        return self._slot.is_taken

    @property
    def is_working(self) -> bool:
        """Whether something is under way that the user would wait for."""
        return self._job is not None

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Start ``work``, unless there is some already; tell whether it was started."""

        async def whole() -> None:
            self.busy_changed.emit(True)  # noqa: FBT003 - a signal has no keywords
            try:
                await work()
            finally:
                self.busy_changed.emit(False)  # noqa: FBT003

        return self._slot.take(whole)

    async def carry_out(self, job: Job, work: Callable[[Told], Awaitable[_T]]) -> _T | None:
        """Do ``work`` with its progress on view, and return its result; None where it failed.

        What went wrong, and what is left where the user gives up, is told here.
        """
        strip = self._shown_strip()
        strip.begin(job.doing)
        self._job = job
        self.working_changed.emit(True)  # noqa: FBT003
        try:
            async with self._turn:
                return await work(self._teller(job, strip))
        except StoreError as error:
            strip.tell([job.failed, error.explanation], doubtful=True)
            return None
        except asyncio.CancelledError:
            strip.tell([job.stopped], doubtful=True)
            raise
        except BaseException:
            strip.hide()
            raise
        finally:
            self._job = None
            self.working_changed.emit(False)  # noqa: FBT003

    async def unseen(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """Do ``work`` that nobody waits for, while no other work on the history runs.

        :raises StoreError: as ``work`` does.
        """
        async with self._turn:
            return await work()

    def tell(
        self, sentences: Sequence[Phrase], *, file: str | None = None, doubtful: bool = False
    ) -> None:
        """Say what came of the work; ``file`` is what it has made."""
        folder = str(Path(file).parent) if file is not None else None
        self._shown_strip().tell(sentences, folder=folder, doubtful=doubtful)

    @Slot()
    def cancel(self) -> None:
        """Give up what is under way; it ends in its own time."""
        if self.is_working:
            self._slot.cancel()

    def ask_to_stop(self) -> "Question":
        """Open the question whether to close all the same; it goes away with the work."""
        from otp_gui.ui.dialogs.question import Question, Wording  # noqa: PLC0415 - when wanted

        wording = Wording(
            _STOP,
            self._job.closing if self._job is not None else _STOP,
            reject=phrase("Keep open"),
            accept=phrase("Stop and close"),
        )
        question = Question(self._theme, self._window, wording)
        self.working_changed.connect(question.reject)
        question.open()
        return question

    def _teller(self, job: Job, strip: "WorkStrip") -> Told:
        from otp_gui.ui.work_strip import of_rows  # noqa: PLC0415 - loaded with the strip

        def told(done: int, total: int | None) -> None:
            # What was on its way when the work ended comes too late.
            if self._job is job:
                counts = job.counts_rows and (done or total)
                what = of_rows(job.doing, done, total) if counts else job.doing
                strip.show_progress(what, done, total)

        return told

    def _shown_strip(self) -> "WorkStrip":
        if self._strip is None:
            from otp_gui.ui.work_strip import WorkStrip  # noqa: PLC0415 - few starts want it

            self._strip = WorkStrip(self._theme)
            self._strip.cancel_requested.connect(self.cancel)
            self._window.put_below(self._strip)
        return self._strip
