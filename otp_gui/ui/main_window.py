"""The window itself: what there is to see with the first frame, and room for the rest.

What is imported here is paid for before that frame; so neither the loop nor any service is. The
lower half comes right after it, with ``workplace.py``.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEvent, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase
from otp_gui.domain.preferences import Preferences
from otp_gui.i18n import tr
from otp_gui.ui.request_form import RequestForm
from otp_gui.ui.strip import EnvironmentStrip
from otp_gui.ui.theme import Theme

if TYPE_CHECKING:
    from otp_gui.ui.notice_bar import NoticeBar

_TITLE: Final = "OTP GUI"
_SIZE: Final = (1100, 720)
_LEAST: Final = (800, 560)


class MainWindow(QMainWindow):
    """The menus' titles, the strip and the form; :meth:`furnish` puts the answers below them.

    ``is_painted`` since the first frame. ``closed`` follows the user's decision to end, which
    ``close_guard`` may refuse, as while a call is in flight. ``environments_changed`` carries the
    list whenever it is shown anew, ``text_dropped`` what was dropped anywhere on the window.
    """

    closed = Signal()
    environments_changed = Signal(object)
    text_dropped = Signal(str)
    language_changed = Signal()

    def __init__(self, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.close_guard: Callable[[], bool] = lambda: True
        self.is_painted = False
        self.file_menu = self.menuBar().addMenu("")
        self.view_menu = self.menuBar().addMenu("")
        self.history_menu = self.menuBar().addMenu("")
        self.help_menu = self.menuBar().addMenu("")
        self.strip = EnvironmentStrip(theme)
        self._theme = theme
        self.notices: NoticeBar | None = None
        """There once there is a notice."""
        self.form = RequestForm(theme)
        middle = QWidget()
        self._column = QVBoxLayout(middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self.strip, self.form):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setCentralWidget(middle)
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        if preferences.geometry is not None:
            self.restoreGeometry(QByteArray.fromBase64(preferences.geometry.encode()))
        self.form.environment_changed.connect(self._on_environment_changed)
        self.form.token_status.warnings_changed.connect(self.strip.warn_of_token)
        # Not the first control, the environment: a single letter there would switch to production.
        self.form.request_id_edit.setFocus()
        self._retranslate()

    def furnish(self, answers: QWidget) -> None:
        """Put ``answers`` into the room below the form."""
        self._column.takeAt(self._column.count() - 1)
        self._column.addWidget(answers, 1)

    def put_below(self, strip: QWidget) -> None:
        """Put ``strip`` under everything else."""
        self._column.addWidget(strip)

    def show_environments(
        self, environments: Sequence[Environment], damage: Phrase | None, chosen: str | None
    ) -> None:
        """Offer ``environments`` with ``chosen``, an ID; tell what is wrong with their file."""
        if damage is not None:
            self.tell(damage)
        self.form.set_environments(environments, chosen)
        self.environments_changed.emit(environments)

    @Slot(object)
    def tell(self, what: Phrase, *, anew: bool = False, about: str = "") -> None:
        """Show a notice under the strip until it is dismissed; ``anew`` even after that.

        It replaces the one ``about`` the same, a word.
        """
        if self.notices is None:
            # Most starts have nothing to tell, and none of them has to load this.
            from otp_gui.ui.notice_bar import NoticeBar  # noqa: PLC0415

            self.notices = NoticeBar(self._theme)
            self._column.insertWidget(1, self.notices)
        self.notices.tell(what, anew=anew, about=about)

    def retract(self, about: str) -> None:
        """Take the notice ``about`` something away."""
        if self.notices is not None:
            self.notices.retract(about)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """End, unless the guard refuses."""
        if not self.close_guard():
            event.ignore()
            return
        event.accept()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint, and note that there is something to see."""
        super().paintEvent(event)
        self.is_painted = True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take text, but no files: nobody looks at what is in them."""
        data = event.mimeData()
        if data.hasText() and not any(url.isLocalFile() for url in data.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Pass the text on."""
        event.acceptProposedAction()
        self.text_dropped.emit(event.mimeData().text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language; the parts hear of it themselves."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
            self.language_changed.emit()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.file_menu.setTitle(tr("&File"))
        self.view_menu.setTitle(tr("&View"))
        self.history_menu.setTitle(tr("H&istory"))
        self.help_menu.setTitle(tr("&Help"))

    @Slot(object)
    def _on_environment_changed(self, environment: Environment) -> None:
        self.setWindowTitle(f"{_TITLE} – {visible(environment.name)[0]}")
        self.strip.set_environment(environment)
        self.form.token_status.show_for(environment)
