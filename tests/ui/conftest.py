"""What holds for every test of the window: one application, one theme, asyncio on Qt's loop."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextvars import Context
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"

import pytest
import qasync  # type: ignore[import-untyped]  # ships no types
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from otp_gui.domain.preferences import Scheme
from otp_gui.paths import under
from otp_gui.ui import history_pulse
from otp_gui.ui.result_pane import ResultPane
from otp_gui.ui.theme import STYLE_ARGUMENTS, Theme
from tests.ui.desk import Desk, start
from tests.ui.panes import Seconds

_UNTIL_IT_RUNS_SECONDS = 0.01


class _Loop(qasync.QEventLoop):  # type: ignore[misc] # untyped
    """Does nothing of asyncio's while it does not run.

    Between a test and the end of its fixtures pytest-qt turns Qt's loop. A task that is still at
    work, as a window's are, would then find no running loop.
    """

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: object,
        context: Context | None = None,
    ) -> asyncio.Handle:
        def run(*given: object) -> None:
            if handle.cancelled():
                return
            if self.is_running():
                callback(*given)
            else:
                super(_Loop, self).call_later(_UNTIL_IT_RUNS_SECONDS, run, *given, context=context)

        handle: asyncio.Handle = super().call_later(delay, run, *args, context=context)
        return handle


def _qt_loop() -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop = _Loop(QApplication.instance())
    return loop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run ``async def`` tests on Qt's own loop, as the application does."""
    return {"qt": _qt_loop}


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Start Qt as the application does."""
    return ["otp-gui", *STYLE_ARGUMENTS]


@pytest.fixture(autouse=True)
def _collected(qapp: QApplication) -> Iterator[None]:
    """Leave no widget behind, and free everything on the main thread.

    A QObject freed on a worker thread crashes Qt. A widget that lives on is dressed again by the
    theme of every later test, which cost more than all these tests together. What was there before
    the first of them stays to the end: looking through it costs more than a test.
    """
    gc.disable()
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
    spared = gc.get_freeze_count()
    yield
    # With a parent it goes with that. A window is held by its own connections until it is deleted.
    for widget in qapp.topLevelWidgets():
        if widget.parent() is None:
            widget.deleteLater()
    # Twice: a window that goes with another one goes after it.
    for _ in range(2):
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # A session spares what its start has made, and that is its window too.
    if gc.get_freeze_count() > spared:
        gc.unfreeze()
    gc.collect()
    gc.enable()
    assert not qapp.allWidgets()


@pytest.fixture(autouse=True)
def _english_numbers() -> None:
    """Begin each test with Qt's English words and numbers: they belong to the process."""
    QLocale.setDefault(QLocale(QLocale.Language.English))


@pytest.fixture(autouse=True)
def _no_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no beat fall between a test and its end, where Qt runs but asyncio does not."""
    monkeypatch.setattr(history_pulse, "PULSE_MS", 3_600_000)


@pytest.fixture(scope="session")
def _session_theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def theme(qapp: QApplication, _session_theme: Theme) -> Theme:
    """Return the application's theme, light at first."""
    assert isinstance(qapp, QApplication)
    _session_theme.apply(qapp, Scheme.LIGHT)
    return _session_theme


@pytest.fixture
def seconds() -> Seconds:
    """Return the clock that the pane goes by."""
    return Seconds()


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, seconds: Seconds) -> ResultPane:
    """Return the result pane on its own."""
    made = ResultPane(theme, environment_name=str.title, monotonic=seconds)
    made.resize(480, 560)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
async def desk(qapp: QApplication, theme: Theme, tmp_path: Path) -> AsyncIterator[Desk]:
    """Return the real window on real services, with the sandbox chosen."""
    made = await start(qapp, theme, under(tmp_path / "desk"))
    yield made
    await made.end()
