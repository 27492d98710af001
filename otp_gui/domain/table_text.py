"""Reads a list out of text or out of the bytes of a file: CSV, TSV, and rows that were pasted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Final

from otp_gui.domain.batch_files import MOST_BYTES, MOST_ROWS
from otp_gui.domain.phrase import phrase
from otp_gui.domain.table import NoRowsError, Table, TableChoice, TableError, TableRow
from otp_gui.domain.table_bytes import LOST, Decoded, decoded, known_encoding
from otp_gui.domain.table_cells import SPACES, pair, rows_of
from otp_gui.domain.table_columns import LOOKED_AT, is_number, is_uuid
from otp_gui.domain.table_heading import headed, limited, usual_width
from otp_gui.domain.table_json import is_json, rows_of_json

DELIMITERS: Final = (",", ";", "\t", "|", SPACES)
"""What a user can choose from; the last one stands for pairs with white space between."""

_AS_FOUND: Final = TableChoice()
_LINE: Final = r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+"
_SEP: Final = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
_SAMPLE: Final = 400
# In characters: far more than a spreadsheet's cell has.
_LONGEST: Final = 1024 * 1024
_PAIR: Final = 2
_HALF: Final = 0.5
_NOT_TEXT: Final = phrase("It holds bytes that are no text in this encoding.")


def read_table(
    source: bytes | str, choice: TableChoice = _AS_FOUND, *, most_rows: int = MOST_ROWS
) -> Table:
    """Read a list; what ``choice`` leaves open is found out, and the table says what was found.

    :raises TableError: where it is no list, or holds more than ``most_rows`` rows.
    """
    if len(source) > MOST_BYTES:
        raise too_large(len(source))
    text = _of_text(source, choice) if isinstance(source, str) else decoded(source, choice.encoding)
    lines = re.findall(_LINE, text.text)
    _refuse_long(lines)
    if choice.delimiter is None and is_json(text.text):
        names, objects = rows_of_json(text.text, lines, most_rows)
        objects = list(_with_lost(objects, text.lost_lines))
        return Table(objects, len(names), names, text.encoding)
    first, told = _excel_line(lines)
    lines = lines[first - 1 :]
    delimiter = _chosen(choice.delimiter) or told or _found(lines)
    width = _expected_width(lines, delimiter)
    parted = _with_lost(rows_of(lines, delimiter, first=first, width=width), text.lost_lines)
    if isinstance(source, str) and choice.delimiter is None:
        parted = _mended(parted, lines, first, width)
    try:
        rows = limited(parted, most_rows)
        header, below, width = headed(rows, chosen=choice.header, most=most_rows)
    except NoRowsError as error:
        error.tried = Table((), 0, encoding=text.encoding, delimiter=delimiter)
        raise
    return Table(below, width, header, text.encoding, delimiter)


def too_large(size: int) -> TableError:
    """Return the error for a list of ``size`` bytes."""
    mega = 1024 * 1024
    return TableError(
        phrase(
            "It is too large for a list: {size} MB, and {limit} MB at most.",
            size=-(-size // mega),
            limit=MOST_BYTES // mega,
        )
    )


def _of_text(text: str, choice: TableChoice) -> Decoded:
    if choice.encoding is not None:
        known_encoding(choice.encoding)
    if not text.strip():
        raise TableError(phrase("There are no rows in it."))
    # Lone surrogates are no text either.
    return replace(decoded(text.encode(errors="surrogatepass"), "utf-8"), encoding="")


def _refuse_long(lines: Sequence[str]) -> None:
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST:
            raise TableError(
                phrase("This is no list: line {line} is too long for a row.", line=number)
            )


def _excel_line(lines: Sequence[str]) -> tuple[int, str | None]:
    """Return the number of the first line of the list, and the delimiter that Excel's line says."""
    if lines and (match := _SEP.fullmatch(lines[0].rstrip("\r\n"))):
        return 2, match[1]
    return 1, None


def _chosen(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise TableError(phrase("A delimiter is one character, and no quote."))
    return delimiter


def _found(lines: Sequence[str]) -> str:
    """Find what parts the cells: that which makes IDs and numbers, and rows of one width."""
    sample = lines[:_SAMPLE]
    scores = [(_score(sample, each), -place, each) for place, each in enumerate(DELIMITERS[:-1])]
    (known, _share, _width), _place, delimiter = max(scores)
    return SPACES if not known and _are_pairs(sample) else delimiter


def _score(lines: Sequence[str], delimiter: str) -> tuple[int, float, int]:
    """Judge a delimiter by IDs and numbers in a row, the share of rows of one width, and that."""
    rows = list(rows_of(lines, delimiter))[:LOOKED_AT]
    width = usual_width(rows)
    if width < _PAIR:
        return 0, 0.0, 0
    usual = [row for row in rows if len(row.cells) == width]
    known = [min(_PAIR, sum(is_uuid(c) or is_number(c) for c in row.cells)) for row in usual]
    # A heading has none, and would count for much in a list of one row.
    judged = known[1:] if known[1:] and not known[0] else known
    return round(sum(judged) / len(judged)), len(usual) / len(rows), width


def _are_pairs(lines: Sequence[str]) -> bool:
    """Tell whether half of the lines are pairs with nothing but white space in between."""
    filled = [line for line in lines if line.strip()]
    parted = sum(_is_parted_by_space(line) for line in filled)
    return parted >= len(filled) * _HALF > 0


def _is_parted_by_space(line: str) -> bool:
    return not any(each in line for each in DELIMITERS[:-1]) and pair(line) is not None


def _expected_width(lines: Sequence[str], delimiter: str) -> int | None:
    rows = [row for row in rows_of(lines[:_SAMPLE], delimiter) if row.problem is None]
    return usual_width(rows) or None


def _with_lost(
    rows: Iterator[TableRow] | list[TableRow], lost: frozenset[int]
) -> Iterator[TableRow]:
    """Tell of each row that covers a line on which characters were lost."""
    if not lost:
        yield from rows
        return
    last = TableRow(max(lost) + 1, ())
    for row, after in pairwise(chain(rows, [last])):
        is_lost = any(LOST in cell for cell in row.cells) or not lost.isdisjoint(
            range(row.line, after.line)
        )
        yield replace(row, problem=_NOT_TEXT) if is_lost else row


def _mended(
    rows: Iterator[TableRow], lines: Sequence[str], first: int, width: int | None
) -> Iterator[TableRow]:
    """Read the rows of a paste that are parted in another way than the rest."""
    for row in rows:
        found = None
        if width == _PAIR and len(row.cells) == 1 and row.problem is None:
            found = pair(lines[row.line - first])
        yield row if found is None else replace(row, cells=found)
