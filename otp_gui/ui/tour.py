"""Shows every kind of answer through the real window: presses, waits, photographs, compares."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QLabel

from otp_gui.domain.case import Case
from otp_gui.domain.outcome import Phase
from otp_gui.domain.ports import SandboxSession
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui.check_controller import CheckController
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.tasks import on_thread

_TIME_LIMIT_SECONDS: Final = 8.0
"""Of a call: above the slowest answer of the sandbox, far below the one that never comes."""
_PATIENCE_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Stop:
    """A session with what came of its check, and how the window called that."""

    session: SandboxSession
    record: CheckRecord
    headline: str

    @property
    def is_right(self) -> bool:
        """Whether the check came to what the session says it must."""
        outcome, session = self.record.outcome, self.session
        return (outcome.verdict, outcome.error_type) == (session.verdict, session.error_type)


class Tour:
    """Drives ``window`` through ``sessions`` of the sandbox; screenshots go into ``folder``."""

    def __init__(
        self,
        window: MainWindow,
        controller: CheckController,
        sessions: Sequence[SandboxSession],
        folder: Path,
    ) -> None:
        self._window = window
        self._controller = controller
        self._sessions = sessions
        self._folder = folder

    async def run(self) -> bool:
        """Check every session, print the table, and tell whether all came out as they must."""
        await on_thread(lambda: self._folder.mkdir(parents=True, exist_ok=True))
        sandbox = next(e for e in self._window.form.environments if e.is_embedded_sandbox)
        quick = replace(sandbox, timeout_seconds=_TIME_LIMIT_SECONDS)
        self._window.show_environments([quick], None, quick.id)
        stops = []
        for number, session in enumerate(self._sessions, 1):
            stops.append(await self._visit(number, session))
        sys.stdout.write(_table(stops))
        return all(stop.is_right for stop in stops)

    async def _visit(self, number: int, session: SandboxSession) -> _Stop:
        window, controller = self._window, self._controller
        answered: asyncio.Future[CheckRecord] = asyncio.get_running_loop().create_future()

        def settle(case: Case, *_: object) -> None:
            answered.set_result(case.record)

        def photograph_waiting(phase: Phase) -> None:
            if phase is Phase.WAITING and number == 1:
                self._photograph("00-running")

        window.form.sandbox_button.menu().actions()[number - 1].trigger()
        controller.check_finished.connect(settle)
        controller.action.phase_entered.connect(photograph_waiting)
        try:
            window.form.complete_button.click()
            record = await asyncio.wait_for(answered, _PATIENCE_SECONDS)
        finally:
            controller.check_finished.disconnect(settle)
            controller.action.phase_entered.disconnect(photograph_waiting)
        self._photograph(f"{number:02}-{record.outcome.verdict}")
        label = window.findChild(QLabel, "resultHeadline")
        return _Stop(session, record, label.text() if isinstance(label, QLabel) else "")

    def _photograph(self, name: str) -> None:
        QApplication.sendPostedEvents()
        self._window.grab().save(str(self._folder / f"{name}.png"))


def _table(stops: Sequence[_Stop]) -> str:
    rows = [(tr("Session"), tr("Verdict"), tr("Type"), tr("Headline"), "")]
    rows += [
        (
            f"{stop.session.request_id}  {render(stop.session.title)}",
            stop.record.outcome.verdict.value,
            stop.record.outcome.error_type or "–",
            stop.headline,
            "" if stop.is_right else tr("expected {verdict}", verdict=stop.session.verdict.value),
        )
        for stop in stops
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
