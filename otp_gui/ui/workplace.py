"""Makes the window work: answers below the form, dialogs behind the menus, services behind all."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QByteArray, QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from otp_gui.bootstrap import Front, Parts
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import phrase
from otp_gui.domain.preferences import Scheme
from otp_gui.domain.record import CheckRecord
from otp_gui.ui import privacy
from otp_gui.ui.answers import AnswersPanel
from otp_gui.ui.batch_desk import BatchDesk
from otp_gui.ui.dialogs.opener import DialogOpener
from otp_gui.ui.errands import Errands
from otp_gui.ui.form_filler import FormFiller
from otp_gui.ui.hand_over import HandOver
from otp_gui.ui.language import LanguageSwitch
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.menus import Menus
from otp_gui.ui.paste import Paste
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.tasks import Tasks, on_thread
from otp_gui.ui.theme import Theme
from otp_gui.ui.upkeep_desk import UpkeepDesk

_UNSAVED: Final = phrase("Your choice could not be saved: it holds until the tool is closed.")


class Workplace(QObject):
    """Furnishes ``window`` at once; :meth:`attach` brings the services, which take longer."""

    def __init__(
        self,
        window: MainWindow,
        *,
        front: Front,
        keeper: PreferencesKeeper,
        theme: Theme,
        language: LanguageSwitch,
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._front = front
        self._keeper = keeper
        self._theme = theme
        self._language = language
        self._tasks = tasks
        self._leaving = False
        self._parts: Parts | None = None
        self._errands: Errands | None = None
        self._dialogs = DialogOpener(theme, window, front, tasks)
        self.answers = AnswersPanel(theme)
        self.menus = Menus(window, keeper.current)
        self.filler = FormFiller(window, theme, lambda: tasks.is_acting)
        self.paste = Paste(window, theme, self.filler, tasks)
        self.hand_over = HandOver(self.answers.pane, theme, keeper, self._environment_name)
        self.upkeep = UpkeepDesk(
            window,
            menus=self.menus,
            answers=self.answers,
            theme=theme,
            tasks=tasks,
            keeper=keeper,
        )
        self.batch = BatchDesk(window, self.answers, theme, tasks)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._furnish()
        self.menus.add_columns(self.answers.history.columns_menu)
        self._connect()

    def attach(self, parts: Parts) -> Errands:
        """Bring the services: from now on everything works. Return who leads the actions."""
        errands = Errands(self._window, self.answers, parts, self._tasks, self._theme)
        errands.token_wanted.connect(self._on_token)
        errands.action.running_changed.connect(self.filler.clear)
        errands.action.running_changed.connect(self._on_running_changed)
        self._parts, self._errands = parts, errands
        self.upkeep.attach(parts)
        self.batch.attach(parts)
        if self.upkeep.deletions is not None:
            errands.action.running_changed.connect(self.upkeep.deletions.go_on)
        if self._keeper.current.columns is not None:
            self.answers.history.restore_columns(_read(self._keeper.current.columns))
        form = self._window.form
        form.token_status.attach(parts.tokens, self._tasks.spawn, lambda: form.environments)
        errands.check.token_warnings = form.token_status.warnings
        self.paste.attach(parts.tokens)
        self._window.form.set_sessions(parts.sandbox.sessions())
        self._window.form.set_ready()
        self.menus.set_ready()
        return errands

    @Slot(object)
    def edit_note(self, record: CheckRecord) -> None:
        """Let the user write the note of ``record``, if the history holds it.

        What is written is shown whole, so one that holds a number waits for the privacy view.
        """
        if privacy.words(record.note) != record.note:
            self._window.tell(
                phrase(
                    "The note of this call holds a phone number: leave the privacy view to edit it."
                ),
                anew=True,
            )
            return
        if self._parts is not None and record.id is not None:
            self._dialogs.note(self._parts, record, self.answers.show_note)

    def _furnish(self) -> None:
        environment = self._window.form.environments
        self.answers.set_environments(environment)
        if self._keeper.current.splitter is not None:
            self.answers.restore_split(_read(self._keeper.current.splitter))
        self._window.furnish(self.answers)
        self._window.close_guard = self._may_close

    def _connect(self) -> None:
        window, menus = self._window, self.menus
        window.environments_changed.connect(self.answers.set_environments)
        window.form.token_status.button.clicked.connect(self._on_token)
        window.form.token_status.refused.connect(window.tell)
        self.paste.token_stored.connect(self._on_token_changed)
        self.answers.reuse_requested.connect(self._on_reuse_requested)
        self.answers.note_requested.connect(self.edit_note)
        self.answers.pane.watch.set_interval(self._keeper.current.watch_interval)
        self.answers.pane.watch.interval_chosen.connect(self._on_interval_chosen)
        self.answers.history.say_relative_times(self._keeper.current.relative_times)
        self.answers.history.times_chosen.connect(self._on_times_chosen)
        self._tasks.bug_found.connect(self._on_bug_found)
        self.upkeep.choices_changed.connect(lambda: self._tasks.spawn(self._save_choices()))
        self.upkeep.form_cleared.connect(self.filler.clear)
        self.upkeep.told.connect(self.filler.say)
        self.upkeep.work.working_changed.connect(self._on_working_changed)
        self._escape.activated.connect(self._on_escape)
        menus.batch.triggered.connect(self.batch.open)
        self.batch.reuse_wanted.connect(self._on_row_wanted)
        self.batch.token_wanted.connect(self._on_token_of)
        menus.environments.triggered.connect(self._on_environments)
        menus.token.triggered.connect(self._on_token)
        menus.log_folder.triggered.connect(self._dialogs.log_folder)
        menus.quit.triggered.connect(window.close)
        menus.language_chosen.connect(self._on_language_chosen)
        menus.scheme_chosen.connect(self._on_scheme_chosen)
        menus.help.triggered.connect(self._dialogs.help)
        menus.about.triggered.connect(self._on_about)
        menus.replies.triggered.connect(self._on_replies)
        self.hand_over.templates_wanted.connect(self._on_replies)
        report = QShortcut(QKeySequence("Ctrl+Shift+C"), window)
        report.setAutoRepeat(False)
        report.activated.connect(self._on_report)
        submit = QShortcut(window)
        submit.setKeys([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        # A key that is held down asks once.
        submit.setAutoRepeat(False)
        submit.activated.connect(window.form.submit)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), window)
        find.activated.connect(self.answers.history.focus_search)

    def _may_close(self) -> bool:
        """Note how the window stands; refuse, and ask, while a call may have been sent."""
        check = self._errands.check if self._errands is not None else None
        if check is not None and check.may_have_been_sent and not self._leaving:
            check.ask_to_stop().accepted.connect(self._on_call_left)
            return False
        if self.upkeep.work.is_working and not self._leaving:
            self.upkeep.work.ask_to_stop().accepted.connect(self._on_leaving_confirmed)
            return False
        if self.batch.is_running and not self._leaving:
            self.batch.ask_to_stop().accepted.connect(self._on_leaving_confirmed)
            return False
        environment = self._window.form.environment
        self._keeper.change(
            geometry=_written(self._window.saveGeometry()),
            splitter=_written(self.answers.split()),
            columns=_written(self.answers.history.columns_state()),
            environment=environment.id if environment is not None else None,
        )
        return True

    async def _reload_environments(self) -> None:
        before = self._window.form.environment
        known, damage = await on_thread(self._front.environments.load)
        self._window.show_environments(known, damage, before.id if before is not None else None)

    async def _save_choices(self) -> None:
        refusal = await self._keeper.save()
        if refusal is not None:
            self._window.tell(_UNSAVED)
            # Of a damaged file it was told at the start, and is not again.
            self._window.tell(refusal)

    @Slot(object)
    def _on_reuse_requested(self, record: CheckRecord) -> None:
        if not self._tasks.is_acting:
            self._window.form.fill_as_sent(record.request_id, record.recipient, record.environment)

    @Slot(str, str, str)
    def _on_row_wanted(self, request_id: str, recipient: str, environment_id: str) -> None:
        if self._tasks.is_acting:
            self.batch.tell(phrase("A call runs in the main window: wait for its end first."))
            return
        self._window.form.fill_as_sent(request_id, recipient, environment_id)
        self._window.activateWindow()

    @Slot(object, object)
    def _on_token_of(self, environment: Environment, asking: QWidget) -> None:
        if self._parts is not None:
            self._dialogs.token(self._parts, environment, self._on_token_changed, asking)

    @Slot(str)
    def _on_bug_found(self, name: str) -> None:
        self._window.tell(
            phrase(
                "Something went wrong inside the tool ({name}); the log says where. If a check "
                "was running, its result is unknown: do not repeat it blindly.",
                name=name,
            )
        )

    @Slot(bool)
    def _on_running_changed(self, running: bool) -> None:  # noqa: FBT001 - a slot
        """Follow the action, which is not quite over when it says so."""
        self._escape.setEnabled(running or self.upkeep.work.is_working)

    @Slot(bool)
    def _on_working_changed(self, working: bool) -> None:  # noqa: FBT001 - a slot
        self._escape.setEnabled(working or self._tasks.is_acting)

    @Slot()
    def _on_escape(self) -> None:
        """Cancel the call that runs; work on the history only where none does."""
        if self._errands is not None and self._tasks.is_acting:
            self._errands.action.cancel()
        else:
            self.upkeep.work.cancel()

    @Slot()
    def _on_call_left(self) -> None:
        """Go on to the work on the history: to stop that is another question."""
        if self.upkeep.work.is_working:
            self.upkeep.work.ask_to_stop().accepted.connect(self._on_leaving_confirmed)
        else:
            self._on_leaving_confirmed()

    @Slot()
    def _on_leaving_confirmed(self) -> None:
        self._leaving = True
        self._window.close()

    @Slot()
    def _on_token(self) -> None:
        environment = self._window.form.environment
        if self._parts is not None and environment is not None:
            self._dialogs.token(self._parts, environment, self._on_token_changed)

    @Slot()
    def _on_token_changed(self) -> None:
        self._window.form.token_status.refresh()
        self.batch.refresh_token()

    @Slot()
    def _on_environments(self) -> None:
        if self._parts is not None:
            self._dialogs.environments(
                self._parts,
                self._window.form.environment,
                lambda: self._tasks.spawn(self._reload_environments()),
            )

    @Slot()
    def _on_report(self) -> None:
        if self.answers.pane.case is None:
            self.filler.say(phrase("There is no answer on view to report."))
        else:
            self.hand_over.copy_report()

    @Slot()
    def _on_replies(self) -> None:
        self._dialogs.replies(self._keeper.current.replies, self._on_replies_saved)

    def _on_replies_saved(self, replies: Mapping[str, Mapping[str, str]]) -> None:
        self._keeper.change(replies=replies)
        self._tasks.spawn(self._save_choices())

    def _environment_name(self, environment_id: str) -> str:
        known = {environment.id: environment.name for environment in self._window.form.environments}
        return known.get(environment_id, environment_id)

    @Slot()
    def _on_about(self) -> None:
        if self._parts is not None:
            self._dialogs.about(self._parts)

    @Slot(object)
    def _on_language_chosen(self, language: str | None) -> None:
        self._language.choose(language)
        self._keeper.change(language=language)
        self._tasks.spawn(self._save_choices())

    @Slot(int)
    def _on_interval_chosen(self, seconds: int) -> None:
        """Keep the choice until the window is closed, when all of them are written."""
        self._keeper.change(watch_interval=seconds)

    @Slot(bool)
    def _on_times_chosen(self, relative: bool) -> None:  # noqa: FBT001 - a slot
        self._keeper.change(relative_times=relative)

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
    return QByteArray.fromBase64(text.encode())
