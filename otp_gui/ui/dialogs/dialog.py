"""What all dialogs share: they open without blocking, follow the language and speak plain text."""

import asyncio

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from otp_gui.ui.theme import Theme


class Dialog(QDialog):
    """A dialog over its window: shown by ``open()``, gone with its closing, Esc closes it.

    One with a ``width`` (in device-independent pixels) is always as high as its text needs.
    """

    def __init__(self, theme: Theme, parent: QWidget, width: int | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self.theme = theme
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Fit anew whenever something within has taken another size."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        """Take the height that the texts need now: Qt does not follow wrapped ones by itself."""
        layout = self.layout()
        if self._width is not None and layout is not None:
            layout.activate()
            self.setFixedSize(self._width, layout.totalHeightForWidth(self._width))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Fit before the first frame: layout requests come after it."""
        self._fit()
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


async def answer(dialog: QDialog) -> bool:
    """Open ``dialog`` and wait for its answer: True where it was accepted.

    Never ``exec()``: inside a task it loses the wake-ups of all others. Cancelling closes it.
    """
    closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not closed.done():
            closed.set_result(result)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        return await closed == QDialog.DialogCode.Accepted
    except asyncio.CancelledError:
        dialog.reject()
        raise
