"""Puts the day's picture in the place of the history's rows, and them back in its place."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from otp_gui.domain.history_query import HistoryQuery
from otp_gui.domain.ports import History
from otp_gui.i18n import tr
from otp_gui.ui.naming import named
from otp_gui.ui.theme import Theme

if TYPE_CHECKING:
    from otp_gui.ui.history_picture import HistoryPicture

Spawn = Callable[[Coroutine[Any, Any, None]], object]


class PictureSwitch(QObject):
    """Owns the button; the picture is loaded with its first press, as a second page of ``place``.

    ``rows`` is what the tab key stops at before it. ``query`` tells what the history is asked for.
    ``query_wanted`` carries what it is to be asked for instead: the calls of a part that was taken
    and, back in the picture, what that was drawn for. ``list_shown`` tells that rows are on view
    again.
    """

    query_wanted = Signal(object)
    list_shown = Signal()

    def __init__(
        self,
        theme: Theme,
        place: QStackedLayout,
        rows: QWidget,
        query: Callable[[], HistoryQuery],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._place = place
        self._rows = rows
        self._query = query
        self._source: tuple[History, Spawn] | None = None
        self._picture: HistoryPicture | None = None
        self._drawn_for = HistoryQuery()
        self._taken: HistoryQuery | None = None
        """What the rows were asked for by the part that was taken last."""
        self.button = named(QPushButton(), "historyPictureButton")
        self.button.setCheckable(True)
        self.button.setEnabled(False)
        self.button.toggled.connect(self._on_toggled)
        theme.changed.connect(self._dress)
        self._dress()

    def attach(self, history: History, spawn: Spawn) -> None:
        """Draw what ``history`` holds."""
        self._source = history, spawn
        self.button.setEnabled(True)

    @property
    def is_on(self) -> bool:
        """Whether the picture is on view."""
        return self.button.isChecked()

    def take_focus(self) -> None:
        """Let the keyboard walk through the picture."""
        if self._picture is not None:
            self._picture.take_focus()

    @Slot()
    def follow(self) -> None:
        """Draw what the history is asked for now, if the picture is on view."""
        if self.is_on and self._picture is not None:
            self._picture.show_for(self._query())

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self.button.setAccessibleName(tr("Picture"))
        self.button.setToolTip(tr("Draw how many calls came to which end, hour by hour"))

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - a slot
        if on:
            picture = self._made()
            self._place.setCurrentWidget(picture)
            if self._taken is not None and self._query() == self._taken:
                # Back from the calls of a part: to the picture that it is a part of.
                self.query_wanted.emit(self._drawn_for)
            self._taken = None
            self.follow()
            picture.take_focus()
        elif self._picture is not None:
            self._picture.stop()
            self._place.setCurrentIndex(0)
            self.list_shown.emit()

    @Slot(object)
    def _on_part_wanted(self, query: HistoryQuery) -> None:
        self._drawn_for = self._query()
        self.button.setChecked(False)
        self.query_wanted.emit(query)
        self._taken = self._query()

    def _made(self) -> "HistoryPicture":
        if self._picture is None:
            # With the first wish for it, not with the window.
            from otp_gui.ui.history_picture import HistoryPicture  # noqa: PLC0415
            from otp_gui.ui.picture_loader import PictureLoader  # noqa: PLC0415

            if self._source is None:
                raise RuntimeError("a picture of no history")
            self._picture = HistoryPicture(self._theme, PictureLoader(*self._source))
            self._picture.part_wanted.connect(self._on_part_wanted)
            self._picture.left.connect(self._on_left)
            self._place.addWidget(self._picture)
            before = self._rows
            for stop in self._picture.stops:
                QWidget.setTabOrder(before, stop)
                before = stop
            self._picture.order_legend()
        return self._picture

    @Slot()
    def _on_left(self) -> None:
        self.button.setChecked(False)

    @Slot()
    def _dress(self) -> None:
        self.button.setIcon(self._theme.icon("chart-column-stacked"))
