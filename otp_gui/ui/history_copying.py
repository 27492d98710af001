"""What of the history goes to the clipboard: a cell, or rows as a spreadsheet takes them."""

from collections.abc import Sequence
from typing import Final

from otp_gui.ui.history_columns import Column, title
from otp_gui.ui.history_model import HistoryModel

_FORMULA_SIGNS: Final = ("=", "@", "+", "-", "＝", "＠", "＋", "－")
_NUMERIC: Final = frozenset("+-0123456789 ().*")


def cell_text(model: HistoryModel, row: int, column: Column) -> str:
    """Return what a cell is worth, as it may be shown: masked in the privacy view."""
    return model.plain(row, column)


def rows_text(model: HistoryModel, rows: Sequence[int], columns: Sequence[Column]) -> str:
    """Return rows as lines of tab-separated cells; more than one with a line of titles above.

    A cell that a spreadsheet would take for a formula begins with an apostrophe; numbers do not.
    """
    lines = ["\t".join(safe_cell(model.plain(row, column)) for column in columns) for row in rows]
    if len(lines) > 1:
        lines.insert(0, "\t".join(title(column) for column in columns))
    return "\n".join(lines)


def safe_cell(text: str) -> str:
    """Return a cell that is text; its tabs and line breaks have been made visible already."""
    if text.startswith(_FORMULA_SIGNS) and not _NUMERIC.issuperset(text):
        return f"'{text}"
    return text
