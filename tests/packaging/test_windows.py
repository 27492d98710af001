import re
import shutil
import subprocess
from pathlib import Path

import pytest

from otp_gui.domain.link import SCHEME
from tests.checkout import TOP

WINDOWS = TOP / "packaging" / "windows"
SCRIPT = (WINDOWS / "otp_gui.nsi").read_text("utf-8")


@pytest.mark.skipif(shutil.which("makensis") is None, reason="there is no makensis here")
def test_the_script_compiles_to_an_installer(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", str(WINDOWS / "check.sh"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (setup,) = tmp_path.glob("otp-gui-*-setup.exe")
    assert setup.read_bytes().startswith(b"MZ")


def test_each_text_is_there_in_both_languages() -> None:
    texts = re.findall(r"LangString (\w+) \$\{LANG_(\w+)\}", SCRIPT)
    names = {name for name, _language in texts}
    assert sorted(texts) == sorted(
        (name, language) for name in names for language in ("ENGLISH", "RUSSIAN")
    )
    assert names <= set(re.findall(r"\$\((\w+)\)", SCRIPT))


def test_a_silent_run_never_waits_for_an_answer() -> None:
    boxes = [line for line in SCRIPT.splitlines() if line.strip().startswith("MessageBox")]
    assert boxes
    assert all("/SD ID" in box for box in boxes)


def test_nothing_is_killed_and_nothing_deleted_that_was_not_installed() -> None:
    assert not re.search(r"taskkill|KillProc|TerminateProcess", SCRIPT, re.IGNORECASE)
    removed = re.findall(r"RMDir /r (.+)", SCRIPT)
    assert set(removed) == {'"$INSTDIR\\_internal"'}
    assert "--quit" in SCRIPT


def test_what_is_registered_is_taken_away_again() -> None:
    written = set(re.findall(r'WriteReg\w+ SHCTX "(\$\{\w+\}(?:\\[\w.-]+\.exe)?)', SCRIPT))
    deleted = set(re.findall(r'DeleteRegKey SHCTX "([^"]+)"', SCRIPT))
    assert written == deleted
    assert f'"Software\\Classes\\{SCHEME}"' in SCRIPT


def test_the_build_gives_the_script_what_it_asks_for() -> None:
    (needed,) = re.findall(r"!ifndef (.+)", SCRIPT)
    build = (WINDOWS / "build.ps1").read_text("utf-8")
    for name in needed.split(" | "):
        assert f'"/D{name}=' in build
