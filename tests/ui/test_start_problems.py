"""What is wrong with the variables of the process is told in the window, or in place of it."""

import asyncio
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from otp_gui import bootstrap, paths
from otp_gui.bootstrap import TOKEN_VARIABLE
from otp_gui.domain.phrase import phrase
from otp_gui.domain.ports import Keeping, StoredToken
from otp_gui.domain.preferences import Preferences
from otp_gui.domain.redact import Secret
from otp_gui.ui import app as application
from otp_gui.ui.collector import Collector
from otp_gui.ui.first_frame import FirstFrame
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.session import Session, tell_no_home
from otp_gui.ui.theme import Theme
from otp_gui.ui.token_status import describe
from tests.ui.waiting import opened, until


async def test_a_home_that_is_no_directory_is_told_in_a_window(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    monkeypatch.setenv(paths.HOME_VARIABLE, "~no-such-user-of-this-machine/x")
    with pytest.raises(paths.NoHomeError) as refused:
        paths.default()
    told = asyncio.ensure_future(tell_no_home(refused.value))
    box = await opened(QMessageBox)
    assert "OTP_GUI_HOME" in box.text()
    (close,) = box.findChildren(QPushButton)
    close.click()
    assert await told == 2


def test_the_application_tells_it_instead_of_starting(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_app: QApplication, live: object) -> int:
        return 2 if getattr(live, "func", None) is tell_no_home else 0

    monkeypatch.setenv(paths.HOME_VARIABLE, "~no-such-user-of-this-machine/x")
    monkeypatch.setattr(application, "Application", lambda _arguments: qapp)
    monkeypatch.setattr(application, "Collector", lambda _app: None)
    monkeypatch.setattr("otp_gui.ui.session.run", run)
    assert application.run(application.Wishes()) == 2


async def test_a_variable_that_holds_no_token_is_told(
    qapp: QApplication, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "made-up token")
    qapp.setQuitOnLastWindowClosed(False)
    collector = Collector(qapp)
    front = bootstrap.front(paths.default())
    window = MainWindow(Preferences(environment="sandbox"), theme)
    window.show_environments(*front.environments.load(), "sandbox")
    window.show()
    first = FirstFrame(window, front, Preferences(), theme, LanguageSwitch(qapp))
    ended = asyncio.ensure_future(Session(qapp, first, collector, demo=True).live())
    ended.add_done_callback(lambda _: collector.deleteLater())

    def told() -> bool:
        notices = window.notices.texts() if window.notices is not None else []
        return any(TOKEN_VARIABLE in notice for notice in notices)

    await until(told)
    window.close()
    assert await ended == 0


def test_the_status_says_that_the_token_comes_from_the_variable() -> None:
    token = StoredToken(Secret("made-up-token-9f3c"), Keeping.VARIABLE)
    assert describe(token) == "Token from the variable OTP_GUI_TOKEN · …9f3c"


async def test_what_a_frozen_build_lacks_is_told_in_its_window(
    qapp: QApplication, theme: Theme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "OTP GUI" / "otp-gui"))
    monkeypatch.setattr(bootstrap, "shortcomings", lambda: [phrase("Something is missing.")])
    qapp.setQuitOnLastWindowClosed(False)
    collector = Collector(qapp)
    front = bootstrap.front(paths.default())
    window = MainWindow(Preferences(environment="sandbox"), theme)
    window.show_environments(*front.environments.load(), "sandbox")
    window.show()
    first = FirstFrame(window, front, Preferences(), theme, LanguageSwitch(qapp))
    ended = asyncio.ensure_future(Session(qapp, first, collector, demo=True).live())
    ended.add_done_callback(lambda _: collector.deleteLater())
    await until(
        lambda: window.notices is not None and window.notices.texts() == ["Something is missing."]
    )
    window.close()
    assert await ended == 0
    assert f"frozen, in {tmp_path / 'OTP GUI'}" in paths.default().log.read_text()
