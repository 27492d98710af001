"""The columns of a batch and of the history: wide enough for the words of the language."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QTableView

from otp_gui.domain.advice import advice
from otp_gui.domain.batch import BatchRow
from otp_gui.domain.outcome import Failure, Operation, Outcome, Verdict
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest, Recipient, RequestId
from otp_gui.i18n import install, render
from otp_gui.ui.batch_lines import Column
from otp_gui.ui.batch_model import BatchModel
from otp_gui.ui.batch_table import BatchTable
from otp_gui.ui.result_room import result_room
from otp_gui.ui.theme import ICON_SIZE, Size, Theme
from tests.unit.domain.lists import drafted
from tests.unit.domain.records import check, status
from tests.unit.domain.situations import OUTCOMES

REQUEST = CheckRequest(RequestId("00000000-0000-4000-8000-000000000001"), Recipient("+79990000001"))
RESULTS = [
    *OUTCOMES.values(),
    *(Outcome(Verdict.ERROR, http_status=status) for status in (403, 404, 407, 418, 429)),
    Outcome(Verdict.ERROR, Failure.REDIRECT, http_status=302),
]
LIST = (
    f"id,phone\n{REQUEST.request_id.value},+79990000001\n{REQUEST.request_id.value},+79990000002\n"
    ",+79990000003\nonly\n"
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    install("en")


@pytest.fixture
def rows(theme: Theme) -> Iterator[BatchTable]:
    made = BatchTable(theme, BatchModel(theme))
    made.resize(768, 400)
    made.show()
    yield made
    made.deleteLater()


def run(rows: BatchTable, *records: CheckRecord) -> None:
    """Show a run whose rows have these calls."""
    called = [BatchRow(n, n, REQUEST, r.uid, r) for n, r in enumerate(records, 1)]
    rows._model.show_run(called, Operation.STATUS, goes_on=False)
    rows.begin(Operation.STATUS, is_draft=False)
    QApplication.processEvents()


def speak(rows: BatchTable, language: str) -> None:
    """Change the language, as the application tells it."""
    install(language)
    QApplication.sendEvent(rows, QEvent(QEvent.Type.LanguageChange))


def cut(table: QTableView, column: Column) -> list[str]:
    """Return what stands in a column and is not painted whole."""
    option = QStyleOptionViewItem()
    option.font = table.font()
    option.fontMetrics = table.fontMetrics()
    option.decorationSize = table.iconSize()
    model = table.model()
    cells = [model.index(row, column) for row in range(model.rowCount())]
    room = table.columnWidth(column)
    return [
        str(cell.data())
        for cell in cells
        if table.itemDelegate().sizeHint(option, cell).width() > room
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_result_is_as_wide_as_its_widest_word(theme: Theme, language: str) -> None:
    install(language)
    font = theme.font(Size.BODY, tabular=True)
    told = {render(advice(make(outcome)).short) for make in (status, check) for outcome in RESULTS}
    widest = max(told, key=QFontMetricsF(font).horizontalAdvance)
    beside = result_room(font) - QFontMetricsF(font).horizontalAdvance(widest) - ICON_SIZE
    assert 12 <= beside < 14, widest


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [768, 824, 1068])
def test_no_result_is_cut(rows: BatchTable, width: int, language: str) -> None:
    rows.resize(width, 400)
    records = [replace(status(o), uid=f"{n}", duration_ms=15_204) for n, o in enumerate(RESULTS)]
    run(rows, *records)
    speak(rows, language)
    for column in (Column.LINE, Column.RECIPIENT, Column.RESULT, Column.TIME, Column.DURATION):
        assert cut(rows.table, column) == []
    assert rows.table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("language", ["en", "ru"])
def test_why_a_row_is_wrong_is_told_whole_in_the_smallest_window(
    rows: BatchTable, language: str
) -> None:
    rows._model.show_draft(drafted(LIST))
    speak(rows, language)
    QApplication.processEvents()
    assert cut(rows.table, Column.RESULT) == []
    assert cut(rows.table, Column.DETAIL) == []
    # Nothing was called: there is no time of it, and the room is for the details.
    assert rows.table.isColumnHidden(Column.TIME)
    run(rows, status(OUTCOMES["true"]))
    assert not rows.table.isColumnHidden(Column.TIME)


def test_a_request_id_is_shown_whole_where_there_is_room(rows: BatchTable) -> None:
    run(rows, status(OUTCOMES["true"]))
    assert cut(rows.table, Column.REQUEST_ID) == [REQUEST.request_id.value]
    rows.resize(1300, 400)
    QApplication.processEvents()
    assert cut(rows.table, Column.REQUEST_ID) == []


def test_a_width_that_the_user_has_chosen_stays(rows: BatchTable) -> None:
    run(rows, status(OUTCOMES["true"]))
    rows.table.setColumnWidth(Column.RESULT, 90)
    rows.table.setColumnWidth(Column.REQUEST_ID, 200)
    rows.resize(1000, 400)
    speak(rows, "ru")
    run(rows, status(OUTCOMES["false"]))
    assert rows.table.columnWidth(Column.RESULT) == 90
    assert rows.table.columnWidth(Column.REQUEST_ID) == 200


def test_what_is_cut_is_whole_in_its_tool_tip(rows: BatchTable) -> None:
    outcome = replace(OUTCOMES["SessionNotFoundException"], message="word " * 60 + "end")
    run(rows, status(outcome))
    cell = rows._model.index(0, Column.DETAIL)
    assert str(cell.data()).endswith("…")
    assert "word end" in cell.data(Qt.ItemDataRole.ToolTipRole)
