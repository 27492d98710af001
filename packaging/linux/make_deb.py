"""Packs the frozen folder into ``dist/otp-gui_VERSION_ARCH.deb`` and checks it with lintian.

``python -m linux.make_deb`` after ``freeze``; ``--version`` gives another version than the
program's own, to try an upgrade with.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import freeze
from linux import dependencies, share
from linux.by_reference import by_reference
from otp_gui import __version__

_NO_MAINTAINER: Final = "OTP GUI contributors <contributors@otp-gui.internal>"
_PACKAGE: Final = "otp-gui"
_PROGRAMS: Final = ("otp-gui", "otp-check")
_LIBRARY: Final = Path("usr/lib/otp-gui")
_LIMIT_MB: Final = 45
_DESCRIPTION: Final = """\
diagnose logins of an SMS/OTP provider
 A customer says that the login hangs. OTP GUI asks the provider's otp-handler
 what state that login is in, without touching it, and says it in plain words:
 what it means, whose move it is and what to do next. It remembers every call.
 .
 The package holds the window, otp-gui, and its twin for the console,
 otp-check, with their own Python and Qt.
"""
# Each with its reason: lintian prints the overrides that fit nothing any more.
_OVERRIDES: Final = """\
# Python and Qt lie in a folder of their own, which is what this package is for;
# their libraries find each other from where they lie ($ORIGIN).
otp-gui: custom-library-search-path *
otp-gui: embedded-library expat *
# Small modules of Python call Python only, and a library of data calls nothing.
otp-gui: library-not-linked-against-libc *
otp-gui: shared-library-lacks-prerequisites *
# The loader comes as PyInstaller's makers link it.
otp-gui: hardening-no-pie *
# The fonts are subsets: they cost the first frame less than the whole ones.
otp-gui: duplicate-font-file *
"""
_NO_MAILBOX: Final = """\
# Whoever builds it names who maintains it, by OTP_GUI_MAINTAINER.
otp-gui: bogus-mail-host *
otp-gui: bogus-mail-host-in-debian-changelog *
"""


def main() -> int:
    """Pack, check and print the size; return 1 where it is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frozen", type=Path, default=freeze.FROZEN)
    parser.add_argument("--dist", type=Path, default=freeze.DIST, help="where the package goes")
    parser.add_argument("--version", default=__version__)
    parser.add_argument("--draft", action="store_true", help="neither compress nor check it")
    options = parser.parse_args()
    compression = "none" if options.draft else "xz"
    package = build(options.frozen, options.dist, debian_version(options.version), compression)
    if options.draft:
        return 0
    check(package)
    size = package.stat().st_size / 1e6
    print(f"{package.name}: {size:.1f} MB, at most {_LIMIT_MB} MB (xz)")
    return 0 if size <= _LIMIT_MB else 1


def build(frozen: Path, dist: Path, version: str, compression: str = "xz") -> Path:
    """Write the package and return its path."""
    at = freeze.source_date()
    architecture = _printed(["dpkg", "--print-architecture"])
    package = dist / f"{_PACKAGE}_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        stage(root, frozen, version, share.source_moment(at))
        _write(root / "DEBIAN" / "control", control(root, version, architecture))
        sums = _printed(["sh", "-c", "find usr -type f -print0 | sort -z | xargs -0 md5sum"], root)
        _write(root / "DEBIAN" / "md5sums", f"{sums}\n")
        _set_modes(root)
        dist.mkdir(parents=True, exist_ok=True)
        command = ["dpkg-deb", "--root-owner-group", f"-Z{compression}"]
        command += ["--build", str(root), str(package)]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(at)}
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return package


def stage(root: Path, frozen: Path, version: str, at: datetime) -> None:
    """Lay out below ``root`` what the package installs."""
    shutil.copytree(frozen, root / _LIBRARY, symlinks=True)
    for library in (root / _LIBRARY / "_internal").glob("libxcb*"):
        # The package can ask for it, and then it is kept safe by the system.
        library.unlink()
    programs = root / "usr" / "bin"
    programs.mkdir(parents=True)
    for program in _PROGRAMS:
        (programs / program).symlink_to(Path("..") / _LIBRARY.relative_to("usr") / program)
    share.fill(root / "usr" / "share", frozen, freeze.MADE, at)
    texts = root / "usr" / "share" / "doc" / _PACKAGE
    texts.mkdir(parents=True)
    licences = root / _LIBRARY / "_internal" / "LICENCES.txt"
    _write(texts / "copyright", by_reference(licences.read_text("utf-8")))
    licences.unlink()
    _write(texts / "changelog", changelog(version, at))
    share.compress(texts / "changelog")
    overrides = _OVERRIDES + (_NO_MAILBOX if maintainer() == _NO_MAINTAINER else "")
    _write(root / "usr" / "share" / "lintian" / "overrides" / _PACKAGE, overrides)


def control(root: Path, version: str, architecture: str) -> str:
    """Return the package's control file."""
    kibibytes = -(-freeze.folder_size(root) // 1024)
    fields = {
        "Package": _PACKAGE,
        "Version": version,
        "Architecture": architecture,
        "Maintainer": maintainer(),
        "Installed-Size": str(kibibytes),
        "Depends": ", ".join(dependencies.packages(root / _LIBRARY)),
        "Recommends": ", ".join(dependencies.RECOMMENDED),
        "Suggests": ", ".join(dependencies.SUGGESTED),
        "Section": "net",
        "Priority": "optional",
        "Description": _DESCRIPTION.rstrip(),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def changelog(version: str, at: datetime) -> str:
    """Return the changelog of the package in Debian's form."""
    return (
        f"{_PACKAGE} ({version}) stable; urgency=medium\n\n"
        "  * See CHANGELOG.md of the source for what is new.\n\n"
        f" -- {maintainer()}  {format_datetime(at)}\n"
    )


def maintainer() -> str:
    """Return whom the package names as its maintainer, with an address."""
    return os.environ.get("OTP_GUI_MAINTAINER", _NO_MAINTAINER)


def debian_version(version: str) -> str:
    """Write a version of Python so that Debian puts it in the same order.

    >>> debian_version("1.2.0rc1"), debian_version("1.2.0.dev3"), debian_version("1.2.0")
    ('1.2.0~rc1', '1.2.0~dev3', '1.2.0')
    """
    return re.sub(r"\.?(a|b|rc|dev)(\d+)", r"~\1\2", version)


def check(package: Path) -> None:
    """Ask lintian, and stop at what it calls an error.

    :raises subprocess.CalledProcessError: where there is one.
    """
    command = ["lintian", "--fail-on=error", "--tag-display-limit=0", str(package)]
    if os.geteuid() == 0:
        command.insert(1, "--allow-root")
    subprocess.run(command, check=True)


def _set_modes(root: Path) -> None:
    """Let everybody read, and nobody but root write, whatever this process's mask is."""
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            continue
        executable = path.is_dir() or (path.parent == root / _LIBRARY and path.name in _PROGRAMS)
        path.chmod(0o755 if executable else 0o644)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _printed(command: list[str], folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
