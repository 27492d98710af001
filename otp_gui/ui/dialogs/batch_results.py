"""Asks how the results of a run are to be written; the file is chosen after it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from otp_gui.domain.batch_files import ResultFormat
from otp_gui.i18n import tr
from otp_gui.ui.dialogs.choice import ChoiceDialog
from otp_gui.ui.figures import figure
from otp_gui.ui.form_fields import caption
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, Size, Theme

KINDS: Final = {
    ResultFormat.CSV: "CSV",
    ResultFormat.JSONL: "JSON Lines",
    ResultFormat.XLSX: "XLSX",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a run are shown, and how many there are."""

    shown: int
    all: int


class BatchResultsDialog(ChoiceDialog):
    """Accepted with :attr:`format` and :attr:`masked`: numbers are, unless a box is ticked.

    :attr:`only_shown` tells that rows out of view are not wanted; nobody is asked about them where
    there are none.
    """

    def __init__(self, theme: Theme, parent: QWidget, rows: Rows) -> None:
        super().__init__(theme, parent)
        named(self, "batchResultsDialog")
        self._rows = rows
        self._asks = rows.shown < rows.all
        self.only_shown = False
        self._what = caption(theme)
        self._whats = QButtonGroup(self)
        self.shown_button = named(QRadioButton(), "batchResultsShown")
        self.all_button = named(QRadioButton(), "batchResultsAll")
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
        self._arrange()
        self._choose_first()
        self.numbers_box.toggled.connect(self._refresh)
        self.retranslate()

    def accept(self) -> None:
        """Note the choice: the widgets go with the dialog."""
        self.only_shown = self.shown_button.isChecked()
        self.format = next(
            word for word, button in self.buttons_by_format.items() if button.isChecked()
        )
        self.masked = not self.numbers_box.isChecked()
        super().accept()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Save the results"))
        self.heading.setText(tr("Save the results"))
        self._what.setText(tr("Which rows"))
        self._how.setText(tr("Format"))
        shown, all_rows = map(figure, (self._rows.shown, self._rows.all))
        for button, text in (
            (self.shown_button, tr("Everything that the filters show ({count})", count=shown)),
            (self.all_button, tr("All rows of the run ({count})", count=all_rows)),
            (self.buttons_by_format[ResultFormat.CSV], tr("CSV, for a spreadsheet")),
            (self.buttons_by_format[ResultFormat.XLSX], tr("XLSX, a workbook")),
            (self.buttons_by_format[ResultFormat.JSONL], tr("JSON Lines, for programs")),
            (self.numbers_box, tr("Write phone numbers in full")),
            (self.reject_button, tr("Cancel")),
            (self.accept_button, tr("Choose the file…")),
        ):
            say(button, text)
        self._refresh()

    def _arrange(self) -> None:
        body = self.body
        body.addWidget(self._what)
        for button in (self.shown_button, self.all_button):
            self._whats.addButton(button)
            body.addWidget(button)
        if self._asks:
            body.addSpacing(SPACE)
        body.addWidget(self._how)
        for button in self.buttons_by_format.values():
            self._group.addButton(button)
            body.addWidget(button)
        body.addSpacing(SPACE)
        body.addWidget(self.numbers_box)
        body.addWidget(self._warning)

    def _choose_first(self) -> None:
        """Offer what is shown first; where nothing is, it is no use to save that."""
        for part in (self._what, self.shown_button, self.all_button):
            part.setVisible(self._asks)
        self.shown_button.setEnabled(self._rows.shown > 0)
        first = self.shown_button if self._asks and self._rows.shown else self.all_button
        first.setChecked(True)
        self.buttons_by_format[ResultFormat.CSV].setChecked(True)

    @Slot()
    def _refresh(self) -> None:
        self._warning.setText(
            tr("Numbers are personal data: whoever gets the file reads them. Delete it soon.")
            if self.numbers_box.isChecked()
            else tr("Numbers are masked, as in +79*******22.")
        )
