"""Makes ``dist/otp-gui``: the folder with both programs that every installer packs.

``PYTHONSAFEPATH=1 PYTHONPATH=packaging python -m freeze`` with the interpreter of an environment
that holds ``requirements-build.lock`` and the project, installed and not editable. The same commit,
libraries and system give the same bytes again.
"""

import argparse
import os
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import draw_icons
import licences
from version_resource import version_resource

TOP: Final = Path(__file__).resolve().parents[1]
MADE: Final = TOP / "build" / "freeze"
DIST: Final = TOP / "dist"
FROZEN: Final = DIST / "otp-gui"
_RECIPE: Final = TOP / "packaging" / "otp_gui.spec"
_DESCRIPTIONS: Final = {"otp-gui": "OTP GUI", "otp-check": "OTP GUI, console"}
_MIB: Final = 1 << 20


def main() -> int:
    """Freeze, print the size, and return 1 where it is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dist", type=Path, default=DIST, help="where the folder is to lie")
    parser.add_argument("--limit", type=int, default=130, metavar="MB", help="unpacked, at most")
    options = parser.parse_args()
    _refuse_source_tree()
    prepare()
    freeze(options.dist)
    size = folder_size(options.dist / FROZEN.name) / 1e6
    print(f"unpacked: {size:.1f} MB, at most {options.limit} MB")
    return 0 if size <= options.limit else 1


def prepare() -> None:
    """Make what the recipe names: icons, licences, and the resources of Windows."""
    draw_icons.write_all(MADE)
    (MADE / "LICENCES.txt").write_text(licences.text(), "utf-8")
    (MADE / "commit.txt").write_text(f"{commit()}\n", "ascii")
    for program, description in _DESCRIPTIONS.items():
        resource = version_resource(version("otp-gui"), program, description)
        (MADE / f"{program}.version").write_text(resource, "utf-8")


def freeze(dist: Path) -> None:
    """Run PyInstaller, so that nothing of this hour or of this process gets into the result.

    :raises subprocess.CalledProcessError: where it fails; it says why on stderr.
    """
    work = TOP / "build" / "pyinstaller"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=ERROR"]
    command += ["--distpath", str(dist), "--workpath", str(work), str(_RECIPE)]
    environment = {
        **os.environ,
        # With its cache of stripped libraries: nothing of another build.
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
        "PYTHONHASHSEED": "0",
        "PYTHONSAFEPATH": "1",
        "SOURCE_DATE_EPOCH": str(source_date()),
    }
    # The recipe finds what it needs by itself; nothing of ours is to be taken for the product.
    environment.pop("PYTHONPATH", None)
    subprocess.run(command, cwd=TOP, env=environment, check=True)


def source_date() -> int:
    """Return the time that stands for this source, in seconds: of its commit unless it is given.

    :raises subprocess.CalledProcessError: where there is neither the variable nor git's history.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    command = ["git", "-c", "safe.directory=*", "log", "-1", "--format=%ct"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    return int(done.stdout)


def commit() -> str:
    """Return the source's commit, for About; empty where there is no history of git's."""
    command = ["git", "-c", "safe.directory=*", "rev-parse", "--verify", "HEAD"]
    try:
        done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def folder_size(folder: Path) -> int:
    """Add up the bytes of a folder's files; links count nothing."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in paths)


def _refuse_source_tree() -> None:
    found = find_spec("otp_gui")
    if found is None or found.origin is None or TOP in Path(found.origin).parents[1:2]:
        raise SystemExit("Install the project first, not editable, and set PYTHONSAFEPATH=1.")


if __name__ == "__main__":
    sys.exit(main())
