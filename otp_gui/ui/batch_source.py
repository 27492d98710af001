"""Where the rows of a batch come from, how they were read, and which column is which."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from otp_gui.domain.batch_labels import delimiter_label, found_in
from otp_gui.domain.display import visible
from otp_gui.domain.draft import Columns
from otp_gui.domain.table import Table, TableChoice
from otp_gui.domain.table_bytes import ENCODINGS
from otp_gui.domain.table_columns import is_number, samples
from otp_gui.domain.table_text import DELIMITERS
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.figures import figure
from otp_gui.ui.flow_layout import FlowLayout
from otp_gui.ui.form_fields import CalmComboBox, press_by_enter
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, Size, Theme

_LONGEST: Final = 40
_LONGEST_SAMPLES: Final = 40
"""A UUID, and that there are more."""
_LETTERS: Final = 20
"""Of the name of a column and what stands in it."""
_LETTERS_OF_DELIMITER: Final = 13
_AROUND: Final = 5 * SPACE
"""What a list leaves beside the words of an item."""
_REQUEST_ID, _RECIPIENT = "request_id", "recipient"
_ENCODING, _DELIMITER, _HEADER, _SHEET = "encoding", "delimiter", "header", "sheet"
_OF_READING: Final = (_ENCODING, _DELIMITER, _HEADER, _SHEET)


class BatchSource(QWidget):
    """``open_wanted`` and ``paste_wanted`` ask for rows, ``earlier_wanted`` for an earlier run.

    ``choice_changed`` carries a ``TableChoice`` once the user says how the list is to be read,
    ``columns_changed`` the ``Columns`` that were chosen.
    """

    open_wanted = Signal()
    paste_wanted = Signal()
    earlier_wanted = Signal()
    choice_changed = Signal(object)
    columns_changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._table: Table | None = None
        self._title = ""
        self._choice = TableChoice()
        self._columns = Columns()
        self._is_busy = False
        self.open_button = named(QPushButton(), "batchOpenButton")
        self.paste_button = named(QPushButton(), "batchPasteButton")
        self.earlier_button = named(QPushButton(), "batchEarlierButton")
        press_by_enter(self.open_button, self.paste_button, self.earlier_button)
        self._words = named(PlainLabel(theme.font(Size.SMALL), muted=True), "batchFound")
        keys = (_REQUEST_ID, _RECIPIENT, *_OF_READING)
        self._combos = {key: named(CalmComboBox(), f"batch_{key}_combo") for key in keys}
        for key in (_REQUEST_ID, _RECIPIENT):
            self._combos[key].setMinimumContentsLength(_LETTERS)
        self._combos[_DELIMITER].setMinimumContentsLength(_LETTERS_OF_DELIMITER)
        self._captions = {key: QLabel() for key in keys}
        self._fields = {key: _field(self._captions[key], self._combos[key]) for key in keys}
        self._choices = QWidget()
        self._arrange()
        self.open_button.clicked.connect(self.open_wanted)
        self.paste_button.clicked.connect(self.paste_wanted)
        self.earlier_button.clicked.connect(self.earlier_wanted)
        for key, combo in self._combos.items():
            reads = key in _OF_READING
            combo.activated.connect(self._on_choice if reads else self._on_columns)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_table(None, Columns(), "")

    def show_table(
        self, table: Table | None, columns: Columns, title: str, choice: TableChoice | None = None
    ) -> None:
        """Say how a list called ``title`` was read, and let that be changed; None for none."""
        self._table, self._columns, self._title = table, columns, title
        self._choice = choice or TableChoice()
        self.retranslate()

    def show_run(self, title: str) -> None:
        """Say of which list a run is; how that was read is no matter any more."""
        self._table, self._title = None, title
        self.retranslate()

    def set_busy(self, *, busy: bool) -> None:
        """Refuse other rows while a run goes on."""
        for part in (self.open_button, self.paste_button, self.earlier_button):
            part.setEnabled(not busy)
        self._is_busy = busy
        self._show_choices()

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        say(self.open_button, tr("Open a list…"))
        say(self.paste_button, tr("Paste rows"))
        say(self.earlier_button, tr("Earlier runs…"))
        texts = {
            _REQUEST_ID: tr("Request ID"),
            _RECIPIENT: tr("Phone number"),
            _ENCODING: tr("Encoding"),
            _DELIMITER: tr("Delimiter"),
            _HEADER: tr("First line"),
            _SHEET: tr("Sheet"),
        }
        for key, words in texts.items():
            self._captions[key].setText(words)
            self._combos[key].setAccessibleName(words)
        table = self._table
        self._show_choices()
        title = visible(self._title, _LONGEST)[0]
        self._words.setText(title)
        if table is not None:
            self._fill(table)
            found = render(found_in(table, figure)) if table.rows else tr("not read as a list")
            self._words.setText(f"{title or tr('Pasted rows')}: {found}")

    def _show_choices(self) -> None:
        self._choices.setVisible(not self._is_busy and self._table is not None)

    def _fill(self, table: Table) -> None:
        places = [(_column(table, place), place) for place in range(table.width)]
        _offer(self._combos[_REQUEST_ID], places, self._columns.request_id)
        _offer(self._combos[_RECIPIENT], places, self._columns.recipient)
        _offer(self._combos[_ENCODING], [(n.upper(), n) for n in ENCODINGS], table.encoding)
        delimiters = [(render(delimiter_label(word)), word) for word in DELIMITERS]
        _offer(self._combos[_DELIMITER], delimiters, table.delimiter)
        headings = [(tr("is a heading"), True), (tr("is a row"), False)]
        _offer(self._combos[_HEADER], headings, self._heading(table))
        _offer(self._combos[_SHEET], [(name, name) for name in table.sheets], table.sheet)
        for key in (_REQUEST_ID, _RECIPIENT):
            self._fields[key].setVisible(bool(table.rows))
        self._fields[_ENCODING].setVisible(bool(table.encoding))
        self._fields[_DELIMITER].setVisible(bool(table.delimiter))
        self._fields[_SHEET].setVisible(len(table.sheets) > 1)

    def _heading(self, table: Table) -> bool | None:
        """Return whether the first line is a heading; None where that is not known."""
        return table.header is not None if table.rows else self._choice.header

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for button in (self.open_button, self.paste_button):
            row.addWidget(button)
        row.addWidget(self._words, 1)
        row.addWidget(self.earlier_button)
        flow = FlowLayout()
        self._choices.setLayout(flow)
        for field in self._fields.values():
            flow.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(row)
        column.addWidget(self._choices)

    @Slot()
    def _on_choice(self) -> None:
        chosen = {key: self._combos[key].currentData() for key in _OF_READING}
        table = self._table
        if table is None:
            return
        found = {
            _ENCODING: table.encoding,
            _DELIMITER: table.delimiter,
            _HEADER: self._heading(table),
            _SHEET: table.sheet,
        }
        changed = {key: value for key, value in chosen.items() if value not in (None, found[key])}
        if changed:
            self.choice_changed.emit(replace(self._choice, **changed))

    @Slot()
    def _on_columns(self) -> None:
        columns = Columns(
            self._combos[_REQUEST_ID].currentData(), self._combos[_RECIPIENT].currentData()
        )
        if columns != self._columns:
            self._columns = columns
            self.columns_changed.emit(columns)

    @Slot()
    def _dress(self) -> None:
        self.open_button.setIcon(self._theme.icon("folder-open"))
        self.paste_button.setIcon(self._theme.icon("clipboard-paste"))
        self.earlier_button.setIcon(self._theme.icon("history"))


def _field(caption: QLabel, combo: QComboBox) -> QWidget:
    field = QWidget()
    row = QHBoxLayout(field)
    row.setContentsMargins(0, 0, SPACE, 0)
    row.setSpacing(SPACE_TIGHT)
    caption.setBuddy(combo)
    row.addWidget(caption)
    row.addWidget(combo)
    return field


def _column(table: Table, place: int) -> str:
    """Return what a column is called, and what stands in it: the name alone may say little."""
    names = table.header or ()
    name = names[place] if place < len(names) else ""
    words = visible(name, _LONGEST)[0] or tr("column {number}", number=place + 1)
    shown, is_cut = visible(", ".join(map(_shown, samples(table, place))), _LONGEST_SAMPLES)
    return f"{words}: {shown}{'…' if is_cut else ''}" if shown else words


def _shown(cell: str) -> str:
    """Return a cell as it may be shown: which column holds numbers is not known here."""
    return privacy.number(cell) if is_number(cell) else privacy.words(cell)


def _offer(combo: QComboBox, choices: Sequence[tuple[str, object]], chosen: object) -> None:
    """Offer (words, value) pairs; where nothing is chosen the combo asks for it."""
    combo.clear()
    for words, value in choices:
        combo.addItem(words, value)
    # The list is as wide as what it holds; the combo says with “…” where it is not.
    width = combo.fontMetrics().horizontalAdvance
    widest = max((width(words) for words, _value in choices), default=0)
    combo.view().setMinimumWidth(widest + _AROUND)
    places = [place for place, (_words, value) in enumerate(choices) if value == chosen]
    combo.setPlaceholderText(tr("Choose…"))
    combo.setCurrentIndex(places[0] if places else -1)
