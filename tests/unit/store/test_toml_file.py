import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

from otp_gui.domain.ports import StoreError
from otp_gui.i18n import render
from otp_gui.store import toml_file
from otp_gui.store.toml_edit import Table
from otp_gui.store.toml_file import TomlFile

STEPS: dict[str, tuple[object, str]] = {"fsync": (os, "fsync"), "replace": (Path, "replace")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "some.toml"


@pytest.fixture
def file(path: Path) -> TomlFile:
    return TomlFile(path)


def set_x(document: Table) -> None:
    document["x"] = 2


def edit(file: TomlFile) -> None:
    file.edit(set_x, file.parse)


def refusal(file: TomlFile) -> str:
    with pytest.raises(StoreError) as refused:
        edit(file)
    return render(refused.value.explanation)


def test_absent_file_has_no_text(file: TomlFile) -> None:
    assert file.text() is None


def test_edit_makes_a_private_file_in_a_private_directory(file: TomlFile, path: Path) -> None:
    edit(file)

    assert path.read_text() == "x = 2\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_edit_starts_from_what_the_file_holds_now(file: TomlFile, path: Path) -> None:
    edit(file)
    path.write_text("y = 1\n")

    edit(file)

    assert path.read_text() == "y = 1\nx = 2\n"


def test_file_without_a_last_line_end_is_edited(file: TomlFile, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("y = 1")

    edit(file)

    assert file.parse(path.read_text()) == {"x": 2, "y": 1}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full."),
        (errno.EROFS, "This user may not write there."),
        (errno.EACCES, "This user may not write there."),
        (errno.EIO, "The disk reports an error (EIO)."),
    ],
)
@pytest.mark.parametrize("step", STEPS)
def test_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    file: TomlFile,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    number: int,
    words: str,
) -> None:
    path.parent.mkdir()
    path.write_text("y = 1\n")

    def fail(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*STEPS[step], fail)

    assert refusal(file) == f"some.toml cannot be used. {words}"
    assert path.read_text() == "y = 1\n"
    assert {each.name for each in path.parent.iterdir()} == {"some.toml", ".some.toml.lock"}


def test_file_that_another_program_is_writing_is_told(
    file: TomlFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toml_file, "LOCK_SECONDS", 0)
    path.parent.mkdir()

    with FileLock(path.with_name(".some.toml.lock")):
        assert refusal(file) == "some.toml cannot be used. Another program is writing it."
    edit(file)


def test_left_over_of_a_crash_does_not_disturb(file: TomlFile, path: Path) -> None:
    path.parent.mkdir()
    path.with_name(".some.toml.new").write_text("half a fi")

    edit(file)

    assert path.read_text() == "x = 2\n"


def test_change_that_would_mean_something_else_is_not_written(file: TomlFile, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("y = 1\n")
    values = iter([2, 3])

    def different_each_time(document: Table) -> None:
        document["x"] = next(values)

    with pytest.raises(StoreError) as refused:
        file.edit(different_each_time, file.parse)

    assert "edit it by hand" in render(refused.value.explanation)
    assert path.read_text() == "y = 1\n"


def test_reading_never_loads_what_only_writing_needs() -> None:
    # tomlkit and filelock cost 35 ms, and the environments are read before the first paint.
    source = (
        "import sys, pathlib\n"
        "from otp_gui.store.environments import TomlEnvironments\n"
        "from otp_gui.store.settings import TomlPreferences\n"
        "TomlEnvironments(pathlib.Path('/nowhere/e.toml')).load()\n"
        "TomlPreferences(pathlib.Path('/nowhere/s.toml')).load()\n"
        "print(sorted({'tomlkit', 'filelock', 'sqlite3', 'asyncio'} & set(sys.modules)))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"
