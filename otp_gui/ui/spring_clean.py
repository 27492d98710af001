"""Deletes at the start, behind the scenes, what is older than calls are kept."""

from functools import partial

from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import phrase
from otp_gui.domain.upkeep import day_told
from otp_gui.services.retention import RetentionService
from otp_gui.ui.long_work import LongWork
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.upkeep_words import RETENTION, announced


async def tidy(
    retention: RetentionService, keeper: PreferencesKeeper, work: LongWork, window: MainWindow
) -> bool:
    """Do what is due, and tell whether anything was deleted.

    It is told what will be deleted before anything ever is, and what has failed; nothing else.
    """
    kept, since = keeper.current.retention_days, day_told(keeper.current.retention_since)
    try:
        due = await retention.due(kept, since)
        if due.since is not None and due.since != since:
            keeper.change(retention_since=due.since.isoformat())
            await keeper.save()
        if due.announced is not None and due.since is not None:
            policy = await keeper.policy()
            is_set = policy.max_retention_days is not None and kept == policy.max_retention_days
            told = announced(due.announced, kept, due.since, is_set=is_set)
            window.tell(told, about=RETENTION)
        if not due.deletes:
            return False
        done = await work.unseen(partial(retention.purge, kept, _unheard))
    except StoreError as error:
        window.tell(phrase("Old calls could not be deleted. {reason}", reason=error.explanation))
        return False
    for notice in done.notices:
        window.tell(notice)
    return done.has_rows


def _unheard(_done: int, _total: int | None) -> None:
    """Nobody watches."""
