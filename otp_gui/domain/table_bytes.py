"""What the bytes of a list are: no list at all, or text in an encoding that is found by itself."""

import re
from dataclasses import dataclass
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.table import Table, TableError

ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r", "cp1252")
"""What a user can choose from; only the first four are found by themselves."""

LINE_ENDS: Final = r"\r\n|\r|\n"
MOST_LINES: Final = 500_000
LOST: Final = "\ufffd"
"""Stands where bytes were no text."""

_ALIASES: Final = {
    "utf8": "utf-8",
    "utf-8-bom": "utf-8-sig",
    "utf8-sig": "utf-8-sig",
    "utf16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "windows-1251": "cp1251",
    "1251": "cp1251",
    "windows-1252": "cp1252",
    "866": "cp866",
    "koi8r": "koi8-r",
}
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names within an old Office file are UTF-16.
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OLD_SHEETS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_KINDS: Final = {
    ZIP: phrase("a ZIP archive"),
    _EMPTY_ZIP: phrase("an empty ZIP archive"),
    b"%PDF": phrase("a PDF document"),
    b"\x89PNG": phrase("a picture (PNG)"),
    b"\xff\xd8\xff": phrase("a picture (JPEG)"),
    b"GIF8": phrase("a picture (GIF)"),
    b"\x1f\x8b": phrase("a packed file (gzip)"),
    b"7z\xbc\xaf\x27\x1c": phrase("an archive (7z)"),
    b"Rar!": phrase("an archive (RAR)"),
    b"SQLite format 3\0": phrase("a database (SQLite)"),
    b"{\\rtf": phrase("a document (RTF)"),
    b"\x7fELF": phrase("a program"),
    b"MZ\x90\0": phrase("a program"),
}
_WEB_PAGE: Final = rb"\s*<(?:!doctype|html|head|table|\?xml)"
_HEAD: Final = 4096
_CONTROLS: Final = frozenset(range(0x20)) - frozenset(b"\t\n\v\f\r\x1a\x1b")
# One in so many characters; text has none.
_FEW: Final = 50
# Of four characters that take two bytes, one has a NUL.
_IN_FOUR_PAIRS: Final = 8


@dataclass(frozen=True, slots=True)
class Decoded:
    """``lost_lines`` are the lines, from 1, that hold bytes which are no text in ``encoding``."""

    text: str
    encoding: str
    lost_lines: frozenset[int] = frozenset()


def no_list(what: Phrase) -> TableError:
    """Return the error for a file of another kind."""
    return TableError(
        phrase("This is {what}, not a list. Save the list as CSV and choose that file.", what=what)
    )


def decoded(raw: bytes, encoding: str | None) -> Decoded:
    """Make text of the bytes of a list, in ``encoding`` or in the one that is found.

    :raises TableError: where they are something else, hold no text, or the encoding is none.
    """
    if not raw:
        raise TableError(phrase("The file is empty."))
    _refuse_other_kinds(raw)
    name, body = _named(raw, encoding)
    text = body.decode(name, "replace").removeprefix("\ufeff").removesuffix("\x1a")
    told = "utf-16" if name.startswith("utf-16") else name
    if told == "utf-8" and raw.startswith(_UTF8_BOM):
        told = "utf-8-sig"
    _refuse_binary(text, told)
    if max(text.count("\n"), text.count("\r")) > MOST_LINES:
        raise TableError(
            phrase("It has more than {most} lines, blank ones included.", most=MOST_LINES)
        )
    lost = _lost_lines(text)
    if name == "cp1251" and encoding is None:
        lost |= _lines_in_utf8(raw)
    return Decoded(text, told, frozenset(lost))


def _refuse_other_kinds(raw: bytes) -> None:
    if raw.startswith(_OLD_OFFICE):
        raise _old_office(raw)
    for signature, what in _KINDS.items():
        if raw.startswith(signature):
            raise no_list(what)
    if re.match(_WEB_PAGE, raw[:_HEAD].removeprefix(_UTF8_BOM), re.IGNORECASE):
        raise no_list(phrase("a web page or an XML document"))


def _old_office(raw: bytes) -> TableError:
    if _ENCRYPTED in raw:
        return TableError(
            phrase(
                "This workbook is protected by a password."
                " Open it in a spreadsheet program and save the list as CSV."
            )
        )
    if any(name in raw for name in _OLD_SHEETS):
        return TableError(
            phrase(
                "This is a workbook of the old kind (XLS), which is not read here."
                " Open it in a spreadsheet program and save it as XLSX or CSV."
            )
        )
    return no_list(phrase("a document of an old Office program"))


def _named(raw: bytes, chosen: str | None) -> tuple[str, bytes]:
    """Return the name of the codec, and the bytes that it is for."""
    wide, is_sure = _wide(raw)
    if chosen is not None:
        name = known_encoding(chosen)
        if name == "utf-16":
            return wide, raw
        return ("utf-8" if name == "utf-8-sig" else name), raw
    if is_sure:
        return wide, raw
    return ("utf-8" if _is_utf8(raw) else "cp1251"), raw


def _wide(raw: bytes) -> tuple[str, bool]:
    """Return which UTF-16 it would be, and whether it is sure to be that.

    Where its mark is missing, every other byte of IDs and numbers is NUL.
    """
    if (marked := _UTF16_BOMS.get(raw[:2])) is not None:
        return marked, True
    head = raw[:_HEAD]
    first, second = head[::2].count(0), head[1::2].count(0)
    is_sure = min(first, second) == 0 and max(first, second) * _IN_FOUR_PAIRS >= len(head)
    return ("utf-16-be" if first > second else "utf-16-le"), is_sure


def known_encoding(chosen: str) -> str:
    """Return one of :data:`ENCODINGS`, whatever it was called.

    :raises TableError: where it is none of them.
    """
    name = chosen.strip().lower().replace("_", "-")
    name = _ALIASES.get(name, name)
    if name not in ENCODINGS:
        raise TableError(
            phrase(
                "{name} is no encoding that is known here. Known are: {names}.",
                name=chosen,
                names=", ".join(ENCODINGS),
            )
        )
    return name


def _is_utf8(raw: bytes) -> bool:
    """Tell UTF-8 from Windows-1251, of which hardly a line happens to be valid UTF-8."""
    if raw.startswith(_UTF8_BOM):
        return True
    try:
        raw.decode()
    except UnicodeDecodeError:
        lines = [line for line in raw.splitlines() if not line.isascii()]
        return 2 * sum(map(_decodes, lines)) > len(lines)
    return True


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines_in_utf8(raw: bytes) -> set[int]:
    return {
        number
        for number, line in enumerate(raw.splitlines(), 1)
        if not line.isascii() and _decodes(line)
    }


def _lost_lines(text: str) -> set[int]:
    if LOST not in text:
        return set()
    lines = re.split(LINE_ENDS, text)
    return {number for number, line in enumerate(lines, 1) if LOST in line}


def _refuse_binary(text: str, encoding: str) -> None:
    tried = Table((), 0, encoding=encoding)
    place = text.find("\0")
    if place >= 0:
        line = len(re.findall(LINE_ENDS, text[:place])) + 1
        raise TableError(
            phrase(
                "This is no list: line {line} holds characters (NUL) that no text has.", line=line
            ),
            tried,
        )
    head = text[:_HEAD]
    if sum(ord(char) in _CONTROLS for char in head) * _FEW > len(head):
        raise TableError(phrase("This is no list: it holds more than text."), tried)
