"""The source tree as git keeps it."""

import subprocess
from pathlib import Path, PurePosixPath

TOP = Path(__file__).resolve().parent.parent


def tracked_files() -> list[PurePosixPath]:
    """Return the files that git keeps and that are there, relative to :data:`TOP`."""
    # The owner of a checkout in a container is often not the one who runs the tests.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    paths = [PurePosixPath(name) for name in done.stdout.split("\0") if name]
    return [path for path in paths if (TOP / path).is_file()]
