"""Starts the application: a painted window first, the slow parts after it, an orderly end.

Qt's loop is asyncio's (qasync), and the program ends with a coroutine: were Qt to quit by itself,
the loop would stop before that coroutine has ended.
"""

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

# qasync takes PyQt5 where that is installed, unless told otherwise before its import.
os.environ["QT_API"] = "pyside6"

import qasync  # type: ignore[import-untyped]  # ships no types
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from otp_gui import assets, bootstrap, logs
from otp_gui.bootstrap import Parts
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import StoreError
from otp_gui.domain.preferences import Preferences
from otp_gui.domain.record import Source
from otp_gui.domain.request import read_recipient
from otp_gui.paths import HOME_VARIABLE, Paths, default, under
from otp_gui.ui.check_controller import CheckController
from otp_gui.ui.collector import Collector
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.startup_failure import tell_incomplete
from otp_gui.ui.tasks import Tasks, on_thread
from otp_gui.ui.theme import Theme

_NAME: Final = "otp-gui"
_PAINT_LIMIT_SECONDS: Final = 1.0
"""A window that starts minimised is never painted, and its services are wanted all the same."""
_SANDBOX: Final = "sandbox"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for.

    ``demo`` starts on the sandbox, with files that go with the process unless ``OTP_GUI_HOME`` is
    set; ``language`` goes before the one chosen in the window; ``tour`` is the directory for the
    screenshots of a tour of the sandbox's sessions.
    """

    demo: bool = False
    language: str | None = None
    tour: Path | None = None


def run(wishes: Wishes) -> int:
    """Run the window until it is closed and return the exit code of the process."""
    app = QApplication([_NAME])
    app.setApplicationName(_NAME)
    app.setDesktopFileName(_NAME)
    app.setQuitOnLastWindowClosed(False)
    collector = Collector(app)
    with ExitStack() as stack:
        paths = default()
        if wishes.demo and not os.environ.get(HOME_VARIABLE):
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"{_NAME}-demo-"))
            paths = under(Path(home))
        # asyncio.run() takes no loop_factory on Python 3.11.
        runner = stack.enter_context(asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)))
        return runner.run(_live(app, collector, paths, wishes))


async def _live(app: QApplication, collector: Collector, paths: Paths, wishes: Wishes) -> int:
    try:
        session = Session(app, collector, paths, wishes)
    except FileNotFoundError:
        await tell_incomplete()
        return 1
    return await session.run()


class Session:
    """One run of the window, from the first frame to the last write.

    :raises FileNotFoundError: where resources are missing, which means a broken installation.
    """

    def __init__(
        self, app: QApplication, collector: Collector, paths: Paths, wishes: Wishes
    ) -> None:
        self._collector = collector
        self._wishes = wishes
        self._tasks = Tasks(asyncio.get_running_loop(), app)
        self._front = bootstrap.front(paths)
        self._parts: Parts | None = None
        self._notices = list(_prepare(paths))
        preferences = self._load_preferences()
        self._keeper = PreferencesKeeper(self._front.preferences, preferences)
        language = LanguageSwitch(app)
        language.choose(wishes.language or preferences.language)
        theme = Theme(app)
        theme.apply(app, preferences.scheme)
        app.setWindowIcon(QIcon(str(assets.root() / "icons" / f"{_NAME}.svg")))
        self._window = MainWindow(self._front, self._keeper, theme, language, self._tasks)
        self._closed = asyncio.Event()
        self._window.closed.connect(self._closed.set)
        # A tour that is closed half-way has shown nothing.
        self._code = 0 if wishes.tour is None else 1

    async def run(self) -> int:
        """Show the window, live until it is closed, and return the exit code of the process."""
        with _bugs_reported_to(self._tasks):
            painted = asyncio.Event()
            self._window.painted.connect(painted.set)
            self._window.show()
            for notice in self._notices:
                self._window.tell(notice)
            with suppress(TimeoutError):
                await asyncio.wait_for(painted.wait(), _PAINT_LIMIT_SECONDS)
            self._tasks.spawn(self._bring_parts())
            try:
                await self._closed.wait()
            finally:
                await self._end()
            return self._code

    async def _end(self) -> None:
        await self._tasks.close()
        await self._keeper.save()
        if self._parts is not None:
            await self._parts.close()

    def _load_preferences(self) -> Preferences:
        preferences, damage = self._front.preferences.load()
        if damage is not None:
            self._notices.append(damage)
        if self._wishes.demo:
            preferences = replace(preferences, environment=_SANDBOX)
        return preferences

    async def _bring_parts(self) -> None:
        """Load what is slow on a thread, open the history, and hand all of it to the window."""
        self._parts = parts = await on_thread(self._build)
        try:
            notices = await parts.open()
        except StoreError as error:
            notices = [error.explanation]
        controller = self._window.attach(parts)
        for notice in notices:
            self._window.tell(notice)
        self._collector.spare_what_is_there()
        await parts.warm_up()
        if self._wishes.tour is not None:
            await self._tour(self._wishes.tour, parts, controller)

    def _build(self) -> Parts:
        parts = bootstrap.build(self._front.paths, Source.GUI, throw_away=self._wishes.demo)
        # The first number loads the metadata of all countries; better now than under a key press.
        read_recipient("+79990000000")
        return parts

    async def _tour(self, folder: Path, parts: Parts, controller: CheckController) -> None:
        from otp_gui.ui.tour import Tour  # noqa: PLC0415 - for one start in a thousand

        environments, _damage = self._front.environments.load()
        tour = Tour(self._window, controller, environments, parts.sandbox.sessions(), folder)
        self._code = 0 if await tour.run() else 1
        self._window.close()


def _prepare(paths: Paths) -> Iterator[Phrase]:
    """Make the directories and the log; say what cannot be had."""
    try:
        paths.create()
    except OSError as error:
        yield phrase(
            "The directories of the tool cannot be made ({reason}): nothing can be kept.",
            reason=error.strerror or type(error).__name__,
        )
    try:
        logs.configure(paths.log, logging.INFO)
    except OSError as error:
        yield phrase(
            "The log cannot be written ({reason}).", reason=error.strerror or type(error).__name__
        )


@contextmanager
def _bugs_reported_to(tasks: Tasks) -> Iterator[None]:
    """Report what escapes from slots and callbacks, whose default handlers would print its text."""

    def hook(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        tasks.report(error)

    def on_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is not None:
            tasks.report(error)

    loop, before = asyncio.get_running_loop(), sys.excepthook
    loop.set_exception_handler(on_loop)
    sys.excepthook = hook
    try:
        yield
    finally:
        sys.excepthook = before
        loop.set_exception_handler(None)
