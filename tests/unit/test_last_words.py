"""Where no window can be, the reason is told all the same: the real programs, as processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import otp_gui
from otp_gui import last_words, paths

ROOT = Path(otp_gui.__file__).parents[1]
MISSING = 'raise ImportError("libEGL.so.1: cannot open shared object file")\n'


def started(home: Path, *places: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "otp_gui"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "OTP_GUI_HOME": str(home),
            "PYTHONPATH": os.pathsep.join(map(str, places)),
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_plugin_that_is_missing_is_told_and_logged(home: Path) -> None:
    ended = started(home, QT_QPA_PLATFORM="nowhere")
    assert ended.returncode != 0
    assert "OTP GUI cannot open a window" in ended.stderr
    log = paths.under(home).log.read_text()
    assert "no Qt platform plugin could be initialized" in log
    assert "from source, in " in log


def test_a_library_that_is_missing_is_told_and_logged(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "PySide6"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text(MISSING)
    ended = started(home, broken.parent)
    assert ended.returncode == 1
    assert "OTP GUI cannot start: a part of it, or a library of the system, is missing." in (
        ended.stderr
    )
    assert "Traceback" not in ended.stderr
    assert "libEGL.so.1" in paths.under(home).log.read_text()


@pytest.mark.skipif(os.name != "posix", reason="Windows has a box of its own")
def test_a_box_of_the_system_shows_it(home: Path, tmp_path: Path) -> None:
    """The first of the known programs that is there is asked, with the text as one argument."""
    programs = tmp_path / "bin"
    programs.mkdir()
    box = programs / "kdialog"
    box.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/shown"\n')
    box.chmod(0o755)
    started(home, QT_QPA_PLATFORM="nowhere", DISPLAY=":nowhere", PATH=str(programs))
    shown = (tmp_path / "shown").read_text().splitlines()
    assert shown[:3] == ["--title", "OTP GUI", "--error"]
    assert shown[3].startswith("OTP GUI cannot open a window")


def test_a_program_of_the_system_gets_the_systems_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "frozen")
    assert "LD_LIBRARY_PATH" not in last_words._theirs()
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "theirs")
    assert last_words._theirs()["LD_LIBRARY_PATH"] == "theirs"


def test_a_demo_says_it_too_where_no_directory_can_be(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("in the way")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    last_words.say("No window.", reason="nothing to draw with")
    assert capsys.readouterr().err == "No window.\nnothing to draw with\n"
