"""The window of batch runs: a list, what is to be done with it, its run and its results."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase
from otp_gui.i18n import tr
from otp_gui.ui.batch_bars import BatchBars
from otp_gui.ui.batch_model import BatchModel
from otp_gui.ui.batch_plan import BatchPlanBar
from otp_gui.ui.batch_run import BatchRunBar
from otp_gui.ui.batch_source import BatchSource
from otp_gui.ui.batch_table import BatchTable
from otp_gui.ui.empty_state import EmptyState
from otp_gui.ui.naming import named
from otp_gui.ui.notice_bar import NoticeBar
from otp_gui.ui.strip import EnvironmentStrip
from otp_gui.ui.theme import SPACE, SPACE_WIDE, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData

_SIZE: Final = (1100, 720)
_LEAST: Final = (800, 560)
_ROOM_FOR_BARS: Final = 1040
"""Beside bars the table is as wide then as it is without them in the narrowest window."""


class BatchWindow(QWidget):
    """Stands beside the main window, which stays usable; closing it while a run goes on hides it.

    ``file_dropped`` carries the path of a file, ``text_dropped`` rows; ``hidden`` that it is gone
    from view.
    """

    file_dropped = Signal(str)
    text_dropped = Signal(str)
    hidden = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Window)
        named(self, "batchWindow")
        self._theme = theme
        self.is_busy: Callable[[], bool] = lambda: False
        self._run_environment: str | None = None
        """The ID of that of the run on view; without one the chosen one counts."""
        self._called: Environment | None = None
        self.strip = EnvironmentStrip(theme)
        self.notices = NoticeBar(theme)
        self.source = BatchSource(theme)
        self.model = BatchModel(theme, self)
        self.rows = BatchTable(theme, self.model)
        self.bars = BatchBars(theme)
        self.plan = BatchPlanBar(theme)
        self.run = BatchRunBar(theme)
        self.empty = EmptyState(theme)
        self._stack = QStackedLayout()
        self._arrange()
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self.cancel_key = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self.paste_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self.source.open_button.click)
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.rows.search.setFocus)
        self.plan.environment_changed.connect(self._show_environment)
        self.retranslate()
        self.show_list(there=False)

    def show_list(self, *, there: bool) -> None:
        """Show the rows and what is to be done with them; or how to get some."""
        self._run_environment = self._called = None
        self._show_environment()
        self._stack.setCurrentIndex(1 if there else 0)
        self.plan.setVisible(there)
        self.run.hide()
        self.bars.hide()

    def show_run(self, environment_id: str, called: Environment | None = None) -> None:
        """Show a run beside its rows, under the strip of its own environment.

        ``called`` is that of a run that goes on: what is changed in it meanwhile is of no effect.
        """
        self._run_environment, self._called = environment_id, called
        self._show_environment()
        self._stack.setCurrentIndex(1)
        self.plan.hide()
        self.run.show()
        self._fit_bars()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the room to the table where there is little: the counts are told below it then."""
        super().resizeEvent(event)
        self._fit_bars()

    def _fit_bars(self) -> None:
        has_room = self.width() >= _ROOM_FOR_BARS
        self.bars.setVisible(not self.run.isHidden() and has_room)
        self.run.counts.setVisible(not has_room)

    def tell(self, what: Phrase, *, about: str = "") -> None:
        """Show a notice; of those ``about`` the same, a word, only the last one stands there."""
        self.notices.tell(what, anew=True, about=about)

    def retract(self, about: str) -> None:
        """Take away what was told ``about`` something: it is old news."""
        self.notices.retract(about)

    def retranslate(self) -> None:
        """Say every text again in the current language."""
        self._show_environment()
        self.empty.say(
            "list-checks",
            tr("Check many logins at once"),
            tr(
                "Open a list (CSV, TSV, JSON Lines, XLSX), drop it here, or paste rows with a"
                " request ID and a phone number. Columns and encoding are found by themselves."
            ),
            tr("Open a list…"),
        )
        self.source.retranslate()
        self.plan.retranslate()
        self.run.retranslate()
        self.bars.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Hide: what is here is there again when it is opened the next time."""
        event.accept()
        self.hidden.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take one file, or text."""
        data = event.mimeData()
        # Several files are no list, nor are their addresses.
        if not self.is_busy() and (len(_files(data)) == 1 or (data.hasText() and not _files(data))):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Pass it on."""
        event.acceptProposedAction()
        files = _files(event.mimeData())
        if files:
            self.file_dropped.emit(files[0])
        else:
            self.text_dropped.emit(event.mimeData().text())

    def _arrange(self) -> None:
        empty = QWidget()
        within = QVBoxLayout(empty)
        within.addWidget(self.empty)
        list_ = QWidget()
        beside = QHBoxLayout(list_)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(SPACE)
        beside.addWidget(self.rows, 1)
        beside.addWidget(self.bars)
        self._stack.addWidget(empty)
        self._stack.addWidget(list_)
        inner = QVBoxLayout()
        inner.setContentsMargins(SPACE_WIDE, SPACE_WIDE, SPACE_WIDE, SPACE_WIDE)
        inner.setSpacing(SPACE)
        inner.addWidget(self.source)
        inner.addLayout(self._stack, 1)
        inner.addWidget(self.run)
        inner.addWidget(self.plan)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.notices)
        column.addLayout(inner, 1)

    @Slot()
    def _show_environment(self) -> None:
        """Say where calls of what is on view go."""
        id_, environment = self._run_environment, self.plan.environment
        if id_ is not None:
            known = (each for each in self.plan.environments if each.id == id_)
            environment = self._called or next(known, None)
        self.strip.set_environment(environment)
        name = id_ if environment is None else environment.name
        self.setWindowTitle(tr("Batch") if name is None else f"{tr('Batch')} – {name}")


def _files(data: "QMimeData") -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
