"""Fills a ``share`` directory with what Linux desktops and shells know the programs by."""

import gzip
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from linux import man_pages

TOP: Final = Path(__file__).resolve().parents[2]
DESKTOP: Final = TOP / "resources" / "desktop"
COMPLETIONS: Final = {
    "bash": "bash-completion/completions/otp-check",
    "zsh": "zsh/vendor-completions/_otp-check",
    "fish": "fish/vendor_completions.d/otp-check.fish",
}
_BEST_COMPRESSION: Final = 9


def fill(share: Path, frozen: Path, icons: Path, at: datetime) -> None:
    """Write everything below ``share``; ``frozen`` is asked for the completion of its commands."""
    _copy(DESKTOP / "otp-gui.desktop", share / "applications")
    for metainfo in DESKTOP.glob("*.metainfo.xml"):
        _copy(metainfo, share / "metainfo")
    hicolor = share / "icons" / "hicolor"
    shutil.copytree(icons / "hicolor", hicolor)
    _copy(TOP / "resources" / "icons" / "otp-gui.svg", hicolor / "scalable" / "apps")
    man_pages.write_all(share / "man" / "man1", at)
    for page in (share / "man" / "man1").iterdir():
        compress(page)
    for shell, name in COMPLETIONS.items():
        place = share / name
        place.parent.mkdir(parents=True)
        place.write_text(completion(frozen / "otp-check", shell), "utf-8")


def completion(program: Path, shell: str) -> str:
    """Return the script that completes the commands of ``otp-check`` in a shell.

    :raises subprocess.CalledProcessError: where the program does not print one.
    """
    command = [str(program), "completion", shell]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def compress(page: Path) -> None:
    """Replace a file by its ``.gz``, which holds no time and no name."""
    packed = gzip.compress(page.read_bytes(), _BEST_COMPRESSION, mtime=0)
    page.with_name(f"{page.name}.gz").write_bytes(packed)
    page.unlink()


def source_moment(seconds: int) -> datetime:
    """Return the time of the source as the pages' date."""
    return datetime.fromtimestamp(seconds, UTC)


def _copy(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / file.name)
