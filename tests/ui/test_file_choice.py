"""Where the dialog for files begins."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.theme import Theme
from tests.ui.waiting import opened


async def begun(theme: Theme, *, saves: bool) -> tuple[str, str]:
    """Return the folder and the file's name that are proposed; nothing is chosen."""
    window = QWidget()
    choice = FileChoice(theme, window)
    asked = (
        choice.to_save("Save", "out.csv", "CSV") if saves else choice.to_open("Open", "", ".csv")
    )
    asking = asyncio.ensure_future(asked)
    dialog = await opened(QFileDialog)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(edit, QLineEdit)
    found = dialog.directory().absolutePath(), edit.text()
    dialog.reject()
    assert await asking is None
    window.deleteLater()
    return found


@pytest.mark.parametrize("is_there", [True, False])
async def test_it_begins_in_a_folder_that_exists(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    documents = tmp_path / "Documents"
    if is_there:
        documents.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _which: str(documents))
    expected = documents if is_there else tmp_path
    assert await begun(theme, saves=False) == (expected.as_posix(), "")
    assert await begun(theme, saves=True) == (expected.as_posix(), "out.csv")
