"""What the history says about how much it lists, and why it lists nothing."""

from typing import Final

from PySide6.QtCore import QLocale

from otp_gui.domain.display import visible
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.i18n import ntr, tr
from otp_gui.ui import privacy
from otp_gui.ui.history_model import COUNT_LIMIT, HistoryModel

_QUOTED_LIMIT: Final = 60


def count_line(model: HistoryModel) -> str:
    """Say how many rows match of how many there are; and which are in sight, once one scrolls."""
    rows = model.rowCount()
    if not rows:
        return ""
    count = _count(model)
    if not model.above:
        return count
    first, last = _figure(model.above + 1), _figure(model.above + rows)
    span = tr("{first}–{last}", first=first, last=last)
    return f"{span} · {count}" if count else span


def nothing_found(query: HistoryQuery) -> str:
    """Say why there is nothing to list."""
    if query.text:
        quoted = privacy.words(visible(query.text, _QUOTED_LIMIT)[0])
        return tr("No check that is listed here holds “{text}”.", text=quoted)
    if query.restricts:
        return tr("No check is what these filters ask for.")
    return tr("Every check made with this tool is listed here, the newest first.")


def _count(model: HistoryModel) -> str:
    total, everything = model.total, model.everything
    if total is None or everything is None:
        return ""
    all_ = _figure(everything)
    if not model.query.restricts:
        return ntr("{all} call", "{all} calls", everything, all=all_)
    if total > COUNT_LIMIT:
        return ntr(
            "more than {found} of {all} call",
            "more than {found} of {all} calls",
            everything,
            found=_figure(COUNT_LIMIT),
            all=all_,
        )
    return ntr(
        "{found} of {all} call",
        "{found} of {all} calls",
        everything,
        found=_figure(total),
        all=all_,
    )


def _figure(number: int) -> str:
    return QLocale().toString(number)
