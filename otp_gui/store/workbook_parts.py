"""What a workbook's file is before anything of it is unpacked: kind and size."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Final

from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.table import TableError
from otp_gui.domain.table_bytes import ZIP, no_list

MOST_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of all parts: pictures, too, as any part may be named as the one with the rows."""
MOST_TAGS: Final = 3_000_000
"""Ten thousand rows of twenty cells have a third of them."""

_CHUNK: Final = 256 * 1024
_MOST_PARTS: Final = 2_000
_WORKBOOK: Final = "xl/workbook.xml"
_BINARY_WORKBOOK: Final = "xl/workbook.bin"
_MIMETYPE: Final = "mimetype"
_LONGEST_MIMETYPE: Final = 200
_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# A part with a password of its own is a RuntimeError.
_DAMAGES: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError),
    *(struct.error, OverflowError, KeyError),
)
DAMAGED: Final = phrase("This workbook is damaged. Save the list as CSV and choose that file.")
_TOO_LARGE: Final = phrase(
    "This workbook is too large when unpacked. Save the list as CSV and choose that file."
)


def is_packed(raw: bytes) -> bool:
    """Tell whether bytes are an archive, as a workbook is."""
    return raw.startswith(ZIP)


def checked(raw: bytes) -> BytesIO:
    """Return a workbook that costs no more than it may when it is read.

    :raises TableError: where it is none, is damaged, or unpacks to too much.
    """
    file = BytesIO(raw)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_other_kinds(archive)
            _weigh(archive)
    except _DAMAGES as error:
        raise TableError(DAMAGED) from error
    file.seek(0)
    return file


def _refuse_other_kinds(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(names) > _MOST_PARTS:
        raise TableError(_TOO_LARGE)
    if _WORKBOOK in names:
        return
    if _BINARY_WORKBOOK in names:
        raise _resave(phrase("This is a binary workbook (XLSB), which is not read here."))
    if _MIMETYPE in names and "opendocument.spreadsheet" in _mimetype(archive):
        raise _resave(phrase("This is an OpenDocument table (ODS), which is not read here."))
    raise no_list(phrase("a ZIP archive"))


def _mimetype(archive: zipfile.ZipFile) -> str:
    with archive.open(_MIMETYPE) as part:
        return part.read(_LONGEST_MIMETYPE).decode("ascii", "replace")


def _resave(why: Phrase) -> TableError:
    return TableError(
        phrase("{why} Open it in a spreadsheet program and save it as XLSX or CSV.", why=why)
    )


def _weigh(archive: zipfile.ZipFile) -> None:
    """Unpack the parts once, piece by piece: what an archive says of itself may be untrue."""
    unpacked = tags = 0
    parts = archive.infolist()
    if any(part.compress_type not in _PACKINGS for part in parts):
        raise TableError(DAMAGED)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TableError(_TOO_LARGE)
    for info in parts:
        with archive.open(info) as part:
            while piece := part.read(_CHUNK):
                unpacked += len(piece)
                tags += piece.count(b"<")
                if unpacked > MOST_UNPACKED or tags > MOST_TAGS:
                    raise TableError(_TOO_LARGE)
