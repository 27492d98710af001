"""What the workflows promise, as far as it can be seen without running them."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ci.version import problems
from tests.checkout import TOP

WORKFLOWS = sorted((TOP / ".github" / "workflows").glob("*.yml"))
ACTION = re.compile(r"uses:\s*(?P<action>\S+)(?P<rest>.*)")
PINNED = re.compile(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}")
A_SCRIPT = re.compile(r"packaging/[\w./-]+\.(?:py|sh|ps1)")


def texts() -> Iterator[tuple[str, str]]:
    for path in WORKFLOWS:
        yield path.name, path.read_text("utf-8")


def test_there_are_the_two_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["release.yml", "tests.yml"]


def test_each_action_is_pinned_by_its_commit_and_says_its_version() -> None:
    found = [(name, match) for name, text in texts() for match in ACTION.finditer(text)]
    assert len(found) >= 4
    for name, match in found:
        assert PINNED.fullmatch(match["action"]), (name, match["action"])
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", match["rest"]), (name, match[0])


def test_one_action_has_one_commit_everywhere() -> None:
    commits: dict[str, set[str]] = {}
    for _name, text in texts():
        for match in ACTION.finditer(text):
            action, _at, commit = match["action"].partition("@")
            commits.setdefault(action, set()).add(commit)
    assert {action: commit for action, commit in commits.items() if len(commit) > 1} == {}


def test_each_python_is_one_that_the_project_takes() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.14"
    for name, text in texts():
        lists = re.findall(r"python: \[(.+)\]", text)
        versions = {each for found in lists for each in re.findall(r'"([\d.]+)"', found)}
        versions |= set(re.findall(r'python-version: "([\d.]+)"', text))
        versions |= set(re.findall(r"PYTHON=python([\d.]+)", text))
        assert versions, name
        assert versions <= {"3.11", "3.12", "3.13"}, name
    tests = (TOP / ".github" / "workflows" / "tests.yml").read_text("utf-8")
    assert tests.count('python: ["3.11", "3.12", "3.13"]') == 2


def test_every_system_is_tested_and_built() -> None:
    for name, text in texts():
        for system in ("ubuntu-", "windows-", "macos-"):
            assert system in text, (name, system)
        # What "latest" is changes by itself.
        assert "-latest" not in text, name


def test_what_the_steps_call_is_there() -> None:
    makefile = (TOP / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for name, text in texts():
        called = set(re.findall(r"\bmake ([a-z-]+)", text))
        scripts = set(A_SCRIPT.findall(text))
        assert called <= targets, name
        assert called, name
        assert scripts, name
        for script in scripts:
            assert (TOP / script).is_file(), (name, script)


def test_nothing_is_published_without_all_installers() -> None:
    text = (TOP / ".github" / "workflows" / "release.yml").read_text("utf-8")
    publish = text.partition("\n  publish:\n")[2]
    assert "needs: [linux, windows, macos]" in publish
    assert "packaging/ci/checksums.sh dist" in publish
    # Only that one job may write, and a person publishes the draft.
    assert text.count("contents: write") == publish.count("contents: write") == 1
    assert "--draft" in publish
    for job in ("linux", "windows", "macos"):
        body = re.split(r"\n  \w+:\n", text.partition(f"\n  {job}:\n")[2])[0]
        assert "packaging/ci/sbom.py dist" in body, job


@pytest.mark.parametrize("path", sorted((TOP / "packaging").rglob("*.sh")), ids=lambda p: p.name)
def test_each_shell_script_is_one_that_bash_can_read_and_run(path: Path) -> None:
    text = path.read_text("utf-8")
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
    if text.startswith("#!"):
        assert path.stat().st_mode & 0o100, path
        assert "set -e" in text, path


def release(folder: Path, version: str, changes: str) -> Path:
    (folder / "otp_gui").mkdir()
    (folder / "otp_gui" / "__init__.py").write_text(f'"""."""\n\n__version__ = "{version}"\n')
    (folder / "CHANGELOG.md").write_text(changes)
    return folder


def test_a_tag_agrees_with_the_version_and_the_change_log(tmp_path: Path) -> None:
    top = release(tmp_path, "1.2.3", "# Changes\n\n## 1.2.3 – 2026-11-25\n\n- More.\n")
    assert problems("v1.2.3", top) == []
    assert len(problems("v1.2.4", top)) == 2
    assert len(problems("1.2.3", top)) == 1


def checksums(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = ["bash", str(TOP / "packaging" / "ci" / "checksums.sh"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_checksums_are_of_everything_and_can_be_checked(tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    folder.mkdir()
    for ending in ("deb", "tar.zst", "exe", "dmg"):
        (folder / f"otp-gui.{ending}").write_text(ending)
    refused = checksums(folder)
    assert (refused.returncode, refused.stderr) == (1, "There is no .cdx.json here.\n")
    (folder / "otp-gui.cdx.json").write_text("{}")
    for _twice in range(2):
        assert checksums(folder).returncode == 0
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    assert [line.split()[1] for line in lines] == [
        *("otp-gui.cdx.json", "otp-gui.deb", "otp-gui.dmg", "otp-gui.exe", "otp-gui.tar.zst"),
    ]
    (folder / "otp-gui.exe").write_text("tampered with")
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 1
