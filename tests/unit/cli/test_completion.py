"""``otp-check completion``: the scripts, and what they are answered."""

import os
import pty
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from otp_gui.cli.main import main, run
from otp_gui.cli.program import COMPLETE_VARIABLE
from otp_gui.paths import under

# As the installed program; loaded is told, so that a test can look.
_PROGRAM = """#!{python}
import atexit, sys
sys.path.insert(0, {root!r})
loaded = lambda: open({loaded!r}, "w").write(" ".join(sys.modules))
atexit.register(loaded)
from otp_gui.cli.main import main
main()
"""
_ASK = """
set -eu
source "$1"; shift
complete -p otp-check >&2
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_otp_check_completion otp-check
printf '%s\\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"}
"""
_END = "###"
Read = pytest.CaptureFixture[str]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_the_program_and_is_all_that_is_printed(shell: str, capsys: Read) -> None:
    assert run(["completion", shell]) == 0
    written = capsys.readouterr()
    assert written.err == ""
    assert "otp-check" in written.out
    assert f"{COMPLETE_VARIABLE}={shell}_complete" in written.out
    assert "%(" not in written.out


def test_fish_shows_help_with_commas_whole(capsys: Read) -> None:
    assert run(["completion", "fish"]) == 0
    assert 'string split --max 1 "," $completion' in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_itself_takes_the_script(shell: str, capsys: Read, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    assert run(["completion", shell]) == 0
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out)
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


class Bash:
    """A real bash with the script, and a program that its PATH finds."""

    def __init__(self, folder: Path, home: Path) -> None:
        root = str(Path(__file__).parents[3])
        self.loaded = folder / "loaded"
        program = folder / "otp-check"
        program.write_text(
            _PROGRAM.format(python=sys.executable, root=root, loaded=str(self.loaded))
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self._script = folder / "script"
        self._environment = {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "OTP_GUI_HOME": str(home),
            "LANG": "C.UTF-8",
        }
        apart = {**self._environment, "OTP_GUI_HOME": str(folder / "apart")}
        with self._script.open("w") as script:
            made = ["otp-check", "completion", "bash"]
            subprocess.run(made, env=apart, stdout=script, check=True)

    def complete(self, *words: str) -> set[str]:
        """Return what Tab offers for the last of ``words``; nothing may be said beside it."""
        done = subprocess.run(
            ["bash", "-c", _ASK, "bash", str(self._script), "otp-check", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == "complete -o nosort -F _otp_check_completion otp-check\n"
        return set(done.stdout.split())

    def tab(self, folder: Path, typed: str) -> str:
        """Return what becomes of the line ``typed`` with Tab, in a bash that is used in ``folder``.

        Which names of files fit, its readline says, not the script.
        """
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            ["bash", "--norc", "--noprofile", "-i"],
            env={**self._environment, "TERM": "dumb", "INPUTRC": os.devnull, "PS1": "$"},
            cwd=folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as shell:
            os.close(theirs)
            try:
                os.write(ours, f"source {self._script}; echo 'rea''dy'\n".encode())
                _read_until(ours, "ready")
                # Before its prompt readline does not see keys.
                _read_until(ours, "$")
                os.write(ours, f"{typed}\t{_END}".encode())
                shown = _read_until(ours, _END)
            finally:
                shell.kill()
                os.close(ours)
        return shown.rpartition("$")[2].partition(_END)[0]


def _read_until(terminal: int, text: str) -> str:
    shown = ""
    while text not in shown:
        # What comes after it is for the next one.
        shown += os.read(terminal, 1).decode()
    return shown


@pytest.fixture
def bash(tmp_path: Path, home: Path) -> Bash:
    return Bash(tmp_path, home)


def test_bash_completes_commands_options_and_words(bash: Bash) -> None:
    assert bash.complete("his") == {"history"}
    assert bash.complete("history", "ex") == {"export"}
    assert bash.complete("history", "export", "--f") == {"--format", "--full-numbers"}
    assert bash.complete("history", "--verdict", "not_") == {"not_completed", "not_sent"}
    assert bash.complete("history", "--type", "session") == {
        *("SessionNotFoundException", "SessionClosedException"),
        "SessionAlreadyConfirmedException",
    }
    assert bash.complete("completion", "") == {"bash", "zsh", "fish"}


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("batch lo", "batch logins.csv "),
        ("batch - --output lo", "batch - --output logins.csv "),
        ("batch --env sta", "batch --env stage "),
        ("history import lo", "history import logins.csv "),
    ],
)
def test_bash_completes_files_where_a_file_is_wanted(
    bash: Bash, tmp_path: Path, typed: str, completed: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "logins.csv").touch()
    (folder / "stage.csv").touch()
    assert bash.tab(folder, f"otp-check {typed}") == f"otp-check {completed}"


def test_bash_completes_environments_without_anything_heavy(bash: Bash, home: Path) -> None:
    for words in (("inspect", "x", "--env"), ("token", "status"), ("env", "remove")):
        assert bash.complete(*words, "s") == {"stage", "sandbox"}
    loaded = set(bash.loaded.read_text().split())
    assert not loaded & {"httpx", "keyring", "sqlite3", "PySide6", "truststore", "starlette"}
    # Nothing was made, not even a log.
    assert not home.exists()


def test_bash_is_told_nothing_where_nothing_can_be(bash: Bash, home: Path) -> None:
    file = under(home).environments
    file.parent.mkdir(parents=True)
    file.write_text("[[environment]]\nid = \n")
    # A damaged list gives way to the presets, as ever.
    assert bash.complete("inspect", "x", "--env", "p") == {"production"}
    assert bash.complete("no-such-command", "--x") == set()
    assert bash.complete("inspect", "'unbalanced") == set()


@pytest.mark.parametrize(
    "instruction", ["", "bash", "csh_complete", "bash_source", "bash_complete", "zsh_complete"]
)
def test_whatever_a_shell_asks_it_sees_no_error(
    instruction: str, monkeypatch: pytest.MonkeyPatch, capsys: Read
) -> None:
    monkeypatch.setenv(COMPLETE_VARIABLE, instruction)
    monkeypatch.setenv("OTP_GUI_HOME", "~no-such-user-of-this-machine/x")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capsys.readouterr().err == ""


def test_zsh_is_told_what_a_command_is_for(monkeypatch: pytest.MonkeyPatch, capsys: Read) -> None:
    monkeypatch.setenv(COMPLETE_VARIABLE, "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", "otp-check hi")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out.split("\n")[:3] == [
        *("plain", "history"),
        "List, export and delete the calls that were made.",
    ]
