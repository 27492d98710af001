"""Leads a run of the batch window: its news are collected, and shown ten times a second."""

import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from otp_gui.domain.batch import BatchNews, BatchPlan, BatchRow, BatchRun
from otp_gui.domain.batch_rules import Pace, Tally, Tempo, hold_left, tally, to_resume, with_unsaved
from otp_gui.domain.environment import Environment
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.phrase import phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.services.batch import BatchService, RunControl, RunResult
from otp_gui.ui.tasks import Tasks

_SHOWN_MS: Final = 100
_BROKEN: Final = phrase(
    "An error of the tool itself ended the batch run. What was sent is in the history: “Earlier"
    " runs…” shows it."
)
_Begin = Callable[[], Coroutine[Any, Any, RunResult]]


class BatchCourse(QObject):
    """At most one run at a time, beside the window's action.

    ``began``; ``moved`` carries the rows that have changed; ``held`` until when the server wants no
    call, a ``datetime`` or None; ``ended`` the ``RunResult`` and all rows; ``failed`` the
    ``Phrase`` that says why it could not even begin.
    """

    began = Signal()
    moved = Signal(object)
    held = Signal(object)
    ended = Signal(object, object)
    failed = Signal(object)

    def __init__(self, service: BatchService, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._slot = tasks.slot()
        self._control = RunControl()
        self._rows: dict[int, BatchRow] = {}
        self._news: dict[int, BatchRow] = {}
        self._count = 0
        self._done = 0
        self._tempo = Tempo()
        self._seen_at = 0.0
        self._until: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._show)

    @property
    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self._slot.is_taken

    @property
    def is_paused(self) -> bool:
        """Whether it is held by the user."""
        return self._control.is_paused

    def start(self, plan: BatchPlan) -> bool:
        """Make the run that the user has confirmed; tell whether it was begun."""
        control = RunControl()
        rows = [
            BatchRow(number, item.line, item.request) for number, item in enumerate(plan.items, 1)
        ]
        return self._take(control, rows, lambda: self._service.start(plan, control, self._hear))

    def resume(self, run: BatchRun, rows: Sequence[BatchRow], environment: Environment) -> bool:
        """Call those of the rows of a stopped run that were never called."""
        control = RunControl()
        return self._take(
            control,
            rows,
            lambda: self._service.resume(run, environment, control, self._hear),
            len(to_resume(rows, run.operation)),
        )

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        self._take_time()
        if self._control.is_paused:
            self._control.resume()
        else:
            self._control.pause()

    def cancel(self) -> None:
        """End the run: calls in flight are finished, the rest is never called."""
        self._control.cancel()

    @property
    def done(self) -> int:
        """How many rows got an answer since it went on, or something in its place."""
        return self._done

    @property
    def tally(self) -> Tally:
        """What all rows came to so far."""
        return tally(row for row in self._rows.values() if _is_over(row))

    @property
    def pace(self) -> Pace:
        """How fast it goes, without pauses; what is left of one is part of the remaining time."""
        held = hold_left(self._until, datetime.now(UTC))
        return self._tempo.pace(self._count - self._done, held_seconds=held)

    def _take(
        self,
        control: RunControl,
        rows: Sequence[BatchRow],
        begin: _Begin,
        count: int | None = None,
    ) -> bool:
        async def whole() -> None:
            self._control = control
            self._rows = {row.number: row for row in rows}
            self._news.clear()
            self._count, self._done = len(rows) if count is None else count, 0
            self._tempo, self._seen_at, self._until = Tempo(), time.monotonic(), None
            self._timer.start()
            self.began.emit()
            await self._make(begin)

        return self._slot.take(whole)

    async def _make(self, begin: _Begin) -> None:
        try:
            result = await begin()
        except StoreError as error:
            self._timer.stop()
            self._show()
            self.failed.emit(error.explanation)
            return
        except Exception:
            # It is told as every bug is; the window is not to wait for an end that does not come.
            self.failed.emit(_BROKEN)
            raise
        finally:
            self._timer.stop()
        self._show()
        result, rows = await self._read(result)
        self.ended.emit(result, rows)

    async def _read(self, result: RunResult) -> tuple[RunResult, Sequence[BatchRow]]:
        """Return all rows as the history has them; else as they were heard of, and why."""
        if result.run is None:
            return result, ()
        try:
            rows = await self._service.rows(result.run.uid)
            return result, with_unsaved(rows, self.unsaved)
        except StoreError as error:
            why = result.unsaved_reason or error.explanation
            return replace(result, unsaved_reason=why), tuple(self._rows.values())

    @property
    def unsaved(self) -> Mapping[str, CheckRecord]:
        """What came of calls that the history could not take, by their uid."""
        heard = (row.record for row in self._rows.values())
        return {
            record.uid: record
            for record in heard
            if record is not None and record.finished_at is not None and not record.saved
        }

    def _hear(self, news: BatchNews) -> None:
        if news.row is not None:
            self._news[news.row.number] = news.row
        elif news.held_until != self._until:
            self._take_time()
            self._until = news.held_until
            self.held.emit(news.held_until)

    @Slot()
    def _show(self) -> None:
        news, self._news = self._news, {}
        for number, row in news.items():
            self._done += _is_over(row) - _is_over(self._rows.get(number))
        self._rows.update(news)
        self._take_time()
        self.moved.emit(list(news.values()))

    def _take_time(self) -> None:
        """Count the time since it was last taken, unless the run was paused or held in it."""
        now = time.monotonic()
        goes = not self._control.is_paused and self._until is None
        self._tempo.go_on(now - self._seen_at if goes else 0.0, self._done)
        self._seen_at = now


def _is_over(row: BatchRow | None) -> bool:
    record = None if row is None else row.record
    return record is not None and record.outcome.verdict is not Verdict.RUNNING
