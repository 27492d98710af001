"""The day's picture in the place of the history's rows: a title, stacks or a table, a legend."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.stacks import Kind, Picture, narrowed, narrowed_to_kind
from otp_gui.i18n import render, tr
from otp_gui.ui.empty_state import EmptyState
from otp_gui.ui.naming import named, say
from otp_gui.ui.picture_chart import PictureChart
from otp_gui.ui.picture_legend import PictureLegend
from otp_gui.ui.picture_loader import PictureLoader
from otp_gui.ui.picture_looks import Look, looks
from otp_gui.ui.picture_table import PictureTable
from otp_gui.ui.picture_words import calls, interval, title
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.roomy import PageStack
from otp_gui.ui.theme import GRID, SPACE, Size, Theme

_MARGIN: Final = 2 * GRID
_FOR_STACKS: Final = 100
"""So much of the height is theirs before the legend gets its third of the rest."""


class HistoryPicture(QFrame):
    """Draws what ``loader`` counts while it is on view.

    ``part_wanted`` carries the :class:`HistoryQuery` for the part that was clicked or entered;
    ``left`` when Esc is pressed in it.
    """

    part_wanted = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, loader: PictureLoader) -> None:
        super().__init__()
        self.setObjectName("historyPicture")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's own signature
        self._theme = theme
        self._loader = loader
        loader.setParent(self)
        self._query = HistoryQuery()
        self._picture: Picture | None = None
        self._failure: Phrase | None = None
        self._looks: dict[Kind, Look] = {}
        self._title = named(PlainLabel(theme.font(Size.BODY, bold=True)), "pictureTitle")
        self._as_table = named(QPushButton(), "pictureTableButton")
        self._as_table.setCheckable(True)
        self._chart = PictureChart(theme, self._words)
        self._table = PictureTable(theme)
        self._empty = EmptyState(theme)
        self._part = named(
            PlainLabel(theme.font(Size.SMALL, tabular=True), muted=True), "picturePart"
        )
        self._legend = PictureLegend(theme)
        self._stack = PageStack()
        self._arrange()
        self._connect()
        self.retranslate()

    def show_for(self, query: HistoryQuery) -> None:
        """Draw what is found by ``query`` from now on; its order does not matter."""
        self._query = query
        self._picture = None
        self._failure = None
        self._refresh()
        self._loader.want(query)

    def stop(self) -> None:
        """Be out of sight: nothing is counted."""
        self._loader.stop()

    def take_focus(self) -> None:
        """Let the keyboard walk through what is on view."""
        (self._table if self._as_table.isChecked() else self._chart).setFocus()

    @property
    def stops(self) -> Sequence[QWidget]:
        """What the tab key stops at, in its order."""
        return self._as_table, self._chart, self._table

    def order_legend(self) -> None:
        """Let the tab key come to the legend after the other stops."""
        self._legend.order_after(self._table)

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the current language."""
        say(self._as_table, tr("As a table"))
        self._as_table.setToolTip(tr("Show the same numbers as a table"))
        self._table.setAccessibleName(tr("Calls by time, result and type"))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave most of the room to the stacks."""
        super().resizeEvent(event)
        self._legend.limit((event.size().height() - _FOR_STACKS) // 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go back to the rows at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._part)
        # Two lines are kept for it, so that nothing moves under the pointer.
        self._part.setMinimumHeight(2 * self._part.fontMetrics().lineSpacing())
        self._part.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addLayout(words, 1)
        head.addWidget(self._as_table, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._legend)
        # Once it is a part of this: a page of no window would open as one of its own.
        for page in (self._chart, self._table, self._empty):
            self._stack.addWidget(page)

    def _connect(self) -> None:
        self._as_table.toggled.connect(self._refresh)
        self._chart.part_current.connect(self._on_current)
        for view in (self._chart, self._table):
            view.part_taken.connect(self._on_taken)
        self._legend.kind_taken.connect(self._on_kind_taken)
        self._empty.action_triggered.connect(self._on_again)
        self._loader.counted.connect(self._on_counted)
        self._loader.failed.connect(self._on_failed)
        self._theme.changed.connect(self._refresh)

    @Slot()
    def _refresh(self) -> None:
        """Show the picture, or say why there is none."""
        self._as_table.setIcon(self._theme.icon("table"))
        picture = self._picture
        self._title.setText(title(picture.span) if picture is not None else tr("Calls by time"))
        is_drawn = picture is not None and picture.total > 0
        self._as_table.setEnabled(is_drawn)
        in_chart = is_drawn and not self._as_table.isChecked()
        self._part.setVisible(in_chart)
        self._legend.setVisible(in_chart)
        self._say_empty()
        if picture is not None and is_drawn:
            self._draw(picture)

    def _draw(self, picture: Picture) -> None:
        self._looks = looks(picture)
        in_table = self._as_table.isChecked()
        if in_table:
            self._table.show_picture(picture, self._looks)
        else:
            self._legend.show_picture(picture, self._looks)
            self.order_legend()
            self._chart.show_picture(picture, self._looks)
        self._chart.setAccessibleName(f"{title(picture.span)}: {calls(picture.total)}")
        self._stack.setCurrentWidget(self._table if in_table else self._chart)

    def _say_empty(self) -> None:
        if self._failure is not None:
            self._empty.say(
                "triangle-alert",
                tr("The history cannot be read"),
                render(self._failure),
                tr("Try again"),
            )
        elif self._picture is None:
            self._empty.say("loader", tr("Counting…"), "")
        elif self._picture.span.is_asked:
            self._empty.say(
                "chart-column-stacked",
                tr("No calls to draw"),
                tr("In this period no check matches the search and the filters."),
            )
        else:
            self._empty.say(
                "chart-column-stacked",
                tr("No calls to draw"),
                tr("In the last 24 hours no check matches. Choose a period to look further back."),
            )
        self._stack.setCurrentWidget(self._empty)

    def _words(self, stack: int, part: int) -> str:
        """Say of a part when it was, what it is and how many calls it holds."""
        if self._picture is None:
            return ""
        drawn = self._picture.stacks[stack]
        what = drawn.parts[part]
        return tr(
            "{when} · {what}: {calls}",
            when=interval(drawn, self._picture.span),
            what=self._looks[what.kind].full,
            calls=calls(what.count),
        )

    @Slot(int, int)
    def _on_current(self, stack: int, part: int) -> None:
        words = self._words(stack, part) if stack >= 0 else ""
        hint = tr("Click a part, or walk with the arrow keys and press Enter, to list its calls.")
        self._part.setText(words or hint)
        self._chart.setAccessibleDescription(words or hint)
        if words and self._chart.hasFocus() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._chart, words))

    @Slot(int, int)
    def _on_taken(self, stack: int, part: int) -> None:
        picture = self._picture
        if picture is not None:
            drawn = picture.stacks[stack]
            kind = drawn.parts[part].kind
            self.part_wanted.emit(narrowed(self._query, picture, drawn, kind))

    @Slot(object)
    def _on_kind_taken(self, kind: Kind) -> None:
        if self._picture is not None:
            self.part_wanted.emit(narrowed_to_kind(self._query, self._picture, kind))

    @Slot(object)
    def _on_counted(self, picture: Picture) -> None:
        self._picture, self._failure = picture, None
        self._refresh()

    @Slot(object)
    def _on_failed(self, explanation: Phrase) -> None:
        self._picture, self._failure = None, explanation
        self._refresh()

    @Slot()
    def _on_again(self) -> None:
        self.show_for(self._query)
