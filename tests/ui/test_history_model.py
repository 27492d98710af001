import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.outcome import Verdict
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.record import CheckRecord
from otp_gui.ui.history_cells import RECORD_ROLE
from otp_gui.ui.history_columns import Column
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_window import MOST_PAGES, PAGE_ROWS
from otp_gui.ui.theme import Theme
from tests.ui.histories import WaitingHistory, until
from tests.ui.records import NOT_FOUND, NOW, RUNNING, SUCCESS, TIMED_OUT, record

_ROOT = QModelIndex()
_EVIL = "<b>x</b>\u202ey\n"


def _history(count: int) -> WaitingHistory:
    return WaitingHistory([record(number) for number in range(1, count + 1)])


def _model(theme: Theme, history: WaitingHistory) -> HistoryModel:
    loop = asyncio.get_running_loop()
    return HistoryModel(theme, history, loop.create_task, now=lambda: NOW)


async def _loaded(theme: Theme, history: WaitingHistory) -> HistoryModel:
    model = _model(theme, history)
    model.search(HistoryQuery())
    await until(lambda: model.total is not None)
    return model


async def _one(theme: Theme, shown: CheckRecord) -> HistoryModel:
    return await _loaded(theme, WaitingHistory([replace(shown, id=1)]))


def _data(
    model: HistoryModel, column: Column, role: int = Qt.ItemDataRole.DisplayRole, row: int = 0
) -> object:
    return model.data(model.index(row, column), role)


def _uids(model: HistoryModel) -> list[str]:
    return [model.record(row).uid for row in range(model.rowCount())]


# Cells


async def test_a_row_tells_everything_of_a_record(theme: Theme) -> None:
    noted = replace(record(1, NOT_FOUND, environment="production"), note="T-17")
    model = await _one(theme, noted)
    model.set_environment_names({"production": "Production"})
    local = (NOW + timedelta(minutes=1)).astimezone()
    assert [_data(model, column) for column in Column] == [
        f"{local:%H:%M}",
        "Production",
        "+7 999 000-00-01",
        "Session not found",
        "404",
        "184",
        "SessionNotFoundException",
        "d385ab22-0f51-4b97-9ecd-000000000001",
        "T-17",
        "Сессия не найдена",
        "Check and complete",
        "anna",
        "Window",
        f"{local:%H:%M}",
    ]


async def test_another_day_shows_its_date(theme: Theme) -> None:
    model = await _one(theme, replace(record(), started_at=NOW - timedelta(days=3)))
    text = str(_data(model, Column.TIME))
    assert "20" in text
    assert len(text.split()) == 3


async def test_what_there_is_not_is_a_dash(theme: Theme) -> None:
    running = replace(record(1, RUNNING), duration_ms=None, finished_at=None)
    model = await _one(theme, running)
    assert (_data(model, Column.HTTP), _data(model, Column.DURATION)) == ("–", "–")
    assert _data(model, Column.TYPE) == ""


async def test_our_own_cause_stands_in_the_column_of_types(theme: Theme) -> None:
    model = await _one(theme, record(1, TIMED_OUT))
    assert _data(model, Column.TYPE) == "timeout"


async def test_a_foreign_number_stays_as_it_was_sent(theme: Theme) -> None:
    model = await _one(theme, replace(record(), recipient="+4930901820"))
    assert _data(model, Column.RECIPIENT) == "+4930901820"


async def test_an_environment_without_a_name_is_called_by_its_id(theme: Theme) -> None:
    model = await _one(theme, record(environment="long-gone"))
    assert _data(model, Column.ENVIRONMENT) == "long-gone"


async def test_foreign_text_is_made_visible_cut_and_never_markup(theme: Theme) -> None:
    outcome = replace(NOT_FOUND, error_type=_EVIL, message=_EVIL + "m" * 9999)
    evil = replace(record(1, outcome), request_id="r" * 256, recipient=_EVIL, environment=_EVIL)
    model = await _one(theme, evil)
    for column in (Column.TYPE, Column.RECIPIENT, Column.ENVIRONMENT):
        assert _data(model, column) == "<b>x</b>⟨U+202E⟩y␊"
        tip = str(_data(model, column, Qt.ItemDataRole.ToolTipRole))
        assert "<b>" not in tip
        assert "&lt;b&gt;x" in tip
    assert len(str(_data(model, Column.REQUEST_ID))) < 256
    result_tip = str(_data(model, Column.RESULT, Qt.ItemDataRole.ToolTipRole))
    assert "<b>" not in result_tip
    assert len(result_tip) < 1000


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
async def test_the_result_has_icon_and_colour_of_its_severity(
    qapp: QApplication, theme: Theme, scheme: Scheme
) -> None:
    model = await _one(theme, record(1, SUCCESS))
    theme.apply(qapp, scheme)
    foreground = _data(model, Column.RESULT, Qt.ItemDataRole.ForegroundRole)
    assert foreground == theme.color("green_text")
    icon = _data(model, Column.RESULT, Qt.ItemDataRole.DecorationRole)
    assert icon.cacheKey() == theme.icon("circle-check", "green_icon").cacheKey()  # type: ignore[attr-defined] # a QIcon
    assert _data(model, Column.TIME, Qt.ItemDataRole.DecorationRole) is None


async def test_numbers_are_right_aligned_under_their_titles(theme: Theme) -> None:
    model = await _one(theme, record())
    role = Qt.ItemDataRole.TextAlignmentRole
    for column in (Column.HTTP, Column.DURATION):
        for alignment in (
            _data(model, column, role),
            model.headerData(column, Qt.Orientation.Horizontal, role),
        ):
            assert isinstance(alignment, Qt.AlignmentFlag)
            assert alignment & Qt.AlignmentFlag.AlignRight


async def test_a_row_hands_out_its_record(theme: Theme) -> None:
    model = await _one(theme, record())
    assert _data(model, Column.TIME, RECORD_ROLE) == replace(record(), id=1)
    assert _data(model, Column.TIME, Qt.ItemDataRole.EditRole) is None


async def test_every_column_has_a_title(theme: Theme) -> None:
    model = _model(theme, _history(0))
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert all(titles)
    assert len(set(titles)) == len(Column)
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(99, Qt.Orientation.Horizontal) is None


# Paging


async def test_only_the_newest_page_is_read_at_first(theme: Theme) -> None:
    model = await _loaded(theme, _history(120))
    assert _uids(model) == [f"uid-{n}" for n in range(120, 70, -1)]
    assert model.total == 120
    assert model.canFetchMore(_ROOT)


async def test_further_pages_follow_without_a_gap(theme: Theme) -> None:
    model = await _loaded(theme, _history(120))
    for rows in (100, 120):
        model.fetchMore(_ROOT)
        await until(lambda rows=rows: model.rowCount() == rows)  # type: ignore[misc] # bound
    assert _uids(model) == [f"uid-{n}" for n in range(120, 0, -1)]
    assert not model.canFetchMore(_ROOT)


async def test_one_page_is_read_at_a_time(theme: Theme) -> None:
    history = _history(500)
    model = await _loaded(theme, history)
    history.hold()
    model.fetchMore(_ROOT)
    assert not model.canFetchMore(_ROOT)
    model.fetchMore(_ROOT)
    history.release()
    await until(lambda: model.canFetchMore(_ROOT))
    assert model.rowCount() == 2 * PAGE_ROWS


async def _scrolled_down(theme: Theme, history: WaitingHistory, pages: int) -> HistoryModel:
    model = await _loaded(theme, history)
    await _scroll_down(model, pages)
    return model


async def _scroll_down(model: HistoryModel, pages: int) -> None:
    for _ in range(pages):
        model.fetchMore(_ROOT)
        await until(lambda: model.canFetchMore(_ROOT))


async def test_memory_is_bounded_and_the_way_back_is_open(theme: Theme) -> None:
    model = await _loaded(theme, _history(1000))
    # Qt's own referee warns, and a warning fails a test, where a model contradicts its signals.
    referee = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    await _scroll_down(model, 14)
    assert model.rowCount() == MOST_PAGES * PAGE_ROWS
    assert model.above == 5 * PAGE_ROWS
    while model.above:
        above = model.above
        model.fetch_newer()
        await until(lambda above=above: model.above < above)  # type: ignore[misc] # bound
    assert _uids(model) == [f"uid-{n}" for n in range(1000, 500, -1)]
    assert not model.can_fetch_newer()
    model.prepend(record(1001))
    model.reload()
    await until(lambda: model.rowCount() == PAGE_ROWS)
    assert referee.model() is model


async def test_a_history_that_changed_above_is_read_anew(theme: Theme) -> None:
    history = _history(1000)
    model = await _scrolled_down(theme, history, 12)
    del history.rows[980:]
    while model.above:
        above = model.above
        model.fetch_newer()
        await until(lambda above=above: model.above < above)  # type: ignore[misc] # bound
    assert _uids(model)[0] == "uid-980"
    assert model.rowCount() == PAGE_ROWS


async def test_the_number_of_all_is_counted_apart(theme: Theme) -> None:
    model = await _loaded(theme, _history(51))
    assert model.total == 51


# Searching


async def test_a_search_shows_what_it_finds(theme: Theme) -> None:
    model = await _loaded(theme, _history(60))
    model.search(HistoryQuery(text="000000000007"))
    await until(lambda: not model.is_restarting)
    assert _uids(model) == ["uid-7"]
    assert model.total == 1


async def test_rows_stay_until_the_new_ones_are_there(theme: Theme) -> None:
    history = _history(10)
    model = await _loaded(theme, history)
    history.hold()
    model.search(HistoryQuery(text="000000000007"))
    await until(lambda: len(history.asked) == 2)
    assert model.rowCount() == 10
    history.release()
    await until(lambda: model.rowCount() == 1)


async def test_a_superseded_search_is_cancelled_and_never_shown(theme: Theme) -> None:
    history = _history(10)
    model = await _loaded(theme, history)
    shown: list[int] = []
    model.modelReset.connect(lambda: shown.append(model.rowCount()))
    history.hold()
    model.search(HistoryQuery(text="00000"))
    await until(lambda: len(history.asked) == 2)
    model.search(HistoryQuery(text="000000000007"))
    await until(lambda: len(history.asked) == 3)
    history.release()
    await until(lambda: not model.is_restarting)
    assert history.given_up == 1
    assert shown == [1]


async def test_a_search_superseded_before_it_began_asks_nothing(theme: Theme) -> None:
    history = _history(10)
    model = await _loaded(theme, history)
    for text in ("0", "00", "000000000007"):
        model.search(HistoryQuery(text=text))
    await until(lambda: not model.is_restarting)
    assert [query.text for query in history.asked] == ["", "000000000007"]


async def test_a_store_that_refuses_is_told(theme: Theme) -> None:
    history = _history(10)
    model = await _loaded(theme, history)
    told: list[str] = []
    model.failed.connect(lambda explanation: told.append(explanation.template))
    history.broken = {"page"}
    model.reload()
    await until(lambda: bool(told))
    assert told == ["The disk is full."]
    history.broken = set()
    model.reload()
    await until(lambda: not model.is_restarting)
    assert model.rowCount() == 10


# Records made meanwhile


async def test_a_new_record_comes_on_top(theme: Theme) -> None:
    history = _history(3)
    model = await _loaded(theme, history)
    model.prepend(record(4))
    assert _uids(model) == ["uid-4", "uid-3", "uid-2", "uid-1"]
    assert model.total == 4
    assert len(history.asked) == 1


async def test_the_first_record_ever_comes_into_an_empty_table(theme: Theme) -> None:
    model = await _loaded(theme, _history(0))
    model.prepend(record())
    assert (model.rowCount(), model.total) == (1, 1)


async def test_what_became_of_a_record_replaces_it(theme: Theme) -> None:
    model = await _loaded(theme, WaitingHistory([record(1, RUNNING)]))
    assert _data(model, Column.RESULT) == "In progress"
    for change in (model.update, model.prepend):
        change(record(1, NOT_FOUND))
        assert _data(model, Column.RESULT) == "Session not found"
        change(record(1, RUNNING))
        assert _data(model, Column.RESULT) == "In progress"
    assert model.rowCount() == 1


async def test_an_update_of_what_is_not_here_changes_nothing(theme: Theme) -> None:
    history = _history(3)
    model = await _loaded(theme, history)
    model.update(record(99))
    assert model.rowCount() == 3
    assert len(history.asked) == 1


async def test_under_a_filter_the_store_decides_what_matches(theme: Theme) -> None:
    history = _history(3)
    model = await _loaded(theme, history)
    model.search(HistoryQuery(verdict=Verdict.ERROR))
    await until(lambda: not model.is_restarting)
    for made in (record(4, SUCCESS), record(5, NOT_FOUND)):
        history.rows.append(made)
        model.prepend(made)
        asked = len(history.asked)
        await until(lambda asked=asked: len(history.asked) > asked)  # type: ignore[misc] # bound
        await until(lambda: not model.is_rereading)
    assert _uids(model) == ["uid-5"]


async def test_a_record_made_while_the_page_is_being_read_is_not_lost(theme: Theme) -> None:
    history = _history(3)
    model = await _loaded(theme, history)
    history.hold()
    model.reload()
    await until(lambda: len(history.asked) == 2)
    history.rows.append(record(4))
    model.prepend(record(4))
    history.release()
    await until(lambda: len(history.asked) == 3 and not model.is_restarting)
    assert _uids(model)[0] == "uid-4"


async def test_a_record_made_while_scrolled_far_down_waits_at_the_top(theme: Theme) -> None:
    history = _history(1000)
    model = await _scrolled_down(theme, history, 12)
    before = _uids(model)
    history.rows.append(record(1001))
    model.prepend(record(1001))
    assert _uids(model) == before
    assert model.total == 1001
    assert model.above == 3 * PAGE_ROWS + 1
    while model.above:
        above = model.above
        model.fetch_newer()
        await until(lambda above=above: model.above < above)  # type: ignore[misc] # bound
    assert _uids(model)[:2] == ["uid-1001", "uid-1000"]


async def test_very_many_new_records_do_not_pile_up(theme: Theme) -> None:
    history = _history(50)
    model = await _loaded(theme, history)
    for number in range(51, 160):
        history.rows.append(record(number))
        model.prepend(record(number))
        await until(lambda: not model.is_restarting)
    assert model.rowCount() < 3 * PAGE_ROWS
    assert _uids(model)[0] == "uid-159"


async def test_a_row_is_found_by_its_record(theme: Theme) -> None:
    model = await _loaded(theme, _history(3))
    assert model.row_of("uid-1") == 2
    assert model.row_of("uid-9") is None


async def test_another_language_or_scheme_redraws_all_rows(
    theme: Theme, qapp: QApplication
) -> None:
    model = await _loaded(theme, _history(3))
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: changed.append((top.row(), bottom.row())))
    model.retranslate()
    theme.apply(qapp, Scheme.DARK)
    assert changed == [(0, 2), (0, 2)]
