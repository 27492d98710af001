"""Takes lists into the batch window: from a file, the clipboard, a drop."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from otp_gui.domain.phrase import phrase
from otp_gui.i18n import tr
from otp_gui.ui.batch_lists import BatchLists
from otp_gui.ui.batch_window import BatchWindow
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.file_choice import FileChoice
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.tasks import Slot as Room
from otp_gui.ui.theme import Theme

_REPLACE: Final = Wording(
    phrase("Take another list?"),
    phrase("Rows of the list on view were mended by hand. That is lost."),
    reject=phrase("Keep it"),
    accept=phrase("Replace"),
)
_LISTS: Final = ".csv *.tsv *.txt *.jsonl *.json *.xlsx"


class BatchIntake(QObject):
    """Asks before it replaces what the user has mended; ``asking`` is the room for one question."""

    def __init__(self, window: BatchWindow, theme: Theme, lists: BatchLists, asking: Room) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._lists = lists
        self._asking = asking
        self._files = FileChoice(theme, window)
        for wanted in (window.source.open_wanted, window.empty.action_triggered):
            wanted.connect(lambda: self._asking.take(self._open))
        for signal in (window.source.paste_wanted, window.paste_key.activated):
            signal.connect(self.paste)
        for dropped, read in (
            (window.file_dropped, lists.open),
            (window.text_dropped, lists.paste),
        ):
            dropped.connect(lambda what, read=read: self._on_dropped(partial(read, what)))

    @Slot()
    def paste(self) -> None:
        """Take rows from the clipboard."""
        if not self._window.is_busy():
            text = QGuiApplication.clipboard().text()
            self._asking.take(lambda: self._replace(lambda: self._lists.paste(text)))

    async def _open(self) -> None:
        path = await self._files.to_open(tr("Open a list"), tr("Lists"), _LISTS)
        if path is not None:
            await self._replace(lambda: self._lists.open(path))

    async def _replace(self, read: Callable[[], None]) -> None:
        """Read another list, unless the user has mended rows of this one and wants to keep them."""
        if not self._lists.is_mended or await answer(Question(self._theme, self._window, _REPLACE)):
            self._window.plan.be_harmless()
            read()

    def _on_dropped(self, read: Callable[[], None]) -> None:
        self._asking.take(lambda: self._replace(read))
