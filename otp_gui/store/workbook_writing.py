"""Writes a workbook (XLSX) with one sheet of texts and numbers, row by row.

By hand, because the library for workbooks writes each sheet into a directory for temporary files
first, where phone numbers are not to lie about; and because it need not be there to write one.
"""

import re
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Final

_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET: Final = "xl/worksheets/sheet1.xml"
_PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/{_SHEET}" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="OTP GUI" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    # The second style is text (49), the third the heading in bold.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_NAMESPACE}"><fonts count="2"><font><sz val="11"/>'
        '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="3">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
        ' applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0"'
        ' builtinId="0"/></cellStyles></styleSheet>'
    ),
}
_TEXT_STYLE: Final = 1
_HEADING_STYLE: Final = 2
# A spreadsheet opens no cell that is longer.
_LONGEST: Final = 32_767
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# What a spreadsheet would read as a character's code.
_LIKE_A_CODE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LETTERS: Final = 26

Cell = str | int | float | None


class WorkbookWriter:
    """A workbook that is being written; closing it makes it whole."""

    def __init__(self, file: IO[bytes], names: Sequence[str], widths: Sequence[int]) -> None:
        """Begin with a heading that stays in sight; ``widths`` are in characters."""
        self._archive: Final = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._line = 0
        try:
            for name, part in _PARTS.items():
                self._archive.writestr(name, _DECLARED + part)
            self._sheet: Final = self._archive.open(_SHEET, "w", force_zip64=True)
            self._begin(widths)
            self._write(names, _HEADING_STYLE)
        except BaseException:
            # Or it would try once more when it is forgotten.
            with suppress(OSError, ValueError):
                self._archive.close()
            raise

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows; a text is a text, whatever it begins with."""
        for row in rows:
            self._write(row, _TEXT_STYLE)

    def close(self) -> None:
        """Write the end of it."""
        try:
            self._put("</sheetData></worksheet>")
        finally:
            # Each has to let go of the file, whatever the disk says.
            try:
                self._sheet.close()
            finally:
                self._archive.close()

    def _begin(self, widths: Sequence[int]) -> None:
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(widths, 1)
        )
        self._put(
            f'{_DECLARED}<worksheet xmlns="{_NAMESPACE}"><sheetViews>'
            '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
            ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{columns}</cols><sheetData>"
        )

    def _write(self, row: Sequence[Cell], style: int) -> None:
        self._line += 1
        cells = "".join(
            _cell(f"{_letters(place)}{self._line}", value, style)
            for place, value in enumerate(row)
            if value not in (None, "")
        )
        self._put(f'<row r="{self._line}">{cells}</row>')

    def _put(self, text: str) -> None:
        self._sheet.write(text.encode())


def _cell(reference: str, value: Cell, style: int) -> str:
    if isinstance(value, str):
        return (
            f'<c r="{reference}" s="{style}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{_escaped(value)}</t></is></c>'
        )
    return f'<c r="{reference}"><v>{value!r}</v></c>'


def _escaped(text: str) -> str:
    text = _NOT_IN_XML.sub("\ufffd", text[:_LONGEST])
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LIKE_A_CODE.sub("_x005F_", text).replace("\r", "_x000D_")


def _letters(place: int) -> str:
    """Name a column, from 0, as spreadsheets do."""
    name = chr(ord("A") + place % _LETTERS)
    return name if place < _LETTERS else _letters(place // _LETTERS - 1) + name
