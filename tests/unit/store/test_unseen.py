"""What files hold of text that steers a terminal or turns letters round, with real files."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from otp_gui import i18n
from otp_gui.domain.batch import BatchRow, BatchRun, RunSettings
from otp_gui.domain.batch_files import ResultFormat, ResultPlan
from otp_gui.domain.display import visible
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.domain.transfer import ExportPlan, Format
from otp_gui.store.history import SqliteHistory
from otp_gui.store.lists import ListFiles
from otp_gui.store.transfer import SqliteTransfer
from otp_gui.store.unseen import is_shown, shown, spelled
from tests.fakes import FakeClock
from tests.unit.store.records import START, ended

CLEARS: Final = "\x1b[2J\x1b]0;title\x07"
TURNS: Final = "gpj.\u202eexe"
EVIL: Final = f"{CLEARS}\x9b31m{TURNS}\rOK\u200b\nСессия 12"
SEEN: Final = "␛[2J␛]0;title␇⟨U+009B⟩31mgpj.⟨U+202E⟩exe␍OK⟨U+200B⟩\nСессия 12"
STEERING: Final = "\x00\x07\x08\x1b\x7f\x9b\u061c\u200b\u202a\u202e\u2066\u2069\ufeff"
REFUSED: Final = Outcome(Verdict.ERROR, error_type=TURNS, http_status=400, message=EVIL)
OFFLINE: Final = replace(REFUSED, message=None)
TEXTS: Final = st.text() | st.text(st.sampled_from(f"{STEERING}\r\n\tя=,\"'\U000e0041"))


def quiet(_done: int, _total: int | None) -> None:
    pass


async def results(tmp_path: Path, kind: ResultFormat) -> Path:
    record = ended(REFUSED, environment=TURNS, operator=CLEARS)
    asked = CheckRequest(RequestId(record.request_id), Recipient(record.recipient))
    run = BatchRun(
        "run", START, TURNS, f"https://{TURNS}", Operation.STATUS, "", RunSettings(), 1, 1
    )
    target = tmp_path / f"out.{kind}"
    files = ListFiles(lambda: i18n.speaker(i18n.language()))
    row = BatchRow(1, 2, asked, record.uid, record, later=ended(OFFLINE))
    await files.save(ResultPlan(str(target), kind, masked=False), run, [row], quiet)
    return target


async def exported(tmp_path: Path, kind: Format, *, masked: bool) -> str:
    history = SqliteHistory(tmp_path / "history.sqlite3", FakeClock())
    await history.open()
    await history.finish(
        replace(ended(replace(REFUSED, response=EVIL), environment=TURNS), note=EVIL)
    )
    target = tmp_path / f"out.{kind}"
    plan = ExportPlan(str(target), kind, what=HistoryQuery(), masked=masked, response=True)
    await SqliteTransfer(history).write(plan, quiet)
    await history.close()
    return target.read_bytes().decode()


async def test_results_as_csv_steer_no_terminal_and_tell_all_they_did(tmp_path: Path) -> None:
    text = (await results(tmp_path, ResultFormat.CSV)).read_bytes().decode("utf-8-sig")
    assert not set(text) & set(STEERING)
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["message"], row["error_type"]) == (SEEN, "gpj.⟨U+202E⟩exe")
    assert row["environment"] == "gpj.⟨U+202E⟩exe"
    assert (row["verdict"], row["later_verdict"], row["http_status"]) == ("error", "error", "400")
    assert (row["recipient"], row["duration_ms"]) == ("'+79990001122", "250.5")


async def test_results_as_json_lines_steer_no_terminal_and_lose_nothing(tmp_path: Path) -> None:
    text = (await results(tmp_path, ResultFormat.JSONL)).read_bytes().decode()
    assert not set(text) & set(STEERING)
    row = json.loads(text)
    assert (row["message"], row["error_type"], row["environment"]) == (EVIL, TURNS, TURNS)
    assert (row["verdict"], row["http_status"], row["duration_ms"]) == ("error", 400, 250.5)


async def test_results_as_a_workbook_turn_nothing_round(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(await results(tmp_path, ResultFormat.XLSX)).worksheets[0]
    names, values = sheet.iter_rows(values_only=True)
    row = dict(zip(names, values, strict=True))
    assert (row["message"], row["error_type"]) == (SEEN, "gpj.⟨U+202E⟩exe")
    assert (row["verdict"], row["http_status"], row["duration_ms"]) == ("error", 400, 250.5)


@pytest.mark.parametrize("masked", [True, False])
async def test_the_history_as_csv_steers_no_terminal(tmp_path: Path, *, masked: bool) -> None:
    text = await exported(tmp_path, Format.CSV, masked=masked)
    assert not set(text) & set(STEERING)
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["message"], row["note"], row["response"]) == (SEEN, SEEN, SEEN)
    assert (row["environment"], row["verdict"]) == ("gpj.⟨U+202E⟩exe", "error")


@pytest.mark.parametrize("masked", [True, False])
async def test_the_history_as_json_lines_steers_no_terminal_and_loses_nothing(
    tmp_path: Path, *, masked: bool
) -> None:
    text = await exported(tmp_path, Format.JSONL, masked=masked)
    assert not set(text) & set(STEERING)
    row = json.loads(text)
    assert (row["message"], row["note"], row["response"]) == (EVIL, EVIL, EVIL)


@given(TEXTS)
@example("\U000e0041\ud800")
@example("\u3164")
@example("\r\n\t")
@example("\u202e" * 600)
def test_a_cell_is_shown_as_the_window_shows_it_and_never_cut(text: str) -> None:
    told = shown(text)
    assert told.replace("\r\n", "\n") == visible(text, 100 * len(text), newlines=True)[0]
    assert not set(told) & set(STEERING)
    assert shown(told) == told


@given(TEXTS)
@example("\r")
@example("\u3164")
def test_what_is_shown_at_a_glance_is_shown(text: str) -> None:
    if is_shown(text):
        assert shown(text) == text


@given(TEXTS)
@example("\U000e0041\u0085\u00ad")
def test_a_line_of_json_means_the_same(text: str) -> None:
    line = json.dumps({"a": text}, ensure_ascii=False)
    if not any("\ud800" <= char <= "\udfff" for char in text):
        told = spelled(line)
        assert json.loads(told) == {"a": text}
        assert not set(told) & set(STEERING)
