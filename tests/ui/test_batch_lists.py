"""What the batch window offers where a list was read in the wrong way."""

import asyncio
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox

from otp_gui.domain.draft import Columns, Draft
from otp_gui.domain.table import Table
from otp_gui.store.lists import ListFiles
from otp_gui.ui.batch_lines import Column
from otp_gui.ui.batch_window import BatchWindow
from tests.ui.batches import cells, loaded, opened_batch
from tests.ui.desk import CONFIRMED, NOT_FOUND, WAITING, Desk
from tests.ui.upkeep import choose
from tests.ui.waiting import until

SESSIONS = (CONFIRMED, WAITING, NOT_FOUND)
ROW = (CONFIRMED.request_id, CONFIRMED.recipient)


def offered(window: BatchWindow) -> list[str]:
    """Return which choices are on view."""
    fields = window.source._fields
    return [key for key, field in fields.items() if field.isVisibleTo(window)]


def pick(combo: QComboBox, value: object) -> None:
    """Choose as the user does."""
    place = combo.findData(value)
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


async def test_a_workbook_that_was_refused_offers_its_sheets(desk: Desk, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["Report"])
    hidden = workbook.create_sheet("List")
    hidden.sheet_state = "hidden"
    hidden.append(ROW)
    file = tmp_path / "list.xlsx"
    workbook.save(file)
    window, lead = opened_batch(desk)
    window.source.open_button.click()
    await choose(file)
    await until(lambda: lead.lists.table is not None)
    assert "the workbook has: Sheet, List." in window.notices.texts()[0]
    assert offered(window) == ["header", "sheet"]
    assert window.source._words.text() == "list.xlsx: not read as a list"
    assert not window.plan.start_button.isEnabled()
    pick(window.source._combos["sheet"], "List")
    await until(lambda: lead.lists.draft is not None)
    assert cells(window, Column.REQUEST_ID) == [CONFIRMED.request_id]
    assert offered(window) == ["request_id", "recipient", "header", "sheet"]


async def test_a_text_that_was_refused_offers_its_encoding_and_a_wrong_choice_loses_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    lines = ["ID запроса;Телефон;" + "Имя" * 300, ";".join((*ROW, "Пётр"))]
    file.write_text("\n".join(lines), encoding="utf-16-le")
    window, lead = opened_batch(desk)
    window.file_dropped.emit(str(file))
    await until(lambda: lead.lists.table is not None)
    assert "NUL" in window.notices.texts()[0]
    assert offered(window) == ["encoding", "header"]
    encoding, delimiter = (window.source._combos[key] for key in ("encoding", "delimiter"))
    pick(encoding, "utf-16")
    await until(lambda: lead.lists.draft is not None)
    window.model.setData(window.model.index(0, Column.RECIPIENT), WAITING.recipient)
    pick(delimiter, "|")
    await until(lambda: "only one column" in "".join(window.notices.texts()))
    await until(lambda: delimiter.currentData() == ";")
    assert encoding.currentData() == "utf-16"
    assert cells(window, Column.RECIPIENT) == [WAITING.recipient]


async def test_a_file_that_no_choice_makes_a_list_leaves_what_is_there(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(",".join(ROW))
    window, lead = opened_batch(desk)
    window.file_dropped.emit(str(file))
    await until(lambda: lead.lists.draft is not None)
    file.write_bytes(b"%PDF-1.7\n")
    window.file_dropped.emit(str(file))
    await until(window.notices.texts)
    assert cells(window, Column.REQUEST_ID) == [CONFIRMED.request_id]
    file.write_text(",".join(ROW))
    window.file_dropped.emit(str(file))
    await until(lambda: not window.notices.texts())


async def test_a_column_is_offered_with_what_stands_in_it(desk: Desk) -> None:
    lines = [";".join((WAITING.request_id, *ROW, "")), "x;;+79990000002;"]
    window, lead = opened_batch(desk)
    QGuiApplication.clipboard().setText("\n".join(lines))
    window.source.paste_button.click()
    await until(lambda: lead.lists.table is not None)
    combo = window.source._combos["request_id"]
    assert lead.lists.draft is None

    def texts() -> list[str]:
        return [combo.itemText(place) for place in range(combo.count())]

    assert texts() == [
        f"column 1: {WAITING.request_id}, x",
        f"column 2: {CONFIRMED.request_id}",
        f"column 3: {CONFIRMED.recipient}, +79990000002",
        "column 4",
    ]
    # Wide enough to be read, whatever the width of the combo.
    assert combo.view().minimumWidth() > combo.fontMetrics().horizontalAdvance(texts()[0])
    desk.workplace.menus.privacy.trigger()
    await until(lambda: texts()[2] == "column 3: +79*******01, +79*******02")
    desk.workplace.menus.privacy.trigger()


async def test_a_heading_is_offered_with_what_stands_below_it(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("ticket,phone\nA-17,+79990000001\nA-18,7.9990000002E10\n", encoding="utf-8")
    window, lead = opened_batch(desk)
    window.file_dropped.emit(str(file))
    await until(lambda: lead.lists.table is not None)
    combo = window.source._combos["request_id"]
    assert combo.itemText(0) == "ticket: A-17, A-18"
    assert "9990000002" in combo.itemText(1)
    desk.workplace.menus.privacy.trigger()
    await until(lambda: "9990000002" not in combo.itemText(1))
    desk.workplace.menus.privacy.trigger()


async def test_what_was_taken_out_and_mended_stays_so_when_a_chooser_is_changed(desk: Desk) -> None:
    rows = [f"{s.request_id};{s.recipient};+7999000005{n}" for n, s in enumerate(SESSIONS)]
    window, lead = await loaded(desk, "\n".join(["ID;Телефон;Другой телефон", *rows]))
    request_id, recipient, header = (
        window.source._combos[key] for key in ("request_id", "recipient", "header")
    )

    async def pick_and_wait(combo: QComboBox, value: object) -> None:
        loads: list[bool] = []
        lead.lists.loaded.connect(lambda: loads.append(True))
        pick(combo, value)
        await until(lambda: loads)

    model = window.model
    model.switch([1], on=False)
    model.setData(model.index(0, Column.REQUEST_ID), "mine")
    model.setData(model.index(2, Column.RECIPIENT), "+79990000099")
    await pick_and_wait(recipient, 2)
    # Two columns change places by way of one that is both.
    await pick_and_wait(recipient, 0)
    assert lead.lists.draft is None
    await pick_and_wait(recipient, 1)
    await pick_and_wait(header, value=False)
    await pick_and_wait(header, value=True)
    assert request_id.currentData() == 0
    assert cells(window, Column.REQUEST_ID) == ["mine", *(s.request_id for s in SESSIONS[1:])]
    assert cells(window, Column.RECIPIENT)[2] == "+79990000099"
    assert [line.key for line in model.lines] == ["ready", "off", "ready"]
    assert window.plan.start_button.text() == "Inspect 2 logins"
    # Another list starts afresh, although it is the same.
    lead.lists.paste("\n".join(["ID;Телефон;Другой телефон", *rows]))
    await until(lambda: not lead.lists.is_loading)
    assert cells(window, Column.REQUEST_ID) == [s.request_id for s in SESSIONS]
    assert window.plan.start_button.text() == "Inspect 3 logins"


async def test_a_row_that_is_taken_out_while_a_column_is_read_is_out_but_in_no_other_list(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"{s.request_id};{s.recipient};{s.recipient}0" for s in SESSIONS]
    text = "\n".join(["ID;Телефон;Другой телефон", *rows])
    window, lead = await loaded(desk, text)
    draft, is_asked, go_on = ListFiles.draft, asyncio.Event(), asyncio.Event()

    async def slow(files: ListFiles, table: Table, columns: Columns) -> Draft:
        is_asked.set()
        await go_on.wait()
        return await draft(files, table, columns)

    monkeypatch.setattr(ListFiles, "draft", slow)

    async def take_out_meanwhile(row: int) -> str:
        await is_asked.wait()
        window.model.switch([row], on=False)
        go_on.set()
        await until(lambda: not lead.lists.is_loading)
        is_asked.clear()
        go_on.clear()
        return window.plan.start_button.text()

    pick(window.source._combos["recipient"], 2)
    assert await take_out_meanwhile(0) == "Inspect 2 logins"
    lead.lists.paste(text)
    assert await take_out_meanwhile(1) == "Inspect 3 logins"
