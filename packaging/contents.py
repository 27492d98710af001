"""What goes into a frozen build, and what must not: the rules of ``otp_gui.spec``.

PyInstaller collects every plugin and library that a module might want. Names are those inside the
build, with slashes; they differ between systems by a prefix and an ending only.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

QT_PLUGINS: Final = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg"},
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"},
    # How to type what no key says: dead keys, and languages with an editor of their own.
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    # The colour scheme and the file dialogs of GNOME and of the portals.
    "platformthemes": {"qgtk3", "qxdgdesktopportal"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
"""By kind; nothing here draws by OpenGL, prints, or lets Qt open a connection of the network."""

QT_LIBRARIES: Final = {
    "Core",
    "DBus",
    "Gui",
    "Network",
    "Svg",
    "WaylandClient",
    "Widgets",
    "XcbQpa",
}
"""Those of the modules in use, of the plugins above, and of the bridge to screen readers."""

QT_TRANSLATIONS: Final = {"qtbase_ru"}

SYSTEM_LIBRARIES: Final = {
    "libpython3",
    # Qt's xcb plugin wants them, and a desktop without Qt's other programs lacks them.
    "libxcb-cursor",
    "libxcb-icccm",
    "libxcb-image",
    "libxcb-keysyms",
    "libxcb-render-util",
    "libxcb-util",
}
"""Libraries of Linux that travel with the build.

The others are the system's: there OpenSSL and SQLite are kept safe, and graphics fit the driver.
"""

EXCLUDED_MODULES: Final = (
    # How to build, test and look into programs.
    "PyInstaller",
    "_pytest",
    "babel",
    "doctest",
    "ensurepip",
    "hatchling",
    "hypothesis",
    "idlelib",
    "lib2to3",
    "mypy",
    "pdb",
    "pip",
    "pkg_resources",
    "pydoc",
    "pydoc_data",
    "pytest",
    "pytestqt",
    "setuptools",
    "test",
    "tkinter",
    "turtledemo",
    "unittest",
    "wheel",
    "PySide6.QtTest",
    "anyio.pytest_plugin",
    "click.testing",
    "keyring.testing",
    "starlette.testclient",
    # Qt itself talks to the session bus, no code in Python does.
    "PySide6.QtDBus",
    # What the libraries would use if it were there; so a build is the same wherever it is made.
    "PIL",
    "attr",
    "attrs",
    "lxml",
    "numpy",
    "pandas",
    "rich",
    "trio",
    # Cities, operators and time zones of phone numbers: 45 MB that nobody asks for.
    "phonenumbers.carrier",
    "phonenumbers.carrierdata",
    "phonenumbers.geocoder",
    "phonenumbers.geodata",
    "phonenumbers.timezone",
    "phonenumbers.tzdata",
)

HIDDEN_MODULES: Final = (
    # The keyring finds its backends by name, the tool says which of them it takes.
    "keyring.backends.SecretService",
    "keyring.backends.Windows",
    "keyring.backends.chainer",
    "keyring.backends.fail",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
    "keyring.backends.null",
    "anyio._backends._asyncio",
    "defusedxml.ElementTree",
    "openpyxl",
    "truststore",
)

WITH_METADATA: Final = ("keyring",)
"""Distributions that look for their own entry points."""

ENTRY_POINTS: Final = {"METADATA", "entry_points.txt"}
"""The files by which they do; what else lies beside tells of the machine that built this."""

LEFT_OUT_HOOKS: Final = {"pyi_rth_multiprocessing"}
"""What PyInstaller would run first at each start; no process here makes others of its kind."""

_LIBRARY: Final = re.compile(r"(?:lib)?Qt6(?P<name>[A-Z]\w*)")
_SOFTWARE_GRAPHICS: Final = re.compile(r"(?:opengl32sw|d3dcompiler_\d+)\.dll", re.IGNORECASE)
_TESTS: Final = re.compile(r"(?:.+\.)?_?tests?(?:\..+)?")


def keeps(name: str, system: str) -> bool:
    """Tell whether a collected file stays; ``system`` is ``sys.platform``."""
    path = PurePosixPath(name)
    if path.parts[0].endswith(".dist-info"):
        return path.name in ENTRY_POINTS and path.parts[0].startswith(WITH_METADATA)
    if path.parts[0] == "PySide6":
        return _keeps_of_qt(path)
    # Modules of Python may lie beside the libraries, but are not called like one.
    if system == "linux" and len(path.parts) == 1 and path.name.startswith("lib"):
        return _stem(path.name) in SYSTEM_LIBRARIES
    return True


def keeps_resource(name: str) -> bool:
    """Tell whether a file of ``resources`` belongs to the running program, by its path in there."""
    path = PurePosixPath(name)
    return path.parts[0] != "desktop" and path.suffix not in {".po", ".pot"}


def unwanted_modules(names: Iterable[str]) -> list[str]:
    """Return those modules that have no place in what users get, sorted."""
    return sorted(
        name
        for name in names
        if _TESTS.fullmatch(name)
        or any(name == excluded or name.startswith(f"{excluded}.") for excluded in EXCLUDED_MODULES)
    )


def _keeps_of_qt(path: PurePosixPath) -> bool:
    if "plugins" in path.parts:
        kind, file = path.parts[path.parts.index("plugins") + 1 :][:2]
        return _stem(file).removeprefix("lib") in QT_PLUGINS.get(kind, ())
    if "translations" in path.parts:
        return path.stem in QT_TRANSLATIONS
    if _SOFTWARE_GRAPHICS.fullmatch(path.name):
        return False
    library = _qt_library(path)
    return library is None or library in QT_LIBRARIES


def _qt_library(path: PurePosixPath) -> str | None:
    """Return what a library or framework of Qt is called, None for any other file."""
    for part in path.parts:
        if part.endswith(".framework"):
            return part.removesuffix(".framework").removeprefix("Qt")
    match = _LIBRARY.fullmatch(_stem(path.name))
    return match["name"] if match else None


def _stem(file: str) -> str:
    """Return a library's name without version and ending: ``libQt6Core.so.6`` is ``libQt6Core``."""
    return re.split(r"\.(?:so|dll|dylib|\d)", file, maxsplit=1)[0]
