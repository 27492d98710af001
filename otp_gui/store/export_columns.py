"""What an export says of each column, in SQL: text, without numbers, harmless to spreadsheets."""

import functools
import re
import sqlite3
from collections.abc import Callable
from typing import Final

from otp_gui.domain.redact import mask_phone, redact
from otp_gui.store.connection import lenient

_CACHED_TEXTS: Final = 4_096
_TEXTS: Final = ("request_id", "message", "note", "response", "error_type")
_WORDS: Final = ("started_at", "finished_at", "operation", "verdict", "failure", "source")
_NUMBERS: Final = ("http_status", "duration_ms")
# What a spreadsheet takes for a formula, in full width too, or for the end of a cell.
_FORMULA: Final = "=+@\t\r\n＝＋－＠-"
_APOSTROPHE: Final = "'"
_PLUS_AND_ELEVEN: Final = f"+{'[0-9]' * 11}"
_LIKE_A_UUID: Final = "-".join("?" * length for length in (8, 4, 4, 4, 12))
_NO_HEX: Final = "*[^0-9a-fA-F-]*"
# A text with fewer digits, and without a word before which a token may stand, has nothing to hide.
_FEW_DIGITS: Final = 7
_DIGIT: Final = re.compile(r"\d")
_BEFORE_TOKENS: Final = ("auth", "token", "api", "password", "secret", "bearer", "basic", "eyj")


def column(name: str, *, masked: bool, for_cells: bool) -> str:
    """Say a column of ``searchable`` in SQL; needs the functions of :func:`define_functions`.

    It is text where it should be, whatever another program has put there. ``for_cells`` puts an
    apostrophe before what a spreadsheet would take for a formula.
    """
    if name in _NUMBERS:
        return f"CASE WHEN typeof({name}) IN ('integer', 'real') THEN {name} END"
    # The view has the recipient in the spelling in which it is looked for.
    source = "sent_to" if name == "recipient" else name
    cell = "_cell" if for_cells else ""
    # Functions get bytes, as text that is no UTF-8 would never reach them.
    if masked and name == "recipient":
        apostrophe = "'''' || " if for_cells else ""
        return (
            f"CASE WHEN sent_to GLOB '{_PLUS_AND_ELEVEN}'"
            f" THEN {apostrophe}substr(sent_to, 1, 3) || '*******' || substr(sent_to, -2)"
            f" ELSE masked{cell}(CAST(sent_to AS BLOB)) END"
        )
    if masked and name in _TEXTS:
        plain = (
            f"{name} IS NULL OR {name} = ''"
            f" OR ({name} GLOB '{_LIKE_A_UUID}' AND {name} NOT GLOB '{_NO_HEX}')"
        )
        return f"CASE WHEN {plain} THEN {name} ELSE redacted{cell}(CAST({name} AS BLOB)) END"
    text = f"CAST({source} AS TEXT)"
    if for_cells and name not in _WORDS:
        formula = f"{source} GLOB '[{_FORMULA}]*'"
        return f"CASE WHEN {formula} THEN '''' || {text} ELSE {text} END"
    return text


def define_functions(connection: sqlite3.Connection) -> None:
    """Give a connection what :func:`column` calls."""
    functions: dict[str, Callable[[str], str]] = {
        "masked": mask_phone,
        "masked_cell": lambda text: harmless(mask_phone(text)),
        "redacted": redacted,
        "redacted_cell": lambda text: harmless(redacted(text)),
    }
    for name, function in functions.items():
        cached = functools.lru_cache(_CACHED_TEXTS)(_of_bytes(function))
        connection.create_function(name, 1, cached, deterministic=True)


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"{_APOSTROPHE}{cell}" if cell and cell[0] in _FORMULA else cell


@functools.lru_cache(_CACHED_TEXTS)
def redacted(text: str) -> str:
    """Return what :func:`redact` does, of most texts at a glance."""
    if len(_DIGIT.findall(text)) < _FEW_DIGITS:
        lower = text.lower()
        if not any(word in lower for word in _BEFORE_TOKENS):
            return text
    return redact(text)


def _of_bytes(function: Callable[[str], str]) -> Callable[[bytes], str]:
    return lambda raw: function(lenient(raw))
