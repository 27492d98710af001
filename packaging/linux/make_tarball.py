"""Packs the frozen folder into ``dist/otp-gui-VERSION-linux-MACHINE.tar.zst``, to run anywhere.

``python -m linux.make_tarball`` after ``freeze``. Unpacked, ``otp-gui`` and ``otp-check`` run from
where they lie; ``share`` holds what a desktop may be told.
"""

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import freeze
from linux import share
from otp_gui import __version__


def main() -> int:
    """Pack and print the size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frozen", type=Path, default=freeze.FROZEN)
    parser.add_argument("--dist", type=Path, default=freeze.DIST, help="where the archive goes")
    options = parser.parse_args()
    archive = build(options.frozen, options.dist)
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB")
    return 0


def build(frozen: Path, dist: Path) -> Path:
    """Write the archive and return its path."""
    at = freeze.source_date()
    name = f"otp-gui-{__version__}"
    archive = dist / f"{name}-linux-{platform.machine()}.tar.zst"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / name
        shutil.copytree(frozen, root, symlinks=True)
        share.fill(root / "share", frozen, freeze.MADE, share.source_moment(at))
        command = ["tar", "--create", f"--file={archive}", f"--directory={folder}"]
        command += ["--use-compress-program=zstd -19 --threads=1 --quiet", "--format=gnu"]
        command += ["--sort=name", f"--mtime=@{at}", "--owner=0", "--group=0", "--numeric-owner"]
        command += ["--mode=go=rX,u+rw", name]
        subprocess.run(command, check=True)
    return archive


if __name__ == "__main__":
    sys.exit(main())
