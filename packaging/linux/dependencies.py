"""Finds which Debian packages hold the libraries that a frozen folder leaves to the system."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ALSO: Final = ("ca-certificates", "hicolor-icon-theme")
"""What no library tells: whom https is trusted by, and where the icon goes."""
RECOMMENDED: Final = ("gnome-keyring | kwalletmanager | keepassxc", "at-spi2-core")
_OPTIONAL: Final = {
    # GNOME's dialogs and colours where GTK is there; a plugin that lacks it is passed over.
    "libqgtk3.so": "libgtk-3-0",
}
SUGGESTED: Final = tuple(_OPTIONAL.values())
_ELF: Final = b"\x7fELF"


def packages(frozen: Path) -> list[str]:
    """Return what the folder depends on, with the oldest versions that serve.

    :raises subprocess.CalledProcessError: where a library is neither in the folder nor installed;
        ``dpkg-shlibdeps`` names it on stderr.
    """
    files = [path for path in elf_files(frozen) if path.name not in _OPTIONAL]
    private = sorted({str(path.parent) for path in files if ".so" in path.name})
    with tempfile.TemporaryDirectory() as folder:
        control = Path(folder) / "debian" / "control"
        control.parent.mkdir()
        control.write_text("Source: otp-gui\n\nPackage: otp-gui\nArchitecture: any\n")
        # Libraries of the folder itself are in no package; dpkg warns of each.
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
        command += [*(f"-l{place}" for place in private), *(f"-e{path}" for path in files)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return sorted({*parse(done.stdout), *ALSO})


def parse(substitutions: str) -> Sequence[str]:
    """Read the packages out of what ``dpkg-shlibdeps -O`` prints."""
    for line in substitutions.splitlines():
        name, _, value = line.partition("=")
        if name == "shlibs:Depends":
            return value.split(", ")
    raise ValueError(f"no dependencies in {substitutions!r}")


def elf_files(folder: Path) -> list[Path]:
    """Return the programs and libraries of a folder, sorted."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
            with path.open("rb") as file:
                if file.read(len(_ELF)) == _ELF:
                    found.append(path)
    return found
