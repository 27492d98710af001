"""Compares the tag of a release with the version of the project and with its change log.

``python packaging/ci/version.py v1.2.3`` returns 1, with words, where they disagree.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).resolve().parents[2]


def problems(tag: str, top: Path = TOP) -> list[str]:
    """Return what disagrees with ``tag``."""
    source = (top / "otp_gui" / "__init__.py").read_text("utf-8")
    version = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    found = []
    if version is None or tag != f"v{version[1]}":
        is_now = version[1] if version is not None else "unknown"
        found.append(f"The tag is {tag}, the version of the project {is_now}.")
    changes = (top / "CHANGELOG.md").read_text("utf-8")
    heading = rf"^##\s+\[?{re.escape(tag.removeprefix('v'))}\b"
    if not re.search(heading, changes, re.MULTILINE):
        found.append(f"CHANGELOG.md has no section of {tag.removeprefix('v')}.")
    return found


def main() -> int:
    """Print what disagrees and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tag")
    found = problems(parser.parse_args().tag)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
