"""What a user waits for before there is something to see."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from otp_gui import __version__, paths
from otp_gui.ui import app
from otp_gui.ui.first_frame import FirstFrame
from otp_gui.ui.main_window import MainWindow
from tests.ui.process import run

SLOW = (
    "asyncio",
    "httpx",
    "keyring",
    "msgspec",
    "otp_gui.sandbox",
    "phonenumbers",
    "platformdirs",
    "qasync",
    "sqlite3",
    "ssl",
    "starlette",
    "tomlkit",
    "uvicorn",
)
PAINT_AND_TELL = """
import os, sys
from otp_gui.ui import app

class Window(app.MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(*sys.modules, flush=True)
        os._exit(0)

app.MainWindow = Window
app.run(app.Wishes())
"""


def test_nothing_slow_is_loaded_before_the_first_frame(home: Path) -> None:
    painted = run(home, "-c", PAINT_AND_TELL)
    assert painted.returncode == 0, painted.stderr
    loaded = set(painted.stdout.split())
    assert "otp_gui.ui.request_form" in loaded
    assert loaded.isdisjoint(SLOW), loaded & set(SLOW)


def test_the_version_is_told_without_a_window(home: Path) -> None:
    told = run(home, "-m", "otp_gui", "--version")
    assert (told.returncode, told.stdout) == (0, f"otp-gui {__version__}\n")
    assert not home.exists()


@pytest.mark.parametrize("arguments", [("--lang", "de"), ("--no-such",)])
def test_a_wrong_command_line_is_refused(home: Path, arguments: tuple[str, ...]) -> None:
    refused = run(home, "-m", "otp_gui", *arguments)
    assert refused.returncode == 2
    assert "usage: otp-gui" in refused.stderr


def test_a_demo_has_a_home_that_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE)
    with app._paths(app.Wishes(demo=True)) as own:
        own.create()
        assert own.data.is_dir()
    assert not own.data.parent.exists()


def test_a_demo_keeps_to_a_home_that_is_given(home: Path) -> None:
    with app._paths(app.Wishes(demo=True)) as own:
        own.create()
    assert own == paths.under(home)
    assert own.data.is_dir()


@pytest.fixture
def shown(qapp: QApplication, home: Path) -> Iterator[Callable[..., FirstFrame]]:
    """Return what shows the window as the application does, up to its first frame."""
    frames: list[FirstFrame] = []

    def show(wishes: app.Wishes = app.Wishes()) -> FirstFrame:  # noqa: B008 - it is immutable
        frames.append(app._show_first_frame(qapp, paths.under(home), wishes))
        return frames[-1]

    yield show
    for frame in frames:
        frame.window.close()
        frame.window.deleteLater()


def test_the_first_frame_has_the_form_with_the_last_environment(
    home: Path, shown: Callable[..., FirstFrame]
) -> None:
    files = paths.under(home)
    files.create()
    files.settings.write_text('environment = "production"\n')
    window = shown().window
    assert window.is_painted
    assert window.windowTitle() == "OTP GUI – Production"
    assert window.form.request_id_edit.isVisible()
    assert not blank(window.form.complete_button.icon())
    assert window.notices is None


def blank(icon: QIcon) -> bool:
    image = icon.pixmap(16).toImage()
    return not any(
        image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())
    )


def test_damaged_files_are_told_with_the_first_frame(
    home: Path, shown: Callable[..., FirstFrame]
) -> None:
    files = paths.under(home)
    files.create()
    files.settings.write_text("language = \n")
    files.environments.write_text('[[environment]]\nid = "x"\n\n[[environment]\n')
    window = shown().window
    assert window.notices is not None
    settings, environments = window.notices.texts()
    assert "settings.toml is damaged at line 1, column 12" in settings
    assert "environments.toml is damaged at line 4" in environments
    assert [e.id for e in window.form.environments] == ["stage", "production", "sandbox"]


def test_a_demo_begins_in_the_sandbox(shown: Callable[..., FirstFrame]) -> None:
    assert shown(app.Wishes(demo=True)).window.windowTitle() == "OTP GUI – Sandbox"


def test_the_language_of_the_command_line_goes_first(
    home: Path, shown: Callable[..., FirstFrame]
) -> None:
    files = paths.under(home)
    files.create()
    files.settings.write_text('language = "en"\n')
    frame = shown(app.Wishes(language="ru"))
    assert frame.window.form.environment_combo.accessibleName() == "Среда"
    assert frame.preferences.language == "en"
    frame.language.choose("en")


def test_a_window_that_is_never_painted_does_not_hold_up_the_rest(
    shown: Callable[..., FirstFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_PAINT_LIMIT_MS", 1)
    monkeypatch.setattr(MainWindow, "show", MainWindow.showMinimized)
    assert shown().window.isMinimized()
