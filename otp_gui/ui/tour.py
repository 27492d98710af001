"""Shows every kind of answer through the real window: presses, waits, photographs, compares."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Phase, Verdict
from otp_gui.domain.ports import SandboxSession
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.services.watch import Watched, WatchEvent
from otp_gui.ui.errands import Errands
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.tasks import on_thread

_TIME_LIMIT_SECONDS: Final = 8.0
"""Of a call: above the slowest answer of the sandbox, far below the one that never comes."""
_PATIENCE_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Stop:
    """A session, what was done with it, what came of that, and how the window called it."""

    session: SandboxSession
    done: str
    record: CheckRecord
    headline: str
    expected: tuple[Verdict, str | None]

    @property
    def is_right(self) -> bool:
        """Whether it came to what the session says it must."""
        outcome = self.record.outcome
        return (outcome.verdict, outcome.error_type) == self.expected


class Tour:
    """Drives ``window`` through ``sessions`` of the sandbox; screenshots go into ``folder``."""

    def __init__(
        self,
        window: MainWindow,
        errands: Errands,
        sessions: Sequence[SandboxSession],
        folder: Path,
    ) -> None:
        self._window = window
        self._errands = errands
        self._sessions = sessions
        self._folder = folder

    async def run(self) -> bool:
        """Try every session, print the table, and tell whether all came out as they must."""
        await on_thread(lambda: self._folder.mkdir(parents=True, exist_ok=True))
        sandbox = next(e for e in self._window.form.environments if e.is_embedded_sandbox)
        quick = replace(sandbox, timeout_seconds=_TIME_LIMIT_SECONDS)
        self._window.show_environments([quick], None, quick.id)
        stops = []
        for number, session in enumerate(self._sessions, 1):
            self._window.form.sandbox_button.menu().actions()[number - 1].trigger()
            if session.is_watched:
                stops.append(await self._watch(number, session))
                continue
            if session.inspected is not None:
                stops.append(await self._inspect(number, session, session.inspected))
            stops.append(await self._complete(number, session))
        # A window of Windows has none, unless whoever starts it gives it one.
        if sys.stdout is not None:
            sys.stdout.write(_table(stops))
        return all(stop.is_right for stop in stops)

    async def _inspect(self, number: int, session: SandboxSession, expected: Verdict) -> _Stop:
        inspected = self._errands.inspect.inspected
        case = await self._answered(self._window.form.inspect_button, inspected)
        self._photograph(f"{number:02}-inspect-{case.record.outcome.verdict}")
        return self._stop(session, tr("Inspect"), case, (expected, session.error_type))

    async def _complete(self, number: int, session: SandboxSession) -> _Stop:
        finished = self._errands.check.check_finished

        def photograph_waiting(phase: Phase) -> None:
            if phase is Phase.WAITING and number == 1:
                self._photograph("00-running")

        with _heard(self._errands.action.phase_entered, photograph_waiting):
            case = await self._answered(self._window.form.complete_button, finished)
        self._photograph(f"{number:02}-{case.record.outcome.verdict}")
        expected = session.verdict, session.error_type
        return self._stop(session, tr("Check and complete"), case, expected)

    async def _watch(self, number: int, session: SandboxSession) -> _Stop:
        seen: list[WatchEvent] = []

        def photograph_event(event: WatchEvent) -> None:
            seen.append(event)
            self._photograph(f"{number:02}-watch-{len(seen)}")

        watch_button = self._window.form.watch_button
        with _heard(self._errands.watch.event_seen, photograph_event):
            case = await self._answered(watch_button, self._errands.watch.ended)
        self._photograph(f"{number:02}-watch-{case.record.outcome.verdict}")
        return self._stop(session, tr("Watch"), case, (Verdict.SUCCESS, None), "watchHeadline")

    async def _answered(self, button: QPushButton, finished: SignalInstance) -> Case:
        """Press ``button`` and wait for the case that ``finished`` brings."""
        answered: asyncio.Future[Case] = asyncio.get_running_loop().create_future()

        def settle(brought: Case | Watched, *_: object) -> None:
            case = brought.case if isinstance(brought, Watched) else brought
            if case is not None:
                answered.set_result(case)

        with _heard(finished, settle):
            button.click()
            case = await asyncio.wait_for(answered, _PATIENCE_SECONDS)
        while self._errands.action.is_running:  # noqa: ASYNC110 - it ends with its task, in a turn
            await asyncio.sleep(0)
        return case

    def _stop(
        self,
        session: SandboxSession,
        done: str,
        case: Case,
        expected: tuple[Verdict, str | None],
        headline_name: str = "resultHeadline",
    ) -> _Stop:
        label = self._window.findChild(QLabel, headline_name)
        headline = label.text() if isinstance(label, QLabel) else ""
        return _Stop(session, done, case.record, headline, expected)

    def _photograph(self, name: str) -> None:
        QApplication.sendPostedEvents()
        self._window.grab().save(str(self._folder / f"{name}.png"))


@contextmanager
def _heard(signal: SignalInstance, slot: Callable[..., None]) -> Iterator[None]:
    """Have ``slot`` hear ``signal`` for a while."""
    signal.connect(slot)
    try:
        yield
    finally:
        signal.disconnect(slot)


def _table(stops: Sequence[_Stop]) -> str:
    rows = [(tr("Session"), tr("Action"), tr("Verdict"), tr("Type"), tr("Headline"), "")]
    rows += [
        (
            f"{stop.session.request_id}  {render(stop.session.title)}",
            stop.done,
            stop.record.outcome.verdict.value,
            stop.record.outcome.error_type or "–",
            stop.headline,
            "" if stop.is_right else tr("expected {verdict}", verdict=stop.expected[0].value),
        )
        for stop in stops
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
