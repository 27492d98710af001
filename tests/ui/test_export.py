"""Calls out of the real history into real files, and back in."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog

from otp_gui.domain.transfer import Imported
from otp_gui.i18n import render
from otp_gui.paths import under
from otp_gui.ui.dialogs.export import ExportDialog
from otp_gui.ui.dialogs.file_choice import FileChoice, Target
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.menus import Menus
from otp_gui.ui.theme import Theme
from otp_gui.ui.upkeep_jobs import EXPORT
from otp_gui.ui.upkeep_words import AFTER
from tests.ui.desk import WAITING, Desk, start
from tests.ui.upkeep import choose, held, listed, mode_of, press_escape, said, seed, told
from tests.ui.waiting import opened, until

NUMBER = "+79990000001"
MASKED = (
    "Of those added, the phone numbers are masked: 2 calls. Import an export with numbers to"
    " complete them."
)


async def export(desk: Desk, target: Path, **ticked: bool) -> None:
    """Export by the menu, with boxes and buttons set by their object names."""
    desk.workplace.menus.export.trigger()
    dialog = await opened(ExportDialog)
    for name, value in ticked.items():
        button = dialog.findChild(QAbstractButton, name)
        assert isinstance(button, QAbstractButton)
        button.setChecked(value)
    dialog.accept_button.click()
    await choose(target)


def lines(path: Path) -> Sequence[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def test_the_whole_history_goes_into_a_private_file_with_masked_numbers(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk)
    # From a field, where Qt has keys of its own.
    desk.window.form.request_id_edit.setFocus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    desk.press(Qt.Key.Key_E, control | shift)
    dialog = await opened(ExportDialog)
    await until(lambda: dialog.all_button.text() == "The whole history (3)")
    assert not dialog.shown_button.isVisible()
    assert not dialog.selected_button.isVisible()
    dialog.accept_button.click()
    target = tmp_path / "calls.csv"
    await choose(target)
    text = await told(desk, "Exported to calls.csv: 3 calls.")
    assert "Phone numbers are masked in it." in text
    assert mode_of(target) == 0o600
    raw = target.read_text("utf-8")
    assert raw.startswith("\ufeff")
    assert "79990000001" not in raw
    rows = list(csv.DictReader(raw.removeprefix("\ufeff").splitlines()))
    assert len(rows) == 3
    assert "response" not in rows[0]
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    desk.click("showInFolderButton")
    assert shown == [QUrl.fromLocalFile(str(tmp_path))]


async def test_numbers_are_written_only_where_that_is_ticked_each_time(
    desk: Desk, tmp_path: Path
) -> None:
    await seed(desk)
    first = tmp_path / "full.csv"
    await export(desk, first, exportNumbers=True, exportBom=False, exportResponse=True)
    assert "It holds phone numbers in full." in await told(desk, "full.csv: 3 calls")
    raw = first.read_text("utf-8")
    assert not raw.startswith("\ufeff")
    assert NUMBER in raw
    assert '""success"": true' in raw
    second = tmp_path / "masked.jsonl"
    await export(desk, second, exportJsonLines=True)
    await told(desk, "masked.jsonl: 3 calls")
    assert "79990000001" not in second.read_text("utf-8")


async def test_what_the_filters_show_is_exported_alone(desk: Desk, tmp_path: Path) -> None:
    await seed(desk)
    desk.workplace.answers.history._filters._search.setText("0000001")
    desk.workplace.answers.history._filters._search.returnPressed.emit()
    await until(lambda: listed(desk) == 1)
    desk.click("exportButton")
    dialog = await opened(ExportDialog)
    await until(lambda: dialog.shown_button.text().endswith("(1)"))
    assert dialog.shown_button.isChecked()
    assert dialog.all_button.text().endswith("(3)")
    dialog.reject_button.click()
    target = tmp_path / "one.jsonl"
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    await export(desk, target, exportJsonLines=True, exportNumbers=True)
    await told(desk, "one.jsonl: 1 call.")
    (row,) = lines(target)
    assert row["recipient"] == NUMBER


async def test_the_selected_rows_are_exported_alone(desk: Desk, tmp_path: Path) -> None:
    await seed(desk)
    view = desk.workplace.answers.history
    view._table.setFocus()
    view._table.selectRow(0)
    QTest.keyClick(view._table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: len(view.selected_records) == 2)
    chosen = [record.uid for record in view.selected_records]
    desk.workplace.menus.export.trigger()
    dialog = await opened(ExportDialog)
    assert dialog.selected_button.isChecked()
    assert dialog.selected_button.text() == "The selected rows (2)"
    dialog.jsonl_button.setChecked(True)
    dialog.accept_button.click()
    target = tmp_path / "two.jsonl"
    await choose(target)
    await told(desk, "two.jsonl: 2 calls.")
    assert [row["uid"] for row in lines(target)] == chosen


async def test_a_file_that_exists_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    await seed(desk)
    target = tmp_path / "there.csv"
    target.write_text("precious")
    await export(desk, target)
    question = await opened(Question)
    question.reject_button.click()
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    assert (target.read_text(), said(desk)) == ("precious", "")
    await export(desk, target)
    question = await opened(Question)
    question.accept_button.click()
    await told(desk, "there.csv: 3 calls")
    assert "precious" not in target.read_text("utf-8")


async def test_a_name_of_the_other_format_is_mended_and_the_file_of_that_name_asked_about(
    desk: Desk, tmp_path: Path
) -> None:
    await seed(desk)
    there = tmp_path / "calls.csv"
    there.write_text("precious")
    await export(desk, tmp_path / "calls.jsonl")
    question = await opened(Question)
    question.accept_button.click()
    text = await told(desk, "Exported to calls.csv: 3 calls.")
    assert "It holds CSV, so its name ends in .csv." in text
    assert there.read_text("utf-8").startswith("\ufeffuid")
    assert not (tmp_path / "calls.jsonl").exists()


async def test_while_it_runs_the_window_is_usable_and_esc_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(desk)
    folder = tmp_path / "out"
    folder.mkdir()
    with held(monkeypatch) as gate:
        await export(desk, folder / "calls.csv")
        await until(gate.reached.is_set)
        assert said(desk) == "Exporting"
        assert not desk.workplace.menus.export.isEnabled()
        assert not desk.workplace.menus.restore.isEnabled()
        assert not desk.widget("exportButton").isEnabled()
        # A call goes on beside it, and Esc is the call's as long as it runs.
        await desk.inspect(WAITING)
        assert desk.gets
        await press_escape(desk)
        await until(lambda: gate.is_given_up)
        gate.open()
        await told(desk, "The export was stopped: no half-written file is left.")
    assert list(folder.iterdir()) == []
    assert desk.workplace.menus.export.isEnabled()
    assert desk.widget("exportButton").isEnabled()


async def test_progress_tells_the_rows(desk: Desk) -> None:
    work = desk.workplace.upkeep.work
    steps: list[str] = []

    async def count(tell: object) -> int:
        assert callable(tell)
        for done, total in ((0, None), (1_200, None), (1_200, 4_000)):
            tell(done, total)
            steps.append(said(desk))
        return 1

    work.start(lambda: _ignoring(work.carry_out(EXPORT, count)))
    await until(lambda: not work.is_busy)
    assert [step.replace(",", "") for step in steps] == [
        "Exporting",
        "Exporting: rows done: 1200",
        "Exporting: rows done: 1200 of 4000",
    ]


async def _ignoring(work: object) -> None:
    await work  # type: ignore[misc] # an awaitable of anything


async def test_a_place_that_cannot_be_written_is_told_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def nowhere(*_: object) -> Target:
        return Target(str(tmp_path / "gone" / "x.csv"))

    monkeypatch.setattr(FileChoice, "to_save", nowhere)
    desk.workplace.menus.export.trigger()
    (await opened(ExportDialog)).accept_button.click()
    text = await told(desk, "The export has failed, no file was made.")
    assert "x.csv" in text
    assert "Errno" not in text


async def test_giving_up_a_dialog_gives_up_the_errand(desk: Desk) -> None:
    desk.workplace.menus.export.trigger()
    dialog = await opened(ExportDialog)
    dialog.accept_button.click()
    files = await opened(QFileDialog)
    files.reject()
    await until(lambda: not desk.workplace.upkeep.work.is_busy)
    assert said(desk) == ""
    assert desk.workplace.menus.export.isEnabled()


async def test_what_was_exported_comes_in_elsewhere_once(
    desk: Desk, qapp: QApplication, theme: Theme, tmp_path: Path
) -> None:
    await seed(desk)
    target = tmp_path / "calls.jsonl"
    await export(desk, target, exportJsonLines=True, exportNumbers=True)
    await told(desk, "3 calls")
    text = target.read_text("utf-8").splitlines()
    target.write_text("\n".join(["{", "nonsense", *text, "", '{"schema": 1}']), "utf-8")
    other = await start(qapp, theme, under(tmp_path / "other"))
    other.workplace.menus.import_.trigger()
    await choose(target)
    first = await told(other, "Added: 3 calls.")
    assert "There already: 0 calls." in first
    assert "Lines that could not be read: 3 (1–2, 7)." in first
    await until(lambda: listed(other) == 3)
    assert (await other.rows())[0].recipient == NUMBER
    other.workplace.menus.import_.trigger()
    await choose(target)
    again = await told(other, "Added: 0 calls.")
    assert "There already: 3 calls." in again
    await other.end()


async def test_a_file_that_cannot_be_read_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def nothing(*_: object) -> str:
        return str(tmp_path / "gone.jsonl")

    monkeypatch.setattr(FileChoice, "to_open", nothing)
    desk.workplace.menus.import_.trigger()
    assert "gone.jsonl" in await told(desk, "The import has failed")


async def test_the_menu_stands_between_view_and_help(desk: Desk) -> None:
    menus = desk.workplace.menus
    assert all(action.isEnabled() for action in menus.of_history)
    before = Menus(desk.window, desk.keeper.current)
    assert not any(action.isEnabled() for action in before.of_history)
    titles = [action.text() for action in desk.window.menuBar().actions()]
    assert [title.replace("&", "") for title in titles] == ["File", "View", "History", "Help"]


async def test_a_narrow_view_keeps_the_button_without_its_words(desk: Desk) -> None:
    button = desk.widget("exportButton")
    assert isinstance(button, QAbstractButton)
    assert (button.text(), button.accessibleName()) == ("Export…", "Export the history")
    foot = desk.workplace.answers.history._foot
    foot.resize(200, foot.height())
    assert button.text() == ""
    assert button.accessibleName() == "Export the history"
    assert "Ctrl+Shift+E" in button.toolTip()


def test_calls_that_came_masked_are_told_and_so_are_those_completed() -> None:
    told = [render(words) for words in AFTER.imported(Imported(added=3, masked=2, completed=1))]

    assert told[2:] == [
        "Came masked before, complete now: 1 call.",
        MASKED,
    ]
    assert len(AFTER.imported(Imported(added=3))) == 2
