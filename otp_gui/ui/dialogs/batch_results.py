"""Asks how the results of a run are to be written; the file is chosen after it."""

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from otp_gui.domain.batch_files import ResultFormat
from otp_gui.i18n import tr
from otp_gui.ui.dialogs.choice import ChoiceDialog
from otp_gui.ui.form_fields import caption
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, Size, Theme

KINDS: Final = {
    ResultFormat.CSV: "CSV",
    ResultFormat.JSONL: "JSON Lines",
    ResultFormat.XLSX: "XLSX",
}


class BatchResultsDialog(ChoiceDialog):
    """Accepted with :attr:`format` and :attr:`masked`: numbers are, unless a box is ticked."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        named(self, "batchResultsDialog")
        self.format = ResultFormat.CSV
        self.masked = True
        self._how = caption(theme)
        self._group = QButtonGroup(self)
        self.buttons_by_format = {
            word: named(QRadioButton(), f"batchResults{word.value.capitalize()}")
            for word in ResultFormat
        }
        self.numbers_box = named(QCheckBox(), "batchResultsNumbers")
        self._warning = PlainLabel(theme.font(Size.SMALL), muted=True)
        self.body.addWidget(self._how)
        for button in self.buttons_by_format.values():
            self._group.addButton(button)
            self.body.addWidget(button)
        self.body.addSpacing(SPACE)
        self.body.addWidget(self.numbers_box)
        self.body.addWidget(self._warning)
        self.buttons_by_format[ResultFormat.CSV].setChecked(True)
        self.numbers_box.toggled.connect(self._refresh)
        self.retranslate()

    def accept(self) -> None:
        """Note the choice: the widgets go with the dialog."""
        self.format = next(
            word for word, button in self.buttons_by_format.items() if button.isChecked()
        )
        self.masked = not self.numbers_box.isChecked()
        super().accept()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Save the results"))
        self.heading.setText(tr("Save the results"))
        self._how.setText(tr("Format"))
        for word, text in (
            (ResultFormat.CSV, tr("CSV, for a spreadsheet")),
            (ResultFormat.XLSX, tr("XLSX, a workbook")),
            (ResultFormat.JSONL, tr("JSON Lines, for programs")),
        ):
            say(self.buttons_by_format[word], text)
        say(self.numbers_box, tr("Write phone numbers in full"))
        say(self.reject_button, tr("Cancel"))
        say(self.accept_button, tr("Choose the file…"))
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._warning.setText(
            tr("Numbers are personal data: whoever gets the file reads them. Delete it soon.")
            if self.numbers_box.isChecked()
            else tr("Numbers are masked, as in +79*******22.")
        )
