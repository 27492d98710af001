"""The day's picture: what it draws, says and lists, and when it counts again."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta, tzinfo
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from otp_gui.domain.history_query import HistoryQuery, Revision
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.picture import Bar, Bucket
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.transfer import ExportPlan, Format
from otp_gui.ui import picture_loader
from otp_gui.ui.history_picture import HistoryPicture
from otp_gui.ui.picture_chart import PictureChart
from otp_gui.ui.picture_geometry import nice
from otp_gui.ui.picture_loader import PictureLoader
from otp_gui.ui.picture_looks import looks
from otp_gui.ui.theme import Theme
from tests.fakes import FakeHistory
from tests.ui.desk import CONFIRMED, NOT_FOUND, Desk
from tests.ui.histories import until
from tests.ui.records import NOT_FOUND as GONE
from tests.ui.records import NOW, SUCCESS, record
from tests.ui.shouting import shout, whispered
from tests.ui.upkeep import seed


@dataclass(slots=True)
class CountingHistory(FakeHistory):
    """Counts at once unless ``hold`` was called; keeps what was asked."""

    asked: list[HistoryQuery] = field(default_factory=list)
    given_up: int = 0
    gate: asyncio.Event | None = None

    def hold(self) -> None:
        self.gate = asyncio.Event()

    async def histogram(
        self, query: HistoryQuery, bucket: Bucket, zone: tzinfo = UTC
    ) -> Sequence[Bar]:
        self._touch("histogram")
        self.asked.append(query)
        if self.gate is not None:
            try:
                await self.gate.wait()
            except asyncio.CancelledError:
                self.given_up += 1
                raise
        return await FakeHistory.histogram(self, query, bucket, zone)


ROWS = [record(1, SUCCESS), record(2, GONE), record(3, GONE), record(-70, SUCCESS)]


class _Stage:
    def __init__(self, qtbot: QtBot, theme: Theme, rows: Sequence[CheckRecord] = ROWS) -> None:
        self.history = CountingHistory(list(rows))
        self.at = NOW + timedelta(minutes=5)
        loop = asyncio.get_running_loop()
        self.loader = PictureLoader(self.history, loop.create_task, now=lambda: self.at, zone=UTC)
        self.picture = HistoryPicture(theme, self.loader)
        self.picture.resize(480, 420)
        qtbot.addWidget(self.picture)
        self.picture.show()
        self.wanted: list[HistoryQuery] = []
        self.picture.part_wanted.connect(self.wanted.append)

    async def drawn(self, query: HistoryQuery | None = None) -> None:
        self.picture.show_for(query or HistoryQuery())
        await until(lambda: self.loader._task is None and bool(self.history.asked))

    @property
    def chart(self) -> PictureChart:
        found = self.picture.findChild(PictureChart)
        assert isinstance(found, PictureChart)
        return found

    @property
    def table(self) -> QTableView:
        found = self.picture.findChild(QTableView, "pictureTable")
        assert isinstance(found, QTableView)
        return found

    def label(self, name: str) -> str:
        found = self.picture.findChild(QLabel, name)
        assert isinstance(found, QLabel)
        return found.text()

    def words(self) -> str:
        told: list[QLabel | QPushButton] = [*self.picture.findChildren(QLabel), *self.entries()]
        return "\n".join(each.text() for each in told if each.isVisible())

    def entries(self) -> list[QPushButton]:
        return self.picture.findChildren(QPushButton, "pictureLegendEntry")

    def middle(self, stack: int, part: int) -> QPoint:
        geometry = self.chart.geometry_now
        assert geometry is not None
        return geometry.parts(stack)[part].center().toPoint()

    def walk(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.chart, key)

    def show_table(self) -> None:
        button = self.picture.findChild(QPushButton, "pictureTableButton")
        assert isinstance(button, QPushButton)
        button.click()


# What it says


async def test_without_a_period_it_says_that_it_draws_the_last_24_hours(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    assert stage.label("pictureTitle") == "Calls per hour, the last 24 hours"
    assert stage.history.asked[0].since == NOW.replace(minute=0, second=0) - timedelta(hours=23)
    legend = stage.words()
    for entry in ("Success 2", "Session not found 2"):
        assert entry in legend
    assert stage.chart.accessibleName() == "Calls per hour, the last 24 hours: 4 calls"


async def test_a_period_is_named_and_a_long_one_told_by_days(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn(HistoryQuery(since=NOW - timedelta(days=6)))
    assert stage.label("pictureTitle").startswith("Calls per day, ")


async def test_nothing_to_draw_is_said(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn(HistoryQuery(text="nobody"))
    assert "No calls to draw" in stage.words()
    assert "In the last 24 hours" in stage.words()
    await stage.drawn(HistoryQuery(text="nobody", since=NOW))
    await until(lambda: "In this period" in stage.words())
    assert not stage.chart.isVisible()


async def test_a_history_that_cannot_be_read_is_said_and_asked_again(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme)
    stage.history.broken.add("histogram")
    stage.picture.show_for(HistoryQuery())
    await until(lambda: "The disk is full." in stage.words())
    stage.history.broken.clear()
    again = next(b for b in stage.picture.findChildren(QPushButton) if b.text() == "Try again")
    again.click()
    await until(stage.chart.isVisible)


async def test_a_new_language_and_another_scheme_reach_everything(
    qapp: QApplication, qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    theme.apply(qapp, Scheme.DARK)
    shout(monkeypatch, stage.picture)
    # The server's own word stays what it is.
    told = [(entry.accessibleName(), entry.toolTip()) for entry in stage.entries()]
    assert whispered(stage.picture, {"", *(text for texts in told for text in texts)}) == []
    assert told[0][0] == "SUCCESS: 2 CALLS"
    assert "CALLS" in stage.chart.accessibleName()


# Its legend


@pytest.mark.parametrize("way", [Qt.Key.Key_Space, Qt.Key.Key_Return, None])
async def test_an_entry_of_the_legend_lists_its_calls_by_click_and_by_key(
    qtbot: QtBot, theme: Theme, way: Qt.Key | None
) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    entry = next(each for each in stage.entries() if each.text().startswith("Session not found"))
    assert entry.accessibleName() == "Refused · SessionNotFoundException: 2 calls"
    if way is None:
        QTest.mouseClick(entry, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(entry, way)
    since = NOW.replace(minute=0, second=0) - timedelta(hours=23)
    refused = (Verdict.ERROR, "SessionNotFoundException", since, None)
    assert [(q.verdict, q.error_type, q.since, q.until) for q in stage.wanted] == [refused]


async def test_an_entry_keeps_the_keyboard_when_it_counts_again(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    stage.picture.activateWindow()
    entry = stage.entries()[0]
    entry.setFocus()
    await until(entry.hasFocus)
    stage.history.rows.append(record(4, SUCCESS))
    stage.history.told_revision = Revision(1, 0)
    stage.loader.look()
    await until(lambda: entry.text() == "Success 3")
    assert entry.hasFocus()


# Where one points and walks


async def test_the_pointer_is_told_hour_verdict_type_and_number(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    QTest.mouseMove(stage.chart.viewport(), stage.middle(23, 1))
    await until(lambda: "Refused · SessionNotFoundException: 2 calls" in stage.label("picturePart"))
    assert "–" in stage.label("picturePart")
    QApplication.sendEvent(stage.chart.viewport(), QEvent(QEvent.Type.Leave))
    assert stage.label("picturePart").startswith("Click a part")


async def test_the_keyboard_walks_through_the_parts_and_takes_one(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    stage.picture.activateWindow()
    stage.picture.take_focus()
    await until(stage.chart.hasFocus)
    assert "Success: 1 call" in stage.label("picturePart")
    stage.walk(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert "SessionNotFoundException" in stage.label("picturePart")
    assert stage.chart.accessibleDescription() == stage.label("picturePart")
    stage.walk(Qt.Key.Key_Left)
    assert "Success: 1 call" in stage.label("picturePart")
    stage.walk(Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Return)
    hour = NOW.replace(minute=0, second=0)
    assert stage.wanted == [
        HistoryQuery(
            verdict=Verdict.ERROR,
            error_type="SessionNotFoundException",
            since=hour,
            until=hour + timedelta(hours=1),
        )
    ]


async def test_a_click_takes_the_part_and_one_beside_it_nothing(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    viewport = stage.chart.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(viewport.width() // 2, 20))
    assert stage.wanted == []
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=stage.middle(23, 0))
    assert [query.verdict for query in stage.wanted] == [Verdict.SUCCESS]


async def test_the_table_has_the_same_numbers_and_takes_parts_too(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()
    stage.show_table()
    assert not stage.chart.isVisible()
    model = stage.table.model()
    told = [
        [model.index(row, column).data() for column in range(1, 4)]
        for row in range(model.rowCount())
    ]
    assert told == [
        ["Success", "", "1"],
        ["Refused", "SessionNotFoundException", "2"],
        ["Success", "", "1"],
    ]
    assert stage.table.accessibleName() == "Calls by time, result and type"
    stage.table.setCurrentIndex(model.index(1, 0))
    QTest.keyClick(stage.table, Qt.Key.Key_Return)
    assert [query.error_type for query in stage.wanted] == ["SessionNotFoundException"]


async def test_neighbours_differ_without_their_colour(qtbot: QtBot, theme: Theme) -> None:
    types = [f"Type{number}" for number in range(7)]
    rows = [record(n, replace(GONE, error_type=each)) for n, each in enumerate(types)]
    stage = _Stage(qtbot, theme, rows)
    await stage.drawn()
    picture = stage.picture._picture
    assert picture is not None
    patterns = [looks(picture)[kind].pattern for kind, _count in picture.kinds]
    assert len(set(patterns)) == len(patterns)


# When it counts


async def test_a_count_that_is_superseded_is_given_up(qtbot: QtBot, theme: Theme) -> None:
    stage = _Stage(qtbot, theme)
    stage.history.hold()
    stage.picture.show_for(HistoryQuery())
    await until(lambda: len(stage.history.asked) == 1)
    stage.picture.show_for(HistoryQuery(text="nobody"))
    await until(lambda: len(stage.history.asked) == 2)
    assert stage.history.given_up == 1
    assert "Counting…" in stage.words()
    stage.picture.stop()
    await until(lambda: stage.history.given_up == 2)


async def test_it_counts_again_only_when_rows_have_changed_or_an_hour_has_begun(
    qtbot: QtBot, theme: Theme
) -> None:
    stage = _Stage(qtbot, theme)
    await stage.drawn()

    async def look() -> int:
        stage.loader.look()
        await until(lambda: stage.loader._task is None and stage.loader._timer.isActive())
        await asyncio.sleep(0)
        await until(lambda: stage.loader._task is None)
        return len(stage.history.asked)

    assert await look() == 1
    stage.history.rows.append(record(4, SUCCESS))
    stage.history.told_revision = Revision(1, 0)
    await until_async(look, 2)
    assert "Success 3" in stage.words()
    stage.at += timedelta(hours=1)
    await until_async(look, 3)


async def until_async(look: Callable[[], object], count: int) -> None:
    """Look until it was counted ``count`` times."""
    for _ in range(100):
        result = look()
        assert asyncio.iscoroutine(result)
        if await result == count:
            return
        await asyncio.sleep(0.001)
    raise AssertionError(count)


# Its measures


def test_the_scale_is_round_and_even() -> None:
    assert [nice(n) for n in (0, 1, 3, 7, 11, 21, 99, 101, 999_999)] == [
        *(2, 2, 4, 8, 20, 40, 100, 200, 1_000_000)
    ]


# In the window


def shown_entries(window: QWidget) -> list[QWidget]:
    """Return the entries of the legend, which come once the history was read."""
    entries = window.findChildren(QWidget, "pictureLegendEntry")
    return [entry for entry in entries if entry.isVisible()]


async def test_a_part_lists_its_calls_and_the_picture_comes_back_as_it_was(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    await desk.check(NOT_FOUND)
    await desk.check(NOT_FOUND)
    desk.click("historyPictureButton")
    await until(lambda: desk.widget("pictureChart").isVisible())
    chart = desk.widget("pictureChart")
    assert isinstance(chart, PictureChart)
    table = desk.widget("historyTable")
    assert isinstance(table, QTableView)
    assert not table.isVisible()
    await until(lambda: len(shown_entries(desk.window)) == 2)
    chart.setFocus()
    await until(chart.hasFocus)
    for _stop in ("two entries", "of the legend", "historyPictureButton", "exportButton"):
        desk.press(Qt.Key.Key_Tab)
    assert desk.window.focusWidget() is desk.widget("exportButton")
    for _ in range(4):
        desk.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(chart, Qt.Key.Key_Up)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    await until(lambda: table.isVisible() and table.model().rowCount() == 2)
    assert table.hasFocus()
    desk.click("historyPictureButton")
    await until(chart.isVisible)
    assert desk.label("pictureTitle") == "Calls per hour, the last 24 hours"
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    await until(lambda: table.isVisible() and table.model().rowCount() == 3)
    assert len(desk.methods) == 3


async def test_a_new_call_is_drawn_while_the_picture_is_on_view(desk: Desk) -> None:
    await desk.check(CONFIRMED)
    desk.click("historyPictureButton")
    await until(lambda: desk.widget("pictureChart").isVisible())
    await desk.check(NOT_FOUND)
    await until(lambda: desk.widget("pictureChart").accessibleName().endswith(": 2 calls"))


async def test_what_comes_and_goes_as_a_whole_is_drawn_anew(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_loader, "LOOK_EVERY_MS", 1)
    await seed(desk, young=2)
    archive, copy, calls = desk.parts.archive, tmp_path / "copy.sqlite3", tmp_path / "c.jsonl"
    await archive.upkeep.back_up(str(copy), _unheard)
    await archive.export.write(ExportPlan(str(calls), Format.JSONL, masked=False), _unheard)
    desk.click("historyPictureButton")
    await until(lambda: desk.widget("pictureChart").isVisible())

    async def drawn(words: str) -> None:
        await until(lambda: desk.widget("pictureChart").accessibleName().endswith(words))

    await drawn(": 2 calls")
    await archive.retention.forget("+79990000001", _unheard)
    await drawn(": 1 call")
    await archive.export.read(str(calls), _unheard)
    await drawn(": 2 calls")
    await desk.check(CONFIRMED)
    await drawn(": 3 calls")
    await archive.upkeep.restore(str(copy), _unheard)
    await drawn(": 2 calls")


def _unheard(_done: int, _total: int | None) -> None:
    """Nobody watches."""
