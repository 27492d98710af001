"""Lists what an installer of this system holds, as a CycloneDX document beside it.

``python packaging/ci/sbom.py FOLDER`` with the interpreter that built it (``build/venv``). The list
is of an environment with nothing but the runtime's lock, so the tools of the build are not in it.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import venv
from importlib.metadata import version
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).resolve().parents[2]
LOCK: Final = TOP / "packaging" / "requirements.lock"
_SYSTEMS: Final = {"Darwin": "macos"}


def main() -> int:
    """Write the document and print its name and how many parts it lists."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the document goes")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file_name()
    with tempfile.TemporaryDirectory(prefix="otp-sbom-") as place:
        environment = Path(place) / "runtime"
        python = _with_the_lock(environment)
        write(python, target)
    document = json.loads(target.read_text("utf-8"))
    print(f"{target.name}: {len(document['components'])} parts")
    return 0


def file_name() -> str:
    """Return a name that tells the system and the architecture."""
    system = _SYSTEMS.get(platform.system(), platform.system().lower())
    return f"otp-gui-{version('otp-gui')}-{system}-{platform.machine().lower()}.cdx.json"


def write(python: Path, target: Path) -> None:
    """Write the list of the environment of ``python``.

    :raises subprocess.CalledProcessError: where the tool refuses; it says why on stderr.
    """
    command = [sys.executable, "-m", "cyclonedx_py", "environment", str(python)]
    command += ["--pyproject", str(TOP / "pyproject.toml"), "--mc-type", "application"]
    command += ["--output-reproducible", "--output-file", str(target)]
    subprocess.run(command, check=True)
    document = json.loads(target.read_text("utf-8"))
    # The version is not in pyproject.toml, and Python itself is no distribution.
    document["metadata"]["component"]["version"] = version("otp-gui")
    document["components"].append(
        {
            "bom-ref": "python",
            "type": "platform",
            "name": "Python",
            "version": platform.python_version(),
            "purl": f"pkg:generic/python@{platform.python_version()}",
        }
    )
    target.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", "utf-8")


def _with_the_lock(environment: Path) -> Path:
    """Make an environment of the runtime's lock and return its interpreter."""
    venv.create(environment, with_pip=False)
    inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    python = environment / inside
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    command += ["--disable-pip-version-check", "--require-hashes", "--requirement", str(LOCK)]
    subprocess.run(command, check=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
