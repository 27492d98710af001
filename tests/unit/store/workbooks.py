"""Made-up workbooks: as a spreadsheet program writes them, and as somebody with bad intent does."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
STRINGS = "xl/sharedStrings.xml"


def a_workbook(
    rows: Sequence[Sequence[object]], change: Callable[[Worksheet], Any] = lambda _sheet: None
) -> bytes:
    """Return a workbook with these rows from A1 on, after ``change``."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook in which a part has other content."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return file.getvalue()


def a_zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def with_strings(raw: bytes, content: bytes) -> bytes:
    """Return a workbook that keeps its texts in a part of their own, as a spreadsheet program does.

    Its cells are those of two rows: the first four strings.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        types = archive.read(TYPES)
    declared = (
        f'<Override PartName="/{STRINGS}" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'
    )
    raw = with_part(raw, TYPES, types.replace(b"</Types>", declared.encode()))
    raw = with_part(raw, SHEET, sheet_of(cells.encode()))
    return with_part(raw, STRINGS, content)


def strings_of(*texts: str) -> bytes:
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="{MAIN}">{items}</sst>'.encode()


def sheet_of(rows: bytes) -> bytes:
    opening = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return opening + rows + b"</sheetData></worksheet>"
