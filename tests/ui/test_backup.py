"""Copies of the history from the menu, checked, and put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from otp_gui.ui.dialogs.question import Question
from tests.ui.desk import CONFIRMED, Desk
from tests.ui.upkeep import (
    choose,
    held,
    keep,
    listed,
    mode_of,
    press_escape,
    rows_in,
    said,
    seed,
    shows_a_call,
    told,
)
from tests.ui.waiting import opened, until


def names_in(folder: Path, pattern: str) -> list[str]:
    return [path.name for path in folder.glob(pattern)]


async def back_up(desk: Desk, target: Path) -> None:
    desk.workplace.menus.back_up.trigger()
    await choose(target)
    await told(desk, f"Backed up to {target.name}")


async def restore(desk: Desk, source: Path) -> Question:
    desk.workplace.menus.restore.trigger()
    await choose(source)
    return await opened(Question)


async def test_a_backup_is_one_private_file_and_its_check_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    await seed(desk)
    target = tmp_path / "copy.sqlite3"
    await back_up(desk, target)
    assert said(desk) == (
        "Backed up to copy.sqlite3: 3 calls. SQLite has checked the copy and found nothing wrong."
    )
    assert mode_of(target) == 0o600
    assert rows_in(target) == 3
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert names_in(tmp_path, "copy*") == ["copy.sqlite3"]


async def test_a_restored_history_is_on_view_and_the_one_before_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    await seed(desk)
    target = tmp_path / "copy.sqlite3"
    await back_up(desk, target)
    await desk.check(CONFIRMED)
    assert shows_a_call(desk)
    question = await restore(desk, target)
    question.reject_button.click()
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    assert await desk.parts.history.total() == 4
    question = await restore(desk, target)
    assert question.accept_button.text() == "Restore it"
    question.accept_button.click()
    text = await told(desk, "Restored: 3 calls.")
    await until(lambda: listed(desk) == 3)
    assert not shows_a_call(desk)
    (before,) = desk.front.paths.history.parent.glob("*.before-restore-*")
    assert str(before) in text
    assert mode_of(before) == 0o600
    assert rows_in(before) == 4


async def test_a_restored_call_that_is_too_old_is_pointed_out(desk: Desk, tmp_path: Path) -> None:
    await seed(desk, young=1, old=2)
    target = tmp_path / "copy.sqlite3"
    await back_up(desk, target)
    (await restore(desk, target)).accept_button.click()
    assert "Older than calls are kept (30 days): 2 calls." in await told(desk, "Restored: 3 calls.")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        ("UPDATE checks SET id = id; PRAGMA user_version = 99", "newer"),
        (None, "no sound history"),
    ],
)
async def test_a_file_that_cannot_be_restored_is_refused_in_words(
    desk: Desk, tmp_path: Path, make: str | None, words: str
) -> None:
    await seed(desk)
    target = tmp_path / "copy.sqlite3"
    await back_up(desk, target)
    if make is None:
        target.write_bytes(b"nothing of the kind")
    else:
        with closing(sqlite3.connect(target)) as connection:
            connection.executescript(make)
    (await restore(desk, target)).accept_button.click()
    text = await told(desk, "Nothing was restored, the history is as it was.")
    assert words in text
    assert await desk.parts.history.total() == 3
    assert not list(desk.front.paths.history.parent.glob("*before-restore*"))


async def test_a_stopped_restoration_leaves_the_history(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk)
    target = tmp_path / "copy.sqlite3"
    await back_up(desk, target)
    await keep(desk.parts.history, 9)
    with held(monkeypatch) as gate:
        (await restore(desk, target)).accept_button.click()
        await until(gate.reached.is_set)
        await press_escape(desk)
        await until(lambda: gate.is_given_up)
        gate.open()
        await told(desk, "Restoring was stopped")
    assert await desk.parts.history.total() == 4


async def test_closing_in_the_midst_asks_and_then_ends_in_order(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk)
    folder = tmp_path / "out"
    folder.mkdir()
    with held(monkeypatch) as gate:
        desk.workplace.menus.back_up.trigger()
        await choose(folder / "copy.sqlite3")
        await until(gate.reached.is_set)
        desk.window.close()
        question = await opened(Question)
        assert desk.closed == []
        question.reject_button.click()
        desk.window.close()
        question = await opened(Question)
        question.accept_button.click()
        await until(lambda: desk.closed)
        gate.open()
        await desk.tasks.close()
    assert list(folder.iterdir()) in ([], [folder / "copy.sqlite3"])
    assert not list(folder.glob("*part*"))


async def test_closing_over_a_call_and_such_work_asks_about_both(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.begin_silent()
    with held(monkeypatch) as gate:
        desk.workplace.menus.back_up.trigger()
        await choose(tmp_path / "copy.sqlite3")
        await until(gate.reached.is_set)
        desk.window.close()
        (await opened(Question)).accept_button.click()
        assert desk.closed == []
        of_work = await opened(Question)
        assert of_work.windowTitle() == "Stop and close?"
        of_work.accept_button.click()
        await until(lambda: desk.closed)
        gate.open()
        await desk.tasks.close()
    assert not list(tmp_path.glob("*part*"))  # noqa: ASYNC240 - a folder of the test's own


async def test_the_question_goes_away_with_the_work(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk)
    with held(monkeypatch) as gate:
        desk.workplace.menus.back_up.trigger()
        await choose(tmp_path / "copy.sqlite3")
        await until(gate.reached.is_set)
        desk.window.close()
        question = await opened(Question)
        gone: list[bool] = []
        question.destroyed.connect(lambda: gone.append(True))
        gate.open()
        await told(desk, "Backed up to copy.sqlite3: 3 calls.")
    await until(lambda: gone)
    assert desk.closed == []


async def test_the_strip_speaks_to_a_screen_reader_and_is_dismissed(
    desk: Desk, tmp_path: Path
) -> None:
    await seed(desk)
    await back_up(desk, tmp_path / "copy.sqlite3")
    strip = desk.widget("workStrip")
    buttons = {b.objectName(): b.accessibleName() for b in strip.findChildren(QPushButton)}
    assert buttons == {
        "cancelWorkButton": "Cancel the work on the history",
        "showInFolderButton": "Show in folder",
    }
    dismiss = desk.widget("dismissWorkButton")
    assert dismiss.accessibleName() == "Dismiss this notice"
    dismiss.click()  # type: ignore[attr-defined] # a tool button
    assert not strip.isVisible()
