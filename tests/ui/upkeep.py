"""What tests of the work on the history share: calls of any age, files to choose, held threads."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from otp_gui.domain.ports import History
from otp_gui.domain.record import CheckRecord
from otp_gui.store.errand import Errand
from otp_gui.ui.text_box import PlainText
from tests.ui.desk import Desk
from tests.ui.records import RUNNING, SUCCESS, record
from tests.ui.waiting import PATIENCE_SECONDS, opened, until

OLD: Final = 40
"""Days: older than calls are kept by default."""


async def keep(history: History, number: int, days: float = 0, **changes: object) -> CheckRecord:
    """Put the ``number``-th made-up call into ``history``, made so many days ago."""
    at = datetime.now(UTC) - timedelta(days=days, seconds=number)
    made = replace(
        record(number, SUCCESS),
        id=None,
        saved=False,
        started_at=at,
        finished_at=at + timedelta(seconds=1),
        **changes,  # type: ignore[arg-type] # any field
    )
    begun = await history.begin(replace(made, outcome=RUNNING))
    return await history.finish(replace(made, id=begun.id))


async def seed(desk: Desk, young: int = 3, old: int = 0) -> None:
    """Put calls of today, and old ones after them, into the history, and show them."""
    for number in range(1, young + old + 1):
        await keep(desk.parts.history, number, 0 if number <= young else OLD)
    desk.workplace.answers.reload()
    await until(lambda: listed(desk) == young + old)


def listed(desk: Desk) -> int:
    """Return how many rows the history's view has."""
    model = desk.workplace.answers._model
    return model.rowCount() if model is not None and not model.is_restarting else -1


async def choose(path: Path) -> None:
    """Give ``path`` to the dialog for files that is about to open."""
    dialog = await opened(QFileDialog)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(edit, QLineEdit)
    edit.setText(str(path))
    dialog.accept()


async def press_escape(desk: Desk) -> None:
    """Press Esc; the window is active again only when somebody clicks on it."""
    desk.window.activateWindow()
    await until(desk.window.isActiveWindow)
    desk.press(Qt.Key.Key_Escape)


async def told(desk: Desk, words: str) -> str:
    """Wait until the strip says ``words``, and return all that it says."""
    await until(lambda: words in said(desk))
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    return said(desk)


def shows_a_call(desk: Desk) -> bool:
    """Tell whether the result pane shows one."""
    return desk.workplace.answers.pane.case is not None


def said(desk: Desk) -> str:
    """Return what the strip says, empty where there is none."""
    label = desk.window.findChild(PlainText, "workText")
    return label.text() if label is not None and label.isVisible() else ""


def bytes_in(folder: Path) -> bytes:
    """Return everything that lies in ``folder``."""
    return b"".join(p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file())


def mode_of(path: Path) -> int:
    """Return who may do what with a file."""
    return path.stat().st_mode & 0o777


def rows_in(path: Path) -> int:
    """Count the calls in a file of the history."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        count: int = connection.execute("SELECT count(*) FROM checks").fetchone()[0]
    return count


class Gate:
    """Threads that have begun a piece of work wait at it."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()
        self._errand: Errand | None = None

    def open(self) -> None:
        """Let everybody on."""
        self._open.set()

    @property
    def is_given_up(self) -> bool:
        """Whether what waits has been told to end."""
        return self._errand is not None and self._errand._given_up.is_set()

    def wait(self, errand: Errand) -> None:
        """Wait, on a thread of the store."""
        self._errand = errand
        self.reached.set()
        assert self._open.wait(PATIENCE_SECONDS)


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Hold every errand of the store when it tells how far it is, until the gate is opened."""
    gate, tell = Gate(), Errand.tell

    def hold(self: Errand, done: int, total: int | None) -> None:
        gate.wait(self)
        tell(self, done, total)

    monkeypatch.setattr(Errand, "tell", hold)
    try:
        yield gate
    finally:
        gate.open()
