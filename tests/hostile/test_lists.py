"""Files that are no lists, or lists with bad intent: each is told in words and costs nothing."""

import os
import random
import struct
import zipfile
from contextlib import suppress
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from otp_gui.domain.batch_files import MOST_BYTES
from otp_gui.domain.table import TableChoice, TableError
from otp_gui.i18n import render
from otp_gui.store import workbook_parts
from otp_gui.store.lists import ListFiles
from tests.unit.domain.lists import a_number, an_id
from tests.unit.store.workbooks import (
    SHEET,
    STRINGS,
    a_workbook,
    a_zip,
    sheet_of,
    strings_of,
    with_part,
    with_strings,
)

FILES = ListFiles(lambda: render)
WORKBOOK = a_workbook([("requestId", "phone"), (an_id(1), a_number(1))])
TOO_LARGE = "This workbook is too large when unpacked."
DAMAGED = "This workbook is damaged."


async def refusal(path: Path) -> str:
    with pytest.raises(TableError) as raised:
        await FILES.read(str(path), TableChoice())
    return render(raised.value.explanation)


async def refusal_of(directory: Path, raw: bytes) -> str:
    path = directory / "list.xlsx"
    path.write_bytes(raw)
    return await refusal(path)


async def test_a_gigabyte_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(1024**3)
    monkeypatch.setattr(os, "read", None)
    assert await refusal(path) == "It is too large for a list: 1024 MB, and 32 MB at most."


async def test_a_file_of_the_largest_size_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES)
    assert (await refusal(path)).startswith("This is no list: line 1 holds characters (NUL)")


async def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert await refusal(tmp_path) == f"{tmp_path.name} is a folder, not a list."
    assert await refusal(tmp_path / "none.csv") == "There is no file none.csv."
    assert await refusal(tmp_path / "no\0ne.csv") == "There is no file no\0ne.csv."


@pytest.mark.skipif(os.name != "posix", reason="there are no such files")
async def test_what_has_no_end_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert await refusal(pipe) == "pipe.csv is no file with lines to read."
    assert await refusal(Path("/dev/zero")) == "zero is no file with lines to read."


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everybody may read it")
async def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"x")
    path.chmod(0)
    assert await refusal(path) == "This user may not read list.csv."


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "The file is empty."),
        (bytes(range(256)) * 16, "This is no list: "),
        (b"PK\x03\x04" + b"x" * 99, DAMAGED),
        (WORKBOOK[: len(WORKBOOK) // 2], DAMAGED),
        (a_zip(a_dot_csv=b"a,b"), "This is a ZIP archive, not a list."),
        (a_zip(xl__workbook_dot_bin=b""), "This is a binary workbook (XLSB)"),
        (
            a_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
            "This is an OpenDocument table (ODS)",
        ),
        (a_zip(xl__workbook_dot_xml=b"<workbook/>"), DAMAGED),
        (with_part(WORKBOOK, SHEET, b"<worksheet"), DAMAGED),
        (with_part(WORKBOOK, SHEET, b""), DAMAGED),
        (with_part(WORKBOOK, "xl/workbook.xml", b"\xff\xfe\x00"), DAMAGED),
        (with_strings(WORKBOOK, strings_of("only one")), DAMAGED),
    ],
)
async def test_what_is_no_list_is_named(tmp_path: Path, raw: bytes, what: str) -> None:
    assert (await refusal_of(tmp_path, raw)).startswith(what)


LARGE = 80 * 1024 * 1024
BOMBS = {
    "spaces": lambda: with_part(WORKBOOK, SHEET, sheet_of(b" " * LARGE)),
    "strings": lambda: with_strings(WORKBOOK, b"<sst>" + b"<si/>" * 4_000_000),
    "picture": lambda: with_part(WORKBOOK, "xl/media/image1.png", bytes(LARGE)),
    "cells": lambda: with_part(WORKBOOK, SHEET, sheet_of(b"<row>" + b"<c/>" * 3_100_000)),
}


@pytest.mark.parametrize("kind", BOMBS)
async def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, kind: str) -> None:
    raw = BOMBS[kind]()
    assert len(raw) < 1024 * 1024
    assert (await refusal_of(tmp_path, raw)).startswith(TOO_LARGE)


async def test_a_workbook_that_lies_about_its_size_is_no_larger(tmp_path: Path) -> None:
    """The size that the archive's directory tells is the most that is ever unpacked."""
    raw = with_part(WORKBOOK, SHEET, sheet_of(b" " * LARGE))
    size = LARGE + len(sheet_of(b""))
    lying = raw.replace(struct.pack("<L", size), struct.pack("<L", 100))
    assert lying != raw
    assert (await refusal_of(tmp_path, lying)).startswith(DAMAGED)


async def test_a_workbook_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/{number}.xml", b"")
    assert (await refusal_of(tmp_path, file.getvalue())).startswith(TOO_LARGE)


async def test_a_row_far_away_does_not_make_the_rows_before_it(tmp_path: Path) -> None:
    rows = sheet_of(
        f'<row r="1"><c r="A1" t="str"><v>{an_id(1)}</v></c><c r="B1"><v>79990001122</v></c></row>'
        f'<row r="1048576"><c r="A1048576" t="str"><v>x</v></c><c><v>1</v></c></row>'.encode()
    )
    path = tmp_path / "list.xlsx"
    path.write_bytes(with_part(WORKBOOK, SHEET, rows))
    table = await FILES.read(str(path), TableChoice())
    assert [(row.line, row.cells) for row in table.rows] == [
        (1, (an_id(1), "79990001122")),
        (1_048_576, ("x", "1")),
    ]


async def test_a_cell_far_away_does_not_make_the_cells_before_it(tmp_path: Path) -> None:
    rows = sheet_of(b'<row r="1"><c r="XFD1"><v>1</v></c></row>')
    raw = with_part(WORKBOOK, SHEET, rows)
    assert await refusal_of(tmp_path, raw) == "It has more than 256 columns."


async def test_very_many_blank_rows_are_not_gone_through(tmp_path: Path) -> None:
    raw = with_part(WORKBOOK, SHEET, sheet_of(b"<row/>" * 100_001))
    assert "more than 100000 rows" in await refusal_of(tmp_path, raw)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE], ids=["bomb", "outside"])
@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "[Content_Types].xml"])
async def test_entities_are_refused(tmp_path: Path, part: str, declared: str) -> None:
    content = declared.encode() + strings_of("&i;")
    raw = with_part(with_strings(WORKBOOK, content), part, content)
    assert await refusal_of(tmp_path, raw) == (
        "This workbook holds declarations (entities) that no list needs."
    )


async def test_any_damage_to_a_workbook_is_told_as_that(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - damage, not a secret
    path = tmp_path / "list.xlsx"
    for _ in range(150):
        raw = bytearray(WORKBOOK)
        for _damage in range(chance.randint(1, 8)):
            raw[chance.randrange(4, len(raw))] = chance.randrange(256)
        path.write_bytes(raw)
        with suppress(TableError):
            await FILES.read(str(path), TableChoice())


async def test_without_the_library_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otp_gui.store.lists._LIBRARIES", ("openpyxl", "no_such_library"))
    assert not FILES.reads_workbooks
    assert "otp-gui[xlsx]" in await refusal_of(tmp_path, WORKBOOK)
    assert workbook_parts.MOST_UNPACKED > MOST_BYTES
