"""From the first frame to the last write, as the application lives it."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from otp_gui import bootstrap, logs
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Failure, Verdict
from otp_gui.domain.preferences import Preferences
from otp_gui.domain.record import Source
from otp_gui.paths import Paths, under
from otp_gui.sandbox.host import SandboxHost
from otp_gui.sandbox.scenarios import Scenario
from otp_gui.ui.collector import Collector
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.first_frame import FirstFrame
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.session import Session, tell_incomplete
from otp_gui.ui.theme import Theme
from tests.ui.desk import SILENT, WAITING
from tests.ui.waiting import opened, until


@pytest.fixture(autouse=True)
def _log_closed() -> Iterator[None]:
    """Leave no log behind where a test failed before its session had ended."""
    yield
    logs.close()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return under(tmp_path / "desk")


class Life:
    """A session that lives beside the test."""

    def __init__(
        self,
        app: QApplication,
        theme: Theme,
        paths: Paths,
        tour: Path | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        app.setQuitOnLastWindowClosed(False)
        collector = Collector(app)
        front = bootstrap.front(paths)
        preferences = replace(preferences or Preferences(), environment="sandbox")
        self.window = MainWindow(preferences, theme)
        self.window.show_environments(*front.environments.load(), "sandbox")
        self.window.show()
        first = FirstFrame(self.window, front, preferences, theme, LanguageSwitch(app))
        session = Session(app, first, collector, demo=True, tour=tour)
        self.ended = asyncio.ensure_future(session.live())
        self.ended.add_done_callback(lambda _: collector.deleteLater())

    async def ready(self) -> None:
        form = self.window.form
        form.fill(WAITING.request_id, WAITING.recipient)
        await until(form.complete_button.isEnabled)

    async def end(self) -> int:
        self.window.close()
        return await self.ended

    def notices(self) -> list[str]:
        return self.window.notices.texts() if self.window.notices is not None else []


@pytest.fixture
async def life(qapp: QApplication, theme: Theme, paths: Paths) -> Life:
    return Life(qapp, theme, paths)


async def test_the_services_follow_the_window_and_everything_ends_with_it(
    life: Life, paths: Paths
) -> None:
    assert not life.window.form.complete_button.isEnabled()
    await life.ready()
    life.window.form.submit()
    await until(life.window.form.complete_button.isEnabled)
    assert await life.end() == 0
    assert bootstrap.front(paths).preferences.load()[0].environment == "sandbox"
    again = bootstrap.build(paths, Source.GUI, throw_away=True)
    assert not await again.open()
    assert len((await again.history.page(HistoryQuery())).records) == 1
    await again.close()


async def test_a_window_that_is_closed_before_its_services_came_ends_in_order(life: Life) -> None:
    assert await life.end() == 0


async def test_a_window_that_is_closed_before_there_was_a_loop_ends_at_once(
    qapp: QApplication, theme: Theme, paths: Paths
) -> None:
    life = Life(qapp, theme, paths)
    life.window.close()
    assert await life.ended == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
async def test_a_logout_in_the_midst_of_a_call_ends_in_order(
    life: Life, paths: Paths, name: str
) -> None:
    await life.ready()
    life.window.form.fill(SILENT.request_id, SILENT.recipient)
    life.window.form.submit()
    pane = life.window.findChild(QPushButton, "cancelButton")
    assert pane is not None
    await until(pane.isVisible)
    number = signal.Signals[name]
    before = signal.getsignal(number)
    os.kill(os.getpid(), number)
    assert await life.ended == 128 + number
    assert signal.getsignal(number) is not before
    again = bootstrap.build(paths, Source.GUI, throw_away=True)
    assert not await again.open()
    (row,) = (await again.history.page(HistoryQuery())).records
    assert row.outcome.failure is Failure.CANCELLED
    await again.close()


async def test_directories_that_cannot_be_made_are_told_and_sending_asks(
    qapp: QApplication, theme: Theme, paths: Paths
) -> None:
    paths.data.parent.write_text("a file where the directory should be")
    life = Life(qapp, theme, paths)
    await life.ready()
    told = " ".join(life.notices())
    assert "directories" in told
    assert "log cannot be written" in told
    assert str(paths.data) not in told
    life.window.form.submit()
    question = await opened(Question)
    assert question.accept_button.text() == "Send without a record"
    question.reject_button.click()
    await until(life.window.form.complete_button.isEnabled)
    await life.end()


async def test_an_error_in_a_slot_is_told_by_its_class(
    life: Life, logged_errors: list[logging.LogRecord]
) -> None:
    await life.ready()
    error = ValueError("+79990001122 made-up-token-9f3c")
    sys.excepthook(ValueError, error, None)
    (notice,) = life.notices()
    assert "ValueError" in notice
    assert "7999" not in notice
    await life.end()
    assert sys.excepthook is sys.__excepthook__
    logged_errors.clear()


async def test_the_log_holds_no_number_and_no_token(life: Life, paths: Paths) -> None:
    await life.ready()
    life.window.form.submit()
    await until(life.window.form.complete_button.isEnabled)
    logging.getLogger("otp_gui").warning("asked for %s", WAITING.recipient)
    await life.end()
    text = paths.log.read_text()
    assert "asked for" in text
    assert WAITING.recipient not in text


async def test_a_broken_installation_is_told_in_a_window() -> None:
    told = asyncio.ensure_future(tell_incomplete())
    box = await opened(QMessageBox)
    assert "Install it again" in box.text()
    (close,) = box.findChildren(QPushButton)
    close.click()
    assert await told == 1


@pytest.fixture
async def touring(
    qapp: QApplication, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[float], Life]:
    """Return what starts a tour, at a pace of the sandbox; each call has 1 second."""

    def start(pace: float) -> Life:
        monkeypatch.setattr("otp_gui.sandbox.host.SandboxHost", partial(SandboxHost, pace=pace))
        monkeypatch.setattr("otp_gui.ui.tour._TIME_LIMIT_SECONDS", 1.0)
        return Life(qapp, theme, under(tmp_path / "desk"), tmp_path / "shots")

    return start


async def test_a_tour_visits_every_session_and_finds_each_as_it_must_be(
    touring: Callable[[float], Life], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await touring(0.01).ended == 0
    lines = capsys.readouterr().out.splitlines()
    stops = list(_stops(SandboxHost().sessions()))
    assert len(lines) == 1 + len(stops)
    for (request_id, action, verdict), line in zip(stops, lines[1:], strict=True):
        assert request_id in line
        assert f"  {action} " in line
        assert f"  {verdict} " in line
    assert {action for _id, action, _verdict in stops} == {"Check and complete", "Inspect", "Watch"}
    # One of each stop, one of a call under way, and one of each event of a watch.
    assert len(list((tmp_path / "shots").glob("*.png"))) > len(stops) + 1


def _stops(sessions: Sequence[Scenario]) -> Iterator[tuple[str, str, Verdict]]:
    for session in sessions:
        if session.is_watched:
            yield session.request_id, "Watch", Verdict.SUCCESS
            continue
        if session.inspected is not None:
            yield session.request_id, "Inspect", session.inspected
        yield session.request_id, "Check and complete", session.verdict


async def test_a_tour_that_finds_something_else_fails(
    touring: Callable[[float], Life], capsys: pytest.CaptureFixture[str]
) -> None:
    # At this pace the session that never answers does answer.
    assert await touring(0).ended == 1
    assert "expected unknown" in capsys.readouterr().out
