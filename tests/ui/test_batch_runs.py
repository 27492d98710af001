"""The dialog of the earlier runs: what it calls them by."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from otp_gui.domain.batch import BatchRun, RunSettings, RunState
from otp_gui.domain.outcome import Operation
from otp_gui.ui.batch_plan import BatchPlanBar
from otp_gui.ui.dialogs.batch_runs import BatchRunsDialog
from otp_gui.ui.theme import Theme
from tests.unit.store.records import BASE_URL, START

RUN = BatchRun(
    *("run", START, "prodloc", BASE_URL, Operation.STATUS, "list.csv", RunSettings(), 1500, 1200),
    RunState.STOPPED,
)
LONG = "logins of a customer with a long name, the second half of november, once more.csv"


@pytest.fixture
def parent() -> Iterator[QWidget]:
    made = QWidget()
    yield made
    made.deleteLater()


def shown(theme: Theme, parent: QWidget, *runs: BatchRun) -> BatchRunsDialog:
    dialog = BatchRunsDialog(theme, parent, runs, {"prodloc": "Prod local"})
    dialog.show()
    QApplication.processEvents()
    return dialog


def test_a_run_is_called_by_its_list_and_the_names_of_the_chooser(
    theme: Theme, parent: QWidget
) -> None:
    gone = replace(RUN, environment="gone", operation=Operation.COMPLETE, title="")
    dialog = shown(theme, parent, RUN, gone)
    first, second = (dialog.list.item(row).text().split("\n") for row in range(2))
    assert first[0].endswith(" · list.csv")
    assert first[1].startswith("Prod local · Inspect (read-only) · ")
    assert second[1].startswith("gone · Check and complete · ")
    plan = BatchPlanBar(theme)
    combo = plan.operation_combo
    assert [combo.itemText(row) for row in range(2)] == [
        line[1].split(" · ")[1] for line in (first, second)
    ]
    plan.deleteLater()


def test_the_longest_name_needs_no_sideways_scrolling(theme: Theme, parent: QWidget) -> None:
    dialog = shown(theme, parent, *[replace(RUN, title=LONG)] * 30)
    assert dialog.list.horizontalScrollBar().maximum() == 0
    item = dialog.list.item(0)
    assert LONG in item.toolTip()
    assert dialog.list.visualItemRect(item).width() <= dialog.list.viewport().width()
    # Two lines, both in sight.
    lines = dialog.list.fontMetrics().lineSpacing()
    assert dialog.list.visualItemRect(item).height() >= 2 * lines
