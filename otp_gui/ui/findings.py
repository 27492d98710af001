"""The result pane after a search: what was found, line by line, and what to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.catalogue.model import Severity
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import render, tr
from otp_gui.ui import privacy
from otp_gui.ui.naming import named, say
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.steady_bar import keep_bar
from otp_gui.ui.theme import GRID, ICON_SIZE, ICON_SIZE_LARGE, SPACE, SPACE_WIDE, Size, Theme
from otp_gui.ui.tinted_box import TintedBox

_LOWEST: Final = 96
"""So much of the lines is seen at once, however little room there is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what it is about, what was found there, and what a button beside it does.

    ``symbol`` is an icon's name; ``value`` is what taking the line hands on.
    """

    title: Phrase
    words: Phrase
    severity: Severity
    symbol: str
    action: Phrase | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search came to; ``name`` is the name by which scripts find the buttons."""

    name: str
    headline: Phrase
    meaning: Phrase
    severity: Severity
    symbol: str
    lines: Sequence[Finding]


class FindingsPage(QWidget):
    """Shows :class:`Findings`; ``taken`` carries their name and the value of the line taken.

    ``back_requested`` when the answer that led here is wanted again.
    """

    taken = Signal(str, str)
    back_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._findings: Findings | None = None
        self._icons: list[tuple[QLabel, Finding]] = []
        self._banner = TintedBox(theme, icon_size=ICON_SIZE_LARGE)
        self._headline = named(PlainLabel(theme.font(Size.LARGE, bold=True)), "findingsHeadline")
        self._headline.make_selectable()
        self._meaning = named(PlainLabel(theme.font(Size.BODY)), "findingsMeaning")
        self._meaning.make_selectable()
        self._area = named(QScrollArea(), "findingsArea")
        self._area.setWidgetResizable(True)
        self._area.setMinimumHeight(_LOWEST)
        keep_bar(self._area)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._back = named(QPushButton(), "backButton")
        self._back.clicked.connect(self.back_requested)
        self._banner.body.addWidget(self._headline)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * GRID)
        layout.addWidget(self._banner)
        layout.addWidget(self._meaning)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)
        theme.changed.connect(self._dress)

    def show_findings(self, findings: Findings) -> None:
        """Show ``findings``."""
        self._findings = findings
        self.retranslate()

    def focus_action(self) -> bool:
        """Move the keyboard to the first button beside a line; tell whether there is one."""
        content = self._area.widget()
        button = content.findChild(QPushButton) if content is not None else None
        if button is not None:
            button.setFocus()
        return button is not None

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        say(self._back, tr("Back to the answer"))
        findings = self._findings
        if findings is None:
            return
        self._headline.setText(privacy.words(render(findings.headline)))
        self._meaning.setText(render(findings.meaning))
        content = QWidget()
        content.setObjectName("explanation")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, SPACE, 0)
        rows.setSpacing(SPACE_WIDE)
        self._icons = []
        for finding in findings.lines:
            rows.addLayout(self._row(finding, findings.name))
        rows.addStretch(1)
        self._area.setWidget(content)
        self._dress()

    def _row(self, finding: Finding, name: str) -> QHBoxLayout:
        icon = QLabel()
        icon.setFixedSize(ICON_SIZE, ICON_SIZE)
        self._icons.append((icon, finding))
        title = PlainLabel(self._theme.font(Size.BODY, bold=True, tabular=True))
        title.setText(privacy.words(render(finding.title)))
        title.setObjectName("findingTitle")
        words = PlainLabel(self._theme.font(Size.SMALL), muted=True)
        words.setText(privacy.words(render(finding.words)))
        words.setObjectName("findingWords")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(title)
        texts.addWidget(words)
        row = QHBoxLayout()
        row.setSpacing(3 * GRID)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        if finding.action is not None:
            button = named(QPushButton(), name)
            say(button, render(finding.action))
            # Elsewhere than in a dialog Qt presses only such a button by Enter.
            button.setAutoDefault(True)
            button.clicked.connect(lambda: self.taken.emit(name, finding.value))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    @Slot()
    def _dress(self) -> None:
        self._back.setIcon(self._theme.icon("arrow-left"))
        if self._findings is None:
            return
        tint = self._banner.dress(self._findings.severity, self._findings.symbol)
        self._headline.set_colour(tint.strong)
        for icon, finding in self._icons:
            ink = self._theme.severity(finding.severity).ink
            icon.setPixmap(self._theme.pixmap(finding.symbol, ink))
