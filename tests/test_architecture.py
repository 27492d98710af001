"""Holds the project to the rules of the house, and the rules to made-up sources."""

from pathlib import PurePosixPath

import pytest

from tests import architecture
from tests.architecture import ROOT
from tests.checkout import TOP, tracked_files

TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "otp_gui",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
}
NO_ROOM = {"utils", "util", "common", "helpers", "helper", "misc"}


TRACKED = tracked_files()
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
PACKAGE = [path for path in PYTHON if path.parts[0] == ROOT]


def module_name(path: PurePosixPath) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def source_of(path: PurePosixPath) -> str:
    return (TOP / path).read_text("utf-8")


SOURCES = {module_name(path): source_of(path) for path in PACKAGE}
PACKAGES = frozenset(module_name(path) for path in PACKAGE if path.stem == "__init__")


# The project


def test_the_checks_see_the_whole_house() -> None:
    rooms = {architecture.room_of(module) for module in SOURCES}
    assert rooms <= set(architecture.MAY_IMPORT)
    assert rooms >= {"domain", "services", "ui", "cli", "bootstrap", *architecture.ADAPTERS}
    assert f"{ROOT}.domain" in PACKAGES


@pytest.mark.parametrize("module", SOURCES)
def test_imports_point_one_way(module: str) -> None:
    found = architecture.broken_imports(module, SOURCES[module], is_package=module in PACKAGES)
    assert not found


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert not architecture.cycle(architecture.import_graph(SOURCES, PACKAGES))


def test_the_domain_neither_reads_nor_prints() -> None:
    found = {
        module: lines
        for module, source in SOURCES.items()
        if architecture.room_of(module) == "domain" and (lines := architecture.impure_calls(source))
    }
    assert not found


def test_no_dialog_runs_a_loop_of_its_own() -> None:
    found = {
        module: lines
        for module, source in SOURCES.items()
        if architecture.room_of(module) == "ui" and (lines := architecture.modal_loops(source))
    }
    assert not found


def test_every_module_has_a_purpose_to_be_named_after() -> None:
    assert not [path for path in PYTHON if NO_ROOM & set(path.with_suffix("").parts)]


def test_every_module_is_a_room_that_one_can_look_over() -> None:
    sources = {path: source_of(path) for path in PYTHON if path.parts[0] != "tests"}
    assert not {str(p): n for p, s in sources.items() if (n := architecture.lines_too_many(s))}


def test_every_function_fits_on_a_screen() -> None:
    sources = {path: source_of(path) for path in PYTHON}
    assert not {str(p): f for p, s in sources.items() if (f := architecture.long_functions(s))}


def test_no_file_names_a_registry_a_machine_or_unfinished_work() -> None:
    found = {}
    for path in TRACKED:
        text = (TOP / path).read_bytes().decode("utf-8", "ignore")
        if lines := architecture.told_too_much(text):
            found[str(path)] = lines
    assert not found


def test_nothing_lies_about_at_the_top() -> None:
    assert {path.parts[0] for path in TRACKED} <= TOP_LEVEL


# The rules themselves


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("otp_gui.domain.x", "import httpx"),
        ("otp_gui.domain.x", "import os"),
        ("otp_gui.domain.x", "from pathlib import Path"),
        ("otp_gui.domain.x", "import os.path"),
        ("otp_gui.domain.x", "import asyncio"),
        ("otp_gui.domain.x", "from urllib.request import urlopen"),
        ("otp_gui.domain.x", "from urllib import request"),
        ("otp_gui.domain.x", "import attrs"),
        ("otp_gui.domain.x", "from otp_gui import i18n"),
        ("otp_gui.domain.x", "from otp_gui import __version__"),
        ("otp_gui.domain.x", "from otp_gui.services.check import CheckService"),
        ("otp_gui.domain.x", "from ..store import history"),
        ("otp_gui.domain.x", "def f():\n    import socket"),
        ("otp_gui.domain.x", "if TYPE_CHECKING:\n    from otp_gui.api.gateway import HttpGateway"),
        ("otp_gui.api.x", "import importlib\nimportlib.import_module('httpx')"),
        ("otp_gui.domain.x", "__import__('httpx')"),
        ("otp_gui.api.x", "from otp_gui.store import history"),
        ("otp_gui.api.x", "import keyring.errors"),
        ("otp_gui.store.x", "from otp_gui.services import check"),
        ("otp_gui.vault.x", "import otp_gui.bootstrap"),
        ("otp_gui.vault.x", "import sqlite3"),
        ("otp_gui.sandbox.x", "from otp_gui.domain import classify"),
        ("otp_gui.sandbox.x", "from otp_gui.domain.classify import classify"),
        ("otp_gui.sandbox.x", "from otp_gui.api import gateway"),
        ("otp_gui.sandbox.x", "import httpx"),
        ("otp_gui.services.x", "from otp_gui.store.history import SqliteHistory"),
        ("otp_gui.services.x", "from otp_gui.ui import app"),
        ("otp_gui.services.x", "from PySide6.QtCore import QObject"),
        ("otp_gui.ui.x", "import httpx"),
        ("otp_gui.ui.x", "import sqlite3"),
        ("otp_gui.ui.dialogs.x", "from otp_gui.vault import session"),
        ("otp_gui.ui.x", "from otp_gui.cli import main"),
        ("otp_gui.cli.x", "import PySide6"),
        ("otp_gui.cli.x", "from otp_gui.sandbox.host import SandboxHost"),
        ("otp_gui.cli.x", "import qasync"),
        ("otp_gui.i18n", "from otp_gui.services import check"),
        ("otp_gui.i18n", "from PySide6 import QtCore"),
        ("otp_gui.bootstrap", "from otp_gui.ui import app"),
        ("otp_gui.bootstrap", "import httpx"),
        ("otp_gui", "from otp_gui.domain import phrase"),
        ("otp_gui.attic.x", "from otp_gui.domain import phrase"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str) -> None:
    assert len(architecture.broken_imports(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("otp_gui.domain.x", "import re\nfrom urllib.parse import urlsplit\nimport msgspec"),
        ("otp_gui.domain.x", "from otp_gui.domain.phrase import phrase\nfrom . import phrase"),
        ("otp_gui.domain.x", "def f():\n    import phonenumbers"),
        ("otp_gui.api.x", "import httpx\nfrom otp_gui.domain.ports import Gateway"),
        ("otp_gui.store.x", "import sqlite3, tomlkit\nfrom otp_gui.store import database"),
        ("otp_gui.sandbox.x", "import uvicorn\nfrom otp_gui.domain.phrase import phrase"),
        ("otp_gui.services.x", "import asyncio\nfrom otp_gui.domain import ports"),
        ("otp_gui.ui.x", "from PySide6 import QtCore\nfrom otp_gui import bootstrap, i18n"),
        ("otp_gui.cli.x", "import click\nfrom otp_gui import __version__"),
        ("otp_gui.bootstrap", "def f():\n    from otp_gui.api.gateway import HttpGateway"),
    ],
)
def test_an_allowed_import_is_let_pass(module: str, source: str) -> None:
    assert not architecture.broken_imports(module, source)


def test_relative_imports_are_read_from_where_they_stand() -> None:
    def targets(module: str, source: str, *, is_package: bool) -> list[str]:
        return [i.target for i in architecture.imports(module, source, is_package=is_package)]

    assert targets("a.b.c", "from . import d", is_package=False) == ["a.b.d"]
    assert targets("a.b.c", "from ..d import e", is_package=False) == ["a.d.e"]
    assert targets("a.b", "from . import d", is_package=True) == ["a.b.d"]


def test_a_circle_is_found_even_where_one_side_is_lazy_or_for_types_only() -> None:
    sources = {
        "p.a": "from p import b",
        "p.b": "def f():\n    from p.c import thing",
        "p.c": "if TYPE_CHECKING:\n    import p.a",
        "p.d": "import p.a",
    }
    found = architecture.cycle(architecture.import_graph(sources, frozenset()))
    assert set(found) == {"p.a", "p.b", "p.c"}
    sources["p.c"] = ""
    assert architecture.cycle(architecture.import_graph(sources, frozenset())) == []


def test_reading_and_printing_is_found() -> None:
    assert architecture.impure_calls("x = 1\nopen('f')\nprint(x)\nreopen(x)") == [2, 3]


def test_a_dialog_that_blocks_is_found() -> None:
    assert architecture.modal_loops("dialog.open()\ndialog.exec()\nself.menu.exec_(p)") == [2, 3]


def test_a_room_that_is_too_full_is_found() -> None:
    assert architecture.lines_too_many("x = 1\n" * 402) == 2
    assert architecture.lines_too_many("x = 1\n" * 400) == 0


def test_a_function_that_is_too_long_is_found() -> None:
    method = "class A:\n    async def f(self):\n" + "        pass\n" * 60
    assert architecture.long_functions(method) == ["f: 61 lines"]
    assert architecture.long_functions("def f():\n" + "    pass\n" * 59) == []


@pytest.mark.parametrize(
    "line",
    [
        "https://{}.org/simple".format("pypi"),
        "https://files.{}.org/x.whl".format("pythonhosted"),
        "see /{}/main/x".format("work"),
        "HOME=/{}/me".format("home"),
        "# {}: later".format("TO" + "DO"),
        "{} now".format("FIX" + "ME"),
    ],
)
def test_a_line_that_tells_too_much_is_found(line: str) -> None:
    assert architecture.told_too_much(f"fine\n{line}\n")


@pytest.mark.parametrize(
    "line",
    ["https://example.org/root", "resources/home/icon.svg", "~/work/x", "pypi", "a workflow"],
)
def test_a_line_that_tells_nothing_is_let_pass(line: str) -> None:
    assert not architecture.told_too_much(line)
