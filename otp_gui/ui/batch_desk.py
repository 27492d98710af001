"""Opens the window of batch runs, which is loaded when it is first wanted."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from otp_gui.bootstrap import Parts
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.ui.answers import AnswersPanel
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

if TYPE_CHECKING:
    # Loaded with the window.
    from otp_gui.domain.batch import BatchRun
    from otp_gui.ui.batch_lead import BatchLead
    from otp_gui.ui.batch_lines import Line
    from otp_gui.ui.batch_window import BatchWindow
    from otp_gui.ui.dialogs.question import Question

_GOES_ON: Final = phrase("The batch run goes on: menu File, “Batch…” shows it.")
_PAUSED: Final = phrase("The batch run is paused: menu File, “Batch…” shows it and goes on.")
_OVER: Final = phrase("The batch run is over: menu File, “Batch…” shows what came of it.")
_KEPT: Final = "batch"


class BatchDesk(QObject):
    """At most one batch window beside ``window``.

    ``reuse_wanted`` carries request ID, recipient and environment ID of a row for the form;
    ``token_wanted`` an ``Environment`` and the window that asks for its token.
    """

    reuse_wanted = Signal(str, str, str)
    token_wanted = Signal(object, object)

    def __init__(
        self, window: MainWindow, answers: AnswersPanel, theme: Theme, tasks: Tasks
    ) -> None:
        super().__init__(window)
        self._window = window
        self._answers = answers
        self._theme = theme
        self._tasks = tasks
        self._parts: Parts | None = None
        self.batch_window: BatchWindow | None = None
        """There once it was opened."""
        self.lead: BatchLead | None = None
        window.closed.connect(self._on_closed)

    def attach(self, parts: Parts) -> None:
        """Allow it: the services are there. Tell of a run that was interrupted."""
        self._parts = parts
        self._tasks.spawn(self._tell_interrupted(parts))

    @property
    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self.lead is not None and self.lead.course.is_running

    @Slot()
    def open(self) -> None:
        """Show the window of batch runs."""
        if self._parts is None:
            return
        if self.batch_window is None:
            self._make(self._parts)
        window = self.batch_window
        if window is not None:
            window.show()
            window.raise_()
            window.activateWindow()
            self._window.retract(_KEPT)

    @Slot()
    def refresh_token(self) -> None:
        """Look again which token the chosen environment is called with."""
        if self.batch_window is not None and self.lead is not None:
            self.batch_window.plan.token_status.refresh()
            self.lead.forget_refusal()

    def tell(self, what: Phrase) -> None:
        """Show a notice in the batch window, if there is one."""
        if self.batch_window is not None:
            self.batch_window.tell(what)

    def ask_to_stop(self) -> "Question":
        """Ask whether to close although a run goes on; the question is open already."""
        from otp_gui.ui.dialogs.question import Question, Wording  # noqa: PLC0415 - when wanted

        wording = Wording(
            phrase("Stop and close?"),
            phrase(
                "A batch run goes on. If you close now, calls in flight are finished and recorded;"
                " the rest is not called and can be resumed later."
            ),
            reject=phrase("Do not close"),
            accept=phrase("Stop and close"),
        )
        question = Question(self._theme, self._window, wording)
        question.open()
        return question

    def _make(self, parts: Parts) -> None:
        from otp_gui.ui.batch_lead import BatchLead  # noqa: PLC0415 - when wanted
        from otp_gui.ui.batch_window import BatchWindow  # noqa: PLC0415 - as above

        window = BatchWindow(self._theme)
        lead = BatchLead(window, self._theme, parts.batch, self._tasks)
        self.batch_window, self.lead = window, lead
        form = self._window.form
        chosen = form.environment
        window.plan.set_environments(form.environments, None if chosen is None else chosen.id)
        plan = window.plan
        plan.token_status.attach(parts.tokens, self._tasks.spawn, lambda: plan.environments)
        self._window.environments_changed.connect(
            lambda known: window.plan.set_environments(known, None)
        )
        lead.line_entered.connect(self._on_line_entered)
        lead.token_wanted.connect(lambda of: self.token_wanted.emit(of, window))
        lead.over.connect(self._on_over)
        window.hidden.connect(self._on_hidden)
        window.rows.history_wanted.connect(self._on_history_wanted)
        self._answers.file_changed.connect(lead.look)
        self._window.destroyed.connect(window.deleteLater)
        lead.begin()

    async def _tell_interrupted(self, parts: Parts) -> None:
        from otp_gui.domain.errors import StoreError  # noqa: PLC0415 - after the window is there
        from otp_gui.services.left_off import left_off  # noqa: PLC0415 - as above

        try:
            run = await left_off(parts.batch.service)
        except StoreError:
            # Whoever needs the history is told by it.
            return
        if run is not None:
            known = {each.id: each.name for each in self._window.form.environments}
            name = known.get(run.environment, run.environment)
            self._window.tell(_interrupted(run, name), about=_KEPT)

    @Slot()
    def _on_hidden(self) -> None:
        if self.lead is not None and self.is_running:
            told = _PAUSED if self.lead.course.is_paused else _GOES_ON
            self._window.tell(told, anew=True, about=_KEPT)

    @Slot()
    def _on_over(self) -> None:
        if self.batch_window is not None and not self.batch_window.isVisible():
            self._window.tell(_OVER, anew=True, about=_KEPT)

    @Slot(object, str)
    def _on_line_entered(self, line: "Line", environment_id: str) -> None:
        self.reuse_wanted.emit(line.request_id, line.recipient, environment_id)

    @Slot(str)
    def _on_history_wanted(self, request_id: str) -> None:
        from otp_gui.domain.history_query import HistoryQuery  # noqa: PLC0415 - loaded by now

        self._answers.history.narrow(HistoryQuery(text=request_id))
        self._window.activateWindow()

    @Slot()
    def _on_closed(self) -> None:
        """Go from view; a run that is being ended still speaks to its window."""
        if self.batch_window is not None:
            self.batch_window.hide()


def _interrupted(run: "BatchRun", environment: str) -> Phrase:
    if run.called >= run.count:
        return phrase(
            "A batch run on {environment} was interrupted before all of its rows had their answer."
            " Menu File, “Batch…” (Ctrl+B) shows which are unknown, and looks at them.",
            environment=environment,
        )
    return phrase(
        "A batch run on {environment} was interrupted at {called} of {count} rows. Menu File,"
        " “Batch…” (Ctrl+B) shows which were called, and can resume the rest.",
        environment=environment,
        called=run.called,
        count=run.count,
    )
