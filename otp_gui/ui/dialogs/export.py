"""Asks what is to be exported, and how; the file is chosen after it."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QWidget

from otp_gui.domain.transfer import Format
from otp_gui.i18n import tr
from otp_gui.ui.dialogs.choice import ChoiceDialog
from otp_gui.ui.figures import figure
from otp_gui.ui.form_fields import caption
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, Size, Theme

_INDENT: Final = 3 * SPACE


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to export: so many rows are selected, and the filters leave something out."""

    selected: int
    restricts: bool


class What(Enum):
    """Which calls."""

    SELECTED = auto()
    SHOWN = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user has chosen."""

    what: What
    format: Format
    masked: bool
    bom: bool
    response: bool


class ExportDialog(ChoiceDialog):
    """Accepted with :attr:`choice`; numbers are masked unless a box is ticked, anew each time."""

    def __init__(self, theme: Theme, parent: QWidget, offer: Offer) -> None:
        super().__init__(theme, parent)
        named(self, "exportDialog")
        self.choice: Choice | None = None
        self._offer = offer
        self._shown: str | None = None
        self._total: str | None = None
        self._what = caption(theme)
        self._how = caption(theme)
        self.selected_button = named(QRadioButton(), "exportSelected")
        self.shown_button = named(QRadioButton(), "exportShown")
        self.all_button = named(QRadioButton(), "exportAll")
        self.csv_button = named(QRadioButton(), "exportCsv")
        self.bom_box = named(QCheckBox(), "exportBom")
        self.response_box = named(QCheckBox(), "exportResponse")
        self.jsonl_button = named(QRadioButton(), "exportJsonLines")
        self.numbers_box = named(QCheckBox(), "exportNumbers")
        self._warning = PlainLabel(theme.font(Size.SMALL), muted=True)
        self._whats = QButtonGroup(self)
        self._formats = QButtonGroup(self)
        self._arrange()
        self._choose_first()
        for button in (self.csv_button, self.jsonl_button):
            button.toggled.connect(self._refresh)
        self.numbers_box.toggled.connect(self._refresh)
        self.retranslate()

    def accept(self) -> None:
        """Note the choice: the widgets go with the dialog."""
        csv = self.csv_button.isChecked()
        what = What.ALL
        if self.selected_button.isChecked():
            what = What.SELECTED
        elif self.shown_button.isChecked():
            what = What.SHOWN
        self.choice = Choice(
            what=what,
            format=Format.CSV if csv else Format.JSONL,
            masked=not self.numbers_box.isChecked(),
            bom=csv and self.bom_box.isChecked(),
            response=csv and self.response_box.isChecked(),
        )
        super().accept()

    def set_counts(self, shown: int, limit: int, total: int) -> None:
        """Say how many rows the filters show, counted up to ``limit``, and how many there are."""
        if self.is_over:
            return
        self._shown = (
            figure(shown) if shown <= limit else tr("more than {count}", count=figure(limit))
        )
        self._total = figure(total)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self.setWindowTitle(tr("Export the history"))
        self.heading.setText(tr("Export the history"))
        self._what.setText(tr("Which calls"))
        self._how.setText(tr("Format"))
        selected = figure(self._offer.selected)
        for button, text in (
            (self.selected_button, tr("The selected rows ({count})", count=selected)),
            (
                self.shown_button,
                tr("Everything that the filters show ({count})", count=self._shown or "…"),
            ),
            (self.all_button, tr("The whole history ({count})", count=self._total or "…")),
            (self.csv_button, tr("CSV, for a spreadsheet")),
            (self.bom_box, tr("So that Excel reads all letters (UTF-8 with BOM)")),
            (self.response_box, tr("With the server's whole answer, as a column")),
            (self.jsonl_button, tr("JSON Lines, with everything: can be imported again")),
            (self.numbers_box, tr("Write phone numbers in full")),
            (self.reject_button, tr("Cancel")),
            (self.accept_button, tr("Choose the file…")),
        ):
            say(button, text)
        self._refresh()

    def _arrange(self) -> None:
        body = self.body
        body.addWidget(self._what)
        for button in (self.selected_button, self.shown_button, self.all_button):
            self._whats.addButton(button)
            body.addWidget(button)
        body.addSpacing(SPACE)
        body.addWidget(self._how)
        body.addWidget(self.csv_button)
        for box in (self.bom_box, self.response_box):
            body.addLayout(_indented(box))
        body.addWidget(self.jsonl_button)
        for button in (self.csv_button, self.jsonl_button):
            self._formats.addButton(button)
        body.addSpacing(SPACE)
        body.addWidget(self.numbers_box)
        body.addWidget(self._warning)

    def _choose_first(self) -> None:
        self.selected_button.setVisible(self._offer.selected > 0)
        self.shown_button.setVisible(self._offer.restricts)
        if self._offer.selected > 1:
            self.selected_button.setChecked(True)
        elif self._offer.restricts:
            self.shown_button.setChecked(True)
        else:
            self.all_button.setChecked(True)
        self.csv_button.setChecked(True)
        self.bom_box.setChecked(True)

    @Slot()
    def _refresh(self) -> None:
        for box in (self.bom_box, self.response_box):
            box.setEnabled(self.csv_button.isChecked())
        if self.numbers_box.isChecked():
            self._warning.setText(
                tr("Numbers are personal data: whoever gets the file reads them. Delete it soon.")
            )
        elif self.jsonl_button.isChecked():
            self._warning.setText(
                tr("Numbers are masked, as in +79*******22: an import cannot bring them back.")
            )
        else:
            self._warning.setText(tr("Numbers are masked, as in +79*******22."))


def _indented(box: QCheckBox) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(_INDENT, 0, 0, 0)
    row.addWidget(box)
    return row
