"""What the form and the answers ask for, brought to whoever does it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from otp_gui.bootstrap import Parts
from otp_gui.domain.catalogue.model import FollowUp
from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import phrase
from otp_gui.domain.request import CheckRequest
from otp_gui.domain.watching import Ending, ended
from otp_gui.i18n import render, tr
from otp_gui.services.watch import Watched
from otp_gui.ui.answers import AnswersPanel
from otp_gui.ui.check_controller import CheckController
from otp_gui.ui.inspect_controller import InspectController
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.notifier import Notifier
from otp_gui.ui.one_action import OneAction
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme
from otp_gui.ui.watch_controller import WatchController

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_SWITCH = "switchButton"


class Errands(QObject):
    """Leads every action of ``window``: the form says about which login, the controllers do it.

    ``token_wanted`` asks for the token of the chosen environment.
    """

    token_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        answers: AnswersPanel,
        parts: Parts,
        tasks: Tasks,
        theme: Theme,
    ) -> None:
        super().__init__(window)
        self._searched: tuple[CheckRequest, Environment] | None = None
        """What the last search was about, and where it began."""
        self._pressed: QWidget | None = None
        """What had the keyboard in the pane as a follow-up was chosen there."""
        self._window = window
        self._form = window.form
        self._answers = answers
        self.action = OneAction(tasks, self)
        self.check = CheckController(self.action, parts.check, parts.recall, theme, window)
        self.inspect = InspectController(self.action, parts.inspect, self)
        self.watch = WatchController(self.action, parts.watch, self)
        self.check.after_resend = self.inspect.follow_resend
        self._notifier = Notifier(window)
        answers.attach(self.action, parts.recall, parts.history, tasks.spawn)
        self._connect()

    def _connect(self) -> None:
        form, answers, pane = self._form, self._answers, self._answers.pane
        self.action.running_changed.connect(form.set_busy)
        self.action.running_changed.connect(self._on_running_changed)
        form.complete_requested.connect(self._on_complete)
        form.inspect_requested.connect(self._on_inspect)
        form.watch_requested.connect(self._on_watch)
        form.edited.connect(self._on_edited)
        self._on_edited()
        pane.follow_up_requested.connect(self._on_follow_up)
        pane.finding_taken.connect(self._on_finding_taken)
        self.check.check_finished.connect(answers.show_checked)
        self.inspect.recorded.connect(answers.add)
        self.inspect.inspected.connect(answers.show_inspected)
        self.inspect.looked_elsewhere.connect(answers.show_sightings)
        self.inspect.formats_tried.connect(answers.show_trial)
        self.watch.began.connect(answers.show_watch)
        self.watch.recorded.connect(answers.add)
        self.watch.event_seen.connect(pane.watch.add_event)
        self.watch.looked.connect(pane.watch.show_look)
        self.watch.ended.connect(answers.end_watch)
        self.watch.ended.connect(self._on_watch_ended)

    @Slot()
    def _on_edited(self) -> None:
        """Let the pane know which login the form shows."""
        request, environment = self._form.request, self._form.environment
        self._answers.pane.set_at_hand(
            (request.request_id.value, request.recipient.value, environment.id)
            if request is not None and environment is not None
            else None
        )

    @Slot(object)
    def _on_complete(self, request: CheckRequest) -> None:
        environment = self._form.environment
        if environment is not None:
            self.check.complete(request, environment)

    @Slot(object)
    def _on_inspect(self, request: CheckRequest) -> None:
        environment = self._form.environment
        if environment is not None:
            self.inspect.inspect(request, environment)

    @Slot(object)
    def _on_watch(self, request: CheckRequest) -> None:
        environment = self._form.environment
        if environment is not None:
            self.watch.watch(request, environment, self._interval)

    @Slot(object, str, str, str)
    def _on_follow_up(
        self, follow_up: FollowUp, request_id: str, recipient: str, environment_id: str
    ) -> None:
        """Do what can follow an answer to that answer's own login, which the form then shows."""
        if self.action.is_running:
            return
        environment = self._environment(environment_id)
        if environment is None:
            self._window.tell(
                phrase(
                    "The environment {name} of this call is no longer in the list.",
                    name=environment_id,
                )
            )
            return
        self._hold_keyboard()
        typed = self._typed(request_id, recipient, environment)
        request = self._form.request
        if request is not None:
            self._follow(follow_up, request, environment, typed)
        if not self.action.is_running:
            self._give_keyboard_back()

    def _hold_keyboard(self) -> None:
        """Let the form keep the keyboard until the end: the button that was pressed goes away.

        Qt would move it on to the history's search.
        """
        focused: QWidget | None = self._window.focusWidget()
        if focused is not None and self._answers.pane.isAncestorOf(focused):
            self._pressed = focused
            self._form.setFocus()

    def _give_keyboard_back(self) -> None:
        """Lead it to what was found, or back; who has moved it meanwhile keeps it."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._window.focusWidget() is not self._form:
            return
        if not self._answers.pane.focus_finding():
            still_there = isValid(pressed) and pressed.isVisible()
            (pressed if still_there else self._form.inspect_button).setFocus()

    @Slot(bool)
    def _on_running_changed(self, running: bool) -> None:  # noqa: FBT001 - a slot
        if not running:
            self._give_keyboard_back()

    def _follow(
        self, follow_up: FollowUp, request: CheckRequest, environment: Environment, typed: str
    ) -> None:
        self._searched = request, environment
        match follow_up:
            case FollowUp.INSPECT:
                self.inspect.inspect(request, environment)
            case FollowUp.WATCH:
                self.watch.watch(request, environment, self._interval)
            case FollowUp.COMPLETE:
                self.check.complete(request, environment, asks=True)
            case FollowUp.RESEND:
                self.check.resend(request, environment)
            case FollowUp.LOOK_ELSEWHERE:
                others = [e for e in self._form.environments if e.id != environment.id]
                self.inspect.look_elsewhere(request, others)
            case FollowUp.TRY_FORMATS:
                self.inspect.try_formats(request, environment, typed)
            case FollowUp.TOKEN:
                self.token_wanted.emit()

    @Slot(str, str)
    def _on_finding_taken(self, name: str, value: str) -> None:
        """Put what a search found into the form; sending is the user's next step."""
        if self.action.is_running or self._searched is None:
            return
        request, environment = self._searched
        recipient, chosen = request.recipient.value, environment.id
        if name == _SWITCH:
            chosen = value
        else:
            recipient = value
        self._form.fill_as_sent(request.request_id.value, recipient, chosen)
        self._form.inspect_button.setFocus()

    @Slot(object)
    def _on_watch_ended(self, watched: Watched) -> None:
        if watched.ending is Ending.STOPPED:
            return
        headline = ended(watched.ending, watched.case).headline
        self._notifier.tell(tr("OTP GUI has watched a login"), render(headline))

    @property
    def _interval(self) -> int:
        return self._answers.pane.watch.interval_box.value()

    def _environment(self, environment_id: str) -> Environment | None:
        return next((e for e in self._form.environments if e.id == environment_id), None)

    def _typed(self, request_id: str, recipient: str, environment: Environment) -> str:
        """Let the form show this very login; return what stands in its recipient field."""
        shown, request = self._form.environment, self._form.request
        same = (
            shown is not None
            and shown.id == environment.id
            and request is not None
            and (request.request_id.value, request.recipient.value) == (request_id, recipient)
        )
        if not same:
            self._form.fill_as_sent(request_id, recipient, environment.id)
        return self._form.recipient_edit.text()
