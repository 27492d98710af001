"""Collects the licences of everything that a frozen build holds into one text.

``python packaging/licences.py`` prints it; the interpreter's environment must hold the project.
"""

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

import contents

TOP: Final = Path(__file__).resolve().parents[1]
_TEXTS: Final = TOP / "packaging" / "licences"
_PROJECT: Final = "otp-gui"
_EXTRA: Final = "xlsx"
_NAMED_LIKE_ONE: Final = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*", re.IGNORECASE)
_CLASSIFIER: Final = "License :: OSI Approved :: "
_QT: Final = ("pyside6-essentials", "shiboken6")
_QT_NOTE: Final = """\
Used under the LGPL-3.0, whose text follows with that of the GPL-3.0 that it builds on. The
libraries lie as separate files in this folder and may be replaced by others of the same version.
Their source is offered at https://code.qt.io by those who make them."""


def text() -> str:
    """Return all licences, each under the name, version and licence of what it is for."""
    parts = [
        _part("OTP GUI", "MIT", (TOP / "LICENSE").read_text("utf-8")),
        *(_distribution_part(found) for found in bundled()),
        _part("Qt", "LGPL-3.0-only", _QT_NOTE, *_read("LGPL-3.0.txt", "GPL-3.0.txt")),
        _part("ICU 73", "Unicode-3.0", *_read("ICU.txt")),
        _part("Python", "PSF-2.0", _python_licence()),
        _part("PyInstaller's loader", "GPL-2.0 with an exception", _loader_licence()),
        *_drawings(),
        *_system_parts(),
    ]
    return "\n\n".join(parts) + "\n"


def bundled() -> list[Distribution]:
    """Return the distributions that the project needs on this system, by name."""
    found: dict[str, Distribution] = {}
    waiting = [f"{_PROJECT}[{_EXTRA}]"]
    while waiting:
        wanted = Requirement(waiting.pop())
        there = distribution(wanted.name)
        found[there.name.lower()] = there
        extras = wanted.extras or {""}
        for line in there.requires or ():
            needed = Requirement(line)
            known = needed.name.lower() in found and not needed.extras
            if not known and _applies(needed, extras):
                waiting.append(line)
    del found[_PROJECT]
    return [found[name] for name in sorted(found)]


def _applies(needed: Requirement, extras: set[str]) -> bool:
    marker = needed.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def licence_name(of: Distribution) -> str:
    """Return what a distribution says its licence is, in few words."""
    metadata = of.metadata
    for field in ("License-Expression", "License"):
        if field in metadata and "\n" not in metadata[field]:
            return metadata[field]
    classifiers = metadata.get_all("Classifier") or ()
    return ", ".join(c.removeprefix(_CLASSIFIER) for c in classifiers if c.startswith(_CLASSIFIER))


def _distribution_part(of: Distribution) -> str:
    texts = [
        file.read_text("utf-8")
        for file in of.files or ()
        if file.parts[0].endswith(".dist-info") and _NAMED_LIKE_ONE.fullmatch(file.name)
    ]
    if of.name.lower().replace("_", "-") in _QT:
        texts = ["See Qt."]
    if not texts:
        raise SystemExit(f"{of.name} brings no text of its licence.")
    return _part(f"{of.name} {of.version}", licence_name(of), *texts)


def _drawings() -> Iterator[str]:
    for name, licence, file in (
        ("Lucide (icons)", "ISC", "icons/LICENSE-lucide.txt"),
        ("Radix Colors", "MIT", "themes/LICENSE-radix-colors.txt"),
        ("Inter, JetBrains Mono (fonts)", "OFL-1.1", "fonts/LICENSE.txt"),
    ):
        yield _part(name, licence, (TOP / "resources" / file).read_text("utf-8"))


def _system_parts() -> Iterator[str]:
    """Yield the licences of the libraries that come from this Debian, as it tells them."""
    if sys.platform != "linux":
        return
    for library in sorted(contents.SYSTEM_LIBRARIES - {"libpython3"}):
        query = ["dpkg-query", "-S", f"*/{library}.so.*"]
        done = subprocess.run(query, capture_output=True, text=True, check=True)
        package = done.stdout.partition(":")[0]
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        yield _part(library, "see below", copyright_file.read_text("utf-8"))


def _python_licence() -> str:
    return (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt").read_text("utf-8")


def _loader_licence() -> str:
    files = distribution("pyinstaller").files or ()
    return next(f.read_text("utf-8") for f in files if f.name == "COPYING.txt")


def _read(*names: str) -> list[str]:
    return [(_TEXTS / name).read_text("utf-8") for name in names]


def _part(name: str, licence: str, *texts: str) -> str:
    title = f"{name} ({licence})"
    return "\n\n".join([f"{title}\n{'=' * len(title)}", *(text.strip() for text in texts)])


if __name__ == "__main__":
    sys.stdout.write(text())
