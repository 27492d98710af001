"""Brings the menu History to whoever does it; that is loaded when it is first wanted."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from otp_gui.bootstrap import Parts
from otp_gui.domain.forgetting import speaks_of
from otp_gui.domain.history_query import HistoryQuery
from otp_gui.ui.answers import AnswersPanel
from otp_gui.ui.deletions import Deletions
from otp_gui.ui.long_work import LongWork
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.menus import Menus
from otp_gui.ui.preferences_keeper import PreferencesKeeper
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme

if TYPE_CHECKING:
    # Loaded with the first errand.
    from otp_gui.ui.upkeep_errands import UpkeepErrands

    _Errand = Callable[[UpkeepErrands], None]


class UpkeepDesk(QObject):
    """What is done with the history as a whole, and what the window's other parts show after it.

    ``choices_changed`` when preferences are to be saved, ``form_cleared`` after the form's number
    was forgotten. ``told`` carries the ``Phrase`` that says why something is on view no more.
    """

    choices_changed = Signal()
    form_cleared = Signal()
    told = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        *,
        menus: Menus,
        answers: AnswersPanel,
        theme: Theme,
        tasks: Tasks,
        keeper: PreferencesKeeper,
    ) -> None:
        super().__init__(window)
        self.work = LongWork(tasks, window, theme)
        self._window = window
        self._answers = answers
        self._theme = theme
        self._tasks = tasks
        self._keeper = keeper
        self._parts: Parts | None = None
        self.deletions: Deletions | None = None
        """There once attached."""
        self._errands: UpkeepErrands | None = None
        self._button = answers.history.export_button
        self.work.busy_changed.connect(menus.set_history_busy)
        self.work.busy_changed.connect(self._button.setDisabled)
        for action, errand in self._errands_by(menus):
            action.triggered.connect(partial(self._run, errand))
        answers.history.export_requested.connect(menus.export.trigger)

    def attach(self, parts: Parts) -> None:
        """Allow everything: the services are there."""
        self._parts = parts
        self._button.setEnabled(True)
        self.deletions = Deletions(
            self._answers,
            self._window.form,
            parts.history,
            tasks=self._tasks,
            work=self.work,
        )
        self.deletions.form_cleared.connect(self.form_cleared)
        self.deletions.told.connect(self.told)

    @property
    def errands(self) -> "UpkeepErrands":
        """Who leads the errands; once attached."""
        if self._errands is None:
            self._errands = self._made()
        return self._errands

    def tidy(self) -> None:
        """Delete behind the scenes what is older than calls are kept, or tell that it will go."""
        self._tasks.spawn(self._tidy())

    def _made(self) -> "UpkeepErrands":
        from otp_gui.ui.upkeep_errands import UpkeepErrands  # noqa: PLC0415 - when wanted
        from otp_gui.ui.upkeep_words import RETENTION  # noqa: PLC0415 - as above

        if self._parts is None:
            raise RuntimeError("the menu is disabled until the services are there")
        errands = UpkeepErrands(
            self._theme,
            self._window,
            parts=self._parts,
            work=self.work,
            tasks=self._tasks,
            keeper=self._keeper,
        )
        errands.choices_changed.connect(self.choices_changed)
        errands.retention_chosen.connect(lambda: self._window.retract(RETENTION))
        errands.changed.connect(self._on_changed)
        errands.restored.connect(self._answers.forget)
        errands.forgot.connect(self._on_forgot)
        return errands

    def _errands_by(self, menus: Menus) -> Sequence[tuple[QAction, "_Errand"]]:
        return (
            (menus.export, lambda errands: errands.export(*self._shown)),
            (menus.import_, lambda errands: errands.import_()),
            (menus.retention, lambda errands: errands.retention()),
            (menus.forget, lambda errands: errands.forget()),
            (menus.back_up, lambda errands: errands.back_up()),
            (menus.restore, lambda errands: errands.restore()),
        )

    def _run(self, errand: "_Errand", *_checked: bool) -> None:
        errand(self.errands)

    @property
    def _shown(self) -> tuple[HistoryQuery, Sequence[str]]:
        """What the view of the history asks for, and the uids of the rows that are selected."""
        view = self._answers.history
        return view.query, [record.uid for record in view.selected_records]

    async def _tidy(self) -> None:
        from otp_gui.ui.spring_clean import tidy  # noqa: PLC0415 - after the window is there

        if self._parts is None:
            return
        retention = self._parts.archive.retention
        if await tidy(retention, self._keeper, self.work, self._window):
            self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        if self.deletions is not None:
            self.deletions.look()
        self._answers.reload()

    @Slot(str)
    def _on_forgot(self, number: str) -> None:
        """Have the number on view nowhere; what runs just now keeps what it is about."""
        form = self._window.form
        typed = (form.request_id_edit.text(), form.recipient_edit.text())
        if not self._tasks.is_acting and any(speaks_of(text, number) for text in typed):
            form.fill("", "")
            self.form_cleared.emit()
        self._answers.forget(number)
