"""The window: puts the parts together, and hands what one says to the others."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from otp_gui.bootstrap import Front, Parts
from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.record import CheckRecord
from otp_gui.domain.request import CheckRequest
from otp_gui.ui.check_controller import CheckController, earlier_records
from otp_gui.ui.dialogs.opener import DialogOpener
from otp_gui.ui.history_model import HistoryModel
from otp_gui.ui.history_view import HistoryView
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.menus import Menus
from otp_gui.ui.notice_bar import NoticeBar
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.request_form import RequestForm
from otp_gui.ui.result_pane import ResultPane
from otp_gui.ui.strip import EnvironmentStrip
from otp_gui.ui.tasks import Tasks, on_thread
from otp_gui.ui.theme import GRID, SPACE, SPACE_WIDE, Theme

_TITLE: Final = "OTP GUI"
_SIZE: Final = (1100, 720)
_LEAST: Final = (800, 560)
_SPLIT: Final = (460, 608)


class MainWindow(QMainWindow):
    """One window of the tool: there at once, and useful when it has the services (:meth:`attach`).

    ``painted`` follows the first frame. ``closed`` follows the user's decision to end; what is
    still in flight then, the user knows of.
    """

    painted = Signal()
    closed = Signal()

    def __init__(
        self,
        front: Front,
        keeper: PreferencesKeeper,
        theme: Theme,
        language: LanguageSwitch,
        tasks: Tasks,
    ) -> None:
        super().__init__()
        self._front = front
        self._keeper = keeper
        self._theme = theme
        self._language = language
        self._tasks = tasks
        self._parts: Parts | None = None
        self._environments: Sequence[Environment] = ()
        self._model: HistoryModel | None = None
        self._selected: CheckRecord | None = None
        """What the pane shows or is about to."""
        self._was_painted = False
        self._leaving = False
        self._controller: CheckController | None = None
        self.menus = Menus(self.menuBar(), keeper.current)
        self.strip = EnvironmentStrip(theme)
        self.notices = NoticeBar(theme)
        self.form = RequestForm(theme)
        self.pane = ResultPane(theme, environment_name=self._environment_name)
        self.history = HistoryView(theme)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._dialogs = DialogOpener(theme, self, front, tasks)
        self._arrange()
        self._connect()
        self._restore()
        self._show_environments(*front.environments.load(), keeper.current.environment)

    def attach(self, parts: Parts) -> CheckController:
        """Bring the services: from now on everything works. Return who leads the checks."""
        self._parts = parts
        controller = CheckController(self._tasks, parts.check, parts.history, self._theme, self)
        self._controller = controller
        controller.running_changed.connect(self._on_running_changed)
        controller.call_started.connect(self.pane.show_running)
        controller.phase_entered.connect(self.pane.set_phase)
        controller.check_finished.connect(self._on_check_finished)
        controller.check_dropped.connect(self.pane.show_empty)
        self.pane.cancel_requested.connect(controller.cancel)
        self._escape.activated.connect(controller.cancel)
        self.form.token_status.attach(parts.tokens, self._tasks)
        self.form.set_sessions(parts.sandbox.sessions())
        self.form.set_ready()
        self.menus.set_ready()
        self._model = HistoryModel(self._theme, parts.history, self._tasks.spawn, self)
        self.history.attach(self._model)
        if self._keeper.current.columns is not None:
            self.history.restore_columns(_read(self._keeper.current.columns))
        return controller

    def tell(self, what: Phrase) -> None:
        """Show a notice until it is dismissed."""
        self.notices.tell(what)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """End; asks first while a call is in flight that may have reached the server."""
        controller = self._controller
        if controller is not None and controller.may_have_been_sent and not self._leaving:
            event.ignore()
            controller.ask_to_stop().accepted.connect(self._on_leaving_confirmed)
            return
        self._note_state()
        event.accept()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint, and tell once that there is something to see."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language; the parts hear of it themselves."""
        if event.type() is QEvent.Type.LanguageChange:
            self.menus.retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self.history)
        self._splitter.setSizes(_SPLIT)
        self._splitter.setHandleWidth(3 * GRID)
        self._splitter.setChildrenCollapsible(False)
        lower = QVBoxLayout()
        lower.setContentsMargins(SPACE_WIDE, SPACE, SPACE_WIDE, 3 * GRID)
        lower.addWidget(self._splitter)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.strip, self.notices, self.form):
            layout.addWidget(part)
        layout.addLayout(lower, 1)
        self.setCentralWidget(middle)
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)

    def _connect(self) -> None:
        self.form.complete_requested.connect(self._on_complete_requested)
        self.form.environment_changed.connect(self._on_environment_changed)
        self.form.token_status.button.clicked.connect(self._on_token)
        self.form.token_status.refused.connect(self.tell)
        self.history.record_selected.connect(self._on_record_selected)
        self.history.reuse_requested.connect(self._on_reuse_requested)
        self._tasks.bug_found.connect(self._on_bug_found)
        self.menus.environments.triggered.connect(self._on_environments)
        self.menus.token.triggered.connect(self._on_token)
        self.menus.log_folder.triggered.connect(self._dialogs.log_folder)
        self.menus.quit.triggered.connect(self.close)
        self.menus.language_chosen.connect(self._on_language_chosen)
        self.menus.scheme_chosen.connect(self._on_scheme_chosen)
        self.menus.help.triggered.connect(self._dialogs.help)
        self.menus.about.triggered.connect(self._on_about)
        submit = QShortcut(self)
        submit.setKeys([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        # A key that is held down asks once.
        submit.setAutoRepeat(False)
        submit.activated.connect(self.form.submit)
        QShortcut(QKeySequence.StandardKey.Find, self, self.history.focus_search)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setEnabled(False)

    def _restore(self) -> None:
        chosen = self._keeper.current
        if chosen.geometry is not None:
            self.restoreGeometry(_read(chosen.geometry))
        if chosen.splitter is not None:
            self._splitter.restoreState(_read(chosen.splitter))

    def _note_state(self) -> None:
        environment = self.form.environment
        self._keeper.change(
            geometry=_written(self.saveGeometry()),
            splitter=_written(self._splitter.saveState()),
            columns=_written(self.history.columns_state()),
            environment=environment.id if environment is not None else None,
        )

    def _environment_name(self, environment_id: str) -> str:
        names = {environment.id: environment.name for environment in self._environments}
        return names.get(environment_id, environment_id)

    def _show_environments(
        self, environments: Sequence[Environment], damage: Phrase | None, chosen: str | None
    ) -> None:
        self._environments = environments
        if damage is not None:
            self.tell(damage)
        self.history.set_environments(environments)
        self.form.set_environments(environments, chosen)

    async def _reload_environments(self) -> None:
        before = self.form.environment
        known, damage = await on_thread(self._front.environments.load)
        self._show_environments(known, damage, before.id if before is not None else None)

    async def _save_choices(self) -> None:
        refusal = await self._keeper.save()
        if refusal is not None:
            self.tell(refusal)

    async def _show_again(self, parts: Parts, record: CheckRecord) -> None:
        earlier = await earlier_records(parts.history, record)
        if record is self._selected and not self._tasks.is_acting:
            self.pane.show_record(record, earlier)

    @Slot(object)
    def _on_complete_requested(self, request: CheckRequest) -> None:
        environment = self.form.environment
        if self._controller is not None and environment is not None:
            self._controller.complete(request, environment)

    @Slot(bool)
    def _on_running_changed(self, running: bool) -> None:  # noqa: FBT001 - a slot
        self.form.set_busy(running)
        self._escape.setEnabled(running)

    @Slot(object, object, object)
    def _on_check_finished(
        self, record: CheckRecord, earlier: Sequence[CheckRecord], unsaved_reason: Phrase | None
    ) -> None:
        self._selected = record
        self.pane.show_record(record, earlier, unsaved_reason)
        if self._model is not None and record.id is not None:
            self._model.prepend(record)
        self.history.show_current(record)

    @Slot(object)
    def _on_environment_changed(self, environment: Environment) -> None:
        self.setWindowTitle(f"{_TITLE} – {visible(environment.name)[0]}")
        self.strip.set_environment(environment)
        self.form.token_status.show_for(environment)

    @Slot(object)
    def _on_record_selected(self, record: CheckRecord) -> None:
        self._selected = record
        if self._parts is not None:
            self._tasks.spawn(self._show_again(self._parts, record))

    @Slot(object)
    def _on_reuse_requested(self, record: CheckRecord) -> None:
        if not self._tasks.is_acting:
            self.form.fill(record.request_id, record.recipient, record.environment)

    @Slot(str)
    def _on_bug_found(self, name: str) -> None:
        self.tell(
            phrase(
                "Something went wrong inside the tool ({name}); the log says where. If a check "
                "was running, its result is unknown: do not repeat it blindly.",
                name=name,
            )
        )

    @Slot()
    def _on_leaving_confirmed(self) -> None:
        self._leaving = True
        self.close()

    @Slot()
    def _on_token(self) -> None:
        environment = self.form.environment
        if self._parts is not None and environment is not None:
            self._dialogs.token(self._parts, environment, self.form.token_status.refresh)

    @Slot()
    def _on_environments(self) -> None:
        if self._parts is not None:
            self._dialogs.environments(
                self._parts,
                self.form.environment,
                lambda: self._tasks.spawn(self._reload_environments()),
            )

    @Slot()
    def _on_about(self) -> None:
        if self._parts is not None:
            self._dialogs.about(self._parts)

    @Slot(object)
    def _on_language_chosen(self, language: str | None) -> None:
        self._language.choose(language)
        self._keeper.change(language=language)
        self._tasks.spawn(self._save_choices())

    @Slot(object)
    def _on_scheme_chosen(self, scheme: Scheme) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._theme.apply(app, scheme)
        self._keeper.change(scheme=scheme)
        self._tasks.spawn(self._save_choices())


def _written(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _read(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("utf-8"))
