"""Files out of the history and into it, with real files and a real history."""

import asyncio
import csv
import io
import json
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otp_gui.domain.history_query import HistoryQuery, SortColumn
from otp_gui.domain.outcome import Operation, Outcome, Remark, Verdict
from otp_gui.domain.ports import StoreError
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.transfer import ExportPlan, Format, Imported
from otp_gui.i18n import render
from otp_gui.store import export, importing, reading
from otp_gui.store.history import SqliteHistory
from otp_gui.store.rows import COLUMNS
from otp_gui.store.transfer import SqliteTransfer
from tests.fakes import FakeClock
from tests.unit.store.records import NOT_FOUND, START, SUCCESS, TIMED_OUT, ended, record

HEADER = [name for name in COLUMNS if name != "response"]
NUMBER = "+79990001122"
SLOW_FIXTURE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=30,
    deadline=None,
)


def quiet(_done: int, _total: int | None) -> None:
    pass


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[SqliteHistory]:
    history = SqliteHistory(tmp_path / "data" / "history.sqlite3", FakeClock(), busy_seconds=0)
    await history.open()
    yield history
    await history.close()


@pytest.fixture
def transfer(history: SqliteHistory) -> SqliteTransfer:
    return SqliteTransfer(history)


def plan(tmp_path: Path, kind: Format = Format.CSV, **changes: Any) -> ExportPlan:  # noqa: ANN401 - any field
    return replace(ExportPlan(str(tmp_path / f"out.{kind}"), kind), **changes)


async def exported(
    transfer: SqliteTransfer, tmp_path: Path, kind: Format = Format.CSV, **changes: object
) -> str:
    asked = plan(tmp_path, kind, **{"overwrite": True, **changes})
    await transfer.write(asked, quiet)
    return (await asyncio.to_thread(Path(asked.target).read_bytes)).decode()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names(directory: Path) -> list[str]:
    return sorted(file.name for file in directory.iterdir() if file.is_file())


async def test_csv_has_the_columns_of_the_table_but_the_response_newest_first(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    await history.finish(ended(SUCCESS, request_id="first"))
    await history.finish(
        replace(
            ended(NOT_FOUND, request_id="second", started_at=START + timedelta(minutes=1)),
            note='says "no",\nthen hangs',
        )
    )

    text = await exported(transfer, tmp_path, masked=False)

    assert text.splitlines()[0] == ",".join(HEADER)
    assert text.count("\r\n") == 3
    newest, oldest = rows(text)
    assert (newest["request_id"], oldest["request_id"]) == ("second", "first")
    assert newest["started_at"] == "2026-11-23T10:21:30.123Z"
    assert newest["note"] == 'says "no",\nthen hangs'
    assert (newest["http_status"], newest["failure"], newest["duration_ms"]) == ("404", "", "250.5")
    assert newest["message"] == "Сессия не найдена"


async def test_response_and_bom_are_there_where_asked_for(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    await history.finish(ended(SUCCESS))

    text = await exported(transfer, tmp_path, bom=True, response=True)

    assert text.startswith("\ufeffuid,")
    assert rows(text)[0]["response"] == '{"success": true}'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
async def test_cells_that_a_spreadsheet_takes_for_formulas_are_made_text(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path, start: str
) -> None:
    evil = f"{start}HYPERLINK(1)"
    await history.finish(
        replace(
            ended(
                Outcome(Verdict.ERROR, error_type=evil, message=evil, response=evil),
                request_id=evil,
                recipient=evil,
                environment=evil,
                base_url=evil,
                operator=evil,
                uid=evil,
            ),
            note=evil,
        )
    )
    for masked in (True, False):
        [row] = rows(await exported(transfer, tmp_path, masked=masked, response=True))
        harmless = {name: row[name] for name in row if row[name].startswith(start)}
        assert harmless == {}
        # A lone carriage return would lead the eye back to the beginning of the line.
        assert row["environment"] == f"'{evil}".replace("\r", "␍")


async def test_phone_numbers_are_masked_everywhere_unless_chosen(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    told = f"call 8 (999) 000-11-22 or {NUMBER}"
    outcome = Outcome(
        Verdict.ERROR, error_type="T", message=told, response=told, headers=(("x-to", told),)
    )
    for recipient in (NUMBER, "8 (999) 000-11-22", "９９９０００１１２２"):
        await history.finish(replace(ended(outcome, recipient=recipient), note=told))
    await history.finish(ended(request_id=f"id-{NUMBER}"))
    for kind in Format:
        masked = await exported(transfer, tmp_path, kind, response=True)
        plain = await exported(transfer, tmp_path, kind, response=True, masked=False)
        for trace in ("99000", "000-11", "0001122", "９９０００"):
            assert trace not in masked, kind
        assert plain.count("000-11-22") >= 6
        assert NUMBER in plain
        assert "+79*******22" in masked, kind


@pytest.mark.parametrize("small", [False, True])
async def test_what_a_query_matches_is_exported_and_nothing_else(
    history: SqliteHistory,
    transfer: SqliteTransfer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    small: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    if small:
        monkeypatch.setattr(reading, "WINDOW", 2)
        monkeypatch.setattr(reading, "RARE", 0)
    for number in range(9):
        at = START + timedelta(minutes=number)
        outcome = NOT_FOUND if number % 2 else SUCCESS
        await history.finish(ended(outcome, request_id=f"r{number}", started_at=at))
    for query, expected in (
        (HistoryQuery(), "876543210"),
        (HistoryQuery(ascending=True, sort=SortColumn.DURATION_MS), "012345678"),
        (HistoryQuery("SessionNotFound"), "7531"),
        (HistoryQuery("r3"), "3"),
        (HistoryQuery(verdict=Verdict.SUCCESS, since=START + timedelta(minutes=3)), "864"),
        (HistoryQuery(operator="nobody"), ""),
    ):
        text = await exported(transfer, tmp_path, what=query)
        assert "".join(row["request_id"][1:] for row in rows(text)) == expected


async def test_selected_calls_are_exported_by_their_uid(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    calls = [
        await history.finish(ended(started_at=START + timedelta(minutes=n))) for n in range(700)
    ]
    chosen = [call.uid for call in calls[5:640]]
    told: list[tuple[int, int | None]] = []

    done = await transfer.write(
        plan(tmp_path, what=[*chosen, "gone"]), lambda done, total: told.append((done, total))
    )

    text = await asyncio.to_thread(Path(done.target).read_text)
    assert [row["uid"] for row in rows(text)] == chosen[::-1]
    assert done.rows == 635
    assert told[0] == (0, 636)
    assert told[-1] == (635, 636)


async def test_existing_file_is_replaced_only_where_that_was_asked_for(
    transfer: SqliteTransfer, tmp_path: Path
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine")
    target.chmod(0o644)

    with pytest.raises(StoreError) as refused:
        await transfer.write(plan(tmp_path), quiet)

    assert render(refused.value.explanation) == "out.csv is there already."
    assert target.read_text() == "mine"
    await transfer.write(plan(tmp_path, overwrite=True), quiet)
    assert target.read_text().startswith("uid,")
    assert target.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["out.csv"]


async def test_directory_that_is_not_there_is_told(
    transfer: SqliteTransfer, tmp_path: Path
) -> None:
    with pytest.raises(StoreError) as refused:
        await transfer.write(ExportPlan(str(tmp_path / "no" / "out.csv"), Format.CSV), quiet)

    words = "out.csv cannot be used. The file or its folder is not there any more."
    assert render(refused.value.explanation) == words


class Held:
    """Holds an export up behind its first rows, until :meth:`go_on`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._reached = threading.Event()
        self._released = threading.Event()
        fetched = export._fetched

        def held(cursor: sqlite3.Cursor) -> list[Any]:
            rows = fetched(cursor)
            self._reached.set()
            self._released.wait(30)
            return rows

        monkeypatch.setattr(export, "_fetched", held)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._reached.wait, 30)

    def go_on(self) -> None:
        self._released.set()


async def test_cancelled_export_leaves_nothing_and_the_old_file(
    history: SqliteHistory,
    transfer: SqliteTransfer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await history.finish(ended())
    target = tmp_path / "out.csv"
    target.write_text("old")
    held = Held(monkeypatch)
    task = asyncio.ensure_future(transfer.write(plan(tmp_path, overwrite=True), quiet))
    await held.reached()
    assert names(tmp_path) == ["out.csv", "out.csv.part"]
    task.cancel()
    await asyncio.sleep(0)
    held.go_on()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert names(tmp_path) == ["out.csv"]
    assert target.read_text() == "old"


async def test_calls_are_made_while_an_export_runs(
    history: SqliteHistory,
    transfer: SqliteTransfer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await history.finish(ended())
    held = Held(monkeypatch)
    task = asyncio.ensure_future(transfer.write(plan(tmp_path), quiet))
    await held.reached()

    begun = await history.begin(record())
    await history.finish(begun.finished(SUCCESS, START, 1.0))
    held.go_on()

    assert (await task).rows == 1


async def everything(history: SqliteHistory) -> list[CheckRecord]:
    page = await history.page(HistoryQuery(), limit=10_000)
    return sorted((replace(row, id=None) for row in page.records), key=lambda row: row.uid)


async def moved(history: SqliteHistory, tmp_path: Path, **changes: object) -> list[CheckRecord]:
    """Export everything and import it into another history; return what is there."""
    await SqliteTransfer(history).write(
        plan(tmp_path, Format.JSONL, overwrite=True, **changes), quiet
    )
    other = SqliteHistory(tmp_path / "other" / "history.sqlite3", FakeClock())
    await SqliteTransfer(other).read(str(tmp_path / "out.jsonl"), quiet)
    found = await everything(other)
    await other.close()
    (tmp_path / "other" / "history.sqlite3").unlink()
    return found


async def test_json_lines_lose_nothing(history: SqliteHistory, tmp_path: Path) -> None:
    for outcome in (SUCCESS, NOT_FOUND, TIMED_OUT, Outcome(Verdict.NOT_SENT)):
        await history.finish(
            replace(
                ended(outcome, source=Source.WATCH, operation=Operation.RESEND), note="a\n\t«note»"
            )
        )

    assert await moved(history, tmp_path, masked=False) == await everything(history)
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    first = json.loads(lines[0])
    assert first["schema"] == 1
    assert set(first) == {"schema", *COLUMNS, "headers", "remarks"}
    assert json.loads(lines[2])["remarks"] == [Remark.STATUS_DISAGREES, Remark.EXTRA_FIELDS]


@SLOW_FIXTURE
@given(data=st.data())
def test_any_text_comes_back_as_it_was_kept(tmp_path: Path, data: st.DataObject) -> None:
    text = st.text(max_size=20)
    drawn = {name: data.draw(text) for name in ("request_id", "recipient", "note", "operator")}
    outcome = Outcome(
        data.draw(st.sampled_from([v for v in Verdict if v is not Verdict.RUNNING])),
        error_type=data.draw(st.none() | text),
        http_status=data.draw(st.none() | st.integers(0, 999)),
        message=data.draw(st.none() | text),
        response=data.draw(st.none() | text),
        headers=tuple(data.draw(st.lists(st.tuples(text, text), max_size=2))),
    )

    async def go() -> None:
        path = tmp_path / "data" / "history.sqlite3"
        history = SqliteHistory(path, FakeClock())
        await history.finish(ended(outcome, **drawn))
        assert await moved(history, tmp_path, masked=False) == await everything(history)
        await history.close()
        path.unlink()

    asyncio.run(go())


async def test_rows_that_another_program_spoilt_are_exported_too(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    for _ in range(3):
        await history.finish(ended(NOT_FOUND))
    with closing(sqlite3.connect(history.path)) as other, other:
        other.execute(
            "UPDATE checks SET headers = '{', remarks = x'ff', message = CAST(x'80ff' AS TEXT),"
            " http_status = 'x', duration_ms = 9e999, note = x'41', started_at = 'once'"
            " WHERE id = 2"
        )
    for kind in Format:
        for masked in (True, False):
            text = await exported(transfer, tmp_path, kind, masked=masked, overwrite=True)
            assert len(text.splitlines()) == (4 if kind is Format.CSV else 3)


async def test_import_adds_what_is_new_and_leaves_what_is_there(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    calls = [await history.finish(ended(NOT_FOUND)) for _ in range(3)]
    await history.begin(record(uid="in-flight"))
    await transfer.write(plan(tmp_path, Format.JSONL, masked=False), quiet)
    other = SqliteHistory(tmp_path / "other" / "history.sqlite3", FakeClock())
    mine = await other.finish(replace(calls[0], id=None, note="mine"))
    told: list[tuple[int, int | None]] = []

    first = await SqliteTransfer(other).read(
        str(tmp_path / "out.jsonl"), lambda done, total: told.append((done, total))
    )
    second = await SqliteTransfer(other).read(str(tmp_path / "out.jsonl"), quiet)

    assert first == Imported(added=3, duplicates=1)
    assert second == Imported(duplicates=4)
    size = (tmp_path / "out.jsonl").stat().st_size
    assert told[-1] == (size, size)
    found = {row.uid: row for row in await everything(other)}
    assert found[calls[0].uid].note == mine.note == "mine"
    assert found["in-flight"].outcome == Outcome(Verdict.UNKNOWN)
    assert found[calls[2].uid].outcome == NOT_FOUND
    assert await other.count(HistoryQuery("SessionNotFound")) == 3
    await other.close()


async def test_masked_export_is_imported_as_it_is(history: SqliteHistory, tmp_path: Path) -> None:
    await history.finish(ended())

    [row] = await moved(history, tmp_path)

    assert row.recipient == "+79*******22"


MENTION = "call 8 (999) 000-11-22 back"


async def import_both(
    history: SqliteHistory, tmp_path: Path, other: SqliteHistory, *, first_masked: bool
) -> list[Imported]:
    done = []
    for masked in (first_masked, not first_masked):
        asked = plan(tmp_path, Format.JSONL, masked=masked, overwrite=True)
        await SqliteTransfer(history).write(asked, quiet)
        done.append(await SqliteTransfer(other).read(asked.target, quiet))
    return done


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[SqliteHistory]:
    other = SqliteHistory(tmp_path / "other" / "history.sqlite3", FakeClock())
    yield other
    await other.close()


async def test_full_export_completes_what_came_masked(
    history: SqliteHistory, other: SqliteHistory, tmp_path: Path
) -> None:
    said = Outcome(Verdict.ERROR, message=MENTION, response=MENTION, headers=(("x", MENTION),))
    calls = [
        ended(said),
        ended(said, recipient="", note=MENTION),
        ended(SUCCESS, request_id=NUMBER, recipient=""),
        ended(SUCCESS, recipient=""),
    ]
    for call in calls:
        await history.finish(call)

    done = await import_both(history, tmp_path, other, first_masked=True)

    assert done == [Imported(added=4, masked=1), Imported(completed=3, duplicates=1)]
    assert await facts(other) == await facts(history)
    assert await other.count(HistoryQuery("9990001122")) == 3
    await other.read(
        lambda c: c.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    )


async def facts(history: SqliteHistory) -> list[CheckRecord]:
    return [replace(row, id=None) for row in await everything(history)]


async def test_note_that_was_written_to_a_masked_call_stays(
    history: SqliteHistory, other: SqliteHistory, tmp_path: Path
) -> None:
    call = await history.finish(ended(note=MENTION))
    asked = plan(tmp_path, Format.JSONL)
    await SqliteTransfer(history).write(asked, quiet)
    await SqliteTransfer(other).read(asked.target, quiet)
    await other.set_note(call.uid, "mine")

    await import_both(history, tmp_path, other, first_masked=False)

    [row] = await everything(other)
    assert (row.recipient, row.note) == (NUMBER, "mine")


async def test_masked_export_changes_nothing_of_a_full_one(
    history: SqliteHistory, other: SqliteHistory, tmp_path: Path
) -> None:
    await history.finish(ended(Outcome(Verdict.ERROR, message=MENTION), note=MENTION))

    done = await import_both(history, tmp_path, other, first_masked=False)

    assert done == [Imported(added=1), Imported(duplicates=1)]
    assert await facts(other) == await facts(history)


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "+79990007788"},
        {"recipient": ""},
        {"request_id": "other"},
        {"message": "other"},
        {"verdict": "running"},
    ],
)
async def test_line_never_changes_a_call_that_was_made_here(
    history: SqliteHistory, tmp_path: Path, changes: dict[str, object]
) -> None:
    """Not even one that tells other facts of it."""
    mine = await history.finish(ended(SUCCESS, uid="u", request_id="r"))
    source = tmp_path / "in.jsonl"
    source.write_bytes(line(**changes))

    done = await SqliteTransfer(history).read(str(source), quiet)

    assert done == Imported(duplicates=1)
    assert await facts(history) == [replace(mine, id=None)]


async def test_full_export_from_before_the_end_takes_no_end_away(
    history: SqliteHistory, other: SqliteHistory, tmp_path: Path
) -> None:
    begun = await history.begin(record())
    running = plan(tmp_path, Format.JSONL, masked=False, target=str(tmp_path / "running.jsonl"))
    await SqliteTransfer(history).write(running, quiet)
    await history.finish(begun.finished(SUCCESS, START, 1.0))
    over = plan(tmp_path, Format.JSONL)
    await SqliteTransfer(history).write(over, quiet)
    await SqliteTransfer(other).read(over.target, quiet)

    assert await SqliteTransfer(other).read(running.target, quiet) == Imported(duplicates=1)
    [row] = await everything(other)
    assert row.outcome == SUCCESS


LINE = {
    "schema": 1,
    "uid": "u",
    "started_at": "2026-11-23T10:20:30.123Z",
    "environment": "stage",
    "base_url": "https://stage.example",
    "operation": "status",
    "request_id": "r",
    "recipient": "+79990001122",
    "verdict": "success",
    "operator": "agent",
    "source": "gui",
}


def line(**changes: object) -> bytes:
    return json.dumps({**LINE, **changes}).encode()


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"no json",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'"' + b"[" * 100_000,
        b"[" * 100_000,
        b'{"schema": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        line(schema=2),
        line(schema="1"),
        line(uid=""),
        line(uid=None),
        line(uid="u" * 300),
        line(started_at="yesterday"),
        line(started_at="0001-01-01T00:00:00+14:00"),
        line(http_status=2**70),
        line(http_status=-1),
        line(http_status="404"),
        line(duration_ms="fast"),
        line(headers=[["one"]]),
        line(headers={"a": "b"}),
        line(note=None),
        json.dumps({key: LINE[key] for key in LINE if key != "verdict"}).encode(),
        line(response="x" * importing.LONGEST_LINE),
        b"x" * (3 * importing.LONGEST_LINE + 7),
    ],
    ids=range(25),
)
async def test_bad_line_is_told_by_number_and_costs_no_other(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path, bad: bytes
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join([line(uid="before"), bad, b"", b"  ", line(uid="after")]))

    done = await transfer.read(str(source), quiet)

    assert done == Imported(added=2, bad=1, bad_lines=(2,))
    assert {row.uid for row in await everything(history)} == {"before", "after"}


async def test_odd_lines_are_read_as_what_they_are(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    source = tmp_path / "in.jsonl"
    lines = [
        b"\xef\xbb\xbf" + line(uid="bom"),
        line(uid="newer", unheard_of=[1], verdict="new", failure="new", source="new"),
        line(uid="long", note="ы" * 3_000, response="ы" * 40_000) + b"\r",
        line(uid="lone", message="\ud800"),
        line(uid="twice"),
        line(uid="twice", note="second"),
    ]
    source.write_bytes(b"\n".join(lines))

    assert await transfer.read(str(source), quiet) == Imported(
        added=4, duplicates=1, bad=1, bad_lines=(4,)
    )

    found = {row.uid: row for row in await everything(history)}
    assert found["newer"].outcome.verdict is Verdict.UNKNOWN
    assert (len(found["long"].note), len(found["long"].outcome.response or "")) == (2_000, 32_768)
    assert found["twice"].note == ""


async def test_only_the_first_hundred_numbers_of_bad_lines_are_kept(
    transfer: SqliteTransfer, tmp_path: Path
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"bad\n" * 1_000)

    done = await transfer.read(str(source), quiet)

    assert (done.bad, done.bad_lines) == (1_000, tuple(range(1, 101)))


@pytest.mark.parametrize("what", ["missing", "directory", "endless"])
async def test_what_is_no_file_is_told(transfer: SqliteTransfer, tmp_path: Path, what: str) -> None:
    source = {"missing": tmp_path / "no.jsonl", "directory": tmp_path, "endless": Path("/dev/zero")}

    with pytest.raises(StoreError):
        await transfer.read(str(source[what]), quiet)


async def test_cancelled_import_keeps_what_was_added(
    history: SqliteHistory, transfer: SqliteTransfer, tmp_path: Path
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"".join(line(uid=f"u{n}") + b"\n" for n in range(3_000)))
    going = asyncio.Event()
    task = asyncio.ensure_future(transfer.read(str(source), lambda _done, _total: going.set()))
    await going.wait()
    begun = await history.begin(record())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    count = await history.count(HistoryQuery())
    assert 250 < count < 3_000
    await history.finish(begun.finished(SUCCESS, START, 1.0))
    assert (await transfer.read(str(source), quiet)).added == 3_001 - count
