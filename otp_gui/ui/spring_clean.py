"""Deletes at the start, behind the scenes, what is older than calls are kept."""

from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QLocale

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.policy import Policy
from otp_gui.domain.upkeep import Purge
from otp_gui.services.retention import RetentionService
from otp_gui.ui.figures import days, found
from otp_gui.ui.long_work import LongWork
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.preferences_keeper import PreferencesKeeper


async def tidy(
    retention: RetentionService, keeper: PreferencesKeeper, work: LongWork, window: MainWindow
) -> bool:
    """Do what is due, and tell whether anything was deleted.

    It is told what will be deleted before anything ever is, and what has failed; nothing else.
    """
    kept, since = keeper.current.retention_days, _day(keeper.current.retention_since)
    try:
        due = await retention.due(kept, since)
        if due.since is not None and due.since != since:
            keeper.change(retention_since=due.since.isoformat())
            await keeper.save()
        if due.announced is not None and due.since is not None:
            policy = await keeper.policy()
            window.tell(_announcement(due.announced, kept, due.since, policy))
        if not due.deletes:
            return False
        done = await work.unseen(partial(retention.purge, kept, _unheard))
    except StoreError as error:
        window.tell(phrase("Old calls could not be deleted. {reason}", reason=error.explanation))
        return False
    for notice in done.notices:
        window.tell(notice)
    return done.rows > 0


def _announcement(purge: Purge, kept: int | None, since: date, policy: Policy) -> Phrase:
    day = QLocale().toString(QDate(since.year, since.month, since.day), "d MMMM yyyy")
    if policy.max_retention_days is not None and kept == policy.max_retention_days:
        return phrase(
            "Calls are kept for {time}, as your administrator has set. Older ones are in the"
            " history: {what}. A start on {day} or later deletes them: export what is still"
            " needed.",
            time=days(kept),
            what=found(purge),
            day=day,
        )
    return phrase(
        "Calls are kept for {time}. Older ones are in the history: {what}. A start on {day} or"
        " later deletes them, unless you choose otherwise: menu History, “How long calls are"
        " kept…”.",
        time=days(kept),
        what=found(purge),
        day=day,
    )


def _day(text: str | None) -> date | None:
    """Read a day; what is none, as an edited file may have it, is as if nobody had been told."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def _unheard(_done: int, _total: int | None) -> None:
    """Nobody watches."""
