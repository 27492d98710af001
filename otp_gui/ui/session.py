"""One run of the window, from its first frame to the last write, on asyncio's loop that is Qt's."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

# qasync takes PyQt5 where that is installed, unless told otherwise before its import.
os.environ["QT_API"] = "pyside6"

import qasync  # type: ignore[import-untyped]  # ships no types
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from otp_gui import assets, bootstrap, logs
from otp_gui.bootstrap import Parts
from otp_gui.build import this_build
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import Source
from otp_gui.domain.request import read_recipient
from otp_gui.i18n import render, tr
from otp_gui.paths import NoHomeError
from otp_gui.threads import DaemonExecutor
from otp_gui.ui.bugs import report_bugs_to, stop_reporting
from otp_gui.ui.collector import Collector
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.end_signals import ended_by_signals
from otp_gui.ui.errands import Errands
from otp_gui.ui.first_frame import FirstFrame
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.reception import Reception
from otp_gui.ui.single_instance import Entrance
from otp_gui.ui.tasks import Tasks, on_thread
from otp_gui.ui.workplace import Workplace

_log = logging.getLogger(__name__)
_INTERRUPTED: Final = 130
_INCOMPLETE: Final = 1
_SIGNALLED: Final = 128
"""Added to the number of the signal, as shells do."""
_NO_HOME: Final = 2
_NOBODY: Final = Entrance()


def run(app: QApplication, live: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run ``live`` to its end and return its exit code; 130 after Ctrl+C."""

    async def whole() -> int:
        # For name look-ups, above all: one that hangs is not to hold the exit.
        asyncio.get_running_loop().set_default_executor(DaemonExecutor())
        return await live()

    # asyncio.run() takes no loop_factory on Python 3.11.
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        try:
            return runner.run(whole())
        except KeyboardInterrupt:
            return _INTERRUPTED


async def tell_incomplete() -> int:
    """Say that resources are missing, with nothing of the tool's own look; return the exit code."""
    await _tell_alone(
        tr("OTP GUI cannot start: its icons, fonts or texts are missing. Install it again.")
    )
    return _INCOMPLETE


async def tell_no_home(error: NoHomeError) -> int:
    """Say that there is no place for files, before there is a window; return the exit code."""
    await _tell_alone(render(error.explanation))
    return _NO_HOME


async def _tell_alone(text: str) -> None:
    box = QMessageBox(QMessageBox.Icon.Critical, "OTP GUI", text, QMessageBox.StandardButton.Close)
    box.setTextFormat(Qt.TextFormat.PlainText)
    await answer(box)


class Session:
    """Brings a painted window to work, and everything to an orderly end when it is closed.

    ``demo`` keeps tokens in memory; ``tour`` is where a tour of the sandbox leaves its screenshots
    before it closes the window; ``entrance`` is how links come in.
    """

    def __init__(
        self,
        app: QApplication,
        first: FirstFrame,
        collector: Collector,
        *,
        demo: bool = False,
        tour: Path | None = None,
        entrance: Entrance = _NOBODY,
    ) -> None:
        self._app = app
        self._first = first
        self._collector = collector
        self._demo = demo
        self._tour = tour
        self._entrance = entrance
        self._parts: Parts | None = None
        # A tour that is closed half-way has shown nothing.
        self._code = 0 if tour is None else 1

    async def live(self) -> int:
        """Live until the window is closed, and return the exit code of the process."""
        first = self._first
        self._app.setWindowIcon(QIcon(str(assets.root() / "icons" / "otp-gui.svg")))
        tasks = Tasks(asyncio.get_running_loop(), self._app)
        report_bugs_to(tasks)
        keeper = PreferencesKeeper(first.front.preferences, first.preferences)
        workplace = Workplace(
            first.window,
            front=first.front,
            keeper=keeper,
            theme=first.theme,
            language=first.language,
            tasks=tasks,
        )
        reception = Reception(first.window, workplace.filler, self._entrance.seat)
        if self._entrance.link is not None:
            reception.take_link(self._entrance.link)
        self._entrance.links(reception.take_link)
        tasks.spawn(self._bring_parts(workplace, tasks))
        try:
            await self._wait_for_the_end()
        finally:
            await tasks.close()
            await keeper.save()
            await self._close_parts()
            stop_reporting()
            logs.close()
        return self._code

    async def _wait_for_the_end(self) -> None:
        """Wait until the user or the system wants it; the system's wish is not asked about."""
        over = asyncio.Event()

        def end(number: int) -> None:
            self._code = _SIGNALLED + number
            over.set()

        self._first.window.closed.connect(over.set)
        with ended_by_signals(end):
            # A quick hand may have closed it before there was a loop to hear of it.
            if self._first.window.isVisible():
                await over.wait()

    async def _close_parts(self) -> None:
        if self._parts is None:
            return
        try:
            await self._parts.close()
        except StoreError as error:
            # There is no window left to tell it in; at the next start the row is "unknown".
            _log.warning("closed without the last outcome: %s", error.explanation.template)

    async def _bring_parts(self, workplace: Workplace, tasks: Tasks) -> None:
        """Load what is slow on a thread, open the history, and hand all of it to the window."""
        self._tell(await on_thread(self._open_files))
        # The log has set a hook of its own.
        report_bugs_to(tasks)
        self._parts = parts = await on_thread(self._build)
        if parts.variable_problem is not None:
            self._tell([parts.variable_problem])
        opened = False
        try:
            self._tell(await parts.open())
            opened = True
        except StoreError as error:
            self._tell([error.explanation])
        errands = workplace.attach(parts)
        self._collector.spare_what_is_there()
        await parts.warm_up()
        if this_build().is_frozen:
            # Whoever runs from source sees what is missing when it is wanted.
            self._tell(await on_thread(bootstrap.shortcomings))
        if self._tour is not None:
            await self._show_around(self._tour, parts, errands)
        elif opened:
            workplace.upkeep.tidy()

    def _open_files(self) -> Sequence[Phrase]:
        """Make the directories and open the log; return what cannot be had."""
        paths = self._first.front.paths
        refusals = []
        try:
            paths.create()
        except OSError as error:
            refusals.append(
                phrase(
                    "The directories of the tool cannot be made ({reason}): nothing can be kept.",
                    reason=_reason(error),
                )
            )
        try:
            logs.configure(paths.log)
            _log.info("OTP GUI %s", this_build())
        except OSError as error:
            refusals.append(phrase("The log cannot be written ({reason}).", reason=_reason(error)))
        return refusals

    def _build(self) -> Parts:
        parts = bootstrap.build(self._first.front.paths, Source.GUI, throw_away=self._demo)
        # The first number loads the metadata of all countries; better now than under a key press.
        read_recipient("+79990000000")
        return parts

    def _tell(self, notices: Sequence[Phrase]) -> None:
        for notice in notices:
            self._first.window.tell(notice)

    async def _show_around(self, folder: Path, parts: Parts, errands: Errands) -> None:
        from otp_gui.ui.tour import Tour  # noqa: PLC0415 - for one start in a thousand

        window = self._first.window
        tour = Tour(window, errands, parts.sandbox.sessions(), folder)
        try:
            self._code = 0 if await tour.run() else 1
        finally:
            window.close()


def _reason(error: OSError) -> str:
    """Return the system's own words, without the path."""
    return error.strerror or type(error).__name__
