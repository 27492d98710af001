"""What is said once somebody has answered a question with anything but a clear yes."""

import io
from pathlib import Path

import pytest

from otp_gui.cli.main import run
from tests.unit.cli.kept import keep, keep_run, kept
from tests.unit.domain.lists import a_list
from tests.unit.store.records import ended


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def answered(monkeypatch: pytest.MonkeyPatch, typed: str, *arguments: str) -> tuple[int, str]:
    """Run a command at a terminal, and return its exit code and the last line that it shows."""
    shown = _Terminal()
    monkeypatch.setattr("sys.stdin", _Terminal(typed))
    monkeypatch.setattr("sys.stderr", shown)
    code = run(list(arguments))
    lines = shown.getvalue().splitlines()
    # What was typed, and its new line, a terminal would show.
    return code, lines[-1].rpartition("[y/N] ")[2]


@pytest.fixture
def there(tmp_path: Path) -> str:
    """Leave a file in the place where another is to be written."""
    file = tmp_path / "there.csv"
    file.write_text("mine")
    return str(file)


@pytest.mark.parametrize("typed", ["\n", "no\n", "yep\n"])
def test_that_nothing_is_sent_is_said_for_each_question(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: str, typed: str
) -> None:
    source = tmp_path / "list.csv"
    source.write_text(a_list(2))
    call = ("batch", str(source), "--env", "sandbox", "--output")
    complete = ("--operation", "complete")
    told = answered(monkeypatch, typed, *call, str(tmp_path / "new.csv"), *complete)
    assert told == (5, "Nothing was sent.")
    assert answered(monkeypatch, typed, *call, there) == (
        5,
        "Nothing was sent, and nothing written.",
    )
    assert kept() == []
    assert Path(there).read_text() == "mine"


def test_that_nothing_is_written_or_deleted_is_said(
    monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    keep(ended())
    name = keep_run("+79990001122")
    for arguments, said in (
        (("history", "export", there), "Nothing was written."),
        (("history", "backup", there), "Nothing was written."),
        (("history", "restore", there), "Nothing was restored, the history is as it was."),
        (("history", "purge", "--all"), "Nothing was deleted."),
        (("batch", "--results", name, "--output", there), "Nothing was sent, and nothing written."),
    ):
        assert answered(monkeypatch, "\n", *arguments) == (5, said)
    assert len(kept()) == 1
    assert Path(there).read_text() == "mine"
