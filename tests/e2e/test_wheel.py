"""Builds the wheel from what git keeps, installs it elsewhere and runs it from there."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from otp_gui import __version__
from tests.checkout import TOP, tracked_files

CYRILLIC = re.compile("[а-яё]{3}")


@dataclass(frozen=True, slots=True)
class Installed:
    """A throw-away environment with the wheel in it, and the libraries of this one."""

    home: Path
    wheel: Path

    @property
    def site_packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.home)}))

    def run(self, program: str, *arguments: str, language: str = "en") -> str:
        """Run a program of the environment, away from the source tree; return what it printed."""
        scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(self.home)}))
        return run([str(scripts / program), *arguments], self.home, language)


def run(command: Sequence[str], directory: Path, language: str = "en") -> str:
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "LC_ALL", "LANG")}
    done = subprocess.run(
        command,
        cwd=directory,
        env={**kept, "LANGUAGE": language, "PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what git keeps: nothing that lies about by chance, no catalogue that is compiled yet."""
    directory = tmp_path_factory.mktemp("source")
    for name in tracked_files():
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOP / name, target)
    return directory


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)], source)
    (built,) = directory.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home, with_pip=False, symlinks=os.name == "posix")
    environment = Installed(home, wheel)
    # A path file names the libraries of this environment; its own path files, and so an editable
    # install of the source tree, are not followed from there.
    libraries = sysconfig.get_path("purelib")
    (environment.site_packages / "libraries.pth").write_text(f"{libraries}\n", "utf-8")
    install = ["install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    run([sys.executable, "-m", "pip", "--python", str(home), *install], home)
    return environment


def python(installed: Installed, program: str) -> str:
    return installed.run("python", "-W", "error", "-c", program).strip()


def test_the_wheel_holds_the_package_its_resources_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    information = f"otp_gui-{__version__}.dist-info/"
    assert not [n for n in names if not n.startswith(("otp_gui/", information))]
    assert not [n for n in names if n.endswith((".pyc", ".tmp"))]
    assert f"{information}licenses/LICENSE" in names
    assert "otp_gui/py.typed" in names


def test_every_module_and_every_resource_of_the_source_is_in_the_wheel(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    parts = ("icons", "fonts", "themes")
    wanted = {
        name if name.startswith("otp_gui/") else f"otp_gui/{name}"
        for name in map(str, tracked_files())
        if name.startswith(("otp_gui/", *(f"resources/{part}/" for part in parts)))
    }
    assert not wanted - held
    for part in parts:
        assert any(name.startswith(f"otp_gui/resources/{part}/") for name in held)


def test_resources_are_found_inside_the_installed_package(installed: Installed) -> None:
    root = Path(python(installed, "from otp_gui import assets; print(assets.root())"))
    assert root == (installed.site_packages / "otp_gui" / "resources").resolve()
    assert list(root.glob("icons/*.svg"))
    assert list(root.glob("fonts/*.[ot]tf"))
    assert (root / "locale/ru/LC_MESSAGES/otp_gui.mo").is_file()


def test_it_speaks_russian_by_the_catalogue_that_the_build_compiled(installed: Installed) -> None:
    program = (
        "from otp_gui import i18n\ni18n.install('ru')\nprint(i18n.tr('Enter the request ID.'))\n"
    )
    assert CYRILLIC.search(python(installed, program))


def test_both_programs_start(installed: Installed) -> None:
    assert installed.run("otp-gui", "--version") == f"otp-gui {__version__}\n"
    assert __version__ in installed.run("otp-check", "--version")


def test_the_console_speaks_the_users_language(installed: Installed) -> None:
    assert not CYRILLIC.search(installed.run("otp-check", "--help"))
    assert CYRILLIC.search(installed.run("otp-check", "--help", language="ru"))


def test_the_window_finds_its_fonts_and_icons(installed: Installed) -> None:
    program = (
        "from PySide6.QtGui import QFontDatabase, QGuiApplication, QIcon\n"
        "from otp_gui import assets\n"
        "app = QGuiApplication([])\n"
        "fonts = sorted((assets.root() / 'fonts').glob('*.[ot]tf'))\n"
        "print(all(QFontDatabase.addApplicationFont(str(font)) >= 0 for font in fonts))\n"
        "icons = sorted((assets.root() / 'icons').glob('*.svg'))\n"
        "print(all(not QIcon(str(icon)).pixmap(16).isNull() for icon in icons))\n"
    )
    assert python(installed, program).split() == ["True", "True"]
