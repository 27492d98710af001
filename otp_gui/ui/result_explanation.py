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
from otp_gui.ui import privacy
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.steady_bar import keep_bar
from otp_gui.ui.text_box import PlainText
from otp_gui.ui.theme import GRID, SPACE, SPACE_TIGHT, Size, Theme
from otp_gui.ui.when import moment

_FACT_LIMIT = 512
_FACT_LINES = 4
_TEXT_LINES = 40
_FACTS = (
    *("resultTime", "resultOperation", "resultEnvironment"),
    *("resultRequestId", "resultRecipient", "resultOperator"),
)


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
        keep_bar(self)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        content = QWidget()
        content.setObjectName("explanation")
        self._layout = QVBoxLayout(content)
        self._layout.setContentsMargins(0, SPACE, SPACE, 0)
        self._layout.setSpacing(SPACE_TIGHT)
        self._sections: QWidget | None = None
        """What each answer has its own of."""
        self._facts = _Facts(theme)
        self._layout.addWidget(self._facts)
        self._layout.addStretch(1)
        self.setWidget(content)

    def show_advice(self, advice: Advice, whose_move: Phrase, case: Case, environment: str) -> None:
        """Explain ``case``; ``environment`` is the name of where the call went."""
        sections = QWidget()
        layout = QVBoxLayout(sections)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_TIGHT)
        self._add_section(layout, tr("What it means"), "resultMeaning", advice.meaning)
        self._add_section(layout, tr("Whose move"), "resultWhoseMove", whose_move)
        self._add_steps(layout, advice.next_steps)
        if advice.notes:
            self._add_section(layout, tr("Worth knowing"), "resultNote", *advice.notes)
        self._add_channel(layout, case)
        if self._sections is not None:
            # Gone at once for whoever looks for a part of it by its name.
            self._sections.setParent(None)
            self._sections.deleteLater()
        self._sections = sections
        self._layout.insertWidget(0, sections)
        self._facts.show_call(case.record, environment)
        self.verticalScrollBar().setValue(0)

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

    def _add_heading(self, layout: QVBoxLayout, text: str) -> None:
        if layout.count():
            layout.addSpacing(SPACE)
        layout.addWidget(_heading(self._theme, text))

    def _text(self, words: str, name: str, heading: str) -> PlainText:
        text = PlainText(self._theme.font(Size.BODY), _TEXT_LINES, name)
        text.show_text(words, heading)
        return text


class _Facts(QWidget):
    """What is known of every call; made once, since its parts are many and always the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._title = _heading(theme, "")
        grid = _grid()
        self._rows: list[tuple[PlainLabel, PlainText]] = []
        for row, name in enumerate(_FACTS):
            label = PlainLabel(theme.font(Size.SMALL), muted=True)
            label.setWordWrap(False)
            text = PlainText(theme.font(Size.SMALL, tabular=True), _FACT_LINES, name)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
            self._rows.append((label, text))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE, 0, 0)
        layout.setSpacing(SPACE_TIGHT)
        layout.addWidget(self._title)
        layout.addLayout(grid)

    def show_call(self, record: CheckRecord, environment: str) -> None:
        self._title.setText(tr("This call"))
        facts = (
            (tr("Time"), moment(record.started_at)),
            (tr("Operation"), render(operation_label(record.operation))),
            (tr("Environment"), environment),
            (tr("Request ID"), record.request_id),
            (tr("Recipient"), privacy.number(record.recipient)),
            (tr("Made by"), record.operator),
        )
        for (label, text), (caption, value) in zip(self._rows, facts, strict=True):
            label.setText(caption)
            text.show_text(visible(value, _FACT_LIMIT)[0], caption)


def _heading(theme: Theme, text: str) -> PlainLabel:
    heading = PlainLabel(theme.font(Size.SMALL, bold=True), muted=True)
    heading.setText(text)
    return heading


def _numbered(name: str, number: int) -> str:
    """Name the widgets of a kind: ``name``, ``name2``, ``name3`` and so on."""
    return name if number == 1 else f"{name}{number}"


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE)
    grid.setVerticalSpacing(GRID)
    grid.setColumnStretch(1, 1)
    return grid
