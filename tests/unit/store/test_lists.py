"""Lists from disk and results onto it, with real files."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui import i18n, paths
from otp_gui.bootstrap import build
from otp_gui.domain.batch import BatchRow, BatchRun, RunSettings
from otp_gui.domain.batch_files import ResultFormat, ResultPlan
from otp_gui.domain.draft import Columns, draft, guess_columns
from otp_gui.domain.errors import StoreError
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.record import Source
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.domain.table import TableChoice
from otp_gui.i18n import render
from otp_gui.store import results
from otp_gui.store.lists import ListFiles
from otp_gui.store.private_file import appearing
from otp_gui.store.result_columns import RESULT_COLUMNS
from otp_gui.store.workbook_writing import WorkbookWriter
from tests.unit.domain.lists import a_list, a_number, an_id
from tests.unit.domain.records import AT, FALSE, TRUE, check

NUMBER = "+79990001122"
RUN = BatchRun(
    "run", AT, "stage", "https://stage.example/api", Operation.STATUS, "", RunSettings(), 4
)
REFUSED = Outcome(
    Verdict.ERROR,
    error_type="otp_wrong_code",
    http_status=400,
    message=f"=HYPERLINK(1) for {NUMBER}, 'quoted',\n\x01 \x1b",
)


def row(number: int, outcome: Outcome | None, **changes: Any) -> BatchRow:  # noqa: ANN401 - any field
    asked = CheckRequest(RequestId(an_id(number)), Recipient(NUMBER))
    record = None if outcome is None else check(outcome, Operation.STATUS, uid=f"uid-{number}")
    uid = None if record is None else record.uid
    return replace(BatchRow(number, number + 1, asked, uid, record), **changes)


ROWS = [
    row(1, TRUE),
    row(2, REFUSED, later=check(FALSE, Operation.STATUS)),
    row(3, None),
    row(4, None, check_uid="gone"),
]


def quiet(_done: int, _total: int | None) -> None:
    pass


def left_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


@pytest.fixture
def files() -> ListFiles:
    return ListFiles(lambda: i18n.speaker(i18n.language()))


async def saved(
    files: ListFiles, target: Path, kind: ResultFormat, *, rows: list[BatchRow] = ROWS, **more: bool
) -> Path:
    plan = ResultPlan(str(target), kind, **more)
    assert await files.save(plan, RUN, rows, quiet) == len(rows)
    return target


def of_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def of_workbook(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    names, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, names), each, strict=True)) for each in rows]


async def test_a_csv_has_a_line_for_each_row(files: ListFiles, tmp_path: Path) -> None:
    path = await saved(files, tmp_path / "out.csv", ResultFormat.CSV)
    first, second, third, fourth = of_csv(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfline,request_id,recipient,verdict,")
    assert first == {
        **dict.fromkeys(RESULT_COLUMNS, ""),
        "line": "2",
        "request_id": an_id(1),
        "recipient": "'+79*******22",
        "verdict": "success",
        "http_status": "200",
        "headline": first["headline"],
        "next_step": first["next_step"],
        "started_at": "2026-11-23T10:20:30.000Z",
        "duration_ms": "1000.0",
        "environment": "stage",
        "base_url": "https://stage.example/api",
        "operation": "status",
        "check_uid": "uid-1",
    }
    assert first["headline"]
    assert (second["error_type"], second["later_verdict"]) == ("otp_wrong_code", "not_completed")
    assert second["message"].startswith("'=HYPERLINK(1) for***")
    assert (third["verdict"], third["headline"]) == ("not_sent", "This row was not called.")
    assert (fourth["verdict"], fourth["check_uid"]) == ("", "gone")


@pytest.mark.parametrize("kind", ResultFormat)
async def test_no_number_is_in_a_masked_file_and_all_are_in_one_that_is_not(
    files: ListFiles, tmp_path: Path, kind: ResultFormat
) -> None:
    odd = CheckRequest(RequestId(f"for {NUMBER}"), Recipient(NUMBER))
    rows = [*ROWS, replace(ROWS[1], request=odd)]
    for masked in (True, False):
        path = await saved(files, tmp_path / f"{masked}.{kind}", kind, rows=rows, masked=masked)
        raw = path.read_bytes()
        if kind is ResultFormat.XLSX:
            with zipfile.ZipFile(path) as archive:
                raw = archive.read("xl/worksheets/sheet1.xml")
        assert (NUMBER[1:].encode() in raw) is not masked


async def test_json_lines_lose_nothing(files: ListFiles, tmp_path: Path) -> None:
    path = await saved(files, tmp_path / "out.jsonl", ResultFormat.JSONL, masked=False)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert list(lines[0]) == ["schema", *RESULT_COLUMNS]
    assert (lines[0]["schema"], lines[0]["line"], lines[0]["duration_ms"]) == (1, 2, 1000.0)
    assert (lines[1]["message"], lines[1]["failure"]) == (REFUSED.message, None)


async def test_a_workbook_has_texts_only_and_a_heading_that_stays(
    files: ListFiles, tmp_path: Path
) -> None:
    path = await saved(files, tmp_path / "out.xlsx", ResultFormat.XLSX, masked=False)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == list(RESULT_COLUMNS)
    message = sheet.cell(3, 1 + RESULT_COLUMNS.index("message"))
    assert (message.data_type, message.number_format) == ("s", "@")
    assert message.value == f"=HYPERLINK(1) for {NUMBER}, 'quoted',\n␁ ␛"
    assert sheet.cell(2, 3).value == NUMBER
    assert sheet.cell(2, 1).value == 2
    assert sheet.column_dimensions["B"].width == 38


@given(st.text())
def test_any_text_can_stand_in_a_workbook(text: str) -> None:
    file = io.BytesIO()
    writer = WorkbookWriter(file, ["a", "b"], [9, 9])
    writer.write([(text, "end"), (None, 7.5)])
    writer.close()
    rows = list(openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("a", "b")
    assert (rows[1][1], rows[2]) == ("end", (None, 7.5))
    if text.isprintable() and "_x" not in text:
        assert (rows[1][0] or "") == text


@pytest.mark.parametrize("kind", ResultFormat)
async def test_what_was_saved_is_a_list(
    files: ListFiles, tmp_path: Path, kind: ResultFormat
) -> None:
    path = await saved(files, tmp_path / f"out.{kind}", kind, masked=False)
    table = await files.read(str(path), TableChoice())
    assert guess_columns(table) == Columns(
        RESULT_COLUMNS.index("request_id") + (kind is ResultFormat.JSONL),
        RESULT_COLUMNS.index("recipient") + (kind is ResultFormat.JSONL),
    )
    made = await files.draft(table, guess_columns(table))
    assert [item.request for item in made.items()] == [each.request for each in ROWS]


async def test_a_masked_file_is_no_list_to_call(files: ListFiles, tmp_path: Path) -> None:
    path = await saved(files, tmp_path / "out.csv", ResultFormat.CSV)
    table = await files.read(str(path), TableChoice())
    made = draft(table, guess_columns(table))
    assert not made.items()
    assert made.rows[0].problem is not None
    assert "masked" in render(made.rows[0].problem)


async def test_sentences_are_in_the_language_of_the_moment(
    files: ListFiles, tmp_path: Path
) -> None:
    i18n.install("ru")
    (line, *_more) = of_csv(await saved(files, tmp_path / "out.csv", ResultFormat.CSV))
    assert line["headline"] != ""
    assert not line["headline"].isascii()
    assert line["verdict"] == "success"


async def test_a_file_that_is_there_is_kept_unless_it_may_go(
    files: ListFiles, tmp_path: Path
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine")
    with pytest.raises(StoreError) as raised:
        await saved(files, target, ResultFormat.CSV)
    assert render(raised.value.explanation) == "out.csv is there already."
    assert target.read_text() == "mine"
    await saved(files, target, ResultFormat.CSV, overwrite=True)
    assert len(of_csv(target)) == 4
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ResultFormat)
async def test_giving_up_leaves_nothing(
    files: ListFiles, tmp_path: Path, kind: ResultFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def held(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever it is given
        begun.set()
        go_on.wait(10)
        return appearing(*given, **more)

    monkeypatch.setattr(results, "appearing", held)
    plan = ResultPlan(str(tmp_path / f"out.{kind}"), kind)
    saving = asyncio.ensure_future(files.save(plan, RUN, ROWS * 200, quiet))
    await asyncio.to_thread(begun.wait, 10)
    saving.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert not left_in(tmp_path)


async def test_a_place_that_is_not_there_is_told(files: ListFiles, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        await saved(files, tmp_path / "none" / "out.xlsx", ResultFormat.XLSX)
    assert render(raised.value.explanation) == (
        "out.xlsx cannot be used. The file or its folder is not there any more."
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_a_full_disk_lets_go_of_the_workbook() -> None:
    with (
        pytest.raises(OSError, match="No space left"),
        Path("/dev/full").open("wb", buffering=0) as file,
    ):
        WorkbookWriter(file, ["a"], [9])


async def test_it_tells_how_far_it_is(files: ListFiles, tmp_path: Path) -> None:
    heard: list[tuple[int, int | None]] = []
    plan = ResultPlan(str(tmp_path / "out.csv"), ResultFormat.CSV)
    await files.save(plan, RUN, ROWS * 100, lambda done, total: heard.append((done, total)))
    assert heard == [(0, 400), (250, 400), (400, 400)]


async def test_nothing_is_read_on_the_callers_thread(
    files: ListFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(a_list(1))
    threads: list[str] = []
    opened = os.open

    def noted(*given: Any, **more: Any) -> int:  # noqa: ANN401 - whatever it is given
        threads.append(threading.current_thread().name)
        return opened(*given, **more)

    monkeypatch.setattr("otp_gui.store.lists.os.open", noted)
    table = await files.read(str(path), TableChoice())
    assert threads == ["list"]
    pasted = await files.read_pasted(a_list(1), TableChoice())
    assert pasted.rows == table.rows
    (item,) = (await files.draft(pasted, guess_columns(pasted))).items()
    assert item.request.recipient.value == a_number(1)


async def test_the_parts_have_it(tmp_path: Path) -> None:
    parts = build(paths.default(), Source.CLI)
    path = await saved(parts.batch.files, tmp_path / "out.csv", ResultFormat.CSV)  # type: ignore[arg-type]
    assert len(of_csv(path)) == 4
    await parts.close()


def test_a_csv_is_read_without_what_reads_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(a_list(1))
    code = (
        "import asyncio, sys\n"
        "from otp_gui.store.lists import ListFiles\n"
        "from otp_gui.domain.table import TableChoice\n"
        "files = ListFiles(lambda: str)\n"
        "table = asyncio.run(files.read(sys.argv[1], TableChoice()))\n"
        "names = ('openpyxl', 'defusedxml', 'zipfile', 'otp_gui.domain.advice')\n"
        "print(len(table.rows), files.reads_workbooks, *[n for n in names if n in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split()[:2] == ["1", "True"]
    assert done.stdout.split()[2:] == []
