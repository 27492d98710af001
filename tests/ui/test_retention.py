"""How long calls are kept: chosen, told before anything goes, done behind the scenes."""

import asyncio
import logging
import sqlite3
import threading
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from otp_gui import bootstrap
from otp_gui.domain.errors import StoreError
from otp_gui.domain.phrase import phrase
from otp_gui.domain.preferences import Preferences
from otp_gui.domain.record import Source
from otp_gui.domain.upkeep import Purge
from otp_gui.paths import under
from otp_gui.services.retention import GRACE, RetentionService
from otp_gui.store import purging
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.dialogs.retention import RetentionDialog
from otp_gui.ui.theme import Theme
from otp_gui.ui.tour import Tour
from tests.ui.desk import Desk
from tests.ui.test_session import Life
from tests.ui.upkeep import (
    OLD,
    bytes_in,
    choose,
    keep,
    listed,
    press_escape,
    rows_in,
    said,
    seed,
    told,
)
from tests.ui.waiting import PATIENCE_SECONDS, opened, until


def today(desk: Desk) -> str:
    return desk.parts.archive.retention.today().isoformat()


async def dialog_of(desk: Desk) -> RetentionDialog:
    desk.workplace.menus.retention.trigger()
    dialog = await opened(RetentionDialog)
    await until(lambda: not dialog.preview_label.text().startswith("Counting"))
    return dialog


async def test_a_choice_shows_at_once_what_it_would_delete_and_is_saved(desk: Desk) -> None:
    await seed(desk, young=2, old=3)
    dialog = await dialog_of(desk)
    assert dialog.combo.currentText() == "30 days"
    assert [dialog.combo.itemText(i) for i in range(dialog.combo.count())] == [
        *("1 day", "7 days", "30 days", "90 days", "180 days", "365 days", "For ever"),
    ]
    assert dialog.preview_label.text() == "Older now, to be deleted: 3 calls"
    dialog.combo.setCurrentIndex(3)
    await until(lambda: dialog.preview_label.text() == "Nothing is that old now.")
    assert not dialog.delete_button.isEnabled()
    dialog.combo.setCurrentIndex(6)
    await until(lambda: dialog.preview_label.text() == "Nothing is ever deleted by itself.")
    dialog.accept_button.click()
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    await until(lambda: desk.front.preferences.load()[0].retention_days is None)
    assert await desk.parts.history.total() == 5


async def test_deleting_now_names_the_count_and_only_then_deletes(desk: Desk) -> None:
    await seed(desk, young=2, old=3)
    dialog = await dialog_of(desk)
    dialog.delete_button.click()
    question = await opened(Question)
    assert question.accept_button.text() == "Delete: 3 calls"
    question.reject_button.click()
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    assert await desk.parts.history.total() == 5
    assert desk.keeper.current.retention_since is None
    dialog = await dialog_of(desk)
    dialog.delete_button.click()
    (await opened(Question)).accept_button.click()
    assert await told(desk, "Deleted: 3 calls.") == "Deleted: 3 calls."
    await until(lambda: listed(desk) == 2)
    assert await desk.parts.history.total() == 2
    assert desk.front.preferences.load()[0].retention_days == 30


async def test_a_purge_that_is_stopped_leaves_a_sound_file_and_the_next_one_ends_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk, young=2, old=4)
    begun, go_on, delete = threading.Event(), threading.Event(), purging.delete_before

    def slow(connection: sqlite3.Connection, before: datetime) -> int:
        if begun.is_set():
            assert go_on.wait(PATIENCE_SECONDS)
        begun.set()
        return delete(connection, before)

    monkeypatch.setattr(purging, "BATCH", 1)
    monkeypatch.setattr(purging, "delete_before", slow)
    dialog = await dialog_of(desk)
    dialog.delete_button.click()
    (await opened(Question)).accept_button.click()
    await until(begun.is_set)
    await press_escape(desk)
    go_on.set()
    await told(desk, "Deleting was stopped: some old calls may still be there.")
    left = await desk.parts.history.total()
    assert 2 < left < 6
    await until(lambda: listed(desk) == left)
    with closing(sqlite3.connect(desk.front.paths.history)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    desk.workplace.upkeep.tidy()
    await until(lambda: listed(desk) == 2)
    assert b"d385ab22-0f51-4b97-9ecd-000000000003" not in bytes_in(desk.front.paths.history.parent)


def in_words(day: date) -> str:
    return f"A start on {day.day} {day:%B %Y} or later"


async def test_everything_that_tells_of_the_first_deletion_names_the_same_day(
    desk: Desk, tmp_path: Path
) -> None:
    """A dialog that promises today what a notice promises for next week is not believed again."""
    first = desk.parts.archive.retention.today() + GRACE
    copy = tmp_path / "old.sqlite3"
    await seed(desk, young=1, old=2)
    await desk.parts.archive.upkeep.back_up(str(copy), lambda *_: None)
    desk.workplace.menus.restore.trigger()
    await choose(copy)
    (await opened(Question)).accept_button.click()
    assert in_words(first) in await told(desk, "Older than calls are kept (30 days): 2 calls.")
    assert desk.keeper.current.retention_since == first.isoformat()
    desk.workplace.upkeep.tidy()
    await until(desk.notices)
    assert in_words(first) in desk.notices()[0]
    dialog = await dialog_of(desk)
    about = [label.text() for label in dialog.findChildren(QLabel)]
    assert [text for text in about if in_words(first) in text]
    dialog.accept_button.click()
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    assert desk.front.preferences.load()[0].retention_since == first.isoformat()
    # It told of a choice that the user has made anew.
    assert desk.notices() == []
    assert await desk.parts.history.total() == 3


async def test_a_history_that_cannot_be_read_is_told_where_the_count_would_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> Purge:
        raise StoreError(phrase("The disk is full."))

    monkeypatch.setattr(RetentionService, "preview", refuse)
    dialog = await dialog_of(desk)
    assert dialog.preview_label.text() == "The disk is full."
    assert not dialog.delete_button.isEnabled()
    dialog.reject_button.click()


async def test_nothing_that_was_there_goes_before_it_was_told_a_week_ahead(desk: Desk) -> None:
    await seed(desk, young=2, old=3)
    desk.workplace.upkeep.tidy()
    await until(desk.notices)
    (notice,) = desk.notices()
    assert "3 calls" in notice
    assert "30 days" in notice
    due = desk.parts.archive.retention.today() + GRACE
    assert f"{due.day} {due:%B %Y}" in notice
    assert await desk.parts.history.total() == 5
    assert desk.front.preferences.load()[0].retention_since == due.isoformat()


async def test_what_was_told_long_enough_ago_goes_without_a_word(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await seed(desk, young=2, old=3)
    desk.keeper.change(retention_since=today(desk))
    with caplog.at_level(logging.INFO, "otp_gui"):
        desk.workplace.upkeep.tidy()
        await until(lambda: listed(desk) == 2)
    assert (desk.notices(), said(desk)) == ([], "")
    assert "Purged: 3 calls" in caplog.text
    assert "7999" not in caplog.text
    assert b"d385ab22-0f51-4b97-9ecd-000000000003" not in bytes_in(desk.front.paths.history.parent)


async def test_for_ever_keeps_everything_at_a_start(desk: Desk) -> None:
    await seed(desk, young=2, old=3)
    desk.keeper.change(retention_days=None, retention_since=today(desk))
    await desk.workplace.upkeep._tidy()
    assert await desk.parts.history.total() == 5
    assert desk.notices() == []


async def test_a_new_history_begins_with_the_rule_in_force(desk: Desk) -> None:
    await desk.workplace.upkeep._tidy()
    assert desk.front.preferences.load()[0].retention_since == today(desk)
    assert desk.notices() == []


async def test_a_day_that_is_none_is_as_if_nobody_had_been_told(desk: Desk) -> None:
    await seed(desk, young=0, old=1)
    desk.keeper.change(retention_since="soon")
    await desk.workplace.upkeep._tidy()
    assert await desk.parts.history.total() == 1
    assert len(desk.notices()) == 1


async def test_what_fails_at_a_start_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> Purge:
        raise StoreError(phrase("The disk is full."))

    desk.keeper.change(retention_since=today(desk))
    monkeypatch.setattr(RetentionService, "purge", refuse)
    await desk.workplace.upkeep._tidy()
    assert desk.notices() == ["Old calls could not be deleted. The disk is full."]


async def test_an_errand_waits_for_what_goes_behind_the_scenes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pieces of work on the history are never done at once."""
    await seed(desk, young=1, old=1)
    go_on, purge = asyncio.Event(), RetentionService.purge
    at_once: list[int] = [0, 0]

    async def slow(self: RetentionService, *arguments: object) -> Purge:
        at_once[0] += 1
        at_once[1] = max(at_once)
        await go_on.wait()
        try:
            return await purge(self, *arguments)  # type: ignore[arg-type] # passed on
        finally:
            at_once[0] -= 1

    monkeypatch.setattr(RetentionService, "purge", slow)
    desk.keeper.change(retention_since=today(desk))
    desk.workplace.upkeep.tidy()
    await until(lambda: at_once[0])
    dialog = await dialog_of(desk)
    dialog.delete_button.click()
    (await opened(Question)).accept_button.click()
    await until(lambda: said(desk) == "Deleting old calls")
    go_on.set()
    assert await told(desk, "Deleted: 0 calls.")
    assert at_once[1] == 1


async def old_calls(home: Path) -> None:
    """Leave calls of an earlier version behind."""
    paths = under(home)
    paths.create()
    parts = bootstrap.build(paths, Source.GUI, throw_away=True)
    await parts.open()
    for number in (1, 2):
        await keep(parts.history, number, OLD)
    await parts.close()


def loaded(home: Path) -> Preferences:
    return bootstrap.front(under(home)).preferences.load()[0]


async def count_in(home: Path) -> int:
    parts = bootstrap.build(under(home), Source.GUI, throw_away=True)
    await parts.open()
    count = await parts.history.total()
    await parts.close()
    return count


async def test_the_first_start_of_this_version_only_tells_and_a_later_one_deletes(
    qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    home = tmp_path / "desk"
    await old_calls(home)
    life = Life(qapp, theme, under(home))
    await until(life.notices)
    assert "2 calls" in life.notices()[0]
    assert await life.end() == 0
    assert await count_in(home) == 2
    settings = under(home).settings
    told_at = loaded(home).retention_since
    assert told_at is not None
    passed = date.fromisoformat(told_at) - GRACE
    settings.write_text(settings.read_text().replace(told_at, passed.isoformat()))
    life = Life(qapp, theme, under(home), preferences=loaded(home))
    await life.ready()
    await until(lambda: rows_in(under(home).history) == 0)
    assert life.notices() == []
    assert await life.end() == 0
    assert await count_in(home) == 0


async def test_damaged_settings_delete_nothing_however_often_it_starts(
    qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    """Whoever had chosen to keep calls for ever is not to lose them for a wrong quote."""
    home = tmp_path / "desk"
    await old_calls(home)
    under(home).settings.write_text("retention_days = \n")
    for _start in range(2):
        life = Life(qapp, theme, under(home), preferences=loaded(home))
        await until(life.notices)
        assert await life.end() == 0
    assert await count_in(home) == 2
    assert under(home).settings.read_text() == "retention_days = \n"


async def test_a_tour_tidies_nothing(
    qapp: QApplication, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(_tour: Tour) -> bool:
        await asyncio.sleep(0)
        return True

    monkeypatch.setattr(Tour, "run", run)
    await old_calls(tmp_path / "desk")
    life = Life(qapp, theme, under(tmp_path / "desk"), tmp_path / "shots")
    assert await life.ended == 0
    assert life.notices() == []
