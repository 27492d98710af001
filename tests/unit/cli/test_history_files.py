"""``otp-check history export``, ``import``, ``backup`` and ``restore``."""

import csv
import io
import json
import os
import signal
import threading
from pathlib import Path

import pytest

from otp_gui.cli.main import run
from otp_gui.domain.record import CheckRecord
from otp_gui.store.errand import Errand
from tests.unit.cli.kept import keep, kept, pipe_in
from tests.unit.store.records import NOT_FOUND, ended

Read = pytest.CaptureFixture[str]


@pytest.fixture
def calls() -> list[CheckRecord]:
    keep(
        ended(request_id="a"),
        ended(NOT_FOUND, request_id="b", note="=1+1"),
        ended(request_id="c", environment="online", note="+7 999 000-11-22"),
    )
    return kept()


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


@pytest.mark.usefixtures("calls")
def test_an_export_is_private_masked_and_told_of(tmp_path: Path, capsys: Read) -> None:
    file = tmp_path / "calls.csv"
    assert run(["history", "export", str(file)]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert [row["request_id"] for row in rows(file)] == ["c", "b", "a"]
    assert "0001122" not in file.read_text()
    assert {row["recipient"] for row in rows(file)} == {"'+79*******22"}
    assert rows(file)[1]["note"] == "'=1+1"
    assert "response" not in rows(file)[0]
    assert not file.read_bytes().startswith(b"\xef\xbb\xbf")
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err == "Exported to calls.csv: 3 calls.\nPhone numbers are masked in it.\n"


@pytest.mark.usefixtures("calls")
def test_an_export_holds_what_was_asked_for(tmp_path: Path, capsys: Read) -> None:
    file = tmp_path / "calls.csv"
    options = ("--full-numbers", "--bom", "--response", "--env", "stage", "--ascending")
    assert run(["history", "export", str(file), *options]) == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["request_id"] for row in rows(file)] == ["a", "b"]
    assert rows(file)[0]["recipient"] == "'+79990001122"
    assert rows(file)[0]["response"] == '{"success": true}'
    assert "It holds phone numbers in full." in capsys.readouterr().err


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("verdicts", [["error"], ["error", "success"], ["running"]])
def test_an_export_is_narrowed_down_as_the_list_is(
    tmp_path: Path, capsys: Read, verdicts: list[str]
) -> None:
    filters = [word for verdict in verdicts for word in ("--verdict", verdict)]
    file = tmp_path / "calls.ndjson"
    assert run(["history", *filters, "--json"]) == 0
    listed = [json.loads(line)["uid"] for line in capsys.readouterr().out.splitlines()]
    assert run(["history", "export", str(file), *filters]) == 0
    assert [json.loads(line)["uid"] for line in file.read_text().splitlines()] == listed


@pytest.mark.parametrize(
    ("name", "options", "is_json"),
    [
        ("calls.csv", [], False),
        ("CALLS.JSONL", [], True),
        ("calls.json", [], True),
        ("calls.json", ["--format", "csv"], False),
        ("calls", ["--format", "json"], True),
    ],
)
@pytest.mark.usefixtures("calls")
def test_the_name_tells_the_format_unless_it_is_given(
    tmp_path: Path, name: str, options: list[str], *, is_json: bool
) -> None:
    assert run(["history", "export", str(tmp_path / name), *options]) == 0
    assert (tmp_path / name).read_text().startswith("{") is is_json


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("command", ["export", "backup"])
def test_a_file_that_is_there_is_replaced_only_when_told_so(
    tmp_path: Path, capsys: Read, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("mine")
    pipe_in(monkeypatch, b"y\n")
    assert run(["history", command, str(file)]) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert file.read_text() == "mine"
    for option in ("--overwrite", "--yes"):
        file.write_text("mine")
        assert run(["history", command, str(file), option]) == 0
        assert file.read_bytes() != b"mine"


@pytest.mark.usefixtures("calls")
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: Read) -> None:
    assert run(["history", "export", str(tmp_path / "no" / "calls.csv")]) == 5
    told = capsys.readouterr().err
    assert "The export has failed, no file was made." in told
    assert "calls.csv" in told


def test_ctrl_c_leaves_no_half_file(
    tmp_path: Path, capsys: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(*(ended() for _ in range(3)))
    tell = Errand.tell

    def press(errand: Errand, done: int, total: int | None) -> None:
        # Once something is written: the work goes on as soon as it is known to be given up.
        if done and threading.current_thread() is not threading.main_thread():
            assert list(tmp_path.glob("*.part"))
            os.kill(os.getpid(), signal.SIGINT)
            assert errand._given_up.wait(10)
        tell(errand, done, total)

    monkeypatch.setattr(Errand, "tell", press)
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code = run(["history", "export", str(tmp_path / "calls.csv")])
    finally:
        signal.signal(signal.SIGINT, previous)
    assert code == 130
    assert list(tmp_path.glob("calls*")) == []
    assert "The export was stopped: no half-written file is left." in capsys.readouterr().err


def test_an_import_adds_what_is_missing_and_counts_the_rest(
    tmp_path: Path, capsys: Read, calls: list[CheckRecord]
) -> None:
    file = tmp_path / "calls.jsonl"
    assert run(["history", "export", str(file), "--full-numbers"]) == 0
    assert run(["history", "purge", "--all", "--yes"]) == 0
    keep(calls[0])
    capsys.readouterr()
    assert run(["history", "import", str(file)]) == 0
    assert capsys.readouterr().err == "Added: 2 calls.\nThere already: 1 call.\n"
    assert {call.uid for call in kept()} == {call.uid for call in calls}


@pytest.mark.usefixtures("calls")
def test_bad_lines_are_told_by_number_and_the_good_ones_stay(tmp_path: Path, capsys: Read) -> None:
    file = tmp_path / "calls.jsonl"
    assert run(["history", "export", str(file), "--full-numbers"]) == 0
    first, *others = file.read_text().splitlines()
    file.write_text("\n".join([first, "{", "not json", *others, "[]"]))
    assert run(["history", "purge", "--all", "--yes"]) == 0
    capsys.readouterr()
    assert run(["history", "import", str(file)]) == 2
    written = capsys.readouterr()
    assert "Added: 3 calls." in written.err
    assert "Lines that could not be read: 3 (2–3, 6)." in written.err
    assert written.out == ""
    assert len(kept()) == 3


def test_a_backup_can_be_restored(
    tmp_path: Path, capsys: Read, monkeypatch: pytest.MonkeyPatch, calls: list[CheckRecord]
) -> None:
    file = tmp_path / "copy.sqlite3"
    assert run(["history", "backup", str(file)]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert "found nothing wrong" in capsys.readouterr().err
    keep(ended(request_id="later"))
    pipe_in(monkeypatch, b"y\n")
    assert run(["history", "restore", str(file)]) == 2
    assert len(kept()) == 4
    capsys.readouterr()
    assert run(["history", "restore", str(file), "--yes"]) == 0
    assert [call.uid for call in kept()] == [call.uid for call in calls]
    told = capsys.readouterr().err
    assert "Restored: 3 calls." in told
    assert "before-restore" in told


@pytest.mark.usefixtures("calls")
def test_what_is_no_backup_changes_nothing(tmp_path: Path, capsys: Read) -> None:
    file = tmp_path / "copy.sqlite3"
    file.write_text("no history")
    assert run(["history", "restore", str(file), "--yes"]) == 5
    assert "Nothing was restored, the history is as it was." in capsys.readouterr().err
    assert len(kept()) == 3
