"""Holds the locks to pyproject.toml and to each other; ``make lock`` makes them."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.checkout import TOP

RUN = "packaging/requirements.lock"
DEV = "packaging/requirements-dev.lock"
BUILD = "packaging/requirements-build.lock"
_PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; .+)?")


def pins(lock: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, pin with marker, and number of hashes of each requirement of a lock."""
    lines = (TOP / lock).read_text("utf-8").replace("\\\n", "").splitlines()
    for line in lines:
        if line.strip() and not line.strip().startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=sha256:", line)
            match = _PIN.fullmatch(requirement.strip())
            assert match, f"{lock}: {line[:80]}"
            assert all(re.fullmatch(r"[0-9a-f]{64}\s*", digest) for digest in hashes)
            yield match["name"], match[0], len(hashes)


def wanted(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_.-]", text)[0].lower() for text in requirements}


@pytest.mark.parametrize("lock", [RUN, DEV, BUILD])
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    found = list(pins(lock))
    assert found
    assert not [name for name, _, hashes in found if hashes == 0]


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    run = wanted(project["project"]["dependencies"])
    dev = wanted(project["dependency-groups"]["dev"])
    assert run <= {name for name, _, _ in pins(RUN)}
    assert run | dev <= {name for name, _, _ in pins(DEV)}
    build = wanted(project["dependency-groups"]["build"])
    # The project is built without a download, so what builds it is in the lock, too.
    build |= wanted(project["build-system"]["requires"])
    assert run | build <= {name for name, _, _ in pins(BUILD)}


def test_tests_run_with_the_very_libraries_that_users_get() -> None:
    def versions(lock: str) -> set[str]:
        return {pin.partition(" ; ")[0] for _, pin, _ in pins(lock)}

    assert versions(RUN) <= versions(DEV)
    assert versions(RUN) <= versions(BUILD)


def test_the_locks_serve_the_oldest_python_and_every_system() -> None:
    markers = "".join(pin for _, pin, _ in pins(RUN))
    for marker in ("python_full_version < '3.12'", "sys_platform == 'win32'", "== 'linux'"):
        assert marker in markers


def test_the_parts_built_per_system_are_hashed_for_more_than_one() -> None:
    hashes = {name: count for name, _, count in pins(RUN)}
    # Windows, macOS and Linux, each for its processors.
    assert hashes["pyside6-essentials"] >= 4
    assert hashes["msgspec"] >= 4
