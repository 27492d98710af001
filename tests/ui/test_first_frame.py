"""What a user waits for before there is something to see."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import otp_gui
from otp_gui import __version__, paths
from otp_gui.ui import app

ROOT = Path(otp_gui.__file__).parents[1]
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


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "OTP_GUI_HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
