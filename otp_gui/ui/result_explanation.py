"""The explanation of an answer: what it means, whose move it is, what to do next."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from otp_gui.domain.case import Case
from otp_gui.domain.catalogue.model import Advice
from otp_gui.domain.display import visible
from otp_gui.domain.labels import operation_label
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.record import CheckRecord
from otp_gui.i18n import render, tr
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import GRID, SPACE, SPACE_TIGHT, Size, Theme
from otp_gui.ui.when import moment

_FACT_LIMIT = 512
_FACT_LINES = 4
_TEXT_LINES = 40


class Explanation(QScrollArea):
    """Sections one below the other; scrolls where they do not fit, with the keyboard too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("explanationArea")
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def show_advice(self, advice: Advice, whose_move: Phrase, case: Case, environment: str) -> None:
        """Explain ``case``; ``environment`` is the name of where the call went."""
        content = QWidget()
        content.setObjectName("explanation")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, SPACE, SPACE, 0)
        layout.setSpacing(SPACE_TIGHT)
        self._add_section(layout, tr("What it means"), "resultMeaning", advice.meaning)
        self._add_section(layout, tr("Whose move"), "resultWhoseMove", whose_move)
        self._add_steps(layout, advice.next_steps)
        if advice.notes:
            self._add_section(layout, tr("Worth knowing"), "resultNote", *advice.notes)
        self._add_channel(layout, case)
        self._add_facts(layout, case.record, environment)
        layout.addStretch(1)
        self.setWidget(content)

    @Slot(int, int)
    def _on_range_changed(self, _first: int, last: int) -> None:
        """Be a stop of the tab key only where arrow keys have something to scroll."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if last else Qt.FocusPolicy.NoFocus)

    def _add_channel(self, layout: QVBoxLayout, case: Case) -> None:
        # Reads the answer by a library that the start of the window does not have to pay for.
        from otp_gui.ui.channel_block import channel_block  # noqa: PLC0415

        block = channel_block(self._theme, case)
        if block is not None:
            self._add_heading(layout, tr("Channel"))
            layout.addWidget(block)

    def _add_section(self, layout: QVBoxLayout, heading: str, name: str, *phrases: Phrase) -> None:
        self._add_heading(layout, heading)
        for number, phrase in enumerate(phrases, 1):
            layout.addWidget(self._text(render(phrase), _numbered(name, number), heading))

    def _add_steps(self, layout: QVBoxLayout, steps: tuple[Phrase, ...]) -> None:
        heading = tr("What to do next")
        self._add_heading(layout, heading)
        grid = _grid()
        for number, step in enumerate(steps, 1):
            figure = PlainLabel(self._theme.font(Size.BODY, tabular=True), muted=True)
            figure.setText(f"{number}.")
            figure.setWordWrap(False)
            text = self._text(render(step), _numbered("resultNextStep", number), heading)
            grid.addWidget(figure, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, number, 1)
        layout.addLayout(grid)

    def _add_facts(self, layout: QVBoxLayout, record: CheckRecord, environment: str) -> None:
        self._add_heading(layout, tr("This call"))
        facts = (
            ("resultTime", tr("Time"), moment(record.started_at)),
            ("resultOperation", tr("Operation"), render(operation_label(record.operation))),
            ("resultEnvironment", tr("Environment"), environment),
            ("resultRequestId", tr("Request ID"), record.request_id),
            ("resultRecipient", tr("Recipient"), record.recipient),
            ("resultOperator", tr("Made by"), record.operator),
        )
        grid = _grid()
        for row, (name, caption, value) in enumerate(facts):
            label = PlainLabel(self._theme.font(Size.SMALL), muted=True)
            label.setText(caption)
            label.setWordWrap(False)
            text = PlainText(self._theme.font(Size.SMALL, tabular=True), _FACT_LINES, name)
            text.show_text(visible(value, _FACT_LIMIT)[0], caption)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        layout.addLayout(grid)

    def _add_heading(self, layout: QVBoxLayout, text: str) -> None:
        heading = PlainLabel(self._theme.font(Size.SMALL, bold=True), muted=True)
        heading.setText(text)
        if layout.count():
            layout.addSpacing(SPACE)
        layout.addWidget(heading)

    def _text(self, words: str, name: str, heading: str) -> PlainText:
        text = PlainText(self._theme.font(Size.BODY), _TEXT_LINES, name)
        text.show_text(words, heading)
        return text


def _numbered(name: str, number: int) -> str:
    """Name the widgets of a kind: ``name``, ``name2``, ``name3`` and so on."""
    return name if number == 1 else f"{name}{number}"


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE)
    grid.setVerticalSpacing(GRID)
    grid.setColumnStretch(1, 1)
    return grid
