"""Compares two folders of builds: ``python -m linux.compare FIRST SECOND``.

Prints which files only one of them has and which differ in their bytes; returns 1 if there are any.
"""

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path


def main() -> int:
    """Compare the folders that the command line names."""
    first, second = (contents(Path(name)) for name in sys.argv[1:3])
    problems = differences(first, second)
    for problem in problems:
        print(problem)
    same = len(first.keys() & second.keys()) - sum(line.startswith("differs") for line in problems)
    print(f"{same} of {len(first.keys() | second.keys())} files are the same in name and bytes")
    return 1 if problems else 0


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of each file below a folder, and where each link leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Say, a line each, how the second set of files is not the first."""
    return [
        *(f"only in the first: {name}" for name in sorted(first.keys() - second.keys())),
        *(f"only in the second: {name}" for name in sorted(second.keys() - first.keys())),
        *(
            f"differs: {name}"
            for name in sorted(first.keys() & second.keys())
            if first[name] != second[name]
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
