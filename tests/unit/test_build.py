import subprocess
import sys
from pathlib import Path

import pytest

import freeze
from otp_gui import __version__, build, logs
from otp_gui.cli import main as console
from otp_gui.paths import default


def test_from_source_there_is_no_commit_and_the_package_is_the_place() -> None:
    found = build.this_build()
    assert found == (__version__, None, False, Path(build.__file__).parent)
    assert str(found).startswith(f"{__version__}, no commit noted, from source, in ")


def test_a_frozen_build_knows_its_commit_and_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / build.COMMIT_FILE).write_text("0123456789abcdef0123456789abcdef01234567\n")
    monkeypatch.setattr(build, "_PACKAGE", tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "OTP GUI" / "otp-gui"))
    assert build.this_build() == (__version__, "0123456789ab", True, tmp_path / "OTP GUI")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\n"])
def test_a_commit_that_is_none_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tmp_path / build.COMMIT_FILE).write_bytes(content)
    monkeypatch.setattr(build, "_PACKAGE", tmp_path)
    assert build.this_build().commit is None


def test_what_is_frozen_notes_the_commit_of_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freeze, "TOP", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert freeze.commit() == ""
    for command in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "First")):
        author = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(["git", *author, *command], cwd=tmp_path, check=True)
    assert len(freeze.commit()) == 40


def test_the_consoles_log_tells_where_a_frozen_build_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "OTP GUI" / "otp-check"))
    console._open_log()
    logs.close()
    assert f"frozen, in {tmp_path / 'OTP GUI'}" in default().log.read_text()
