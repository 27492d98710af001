"""Asks for a file by the system's own dialog, never in a loop of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from otp_gui.domain.phrase import phrase
from otp_gui.i18n import tr
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.tasks import on_thread
from otp_gui.ui.theme import Theme

_LONGEST_NAME: Final = 80


class Target(NamedTuple):
    """Where to write, whether to replace what is there, and whether the name is not as typed."""

    path: str
    overwrite: bool = False
    is_renamed: bool = False


def _as_chosen(path: str) -> str:
    return path


def _nearest(folder: str) -> str:
    """Return a folder, or the first above it that exists: Qt takes any other for a file's name."""
    path = Path(folder)
    return str(next(filter(_is_folder, (path, *path.parents)), Path.home()))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # It lies in one that may not be looked into.
        return False


class FileChoice:
    """Remembers the folder of the last choice while the window is open; begins with documents."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        self._theme = theme
        self._window = window
        self._folder = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )

    async def to_save(
        self, title: str, name: str, kind: str, named: Callable[[str], str] = _as_chosen
    ) -> Target | None:
        """Ask where to write ``name``, of such a kind.

        ``named`` may give the path that was chosen another name. None where the user has thought
        better of it.
        """
        folder = await on_thread(lambda: _nearest(self._folder))
        dialog = QFileDialog(self._window, title, str(Path(folder) / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        # Qt would ask in a loop of its own, in which tasks lose their wake-ups.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(Path(name).suffix)
        dialog.setNameFilters(_filters(kind, Path(name).suffix))
        typed = await self._chosen(dialog)
        if typed is None:
            return None
        path = named(typed)
        overwrite = await on_thread(lambda: Path(path).exists())
        if overwrite and not await self._may_replace(path):
            return None
        return Target(path, overwrite, is_renamed=path != typed)

    async def to_open(self, title: str, kind: str, suffix: str) -> str | None:
        """Ask for a file to read; None where the user has thought better of it."""
        folder = await on_thread(lambda: _nearest(self._folder))
        dialog = QFileDialog(self._window, title, folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(_filters(kind, suffix))
        return await self._chosen(dialog)

    async def _chosen(self, dialog: QFileDialog) -> str | None:
        # Qt's own catalogue leaves these two in English.
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Type:"))
        try:
            if not await answer(dialog) or not dialog.selectedFiles():
                return None
            path = dialog.selectedFiles()[0]
        finally:
            dialog.deleteLater()
        self._folder = str(Path(path).parent)
        return path

    async def _may_replace(self, path: str) -> bool:
        wording = Wording(
            phrase("Replace the file?"),
            phrase(
                "There is a file {name} already. What is in it now is lost.",
                name=Path(path).name[:_LONGEST_NAME],
            ),
            reject=phrase("Keep it"),
            accept=phrase("Replace"),
        )
        return await answer(Question(self._theme, self._window, wording))


def _filters(kind: str, suffix: str) -> list[str]:
    return [f"{kind} (*{suffix})", f"{tr('All files')} (*)"]
